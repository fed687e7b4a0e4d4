"""Somebody's shifts as a calendar that their phone asks for again and again (RFC 5545, 7986)."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, vText

from community.shifts import shifts
from community.shifts.feed import OVER, Entry, Feed
from config.texts import Say
from config.town import Town

PRODUCT = "-//Linli//Shifts//ZH"
AGAIN_AFTER = timedelta(hours=1)


def calendar_feed(feed: Feed, say: Say, town: Town, now: datetime) -> bytes:
    """Write the calendar; as long as nothing changes it stays the same to the byte."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = str(say("lead-feed-calendar", town=town.name.text(say.language)))
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("x-wr-timezone", str(town.zone))
    calendar.add("refresh-interval", AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    years = [entry.shift.starts_at.astimezone(town.zone).year for entry in feed.entries]
    this = now.astimezone(town.zone).year
    first, last = min([this, *years]) - 1, max([this, *years]) + 1
    calendar.add_component(
        Timezone.from_tzinfo(town.zone, str(town.zone), date(first, 1, 1), date(last, 12, 31))
    )
    for entry in feed.entries:
        calendar.add_component(_event(entry, feed, say, town))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, feed: Feed, say: Say, town: Town) -> Event:
    signup, shift = entry.signup, entry.shift
    name = shifts.name_of(town, shift).text(say.language)
    role = shifts.role_name(town, shift, signup.role).text(say.language)
    event = Event()
    event.add("uid", f"shift-{signup.id}@{town.path.name}.linli")
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("dtstart", shift.starts_at.astimezone(town.zone))
    event.add("dtend", shift.ends_at.astimezone(town.zone))
    event.add("sequence", entry.version)
    event.add("status", "CANCELLED" if entry.gone else "CONFIRMED")
    event.add("summary", str(say("lead-feed-summary", shift=name, role=role)))
    if place := place_of(shift.place, say, town):
        event.add("location", vText(place))
    briefing = shifts.briefing(town, shift)
    if briefing is not None:
        event.add("description", vText(briefing.text(say.language)))
    if entry.gone:
        event.add("transp", "TRANSPARENT")
    for hours in () if entry.gone or signup.status in OVER else feed.remind_hours:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", name)
        alarm.add("trigger", -timedelta(hours=hours))
        event.add_component(alarm)
    return event


def place_of(code: str | None, say: Say, town: Town) -> str:
    """Name a place of the pack; one that a leader wrote is given as it is written."""
    known = next((place for place in town.places if place.code == code), None)
    return known.name.text(say.language) if known else code or ""
