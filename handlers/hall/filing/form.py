"""Filing an item in chat: the door, and what each answer does to the draft."""

import re
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import checklist
from community.people import Speaker
from config.texts import Say, Text
from config.town import Service, Town
from config.town.items import find_items
from handlers.filters import plain
from handlers.forms import SKIPS, answer_aside
from handlers.hall.doors import BookItem, FileItem, HomeService, ShowItem
from handlers.hall.filing import files, steps
from handlers.hall.filing.draft import (
    MOST_PAPERS,
    OTHER,
    STEPS,
    Data,
    Filing,
    Fill,
    count,
    go,
    next_one,
    point_for,
    with_paper,
    without_papers,
)
from handlers.hall.filing.names import known_item, listed, material_name
from handlers.hall.filing.steps import ask
from handlers.reading import is_aside
from handlers.reply import Said, button, tell, toast
from nlu.meaning import Meaning

router = Router(name="filing-form")

MOST_CHOICES = 6
_ONLINE = re.compile(
    r"^(?:请|帮我|我想|我要|想|要)*在?(?:网上|线上|在线|手机上)(?:办理|申请|办|提交)(?:一下|个)?(.+)$"
    r"|\b(?:file|apply for|apply|submit|do)\s+(?:an?\s+|the\s+|my\s+)?(.+?)\s+online\b",
    re.IGNORECASE,
)
AT = {
    "self": {Filing.whom},
    "whom": {Filing.whom},
    "consented": {Filing.consent},
    "not-asked": {Filing.consent},
    "pass": {Filing.papers},
    "again": {Filing.papers},
    "anew": {Filing.papers},
    "to-papers": {Filing.check},
    "to-words": {Filing.papers, Filing.check},
    "to-check": {Filing.words},
    "submit": {Filing.check},
}
"""At which step a button of the form means something; pressed later it would undo an answer."""
DONE = frozenset({"好了", "下一步", "继续", "没了", "齐了", "done", "next", "go on", "that is all"})


# --- the way in ------------------------------------------------------------------------------


class WantsOnline(Filter):
    """The message asks to file an item in chat: 网上办老年优待证."""

    async def __call__(
        self, message: Message, town: Town, raw_state: str | None = None
    ) -> bool | dict[str, Any]:
        if raw_state is not None and not raw_state.startswith(steps.GUIDE):
            return False
        asked = _ONLINE.search((message.text or "")[:200])
        found = find_items(town, asked[1] or asked[2], most=MOST_CHOICES) if asked else ()
        return {"found": found} if found else False


@router.message(F.text, WantsOnline())
async def from_words(
    message: Message, found: list[Service], person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    if len(found) == 1:
        return await begin(message.chat.id, found[0], person, state, say, town)
    keyboard = [
        [button(s.name.text(say.language), FileItem(code=s.code), many=True)] for s in found
    ]
    return tell(message.chat.id, say("filing-which"), keyboard)


@router.callback_query(FileItem.filter())
async def open_door(
    query: CallbackQuery,
    callback_data: FileItem,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
) -> Said:
    service = known_item(town, callback_data.code)
    return [toast(query), await begin(query.from_user.id, service, person, state, say, town)]


async def begin(
    chat: int, service: Service, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    """Ask for whom; an item that needs a visit says why, and a form that is open stays open."""
    if not service.online:
        text = needs_visit(service, say)
        keyboard = [
            [button(say("filing-book"), BookItem(code=service.code), many=True)],
            [
                button(say("filing-home"), HomeService(code=service.code), many=True),
                button(say("filing-read-guide"), ShowItem(code=service.code), many=True),
            ],
        ]
        return await answer_aside(chat, text, state, say, town, keyboard)
    held = await state.get_state()
    if held in STEPS and (await state.get_data()).get("item") == service.code:
        return await ask(chat, state, say, town)
    if not await steps.is_free(state, say, town):
        return await answer_aside(chat, say("filing-busy"), state, say, town)
    await go(state, Filing.whom, {"item": service.code, "point": point_for(service, person, town)})
    return await ask(chat, state, say, town)


def needs_visit(service: Service, say: Say) -> Text:
    """Say which of signature, stamp and look at originals makes somebody come."""
    needs = {
        "filing-needs-signature": service.needs_signature,
        "filing-needs-stamp": service.needs_stamp,
        "filing-needs-originals": service.needs_original_check,
    }
    why = listed([say(text_id).words for text_id, needed in needs.items() if needed], say)
    return say("filing-needs-visit", item=service.name.text(say.language), why=why)


# --- papers ----------------------------------------------------------------------------------


@router.message(StateFilter(Filing), files.PAPER)
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
    """Put it to the material that is asked for; those of one album belong together."""
    chat, data = message.chat.id, await state.get_data()
    album = message.media_group_id
    follows = album is not None and album == data.get("album")
    if count(data) >= MOST_PAPERS:
        full = say("filing-papers-full", most=MOST_PAPERS)
        return [] if follows else await answer_aside(chat, full, state, say, town)
    refusal = files.why_not(message, say)
    if refusal is not None:
        return await answer_aside(chat, refusal, state, say, town)
    file_id = await files.keep(db, message, person.id, platform.name, now=now)
    material = data.get("last") if follows else _material_for(data, await state.get_state(), town)
    await state.set_data({**with_paper(data, material, file_id), "album": album})
    if material:
        await checklist.tick(db, person.id, data["item"], material, file_id=file_id, now=now)
    if message.caption:
        await _add_words(state, message.caption)
    if follows:
        return []
    thanks = say("filing-paper-other")
    if material:
        thanks = say("filing-paper-here", material=material_name(town, material, say))
    return await answer_aside(chat, thanks, state, say, town)


def _material_for(data: Data, step: str | None, town: Town) -> str:
    if step in {Filing.words.state, Filing.check.state}:
        return OTHER
    return next_one(town.service(data["item"]), data) or OTHER


@router.message(StateFilter(Filing), files.NO_PAPER)
async def hear_no_paper(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    return await answer_aside(message.chat.id, say("filing-wrong-kind"), state, say, town)


# --- words -----------------------------------------------------------------------------------


@router.message(StateFilter(Filing), F.text, ~F.text.startswith("/"))
async def hear(  # noqa: PLR0911  one line for each step
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
    if not plain(words):
        return await ask(chat, state, say, town)
    match await state.get_state():
        case Filing.whom.state:
            return await steps.hear_whom(chat, words, db, person, state, say, town)
        case Filing.consent.state:
            return await steps.hear_consent(chat, words, db, person, state, say, town)
        case Filing.papers.state:
            return await _hear_at_papers(chat, words, state, say, town)
        case Filing.words.state:
            return await _hear_words(chat, words, state, say, town)
        case _:
            if plain(words) in steps.SUBMIT:
                return await steps.submit(chat, db, person, state, say, town, now)
            if plain(words) in steps.NO | SKIPS:
                return await ask(chat, state, say, town)
            return await _hear_words(chat, words, state, say, town)


async def _hear_at_papers(chat: int, words: str, state: FSMContext, say: Say, town: Town) -> Said:
    """Passing over is a word; anything else is kept for later, and the photo still asked for."""
    data, said = await state.get_data(), plain(words)
    wanted = next_one(town.service(data["item"]), data)
    if wanted is None and said in SKIPS | DONE | steps.YES:
        await go(state, Filing.words, data)
        return await ask(chat, state, say, town)
    if wanted is not None and said in SKIPS:
        await state.set_data(steps.passed(data, wanted))
        return await ask(chat, state, say, town)
    if said in DONE | steps.YES:
        return await ask(chat, state, say, town)
    kept = await _add_words(state, words)
    text = say("filing-words-kept" if kept else "filing-words-long", most=steps.LONGEST_WORDS)
    return await answer_aside(chat, text, state, say, town)


async def _hear_words(chat: int, words: str, state: FSMContext, say: Say, town: Town) -> Said:
    if plain(words) not in SKIPS | steps.NO and not await _add_words(state, words):
        text = say("filing-words-long", most=steps.LONGEST_WORDS)
        return await answer_aside(chat, text, state, say, town)
    await go(state, Filing.check, await state.get_data())
    return await ask(chat, state, say, town)


async def _add_words(state: FSMContext, words: str) -> bool:
    """Add to what was written before, unless it grows too long."""
    before = (await state.get_data()).get("words")
    whole = f"{before}\n{words}" if before else words
    if len(whole) > steps.LONGEST_WORDS:
        return False
    await state.update_data(words=whole)
    return True


# --- buttons ---------------------------------------------------------------------------------


@router.callback_query(Fill.filter())
async def press(  # noqa: C901, PLR0911, PLR0912  one line for each button of the form
    query: CallbackQuery,
    callback_data: Fill,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    chat, act, value = query.from_user.id, callback_data.act, callback_data.value
    data, at = await state.get_data(), await state.get_state()
    if at not in STEPS or data.get("item") != callback_data.code:
        return toast(query, say("button-stale"))
    if act != "leave" and at not in {step.state for step in AT.get(act, ())}:
        return [toast(query, say("button-stale")), await ask(chat, state, say, town)]
    match act:
        case "leave":
            return [toast(query), await steps.leave(chat, state, say)]
        case "self":
            return [toast(query), await steps.take_whom(chat, None, db, person, state, say, town)]
        case "whom":
            name = say(f"filing-kin-{value}").words
            return [toast(query), await steps.take_whom(chat, name, db, person, state, say, town)]
        case "consented":
            return [toast(query), await steps.to_papers(chat, db, person, state, say, town)]
        case "not-asked":
            return [toast(query), await steps.not_asked(chat, data, state, say, town)]
        case "submit":
            return [toast(query), await steps.submit(chat, db, person, state, say, town, now)]
        case "pass":
            await state.set_data(steps.passed(data, value))
        case "again":
            await state.update_data(again=value)
        case "anew":
            await state.set_data(without_papers(data))
        case "to-papers":
            await go(state, Filing.papers, {**data, "passed": [], "again": None})
        case "to-words":
            await go(state, Filing.words, data)
        case "to-check":
            await go(state, Filing.check, data)
    return [toast(query), await ask(chat, state, say, town)]
