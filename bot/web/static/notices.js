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
let wasLost = false;

/** Show the state of the line: "connecting" (never stood yet), "lost" or "open". */
export function showLine(state, retry) {
  const banner = byId("banner");
  clearTimeout(timer);
  if (state === "open") {
    if (!wasLost || banner.hidden) banner.hidden = true;
    else {
      banner.className = "banner back";
      banner.replaceChildren(icon("check"), say("backOnline"));
      timer = setTimeout(() => { banner.hidden = true; }, BACK_FOR);
    }
    wasLost = false;
    return;
  }
  if (wasLost && !banner.hidden) return;
  timer = setTimeout(() => {
    wasLost = state === "lost";
    const button = make("button", { type: "button", textContent: say("retryNow") });
    button.addEventListener("click", retry);
    banner.className = "banner";
    banner.replaceChildren(make("span", { textContent: say(state === "lost" ? "lost" : "connecting") }), ...(wasLost ? [button] : []));
    banner.hidden = false;
  }, LOST_AFTER);
}
