// Text with entities (offsets in UTF-16 units, as JavaScript counts) into elements.

import { isSafeLink, make } from "./dom.js";
import { say } from "./settings.js";

/** Longer or multi-line code is not a number to copy, it is only shown. */
const LONGEST_COPY = 40;

function codeOf(text, copy) {
  if (text.length > LONGEST_COPY || /\n/.test(text)) return make("code", { textContent: text });
  const chip = make("button", { type: "button", className: "copy", "aria-label": say("codeCopy", { code: text }) });
  chip.append(make("code", { textContent: text }));
  chip.addEventListener("click", () => copy(text));
  return chip;
}

function elementOf(entity, text, copy) {
  switch (entity.type) {
    case "bold":
      return make("strong", entity.large ? { className: "large" } : {});
    case "italic":
      return make("em");
    case "blockquote":
      return make("blockquote", { dir: "auto" });
    case "code":
      return codeOf(text, copy);
    case "text_link":
      if (!isSafeLink(entity.url)) return null;
      return make("a", { href: entity.url, target: "_blank", rel: "noopener noreferrer" });
    default:
      return null;
  }
}

function sound(entities, length) {
  return (Array.isArray(entities) ? entities : [])
    .filter((one) => Number.isInteger(one?.offset) && Number.isInteger(one?.length))
    .filter((one) => one.offset >= 0 && one.length > 0 && one.offset + one.length <= length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
}

/** Fill `target` with [start, end) of `text`; entities that cross each other's end are cut there. */
function fill(target, text, entities, start, end, copy) {
  let at = start;
  let index = 0;
  while (index < entities.length) {
    const entity = entities[index];
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    const inner = [];
    index += 1;
    while (index < entities.length && entities[index].offset < to) inner.push(entities[index++]);
    if (from >= to) continue;
    target.append(text.slice(at, from));
    const element = elementOf(entity, text.slice(from, to), copy);
    if (element?.matches("code, .copy")) target.append(element);
    else if (element) {
      fill(element, text, inner, from, to, copy);
      target.append(element);
    } else fill(target, text, inner, from, to, copy);
    at = to;
  }
  target.append(text.slice(at, end));
}

/** A number that was called: `A012` alone on its line. */
const CALLED = /^[A-Z]?\d{1,4}$/;

/** Bold lines from the top on, the first of which is only such a number: they are shown large. */
function largeLines(text, entities) {
  const large = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const bold = entities.find((one) => one.type === "bold" && one.offset === start && one.length === line.length);
    if (!bold || (start === 0 && !CALLED.test(line))) break;
    large.push(bold);
    start += line.length + 1;
  }
  return large;
}

/** A paragraph for one message's text. Line breaks are kept by style, not by markup. */
export function paragraphOf(text, entities, copy) {
  const paragraph = make("div", { className: "text", dir: "auto" });
  const marks = sound(entities, text.length);
  const large = largeLines(text, marks).map((one) => ({ ...one, large: true }));
  const rest = marks.filter((one) => !large.some((line) => line.offset === one.offset && one.type === "bold"));
  fill(paragraph, text, sound([...large, ...rest], text.length), 0, text.length, copy);
  return paragraph;
}
