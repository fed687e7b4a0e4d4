// What the page itself has to say: toasts, alerts, and whether the line stands.

import { byId, icon, make } from "./dom.js";
import { say } from "./settings.js";

const TOAST_FOR = 7_000;
const PER_LETTER = 70;
const BACK_FOR = 2_500;
/** A line that comes back at once is not worth a word. */
const LOST_AFTER = 1_200;

/** A short polite line that goes by itself, or an alert that stays until closed; returns how to take it back. */
export function tell(text, alert = false) {
  const box = byId(alert ? "toast-alert" : "toast-polite");
  const toast = make("div", { className: alert ? "toast alert" : "toast" });
  toast.append(make("p", { dir: "auto", textContent: text }));
  if (alert) {
    const close = make("button", { type: "button", className: "plain", "aria-label": say("close") }, icon("close"));
    close.addEventListener("click", () => toast.remove());
    toast.prepend(icon("warn"));
    toast.append(close);
  } else {
    setTimeout(() => toast.remove(), TOAST_FOR + text.length * PER_LETTER);
  }
  box.replaceChildren(toast);
  return () => toast.remove();
}

let timer = 0;
let shown = "open";
let pending = "open";

function paintLine(state, retry) {
  const banner = byId("banner");
  shown = state;
  banner.className = "banner";
  banner.replaceChildren(make("span", { textContent: say(state) }));
  if (state === "lost") {
    const button = make("button", { type: "button", textContent: say("retryNow") });
    button.addEventListener("click", retry);
    banner.append(button);
  }
  banner.hidden = false;
}

function paintBack() {
  const banner = byId("banner");
  banner.hidden = shown !== "lost";
  banner.className = "banner back";
  banner.replaceChildren(icon("check"), say("backOnline"));
  shown = "open";
  timer = setTimeout(() => { banner.hidden = true; }, BACK_FOR);
}

/** Show the state of the line: "connecting" (never stood yet), "lost" or "open". */
export function showLine(state, retry) {
  // Every failed attempt says "lost" again; only the first one starts the wait.
  if (state === pending) return;
  pending = state;
  clearTimeout(timer);
  if (state === "open") paintBack();
  else timer = setTimeout(() => paintLine(state, retry), LOST_AFTER);
}
