// The launch page: narrows the list of contracts, adds up what is ticked, and shows times in the reader's zone.

const money = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const whole = new Intl.NumberFormat("en");

document.querySelector("[data-focus]")?.focus();

const playbook = document.querySelector("[data-playbook]");
playbook?.querySelector("select").addEventListener("change", () => playbook.requestSubmit());

const form = document.querySelector("[data-launch]");
const body = form?.querySelector("[data-choice]"); // none where nobody can be invited
if (body) {
  showZone(form);
  choose(form, [...body.rows]);
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

function choose(form, rows) {
  const contracts = rows.map((row) => ({
    row,
    box: row.querySelector("input"),
    text: row.textContent.toLowerCase(),
    value: Number(row.dataset.value),
    currency: row.dataset.currency,
    country: row.dataset.country,
  }));
  const narrow = form.querySelector("[data-narrow]");
  const field = (name) => narrow.querySelector(`[data-${name}]`);
  narrow.hidden = false;

  function show() {
    const text = field("text").value.trim().toLowerCase();
    const country = field("country").value;
    const least = field("least").value === "" ? -Infinity : Number(field("least").value);
    const most = field("most").value === "" ? Infinity : Number(field("most").value);
    for (const one of contracts) {
      const fits = one.text.includes(text) && (!country || one.country === country);
      one.row.hidden = !(fits && one.value >= least && one.value <= most);
    }
    sum();
  }

  function tick(isTicked) {
    for (const one of contracts) {
      if (!one.row.hidden) {
        one.box.checked = isTicked;
      }
    }
    sum();
  }

  function sum() {
    const sums = new Map();
    let count = 0;
    let hidden = 0;
    for (const one of contracts) {
      if (one.box.checked) {
        count += 1;
        hidden += one.row.hidden ? 1 : 0;
        sums.set(one.currency, (sums.get(one.currency) ?? 0) + one.value);
      }
    }
    const spend = [...sums].sort((a, b) => b[1] - a[1]).map(([currency, value]) => `${money.format(value)} ${currency}`);
    const also = hidden ? ` ${whole.format(hidden)} of them ${hidden === 1 ? "is" : "are"} not shown now.` : "";
    form.querySelector("[data-sum]").textContent =
      `${whole.format(count)} of ${whole.format(contracts.length)} eligible contracts are ticked: ` +
      `${spend.join(" and ") || "nothing"} a year.${also}`;
  }

  for (const name of ["text", "country", "least", "most"]) {
    field(name).addEventListener("input", show);
    // Enter narrows the list; it does not send the form.
    field(name).addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  }
  field("tick").addEventListener("click", () => tick(true));
  field("untick").addEventListener("click", () => tick(false));
  form.addEventListener("change", (event) => event.target.name === "contract" && sum());
  sum();
}
