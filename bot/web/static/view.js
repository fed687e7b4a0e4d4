// What part of the conversation is in view. Nothing that is being read may jump.

import { byId } from "./dom.js";

const NEAR = 90;
const AIR = 14;

export class View {
  #scroll = byId("scroll");
  #pill = byId("pill");
  #atEnd = true;

  constructor() {
    this.#scroll.addEventListener("scroll", () => this.#look(), { passive: true });
    this.#pill.addEventListener("click", () => {
      this.toEnd(true);
      byId("text").focus({ preventScroll: true });
    });
    // The keyboard opens, the window turns, the text grows: whoever was at the end stays there.
    new ResizeObserver(() => this.#atEnd && this.toEnd()).observe(this.#scroll);
    window.addEventListener("resize", () => this.#atEnd && this.toEnd());
  }

  #look() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroll;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#atEnd) this.#pill.hidden = true;
  }

  before() {
    return this.#atEnd;
  }

  /** Follow the newest message if the person was at the end (or wrote it), else say that it is there. */
  after(wasAtEnd, newest, own = false) {
    if (!wasAtEnd && !own) {
      if (newest) this.#pill.hidden = false;
      return;
    }
    this.toEnd();
    // A message taller than the window is read from its first line.
    if (newest && !own && newest.offsetHeight + AIR > this.#scroll.clientHeight) {
      this.#scroll.scrollTop = newest.offsetTop - AIR;
    }
  }

  beforeAbove() {
    return this.#scroll.scrollHeight - this.#scroll.scrollTop;
  }

  afterAbove(fromEnd) {
    if (!byId("welcome").hidden) return;
    this.#scroll.scrollTop = this.#scroll.scrollHeight - fromEnd;
  }

  toEnd(smoothly = false) {
    // The welcome is read from its top.
    if (!byId("welcome").hidden) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#scroll.scrollTo({ top: this.#scroll.scrollHeight, behavior: smoothly && !calm ? "smooth" : "instant" });
    this.#atEnd = true;
    this.#pill.hidden = true;
  }
}
