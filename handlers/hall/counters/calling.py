"""Calling a number and what comes of it; each tap leaves the card as the next step needs it."""

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import StaleError
from community.hall import counters, line
from community.hall.model import Ticket
from community.people import Speaker
from config.texts import Say, Text
from config.town import Town
from handlers.hall.counters.cards import (
    CounterDo,
    ServeDo,
    card,
    counter_name,
    serve,
    show_button,
)
from handlers.reply import Said, replace, toast

router = Router(name="counters-calling")

DEEDS = {
    "recall": counters.recall,
    "begin": counters.begin,
    "finish": counters.finish,
    "missed": counters.missed,
}


async def _card(
    query: CallbackQuery, passing: Text, db: AsyncSession, clerk_id: int, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    own = await counters.mine(db, clerk_id)
    if own is None:
        raise StaleError
    return [toast(query, passing), replace(query, *await card(db, own, now, say, town))]


@router.callback_query(CounterDo.filter(F.act == "next"))
async def call_next(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    ticket = await counters.call_next(db, town, person.id, now=now)
    passing = (
        say("counter-did-call", number=ticket.shown) if ticket else say("counter-nobody-waits")
    )
    return await _card(query, passing, db, person.id, say, town, now)


@router.callback_query(ServeDo.filter(F.act.in_(DEEDS)))
async def do(
    query: CallbackQuery, callback_data: ServeDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Call again, begin, finish, or give up the number at the counter."""
    deed = DEEDS[callback_data.act]
    ticket = await deed(db, town, callback_data.ticket_id, person.id, now=now)
    if callback_data.act == "finish":
        _ask_how_it_was(db, ticket, now)
    passing = say(f"counter-did-{callback_data.act}", number=ticket.shown)
    return await _card(query, passing, db, person.id, say, town, now)


def _ask_how_it_was(db: AsyncSession, ticket: Ticket, now: datetime) -> None:
    if ticket.person_id is not None:
        topic = line.topic(ticket)
        notices.owe(
            db, ticket.person_id, "queue-how-was-it", due_at=now, topic=topic, ticket_id=ticket.id
        )


@router.callback_query(ServeDo.filter(F.act == "send"))
async def ask_where_to(
    query: CallbackQuery, callback_data: ServeDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    """Offer the other open counters, and the line."""
    own, ticket = await counters.mine(db, person.id), await counters.at_mine(db, person.id)
    if own is None or ticket is None or ticket.id != callback_data.ticket_id:
        raise StaleError
    others = [c for c in await line.open_at(db, own.point) if c.counter != own.counter]
    choices = [
        [serve("sent", counter_name(town, c.point, c.counter, say), ticket, c.counter)]
        for c in others
    ]
    back = [serve("sent", say("counter-send-back"), ticket)]
    asked = say("counter-send-where", number=ticket.shown)
    return [toast(query), replace(query, asked, [*choices, back, [show_button(say)]])]


@router.callback_query(ServeDo.filter(F.act == "sent"))
async def send_on(
    query: CallbackQuery, callback_data: ServeDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    ticket = await counters.transfer(
        db, town, callback_data.ticket_id, person.id, callback_data.to or None, now=now
    )
    for other in await line.open_at(db, ticket.point):
        if ticket.counter is not None and other.counter == ticket.counter and other.clerk_id:
            notices.owe(
                db, other.clerk_id, "counter-sent-to-you", due_at=now, topic=line.topic(ticket),
                priority=notices.Priority.ANSWER, number=ticket.shown,
            )  # fmt: skip
    passing = say("counter-did-send", number=ticket.shown)
    return await _card(query, passing, db, person.id, say, town, now)
