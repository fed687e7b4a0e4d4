// Language and text size of this page: how they are kept, shown and switched.

import { byId, make } from "./dom.js";
import { device, keyOf } from "./place.js";
import { texts } from "./texts.js";

export const LANGUAGES = Object.keys(texts);
const SIZES = ["standard", "large", "largest"];
const LOCALES = { zh: "zh-CN", en: "en-GB" };

const browserLanguage = () => (/^zh/i.test(navigator.language || "zh") ? "zh" : "en");

let language = device.get(keyOf("language"), browserLanguage());
if (!LANGUAGES.includes(language)) language = "zh";
let size = device.get("linli:size", SIZES[0]);
if (!SIZES.includes(size)) size = SIZES[0];

/** False on the first visit with this device: then the server may say what it thinks. */
export const hasChosenLanguage = () => device.get(keyOf("language"), null) !== null;
export const currentLanguage = () => language;
export const locale = () => LOCALES[language];

/** The page's own words in the current language; `{name}` is filled from `values`. */
export function say(key, values = {}) {
  const text = texts[language][key];
  if (typeof text !== "string") return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function choices(groupId, options, current, choose) {
  byId(groupId).replaceChildren(
    ...options.map(([value, label, lang]) => {
      const input = make("input", { type: "radio", name: groupId, value, checked: value === current });
      input.addEventListener("change", () => choose(value));
      return make("label", { className: `choice choice-${value}`, lang }, input, make("span", { textContent: label }));
    }),
  );
}

const listeners = [];
/** Call `listener` whenever words on the page have to be written anew. */
export const onLanguage = (listener) => listeners.push(listener);

let chosen = () => {};
/** Call `listener` when the person (not the server) switched the language. */
export const onLanguageChosen = (listener) => { chosen = listener; };

function paintSizes() {
  document.documentElement.dataset.size = size;
  choices("sizes", SIZES.map((one) => [one, say("sizes")[one], ""]), size, setSize);
}

function paintLanguage() {
  document.documentElement.lang = locale();
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = say(element.dataset.text);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
  }
  for (const element of document.querySelectorAll("[data-placeholder]")) {
    element.placeholder = say(element.dataset.placeholder);
  }
  const names = LANGUAGES.map((one) => [one, texts[one].languageName, LOCALES[one]]);
  choices("languages", names, language, choose);
  const other = otherLanguage();
  byId("language-next-name").textContent = texts[other].languageName;
  byId("language-next").lang = LOCALES[other];
  paintSizes();
  for (const listener of listeners) listener();
}

const otherLanguage = () => LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length];

function keepFocus(groupId, paint) {
  const inside = byId(groupId).contains(document.activeElement);
  paint();
  if (inside) byId(groupId).querySelector("input:checked")?.focus();
}

/** Take over a language that the server knows; says nothing back to the server. */
export function setLanguage(next) {
  if (!LANGUAGES.includes(next)) return;
  language = next;
  device.set(keyOf("language"), next);
  keepFocus("languages", paintLanguage);
}

function choose(next) {
  if (next === language) return;
  setLanguage(next);
  chosen(next);
}

function setSize(next) {
  size = next;
  device.set("linli:size", next);
  keepFocus("sizes", paintSizes);
  window.dispatchEvent(new Event("resize"));
}

/** Wire the buttons of the page's head; `tell` shows a short polite line. */
export function startSettings(tell) {
  byId("language-next").addEventListener("click", () => choose(otherLanguage()));
  byId("size-next").addEventListener("click", () => {
    setSize(SIZES[(SIZES.indexOf(size) + 1) % SIZES.length]);
    tell(say("sizeNow", { size: say("sizes")[size] }));
  });
  paintLanguage();
}
