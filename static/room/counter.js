// The form for a counter-offer. It keeps what was typed until an offer has arrived; what nobody has touched follows the
// table. Numbers go to the server as they were typed: it knows how their writer writes them.

import { openDialog } from "./dialogs.js";

const dialog = document.getElementById("counter");
const form = document.getElementById("counter-form");
const note = document.getElementById("counter-note");

// Wires the form; `onOffer(terms, note)` gets texts by lever name.
export function counterOffers(onOffer) {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens=counter]")) open();
    if (event.target.closest("[data-closes=counter]")) dialog.close();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill], [data-turn]");
    if (!button) return;
    const input = button.closest(".field").querySelector("[data-lever]");
    if (button.dataset.turn) turn(input, Number(button.dataset.turn));
    else fill(input, button.dataset.fill);
  });
  form.addEventListener("keydown", (event) => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!direction || !event.target.dataset.lever) return;
    event.preventDefault();
    turn(event.target, direction);
  });
  form.addEventListener("input", (event) => {
    event.target.setCustomValidity("");
    if (event.target.dataset.lever) event.target.dataset.typed = "yes";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!isComplete()) return;
    const terms = Object.fromEntries(inputs().map((input) => [input.dataset.lever, input.value.trim()]));
    dialog.close();
    onOffer(terms, note.value.trim());
  });
}

// After an offer arrived, the form follows the table again.
export function forgetTyped() {
  for (const input of inputs()) delete input.dataset.typed;
  note.value = "";
}

function open() {
  for (const input of inputs()) {
    if (input.dataset.typed) continue;
    input.value = input.closest(".field").querySelector("[data-suggested]").dataset.suggested;
  }
  openDialog(dialog);
}

function fill(input, value) {
  input.value = value;
  input.dataset.typed = "yes";
  input.setCustomValidity("");
}

// One step up or down, with as many decimals as are there already, and never below zero.
function turn(input, direction) {
  const value = input.value.trim().replace(form.dataset.decimal, ".");
  if (!/^\d+(\.\d+)?$/.test(value)) return;
  const decimals = Math.max(decimalsOf(value), decimalsOf(input.dataset.step));
  const next = Math.max(Number(value) + direction * Number(input.dataset.step), 0);
  fill(input, next.toFixed(decimals).replace(".", form.dataset.decimal));
}

function decimalsOf(number) {
  return number.split(".")[1]?.length ?? 0;
}

function isComplete() {
  for (const input of inputs()) {
    const isWritten = /^[\d.,'’\s]*\d[\d.,'’\s]*$/.test(input.value);
    input.setCustomValidity(isWritten ? "" : "Please give a number, zero or more.");
    if (!isWritten) return input.reportValidity();
  }
  return true;
}

function inputs() {
  return [...form.querySelectorAll("[data-lever]")];
}
