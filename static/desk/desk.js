// A room on the buyer's side: the newest message stays in sight, unless somebody reads further up. htmx does the rest.

const log = document.getElementById("log");
const NEAR = 80; // pixels from the end that still count as being there

if (log) {
  let isAtEnd = true;
  const toEnd = () => log.scrollTo({ top: log.scrollHeight });
  log.addEventListener("scroll", () => {
    isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
  });
  new MutationObserver(() => isAtEnd && toEnd()).observe(log, { childList: true });
  toEnd();
}
