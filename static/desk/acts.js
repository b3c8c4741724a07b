// What is prepared before a room is handed back, put off or ended: shown below the buttons, with the focus on it.

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-dismisses=prepare]")) return;
  const place = document.getElementById("prepare");
  if (!place) return;
  event.preventDefault();
  place.replaceChildren();
});

document.addEventListener("input", (event) => {
  if (event.target.name !== "price" || !event.target.value) return;
  event.target.form.querySelector("[name=instruction][value=price]").checked = true;
});

const place = document.getElementById("dock");
if (place) {
  new MutationObserver((changes) => {
    const shown = document.querySelector("#prepare > .prepare");
    if (shown && changes.some((change) => change.target.id === "prepare")) shown.focus();
  }).observe(place, { childList: true, subtree: true });
}
