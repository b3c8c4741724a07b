// The message box: Enter sends, Shift and Enter make a new line; a half-typed sentence outlives a reload.

const MANY = 400; // characters from the end at which the count of what is left appears
const TYPING_EVERY = 4_000; // ms between two "is typing"

const form = document.getElementById("composer");
const words = document.getElementById("words");
const left = document.getElementById("words-left");
const notice = document.getElementById("notice");

// Wires the box; does nothing on a closed room, which has none. `onTyping` returns whether anybody could be told.
export function composer({ room, onSay, onTyping }) {
  if (!form) return;
  const draft = `parley.draft.${room}`;
  let typedAt = 0;
  words.value ||= sessionStorage.getItem(draft) ?? "";
  words.addEventListener("input", () => {
    sessionStorage.setItem(draft, words.value);
    count();
    if (Date.now() - typedAt > TYPING_EVERY && onTyping()) typedAt = Date.now();
  });
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = words.value.trim();
    if (!text || remaining() < 0) return;
    words.value = "";
    sessionStorage.removeItem(draft);
    clearNotice();
    count();
    typedAt = 0; // the next sentence is news again
    onSay(text);
  });
}

// Puts a refused text back where it was typed, unless something else is being typed there.
export function giveBack(text) {
  if (!words?.isConnected || words.value) return false;
  words.value = text;
  count();
  return true;
}

export function clearNotice() {
  notice?.replaceChildren();
}

function remaining() {
  return Number(words.dataset.max) - [...words.value].length; // characters, as the server counts them
}

function count() {
  const number = remaining();
  left.textContent = number < 0 ? `${-number} characters too many` : number <= MANY ? `${number} characters left` : "";
  left.classList.toggle("over", number < 0);
}
