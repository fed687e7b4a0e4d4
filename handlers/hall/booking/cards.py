"""How an appointment is told: what, where, when, for whom, and what to bring."""

from collections.abc import Collection, Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import checklist
from community.hall.model import Booking, BookingStatus
from config.texts import Say, Text, join
from config.town import Brought, Station, Town
from handlers.cases import day_name
from handlers.forms import Question
from handlers.hall.doors import CheckIn, Checklist
from handlers.menu import Door
from handlers.reply import Keyboard, button

MOST_MATERIALS = 15
LIVE = (BookingStatus.BOOKED, BookingStatus.ARRIVED)


class Act(CallbackData, prefix="appointment"):
    """What to do with an appointment: change, cancel, sure, keep, calendar, add.

    With a version it speaks of the appointment as it was then.
    """

    act: str
    booking_id: int
    version: int = 0


def list_of(words: Sequence[str], say: Say) -> str:
    return ("、" if say.language == "zh" else ", ").join(words)


def item_names(services: Sequence[str], say: Say, town: Town) -> str:
    """Name items; one that the pack has no more is named by its code."""
    known = {service.code: service.name.text(say.language) for service in town.services}
    return list_of([known.get(code, code) for code in services], say)


def station_of(point: str, town: Town) -> Station | None:
    return next((station for station in town.stations if station.code == point), None)


def point_name(point: str, say: Say, town: Town) -> str:
    station = station_of(point, town)
    return station.name.text(say.language) if station else point


def moment_name(at: datetime, say: Say, town: Town) -> str:
    """Write a slot: 11月25日（周三）09:00, Wed 25 Nov 09:00."""
    local = at.astimezone(town.zone)
    return f"{day_name(local.date(), say)} {local:%H:%M}"


# --- the facts -----------------------------------------------------------------------------


def facts_text(
    services: Sequence[str], point: str, at: datetime, for_whom: str | None, say: Say, town: Town
) -> Text:
    """Say what, when, where, and for whom."""
    station = station_of(point, town)
    where = say(
        "booking-where",
        point=point_name(point, say, town),
        address=station.address.text(say.language) if station else "",
    )
    return join(
        [
            say("booking-what", what=item_names(services, say, town)),
            say("booking-when", when=moment_name(at, say, town)),
            where if station else say("booking-where-gone", point=point),
            say("booking-for", name=for_whom) if for_whom else "",
        ]
    )


def to_bring(services: Sequence[str], town: Town, *, proxy: bool) -> list[Brought]:
    """Give what all items ask for, each material once with the most that one of them wants."""
    together: dict[str, Brought] = {}
    known = {service.code: service for service in town.services}
    for code in services:
        for brought in known[code].materials if code in known else ():
            if brought.proxy and not proxy:
                continue
            before = together.get(brought.material, brought)
            together[brought.material] = brought.model_copy(
                update={
                    "originals": max(brought.originals, before.originals),
                    "copies": max(brought.copies, before.copies),
                }
            )
    return list(together.values())


def bring_text(
    services: Sequence[str], ready: Collection[str], say: Say, town: Town, *, proxy: bool
) -> Text:
    lines = []
    brought = to_bring(services, town, proxy=proxy)
    for one in brought[:MOST_MATERIALS]:
        counts = [
            str(say(text_id, n=n))
            for text_id, n in (("booking-originals", one.originals), ("booking-copies", one.copies))
            if n
        ]
        lines.append(
            say(
                "booking-brought",
                tick="☑" if one.material in ready else "☐",
                name=town.material(one.material).name.text(say.language),
                counts=f" {list_of(counts, say)}" if counts else "",
            )
        )
    more = len(brought) - MOST_MATERIALS
    if more > 0:
        lines.append(say("booking-brought-more", n=more))
    return join([say("booking-bring"), *lines]) if lines else Text("")


# --- a booked one --------------------------------------------------------------------------


async def booked_card(
    db: AsyncSession, booking: Booking, say: Say, town: Town, now: datetime, lead: str
) -> Question:
    """Tell an appointment in full.

    :param lead: the text that stands above it: what has just happened.
    """
    head = say(lead, number=booking.number)
    facts = facts_text(
        booking.services, booking.point, booking.starts_at, booking.for_whom, say, town
    )
    if booking.status not in LIVE:
        state = say(f"booking-is-{booking.status.value}")
        again = [[button(say("booking-new"), Door(intent="book_appointment"), many=True)]]
        return Question(join([head, join([facts, state])], "\n\n"), again)
    station = station_of(booking.point, town)
    phone = say("booking-phone", phone=station.phone) if station else ""
    ready = await _ready(db, booking)
    bring = bring_text(booking.services, ready, say, town, proxy=booking.for_whom is not None)
    arrived = booking.status is BookingStatus.ARRIVED
    state = say("booking-is-arrived") if arrived else say(
        "booking-until", hours=town.booking.change_until_hours
    )  # fmt: skip
    text = join([head, join([facts, phone]), bring, state], "\n\n")
    return Question(text, keyboard_of(booking, say, town, now))


async def _ready(db: AsyncSession, booking: Booking) -> set[str]:
    if booking.person_id is None:
        return set()
    ready: set[str] = set()
    for code in booking.services:
        ready |= set(await checklist.ready(db, booking.person_id, code))
    return ready


def keyboard_of(
    booking: Booking, say: Say, town: Town, now: datetime, *, calendar: bool = True
) -> Keyboard:
    """Offer what can be done with an appointment that is still to come."""

    def act(name: str, *, versioned: bool = True) -> Act:
        version = booking.version if versioned else 0
        return Act(act=name, booking_id=booking.id, version=version)

    rows: list[list[object]] = []
    if booking.status is not BookingStatus.BOOKED:
        return []
    if booking.must_tap and booking.tapped_at is None:
        rows.append([button(say("booking-keep"), act("keep"), many=True)])
    if booking.starts_at.astimezone(town.zone).date() == now.astimezone(town.zone).date():
        rows.append([button(say("booking-arrived"), CheckIn(booking_id=booking.id), many=True)])
    rows.append(
        [
            button(say("booking-change"), act("change"), many=True),
            button(say("booking-cancel"), act("cancel"), many=True),
        ]
    )
    last = [
        button(say("booking-list"), Checklist(code=code), many=True)
        for code in booking.services[:1]
    ]
    if calendar:
        last.insert(0, button(say("booking-calendar"), act("calendar", versioned=False), many=True))
    rows.append([*last])
    return rows  # type: ignore[return-value]
