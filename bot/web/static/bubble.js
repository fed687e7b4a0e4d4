// One message as an element.

import { clockTime } from "./clock.js";
import { forEars, icon, isOwnPicture, isSafeLink, languageOf, make } from "./dom.js";
import { paragraphOf } from "./entities.js";
import { say } from "./settings.js";

/** Rows this long are calendars and number pads: they keep their columns even on a phone. */
const PAD_COLUMNS = 6;

function pictureOf({ url, thumb }, number) {
  const shown = isOwnPicture(thumb) ? thumb : url;
  if (!isOwnPicture(shown)) return null;
  const label = number ? say("photoNumber", { n: number }) : say("photoSent");
  const image = make("img", { src: shown, alt: label, loading: "lazy", decoding: "async" });
  if (!isOwnPicture(url)) return image;
  return make("a", { className: "picture", href: url, target: "_blank", rel: "noopener" }, image);
}

function picturesOf(message) {
  const photos = message.photos ?? (message.photo ? [message.photo] : []);
  if (photos.length === 0) return null;
  const group = make("div", { className: photos.length > 1 ? "pictures several" : "pictures" });
  photos.forEach((photo, index) => group.append(pictureOf(photo, photos.length > 1 ? index + 1 : 0) ?? ""));
  return group;
}

function fileOf(file) {
  if (!file) return null;
  const name = make("bdi", { textContent: file.name });
  if (!file.url) return make("span", { className: "file" }, icon("file"), name);
  if (!isSafeLink(file.url)) return null;
  return make("a", { className: "file", href: file.url, download: file.name, rel: "noopener" }, icon("file"), name);
}

function spotOf(spot, mine) {
  if (!spot) return null;
  const where = `${Number(spot.latitude).toFixed(4)}, ${Number(spot.longitude).toFixed(4)}`;
  const name = make("b", { textContent: say(mine ? "locationMine" : "locationOf") });
  return make("div", { className: "spot" }, icon("place"), make("span", {}, name, make("small", { textContent: where })));
}

function buttonOf(button, message, deeds) {
  const label = make("bdi", { textContent: button.text, lang: languageOf(button.text) });
  if (button.url) {
    if (!isSafeLink(button.url)) return null;
    return make("a", { className: "choose", href: button.url, target: "_blank", rel: "noopener noreferrer" }, label);
  }
  const element = make("button", { type: "button", className: "choose" }, label);
  element.dataset.data = button.data ?? "";
  element.addEventListener("click", () => {
    // aria-disabled instead of disabled: the focus stays where the person is.
    if (element.getAttribute("aria-disabled") !== "true") deeds.press(message, button.data, element);
  });
  return element;
}

function buttonsOf(message, deeds) {
  const rows = (message.buttons ?? []).filter((row) => row.length > 0);
  if (rows.length === 0) return null;
  const block = make("div", { className: "buttons" });
  for (const row of rows) {
    const line = make("div", { className: row.length >= PAD_COLUMNS ? "row pad" : "row" });
    line.append(...row.map((button) => buttonOf(button, message, deeds)).filter(Boolean));
    block.append(line);
  }
  return block;
}

function speakerOf(message, deeds) {
  if (!deeds.canRead || message.from !== "town" || !message.text) return null;
  const button = make("button", { type: "button", className: "read plain", "aria-label": say("read") });
  button.append(icon("speaker"));
  button.addEventListener("click", () => deeds.read(message.text, button));
  return button;
}

/** Show how far an own message has come: "sending", "sent" or "failed". */
export function markDelivery(element, state, reason = "") {
  element.dataset.delivery = state;
  const mark = element.querySelector(".delivery");
  if (!mark) return;
  const [name, key] = { sending: ["clock", "sending"], sent: ["check", "sent"], failed: ["warn", "notSent"] }[state];
  mark.replaceChildren(icon(name), make("span", { textContent: say(key) }));
  element.querySelector(".reason")?.remove();
  if (reason) element.append(make("p", { className: "reason", dir: "auto", textContent: reason }));
}

/** Offer to send a failed message again, or to let it go. */
export function offerAgain(element, again, drop) {
  const offers = [["again", again], ["drop", drop]].map(([key, deed]) => {
    const button = make("button", { type: "button", className: "choose", textContent: say(key) });
    button.addEventListener("click", () => deed());
    return button;
  });
  element.append(make("div", { className: "row offers" }, ...offers));
}

function metaOf(message, mine) {
  const date = new Date(message.at);
  const meta = make("p", { className: "meta" });
  meta.append(make("time", { dateTime: date.toISOString(), textContent: clockTime(message.at) }));
  if (message.edited) meta.append(make("span", { className: "edited", textContent: say("edited") }));
  if (mine) meta.append(make("span", { className: "delivery" }));
  return meta;
}

/** Write `message` into `element` (a new one, or one that is being edited). */
export function draw(element, message, deeds) {
  const mine = message.from === "me";
  element.className = `message ${mine ? "mine" : "town"}`;
  element.tabIndex = -1;
  element.setAttribute("role", "article");
  const bubble = make("div", { className: "bubble" });
  bubble.append(forEars(`${say(mine ? "me" : "town")}: `));
  const parts = [picturesOf(message), fileOf(message.file), spotOf(message.location, mine)];
  bubble.append(...parts.filter(Boolean));
  if (message.text) {
    const paragraph = paragraphOf(message.text, message.entities, deeds.copy);
    paragraph.lang = languageOf(message.text);
    bubble.append(paragraph);
  }
  const children = [bubble, speakerOf(message, deeds), metaOf(message, mine), buttonsOf(message, deeds)];
  element.replaceChildren(...children.filter(Boolean));
  return element;
}
