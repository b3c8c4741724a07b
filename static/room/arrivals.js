// What happens around htmx putting a frame in its place: nothing is shown twice, the focus is not lost, the newest
// message comes into sight if the reader was at the end, and the title of a tab in the background counts.

const room = document.getElementById("room");
const scroll = document.getElementById("scroll");
const log = document.getElementById("log");
const newest = document.getElementById("newest");
const NEAR = 120; // px from the end that still count as "at the end"

let focused = null;
let wasAtEnd = true;
let unread = 0;

export function watch(onArrival) {
  document.addEventListener("htmx:before:swap", (event) => {
    focused = document.activeElement;
    wasAtEnd = isAtEnd();
    for (const task of event.detail.tasks) dropKnown(task.fragment);
  });
  document.addEventListener("htmx:after:swap", () => {
    onArrival();
    keepFocus();
    showNewest();
    retitle();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) unread = 0;
    retitle();
  });
  scroll.addEventListener("scroll", () => isAtEnd() && (newest.hidden = true), { passive: true });
  newest.addEventListener("click", toEnd);
  toEnd();
}

export function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}

// A message that stands in the log already is not added again, whatever the server sends.
function dropKnown(fragment) {
  for (const message of fragment.querySelectorAll("article[id]")) {
    if (document.getElementById(message.id)) message.remove();
    else if (document.hidden && !message.matches(".you")) unread += 1;
  }
}

// Only when what had the focus is gone does the focus go anywhere: to the outcome, or to the line that says what next.
function keepFocus() {
  if (!focused || focused.isConnected) return;
  const place = document.getElementById("closing-heading") ?? document.getElementById("standing");
  place.focus({ preventScroll: true });
}

function isAtEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
}

// A long message is shown from its beginning, a short one to its end.
function showNewest() {
  const last = log.lastElementChild;
  if (!last) return;
  if (wasAtEnd) scroll.scrollTop = Math.min(scroll.scrollHeight, last.offsetTop - scroll.offsetTop - 16);
  newest.hidden = isAtEnd();
}

function retitle() {
  const { headline } = document.querySelector("#standing [data-headline]").dataset;
  document.title = `${unread ? `(${unread}) ` : ""}${headline} · ${room.dataset.title}`;
}
