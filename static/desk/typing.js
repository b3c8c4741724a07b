// The box for one's own words: what is half typed outlives a reload, and the box itself, which goes when the room passes
// to somebody else and may come back. Words alone go out over the socket; with an offer the form is sent as it is.

const TYPING_EVERY = 4_000; // ms between two "is typing"

// `onSay(text)` gets what is to be sent, `onTyping` returns whether anybody could be told.
export function keepTyping(path, { onSay, onTyping }) {
  const draft = `parley.draft.${path}`;
  let typedAt = 0;
  document.addEventListener("input", ({ target }) => {
    if (target.id !== "text") return;
    sessionStorage.setItem(draft, target.value);
    if (target.value && Date.now() - typedAt > TYPING_EVERY && onTyping()) typedAt = Date.now();
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "text" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "own") return;
    const words = event.target.querySelector("#text");
    if (hasOffer(event.target)) return sessionStorage.removeItem(draft);
    event.preventDefault();
    const text = words.value.trim();
    if (!text) return words.focus();
    words.value = "";
    sessionStorage.removeItem(draft);
    onSay(text);
    typedAt = 0;
  });
  document.addEventListener("htmx:after:swap", restore);
  restore();

  function restore() {
    const words = document.getElementById("text");
    if (words && !words.value) words.value = sessionStorage.getItem(draft) ?? "";
  }
}

function hasOffer(form) {
  return [...form.querySelectorAll("[name^='lever-'], [name=because]")].some((input) => input.value.trim());
}
