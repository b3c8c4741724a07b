// One press launches once. (Two presses would be one campaign too: the form carries a key.)
const form = document.querySelector("[data-confirm]");
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button")) {
    // Not disabled: a disabled button's name would not be sent.
    button.setAttribute("aria-disabled", "true");
  }
});
// Back in the browser brings the page as it was left.
addEventListener("pageshow", () => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button")) {
    button.removeAttribute("aria-disabled");
  }
});
