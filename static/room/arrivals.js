// What happens around htmx putting a frame in its place: nothing is shown twice, the focus is not lost, the newest
// message comes into sight if the reader was at the end, and the title of a tab in the background counts.

const room = document.getElementById("room");
const scroll = document.getElementById("scroll");
const log = document.getElementById("log");
const newest = document.getElementById("newest");
const NEAR = 60; // px from the end that still count as "at the end"
const AIR = 16; // px above a message that is shown from its beginning

let focused = null;
let unread = 0;
let follows = log.childElementCount > 0; // a first visit begins at the top, with who asks and what for
let beginning = null; // the message to show from its beginning when it is longer than the screen
let arrived = null; // the id of the first message of the frame that is being put in place
let placedAt = -1; // where this module scrolled to; any other place is the reader's own choice

export function watch(onArrival) {
  document.addEventListener("htmx:before:swap", (event) => {
    focused = document.activeElement;
    for (const task of event.detail.tasks) dropKnown(task.fragment);
  });
  document.addEventListener("htmx:after:swap", () => {
    onArrival();
    showArrived();
    keepFocus();
    retitle();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) unread = 0;
    retitle();
  });
  scroll.addEventListener("scroll", onScroll, { passive: true });
  new ResizeObserver(showNewest).observe(scroll); // the dock grew, or a phone's keyboard opened
  newest.addEventListener("click", toEnd);
  beginning = log.querySelector(":scope > article:last-child:not(.you)");
  showNewest();
}

// Shows the end of the conversation, and stays there.
export function toEnd() {
  follows = true;
  beginning = null;
  showNewest();
}

function onScroll() {
  if (Math.abs(scroll.scrollTop - placedAt) > 1) follows = isAtEnd();
  if (isAtEnd()) newest.hidden = true;
}

// A message that stands in the log already is not added again, whatever the server sends.
function dropKnown(fragment) {
  let first = null;
  for (const message of fragment.querySelectorAll("article[id]")) {
    if (document.getElementById(message.id)) message.remove();
    else if (!message.matches(".you")) {
      first ??= message.id;
      if (document.hidden) unread += 1;
    }
  }
  arrived = first ?? arrived;
}

function showArrived() {
  const message = arrived && document.getElementById(arrived);
  if (message) beginning = message;
  showNewest();
  if (message) newest.hidden = follows || isAtEnd();
  arrived = null;
}

function showNewest() {
  if (!follows) return;
  const closing = document.getElementById("closing-heading");
  if (closing) return closing.closest(".closing").scrollIntoView({ block: "start" });
  const end = scroll.scrollHeight - scroll.clientHeight;
  const top = beginning?.isConnected ? topOf(beginning) - AIR : end;
  scroll.scrollTop = Math.min(end, top);
  placedAt = scroll.scrollTop;
}

function topOf(element) {
  return scroll.scrollTop + element.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
}

function isAtEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR;
}

// Only when what had the focus is gone does the focus go anywhere: to the outcome, or to the line that says what next.
function keepFocus() {
  if (!focused || focused.isConnected) return;
  const place = document.getElementById("closing-heading") ?? document.getElementById("standing");
  place.focus({ preventScroll: true });
}

function retitle() {
  const { headline } = document.querySelector("#standing [data-headline]").dataset;
  document.title = `${unread ? `(${unread}) ` : ""}${headline} · ${room.dataset.title}`;
}
