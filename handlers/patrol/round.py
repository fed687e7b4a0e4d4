"""Walking round: a problem is filed after a photo, a place and a tap; so is that all is well."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.reports import patrol
from community.reports.filing import LONGEST_WORDS
from community.reports.patrol import PATROL_ROLES
from community.reports.promises import category_of
from config.texts import Say, join
from config.town import Town
from handlers import menu
from handlers.filters import Staff, Word, plain
from handlers.forms import SKIPS, answer_aside, open_question
from handlers.menu import Door
from handlers.patrol.questions import IN_PATROL, Patrol, Round, community_of
from handlers.patrol.steps import (
    ask,
    file,
    go_on,
    hear_place,
    hear_problem,
    put_photo,
    settle,
    take_place,
)
from handlers.reading import is_aside, known, nearest
from handlers.reply import Keyboard, Said, button, tell, toast
from nlu.meaning import Meaning

router = Router(name="patrol")

WORDS = ("巡查", "巡逻", "去巡查", "开始巡查", "patrol", "start patrol")
ALL_CLEAR = (
    "无异常", "没有异常", "一切正常", "巡查无异常", "巡逻无异常", "all clear", "nothing wrong",
)  # fmt: skip
OPEN_AT = {
    "skip": Patrol.photo.state,
    "place": Patrol.where.state,
    "page": Patrol.where.state,
    "category": Patrol.what.state,
    "mended": Patrol.mend.state,
}
"""At which step a button means something; pressed later it would undo an answer."""


def _choices(say: Say) -> Keyboard:
    return [
        [button(say("patrol-found"), Round(step="find"), many=True)],
        [button(say("patrol-clear"), Round(step="clear"), many=True)],
    ]


async def _open(
    chat: int, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    """Offer the two taps; a form that is open stays open."""
    text = say("patrol-open")
    looked = await _looked(db, person, say, town, now)
    if await open_question(state, say, town) is not None:
        return await answer_aside(chat, join([text, looked], "\n"), state, say, town)
    return tell(chat, join([text, looked], "\n"), _choices(say))


async def _looked(db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime) -> Any:
    """Say what this person has looked at today; nothing when it is nothing yet."""
    found = await patrol.looked_at(db, town, person.id, now=now)
    if not found.whole:
        return ""
    return say("patrol-today", count=found.whole, found=found.problems, clear=found.clear)


# --- the way in ------------------------------------------------------------------------------


@router.message(Word(*WORDS), Staff(PATROL_ROLES))
async def from_a_word(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    return await _open(message.chat.id, person, state, say, town, db, now)


@router.callback_query(Door.filter(F.intent == "patrol"), Staff(PATROL_ROLES))
async def open_door(
    query: CallbackQuery, person: Speaker, state: FSMContext, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    opened = await _open(query.from_user.id, person, state, say, town, db, now)
    return [toast(query), opened]


# --- nothing wrong ---------------------------------------------------------------------------


async def _clear(
    chat: int, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    walks = community_of(person, town)
    await patrol.all_clear(db, town, person.id, now=now, community=walks)
    clock = f"{now.astimezone(town.zone):%H:%M}"
    thanks = say("patrol-clear-kept", clock=clock, community=_name(town, walks, say))
    text = join([thanks, await _looked(db, person, say, town, now)], "\n")
    return await answer_aside(chat, text, state, say, town, _choices(say)[:1])


def _name(town: Town, community: str, say: Say) -> str:
    return town.community(community).name.text(say.language)


@router.message(IN_PATROL, Word(*ALL_CLEAR), Staff(PATROL_ROLES))
@router.message(StateFilter(None), Word(*ALL_CLEAR), Staff(PATROL_ROLES))
async def all_clear(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    return await _clear(message.chat.id, person, state, say, town, db, now)


# --- a problem -------------------------------------------------------------------------------


@router.callback_query(Round.filter(), Staff(PATROL_ROLES))
async def press(  # noqa: C901, PLR0911  one line for each button
    query: CallbackQuery, callback_data: Round, state: FSMContext, person: Speaker, say: Say,
    town: Town, db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    at, chat, value = await state.get_state(), query.from_user.id, callback_data.value
    if at != OPEN_AT.get(callback_data.step, at):
        question = await open_question(state, say, town)
        again = tell(chat, question.text, question.keyboard) if question else []
        return [toast(query, say("button-stale")), *again]
    data = await state.get_data()
    match callback_data.step:
        case "clear":
            return [toast(query), await _clear(chat, person, state, say, town, db, now)]
        case "find" if not (at or "").startswith("Patrol:") or at == Patrol.mend.state:
            await state.set_state(Patrol.photo)
            await state.set_data({"walks": community_of(person, town)})
        case "skip":
            return [toast(query), await go_on(chat, state, person, say, town, db, now)]
        case "page":
            await state.update_data(page=max(int(value), 0))
        case "place" if any(p.code == value for p in town.places):
            place = known(town.place(value), say.language)
            return [toast(query), await take_place(chat, place, state, person, say, town, db, now)]
        case "category":
            await state.update_data(category=category_of(town, value).code)
            return [toast(query), await file(chat, state, person, say, town, db, now)]
        case "mend":
            case_id, _, number = value.partition(" ")
            await state.set_state(Patrol.mend)
            await state.set_data({"case_id": int(case_id), "number": number})
        case "mended":
            words = say(f"patrol-mended-{value}").words
            return [toast(query), await settle(chat, words, state, person, say, town, db, now)]
        case "drop":
            mending = at == Patrol.mend.state
            await state.clear()
            text = say("patrol-left-open", number=data.get("number", "")) if mending else None
            return [toast(query), *tell(chat, text or say("patrol-dropped"), _choices(say))]
    return [toast(query), await ask(chat, state, say, town)]


@router.message(IN_PATROL, F.photo)
async def hear_photo(
    message: Message, state: FSMContext, person: Speaker, say: Say, town: Town, db: AsyncSession,
    now: datetime, platform: Any, meaning: Meaning | None,
) -> Said:  # fmt: skip
    """A photo at any step; with words under it they are heard too."""
    if await state.get_state() == Patrol.mend.state:
        raise SkipHandler
    refused = await put_photo(message, state, person, say, db, now, platform)
    if refused is not None:
        return refused
    words = message.caption or ""
    if plain(words):
        return await hear_problem(message, words, meaning, state, person, say, town, db, now)
    return await go_on(message.chat.id, state, person, say, town, db, now)


@router.message(IN_PATROL, F.location)
async def hear_location(
    message: Message, state: FSMContext, person: Speaker, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    assert message.location is not None  # noqa: S101  the filter saw it
    spot = message.location
    where = nearest(town, spot.latitude, spot.longitude, say.language)
    if where is None:
        text = say("report-outside-town", town=town.name.text(say.language))
        return await answer_aside(message.chat.id, text, state, say, town)
    if await state.get_state() == Patrol.mend.state:
        return await ask(message.chat.id, state, say, town)
    return await take_place(message.chat.id, where, state, person, say, town, db, now)


@router.message(IN_PATROL, F.text, ~F.text.startswith("/"))
async def hear(
    message: Message, state: FSMContext, person: Speaker, say: Say, town: Town, db: AsyncSession,
    now: datetime, meaning: Meaning | None,
) -> Said:  # fmt: skip
    words, chat = (message.text or "")[:LONGEST_WORDS], message.chat.id
    if is_aside(words, meaning):
        raise SkipHandler
    if not any(c.isalnum() for c in words):
        return await ask(chat, state, say, town)
    match await state.get_state():
        case Patrol.mend.state:
            return await settle(chat, words, state, person, say, town, db, now)
        case Patrol.photo.state if plain(words) in SKIPS:
            return await go_on(chat, state, person, say, town, db, now)
        case Patrol.where.state:
            return await hear_place(message, words, meaning, state, person, say, town, db, now)
    return await hear_problem(message, words, meaning, state, person, say, town, db, now)


# --- nobody who walks -------------------------------------------------------------------------


@router.message(StateFilter(None), Word(*WORDS, "无异常", "all clear"))
async def no_role(message: Message, say: Say) -> Said:
    """Whoever walks no patrol yet is told how to begin."""
    return tell(message.chat.id, say("patrol-no-role"), menu.door("become_volunteer", say))


@router.callback_query(Door.filter(F.intent == "patrol"))
async def no_role_any_more(query: CallbackQuery, say: Say) -> Said:
    door = menu.door("become_volunteer", say)
    return [toast(query), *tell(query.from_user.id, say("patrol-no-role"), door)]
