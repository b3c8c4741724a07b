// What was sent and is not yet known to have arrived. It outlives a reload of the tab, but not the tab itself.
//
// Every frame carries a client_id made here. The server takes the same id twice for one message, so sending again
// after a broken connection is always safe.

export class Outbox {
  #key;
  #entries;

  constructor(room) {
    this.#key = `parley.outbox.${room}`;
    this.#entries = JSON.parse(sessionStorage.getItem(this.#key) ?? "[]");
  }

  // Entries in the order they were made: {frame, words}, `words` being what to show for the frame.
  get entries() {
    return [...this.#entries];
  }

  add(frame, words) {
    const entry = { frame: { ...frame, client_id: newId() }, words };
    this.#entries.push(entry);
    this.#save();
    return entry;
  }

  // Takes an entry out, and returns it; undefined when it was out already.
  remove(clientId) {
    const found = this.#entries.find((entry) => entry.frame.client_id === clientId);
    this.#entries = this.#entries.filter((entry) => entry !== found);
    this.#save();
    return found;
  }

  // Whether the same press waits already: the second click of a double click adds nothing.
  hasPress(frame) {
    const same = (entry) => Object.entries(frame).every(([key, value]) => entry.frame[key] === value);
    return this.#entries.some(same);
  }

  #save() {
    sessionStorage.setItem(this.#key, JSON.stringify(this.#entries));
  }
}

// Not crypto.randomUUID, which plain http has only on localhost.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
