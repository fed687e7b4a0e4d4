// Where this page stands (its door) and what it may remember there.

/** Path before the trailing slash: "" for the front door, "/door/<name>" for the others. */
export const base = location.pathname.match(/^\/door\/[a-z0-9-]{1,20}(?=\/|$)/)?.[0] ?? "";

/** A small memory that never throws: a private window may refuse storage, the chat must still work. */
class Memory {
  #area;
  #fallback = new Map();

  constructor(name) {
    try {
      this.#area = window[name];
    } catch {
      this.#area = null;
    }
  }

  get(key, otherwise) {
    try {
      const kept = this.#area?.getItem(key) ?? this.#fallback.get(key);
      return kept == null ? otherwise : JSON.parse(kept);
    } catch {
      return otherwise;
    }
  }

  set(key, value) {
    const kept = JSON.stringify(value);
    this.#fallback.set(key, kept);
    try {
      this.#area?.setItem(key, kept);
    } catch {
      // Full or forbidden: the fallback above holds it for as long as the page lives.
    }
  }
}

/** Lives as long as the tab: unsent frames, the draft, pressed buttons. */
export const tab = new Memory("sessionStorage");
/** Lives on this device: text size, language. */
export const device = new Memory("localStorage");

export const keyOf = (name) => `linli:${base}:${name}`;
