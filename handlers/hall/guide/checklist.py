"""The list of what to bring: ticked off, photographed, until nothing is missing."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Document, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.files import LARGEST
from community.hall import checklist
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Service, Town
from handlers.forms import Question, answer_aside, asks
from handlers.hall.doors import Checklist, ItemList
from handlers.hall.guide.card import going
from handlers.hall.guide.listing import (
    ASK,
    NOWHERE,
    ForWhom,
    Listed,
    PutPhoto,
    Tick,
    list_keyboard,
    list_text,
    where_to,
)
from handlers.hall.guide.way import begin, is_free, while_there
from handlers.hall.guide.words import item, material_name
from handlers.menu import Door
from handlers.pictures import file_of, keep
from handlers.reply import Keyboard, Said, button, replace, tell, toast

router = Router(name="guide-checklist")

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")
"""Kinds of files that can be handed in, besides photos."""
MEGABYTE = 1024 * 1024


@asks(ItemList.open)
@while_there
async def ask(data: dict[str, Any], say: Say, town: Town) -> Question:
    """Keep what came in between short: the list is one button away, and so is what comes next."""
    service = item(town, data["item"])
    text = say("item-list-open", name=service.name.text(say.language))
    again = button(say("item-list"), Checklist(code=service.code), many=True)
    close = button(say("item-list-close"), Door(intent="cancel"), many=True)
    return Question(text, [[again, close], going(service, say)])


async def listed_for(
    db: AsyncSession, code: str, person: Speaker, town: Town, *, proxy: bool = False
) -> Listed:
    """:raises NotAvailableError: the pack has the item no more."""
    service = item(town, code)
    return Listed(service, await checklist.ready(db, person.id, service.code), proxy)


async def _keep_open(
    state: FSMContext, shown: Listed, say: Say, town: Town, selected: str | None = None
) -> None:
    """Let photos go to this list, unless another form waits for them."""
    if await is_free(state, say, town):
        data = {"item": shown.service.code, "proxy": shown.proxy, "selected": selected}
        await begin(state, ItemList.open, data)


def _shown(shown: Listed, say: Say, town: Town) -> tuple[Text, Keyboard]:
    return list_text(shown, say, town), list_keyboard(shown, say, town)


# --- ticks ---------------------------------------------------------------------------------


@router.callback_query(Checklist.filter())
async def open_list(
    query: CallbackQuery, callback_data: Checklist, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town,
) -> Said:  # fmt: skip
    shown = await listed_for(db, callback_data.code, person, town)
    text, keyboard = _shown(shown, say, town)
    if await is_free(state, say, town):
        await _keep_open(state, shown, say, town)
        return tell(query.from_user.id, text, keyboard)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


@router.callback_query(Tick.filter())
async def tick(
    query: CallbackQuery, callback_data: Tick, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    service, material = item(town, callback_data.code), callback_data.material
    if all(brought.material != material for brought in service.materials):
        return toast(query, say("button-stale"))
    if callback_data.on:
        await checklist.tick(db, person.id, service.code, material, now=now)
    else:
        await checklist.untick(db, person.id, service.code, material)
    shown = await listed_for(db, service.code, person, town, proxy=callback_data.proxy)
    await _keep_open(state, shown, say, town, material if callback_data.on else None)
    return replace(query, *_shown(shown, say, town))


@router.callback_query(ForWhom.filter())
async def for_whom(
    query: CallbackQuery, callback_data: ForWhom, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town,
) -> Said:  # fmt: skip
    shown = await listed_for(db, callback_data.code, person, town, proxy=callback_data.proxy)
    await _keep_open(state, shown, say, town)
    return replace(query, *_shown(shown, say, town))


# --- photos --------------------------------------------------------------------------------


@router.message(StateFilter(ItemList.open), F.photo)
async def take_photo(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town,
    now: datetime, platform: Any,
) -> Said:  # fmt: skip
    kept = await file_of(db, message, person.id, platform.name, now=now)
    return await _put(message.chat.id, kept, person, db, state, say, town, now)


@router.message(StateFilter(ItemList.open), F.document)
async def take_file(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town,
    now: datetime, platform: Any,
) -> Said:  # fmt: skip
    """Take pictures and PDFs that were sent as files; say what is wrong with any other."""
    document = message.document
    assert document is not None  # noqa: S101  the filter saw it
    refusal = why_not_take(document, say)
    if refusal is not None:
        return await answer_aside(message.chat.id, refusal, state, say, town)
    kept = await keep(
        db,
        person.id,
        document.file_id,
        kind="document",
        platform=platform.name,
        size=document.file_size,
        now=now,
    )
    return await _put(message.chat.id, kept, person, db, state, say, town, now)


@router.message(
    StateFilter(ItemList.open),
    F.video | F.video_note | F.voice | F.audio | F.animation | F.sticker,
)
async def refuse_kind(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    return await answer_aside(message.chat.id, say("item-file-kind"), state, say, town)


def why_not_take(document: Document, say: Say) -> Text | None:
    if document.mime_type not in PICTURES:
        return say("item-file-kind")
    if (document.file_size or 0) > LARGEST:
        return say("item-file-large", most=LARGEST // MEGABYTE)
    return None


async def _put(
    chat_id: int, file: str, person: Speaker, db: AsyncSession, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Put a photo to the material that was ticked last, else to the next; ask when none is left."""
    data = await state.get_data()
    shown = await listed_for(db, data["item"], person, town, proxy=bool(data["proxy"]))
    code, selected = shown.service.code, str(data.get("selected") or "")
    is_bare = selected in shown.ready and shown.ready[selected] is None
    material = selected if is_bare else shown.next_for_a_photo()
    at = NOWHERE if material is None else _place_of(material, shown.service)
    asked = PutPhoto(code=code, proxy=shown.proxy, file=file, at=at, to=ASK)
    if material is None:
        return tell(chat_id, say("item-photo-where"), where_to(asked, shown, say, town))
    await checklist.tick(db, person.id, code, material, file_id=file, now=now)
    return await _told(chat_id, asked, material, person, db, state, say, town)


def _place_of(material: str, service: Service) -> int:
    return [brought.material for brought in service.materials].index(material)


async def _told(
    chat_id: int, put: PutPhoto, material: str, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town,
) -> Said:  # fmt: skip
    """Say where a photo lies now, above the list, with a way to put it elsewhere."""
    shown = await listed_for(db, put.code, person, town, proxy=put.proxy)
    await _keep_open(state, shown, say, town)
    name = material_name(material, say, town)
    text = join([say("item-photo-put", material=name), list_text(shown, say, town)], "\n\n")
    move = [[button(say("item-photo-move"), put, many=True)]]
    return tell(chat_id, text, [*move, *list_keyboard(shown, say, town)])


@router.callback_query(PutPhoto.filter(F.to == ASK))
async def ask_where(
    query: CallbackQuery, callback_data: PutPhoto, person: Speaker, db: AsyncSession, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    shown = await listed_for(db, callback_data.code, person, town, proxy=callback_data.proxy)
    return replace(query, say("item-photo-where"), where_to(callback_data, shown, say, town))


@router.callback_query(PutPhoto.filter())
async def move_photo(
    query: CallbackQuery, callback_data: PutPhoto, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    put = callback_data
    codes = [brought.material for brought in item(town, put.code).materials]
    if not max(put.at, put.to) < len(codes):
        return toast(query, say("button-stale"))
    shown = await listed_for(db, put.code, person, town, proxy=put.proxy)
    if put.at >= 0 and shown.ready.get(codes[put.at]) == put.file:
        await checklist.untick(db, person.id, put.code, codes[put.at])
    if put.to >= 0:
        await checklist.tick(db, person.id, put.code, codes[put.to], file_id=put.file, now=now)
    shown = await listed_for(db, put.code, person, town, proxy=put.proxy)
    await _keep_open(state, shown, say, town)
    return replace(query, *_shown(shown, say, town))
