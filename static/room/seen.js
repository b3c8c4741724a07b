// What stands on a screen that somebody looks at counts as seen, and the other side is told so.

import { isOpen, transmit } from "./connection.js";

let told = 0; // what the other side knows to have been looked at

document.addEventListener("visibilitychange", tellSeen);

// Over a fresh socket: says what this page shows, and tells anew what was seen of it.
export function hello() {
  told = 0;
  transmit({ type: "hello", seen: shown() });
  tellSeen();
}

export function tellSeen() {
  if (document.hidden || !isOpen() || shown() <= told) return;
  told = shown();
  transmit({ type: "seen", seq: told });
}

// The last event that the page shows.
export function shown() {
  return Number(document.querySelector("#seen [data-seq]").dataset.seq);
}
