// A room on the buyer's side. htmx opens the socket and puts what the server renders in its place; this adds an outbox
// for what was typed without a connection, keeps half-typed words, says who types and what was seen, and has the panel
// beside the conversation drawn anew when something has happened.

import { follow, isOpen, transmit } from "../room/connection.js";
import { Delivery, markAsNotSent } from "../room/delivery.js";
import { hello, shown, tellSeen } from "../room/seen.js";
import { remember } from "./keeping.js";
import { keepTyping } from "./typing.js";

const path = location.pathname;
const delivery = new Delivery(path);
const live = document.getElementById("live");
const scroll = document.getElementById("scroll");
const NEAR = 80; // px from the end that still count as being there
const PAUSE = 250; // ms; what happens meanwhile is one look at the panel
const POLL_EVERY = 5_000; // ms between looks where no socket can be opened

let isAtEnd = true;
let looking = 0;
let putBack = () => true; // what was open and typed beside the conversation, before it is drawn anew

keepTyping(path, { onSay: say, onTyping });
follow(() => {
  hello();
  delivery.resend();
  lookBeside();
});
document.addEventListener("htmx:before:swap", (event) => {
  for (const task of event.detail.tasks) {
    if (task.target?.id === "log") dropKnown(task);
    if (task.target?.id === "beside") putBack = remember(task.target);
  }
});
document.addEventListener("htmx:after:swap", onArrival);
scroll.addEventListener("scroll", () => (isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR));
setInterval(() => isOpen() || lookBeside(), POLL_EVERY);
toEnd();

function say(text) {
  delivery.send({ type: "say", text }, text);
  isAtEnd = true;
  toEnd();
}

function onTyping() {
  if (isOpen()) transmit({ type: "typing" });
  return isOpen();
}

function onArrival() {
  if (putBack()) putBack = () => true;
  delivery.settle({ onReceived: (_, bubble) => bubble?.remove(), onRefused });
  if (isAtEnd) toEnd();
  tellSeen();
  retitle();
  if (isOpen() && shown() > Number(document.querySelector("#panel [name=panel]").value)) lookBeside();
}

// What was refused goes back where it was typed, unless that is taken or gone.
function onRefused({ words }, bubble) {
  const place = document.getElementById("text");
  if (!place || place.value) return markAsNotSent(bubble);
  place.value = words;
  place.dispatchEvent(new Event("input"));
  bubble?.remove();
}

// An entry that stands in the log already is not added again, whatever the server sends.
function dropKnown({ fragment, swapSpec }) {
  if (swapSpec?.style !== "beforeend") return;
  for (const entry of fragment.querySelectorAll("article[id]")) {
    if (document.getElementById(entry.id)) entry.remove();
  }
}

function lookBeside() {
  clearTimeout(looking);
  looking = setTimeout(() => {
    document.getElementById("is-live").value = isOpen() ? "yes" : "no";
    htmx.trigger("#poll", "stale");
  }, PAUSE);
}

function retitle() {
  const headline = document.querySelector("#standing strong")?.textContent.replace(/\.$/, "");
  if (headline) document.title = `${headline} · ${live.dataset.title}`;
}

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}
