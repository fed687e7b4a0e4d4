"""Lists: what somebody has booked, and what they wait for."""

from collections.abc import Callable, Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import booking, waitlist
from community.hall.model import Booking, Waiting
from config.texts import Say, Text, join
from config.town import Town
from handlers.cases import day_name
from handlers.forms import Question
from handlers.hall.booking.cards import item_names, moment_name, point_name
from handlers.hall.doors import ShowBooking
from handlers.matters import Asking, Matter, lists_mine
from handlers.menu import Door
from handlers.reply import button


class Place(CallbackData, prefix="waitlist"):
    """What to do with a place on a waiting list: accept, pass, leave."""

    act: str
    waiting_id: int


def line(booked: Booking, say: Say, town: Town) -> Text:
    named = say("booking-line-for", name=booked.for_whom) if booked.for_whom else ""
    return say(
        "booking-line",
        number=booked.number,
        when=moment_name(booked.starts_at, say, town),
        what=item_names(booked.services, say, town),
        point=point_name(booked.point, say, town),
        whom=named,
    )


def label(booked: Booking, say: Say, town: Town) -> str:
    when = moment_name(booked.starts_at, say, town)
    return f"{when} · {item_names(booked.services[:1], say, town)}"


def choices(
    found: Sequence[Booking],
    text: Text,
    say: Say,
    town: Town,
    act: Callable[[Booking], CallbackData],
) -> Question:
    keyboard = [[button(label(b, say, town), act(b), many=True)] for b in found]
    return Question(join([text, *(line(b, say, town) for b in found)], "\n\n"), keyboard)


def waiting_facts(place: Waiting, say: Say, town: Town) -> dict[str, str]:
    return {
        "day": day_name(place.day, say),
        "what": item_names(place.services, say, town),
        "point": point_name(place.point, say, town),
    }


def waiting_card(place: Waiting, say: Say, town: Town, lead: str) -> Question:
    leave = button(say("waitlist-leave"), Place(act="leave", waiting_id=place.id), many=True)
    mine = button(say("booking-mine"), Door(intent="my_appointments"), many=True)
    return Question(say(lead, **waiting_facts(place, say, town)), [[leave], [mine]])


async def mine(
    db: AsyncSession, person_id: int, say: Say, town: Town, now: datetime
) -> Question:  # fmt: skip
    """Tell what somebody has booked and waits for, a button each."""
    booked = await booking.mine(db, person_id, now=now)
    waiting = await waitlist.mine(db, person_id)
    new = [button(say("booking-new"), Door(intent="book_appointment"), many=True)]
    if not booked and not waiting:
        return Question(say("booking-none"), [new])
    lines = [
        *(line(b, say, town) for b in booked),
        *(say("waitlist-line", **waiting_facts(place, say, town)) for place in waiting),
    ]
    keyboard = [
        [button(label(b, say, town), ShowBooking(booking_id=b.id), many=True)] for b in booked
    ]
    for place in waiting:
        text = say("waitlist-leave-day", day=day_name(place.day, say))
        keyboard.append([button(text, Place(act="leave", waiting_id=place.id), many=True)])
    return Question(join([say("booking-mine-lead"), *lines], "\n\n"), [*keyboard, new])


@lists_mine
async def coming(asking: Asking) -> list[Matter]:
    """For 「我的事项」: the appointments that are to come."""
    say, town = asking.say, asking.town
    return [
        Matter(
            line(b, say, town),
            button(label(b, say, town), ShowBooking(booking_id=b.id), many=True),
        )
        for b in await booking.mine(asking.db, asking.person.id, now=asking.now)
    ]
