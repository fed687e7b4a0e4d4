"""一事一评: five grades, one tap; a bad one asks for a word and says who calls back, and when."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import ratings
from community.hall.callbacks import RATED_BADLY
from community.people import Speaker
from config.texts import Say, join
from config.town import Town
from handlers.filters import plain
from handlers.forms import SKIPS, Question, asks, open_question
from handlers.hall.filing.cards import Grade
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, replace, tell, toast, without_buttons
from nlu.meaning import Meaning

router = Router(name="filing-rating")

LEGS = ("seen", "triaged", "social_worker")
"""Of a case's way, up to the call-back."""


class Grading(StatesGroup):
    """The applicant writes why."""

    word = State()


class NoWord(CallbackData, prefix="application-no-word"):
    rating_id: int


@asks(Grading.word)
async def ask_word(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    text = say("rating-ask-why-bad" if data.get("case") else "rating-ask-why")
    return Question(text, _no_word(data, say))


def _no_word(data: dict[str, Any], say: Say) -> Keyboard:
    return [[button(say("rating-no-word"), NoWord(rating_id=data["rating_id"]))]]


def _days(town: Town) -> str:
    """Within so many workdays somebody calls back, as the pack promises it."""
    return f"{sum(town.clock(leg, RATED_BADLY).amount for leg in LEGS):g}"


@router.callback_query(Grade.filter())
async def grade(
    query: CallbackQuery,
    callback_data: Grade,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    rated = await ratings.rate_application(
        db, town, callback_data.application_id, person.id, callback_data.stars, now=now
    )
    case = rated.case.number if rated.case else None
    thanks = say("rating-thanks", grade=say(f"application-grade-{callback_data.stars}"))
    if case is not None:
        thanks = join([thanks, say("rating-called-back", number=case, days=_days(town))])
    chat, data = query.from_user.id, {"rating_id": rated.rating.id, "case": case}
    if await open_question(state, say, town) is not None:
        return [toast(query), without_buttons(query), *tell(chat, thanks)]
    await state.set_state(Grading.word)
    await state.set_data(data)
    question = await ask_word(data, say, town)
    text = join([thanks, question.text], "\n\n")
    return [toast(query), without_buttons(query), *tell(chat, text, question.keyboard)]


@router.callback_query(NoWord.filter())
async def no_word(query: CallbackQuery, state: FSMContext, say: Say) -> Said:
    if await state.get_state() == Grading.word.state:
        await state.clear()
    return [toast(query), replace(query, say("rating-done"))]


@router.message(StateFilter(Grading), F.text, ~F.text.startswith("/"))
async def hear_word(
    message: Message,
    meaning: Meaning | None,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    chat, words, data = message.chat.id, message.text or "", await state.get_data()
    if is_aside(words, meaning):
        raise SkipHandler
    if plain(words) in SKIPS:
        await state.clear()
        return tell(chat, say("rating-done"))
    if not plain(words):
        question = await ask_word(data, say, town)
        return tell(chat, question.text, question.keyboard)
    await state.clear()
    await ratings.add_word(db, data["rating_id"], person.id, words, now=now)
    if data.get("case"):
        return tell(chat, say("rating-word-kept-bad", number=data["case"]))
    return tell(chat, say("rating-word-kept"))
