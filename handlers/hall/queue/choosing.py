"""Taking a number: at which point, for which item; with an appointment it goes ahead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.hall import queue
from community.hall.line import LIVE
from community.hall.model import Ticket
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Point, Town
from config.town.items import find_items
from handlers import menu
from handlers.filters import plain
from handlers.forms import SKIPS, Question, answer_aside, asks
from handlers.hall.doors import CheckIn, ItemList, TakeNumber
from handlers.hall.queue.cards import card, point_name
from handlers.hall.queue.clerks import wake_clerks
from handlers.hall.queue.points import is_open, nearest_first, points_for, status
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from nlu.meaning import Meaning

router = Router(name="queue-choosing")

LONGEST_WORDS = 200
MOST_ITEMS = 6
LATER = frozenset({"到窗口再说", "再说", "不知道", "不清楚", "later", "at the counter"})


class QueueForm(StatesGroup):
    item = State()


class Take(CallbackData, prefix="queue-take-for"):
    """Takes a number at a point; without items they are told at the counter."""

    point: str
    services: str = ""
    """Codes with a comma between them."""


# --- at which point ------------------------------------------------------------------------


async def choose(
    db: AsyncSession, person: Speaker, now: datetime, say: Say, town: Town, *,
    services: Sequence[str] = (), named: Point | None = None,
) -> tuple[Text, Keyboard]:  # fmt: skip
    """Show where a number can be had now, the nearest first, and when the others open.

    :param named: the one point that was asked about.
    """
    points = nearest_first(town, points_for(town, services), person.community)
    if named in points:
        points = [named]
    lines = [await status(db, point, now, say, town) for point in points]
    open_now = [point for point in points if is_open(town, point, now)]
    head = say("queue-where") if open_now else say("queue-all-closed")
    buttons = [[_take_button(point, services, say, town)] for point in open_now]
    if not open_now:
        buttons = [*menu.door("book_appointment", say)]  # type: ignore[list-item]
    return join([head, *lines], "\n\n"), buttons


def _take_button(
    point: Point, services: Sequence[str], say: Say, town: Town
) -> InlineKeyboardButton:
    label = say("queue-take-at", point=point_name(town, point.station, say))
    if services:
        return button(label, Take(point=point.station, services=",".join(services)), many=True)
    return button(label, TakeNumber(point=point.station), many=True)


@router.callback_query(TakeNumber.filter())
async def take_at(
    query: CallbackQuery, callback_data: TakeNumber, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Ask what for; who has a number is shown it, and where nobody is in, when somebody will be."""
    chat, own = query.from_user.id, await queue.mine(db, town, person.id, now=now)
    point = next((p for p in town.points if p.station == callback_data.point), None)
    if point is None:
        raise NotAvailableError
    if own is not None and own.status in LIVE:
        text, keyboard = await card(db, own, now, say, town)
        return [toast(query), *tell(chat, join([say("queue-you-have"), text]), keyboard)]
    if not is_open(town, point, now):
        text, keyboard = await choose(db, person, now, say, town, named=point)
        return [toast(query), *tell(chat, text, keyboard)]
    known = {service.code for service in town.services}
    items = [callback_data.service] if callback_data.service in known else []
    if await state.get_state() not in {None, ItemList.open.state, QueueForm.item.state}:
        # What is half told elsewhere stays open: no question about the item comes between.
        ticket = await _issued(point.station, items, db, person, state, town, now)
        return [toast(query), *tell(chat, *await card(db, ticket, now, say, town))]
    await state.set_state(QueueForm.item)
    data = {"point": point.station, "items": items}
    await state.set_data(data)
    question = await ask_item(data, say, town)
    return [toast(query), *tell(chat, question.text, question.keyboard)]


# --- for which item ------------------------------------------------------------------------


@asks(QueueForm.item)
async def ask_item(data: dict[str, Any], say: Say, town: Town) -> Question:
    text = say("queue-ask-item", point=point_name(town, data["point"], say))
    found = [s for s in town.services if s.code in data.get("items", ())]
    choices = [
        [button(s.name.text(say.language), Take(point=data["point"], services=s.code), many=True)]
        for s in found
    ]
    later = [button(say("queue-item-later"), Take(point=data["point"]), many=True)]
    return Question(say("queue-which-item") if found else text, [*choices, later])


@router.message(QueueForm.item, F.text, ~F.text.startswith("/"))
async def hear_item(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, meaning: Meaning | None,
) -> Said:  # fmt: skip
    words, data, chat = (
        (message.text or "")[:LONGEST_WORDS],
        await state.get_data(),
        message.chat.id,
    )
    if is_aside(words, meaning) and meaning is not None and meaning.intent != "service_guide":
        raise SkipHandler
    if plain(words) in SKIPS | LATER:
        return await _take(chat, data["point"], (), db, person, state, say, town, now)
    found = items_in(town, words, meaning)
    point = town.point(data["point"])
    here = [code for code in found if point in points_for(town, [code])]
    if len(here) == 1:
        return await _take(chat, data["point"], here, db, person, state, say, town, now)
    if found and not here:
        await state.clear()
        text, keyboard = await choose(db, person, now, say, town, services=found[:1])
        return tell(chat, join([say("queue-item-elsewhere"), text], "\n\n"), keyboard)
    await state.update_data(items=here[:MOST_ITEMS])
    return await answer_aside(
        chat, Text("") if here else say("queue-item-unknown"), state, say, town
    )


def items_in(town: Town, words: str, meaning: Meaning | None) -> list[str]:
    hint = [e.value for e in meaning.entities if e.kind == "service"] if meaning else []
    return [service.code for service in find_items(town, words, hint=hint)]


@router.callback_query(Take.filter())
async def take_for(
    query: CallbackQuery, callback_data: Take, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    services = [code for code in callback_data.services.split(",") if code]
    ticket = await _issued(callback_data.point, services, db, person, state, town, now)
    text, keyboard = await card(db, ticket, now, say, town)
    return [toast(query), replace(query, text, keyboard)]


async def _take(
    chat: int, point: str, services: Sequence[str], db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    ticket = await _issued(point, services, db, person, state, town, now)
    return tell(chat, *await card(db, ticket, now, say, town))


async def _issued(
    point: str, services: Sequence[str], db: AsyncSession, person: Speaker, state: FSMContext,
    town: Town, now: datetime,
) -> Ticket:  # fmt: skip
    ticket = await queue.take(db, town, person.id, point, services, now=now)
    if await state.get_state() == QueueForm.item.state:
        await state.clear()
    await wake_clerks(db, ticket, now)
    return ticket


# --- with an appointment -------------------------------------------------------------------


@router.callback_query(CheckIn.filter())
async def check_in(
    query: CallbackQuery, callback_data: CheckIn, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    ticket = await queue.check_in(db, town, callback_data.booking_id, person.id, now=now)
    await wake_clerks(db, ticket, now)
    return [toast(query), *tell(query.from_user.id, *await card(db, ticket, now, say, town))]
