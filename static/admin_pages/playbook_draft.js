// The draft's page: rows that come and go, names and units that follow the levers, and a word before work is lost.

const form = document.querySelector("[data-draft]");

if (form) {
  const builtIn = JSON.parse(document.getElementById("built-in-levers").textContent);
  const state = form.querySelector("[data-state]");
  let isDirty = "unsaved" in form.dataset;

  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const visibleRows = (kind) => [...form.querySelectorAll(`[data-row="${kind}"]`)].filter((row) => !row.hidden);
  const announce = (text) => {
    if (state) state.textContent = text;
  };

  const leverName = (row) => {
    const kind = field(row, "kind").value;
    return kind === "own" ? field(row, "own").value.trim().toLowerCase().replace(/[\s-]+/g, "_") : kind;
  };
  const leverTitle = (row) => {
    const kind = field(row, "kind");
    return field(row, "label").value || (kind.value === "own" ? field(row, "own").value : kind.selectedOptions[0]?.text) || "New lever";
  };
  const leverUnit = (row) =>
    leverName(row) === "unit_price" ? form.dataset.currency : field(row, "unit").value || builtIn[leverName(row)]?.unit || "";

  const nameUnit = (select, unit) => {
    const option = select?.querySelector('option[value="value"]');
    if (option) option.textContent = unit || "as a value";
  };

  const followLever = (row) => {
    const isOwn = field(row, "kind").value === "own";
    row.querySelector("[data-own]").hidden = !isOwn;
    row.querySelector("[data-unit]").hidden = leverName(row) === "unit_price";
    row.querySelector("[data-title]").textContent = leverTitle(row);
    for (const name of ["target_1", "walk_away_1", "step_1"]) nameUnit(field(row, name), leverUnit(row));
  };

  const followTradeOff = (row, levers) => {
    for (const name of ["give", "get"]) {
      const select = field(row, name);
      const chosen = select.value;
      const options = [new Option("choose a lever", "")];
      for (const lever of levers) options.push(new Option(leverTitle(lever), leverName(lever)));
      if (chosen && !levers.some((lever) => leverName(lever) === chosen)) {
        options.push(new Option(`${chosen} (no longer a lever)`, chosen));
      }
      select.replaceChildren(...options);
      select.value = chosen;
      const lever = levers.find((each) => leverName(each) === chosen);
      nameUnit(field(row, name === "give" ? "up_to_1" : "at_least_1"), lever ? leverUnit(lever) : "");
    }
  };

  const follow = () => {
    const levers = visibleRows("lever").filter((row) => leverName(row));
    visibleRows("lever").forEach(followLever);
    visibleRows("trade").forEach((row) => followTradeOff(row, levers));
    for (const section of form.querySelectorAll("[data-rows]")) {
      const add = section.querySelector("[data-add]");
      const shown = section.querySelectorAll("[data-list] > [data-row]:not([hidden])").length;
      if (add) add.disabled = shown >= Number(section.dataset.most);
    }
  };

  const changed = () => {
    isDirty = true;
    follow();
  };
  const changedByButton = () => {
    changed();
    form.dispatchEvent(new Event("input", { bubbles: true })); // the preview listens for it
  };

  const fillIn = (row, before) => {
    const [was, now] = [builtIn[before], builtIn[field(row, "kind").value]];
    for (const name of ["label", "unit"]) {
      const input = field(row, name);
      if (!input.value || input.value === was?.[name]) input.value = now?.[name] ?? "";
    }
  };

  const add = (section) => {
    const total = section.querySelector('[name$="-TOTAL_FORMS"]');
    const html = section.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
    const list = section.querySelector("[data-list]");
    list.insertAdjacentHTML("beforeend", html);
    total.value = Number(total.value) + 1;
    const row = list.lastElementChild;
    if (row.dataset.row === "lever") {
      const kind = field(row, "kind");
      const taken = new Set(visibleRows("lever").filter((each) => each !== row).map(leverName));
      kind.value = [...kind.options].map((option) => option.value).find((value) => !taken.has(value)) ?? "own";
      kind.dataset.before = kind.value;
      fillIn(row, "");
    }
    changedByButton();
    row.querySelector("select, input:not([type=hidden])").focus();
  };

  const remove = (row) => {
    const title = row.dataset.row === "lever" ? leverTitle(row) : `The ${row.dataset.row === "trade" ? "trade-off" : "question"}`;
    const undo = document.createElement("p");
    undo.className = "removed";
    undo.append(`${title} is removed when you save. `);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Keep it";
    button.addEventListener("click", () => {
      undo.remove();
      row.hidden = false;
      field(row, "DELETE").value = "";
      changedByButton();
      row.querySelector("[data-remove]").focus();
    });
    undo.append(button);
    row.hidden = true;
    field(row, "DELETE").value = "on";
    row.after(undo);
    changedByButton();
    button.focus();
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-add]")) add(button.closest("[data-rows]"));
    if (button?.matches("[data-remove]")) remove(button.closest("[data-row]"));
  });

  form.addEventListener("input", (event) => {
    const row = event.target.closest?.('[data-row="lever"]');
    if (row && event.target.matches('[name$="-kind"]')) {
      fillIn(row, event.target.dataset.before);
      event.target.dataset.before = event.target.value;
    }
    if (event.target.id === "contract") return; // which contract to look at is no change of the draft
    changed();
    announce("Not saved yet.");
  });

  window.addEventListener("beforeunload", (event) => {
    if (isDirty) event.preventDefault();
  });
  form.addEventListener("submit", () => {
    isDirty = false;
  });

  for (const row of visibleRows("lever")) field(row, "kind").dataset.before = field(row, "kind").value;
  follow();
  document.querySelector("[data-focus]")?.focus();
}
