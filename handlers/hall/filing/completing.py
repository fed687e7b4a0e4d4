"""「补交」: what was lacking, as photos, files and words, handed in together."""

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

from community.hall import applications
from community.hall.applications import LONGEST_WORDS
from community.hall.model import Stage
from community.people import Speaker
from config.texts import Say, join
from config.town import Town
from handlers.filters import plain
from handlers.forms import Question, answer_aside, asks, open_question
from handlers.hall.filing import files
from handlers.hall.filing.cards import Mine, card, show_button
from handlers.hall.filing.draft import MOST_PAPERS, Data
from handlers.hall.filing.steps import ask, is_free
from handlers.reading import is_aside
from handlers.reply import Said, button, tell, toast
from nlu.meaning import Meaning

router = Router(name="filing-completing")

HAND_IN = frozenset(
    {"交", "交上去", "提交", "好了", "齐了", "就这些", "done", "submit", "send", "that is all"}
)


class Completing(StatesGroup):
    """The applicant sends what was lacking."""

    papers = State()


class Add(CallbackData, prefix="application-add"):
    act: str
    application_id: int


@asks(Completing.papers)
async def ask_for_it(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    files_, words = len(data.get("files", ())), data.get("words")
    lines = [
        say("completing-ask", number=data["number"]),
        say("application-lacks", lacking=data["lacking"]),
        say("completing-files", count=files_) if files_ else "",
        say("completing-words", words=words) if words else "",
    ]
    keyboard = []
    if files_ or words:
        hand_in = Add(act="hand-in", application_id=data["application_id"])
        keyboard.append([button(say("completing-hand-in"), hand_in)])
    leave = Add(act="leave", application_id=data["application_id"])
    keyboard.append([button(say("completing-leave"), leave, many=True)])
    return Question(join(lines), keyboard)


@router.callback_query(Mine.filter(F.act == "complete"))
async def begin(
    query: CallbackQuery,
    callback_data: Mine,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Open the form; what is filled in elsewhere stays open, and what lacks nothing is shown."""
    chat, held = query.from_user.id, await state.get_state()
    found = await applications.get_for_applicant(db, callback_data.application_id, person.id)
    if found.stage is not Stage.INCOMPLETE:
        return [toast(query), *tell(chat, *await card(db, found, now, say, town))]
    data = await state.get_data()
    if held != Completing.papers.state or data.get("application_id") != found.id:
        if not await is_free(state, say, town):
            return [toast(query), await answer_aside(chat, say("filing-busy"), state, say, town)]
        await state.set_state(Completing.papers)
        await state.set_data(
            {"application_id": found.id, "number": found.number, "lacking": found.lacking or ""}
        )
    return [toast(query), await ask(chat, state, say, town)]


@router.message(StateFilter(Completing), files.PAPER)
async def hear_paper(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
    platform: Any,
) -> Said:
    chat, data = message.chat.id, await state.get_data()
    kept = list(data.get("files", ()))
    album = message.media_group_id
    follows = album is not None and album == data.get("album")
    if len(kept) >= MOST_PAPERS:
        full = say("filing-papers-full", most=MOST_PAPERS)
        return [] if follows else await answer_aside(chat, full, state, say, town)
    refusal = files.why_not(message, say)
    if refusal is not None:
        return await answer_aside(chat, refusal, state, say, town)
    kept.append(await files.keep(db, message, person.id, platform.name, now=now))
    words = _with(data.get("words"), message.caption)
    await state.update_data(files=kept, album=album, words=words)
    return [] if follows else await ask(chat, state, say, town)


def _with(before: str | None, words: str | None) -> str | None:
    whole = "\n".join(part for part in (before, words) if part)
    return whole[:LONGEST_WORDS] or None


@router.message(StateFilter(Completing), files.NO_PAPER)
async def hear_no_paper(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    return await answer_aside(message.chat.id, say("filing-wrong-kind"), state, say, town)


@router.message(StateFilter(Completing), F.text, ~F.text.startswith("/"))
async def hear(
    message: Message,
    meaning: Meaning | None,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    chat, words = message.chat.id, message.text or ""
    if is_aside(words, meaning):
        raise SkipHandler
    if plain(words) in HAND_IN:
        return await _hand_in(chat, db, person, state, say, town, now)
    data = await state.get_data()
    if plain(words):
        if len(data.get("words") or "") + len(words) >= LONGEST_WORDS:
            text = say("filing-words-long", most=LONGEST_WORDS)
            return await answer_aside(chat, text, state, say, town)
        await state.update_data(words=_with(data.get("words"), words))
    return await ask(chat, state, say, town)


@router.callback_query(Add.filter())
async def press(
    query: CallbackQuery,
    callback_data: Add,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    chat, data = query.from_user.id, await state.get_data()
    theirs = data.get("application_id") == callback_data.application_id
    if await state.get_state() != Completing.papers.state or not theirs:
        question = await open_question(state, say, town)
        again = tell(chat, question.text, question.keyboard) if question else []
        return [toast(query, say("button-stale")), *again]
    if callback_data.act == "leave":
        await state.clear()
        buttons = show_button(callback_data.application_id, say)
        return [toast(query), *tell(chat, say("completing-left", number=data["number"]), buttons)]
    return [toast(query), await _hand_in(chat, db, person, state, say, town, now)]


async def _hand_in(
    chat: int,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Hand it in; where nothing was sent yet, ask on."""
    data = await state.get_data()
    given = data.get("files", ())
    if not given and not data.get("words"):
        return await answer_aside(chat, say("completing-nothing"), state, say, town)
    application_id = int(data["application_id"])
    found = await applications.complete(
        db, town, application_id, person.id, data.get("words"), given, now=now
    )
    await state.clear()
    text, keyboard = await card(db, found, now, say, town)
    return tell(chat, join([say("completing-done", number=found.number), text], "\n\n"), keyboard)
