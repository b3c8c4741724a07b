// The second press before something final: a native dialog, so the keyboard stays inside, Escape closes it, and the
// focus returns to the button that opened it.

const dialog = document.getElementById("confirm");

// Asks for the second press; resolves to whether it came.
export function isConfirmed({ question, detail, yes, no }) {
  document.getElementById("confirm-question").textContent = question;
  document.getElementById("confirm-detail").textContent = detail ?? "";
  document.getElementById("confirm-yes").textContent = yes;
  document.getElementById("confirm-no").textContent = no;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

// Closes the question once there is no button for it any more.
export function closeWhenStale(openerId) {
  if (dialog.open && !document.getElementById(openerId)) dialog.close("no");
}
