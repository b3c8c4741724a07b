// The desk's list in the browser. htmx opens the socket and puts each new list in its place; this counts in the title,
// and tells of who is new: aloud to screen readers, and by a notification where the buyer has allowed it.

import { follow, transmit } from "../room/connection.js";

const lists = document.getElementById("lists");
const news = document.getElementById("news");
const button = document.getElementById("notify");
const me = document.querySelector(".desk-top .who").dataset.user;
const canNotify = "Notification" in window;
let known = waiting(); // by room: since when it waits; whoever waits anew is new again

follow(() => transmit({ type: "hello" }));
document.addEventListener("htmx:after:swap", () => {
  const now = waiting();
  const fresh = [...now.values()].filter((one) => known.get(one.id)?.since !== one.since && isForMe(one));
  known = now;
  retitle();
  if (fresh.length) tell(fresh);
});
retitle();
offerNotifications();

function waiting() {
  const found = [...lists.querySelectorAll("[data-waits]")].map(({ id, dataset }) => [
    id,
    { id, since: dataset.waits, words: dataset.words, heldBy: dataset.heldBy },
  ]);
  return new Map(found);
}

function isForMe({ heldBy }) {
  return !heldBy || heldBy === me;
}

function retitle() {
  const count = Number(document.getElementById("waiting-count")?.dataset.count ?? 0);
  document.title = `${count ? `(${count}) ` : ""}Desk · Parley`;
}

function tell(fresh) {
  news.textContent = fresh.length === 1 ? `New: ${fresh[0].words}` : `${fresh.length} rooms are new`;
  if (!canNotify || Notification.permission !== "granted") return;
  for (const { id, words } of fresh) {
    const shown = new Notification("A supplier waits for a person", { body: words, tag: id });
    shown.addEventListener("click", () => {
      window.focus();
      document.querySelector(`#${CSS.escape(id)} a`)?.click();
      shown.close();
    });
  }
}

// Asked only by a press, never by itself; who said no is not asked again.
function offerNotifications() {
  if (!canNotify) return;
  const show = () => (button.hidden = Notification.permission !== "default");
  button.addEventListener("click", async () => {
    await Notification.requestPermission();
    show();
    if (Notification.permission === "granted") news.textContent = "You will be notified of new ones.";
  });
  show();
}
