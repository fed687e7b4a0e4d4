"""The clerk's desk: the list of what waits, the card, and the moves that need no words."""

from collections.abc import Sequence
from datetime import datetime
from mimetypes import guess_extension
from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.fsm.context import FSMContext
from aiogram.methods import SendDocument, TelegramMethod
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.files import StoredFile
from community.hall import applications, filed
from community.hall.access import COUNTER_STAFF
from community.hall.model import Application
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Staff, Word
from handlers.forms import answer_aside
from handlers.hall.desk.cards import Handle, card, line, open_button, paper_name
from handlers.hall.doors import FileAtCounter, ShowApplication
from handlers.matters import Asking, Matter, lists_work, shows_numbered
from handlers.reply import Keyboard, Said, button, replace, tell, tell_photo, toast

router = Router(name="desk-moves")
router.message.filter(Staff(COUNTER_STAFF))
router.callback_query.filter(Staff(COUNTER_STAFF))

WORDS = ("办件", "我的办件", "办件列表", "待办件", "/applications", "applications")


# --- the list ----------------------------------------------------------------------------------


@router.message(Word(*WORDS))
async def list_all(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    chat = message.chat.id
    waiting = await applications.waiting_for(db, town, person.id)
    if not waiting:
        return await answer_aside(chat, say("clerk-nothing"), state, say, town)
    count = await filed.how_many_wait(db, town, person.id)
    lines = [say("clerk-list", count=count), *(line(one, now, say, town) for one in waiting)]
    keyboard = [[open_button(one, now, say, town)] for one in waiting]
    return await answer_aside(chat, join(lines), state, say, town, keyboard)


@lists_work
async def waiting(asking: Asking) -> Sequence[Matter]:
    """For 「待办事项」: what waits at the clerk's department and points."""
    if not asking.person.is_one_of(COUNTER_STAFF):
        return []
    say, town, now = asking.say, asking.town, asking.now
    return [
        Matter(line(one, now, say, town), open_button(one, now, say, town))
        for one in await applications.waiting_for(asking.db, town, asking.person.id)
    ]


@shows_numbered
async def numbered(asking: Asking, number: str) -> tuple[Text, Keyboard] | None:
    """Show what they may handle; a number of anything else is left to the other rooms."""
    if not number.startswith("C") or not asking.person.is_one_of(COUNTER_STAFF):
        return None
    try:
        found = await applications.by_number(asking.db, asking.town, number, asking.person.id)
    except NotAvailableError:
        return None
    if found.person_id == asking.person.id:
        return None
    return await card(asking.db, found, asking.person.id, asking.now, asking.say, asking.town)


# --- the card ------------------------------------------------------------------------------


class OnDesk(Filter):
    """The application is one that this clerk may handle; else it may be their own."""

    async def __call__(
        self, query: CallbackQuery, db: AsyncSession, person: Speaker, town: Town
    ) -> bool | dict[str, Any]:
        wanted = ShowApplication.unpack(query.data or "").application_id
        try:
            return {"found": await applications.get_for_clerk(db, town, wanted, person.id)}
        except NotAvailableError:
            return False


@router.callback_query(ShowApplication.filter(), OnDesk())
async def open_card(
    query: CallbackQuery,
    found: Application,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    shown = await card(db, found, person.id, now, say, town)
    return [toast(query), *tell(query.from_user.id, *shown)]


@router.callback_query(Handle.filter(F.act == "card"))
async def show_card(
    query: CallbackQuery,
    callback_data: Handle,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    found = await applications.get_for_clerk(db, town, callback_data.application_id, person.id)
    shown = await card(db, found, person.id, now, say, town)
    return [toast(query), *tell(query.from_user.id, *shown)]


@router.callback_query(Handle.filter(F.act == "papers"))
async def show_papers(
    query: CallbackQuery,
    callback_data: Handle,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Send the papers, each under its name; the card comes last, for the next move."""
    found = await applications.get_for_clerk(db, town, callback_data.application_id, person.id)
    papers = await applications.papers_of(db, found.id)
    ids = [paper.file_id for paper in papers]
    columns = StoredFile.id, StoredFile.kind, StoredFile.mime
    rows = await db.execute(select(*columns).where(StoredFile.id.in_(ids)))
    kept = {row.id: row for row in rows}
    chat = query.from_user.id
    said: list[TelegramMethod[Any]] = []
    for paper in papers:
        name = paper_name(paper, say, town)
        file = kept.get(paper.file_id)
        if file is not None and file.kind == "photo":
            said += tell_photo(chat, paper.file_id, Text(name))
            continue
        ending = guess_extension((file and file.mime) or "") or ""
        document = SendDocument(
            chat_id=chat,
            document=f"file:{paper.file_id}",
            caption=name,
            linli_name=f"{name}{ending}",
        )
        said.append(document)
    text, keyboard = await card(db, found, person.id, now, say, town)
    return [toast(query), *said, *tell(chat, text, keyboard)]


# --- moves without words -------------------------------------------------------------------


MOVES = {
    "take": applications.take,
    "accept": applications.accept,
    "start": applications.start,
    "step": applications.step_done,
    "collected": applications.collected,
    "completed": applications.complete_at_counter,
}


@router.callback_query(Handle.filter(F.act.in_(MOVES)))
async def move(
    query: CallbackQuery,
    callback_data: Handle,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Make the move; where a colleague was quicker, show how it stands now."""
    found = await applications.get_for_clerk(db, town, callback_data.application_id, person.id)
    if found.version != callback_data.version:
        return await moved_on(query, found, db, person, say, town, now)
    found = await _make(callback_data.act, db, town, found.id, person.id, now)
    text, keyboard = await card(db, found, person.id, now, say, town)
    done = say(f"clerk-done-{callback_data.act}", number=found.number)
    return [toast(query, done), replace(query, text, keyboard)]


async def _make(
    act: str, db: AsyncSession, town: Town, application_id: int, clerk_id: int, now: datetime
) -> Application:
    if act == "completed":
        return await applications.complete_at_counter(db, town, application_id, clerk_id, now=now)
    return await MOVES[act](db, town, application_id, clerk_id, now=now)


async def moved_on(
    query: CallbackQuery,
    found: Application,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    text, keyboard = await card(db, found, person.id, now, say, town)
    return [toast(query, say("clerk-moved-on"), alert=True), replace(query, text, keyboard)]


@router.callback_query(Handle.filter(F.act == "take-over"))
async def ask_take_over(
    query: CallbackQuery,
    callback_data: Handle,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Ask first: a colleague has it in hand."""
    found = await applications.get_for_clerk(db, town, callback_data.application_id, person.id)
    if found.version != callback_data.version:
        return await moved_on(query, found, db, person, say, town, now)

    def does(text_id: str, act: str) -> Keyboard:
        pressed = Handle(act=act, application_id=found.id, version=found.version)
        return [[button(say(text_id), pressed, many=True)]]

    keyboard = [*does("clerk-take-over-yes", "take-over-yes"), *does("clerk-back", "back")]
    text = say("clerk-take-over-sure", number=found.number)
    return [toast(query), replace(query, text, keyboard)]


@router.callback_query(Handle.filter(F.act.in_({"take-over-yes", "back"})))
async def take_over(
    query: CallbackQuery,
    callback_data: Handle,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    found = await applications.get_for_clerk(db, town, callback_data.application_id, person.id)
    done: Text | str = ""
    if callback_data.act == "take-over-yes":
        if found.version != callback_data.version:
            return await moved_on(query, found, db, person, say, town, now)
        found = await applications.take(db, town, found.id, person.id, instead=True, now=now)
        done = say("clerk-done-take", number=found.number)
    text, keyboard = await card(db, found, person.id, now, say, town)
    return [toast(query, done), replace(query, text, keyboard)]


# --- at the counter ------------------------------------------------------------------------


@router.callback_query(FileAtCounter.filter())
async def file_at_counter(
    query: CallbackQuery,
    callback_data: FileAtCounter,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Take in what somebody brought; who has no account is told the number by the clerk."""
    found = await applications.file_at_counter(
        db, town, person.id, callback_data.ticket_id, callback_data.code, now=now
    )
    told = "clerk-filed-told" if found.person_id is not None else "clerk-filed-say"
    text, keyboard = await card(db, found, person.id, now, say, town)
    lead = say(told, number=found.number)
    return [toast(query), *tell(query.from_user.id, join([lead, text], "\n\n"), keyboard)]
