// Gets what a person said to the server, whichever side of a room they are on: shows what waits, sends each frame once
// over each socket, and lets go of it when the server has received or refused it.

import { expectAnswer, isOpen, transmit } from "./connection.js";
import { Outbox } from "./outbox.js";

const waiting = document.getElementById("outbox");
const log = document.getElementById("log");

export class Delivery {
  #outbox;
  #sent = new Set(); // client ids that went out over the present socket

  constructor(room) {
    this.#outbox = new Outbox(room);
    for (const entry of this.#outbox.entries) this.#show(entry);
  }

  // Keeps a frame, and sends it as soon as there is a socket. `words` is what to show for it meanwhile.
  send(frame, words) {
    this.#show(this.#outbox.add(frame, words));
    this.#deliver();
  }

  // Over a fresh socket everything goes once more; the server knows what it has.
  resend() {
    this.#sent = new Set();
    this.#deliver();
  }

  // Whether the same press waits already: the second click of a double click adds nothing.
  hasPress(frame) {
    return this.#outbox.hasPress(frame);
  }

  // After a frame: calls `onReceived` or `onRefused` for each entry that was, with its bubble if that still stands.
  settle({ onReceived, onRefused }) {
    for (const receipt of document.querySelectorAll("#acks [data-client-id]")) {
      const { clientId, refused } = receipt.dataset;
      const entry = this.#outbox.remove(clientId);
      if (entry) (refused ? onRefused : onReceived)(entry, find(clientId));
      receipt.remove();
    }
    for (const bubble of [...waiting.children]) {
      if (log.querySelector(`[data-client-id="${CSS.escape(bubble.dataset.waits)}"]`)) bubble.remove();
    }
  }

  #deliver() {
    if (!isOpen()) return;
    for (const { frame } of this.#outbox.entries.filter((entry) => !this.#sent.has(entry.frame.client_id))) {
      this.#sent.add(frame.client_id);
      transmit(frame);
      expectAnswer(() => !this.#holds(frame.client_id));
    }
    for (const bubble of waiting.children) this.#progress(bubble);
  }

  #show({ frame, words }) {
    const bubble = document.getElementById("pending").content.cloneNode(true).firstElementChild;
    bubble.dataset.waits = frame.client_id;
    bubble.dataset.type = frame.type;
    bubble.querySelector(".words").textContent = words;
    waiting.append(bubble);
    this.#progress(bubble);
  }

  #progress(bubble) {
    if (this.#holds(bubble.dataset.waits)) mark(bubble, isOpen() ? "Sending…" : "Waiting for the connection");
  }

  #holds(clientId) {
    return this.#outbox.entries.some((entry) => entry.frame.client_id === clientId);
  }
}

// What was refused, and can be put back nowhere, stays in sight.
export function markAsNotSent(bubble) {
  if (!bubble) return;
  bubble.classList.add("failed");
  mark(bubble, "Not sent");
}

export function mark(bubble, progress) {
  bubble.querySelector(".progress").textContent = progress;
}

function find(clientId) {
  return waiting.querySelector(`[data-waits="${CSS.escape(clientId)}"]`);
}
