// The supplier's room in the browser. htmx opens the socket and puts what the server renders in its place; this adds
// what a server cannot: an outbox for what was typed without a connection, second presses, focus, scrolling, title.

import { toEnd, watch } from "./arrivals.js";
import { clearNotice, composer, giveBack } from "./composer.js";
import { follow, isOpen, transmit } from "./connection.js";
import { counterOffers, forgetTyped } from "./counter.js";
import { Delivery, mark, markAsNotSent } from "./delivery.js";
import { closeWhenStale, isConfirmed } from "./dialogs.js";
import { hello, tellSeen } from "./seen.js";

const room = location.pathname;
const delivery = new Delivery(room);
let opener = null; // the button whose second press is asked for

composer({ room, onSay: (text) => send({ type: "say", text }, text), onTyping });
counterOffers((terms, note) => send({ type: "offer", terms, ...(note && { note }) }, "Your offer"));
document.addEventListener("click", onPress);
watch(onArrival);
follow(() => {
  hello();
  delivery.resend();
});

function send(frame, words) {
  delivery.send(frame, words);
  toEnd();
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
  if (!delivery.hasPress(frame)) send(frame, button.textContent);
}

function onArrival() {
  delivery.settle({ onReceived, onRefused });
  closeWhenStale(opener);
  tellSeen();
}

// A received message is shown by the server in a moment; a press may have nothing to show.
function onReceived({ frame }, bubble) {
  if (frame.type === "offer") forgetTyped();
  if (frame.type === "say" && bubble) mark(bubble, "Sent");
  else bubble?.remove();
}

// A refused text goes back into the box, unless that is taken.
function onRefused({ frame, words }, bubble) {
  if (frame.type === "say" && !giveBack(words)) markAsNotSent(bubble);
  else bubble?.remove();
}
