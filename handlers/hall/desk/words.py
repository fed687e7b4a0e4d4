"""The moves with words: what is lacking, what to know, why not; read before they go out."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import applications
from community.hall.access import COUNTER_STAFF
from community.hall.applications import LONGEST_NOTE
from community.hall.model import Application, Stage
from community.hall.stages import check
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Staff, plain
from handlers.forms import SKIPS, Question, answer_aside, asks, open_question
from handlers.hall.desk.cards import Handle, card
from handlers.hall.desk.moves import moved_on
from handlers.hall.filing.names import item_name, material_name
from handlers.reply import Keyboard, Said, button, rows, tell, toast

router = Router(name="desk-words")
router.message.filter(Staff(COUNTER_STAFF))
router.callback_query.filter(Staff(COUNTER_STAFF))

SEND = frozenset({"发", "发出", "发送", "确认", "好", "好的", "是", "send", "yes", "ok", "confirm"})
PHRASES = {
    "ask": ("clerk-ask-blurred", "clerk-ask-pages", "clerk-ask-expired"),
    "approve": ("clerk-fetch-here", "clerk-fetch-post", "clerk-fetch-online"),
    "refuse": ("clerk-no-condition", "clerk-no-elsewhere", "clerk-no-papers"),
}


class Handling(StatesGroup):
    """The clerk writes what goes to the applicant."""

    words = State()


class Write(CallbackData, prefix="handle-words"):
    """`phrase` adds a ready line, `material` one that is lacking; `anew`, `send`, `leave`."""

    act: str
    application_id: int
    value: str = ""


Data = dict[str, Any]


def whole(data: Data) -> str:
    """What was written and tapped so far, a line each."""
    return "\n".join(data.get("lines", ()))


@asks(Handling.words)
async def ask_words(data: Data, say: Say, town: Town) -> Question:
    act, written = data["act"], whole(data)

    def does(label: Text | str, does_: str, value: str = "", *, many: bool = True) -> Any:
        pressed = Write(act=does_, application_id=data["application_id"], value=value)
        return button(label, pressed, many=many)

    keyboard: list[Any] = []
    if act == "ask":
        names = [(code, material_name(town, code, say)) for code in data.get("materials", ())]
        left = [(code, name) for code, name in names if name not in data.get("lines", ())]
        keyboard += rows([does(name, "material", code) for code, name in left])
    keyboard += [
        [does(say(text_id), "phrase", text_id)]
        for text_id in PHRASES[act]
        if say(text_id).words not in data.get("lines", ())
    ]
    lines = [say(f"clerk-write-{act}", number=data["number"], item=data["item"])]
    if written:
        lines.append(say("clerk-written", words=written))
        keyboard.insert(0, [does(say("clerk-send"), "send", many=False)])
        keyboard.append([does(say("clerk-anew"), "anew")])
    elif act == "approve":
        keyboard.append([does(say("clerk-no-words"), "send", many=False)])
    keyboard.append([does(say("clerk-back"), "leave")])
    return Question(join(lines, "\n\n"), keyboard)


# --- beginning -----------------------------------------------------------------------------


STAGES = {"ask": Stage.INCOMPLETE, "approve": Stage.APPROVED, "refuse": Stage.REFUSED}


@router.callback_query(Handle.filter(F.act.in_(STAGES)))
async def begin(
    query: CallbackQuery,
    callback_data: Handle,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    found = await applications.get_for_clerk(db, town, callback_data.application_id, person.id)
    if found.version != callback_data.version:
        return await moved_on(query, found, db, person, say, town, now)
    check(found, STAGES[callback_data.act])
    held = await state.get_state()
    if held != Handling.words.state and await open_question(state, say, town) is not None:
        text = say("clerk-busy")
        return [toast(query), await answer_aside(query.from_user.id, text, state, say, town)]
    await state.set_state(Handling.words)
    await state.set_data(
        {
            "act": callback_data.act,
            "application_id": found.id,
            "version": found.version,
            "number": found.number,
            "item": item_name(town, found.service, say),
            "materials": _materials(found, town),
        }
    )
    return [toast(query), await _ask(query.from_user.id, state, say, town)]


def _materials(found: Application, town: Town) -> list[str]:
    """What the item asks for, so that one tap says what is lacking."""
    service = next((s for s in town.services if s.code == found.service), None)
    brought = service.materials if service else ()
    return [b.material for b in brought if found.for_whom or not b.proxy]


async def _ask(chat: int, state: FSMContext, say: Say, town: Town) -> Said:
    question = await open_question(state, say, town)
    return tell(chat, question.text, question.keyboard) if question else []


# --- the words -----------------------------------------------------------------------------


@router.message(StateFilter(Handling), F.text, ~F.text.startswith("/"))
async def typed(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Typed words are added to the list; a plain 「发出」 sends it."""
    chat, words = message.chat.id, (message.text or "").strip()
    data = await state.get_data()
    ready = bool(whole(data))
    skips = data["act"] == "approve" and not ready and plain(words) in SKIPS
    if skips or (ready and plain(words) in SEND):
        return await _send(chat, db, person, state, say, town, now)
    if plain(words):
        lines = [*data.get("lines", ()), words]
        if len("\n".join(lines)) > LONGEST_NOTE:
            text = say("clerk-words-long", most=LONGEST_NOTE)
            return await answer_aside(chat, text, state, say, town)
        await state.update_data(lines=lines)
    return await _ask(chat, state, say, town)


@router.callback_query(Write.filter())
async def press(
    query: CallbackQuery,
    callback_data: Write,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    chat, data = query.from_user.id, await state.get_data()
    theirs = data.get("application_id") == callback_data.application_id
    if await state.get_state() != Handling.words.state or not theirs:
        return [toast(query, say("button-stale")), await _ask(chat, state, say, town)]
    lines = list(data.get("lines", ()))
    match callback_data.act:
        case "leave":
            await state.clear()
            shown = await _shown(db, data, person, say, town, now)
            return [toast(query), *tell(chat, *shown)]
        case "send":
            return [toast(query), await _send(chat, db, person, state, say, town, now)]
        case "anew":
            await state.update_data(lines=[])
        case "phrase" if callback_data.value in PHRASES[data["act"]]:
            await state.update_data(lines=[*lines, say(callback_data.value).words])
        case "material" if callback_data.value in data["materials"]:
            name = material_name(town, callback_data.value, say)
            await state.update_data(lines=[*lines, name])
    return [toast(query), await _ask(chat, state, say, town)]


async def _shown(
    db: AsyncSession, data: Data, person: Speaker, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    found = await applications.get_for_clerk(db, town, data["application_id"], person.id)
    return await card(db, found, person.id, now, say, town)


async def _send(
    chat: int,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Make the move; one that moved on while the words were written is shown with them."""
    data = await state.get_data()
    words, id_ = whole(data), int(data["application_id"])
    found = await applications.get_for_clerk(db, town, id_, person.id)
    if found.version != data["version"]:
        await state.clear()
        lead = say("clerk-moved-on-words", words=words or "—")
        text, keyboard = await card(db, found, person.id, now, say, town)
        return tell(chat, join([lead, text], "\n\n"), keyboard)
    match data["act"]:
        case "ask":
            found = await applications.ask_to_complete(db, town, id_, person.id, words, now=now)
        case "approve":
            found = await applications.approve(db, town, id_, person.id, words, now=now)
        case _:
            found = await applications.refuse(db, town, id_, person.id, words, now=now)
    await state.clear()
    text, keyboard = await card(db, found, person.id, now, say, town)
    done = say(f"clerk-done-{data['act']}", number=found.number)
    return tell(chat, join([done, text], "\n\n"), keyboard)
