"""Times in words: today, tomorrow, or the day of the month; until when a door is open."""

from datetime import datetime

from config.texts import Say, Text
from config.town import Span, Station, Town
from config.town.calendar import open_until, opens_next
from handlers.cases import moment

WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}


def span_name(span: Span, say: Say) -> Text:
    """Say a span the way a promise is told: 4 个工作小时, 1 working day."""
    one = "-one" if span.amount == 1 else ""
    return say(f"span-{span.unit.replace(' ', '-')}{one}", n=f"{span.amount:g}")


def when(at: datetime, now: datetime, say: Say, town: Town) -> Text:
    """Say a time the way people do: today, tomorrow, or the day of the month."""
    at = at.astimezone(town.zone)
    days = (at.date() - now.astimezone(town.zone).date()).days
    clock = f"{at:%H:%M}"
    if days == 0:
        return say("time-today", clock=clock)
    if days == 1:
        return say("time-tomorrow", clock=clock)
    return say("time-on-day", month=at.month, day=at.day, clock=clock)


def open_line(station: Station, now: datetime, say: Say, town: Town) -> Text:
    """Say whether it is open now, and until when or from when."""
    if all_day(station):
        return say("station-all-day")
    until = open_until(town, station, now)
    if until is not None:
        return say("station-open", until=f"{until:%H:%M}")
    opens = opens_next(town, station, now)
    if opens is None:
        return say("station-closed")
    days = (opens.date() - now.astimezone(town.zone).date()).days
    if days == 0:
        return say("station-opens-today", at=f"{opens:%H:%M}")
    if days == 1:
        return say("station-opens-tomorrow", at=f"{opens:%H:%M}")
    day = WEEKDAYS["zh" if say.language == "zh" else "en"][opens.weekday()]
    return say("station-opens-on", at=moment(opens, say, town), day=day)


def all_day(station: Station) -> bool:
    return any(h.start == h.end and "daily" in t.days for t in station.hours for h in t.hours)
