// The fields of an offer: steps, choices, the bot's terms taken over, and the check against the playbook as one types.

const form = () => document.getElementById("own");

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fill], [data-turn], [data-takes-terms], [data-sets]");
  if (!button) return;
  if ("takesTerms" in button.dataset) return takeTerms(button);
  if (button.dataset.sets) {
    button.closest("form").elements[button.dataset.sets].value = button.dataset.value;
    return;
  }
  const input = button.closest(".field").querySelector("input");
  if (button.dataset.turn) turn(input, Number(button.dataset.turn));
  else fill(input, button.dataset.fill);
});

document.addEventListener("keydown", (event) => {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!direction || !event.target.matches?.("#own input[data-step]")) return;
  event.preventDefault();
  turn(event.target, direction);
});

document.addEventListener("input", (event) => {
  if (event.target.matches("#own input[data-step]")) changed();
});

// The reason is asked for as soon as the playbook says that the terms are outside.
new MutationObserver(() => {
  const verdict = document.querySelector("#verdict [data-verdict]")?.dataset.verdict;
  const why = document.getElementById("why");
  if (!why) return;
  const isAsked = verdict === "outside" || document.getElementById("because").value !== "";
  if (why.hidden === isAsked) why.hidden = !isAsked;
  document.getElementById("because").required = verdict === "outside";
}).observe(document.body, { childList: true, subtree: true });

function takeTerms(button) {
  const names = button.getAttributeNames().filter((name) => name.startsWith("data-lever-"));
  for (const name of names) {
    const input = document.getElementById(`lever-${name.slice("data-lever-".length)}`);
    if (input) input.value = button.getAttribute(name);
  }
  const box = document.getElementById("with-offer");
  box.open = true;
  box.querySelector("input").focus();
  changed();
}

function fill(input, value) {
  input.value = value;
  changed();
}

function changed() {
  form().dispatchEvent(new CustomEvent("terms-changed", { bubbles: true }));
}

// One step up or down, with as many decimals as are there already, and never below zero.
function turn(input, direction) {
  const value = (input.value.trim() || input.dataset.start).replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(value)) return;
  const decimals = Math.max(decimalsOf(value), decimalsOf(input.dataset.step));
  fill(input, Math.max(Number(value) + direction * Number(input.dataset.step), 0).toFixed(decimals));
}

function decimalsOf(number) {
  return number.split(".")[1]?.length ?? 0;
}
