"""The report's form: what, where, and one look before it is filed; a photo at any moment."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import CommandStart, ExceptionTypeFilter, StateFilter
from aiogram.filters.command import CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ErrorEvent, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.reports.filing import TooManyReportsError
from community.reports.promises import category_of
from config.texts import Say, join
from config.town import Town
from handlers.filters import Meant, Word, plain
from handlers.forms import UNHEARD, answer_aside, open_question
from handlers.menu import Door
from handlers.pictures import file_of
from handlers.reply import Said, button, rows, tell, toast
from handlers.reports import draft as drafts
from handlers.reports import steps
from handlers.reports.questions import (
    IN_FORM,
    Form,
    Go,
    ask_what,
    browse,
)
from nlu.meaning import Meaning

router = Router(name="report-form")

MOST_PHOTOS = 10
STEPS = frozenset(step.state for step in Form.__all_states__)
OPEN_AT = {
    **dict.fromkeys(("place", "no-place", "elsewhere", "browse"), Form.where.state),
    **dict.fromkeys(("what", "where", "category", "categories"), Form.check.state),
    "me-too": Form.near.state,
}
"""At which step a button of the form means something; pressed later it would undo an answer."""


# --- the way in ------------------------------------------------------------------------------


@router.message(CommandStart(deep_link=True, magic=F.args.startswith("p_")))
async def from_a_place(
    message: Message, command: CommandObject, state: FSMContext, say: Say, town: Town
) -> Said:
    """A QR code on a lift door, a bin, a station: the place is known, only what is missing."""
    code = (command.args or "").removeprefix("p_")
    place = next((p for p in town.places if p.code == code), None)
    data = await state.get_data() if await state.get_state() in STEPS else {}
    if place:
        data = drafts.known(place, say.language).into({**data, "choices": []})
    await state.set_data(data)
    await steps.next_step(state)
    return await steps.ask(message.chat.id, state, say, town)


@router.callback_query(Door.filter(F.intent == "report_problem"))
async def open_door(
    query: CallbackQuery, state: FSMContext, person: Speaker, say: Say, town: Town
) -> Said:
    chat = query.from_user.id
    if await state.get_state() in STEPS:
        return [toast(query), await steps.ask(chat, state, say, town)]
    unheard = (await state.get_data()).get(UNHEARD)
    await state.set_state(Form.what)
    await state.set_data({})
    if unheard:
        begun = await steps.begin_with(unheard, chat, state, None, person, say, town)
        return [toast(query), begun]
    return [toast(query), await steps.ask(chat, state, say, town)]


@router.errors(ExceptionTypeFilter(TooManyReportsError), F.exception.as_("refusal"))
async def enough_for_today(event: ErrorEvent, refusal: TooManyReportsError, say: Say) -> Said:
    """The draft stays open, and a person is one button away."""
    update = event.update
    chat = (update.callback_query or update.message).from_user.id  # type: ignore[union-attr]
    door = [[button(say("door-talk_to_human"), Door(intent="talk_to_human"), many=True)]]
    return tell(chat, say(refusal.text_id, **refusal.facts), door)


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
    return await steps.begin(message, state, meaning, person, say, town)


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
    web_address: str,
) -> Said:
    words = message.text or ""
    data = await state.get_data()
    if steps.goes_on(message, data):
        await state.update_data(
            text=data["text"] + words, piece=len(words), said_at=int(message.date.timestamp())
        )
        return []
    if drafts.is_aside(words, meaning):
        raise SkipHandler
    if await state.get_state() == Form.where.state:
        return await steps.hear_where(message, words, state, person, say, town)
    if await state.get_state() == Form.near.state:
        return await _hear_near(message, words, state, person, say, town, db, now, web_address)
    return await steps.hear_check(
        message, words, state, meaning, person, say, town, db, now, web_address
    )


async def _hear_near(
    message: Message,
    words: str,
    state: FSMContext,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
    web_address: str,
) -> Said:
    """Yes is 「我也是」 where there is one; no files it; anything else is asked again."""
    chat, near = message.chat.id, (await state.get_data()).get("near") or []
    said = plain(words)
    if said in steps.NOT_THE_SAME:
        return await steps.file(chat, state, person, say, town, db, now, web_address)
    meant = [n for n in near if n["number"].casefold() in said]
    if said in steps.ME_TOO and len(near) == 1:
        meant = near
    if meant:
        return await steps.join_in(chat, meant[0]["case_id"], state, person, say, town, db, now)
    return await steps.ask(chat, state, say, town)


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
        await steps.next_step(state)
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
    if where is None:
        return await _outside(message, state, say, town)
    await state.set_data(where.into({**await state.get_data(), "choices": [], "near": []}))
    await steps.next_step(state)
    return await steps.ask(message.chat.id, state, say, town)


async def _outside(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """The location lies far from here; a form that is open goes on asking."""
    text = say("report-outside-town", town=town.name.text(say.language))
    return await answer_aside(message.chat.id, text, state, say, town)


@router.edited_message(IN_FORM, F.text)
async def hear_edit(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """The person mends their first message: the draft follows."""
    data = await state.get_data()
    if data.get("message") == message.message_id:
        words = message.text or ""
        await state.update_data(text=words, category=drafts.category_in(town, words, None))
    return await steps.ask(message.chat.id, state, say, town)


@router.callback_query(Go.filter())
async def press(  # noqa: C901, PLR0911, PLR0912  one line for each button of the form
    query: CallbackQuery,
    callback_data: Go,
    state: FSMContext,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
    web_address: str,
) -> Said:
    at = await state.get_state()
    if at not in STEPS:
        return toast(query, say("button-stale"))
    chat, data, value = query.from_user.id, await state.get_data(), callback_data.value
    if at != OPEN_AT.get(callback_data.step, at):
        return [toast(query, say("button-stale")), await steps.ask(chat, state, say, town)]
    match callback_data.step:
        case "drop":
            await state.clear()
            return [toast(query), *tell(chat, say("report-dropped"))]
        case "file":
            if at not in {Form.check.state, Form.near.state}:
                return [toast(query, say("button-stale")), await steps.ask(chat, state, say, town)]
            filed = await steps.file(chat, state, person, say, town, db, now, web_address)
            return [toast(query), filed]
        case "me-too" if value.isdecimal():
            joined = await steps.join_in(chat, int(value), state, person, say, town, db, now)
            return [toast(query), joined]
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
            await steps.next_step(state)
        case "category":
            await state.update_data(category=category_of(town, value).code)
        case "categories":
            buttons = [
                button(c.name.text(say.language), Go(step="category", value=c.code))
                for c in town.reportable
            ]
            return [toast(query), *tell(chat, say("report-ask-category"), rows(buttons))]
        case "browse":
            shelf = browse(value, say, town)
            return [toast(query), *tell(chat, shelf.text, shelf.keyboard)]
    return [toast(query), await steps.ask(chat, state, say, town)]


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
    return await steps.begin(message, state, meaning, person, say, town)


@router.message(Word("我要报问题", "报问题", "report", "report a problem", "我要个报问题"))
async def from_a_word(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    await state.set_state(Form.what)
    await state.set_data({})
    return await steps.ask(message.chat.id, state, say, town)


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
        return await steps.begin(message, state, meaning, person, say, town)
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
    if where is None:
        return await _outside(message, state, say, town)
    await state.set_data(where.into({}))
    await state.set_state(Form.what)
    return await steps.ask(message.chat.id, state, say, town)
