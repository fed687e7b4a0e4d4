// The conversation: puts messages in order, day lines between them, and keeps the newest in view.

import { draw, markDelivery, offerAgain } from "./bubble.js";
import { dayName, dayOf } from "./clock.js";
import { byId, make } from "./dom.js";
import { keyOf, tab } from "./place.js";
import { View } from "./view.js";

const PRESSED_KEPT = 100;
const ANSWER_WITHIN = 20_000;
/** What the page says by itself is not shown as the person's own words. */
const UNSPOKEN = /^\/(language (zh|en)|start [\w-]+)$/;

export class Messages {
  #log = byId("log");
  #view = new View();
  #deeds;
  #byMessage = new Map();
  #byClient = new Map();
  #data = new WeakMap();
  /** Messages known only by a later edit: they stand where the edit was seen. */
  #strays = new Set();
  #pressed = tab.get(keyOf("pressed"), {});
  #waiting = new Map();
  highest = 0;
  hasOlder = false;

  /** `deeds`: press(message, data, element), read(text, button), copy(text), canRead. */
  constructor(deeds) {
    this.#deeds = { ...deeds, press: (...press) => this.#press(...press) };
    this.#sendPress = deeds.press;
  }

  #sendPress;

  get isEmpty() {
    return !this.#log.querySelector(".message");
  }

  /** Before which number older messages are to be asked for; own ones have numbers of their own kind. */
  get lowest() {
    const numbers = [...this.#byMessage.keys()].filter((id) => id > 0);
    const originals = numbers.filter((id) => !this.#strays.has(id));
    return originals.length > 0 ? Math.min(...originals) : Math.min(...this.#strays) + 1;
  }

  /** While a long replay runs, screen readers are not read the whole history. */
  set quiet(quiet) {
    this.#log.setAttribute("aria-live", quiet ? "off" : "polite");
    this.#log.setAttribute("aria-busy", String(quiet));
  }

  clear() {
    for (const element of this.#log.querySelectorAll('.message:not([data-delivery="sending"])')) element.remove();
    this.#byMessage.clear();
    this.#strays.clear();
    this.highest = 0;
    this.#days();
  }

  /** A message as the server has it: new, an edit, or an own one coming back. */
  show(message) {
    this.highest = Math.max(this.highest, message.id);
    const own = message.client ? this.#byClient.get(message.client) : undefined;
    const known = this.#byMessage.get(message.id) ?? (own?.dataset.local ? own : undefined);
    if (message.from === "town") this.#answered();
    if (known) this.#again(known, message);
    // An edit of the buttons alone says nothing without the message that it belongs to.
    else if (message.text !== null && !UNSPOKEN.test(message.text)) this.#add(message);
  }

  #again(element, message) {
    this.#byMessage.set(message.id, element);
    element.dataset.id ??= message.id;
    // An own message still looks as it was written here, pictures included; only its mark changes.
    if (element.dataset.local && !message.edited) {
      if (element.dataset.delivery !== "sent") markDelivery(element, "sent");
      return;
    }
    const before = this.#data.get(element);
    const after = this.#merged(before, message);
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const kept = this.#view.before();
    const hadFocus = element.contains(document.activeElement);
    delete this.#pressed[message.id];
    this.#draw(element, after);
    if (hadFocus) (element.querySelector(".choose") ?? element).focus({ preventScroll: true });
    this.#view.after(kept, null);
  }

  /** An edit may bring less than the whole message: what it leaves out stays as it was. */
  #merged(before, edit) {
    const text = edit.text ?? before.text;
    return {
      ...before,
      ...edit,
      at: before.at,
      text,
      entities: edit.text === null ? before.entities : edit.entities,
      photo: edit.photo ?? before.photo,
      file: edit.file ?? before.file,
      location: edit.location ?? before.location,
      edited: Boolean(before.edited) || text !== before.text,
    };
  }

  #add(message) {
    const element = make("div");
    element.dataset.id = message.id;
    this.#byMessage.set(message.id, element);
    if (message.client) this.#byClient.set(message.client, element);
    const kept = this.#view.before();
    this.#draw(element, message);
    if (message.edited) this.#strays.add(message.id);
    this.#log.insertBefore(element, this.#firstSending());
    this.#days();
    this.#view.after(kept, element.nextElementSibling ? null : element, message.from === "me");
  }

  #draw(element, message) {
    this.#data.set(element, message);
    draw(element, message, this.#deeds);
    if (message.from === "me") markDelivery(element, "sent");
    const choice = this.#pressed[message.id];
    if (choice) this.#markChoice(element, choice);
  }

  /** What is still being sent stays last. */
  #firstSending() {
    let next = null;
    for (let one = this.#log.lastElementChild; one; one = one.previousElementSibling) {
      if (one.classList.contains("day")) continue;
      if (!one.dataset.delivery || one.dataset.delivery === "sent") break;
      next = one;
    }
    return next;
  }

  /** An own message, before the server has it. */
  showOwn(message) {
    if (UNSPOKEN.test(message.text ?? "")) return null;
    const element = make("div");
    element.dataset.local = "true";
    this.#byClient.set(message.client, element);
    this.#data.set(element, message);
    const kept = this.#view.before();
    draw(element, message, this.#deeds);
    markDelivery(element, "sending");
    this.#log.append(element);
    this.#days();
    this.#view.after(kept, element, true);
    return element;
  }

  follow() {
    this.#view.toEnd();
  }

  delivered(client) {
    const element = this.#byClient.get(client);
    if (element && element.dataset.delivery !== "sent") markDelivery(element, "sent");
  }

  /** An own message was refused; says false when it is not on the page. */
  failed(client, reason, again) {
    const element = this.#byClient.get(client);
    if (!element) return false;
    const drop = () => {
      element.remove();
      this.#byClient.delete(client);
      this.#days();
    };
    markDelivery(element, "failed", reason);
    offerAgain(element, () => { drop(); again(); }, drop);
    this.#view.toEnd();
    return true;
  }

  remove(id) {
    this.#byMessage.get(id)?.remove();
    this.#byMessage.delete(id);
    this.#strays.delete(id);
    this.#days();
  }

  /** Show or hide the button for older messages; what is in view stays where it is. */
  offerOlder() {
    const kept = this.#view.beforeAbove();
    byId("older").hidden = !this.hasOlder;
    this.#view.afterAbove(kept);
  }

  /** Put older messages above, without moving what is being read; says how many were new. */
  showOlder(older) {
    const kept = this.#view.beforeAbove();
    const first = this.#log.firstElementChild;
    let added = 0;
    for (const message of older) {
      const known = this.#byMessage.get(message.id);
      if (message.type === "delete") this.remove(message.id);
      else if (known) this.#older(known, message);
      else if (message.text !== null && !UNSPOKEN.test(message.text)) {
        const element = make("div");
        element.dataset.id = message.id;
        this.#byMessage.set(message.id, element);
        if (message.edited) this.#strays.add(message.id);
        this.#draw(element, message);
        this.#log.insertBefore(element, first);
        added += 1;
      }
    }
    this.#days();
    this.#view.afterAbove(kept);
    return added;
  }

  /** An edit within the older page counts; an original behind a newer edit does not. */
  #older(element, message) {
    const shown = this.#data.get(element);
    if (message.edited && !shown.edited) this.#draw(element, this.#merged(shown, message));
    if (!message.edited) this.#strays.delete(message.id);
  }

  #press(message, data, element) {
    const holder = element.closest(".message");
    this.#pressed[message.id] = data;
    const kept = Object.entries(this.#pressed).slice(-PRESSED_KEPT);
    this.#pressed = Object.fromEntries(kept);
    tab.set(keyOf("pressed"), this.#pressed);
    this.#markChoice(holder, data);
    holder.dataset.waiting = "true";
    for (const one of holder.querySelectorAll("button.choose")) one.setAttribute("aria-disabled", "true");
    const timer = setTimeout(() => this.#release(holder), ANSWER_WITHIN);
    this.#waiting.set(holder, timer);
    this.#sendPress(message.id, data);
  }

  #markChoice(holder, data) {
    for (const one of holder.querySelectorAll("button.choose")) {
      const chosen = one.dataset.data === data;
      one.classList.toggle("chosen", chosen);
      if (chosen) one.setAttribute("aria-pressed", "true");
      else one.removeAttribute("aria-pressed");
    }
  }

  #release(holder) {
    clearTimeout(this.#waiting.get(holder));
    this.#waiting.delete(holder);
    delete holder.dataset.waiting;
    for (const one of holder.querySelectorAll("button.choose")) one.removeAttribute("aria-disabled");
  }

  /** Something came back: buttons that were waiting may be pressed again. */
  #answered() {
    for (const holder of [...this.#waiting.keys()]) this.#release(holder);
  }

  answered() {
    this.#answered();
  }

  /** After a change of language: times, day names and marks in the new words. */
  repaint() {
    const kept = this.#view.before();
    for (const element of this.#log.querySelectorAll(".message")) {
      const delivery = element.dataset.delivery;
      if (delivery === "failed") continue;
      const message = this.#data.get(element);
      draw(element, message, this.#deeds);
      if (delivery) markDelivery(element, delivery);
      if (this.#pressed[message.id]) this.#markChoice(element, this.#pressed[message.id]);
    }
    for (const line of this.#log.querySelectorAll(".day")) line.remove();
    this.#days();
    this.#view.after(kept, null);
  }

  #days() {
    let day = "";
    for (const element of [...this.#log.children]) {
      if (element.classList.contains("day")) {
        const next = element.nextElementSibling;
        const isRight = next?.classList.contains("message") && dayOf(this.#data.get(next).at) === element.dataset.day;
        if (!isRight || element.dataset.day === day) element.remove();
        else day = element.dataset.day;
        continue;
      }
      const message = this.#data.get(element);
      if (dayOf(message.at) === day) continue;
      day = dayOf(message.at);
      const line = make("div", { className: "day", role: "separator" }, make("span", { textContent: dayName(message.at) }));
      line.dataset.day = day;
      element.before(line);
    }
  }
}
