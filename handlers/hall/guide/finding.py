"""Finding an item: by a sentence, a name, a code, pinyin initials, or through its department."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from community.people import Speaker
from config.texts import Say, Text
from config.town import Service, Town
from config.town.items import find_items
from config.town.spoken import key, telling
from handlers import menu
from handlers.filters import Meant, plain
from handlers.forms import UNHEARD, answer_aside
from handlers.hall.doors import ItemList, ShowDepartment, ShowItem
from handlers.hall.guide.card import NotThis, card
from handlers.hall.guide.words import item, label
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, replace, rows, tell
from nlu.meaning import Certainty, Meaning

router = Router(name="guide-finding")
perhaps = Router(name="hall-perhaps")
"""Heard after all other rooms."""

PAGE = 8
MOST_FOUND = 6
_CODE = re.compile(r"[a-z]{1,4}[-_ ]?[0-9]{1,6}")
_LETTERS = re.compile(r"[a-z]{2,16}")


def answer(
    found: Sequence[Service], person: Speaker, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    """Show the one item that was meant, or ask which of several, or which department."""
    if len(found) == 1:
        return card(found[0], person.community, now, say, town)
    if found:
        return say("item-which-of"), [*choices(found, say), *none_of_these(say)]
    return say("item-not-found"), departments(say, town)


def choices(services: Sequence[Service], say: Say) -> Keyboard:
    return [
        [button(label(service, say), ShowItem(code=service.code), many=True)]
        for service in services[:MOST_FOUND]
    ]


def none_of_these(say: Say) -> Keyboard:
    return [[button(say("item-none-of-these"), Door(intent="service_guide"), many=True)]]


def departments(say: Say, town: Town) -> Keyboard:
    """Offer the departments that handle anything at the counters."""
    handling = {service.department for service in town.services}
    buttons = [
        button(d.name.text(say.language), ShowDepartment(code=d.code), many=True)
        for d in town.departments
        if d.code in handling
    ]
    return [*rows(buttons, wide=3), *menu.door("talk_to_human", say)]


# --- a sentence ----------------------------------------------------------------------------


@router.message(Meant("service_guide"), F.text)
async def hear(
    message: Message, meaning: Meaning, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    found = find_items(town, message.text or "", hint=_named(meaning), most=MOST_FOUND)
    text, keyboard = answer(found, person, say, town, now)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


def _named(meaning: Meaning | None) -> tuple[str, ...]:
    """Give the town's own names for what was recognised in the words."""
    return tuple(e.value for e in meaning.entities if e.kind == "service") if meaning else ()


class BareItem(Filter):
    """The message is the name, code or initials of an item, and nothing else."""

    async def __call__(
        self, message: Message, town: Town, meaning: Meaning | None = None
    ) -> bool | dict[str, Any]:
        words = message.text or ""
        if key(words) not in _names(town) and not _is_short_for(words, meaning):
            return False
        found = find_items(town, words, most=MOST_FOUND)
        return {"found": found} if found else False


@lru_cache(maxsize=8)
def _names(town: Town) -> frozenset[str]:
    return frozenset(
        key(name)
        for service in town.services
        for name in (service.name.zh, service.name.en, *service.aliases)
    )


def _is_short_for(words: str, meaning: Meaning | None) -> bool:
    """Say whether it may be a code or initials, which the understanding has never heard."""
    if _CODE.fullmatch(plain(words)):
        return True
    return bool(_LETTERS.fullmatch(plain(words))) and _is_nobodys(meaning)


def _is_nobodys(meaning: Meaning | None) -> bool:
    return meaning is None or meaning.intent == "out_of_scope" or _may_be_asked(meaning)


class Unsure(Filter):
    """Nobody else understood the sentence well enough, and it has the words of an item in it."""

    async def __call__(
        self, message: Message, town: Town, meaning: Meaning | None = None
    ) -> bool | dict[str, Any]:
        if meaning is not None and not _may_be_asked(meaning):
            return False
        found = find_items(town, message.text or "", hint=_named(meaning), most=MOST_FOUND)
        return {"found": found} if found else False


def _may_be_asked(meaning: Meaning) -> bool:
    """Leave to the guesses what another room may well have been meant by."""
    if meaning.certainty is Certainty.MISS:
        return True
    return meaning.certainty is Certainty.OFFER and meaning.intent == "service_guide"


@router.message(StateFilter(None, ItemList.open), F.text, BareItem())
async def name_alone(
    message: Message, found: Sequence[Service], person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Hear a bare name also while the understanding is away."""
    text, keyboard = answer(found, person, say, town, now)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@perhaps.message(StateFilter(None), F.text, Unsure())
async def offer(message: Message, found: Sequence[Service], state: FSMContext, say: Say) -> Said:
    """Ask which item it may be; the sentence is kept for another door."""
    await state.update_data({UNHEARD: message.text})
    keyboard = [*choices(found, say), *none_of_these(say), *menu.door("show_menu", say)]
    return tell(message.chat.id, say("item-perhaps"), keyboard)


# --- departments ---------------------------------------------------------------------------


@router.callback_query(Door.filter(F.intent == "service_guide"))
async def open_guide(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    keyboard = departments(say, town)
    return await answer_aside(query.from_user.id, say("item-which"), state, say, town, keyboard)


@router.callback_query(ShowDepartment.filter())
async def show_department(
    query: CallbackQuery, callback_data: ShowDepartment, say: Say, town: Town
) -> Said:
    text, keyboard = shelf(callback_data.code, callback_data.page, say, town)
    return replace(query, text, keyboard)


def shelf(code: str, page: int, say: Say, town: Town) -> tuple[Text, Keyboard]:
    """List a page of a department's items; one that the pack lacks leads to the departments."""
    services = [service for service in town.services if service.department == code]
    if not services:
        return say("item-which"), departments(say, town)
    pages = -(-len(services) // PAGE)
    page = min(max(page, 0), pages - 1)
    shown = services[page * PAGE : (page + 1) * PAGE]
    name = town.department(code).name.text(say.language)
    text = say("item-shelf", department=name, count=len(services), page=page + 1, pages=pages)
    turn: list[InlineKeyboardButton] = []
    if page > 0:
        before = ShowDepartment(code=code, page=page - 1)
        turn.append(button(say("item-page-before"), before, many=True))
    if page < pages - 1:
        after = ShowDepartment(code=code, page=page + 1)
        turn.append(button(say("item-page-after"), after, many=True))
    items = [[button(label(s, say), ShowItem(code=s.code), many=True)] for s in shown]
    return text, [*items, turn, *none_of_these(say)] if turn else [*items, *none_of_these(say)]


# --- a wrong guess -------------------------------------------------------------------------


@router.callback_query(NotThis.filter())
async def not_this(
    query: CallbackQuery, callback_data: NotThis, state: FSMContext, say: Say, town: Town
) -> Said:
    """Show what else it may have been, and the departments below."""
    alike = near(item(town, callback_data.code), town)
    keyboard = [*choices(alike, say), *departments(say, town)]
    text = say("item-near" if alike else "item-which")
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


def near(wrong: Service, town: Town) -> list[Service]:
    """Give the items whose names share the rarest words with that of the one not meant."""
    pieces = _pieces(town)
    owners = Counter(piece for own in pieces.values() for piece in own)
    mine = pieces[wrong.code]
    score = {
        service.code: sum(1 / owners[piece] for piece in mine & pieces[service.code])
        for service in town.services
        if service.code != wrong.code
    }
    alike = [service for service in town.services if score.get(service.code)]
    return sorted(alike, key=lambda service: -score[service.code])[:MOST_FOUND]


@lru_cache(maxsize=8)
def _pieces(town: Town) -> dict[str, frozenset[str]]:
    return {s.code: frozenset(telling(key(s.name.zh))) for s in town.services}
