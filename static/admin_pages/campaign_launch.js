// The launch page: adds up what is ticked, here and on other pages of the list, and shows times in the reader's zone.

const money = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const whole = new Intl.NumberFormat("en");

document.querySelector("[data-focus]")?.focus();

const playbook = document.querySelector("[data-playbook]");
playbook?.querySelector("select").addEventListener("change", () => playbook.requestSubmit());

const form = document.querySelector("[data-launch]");
if (form?.querySelector("#choice")) { // not there where nobody can be invited
  showZone(form);
  choose(form);
}

/** The deadline in the reader's own zone; the server has filled it in as UTC. */
function showZone(form) {
  const zone = form.elements.time_zone;
  const deadline = form.elements.deadline;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (own && zone.value === "UTC" && deadline.value) {
    const at = new Date(`${deadline.value}Z`);
    if (!Number.isNaN(at.getTime())) {
      const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
      deadline.value = local.toISOString().slice(0, 16);
      zone.value = own;
    }
  }
  const name = zone.value.includes("/") ? `${zone.value.split("/").pop().replaceAll("_", " ")} time` : zone.value;
  form.querySelector("[data-zone]").textContent = `In ${name}. Each supplier reads it in their own time zone.`;
}

/** The server narrows the list, turns its pages and ticks what matches; here is what a tick changes. */
function choose(form) {
  const list = () => form.querySelector("#choice");
  const isOfList = (event) => event.detail.target?.id === "choice";

  function sum() {
    const here = list();
    const sums = new Map(Object.entries(JSON.parse(here.querySelector("#elsewhere-spend").textContent)));
    const elsewhere = Number(here.dataset.elsewhere);
    let count = elsewhere;
    for (const box of here.querySelectorAll("[name=contract]:checked")) {
      const { currency, value } = box.closest("tr").dataset;
      count += 1;
      sums.set(currency, Number(sums.get(currency) ?? 0) + Number(value));
    }
    const spend = [...sums].sort((a, b) => b[1] - a[1]).map(([currency, value]) => `${money.format(value)} ${currency}`);
    const also = elsewhere ? ` ${whole.format(elsewhere)} of them ${elsewhere === 1 ? "is" : "are"} not shown now.` : "";
    form.querySelector("[data-sum]").textContent =
      `${whole.format(count)} of ${whole.format(here.dataset.free)} eligible contracts are ticked: ` +
      `${spend.join(" and ") || "nothing"} a year.${also}`;
  }

  function nameButtons() {
    const { matching, pages } = list().dataset;
    const what = pages > 1 ? `all ${whole.format(matching)} that match` : "what is shown";
    form.querySelector("[data-tick]").textContent = `Tick ${what}`;
    form.querySelector("[data-untick]").textContent = `Untick ${what}`;
  }

  // A tick after the request has left would be overwritten by its answer, so none is taken meanwhile.
  const hold = (isHeld) => list().querySelector("tbody")?.toggleAttribute("inert", isHeld);
  let focused = "";
  form.addEventListener("htmx:beforeRequest", (event) => isOfList(event) && hold(true));
  form.addEventListener("htmx:afterRequest", (event) => isOfList(event) && hold(false));
  form.addEventListener("htmx:beforeSwap", () => {
    focused = list().contains(document.activeElement) ? document.activeElement.id : "";
  });
  form.addEventListener("htmx:afterSettle", () => {
    sum();
    nameButtons();
    if (focused && !list().contains(document.activeElement)) {
      const same = document.getElementById(focused);
      (same && !same.disabled ? same : document.getElementById("choice-list"))?.focus();
    }
    focused = "";
  });
  // Enter narrows the list; it does not send the form.
  form.querySelector("[data-narrow]").addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  form.addEventListener("change", (event) => event.target.name === "contract" && sum());
  sum();
}
