"""What a reporter does later: answer a question, add words, take it back, get a code."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.people import Speaker
from community.reports import closing, work
from config.texts import Say
from config.town import Town
from handlers.filters import plain
from handlers.forms import Question, asks
from handlers.pictures import file_of
from handlers.reply import Said, button, replace, tell, toast
from handlers.reports.cards import Mine, follow_facts
from handlers.reports.draft import nearest

router = Router(name="report-reporter")


class Words(StatesGroup):
    """The resident writes something that goes into a case."""

    answer = State()


@asks(Words.answer)
async def ask_answer(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(say("mine-type-answer", number=data.get("number", "")))


@router.callback_query(Mine.filter(F.act.in_({"answer", "add"})))
async def begin_answer(
    query: CallbackQuery,
    callback_data: Mine,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
) -> Said:
    case = await cases.get_for_reporter(db, callback_data.case_id, person.id)
    await state.set_state(Words.answer)
    data = {"case_id": case.id, "number": case.number}
    await state.set_data(data)
    question = await ask_answer(data, say, town)
    return [toast(query), *tell(query.from_user.id, question.text)]


@router.message(StateFilter(Words.answer), F.text | F.photo | F.location, ~F.text.startswith("/"))
async def answer(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
    platform: Any,
) -> Said:
    """Words, a photo, or the place as a location: each lands in the case."""
    data = await state.get_data()
    words = message.text or message.caption or ""
    files = [await file_of(db, message, person.id, platform.name, now=now)] if message.photo else []
    if message.text and not plain(words):
        return tell(message.chat.id, say("mine-type-answer", number=data["number"]))
    spot: dict[str, Any] = {}
    if message.location:
        at = message.location
        where = nearest(town, at.latitude, at.longitude, say.language)
        if where is None:
            return tell(
                message.chat.id, say("report-outside-town", town=town.name.text(say.language))
            )
        words = where.words
        spot = {
            "place": where.words,
            "place_code": where.code,
            "latitude": where.latitude,
            "longitude": where.longitude,
        }
    case = await work.answer(
        db, town, int(data["case_id"]), person.id, words, now=now, files=files, **spot
    )
    await state.clear()
    return tell(message.chat.id, say("mine-answered", number=case.number))


@router.callback_query(Mine.filter(F.act == "code"))
async def give_code(
    query: CallbackQuery,
    callback_data: Mine,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    web_address: str,
) -> Said:
    """A fresh code for who lost theirs; the older one ends with it."""
    case = await cases.get_for_reporter(db, callback_data.case_id, person.id)
    text = say("mine-new-code", number=case.number, **follow_facts(case, web_address))
    return [toast(query), *tell(query.from_user.id, text)]


@router.callback_query(Mine.filter(F.act == "withdraw"))
async def ask_withdraw(
    query: CallbackQuery,
    callback_data: Mine,
    db: AsyncSession,
    person: Speaker,
    say: Say,
) -> Said:
    case = await cases.get_for_reporter(db, callback_data.case_id, person.id)
    keyboard = [
        [button(say("mine-withdraw-yes"), Mine(act="withdraw-yes", case_id=case.id))],
        [button(say("mine-withdraw-no"), Mine(act="withdraw-no", case_id=case.id))],
    ]
    text = say("mine-withdraw-sure", number=case.number)
    return [toast(query), *tell(query.from_user.id, text, keyboard)]


@router.callback_query(Mine.filter(F.act == "withdraw-yes"))
async def withdraw(
    query: CallbackQuery,
    callback_data: Mine,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    now: datetime,
) -> Said:
    case = await closing.withdraw(db, callback_data.case_id, person.id, now=now)
    edit = replace(query, say("mine-withdrawn", number=case.number))
    return [toast(query), edit]


@router.callback_query(Mine.filter(F.act == "withdraw-no"))
async def keep(query: CallbackQuery, say: Say) -> Said:
    return [toast(query), replace(query, say("mine-kept"))]
