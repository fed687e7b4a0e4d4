"""Other minutes than claimed, or none: typed by the leader, with a word to the volunteer."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import hours
from community.shifts.hours import HoursRefusedError
from community.shifts.model import HoursStatus
from config.texts import Say, Text, join
from config.town import Town
from handlers.forms import Question, asks
from handlers.reading import is_aside
from handlers.reply import Said, button, tell, toast
from handlers.shifts.hours.cards import HoursDo, ids_in, name_of, next_of
from handlers.shifts.hours.spoken import minutes_in
from handlers.shifts.spans import duration
from nlu.meaning import Meaning

router = Router(name="hours-deciding")


class Deciding(StatesGroup):
    minutes = State()
    word = State()


REFUSE_WORDS = ("absent", "partly", "paid")
"""Reasons as buttons: was not there, was elsewhere, was paid work."""


@asks(Deciding.minutes)
async def ask_minutes(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    text = say("hours-ask-minutes", name=data["name"], span=duration(data["minutes"], say))
    return Question(text, [[button(say("hours-drop"), HoursDo(act="drop"))]])


@asks(Deciding.word)
async def ask_word(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    reasons = [
        [button(say(f"hours-because-{r}"), HoursDo(act="because", ids=r))] for r in REFUSE_WORDS
    ]
    drop = [button(say("hours-drop"), HoursDo(act="drop"))]
    return Question(say("hours-ask-word", name=data["name"]), [*reasons, drop])


@router.callback_query(HoursDo.filter(F.act.in_({"change", "no", "fix"})))
async def begin(
    query: CallbackQuery, callback_data: HoursDo, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town,
) -> Said:  # fmt: skip
    [hours_id] = ids_in(callback_data)
    fix = callback_data.act == "fix"
    status = HoursStatus.CONFIRMED if fix else HoursStatus.CLAIMED
    one = await hours.get_claimed(db, town, hours_id, person.id, status)
    data = {
        "hours_id": hours_id, "name": name_of(one, say), "minutes": one.hours.minutes, "fix": fix,
    }  # fmt: skip
    change = callback_data.act != "no"
    await state.set_state(Deciding.minutes if change else Deciding.word)
    await state.set_data(data)
    question = await (ask_minutes if change else ask_word)(data, say, town)
    return [toast(query), *tell(query.from_user.id, question.text, question.keyboard)]


@router.callback_query(HoursDo.filter(F.act == "drop"))
async def drop(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    if (await state.get_state() or "").startswith("Deciding:"):
        await state.clear()
    return [toast(query), await _next(query.from_user.id, db, person, say, town, say("hours-kept"))]


@router.message(Deciding.minutes, F.text, ~F.text.startswith("/"))
async def hear_minutes(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, meaning: Meaning | None,
) -> Said:  # fmt: skip
    words = (message.text or "")[:100]
    minutes = minutes_in(words)
    if minutes is None and is_aside(words, meaning):
        raise SkipHandler
    data = await state.get_data()
    question = await ask_minutes(data, say, town)
    if minutes is None:
        text = join([say("hours-no-time"), question.text])
        return tell(message.chat.id, text, question.keyboard)
    try:
        hours.check(minutes, town)
    except HoursRefusedError as refused:
        text = join([say(refused.text_id, **refused.facts), question.text])
        return tell(message.chat.id, text, question.keyboard)
    await state.clear()
    if data.get("fix"):
        word = say("hours-fix-word").words
        await hours.correct(db, town, data["hours_id"], person.id, minutes, word, now=now)
    else:
        await hours.confirm(db, town, data["hours_id"], person.id, minutes, now=now)
    head = say("hours-done", span=duration(minutes, say))
    return await _next(message.chat.id, db, person, say, town, head)


@router.message(Deciding.word, F.text, ~F.text.startswith("/"))
async def hear_word(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, meaning: Meaning | None,
) -> Said:  # fmt: skip
    words = message.text or ""
    if is_aside(words, meaning):
        raise SkipHandler
    return await _refuse(message.chat.id, words, db, person, state, say, town, now)


@router.callback_query(StateFilter(Deciding.word), HoursDo.filter(F.act == "because"))
async def choose_word(
    query: CallbackQuery, callback_data: HoursDo, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    word = say(f"hours-because-{callback_data.ids}").words
    chat = query.from_user.id
    return [toast(query), await _refuse(chat, word, db, person, state, say, town, now)]


async def _refuse(
    chat: int, word: str, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data()
    await state.clear()
    await hours.refuse(db, town, data["hours_id"], person.id, word, now=now)
    head = say("hours-refused-kept", name=data["name"])
    return await _next(chat, db, person, say, town, head)


async def _next(
    chat: int, db: AsyncSession, person: Speaker, say: Say, town: Town, head: Text
) -> Said:
    waiting = await hours.waiting_for(db, town, person.id)
    return tell(chat, *next_of(waiting, say, town, head))
