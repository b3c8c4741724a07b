// The room's socket, as htmx opens and re-opens it, and the banner that tells how it is.
//
// htmx's own hx-ws:send drops what is sent while the socket is closed. Here nothing may be dropped, so frames go out
// through `transmit`, over the socket that htmx made; what comes in is put in its place by htmx.

const REFUSED = [4401, 4403, 4404]; // the server's close codes for a link that ended, and for who may not be here
const SILENT_FOR = 15_000; // ms without an acknowledgement, after which a socket is taken for dead
const SLEPT_FOR = 60_000; // ms in the background, after which a socket may look open and be dead
const BACK_FOR = 3_000; // ms that "back" is shown
const PATIENCE = 1_000; // ms of connecting that nobody needs to be told of

const banner = document.getElementById("connection");
let socket = null;
let wasOpen = false; // in this visit
let hasOpened = false; // since htmx last tried
let isCutOff = false; // the browser says so; its socket may take minutes to notice

export function isOpen() {
  return socket?.readyState === WebSocket.OPEN && !isCutOff;
}

export function transmit(frame) {
  socket.send(JSON.stringify(frame));
}

// Gives a socket up that has not answered for too long, unless `isAnswered()` says otherwise; htmx opens another.
export function expectAnswer(isAnswered) {
  const asked = socket;
  setTimeout(() => {
    if (asked === socket && !isAnswered()) reconnect();
  }, SILENT_FOR);
}

// Calls `onOpen` each time that there is a fresh socket.
export function follow(onOpen) {
  document.addEventListener("htmx:after:ws:connection", (event) => {
    socket = event.detail.connection.socket;
    isCutOff = false;
    hasOpened = true;
    show(wasOpen ? "back" : null);
    wasOpen = true;
    onOpen();
  });
  document.addEventListener("htmx:ws:close", (event) => {
    socket = null;
    if (REFUSED.includes(event.detail.code)) return location.reload(); // the page says what to do
    if (!hasOpened) reloadIfLinkEnded();
    hasOpened = false;
    show("offline");
  });
  window.addEventListener("offline", () => {
    isCutOff = true;
    show("offline");
  });
  window.addEventListener("online", reconnect);
  reconnectAfterSleep();
  setTimeout(() => wasOpen || !banner.hidden || show("connecting"), PATIENCE);
}

// A socket that was refused looks like one that found no network; the page of the same link tells them apart.
async function reloadIfLinkEnded() {
  const page = await fetch(location.pathname, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (page && [404, 410].includes(page.status)) location.reload();
}

function reconnect() {
  socket?.close();
}

function reconnectAfterSleep() {
  let hiddenAt = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hiddenAt = Date.now();
    else if (hiddenAt && Date.now() - hiddenAt > SLEPT_FOR) reconnect();
  });
}

const SENTENCES = {
  connecting: "Connecting…",
  offline: "No connection. You can go on writing: it is sent as soon as the connection is back.",
  back: "The connection is back.",
};

function show(state) {
  banner.hidden = state === null;
  banner.dataset.state = state ?? "open";
  banner.textContent = banner.dataset[state] ?? SENTENCES[state] ?? "";
  if (state === "back") setTimeout(() => banner.dataset.state === "back" && show(null), BACK_FOR);
}
