"""The counter's card: whom it has before it, who waits, and what can be done next."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import board, counters
from community.hall.model import Booking, CounterOpen, Ticket, TicketStatus
from config.texts import Say, Text, join
from config.town import Town
from handlers.hall.doors import FileAtCounter, ShowItem
from handlers.reply import Keyboard, button

MOST_ITEMS = 3
"""Guides that are offered beside a number."""


class ShowCounter(CallbackData, prefix="counter"):
    """Opens the clerk's counter, or the choice of one."""


class CounterDo(CallbackData, prefix="counter-do"):
    """One tap at a counter: next, close, close-all-the-same."""

    act: str


class ServeDo(CallbackData, prefix="counter-serve"):
    """One tap about the number at the counter: recall, begin, finish, missed, send, sent."""

    act: str
    ticket_id: int
    to: str = ""


async def card(
    db: AsyncSession, counter: CounterOpen, now: datetime, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    """Show the clerk's counter as it stands now."""
    ticket = await counters.at_mine(db, counter.clerk_id) if counter.clerk_id else None
    there = await board.board(db, town, counter.point, now=now)
    head = say(
        "counter-head",
        counter=counter_name(town, counter.point, counter.counter, say),
        point=town.station(counter.point).name.text(say.language),
    )
    before = await _ticket_text(db, ticket, say, town) if ticket else say("counter-free")
    waiting = (
        say("counter-waiting", waiting=there.waiting, next=say("and").words.join(there.next))
        if there.waiting
        else say("counter-nobody-waits")
    )
    clock = say("counter-as-of", clock=f"{now.astimezone(town.zone):%H:%M}")
    text = join([head, before, join([waiting, clock])], "\n\n")
    keyboard = _serving(ticket, say, town) if ticket else _idle(there.waiting, say)
    return text, keyboard


async def _ticket_text(db: AsyncSession, ticket: Ticket, say: Say, town: Town) -> Text:
    if ticket.status is TicketStatus.SERVING:
        first = say("counter-serving", number=ticket.shown, since=_clock(ticket.served_at, town))
    else:
        called = _clock(ticket.called_at, town)
        first = say("counter-called", number=ticket.shown, calls=ticket.calls, at=called)
    names = {s.code: s.name.text(say.language) for s in town.services}
    items = say("and").words.join(names.get(code, code) for code in ticket.services)
    booked = await db.get(Booking, ticket.booking_id) if ticket.booking_id else None
    came = (
        say("counter-with-booking", number=booked.number, at=_clock(booked.starts_at, town))
        if booked
        else say("counter-walked-in")
    )
    for_whom = say("counter-for-whom", whom=booked.for_whom) if booked and booked.for_whom else ""
    what = say("counter-items", items=items) if items else say("counter-items-unknown")
    return join([first, what, came, for_whom])


def _clock(at: datetime | None, town: Town) -> str:
    return f"{at.astimezone(town.zone):%H:%M}" if at else ""


def counter_name(town: Town, point: str, counter: str, say: Say) -> str:
    names = {
        (known.station, entry.code): entry.name.text(say.language)
        for known in town.points
        for entry in known.counters
    }
    return names.get((point, counter), counter)


# --- buttons -------------------------------------------------------------------------------


def do(name: str, text_id: str, say: Say) -> InlineKeyboardButton:
    return button(say(text_id), CounterDo(act=name), many=True)


def serve(name: str, label: Text | str, ticket: Ticket, to: str = "") -> InlineKeyboardButton:
    return button(label, ServeDo(act=name, ticket_id=ticket.id, to=to), many=True)


def show_button(say: Say) -> InlineKeyboardButton:
    return button(say("counter-show"), ShowCounter(), many=True)


def _idle(waiting: int, say: Say) -> Keyboard:
    again = button(say("counter-look"), ShowCounter(), many=True)
    last = [again, do("close", "counter-close", say)]
    return [[do("next", "counter-next", say)], last] if waiting else [last]


def _serving(ticket: Ticket, say: Say, town: Town) -> Keyboard:
    send = serve("send", say("counter-send"), ticket)
    if ticket.status is TicketStatus.SERVING:
        rows = [[serve("finish", say("counter-finish"), ticket)], [send]]
    else:
        again = (
            serve("recall", say("counter-recall"), ticket)
            if ticket.calls < town.queue.calls
            else serve("missed", say("counter-missed"), ticket)
        )
        rows = [[serve("begin", say("counter-begin"), ticket)], [again, send]]
    return [*rows, *_items(ticket, say, town)]


def _items(ticket: Ticket, say: Say, town: Town) -> Keyboard:
    asked = [s for s in town.services if s.code in ticket.services][:MOST_ITEMS]
    rows = []
    for service in asked:
        name = service.name.text(say.language)
        guide = button(say("counter-guide", item=name), ShowItem(code=service.code), many=True)
        rows.append([guide])
        if ticket.status is TicketStatus.SERVING and ticket.person_id is not None:
            filing = FileAtCounter(ticket_id=ticket.id, code=service.code)
            rows.append([button(say("counter-file", item=name), filing, many=True)])
    return rows
