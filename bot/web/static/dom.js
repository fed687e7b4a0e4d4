// The only ways this page makes elements: text is always textContent, never markup.

export const byId = (id) => document.getElementById(id);

/** Make an element; `props` are DOM properties, or attributes when the name has a dash or is a role. */
export function make(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

export const forEars = (text) => make("span", { className: "sr", textContent: text });

/** True for what a message may lead to: the web, a phone call, or a file of this house. */
export function isSafeLink(url) {
  if (typeof url !== "string") return false;
  try {
    const { protocol } = new URL(url, location.href);
    return ["http:", "https:"].includes(protocol) || /^tel:[+\d*#-]+$/i.test(url);
  } catch {
    return false;
  }
}

/** True for what may be shown as a picture: same origin only, as the page's policy says. */
export function isOwnPicture(url) {
  try {
    const { origin, protocol } = new URL(url, location.href);
    return protocol === "blob:" || (origin === location.origin && protocol !== "data:");
  } catch {
    return false;
  }
}

/** BCP 47 tag for the voice and the screen reader, guessed from the letters. */
export const languageOf = (text) => (/[\u3400-\u9fff]/.test(text) ? "zh-CN" : "en");
