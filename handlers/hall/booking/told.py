"""Notices about appointments, with what one can press in answer."""

from datetime import date, datetime
from typing import Any

from community.errors import NotAvailableError
from community.hall import booking, waitlist
from community.hall.model import Booking
from config.texts import join
from handlers.cases import day_name
from handlers.hall.booking.cards import booked_card, keyboard_of, moment_name, point_name
from handlers.hall.booking.lists import Place, waiting_facts
from handlers.hall.doors import BookItem
from handlers.menu import Door
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, tell


async def _booking(t: Telling) -> Booking | None:
    """Find what the notice is about; nothing is said of what was erased meanwhile."""
    number = t.facts.get("booking_id")
    if number is None:
        return None
    try:
        return await booking.get(t.db, int(number), t.notice.person_id)
    except NotAvailableError:
        return None


@renders("booking-tomorrow", "booking-soon")
async def reminder(t: Telling) -> Said:
    """Remind of an appointment; one that was held up says the day as it is now."""
    booked = await _booking(t)
    if booked is None:
        return []
    start, now = (at.astimezone(t.town.zone).date() for at in (booked.starts_at, t.now))
    lead = "booking-soon" if start <= now else "booking-tomorrow"
    card = await booked_card(t.db, booked, t.say, t.town, t.now, lead)
    if not booked.must_tap or booked.tapped_at is not None:
        return tell(t.chat_id, card.text, card.keyboard)
    must = t.say("booking-must-tap", hours=t.town.booking.change_until_hours)
    keyboard = keyboard_of(booked, t.say, t.town, t.now, calendar=False)
    return tell(t.chat_id, join([card.text, must], "\n\n"), keyboard)


# --- what is over ----------------------------------------------------------------------------


def _again(t: Telling, booked: Booking | None) -> Keyboard:
    """Book the same again; an item that the pack has no more is asked for anew."""
    known = {service.code for service in t.town.services}
    code = next((c for c in booked.services if c in known), None) if booked else None
    action = BookItem(code=code) if code else Door(intent="book_appointment")
    return [[button(t.say("booking-again"), action, many=True)]]


def _facts(t: Telling, booked: Booking | None) -> dict[str, Any]:
    facts = {"number": t.facts.get("number", "")}
    at = booked.starts_at if booked else _moment(t.facts.get("starts_at"))
    return facts | {"when": moment_name(at, t.say, t.town) if at else ""}


def _moment(written: object) -> datetime | None:
    return datetime.fromisoformat(written) if isinstance(written, str) else None


@renders("booking-tap-lost")
async def tap_lost(t: Telling) -> Said:
    booked = await _booking(t)
    return tell(t.chat_id, t.say("booking-tap-lost", **_facts(t, booked)), _again(t, booked))


@renders("booking-missed")
async def missed(t: Telling) -> Said:
    booked = await _booking(t)
    return tell(t.chat_id, t.say("booking-missed", **_facts(t, booked)), _again(t, booked))


@renders("booking-gone")
async def gone(t: Telling) -> Said:
    """The town has changed what it offers; a person helps on."""
    booked = await _booking(t)
    why = t.facts.get("why")
    reason = t.say(f"booking-gone-{why}") if why in {"service", "closed", "point"} else ""
    text = t.say("booking-gone", **_facts(t, booked))
    keyboard = [
        *_again(t, booked),
        [button(t.say("door-talk_to_human"), Door(intent="talk_to_human"), many=True)],
    ]
    return tell(t.chat_id, join([text, reason], ""), keyboard)


# --- the waiting list ------------------------------------------------------------------------


@renders("waitlist-offer")
async def offer(t: Telling) -> Said:
    waiting_id = int(t.facts["waiting_id"])
    start, until = _moment(t.facts["start"]), _moment(t.facts["until"])
    if start is None or until is None:
        return []
    try:
        place = await waitlist.get(t.db, waiting_id, t.notice.person_id)
    except NotAvailableError:
        return []
    text = t.say(
        "waitlist-offer",
        when=moment_name(start, t.say, t.town),
        until=f"{until.astimezone(t.town.zone):%H:%M}",
        what=waiting_facts(place, t.say, t.town)["what"],
        point=point_name(place.point, t.say, t.town),
    )
    accept = button(t.say("waitlist-accept"), Place(act="accept", waiting_id=waiting_id))
    pass_on = button(t.say("waitlist-pass"), Place(act="pass", waiting_id=waiting_id))
    return tell(t.chat_id, text, [[accept], [pass_on]])


@renders("waitlist-offer-passed")
async def offer_passed(t: Telling) -> Said:
    place = Place(act="leave", waiting_id=int(t.facts["waiting_id"]))
    keyboard = [[button(t.say("waitlist-leave"), place, many=True)]]
    return tell(t.chat_id, t.say("waitlist-offer-passed", day=_day(t)), keyboard)


@renders("waitlist-over")
async def over(t: Telling) -> Said:
    return tell(t.chat_id, t.say("waitlist-over", day=_day(t)), _again(t, None))


def _day(t: Telling) -> str:
    return day_name(date.fromisoformat(t.facts["day"]), t.say)
