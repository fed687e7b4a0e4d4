// Times as the town's clock shows them, wherever the device is.

import { locale, say } from "./settings.js";

const DAY = 86_400_000;
/** A device's clock may be wrong by this much before the town's is believed instead. */
const TOLERATED = 90_000;

let zone = "Asia/Shanghai";
let ahead = 0;

export function setZone(name) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    zone = name;
  } catch {
    // Unknown to this browser: the town's zone stays.
  }
}

export const now = () => new Date(Date.now() + ahead);

/** Learn from a message that was written just now how far this device's clock is off. */
export function learnNow(iso) {
  const off = new Date(iso) - Date.now();
  ahead = Number.isFinite(off) && Math.abs(off) > TOLERATED ? off : 0;
}

/** The day in the town, as YYYY-MM-DD. */
export const dayOf = (iso) => new Date(iso).toLocaleDateString("sv-SE", { timeZone: zone });

export const clockTime = (iso) =>
  new Date(iso).toLocaleTimeString(locale(), { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function dayName(iso) {
  const today = dayOf(now());
  const day = dayOf(iso);
  const days = Math.round((Date.parse(today) - Date.parse(day)) / DAY);
  if (days === 0) return say("today");
  if (days === 1) return say("yesterday");
  const year = day.slice(0, 4) === today.slice(0, 4) ? undefined : "numeric";
  return new Date(iso).toLocaleDateString(locale(), { timeZone: zone, year, month: "long", day: "numeric", weekday: "long" });
}
