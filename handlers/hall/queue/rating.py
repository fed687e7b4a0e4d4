"""How the visit was: five grades, one tap; after a bad one a word for whoever calls back."""

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

from community.hall import queue, ratings
from community.hall.model import Stars, Ticket
from community.people import Speaker
from config.texts import Say, join
from config.town import Town
from handlers.filters import plain
from handlers.forms import SKIPS, Question, asks, open_question
from handlers.hall.queue.cards import point_name
from handlers.notices import Telling, renders
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, replace, rows, tell, toast
from nlu.meaning import Meaning

router = Router(name="queue-rating")


class QueueRating(StatesGroup):
    word = State()


class Grade(CallbackData, prefix="queue-grade"):
    ticket_id: int
    stars: int


class NoWord(CallbackData, prefix="queue-no-word"):
    """They would rather not say why."""


@renders("queue-how-was-it")
async def ask_how_it_was(t: Telling) -> Said:
    ticket = await queue.get(t.db, t.facts["ticket_id"], t.notice.person_id)
    point = point_name(t.town, ticket.point, t.say)
    text = t.say("queue-how-was-it", number=ticket.shown, point=point)
    return tell(t.chat_id, text, _grades(ticket, t.say))


def _grades(ticket: Ticket, say: Say) -> Keyboard:
    """The best first; three beside each other are still read on a phone."""
    grades = sorted(Stars, reverse=True)
    return rows(
        [
            button(say(f"queue-stars-{stars.value}"), Grade(ticket_id=ticket.id, stars=stars.value))
            for stars in grades
        ],
        wide=3,
    )


@router.callback_query(Grade.filter())
async def rate(
    query: CallbackQuery, callback_data: Grade, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    rated = await ratings.rate_ticket(
        db, town, callback_data.ticket_id, person.id, callback_data.stars, now=now
    )
    grade = say(f"queue-stars-{rated.rating.stars}")
    if rated.case is None:
        return [toast(query), replace(query, say("queue-rated", grade=grade))]
    told = say("queue-rated-badly", grade=grade, number=rated.case.number)
    if await open_question(state, say, town) is not None:
        return [toast(query), replace(query, told)]  # what they were busy with goes on
    await state.set_state(QueueRating.word)
    await state.set_data({"rating_id": rated.rating.id})
    asked = await ask_why({}, say, town)
    return [toast(query), replace(query, join([told, asked.text], "\n\n"), asked.keyboard)]


@asks(QueueRating.word)
async def ask_why(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(say("queue-ask-why"), [[button(say("queue-no-word"), NoWord())]])


@router.callback_query(NoWord.filter())
async def no_word(query: CallbackQuery, state: FSMContext, say: Say) -> Said:
    if await state.get_state() == QueueRating.word.state:
        await state.clear()
    return [toast(query), replace(query, say("queue-thanks"))]


@router.message(StateFilter(QueueRating.word), F.text, ~F.text.startswith("/"))
async def take_word(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    now: datetime, meaning: Meaning | None,
) -> Said:  # fmt: skip
    words, data = message.text or "", await state.get_data()
    if is_aside(words, meaning):
        raise SkipHandler
    await state.clear()
    if plain(words) in SKIPS or not plain(words):
        return tell(message.chat.id, say("queue-thanks"))
    await ratings.add_word(db, data["rating_id"], person.id, words, now=now)
    return tell(message.chat.id, say("queue-word-kept"))
