"""The office opens the agenda: by its words, by its button; and one item of it."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.reports import agenda
from config.texts import Say, Text
from config.town import Town
from handlers.agenda.cards import AgendaItem, AgendaPage, agenda_list, fetched, item_card
from handlers.cases import ShowAgenda
from handlers.filters import Word
from handlers.forms import answer_aside
from handlers.reply import Keyboard, Said, replace, toast

router = Router(name="agenda-desk")

WORDS = (
    "议程",
    "办公会议",
    "办公会议程",
    "会议议程",
    "镇长办公会议",
    "agenda",
    "the agenda",
    "/agenda",
)

DECIDING = "Deciding:"
"""So begin the states in which a decision is being entered."""


@router.message(Word(*WORDS))
async def hear(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = await _page(db, person, 0, say, town, now)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.callback_query(ShowAgenda.filter())
async def enter(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = await _page(db, person, 0, say, town, now)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


@router.callback_query(AgendaPage.filter())
async def turn(
    query: CallbackQuery, callback_data: AgendaPage, person: Speaker, db: AsyncSession, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    page = await _page(db, person, callback_data.page, say, town, now)
    return [toast(query), replace(query, *page)]


async def _page(
    db: AsyncSession, person: Speaker, page: int, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    whole = await agenda.agenda(db, town, person.id, now=now)
    return await agenda_list(db, whole, page, say, town, now)


@router.callback_query(AgendaItem.filter())
async def open_item(
    query: CallbackQuery, callback_data: AgendaItem, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    case = await fetched(db, callback_data.case_id, person.id)
    if (await state.get_state() or "").startswith(DECIDING):
        await state.clear()  # who opens another case has left the one before undecided
    text, keyboard = await item_card(db, case, say, town, now)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)
