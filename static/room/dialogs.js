// Dialogs, and the second press before something final: native, so the keyboard stays inside, Escape closes them, and the
// focus returns to the button that opened them.

const DOUBLE_CLICK = 500; // ms that systems leave for the second click of a double click, at most

const dialog = document.getElementById("confirm");

// A key that is still held down was pressed for what stood there before.
document.addEventListener("keydown", (event) => {
  if (event.repeat && event.key === "Enter" && event.target.closest("dialog input, dialog button")) event.preventDefault();
});

// Opens a dialog. Where the button that opened it was, one of the dialog's own may be now: for a moment they cannot be
// clicked, so that the second click of a double click sends nothing unseen.
export function openDialog(opened) {
  opened.dataset.fresh = "";
  setTimeout(() => delete opened.dataset.fresh, DOUBLE_CLICK);
  opened.showModal();
}

// Asks for the second press; resolves to whether it came.
export function isConfirmed({ question, detail, yes, no }) {
  document.getElementById("confirm-question").textContent = question;
  document.getElementById("confirm-detail").textContent = detail ?? "";
  document.getElementById("confirm-yes").textContent = yes;
  document.getElementById("confirm-no").textContent = no;
  dialog.returnValue = "no";
  openDialog(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

// Closes the question once there is no button for it any more.
export function closeWhenStale(openerId) {
  if (dialog.open && !document.getElementById(openerId)) dialog.close("no");
}
