// What was said here and is not yet confirmed by the server. Survives a reload of the tab.

import { keyOf, tab } from "./place.js";

/** Milliseconds after which an unanswered frame is sent again; the server knows repeats by their id. */
const RESEND_AFTER = 15_000;

export class Outbox {
  #frames = tab.get(keyOf("unsent"), []);
  #sentAt = new Map();

  get frames() {
    return [...this.#frames];
  }

  add(frame) {
    this.#frames.push(frame);
    this.#keep();
  }

  /** Forget a frame that the server has answered; returns it, or undefined when it was unknown. */
  settle(id) {
    const frame = this.#frames.find((one) => one.id === id);
    if (frame) {
      this.#frames = this.#frames.filter((one) => one !== frame);
      this.#sentAt.delete(id);
      this.#keep();
    }
    return frame;
  }

  /** The first frame that should go over the wire now. */
  due(now) {
    return this.#frames.find(({ id }) => now - (this.#sentAt.get(id) ?? -Infinity) > RESEND_AFTER);
  }

  markSent(id, now) {
    this.#sentAt.set(id, now);
  }

  get waiting() {
    return this.#sentAt.size > 0;
  }

  /** A new socket: nothing counts as sent, everything goes again in the old order. */
  restart() {
    this.#sentAt.clear();
  }

  #keep() {
    tab.set(keyOf("unsent"), this.#frames);
  }
}
