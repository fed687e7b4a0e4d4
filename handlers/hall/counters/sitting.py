"""Sitting down at a counter and leaving it; a clerk sees the points of their own role only."""

from collections.abc import Sequence
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import access, board, counters, line
from community.hall.access import COUNTER_STAFF
from community.hall.model import CounterOpen
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Point, Town
from handlers.filters import Staff, Word
from handlers.hall.counters.cards import (
    CounterDo,
    ShowCounter,
    card,
    counter_name,
    do,
    show_button,
)
from handlers.matters import Asking, Matter, lists_work
from handlers.reply import Keyboard, Said, button, replace, tell, toast

router = Router(name="counters-sitting")

WORDS = (
    "开窗", "开窗口", "窗口", "我的窗口", "叫号", "叫下一位",
    "counter", "my counter", "open counter", "next", "call next",
)  # fmt: skip


class ChoosePoint(CallbackData, prefix="counter-point"):
    point: str


class OpenCounter(CallbackData, prefix="counter-open"):
    point: str
    counter: str


# --- the way in ----------------------------------------------------------------------------


@router.message(StateFilter(None), Word(*WORDS), Staff(COUNTER_STAFF))
async def from_words(
    message: Message, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    return tell(message.chat.id, *await _desk(db, person.id, now, say, town))


@router.callback_query(ShowCounter.filter())
async def look(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    """Show the counter in place of what was pressed: an older card is not left standing."""
    return [toast(query), replace(query, *await _desk(db, person.id, now, say, town))]


async def _desk(
    db: AsyncSession, clerk_id: int, now: datetime, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    own = await counters.mine(db, clerk_id)
    if own is not None:
        return await card(db, own, now, say, town)
    points = await access.points_of(db, town, clerk_id)
    if len(points) == 1:
        return await _free_counters(db, points[0], now, say, town)
    if not points:
        return say("counter-no-points"), []
    lines = [await _point_line(db, point, now, say, town) for point in points]
    choices = [
        [button(_name(point, say, town), ChoosePoint(point=point.station), many=True)]
        for point in points
    ]
    return join([say("counter-which-point"), *lines]), choices


async def _point_line(db: AsyncSession, point: Point, now: datetime, say: Say, town: Town) -> Text:
    there = await board.board(db, town, point.station, now=now)
    facts = {"waiting": there.waiting, "open": len(there.open_counters)}
    return say("counter-point-line", point=_name(point, say, town), **facts)


def _name(point: Point, say: Say, town: Town) -> str:
    return town.station(point.station).name.text(say.language)


async def _free_counters(
    db: AsyncSession, point: Point, now: datetime, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    taken = {c.counter for c in await line.open_at(db, point.station)}
    free = [c for c in point.counters if c.code not in taken]
    head = say("counter-which") if free else say("counter-all-taken")
    choices: list[InlineKeyboardButton] = [
        button(
            say("counter-open", counter=c.name.text(say.language)),
            OpenCounter(point=point.station, counter=c.code),
            many=True,
        )
        for c in free
    ]
    there = await _point_line(db, point, now, say, town)
    return join([head, there]), [choices[n : n + 2] for n in range(0, len(choices), 2)]


@router.callback_query(ChoosePoint.filter())
async def choose_point(
    query: CallbackQuery, callback_data: ChoosePoint, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    await access.require(db, town, person.id, callback_data.point)
    point = town.point(callback_data.point)
    return [toast(query), replace(query, *await _free_counters(db, point, now, say, town))]


@router.callback_query(OpenCounter.filter())
async def sit_down(
    query: CallbackQuery, callback_data: OpenCounter, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    own = await counters.open_counter(
        db, town, person.id, callback_data.point, callback_data.counter, now=now
    )
    opened = toast(query, say("counter-opened", counter=_counter(own, say, town)))
    return [opened, replace(query, *await card(db, own, now, say, town))]


def _counter(counter: CounterOpen, say: Say, town: Town) -> str:
    return counter_name(town, counter.point, counter.counter, say)


# --- going ---------------------------------------------------------------------------------


@router.callback_query(CounterDo.filter(F.act == "close"))
async def close(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    """Leave; the last one to go is told first how many wait."""
    own = await counters.mine(db, person.id)
    if own is not None and await counters.at_mine(db, person.id) is None:
        there = await board.board(db, town, own.point, now=now)
        if there.waiting and there.open_counters == (own.counter,):
            keyboard = [[do("close-anyway", "counter-close-anyway", say)], [show_button(say)]]
            sure = say("counter-close-sure", waiting=there.waiting)
            return [toast(query), replace(query, sure, keyboard)]
    return await _close(query, db, person.id, say, town, now, force=False)


@router.callback_query(CounterDo.filter(F.act == "close-anyway"))
async def close_anyway(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    return await _close(query, db, person.id, say, town, now, force=True)


async def _close(
    query: CallbackQuery, db: AsyncSession, clerk_id: int, say: Say, town: Town, now: datetime, *,
    force: bool,
) -> Said:  # fmt: skip
    closed = await counters.close_counter(db, town, clerk_id, now=now, force=force)
    text = say("counter-closed", counter=_counter(closed, say, town))
    again = [[button(say("counter-open-again"), ShowCounter(), many=True)]]
    return [toast(query), replace(query, text, again)]


# --- the desk's list -----------------------------------------------------------------------


@lists_work
async def work(asking: Asking) -> Sequence[Matter]:
    """The counter that somebody sits at, else the points where people wait for one."""
    say, town = asking.say, asking.town
    if not asking.person.is_one_of(COUNTER_STAFF):
        return ()
    own = await counters.mine(asking.db, asking.person.id)
    if own is not None:
        there = await board.board(asking.db, town, own.point, now=asking.now)
        told = say("counter-work", counter=_counter(own, say, town), waiting=there.waiting)
        return [Matter(told, show_button(say))]
    waiting = 0
    for point in await access.points_of(asking.db, town, asking.person.id):
        waiting += (await board.board(asking.db, town, point.station, now=asking.now)).waiting
    if not waiting:
        return ()
    choose = button(say("counter-open-one"), ShowCounter(), many=True)
    return [Matter(say("counter-work-waiting", waiting=waiting), choose)]
