"""The worker's desk in chat: take, ask, send on, solve, turn away, and the list of what waits."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, reports
from community.cases import Case, Kind
from community.errors import StaleError
from community.people import CASE_STAFF, Person, Speaker
from community.reports import Refer
from config.texts import Say, Text
from config.town import Town
from handlers.filters import Staff, Word, plain
from handlers.forms import Question, asks
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.reports.cards import Desk, card_buttons, card_text

router = Router(name="report-desk")
router.message.filter(Staff(CASE_STAFF))
router.callback_query.filter(Staff(CASE_STAFF))


class Note(StatesGroup):
    """The worker types the words that go with a move; they reach the resident."""

    ask = State()
    solve = State()
    turn_away = State()


STATES = {"ask": Note.ask, "solve": Note.solve, "not-ours": Note.turn_away}


class Phrase(CallbackData, prefix="phrase"):
    """A ready sentence instead of typing."""

    text_id: str


class Work(CallbackData, prefix="work"):
    """The list of what lies on the desk."""


PHRASES = {
    Note.solve.state: ("phrase-solved-fixed", "phrase-solved-cleaned", "phrase-solved-talked"),
    Note.ask.state: ("phrase-ask-where", "phrase-ask-photo", "phrase-ask-when"),
    Note.turn_away.state: ("phrase-away-area", "phrase-away-property", "phrase-away-police"),
}


@asks(Note.ask, Note.solve, Note.turn_away)
async def ask_note(data: dict[str, object], say: Say, town: Town) -> Question:  # noqa: ARG001
    state = str(data.get("note"))
    keyboard: Keyboard = [
        [button(say(text_id), Phrase(text_id=text_id))] for text_id in PHRASES.get(state, ())
    ]
    text_id = {
        Note.ask.state: "desk-type-question",
        Note.solve.state: "desk-type-result",
        Note.turn_away.state: "desk-type-reason",
    }[state]
    return Question(say(text_id, number=data.get("number", "")), keyboard)


@router.callback_query(Desk.filter(F.act == "take"))
async def take(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    case = await reports.take(db, callback_data.case_id, person.id, now=now)
    edit = replace(query, *_card(case, say, town, person))
    return [toast(query, say("desk-taken", number=case.number)), edit]


@router.callback_query(Desk.filter(F.act.in_({"community", "department"})))
async def refer(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    to = Refer(callback_data.act)
    case = await reports.refer(db, town, callback_data.case_id, person.id, to, now=now)
    edit = replace(query, *_card(case, say, town, person))
    return [toast(query, say(f"desk-referred-{to.value}")), edit]


@router.callback_query(Desk.filter(F.act.in_(STATES)))
async def begin_note(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
) -> Said:
    case = await cases.get_for_staff(db, callback_data.case_id, person.id)
    if case.owner_id not in {None, person.id}:
        owner = await db.get_one(Person, case.owner_id)
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name or "…")
    if case.version != callback_data.version:
        raise StaleError
    step = STATES[callback_data.act]
    await state.set_state(step)
    data = {"note": step.state, "case_id": case.id, "number": case.number}
    await state.set_data(data)
    question = await ask_note(data, say, town)
    return [toast(query), *tell(query.from_user.id, question.text, question.keyboard)]


@router.callback_query(StateFilter(Note), Phrase.filter())
async def phrase(
    query: CallbackQuery,
    callback_data: Phrase,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    words = str(say(callback_data.text_id))
    return [
        toast(query),
        await _finish(query.from_user.id, words, db, person, state, say, town, now),
    ]


@router.message(StateFilter(Note), F.text, ~F.text.startswith("/"))
async def typed(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    words = message.text or ""
    if not plain(words):
        question = await ask_note(await state.get_data(), say, town)
        return tell(message.chat.id, question.text, question.keyboard)
    return await _finish(message.chat.id, words, db, person, state, say, town, now)


async def _finish(
    chat: int,
    words: str,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    data = await state.get_data()
    step = await state.get_state()
    await state.clear()
    case_id = int(data["case_id"])
    if step == Note.ask.state:
        case = await reports.ask(db, case_id, person.id, words, now=now)
    elif step == Note.solve.state:
        case = await reports.solve(db, case_id, person.id, words, now=now)
    else:
        case = await reports.turn_away(db, case_id, person.id, words, now=now)
    text, keyboard = _card(case, say, town, person)
    return tell(chat, say("desk-done", number=case.number) + "\n\n" + text, keyboard)


def _card(case: Case, say: Say, town: Town, person: Speaker) -> tuple[Text, Keyboard]:
    owner = person.name if case.owner_id == person.id else None
    return card_text(case, say, town, owner), card_buttons(case, say, person.id)


@router.message(Word("我的工作", "待办", "工作", "待办事项", "work", "my work", "todo", "/work"))
@router.callback_query(Work.filter())
async def show_work(
    event: Message | CallbackQuery, db: AsyncSession, person: Speaker, say: Say
) -> Said:
    """What lies on the worker's desk, the most urgent first, each with its buttons."""
    chat = event.chat.id if isinstance(event, Message) else event.from_user.id
    waiting = await cases.waiting_for(db, person.id)
    if not waiting:
        return tell(chat, say("desk-empty"))
    text: Text = say("desk-list", count=len(waiting))
    keyboard = []
    for case in waiting:
        text = text + "\n" + say("desk-line", number=case.number, words=case.text[:30])
        keyboard.append([button(case.number, Open(case_id=case.id), many=True)])
    return tell(chat, text, keyboard)


class Open(CallbackData, prefix="desk-open"):
    case_id: int


@router.callback_query(Open.filter())
async def open_card(
    query: CallbackQuery,
    callback_data: Open,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    case = await cases.get_for_staff(db, callback_data.case_id, person.id)
    owner = await db.get(Person, case.owner_id) if case.owner_id else None
    text = card_text(case, say, town, owner.name if owner else None)
    keyboard = card_buttons(case, say, person.id) if case.kind is Kind.REPORT else None
    return [toast(query), *tell(query.from_user.id, text, keyboard)]
