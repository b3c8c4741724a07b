// The dialogs: the second press before something final, and the form for a counter-offer. Both are native dialogs, so
// the keyboard stays inside, Escape closes, and the focus returns to the button that opened them.

const confirmDialog = document.getElementById("confirm");
const counterDialog = document.getElementById("counter");
const counterForm = document.getElementById("counter-form");

// Asks for the second press; resolves to whether it came.
export function isConfirmed({ question, detail, yes, no }) {
  document.getElementById("confirm-question").textContent = question;
  document.getElementById("confirm-detail").textContent = detail ?? "";
  document.getElementById("confirm-yes").textContent = yes;
  document.getElementById("confirm-no").textContent = no;
  confirmDialog.returnValue = "no";
  confirmDialog.showModal();
  return new Promise((resolve) => {
    confirmDialog.addEventListener("close", () => resolve(confirmDialog.returnValue === "yes"), { once: true });
  });
}

// Closes the question about an offer once there is no button for it any more.
export function closeWhenStale(openerId) {
  if (confirmDialog.open && !document.getElementById(openerId)) confirmDialog.close("no");
}

// Wires the counter-offer form; `onOffer(terms, note)` gets numbers by lever name.
export function counterOffers(onOffer) {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens=counter]")) openCounter();
    if (event.target.closest("[data-closes=counter]")) counterDialog.close();
    const choice = event.target.closest("[data-fill]");
    if (choice) fill(choice);
  });
  counterForm.addEventListener("input", (event) => {
    event.target.setCustomValidity("");
    if (event.target.dataset.lever) event.target.dataset.typed = "yes";
  });
  counterForm.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isComplete()) return;
    const terms = Object.fromEntries(inputs().map((input) => [input.dataset.lever, input.valueAsNumber]));
    counterDialog.close();
    onOffer(terms, document.getElementById("counter-note").value.trim());
  });
}

// After an offer arrived, the form follows the table again; until then it keeps what was typed.
export function forgetTyped() {
  for (const input of inputs()) delete input.dataset.typed;
  document.getElementById("counter-note").value = "";
}

function openCounter() {
  for (const input of inputs()) {
    const suggested = input.parentElement.querySelector("[data-suggested]").dataset.suggested;
    if (!input.dataset.typed) input.value = suggested;
  }
  counterDialog.showModal();
}

function fill(choice) {
  const input = choice.closest(".field").querySelector("input");
  input.value = choice.dataset.fill;
  input.dataset.typed = "yes";
  input.setCustomValidity("");
}

function isComplete() {
  for (const input of inputs()) {
    const isNumber = Number.isFinite(input.valueAsNumber) && input.valueAsNumber >= 0;
    input.setCustomValidity(isNumber ? "" : "Please give a number, zero or more.");
    if (!input.checkValidity() && !isNumber) return input.reportValidity();
  }
  return true;
}

function inputs() {
  return [...counterForm.querySelectorAll("input[data-lever]")];
}
