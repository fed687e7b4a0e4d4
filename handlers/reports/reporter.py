"""What a reporter does later: answer a question, add words, take it back, rate how it went."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, reports
from community.people import Speaker
from config.texts import Say
from config.town import Town
from handlers.filters import plain
from handlers.forms import Question, asks
from handlers.pictures import file_of
from handlers.reply import Said, button, replace, tell, toast, without_buttons
from handlers.reports.cards import Mine, Rate

router = Router(name="report-reporter")


class Words(StatesGroup):
    """The resident writes something that goes into a case."""

    answer = State()
    why = State()


@asks(Words.answer)
async def ask_answer(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(say("mine-type-answer", number=data.get("number", "")))


@asks(Words.why)
async def ask_why(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    keyboard = [[button(say("mine-no-word"), Mine(act="no-word", case_id=data["case_id"]))]]
    return Question(say("mine-ask-why"), keyboard)


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


@router.message(StateFilter(Words.answer), F.text | F.photo, ~F.text.startswith("/"))
async def answer(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    now: datetime,
    platform: Any,
) -> Said:
    data = await state.get_data()
    words = message.text or message.caption or ""
    files = [await file_of(db, message, person.id, platform.name, now=now)] if message.photo else []
    if message.text and not plain(words):
        return tell(message.chat.id, say("mine-type-answer", number=data["number"]))
    case = await reports.answer(db, int(data["case_id"]), person.id, words, now=now, files=files)
    await state.clear()
    return tell(message.chat.id, say("mine-answered", number=case.number))


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
    case = await reports.withdraw(db, callback_data.case_id, person.id, now=now)
    edit = replace(query, say("mine-withdrawn", number=case.number))
    return [toast(query), edit]


@router.callback_query(Mine.filter(F.act == "withdraw-no"))
async def keep(query: CallbackQuery, say: Say) -> Said:
    return [toast(query), replace(query, say("mine-kept"))]


@router.callback_query(Rate.filter())
async def rate(
    query: CallbackQuery,
    callback_data: Rate,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    reopened = await reports.rate(
        db, town, callback_data.case_id, person.id, callback_data.stars, now=now
    )
    await state.set_state(Words.why)
    data = {"case_id": callback_data.case_id}
    await state.set_data(data)
    thanks = say(
        "mine-rated-reopened" if reopened else "mine-rated", stars="★" * callback_data.stars
    )
    question = await ask_why(data, say, town)
    said = tell(query.from_user.id, thanks + "\n" + question.text, question.keyboard)
    return [toast(query), without_buttons(query), *said]


@router.callback_query(Mine.filter(F.act == "no-word"))
async def no_word(query: CallbackQuery, state: FSMContext, say: Say) -> Said:
    if await state.get_state() == Words.why.state:
        await state.clear()
    return [toast(query), replace(query, say("mine-thanks"))]


@router.message(StateFilter(Words.why), F.text, ~F.text.startswith("/"))
async def why(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    now: datetime,
) -> Said:
    data = await state.get_data()
    await state.clear()
    await reports.say_why(db, int(data["case_id"]), person.id, message.text or "", now=now)
    return tell(message.chat.id, say("mine-word-kept"))
