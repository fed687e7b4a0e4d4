"""Somebody comes to who cannot go to the hall: one sentence, and a social worker has it."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import callbacks
from community.people import Speaker
from config.texts import Say, join
from config.town import Town
from handlers.cases import moment
from handlers.filters import plain
from handlers.forms import Question, asks
from handlers.hall.doors import HomeService
from handlers.hall.guide.way import begin, busy, is_free, while_there
from handlers.hall.guide.words import item
from handlers.menu import Door
from handlers.reading import is_aside
from handlers.reply import Said, button, tell
from nlu.meaning import Meaning

router = Router(name="guide-home-service")

FEWEST_WORDS = 4
LONGEST_WORDS = 1000


class ItemHome(StatesGroup):
    words = State()


@asks(ItemHome.words)
@while_there
async def ask(data: dict[str, Any], say: Say, town: Town) -> Question:
    name = item(town, data["item"]).name.text(say.language)
    cancel = [[button(say("item-home-cancel"), Door(intent="cancel"), many=True)]]
    return Question(say("item-home-ask", name=name), cancel)


@router.callback_query(HomeService.filter())
async def start(
    query: CallbackQuery, callback_data: HomeService, state: FSMContext, say: Say, town: Town
) -> Said:
    service = item(town, callback_data.code)
    if not await is_free(state, say, town):
        return await busy(query, state, say, town)
    await begin(state, ItemHome.words, {"item": service.code})
    question = await ask({"item": service.code}, say, town)
    return tell(query.from_user.id, question.text, question.keyboard)


@router.message(StateFilter(ItemHome.words), F.text, ~F.text.startswith("/"))
async def hear(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext,
    meaning: Meaning | None, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    words = (message.text or "").strip()
    if is_aside(words, meaning):
        raise SkipHandler
    data = await state.get_data()
    if not FEWEST_WORDS <= len(plain(words)) <= LONGEST_WORDS:
        short = len(plain(words)) < FEWEST_WORDS
        wrong = say("item-home-short") if short else say("item-home-long", most=LONGEST_WORDS)
        question = await ask(data, say, town)
        return tell(message.chat.id, join([wrong, question.text], "\n\n"), question.keyboard)
    await state.clear()
    case = await callbacks.ask_home_service(db, town, person.id, data["item"], words, now=now)
    by = say("item-home-by", at=moment(case.due_at, say, town)) if case.due_at else ""
    return tell(message.chat.id, join([say("item-home-done", number=case.number), by]))
