"""A live talk with a worker. It is heard before all words of the menu: the bot only carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter, StateFilter, or_f
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import SendDocument, SendLocation, SendPhoto, TelegramMethod
from aiogram.types import CallbackQuery, Message, TelegramObject
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import handoff
from community.cases import Case
from community.files import LARGEST, StoredFile
from community.handoff import Place
from community.people import Person, Speaker
from config.texts import Say, Text
from config.town import Town
from handlers import menu, pictures
from handlers.filters import Word
from handlers.forms import answer_aside
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, tell, tell_photo, toast

router = Router(name="talking")

CASE = "talk_case"
COMMAND = F.text.regexp(r"\s*[/／]")
END_WORDS = ("结束", "结束对话", "结束聊天", "end", "end talk", "end the talk")
LEAVE_WORDS = ("返回", "取消", "菜单", "主菜单", "back", "cancel", "menu", "main menu")


def slash(*names: str) -> Any:
    return F.text.regexp(rf"(?i)\s*[/／](?:{'|'.join(names)})(?:@\w+)?\s*$")


class Talking(StatesGroup):
    """Whatever the worker writes goes to the resident of this talk."""

    live = State()


class Join(CallbackData, prefix="talk-join"):
    """Take a call, or go back into a talk that is one's own."""

    case_id: int


class EndTalk(CallbackData, prefix="talk-end"):
    case_id: int


async def enter(state: FSMContext, case: Case) -> None:
    await state.set_state(Talking.live)
    await state.set_data({CASE: case.id})


async def name_of(db: AsyncSession, case: Case, say: Say) -> str:
    person = await db.get(Person, case.reporter_id) if case.reporter_id else None
    return (person.name if person else None) or say("no-name").words


def talk_buttons(case_id: int, say: Say, *, inside: bool = False) -> Keyboard:
    end = button(say("talk-end"), EndTalk(case_id=case_id))
    if inside:
        return [[end]]
    return [[button(say("talk-reply"), Join(case_id=case_id), many=True), end]]


# --- what a message carries ----------------------------------------------------------------


@dataclass(frozen=True)
class Carried:
    words: str
    files: Sequence[str]
    place: Place | None

    def __bool__(self) -> bool:
        return bool(self.words or self.files or self.place)


async def carried(
    message: Message, db: AsyncSession, person_id: int, platform: str, *, now: datetime
) -> Carried:
    """Say what of a message a person can be shown; nothing, for dice, polls and their like.

    :raises NotAvailableError, TooManyFilesError: see `files`.
    """
    kept: list[str] = []
    if message.photo:
        kept.append(await pictures.file_of(db, message, person_id, platform, now=now))
    kind, given = _other_file(message)
    if given is not None and (given.file_size or 0) <= LARGEST:
        stored = await pictures.keep(
            db, person_id, given.file_id, kind=kind, platform=platform, size=given.file_size,
            now=now,
        )  # fmt: skip
        kept.append(stored)
    where = message.location or (message.venue.location if message.venue else None)
    return Carried(_words(message), kept, (where.latitude, where.longitude) if where else None)


def _other_file(message: Message) -> tuple[str, Any]:
    if message.voice:
        return "voice", message.voice
    return "document", message.document or message.audio or message.video or message.video_note


def _words(message: Message) -> str:
    if message.contact:
        contact = message.contact
        parts = (contact.first_name, contact.last_name, contact.phone_number)
        return " ".join(part for part in parts if part)
    emoji = message.sticker.emoji if message.sticker else None
    return message.text or message.caption or emoji or ""


async def show_carried(
    t: Telling, text: Text, keyboard: Keyboard | None = None
) -> list[TelegramMethod[Any]]:
    """Say a text with the files and the place that go with it; the buttons stand under the text."""
    ids = [str(id_) for id_ in t.facts.get("files") or ()]
    rows = await t.db.execute(select(StoredFile.id, StoredFile.kind).where(StoredFile.id.in_(ids)))
    kinds = {row.id: row.kind for row in rows} if ids else {}
    photos = [id_ for id_ in ids if kinds.get(id_) == "photo"]
    said: list[TelegramMethod[Any]]
    if photos:
        said = [*tell_photo(t.chat_id, photos[0], text, keyboard)]
        said += [SendPhoto(chat_id=t.chat_id, photo=f"file:{id_}") for id_ in photos[1:]]
    else:
        said = [*tell(t.chat_id, text, keyboard)]
    others = [id_ for id_ in ids if id_ in kinds and id_ not in photos]
    said += [SendDocument(chat_id=t.chat_id, document=f"file:{id_}") for id_ in others]
    place = t.facts.get("place")
    if place:
        latitude, longitude = place
        said.append(SendLocation(chat_id=t.chat_id, latitude=latitude, longitude=longitude))
    return said


async def files_shown(
    db: AsyncSession, chat_id: int, ids: Sequence[str]
) -> list[TelegramMethod[Any]]:
    """Show files by themselves: pictures as pictures, the rest as documents."""
    rows = await db.execute(select(StoredFile.id, StoredFile.kind).where(StoredFile.id.in_(ids)))
    return [
        SendPhoto(chat_id=chat_id, photo=f"file:{row.id}")
        if row.kind == "photo"
        else SendDocument(chat_id=chat_id, document=f"file:{row.id}")
        for row in rows
    ]


# --- the worker's side ---------------------------------------------------------------------


@router.message(StateFilter(Talking.live), or_f(Word(*END_WORDS), slash("end")))
async def worker_ends(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, now: datetime
) -> Said:
    return tell(message.chat.id, await _end_talk_of_worker(db, person, state, say, now))


@router.message(
    StateFilter(Talking.live), or_f(Word(*LEAVE_WORDS), slash("menu", "cancel", "back", "start"))
)
async def worker_leaves(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say
) -> Said:
    """Leave the talk without ending it: what the resident writes still comes, with a button."""
    case_id = (await state.get_data()).get(CASE, 0)
    case = await handoff.joined_by(db, case_id, person.id)
    await state.clear()
    if case is None:
        return tell(message.chat.id, say("menu"), menu.main(say))
    keyboard = [*talk_buttons(case.id, say), *menu.main(say)]
    return tell(message.chat.id, say("talk-left", number=case.number), keyboard)


@router.message(StateFilter(Talking.live), ~COMMAND)
async def worker_says(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, now: datetime, platform: Any,
) -> Said:  # fmt: skip
    """Carry it without an echo; a talk that is over is said to be, and nobody hears the words."""
    case = await handoff.joined_by(db, (await state.get_data()).get(CASE, 0), person.id)
    if case is None:
        await state.clear()
        return tell(message.chat.id, say("talk-over"), menu.door("show_menu", say))
    given = await carried(message, db, person.id, platform.name, now=now)
    if not given:
        return tell(message.chat.id, say("talk-not-carried"))
    await handoff.from_worker(
        db, case.id, person.id, given.words, now=now, files=given.files, place=given.place
    )
    return []


@router.callback_query(EndTalk.filter())
async def press_end(
    query: CallbackQuery, callback_data: EndTalk, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, now: datetime,
) -> Said:  # fmt: skip
    case = await handoff.end_for_worker(db, callback_data.case_id, person.id, now=now)
    if (await state.get_data()).get(CASE) == case.id:
        await state.clear()
    return [toast(query), *tell(query.from_user.id, say("talk-ended", number=case.number))]


async def _end_talk_of_worker(
    db: AsyncSession, person: Speaker, state: FSMContext, say: Say, now: datetime
) -> Text:
    case = await handoff.joined_by(db, (await state.get_data()).get(CASE, 0), person.id)
    await state.clear()
    if case is None:
        return say("talk-over-already")
    await handoff.end(db, case, person.id, now=now)
    return say("talk-ended", number=case.number)


# --- the resident's side -------------------------------------------------------------------


class InTalk(Filter):
    async def __call__(self, _: TelegramObject, talk: int | None = None) -> bool:
        return talk is not None


@router.message(
    InTalk(),
    or_f(Word(*END_WORDS, *LEAVE_WORDS), slash("end", "menu", "cancel", "back")),
)
async def resident_ends(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    case = await handoff.live_talk(db, person.id)
    if case is None:
        raise SkipHandler
    await handoff.end(db, case, person.id, now=now)
    text = say("talk-ended-by-you", number=case.number)
    return await answer_aside(message.chat.id, text, state, say, town, menu.main(say))


@router.message(InTalk(), ~COMMAND)
async def resident_says(
    message: Message, person: Speaker, db: AsyncSession, say: Say, now: datetime, platform: Any
) -> Said:
    """Carry it, and be silent; only what could not be carried is answered."""
    case = await handoff.live_talk(db, person.id)
    if case is None:
        raise SkipHandler
    given = await carried(message, db, person.id, platform.name, now=now)
    if not given:
        return tell(message.chat.id, say("talk-not-carried"))
    await handoff.from_resident(
        db, case, given.words, now=now, files=given.files, place=given.place
    )
    return []


# --- how it arrives ------------------------------------------------------------------------


@renders("talk-from-resident")
async def tell_worker(t: Telling) -> Said:
    case = await t.db.get_one(Case, t.facts["case_id"])
    who = await name_of(t.db, case, t.say)
    text = t.say(
        "talk-from-resident", who=who, number=case.number, words=t.facts.get("words") or ""
    )
    return await show_carried(t, text, talk_buttons(case.id, t.say))


@renders("talk-from-worker")
async def tell_resident(t: Telling) -> Said:
    words = t.facts.get("words") or ""
    text = t.say("talk-from-worker", owner=t.facts.get("owner") or "", words=words)
    return await show_carried(t, text)


@renders("handoff-ended-resident")
async def tell_resident_of_end(t: Telling) -> Said:
    text_id = "handoff-ended-silent" if t.facts.get("silent") else "handoff-ended-resident"
    return tell(t.chat_id, t.say(text_id, number=t.facts["number"]), menu.main(t.say))


@renders("handoff-ended-worker")
async def tell_worker_of_end(t: Telling) -> Said:
    text_id = "handoff-ended-silent" if t.facts.get("silent") else "handoff-ended-worker"
    return tell(t.chat_id, t.say(text_id, number=t.facts["number"]))
