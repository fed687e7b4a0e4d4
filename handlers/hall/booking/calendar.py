"""An appointment as a file for people's calendars (RFC 5545)."""

from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, Timezone, vText

from community.hall.model import Booking, BookingStatus
from config.texts import Say
from config.town import Town
from handlers.hall.booking.cards import bring_text, item_names, point_name, station_of

ALARMS = (timedelta(days=1), timedelta(hours=2))
PRODUCT = "-//Linli//Service hall//ZH"


def calendar_file(booking: Booking, say: Say, town: Town, now: datetime) -> bytes:
    """Write one appointment; the sequence rises with each change, so that calendars follow.

    A cancelled one is written as such: a calendar that has it takes it out.
    """
    gone = booking.status in {BookingStatus.CANCELLED, BookingStatus.LAPSED}
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if gone else "PUBLISH")
    calendar.add("x-wr-calname", town.name.text(say.language))
    first, last = booking.starts_at.astimezone(town.zone), booking.ends_at.astimezone(town.zone)
    calendar.add_component(
        Timezone.from_tzinfo(
            town.zone, str(town.zone), first.date() - timedelta(days=366),
            last.date() + timedelta(days=366),
        )
    )  # fmt: skip
    calendar.add_component(_event(booking, say, town, now, gone=gone))
    content: bytes = calendar.to_ical()
    return content


def _event(booking: Booking, say: Say, town: Town, now: datetime, *, gone: bool) -> Event:
    what = item_names(booking.services, say, town)
    point = point_name(booking.point, say, town)
    station = station_of(booking.point, town)
    address = station.address.text(say.language) if station else ""
    event = Event()
    event.add("uid", f"{booking.number}@{town.path.name}.linli")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", booking.starts_at.astimezone(town.zone))
    event.add("dtend", booking.ends_at.astimezone(town.zone))
    event.add("sequence", booking.version)
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    event.add("summary", str(say("booking-calendar-summary", what=what, point=point)))
    event.add("location", vText(f"{point} {address}".strip()))
    event.add("description", _description(booking, say, town))
    for before in () if gone else ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", what)
        alarm.add("trigger", -before)
        event.add_component(alarm)
    return event


def _description(booking: Booking, say: Say, town: Town) -> str:
    """Whose appointment it is stays out of the file, which opens without an account."""
    station = station_of(booking.point, town)
    bring = bring_text(booking.services, (), say, town, proxy=booking.for_whom is not None)
    lines = [
        str(say("booking-card", number=booking.number)),
        str(say("booking-phone", phone=station.phone)) if station else "",
        str(bring),
    ]
    return "\n".join(part for part in lines if part)
