// A room on the buyer's side. htmx opens the socket and puts what the server renders in its place; this adds an outbox
// for what was typed without a connection, keeps half-typed words, says who types and what was seen, and has the panel
// beside the conversation drawn anew when something has happened.

import { follow, isOpen, transmit, expectAnswer } from "../room/connection.js";
import { Outbox } from "../room/outbox.js";
import { remember } from "./keeping.js";
import { keepTyping } from "./typing.js";

const path = location.pathname;
const outbox = new Outbox(path);
const live = document.getElementById("live");
const log = document.getElementById("log");
const scroll = document.getElementById("scroll");
const waiting = document.getElementById("outbox");
const NEAR = 80; // px from the end that still count as being there
const PAUSE = 250; // ms; what happens meanwhile is one look at the panel
const POLL_EVERY = 5_000; // ms between looks where no socket can be opened

let sent = new Set(); // client ids that went out over the present socket
let isAtEnd = true;
let seen = 0;
let looking = 0;
let putBack = () => true; // what was open and typed beside the conversation, before it is drawn anew

keepTyping(path, { onSay: say, onTyping });
for (const entry of outbox.entries) show(entry);
follow(() => {
  sent = new Set();
  seen = 0;
  transmit({ type: "hello", seen: shown() });
  tellSeen();
  deliver();
  lookBeside();
});
document.addEventListener("htmx:before:swap", (event) => {
  for (const task of event.detail.tasks) {
    if (task.target?.id === "log") dropKnown(task);
    if (task.target?.id === "beside") putBack = remember(task.target);
  }
});
document.addEventListener("htmx:after:swap", onArrival);
document.addEventListener("visibilitychange", tellSeen);
scroll.addEventListener("scroll", () => (isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR));
setInterval(() => isOpen() || lookBeside(), POLL_EVERY);
toEnd();

function say(text) {
  show(outbox.add({ type: "say", text }, text));
  isAtEnd = true;
  toEnd();
  deliver();
}

function onTyping() {
  if (isOpen()) transmit({ type: "typing" });
  return isOpen();
}

// Sends what waits, each frame once over each socket.
function deliver() {
  if (!isOpen()) return;
  for (const { frame } of outbox.entries.filter((entry) => !sent.has(entry.frame.client_id))) {
    sent.add(frame.client_id);
    transmit(frame);
    expectAnswer(() => outbox.entries.every((entry) => entry.frame.client_id !== frame.client_id));
  }
  for (const bubble of waiting.children) progress(bubble);
}

function onArrival() {
  if (putBack()) putBack = () => true;
  for (const receipt of document.querySelectorAll("#acks [data-client-id]")) {
    const entry = outbox.remove(receipt.dataset.clientId);
    if (entry) receipt.dataset.refused ? giveUp(entry) : find(entry.frame.client_id)?.remove();
    receipt.remove();
  }
  for (const bubble of [...waiting.children]) {
    if (log.querySelector(`[data-client-id="${CSS.escape(bubble.dataset.waits)}"]`)) bubble.remove();
  }
  if (isAtEnd) toEnd();
  tellSeen();
  retitle();
  if (isOpen() && shown() > Number(document.querySelector("#panel [name=panel]").value)) lookBeside();
}

// What was refused goes back where it was typed; where that is taken or gone, it stays in sight, marked as not sent.
function giveUp({ frame, words }) {
  const bubble = find(frame.client_id);
  const place = document.getElementById("text");
  if (place && !place.value) {
    place.value = words;
    place.dispatchEvent(new Event("input"));
    bubble?.remove();
  } else if (bubble) {
    bubble.classList.add("failed");
    bubble.querySelector(".progress").textContent = "Not sent";
  }
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

function tellSeen() {
  if (document.hidden || !isOpen() || shown() <= seen) return;
  seen = shown();
  transmit({ type: "seen", seq: seen });
}

function shown() {
  return Number(document.querySelector("#seen [name=seen]").value);
}

function retitle() {
  const headline = document.querySelector("#standing strong")?.textContent.replace(/\.$/, "");
  if (headline) document.title = `${headline} · ${live.dataset.title}`;
}

function show({ frame, words }) {
  const bubble = document.getElementById("pending").content.cloneNode(true).firstElementChild;
  bubble.dataset.waits = frame.client_id;
  bubble.querySelector(".words").textContent = words;
  waiting.append(bubble);
  progress(bubble);
}

function progress(bubble) {
  if (!outbox.entries.some((entry) => entry.frame.client_id === bubble.dataset.waits)) return;
  bubble.querySelector(".progress").textContent = isOpen() ? "Sending…" : "Waiting for the connection";
}

function find(clientId) {
  return waiting.querySelector(`[data-waits="${CSS.escape(clientId)}"]`);
}

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}
