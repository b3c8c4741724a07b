// The supplier's room in the browser. htmx opens the socket and puts what the server renders in its place; this adds
// what a server cannot: an outbox for what was typed without a connection, second presses, focus, scrolling, title.

import { toEnd, watch } from "./arrivals.js";
import { clearNotice, composer, giveBack } from "./composer.js";
import { expectAnswer, follow, isOpen, transmit } from "./connection.js";
import { counterOffers, forgetTyped } from "./counter.js";
import { closeWhenStale, isConfirmed } from "./dialogs.js";
import { Outbox } from "./outbox.js";

const room = location.pathname;
const outbox = new Outbox(room);
const waiting = document.getElementById("outbox");
const log = document.getElementById("log");
let sent = new Set(); // client ids that went out over the present socket
let seen = 0; // what the other side knows to have been looked at
let opener = null; // the button whose second press is asked for

composer({ room, onSay: (text) => send({ type: "say", text }, text), onTyping });
counterOffers((terms, note) => send({ type: "offer", terms, ...(note && { note }) }, "Your offer"));
document.addEventListener("click", onPress);
document.addEventListener("visibilitychange", tellSeen);
watch(onArrival);
for (const entry of outbox.entries) show(entry);
follow(() => {
  sent = new Set();
  seen = 0;
  transmit({ type: "hello", seen: shown() });
  tellSeen();
  deliver();
});

function send(frame, words) {
  show(outbox.add(frame, words));
  toEnd();
  deliver();
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

function onTyping() {
  if (isOpen()) transmit({ type: "typing" });
  return isOpen();
}

// A press on a button that names a frame; with a question, only after the second press.
async function onPress(event) {
  const button = event.target.closest("[data-frame]");
  if (!button) return;
  const chosen = document.querySelector("#decision [name=package]:checked");
  const isChoice = button.closest("#decision") && chosen;
  const frame = { ...JSON.parse(button.dataset.frame), ...(isChoice && { package: Number(chosen.value) }) };
  const question = isChoice ? chosen.dataset.question : button.dataset.question;
  opener = button.id;
  if (question && !(await isConfirmed({ ...button.dataset, question }))) return;
  clearNotice();
  if (!outbox.hasPress(frame)) send(frame, button.textContent);
}

// After a frame: what was received or refused leaves the outbox.
function onArrival() {
  for (const receipt of document.querySelectorAll("#acks [data-client-id]")) {
    const { clientId, refused } = receipt.dataset;
    const entry = outbox.remove(clientId);
    if (entry && refused) giveUp(entry);
    else if (entry) accept(entry);
    receipt.remove();
  }
  for (const bubble of [...waiting.children]) {
    if (log.querySelector(`[data-client-id="${CSS.escape(bubble.dataset.waits)}"]`)) bubble.remove();
  }
  closeWhenStale(opener);
  tellSeen();
}

// What stands on a screen that somebody looks at counts as seen.
function tellSeen() {
  if (document.hidden || !isOpen() || shown() <= seen) return;
  seen = shown();
  transmit({ type: "seen", seq: seen });
}

function shown() {
  return Number(document.querySelector("#seen [data-seq]").dataset.seq);
}

// A received message is shown by the server in a moment; a press may have nothing to show.
function accept({ frame }) {
  const bubble = find(frame.client_id);
  if (frame.type === "offer") forgetTyped();
  if (frame.type === "say" && bubble) bubble.querySelector(".progress").textContent = "Sent";
  else bubble?.remove();
}

// A refused text goes back into the box; where that is taken, it stays in sight, marked as not sent.
function giveUp({ frame, words }) {
  const bubble = find(frame.client_id);
  if (frame.type === "say" && !giveBack(words)) {
    bubble?.classList.add("failed");
    if (bubble) bubble.querySelector(".progress").textContent = "Not sent";
  } else bubble?.remove();
}

function show({ frame, words }) {
  const bubble = document.getElementById("pending").content.cloneNode(true).firstElementChild;
  bubble.dataset.waits = frame.client_id;
  bubble.dataset.type = frame.type;
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
