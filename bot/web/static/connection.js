// The line to the server: session, socket, reconnecting, and sending what waits in the outbox.

import { base } from "./place.js";

const FIRST_PAUSE = 700;
const LONGEST_PAUSE = 20_000;
const PAUSE_WHEN_TOO_FAST = 10_000;
/** Five frames a second are allowed; stay below. */
const BETWEEN_FRAMES = 260;
const LOOK_EVERY = 4_000;
const PING_AFTER_SILENCE = 15_000;
const GIVE_UP_AFTER_SILENCE = 28_000;
const CLOSED_NO_SESSION = 4401;
const CLOSED_TOO_FAST = 1008;

export class Connection {
  #outbox;
  #handlers;
  #socket = null;
  #ready = false;
  #hasSession = false;
  #failures = 0;
  #timer = 0;
  #pumpTimer = 0;
  #heardAt = 0;
  #pingedAt = 0;
  #lastFrameAt = -Infinity;

  /** `handlers`: session(info), frame(frame), state("connecting"|"lost"|"open"), after() -> highest id. */
  constructor(outbox, handlers) {
    this.#outbox = outbox;
    this.#handlers = handlers;
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("offline", () => this.#lose());
    window.addEventListener("pageshow", (event) => event.persisted && this.retryNow());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#wake();
    });
    setInterval(() => this.#look(), LOOK_EVERY);
  }

  start() {
    this.#handlers.state("connecting");
    this.#open();
  }

  send(frame) {
    this.#outbox.add(frame);
    this.#pump();
  }

  retryNow() {
    if (this.#ready) return;
    this.#failures = 0;
    this.#drop();
    this.#open();
  }

  /** Close and open again at once, asking for history from `handlers.after()`. */
  reopen() {
    this.#drop();
    this.#open();
  }

  async #open() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const attempt = (this.attempt = Symbol("attempt"));
    try {
      if (!this.#hasSession) await this.#askSession();
    } catch {
      if (attempt === this.attempt) this.#later();
      return;
    }
    if (attempt !== this.attempt) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const address = `${scheme}//${location.host}${base}/ws?after=${this.#handlers.after()}`;
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#heardAt = performance.now();
    socket.addEventListener("message", (event) => socket === this.#socket && this.#hear(event.data));
    socket.addEventListener("close", (event) => socket === this.#socket && this.#closed(event.code));
  }

  async #askSession() {
    const answer = await fetch(`${base}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
      credentials: "same-origin",
      signal: AbortSignal.timeout?.(10_000),
    });
    if (!answer.ok) throw new Error(`session: ${answer.status}`);
    this.#handlers.session(await answer.json());
    this.#hasSession = true;
  }

  #hear(data) {
    this.#heardAt = performance.now();
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    if (frame.type === "welcome") {
      this.#ready = true;
      this.#failures = 0;
      this.#outbox.restart();
      this.#handlers.state("open");
    }
    if (frame.type !== "pong") this.#handlers.frame(frame);
    this.#pump();
  }

  #closed(code) {
    if (code === CLOSED_NO_SESSION) this.#hasSession = false;
    this.#drop();
    this.#handlers.state("lost");
    this.#later(code === CLOSED_TOO_FAST ? PAUSE_WHEN_TOO_FAST : 0);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#ready = false;
    this.attempt = null;
    clearTimeout(this.#timer);
    this.#timer = 0;
    socket?.close();
  }

  #lose() {
    if (!this.#socket) return;
    this.#drop();
    this.#handlers.state("lost");
    this.#later();
  }

  /** Growing pauses with jitter, so that a restarted server is not met by everybody at once. */
  #later(atLeast = 0) {
    this.#handlers.state("lost");
    const grown = Math.min(FIRST_PAUSE * 1.8 ** this.#failures, LONGEST_PAUSE);
    this.#failures += 1;
    const pause = Math.max(atLeast, grown) * (0.7 + Math.random() * 0.6);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), Math.max(atLeast, pause));
  }

  #wake() {
    if (this.#ready) this.#ping();
    else if (this.#timer) this.retryNow();
  }

  #ping() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#pingedAt = performance.now();
    this.#socket.send('{"type":"ping"}');
  }

  /** A phone may keep a dead socket "open" for minutes: ask, and do not wait for ever. */
  #look() {
    if (!this.#socket) return;
    const now = performance.now();
    const silence = now - this.#heardAt;
    if (silence > GIVE_UP_AFTER_SILENCE) this.#lose();
    else if (this.#outbox.waiting && silence > LOOK_EVERY * 2 && this.#pingedAt > this.#heardAt) this.#lose();
    else if (silence > PING_AFTER_SILENCE || (this.#outbox.waiting && silence > LOOK_EVERY)) this.#ping();
    this.#pump();
  }

  #pump() {
    if (!this.#ready || this.#pumpTimer) return;
    const now = performance.now();
    const frame = this.#outbox.due(now);
    if (!frame) return;
    const wait = this.#lastFrameAt + BETWEEN_FRAMES - now;
    if (wait > 0) {
      this.#pumpTimer = setTimeout(() => {
        this.#pumpTimer = 0;
        this.#pump();
      }, wait);
      return;
    }
    this.#socket.send(JSON.stringify(frame));
    this.#lastFrameAt = now;
    this.#outbox.markSent(frame.id, now);
    this.#pump();
  }
}
