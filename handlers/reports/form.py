"""The report's form: what, where, and one look before it is filed; a photo at any moment."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandStart, StateFilter
from aiogram.filters.command import CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import reports
from community.people import Speaker
from community.reports import Draft, category_of
from config.texts import Say, join
from config.town import Town
from handlers.filters import Meant, Word, plain
from handlers.forms import open_question
from handlers.menu import Door
from handlers.pictures import file_of
from handlers.reply import Said, button, rows, tell, toast
from handlers.reports import draft as drafts
from handlers.reports.questions import (
    IN_FORM,
    MOST_CHOICES,
    Form,
    Go,
    ask_check,
    ask_what,
    browse,
)
from handlers.times import when
from nlu.meaning import Meaning

router = Router(name="report-form")

MOST_PHOTOS = 10
STEPS = frozenset(step.state for step in Form.__all_states__)
QUICK_PARTS = 3
"""Seconds within which a client sends the pieces of one long text."""
NEARLY_FULL = 3900
"""Characters from which on a text may go on in the next message."""


# --- the way in ------------------------------------------------------------------------------


@router.message(CommandStart(deep_link=True, magic=F.args.startswith("p_")))
async def from_a_place(
    message: Message, command: CommandObject, state: FSMContext, say: Say, town: Town
) -> Said:
    """A QR code on a lift door, a bin, a station: the place is known, only what is missing."""
    code = (command.args or "").removeprefix("p_")
    place = next((p for p in town.places if p.code == code), None)
    await state.set_state(Form.what)
    await state.set_data(drafts.known(place, say.language).into({}) if place else {})
    return await _ask(message.chat.id, state, say, town)


@router.callback_query(Door.filter(F.intent == "report_problem"))
async def open_door(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    if await state.get_state() not in STEPS:
        await state.set_state(Form.what)
        await state.set_data({})
    return [toast(query), *await _ask(query.from_user.id, state, say, town)]


# --- in the form -----------------------------------------------------------------------------


@router.message(StateFilter(Form.what), F.text, ~F.text.startswith("/"))
async def hear_what(
    message: Message,
    state: FSMContext,
    meaning: Meaning | None,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    if drafts.is_aside(message.text or "", meaning) or not plain(message.text or ""):
        raise SkipHandler
    return await _begin(message, state, meaning, person, say, town)


@router.message(IN_FORM, F.text, lambda message: not message.text.startswith("/"))
async def hear(
    message: Message,
    state: FSMContext,
    meaning: Meaning | None,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
) -> Said:
    words = message.text or ""
    data = await state.get_data()
    if _goes_on(message, data):
        await state.update_data(text=data["text"] + words, said_at=int(message.date.timestamp()))
        return []
    if drafts.is_aside(words, meaning):
        raise SkipHandler
    if await state.get_state() == Form.where.state:
        return await _hear_where(message, words, state, person, say, town)
    return await _hear_check(message, words, state, meaning, person, say, town, db, now)


@router.message(IN_FORM, F.photo)
async def hear_photo(
    message: Message,
    state: FSMContext,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
    platform: Any,
) -> Said:
    data = await state.get_data()
    files = list(data.get("files", ()))
    same_album = message.media_group_id and message.media_group_id == data.get("album")
    if len(files) >= MOST_PHOTOS:
        return [] if same_album else tell(message.chat.id, say("report-photos-full"))
    files.append(await file_of(db, message, person.id, platform.name, now=now))
    await state.update_data(files=files, album=message.media_group_id)
    if message.caption and not data.get("text"):
        await state.update_data(
            text=message.caption, category=drafts.category_in(town, message.caption, None)
        )
        await _next_step(state)
    if same_album:
        return []
    question = await open_question(state, say, town)
    thanks = say("report-photo-thanks")
    if question is None:
        return tell(message.chat.id, thanks)
    return tell(message.chat.id, join([thanks, question.text], "\n\n"), question.keyboard)


@router.message(IN_FORM, F.location)
async def hear_location(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    assert message.location is not None  # noqa: S101  the filter saw it
    where = drafts.nearest(
        town, message.location.latitude, message.location.longitude, say.language
    )
    await state.set_data(where.into({**await state.get_data(), "choices": []}))
    await _next_step(state)
    return await _ask(message.chat.id, state, say, town)


@router.edited_message(IN_FORM, F.text)
async def hear_edit(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """The person mends their first message: the draft follows."""
    data = await state.get_data()
    if data.get("message") == message.message_id:
        words = message.text or ""
        await state.update_data(text=words, category=drafts.category_in(town, words, None))
    return await _ask(message.chat.id, state, say, town)


@router.callback_query(Go.filter())
async def press(
    query: CallbackQuery,
    callback_data: Go,
    state: FSMContext,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
) -> Said:
    if await state.get_state() not in STEPS:
        return toast(query, say("button-stale"))
    chat, data, value = query.from_user.id, await state.get_data(), callback_data.value
    match callback_data.step:
        case "drop":
            await state.clear()
            return [toast(query), *tell(chat, say("report-dropped"))]
        case "file":
            return [toast(query), *await _file(chat, state, person, say, town, db, now)]
        case "what":
            await state.set_state(Form.what)
        case "where":
            await state.update_data(place=None, place_code=None, choices=[])
            await state.set_state(Form.where)
        case "elsewhere":
            await state.update_data(choices=[])
        case "no-place":
            await state.set_data(drafts.Where("", community=person.community).into(data))
            await state.set_state(Form.check)
        case "place" if any(p.code == value for p in town.places):
            chosen = drafts.known(town.place(value), say.language, data.get("place_words"))
            await state.set_data(chosen.into({**data, "choices": []}))
            await _next_step(state)
        case "category":
            await state.update_data(category=category_of(town, value).code)
        case "categories":
            buttons = [
                button(c.name.text(say.language), Go(step="category", value=c.code))
                for c in town.categories
            ]
            return [toast(query), *tell(chat, say("report-ask-category"), rows(buttons))]
        case "browse":
            shelf = browse(value, say, town)
            return [toast(query), *tell(chat, shelf.text, shelf.keyboard)]
    return [toast(query), *await _ask(chat, state, say, town)]


# --- the steps -------------------------------------------------------------------------------


async def _begin(
    message: Message,
    state: FSMContext,
    meaning: Meaning | None,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    """Take the first sentence, with all that it already says."""
    words = message.text or message.caption or ""
    data = {
        **await state.get_data(),
        "text": words,
        "message": message.message_id,
        "said_at": int(message.date.timestamp()),
        "category": drafts.category_in(town, words, meaning),
    }
    data.pop("misses", None)
    if not data.get("place"):
        where = drafts.place_in(town, words, meaning, person.community, say.language)
        data = where.into(data) if where else data
        found = drafts.candidates(town, words, person.community)
        if where is None and 1 < len(found) <= MOST_CHOICES:
            data |= {"choices": [p.code for p in found]}
    await state.set_data(data)
    await _next_step(state)
    return await _ask(message.chat.id, state, say, town)


async def _hear_where(
    message: Message, words: str, state: FSMContext, person: Speaker, say: Say, town: Town
) -> Said:
    words = drafts.without_lead(words)
    if not plain(words):
        return await _ask(message.chat.id, state, say, town)
    data = await state.get_data()
    found = drafts.candidates(town, words, data.get("community") or person.community)
    if 1 < len(found) <= MOST_CHOICES and plain(words) != plain(data.get("place_words", "")):
        await state.update_data(choices=[p.code for p in found], place_words=words)
        return await _ask(message.chat.id, state, say, town)
    if len(found) == 1:
        where = drafts.known(found[0], say.language, words)
    else:
        where = drafts.free_place(town, words, data.get("community") or person.community)
    await state.set_data(where.into({**data, "choices": []}))
    await _next_step(state)
    return await _ask(message.chat.id, state, say, town)


async def _hear_check(
    message: Message,
    words: str,
    state: FSMContext,
    meaning: Meaning | None,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
) -> Said:
    """At the last look: yes files it, a correction corrects, anything else is added."""
    chat, data = message.chat.id, await state.get_data()
    if plain(words) in YES or (meaning and meaning.intent == "affirm" and len(words) <= 12):
        return await _file(chat, state, person, say, town, db, now)
    if plain(words) in NO_PHOTO:
        return await _ask(chat, state, say, town)
    if plain(words) in NO:
        return tell(chat, say("report-what-is-wrong"), (await ask_check(data, say, town)).keyboard)
    rest = drafts.without_lead(words)
    found = drafts.candidates(town, rest, data.get("community") or person.community)
    if drafts.is_correction(words):
        category = next(
            (c for c in town.categories if plain(c.name.text(say.language)) in plain(rest)), None
        )
        if found:
            where = drafts.known(found[0], say.language, rest)
            await state.set_data(where.into(data))
        elif category:
            await state.update_data(category=category.code)
        elif len(rest) <= 12 or any(
            e.kind == "place" for e in (meaning.entities if meaning else ())
        ):
            await state.set_data(drafts.free_place(town, rest, person.community).into(data))
        else:
            await state.update_data(text=rest, category=drafts.category_in(town, rest, meaning))
    elif len(found) == 1 and plain(rest) == plain(found[0].name.text(say.language)):
        await state.set_data(drafts.known(found[0], say.language).into(data))
    else:
        await state.update_data(text=f"{data.get('text', '')}\n{words}"[: reports.LONGEST_WORDS])
    return await _ask(chat, state, say, town)


async def _file(
    chat: int,
    state: FSMContext,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
) -> Said:
    data = await state.get_data()
    if not data.get("text"):
        await state.set_state(Form.what)
        return await _ask(chat, state, say, town)
    filed = await reports.file(
        db,
        town,
        Draft(
            text=data["text"],
            category=data.get("category", ""),
            place=data.get("place") or None,
            place_code=data.get("place_code"),
            latitude=data.get("latitude"),
            longitude=data.get("longitude"),
            community=data.get("community") or person.community,
            files=data.get("files", ()),
        ),
        person.id,
        now=now,
    )
    await state.clear()
    hours = category_of(town, filed.category).promise_hours or town.settings.promise_hours
    by = when(filed.promised_at or now, now, say, town)
    text = say("report-filed", number=filed.number, hours=f"{hours:g}", by=by)
    neighbours = await reports.neighbours_of(db, filed)
    if neighbours:
        text = text + "\n" + say("report-neighbours", count=neighbours)
    return tell(
        chat,
        text,
        [[button(say("door-track_report"), Door(intent="track_report"), many=True)]],
    )


async def _next_step(state: FSMContext) -> None:
    data = await state.get_data()
    if not data.get("text"):
        await state.set_state(Form.what)
    elif data.get("place"):
        await state.set_state(Form.check)
    else:
        await state.set_state(Form.where)


async def _ask(chat: int, state: FSMContext, say: Say, town: Town) -> Any:
    question = await open_question(state, say, town)
    return tell(chat, question.text, question.keyboard) if question else []


def _goes_on(message: Message, data: dict[str, Any]) -> bool:
    """A client cut one long text into several messages: the later pieces join the first."""
    text, at = data.get("text", ""), data.get("said_at", 0)
    return (
        len(text) >= NEARLY_FULL
        and len(text) < reports.LONGEST_WORDS * 2
        and message.date.timestamp() - at <= QUICK_PARTS
    )


YES = frozenset(
    [
        "是",
        "是的",
        "对",
        "对的",
        "好",
        "好的",
        "好啊",
        "可以",
        "行",
        "嗯",
        "嗯嗯",
        "没错",
        "确认",
        "提交",
        "确认提交",
        "ok",
        "okay",
        "yes",
        "y",
        "yep",
        "sure",
        "submit",
        "confirm",
        "send",
        "1",
        "就这样",
        "没问题",
        "对对",
        "对对对",
        "好滴",
    ]
)
NO = frozenset(["不对", "不是", "错了", "不", "no", "nope", "wrong", "不行"])
NO_PHOTO = frozenset(["没有", "没有照片", "没照片", "没有图", "跳过", "不用", "不拍了", "no", "photo", "skip", "none", "没拍", "无"]) | {
    "no photo", "no picture", "i have no photo",
}  # fmt: skip


# --- the first sentence, from anywhere -----------------------------------------------------


@router.message(Meant("report_problem"), F.text)
async def from_a_sentence(
    message: Message,
    state: FSMContext,
    meaning: Meaning,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    await state.set_data({})
    return await _begin(message, state, meaning, person, say, town)


@router.message(Word("我要报问题", "报问题", "report", "report a problem", "我要个报问题"))
async def from_a_word(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    await state.set_state(Form.what)
    await state.set_data({})
    return await _ask(message.chat.id, state, say, town)


@router.message(StateFilter(None), F.photo)
async def from_a_photo(
    message: Message,
    state: FSMContext,
    meaning: Meaning | None,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
    platform: Any,
) -> Said:
    """A photo is the beginning of a report; its caption, if any, says what."""
    files = [await file_of(db, message, person.id, platform.name, now=now)]
    await state.set_data({"files": files, "album": message.media_group_id})
    if message.caption:
        return await _begin(message, state, meaning, person, say, town)
    await state.set_state(Form.what)
    question = await ask_what({}, say, town)
    return tell(
        message.chat.id, join([say("report-photo-first"), question.text], "\n"), question.keyboard
    )


@router.message(StateFilter(None), F.location)
async def from_a_location(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    assert message.location is not None  # noqa: S101  the filter saw it
    where = drafts.nearest(
        town, message.location.latitude, message.location.longitude, say.language
    )
    await state.set_data(where.into({}))
    await state.set_state(Form.what)
    return await _ask(message.chat.id, state, say, town)
