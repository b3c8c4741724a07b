// Saved replies: one press inserts one where the cursor is; "/" in the empty field leads to them by keyboard.

document.addEventListener("keydown", (event) => {
  const text = document.getElementById("text");
  const box = document.getElementById("replies");
  if (!box || !text) return;
  if (event.target === text && event.key === "/" && text.value === "") {
    event.preventDefault();
    box.open = true;
    buttons(box)[0].focus();
  } else if (box.contains(event.target)) {
    move(event, box, text);
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reply]");
  if (!button) return;
  const text = document.getElementById("text");
  text.focus();
  text.setRangeText(button.dataset.reply, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
  document.getElementById("replies").open = false;
});

function move(event, box, text) {
  if (event.key === "Escape") {
    box.open = false;
    text.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = buttons(box);
  const next = all.indexOf(document.activeElement) + step;
  all[Math.min(Math.max(next, 0), all.length - 1)].focus();
}

function buttons(box) {
  return [...box.querySelectorAll("[data-reply]")];
}
