"""The worker's desk in chat: take, ask, send on, plan, solve, close, and the list of what waits."""

from datetime import date, datetime, timedelta
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import Case, Rung, Status
from community.errors import StaleError
from community.people import DESK_STAFF, Person, Speaker
from community.reports import closing, satisfaction, work
from community.reports.promises import category_of
from config.texts import Say, join
from config.town import Town
from handlers.cases import day_name, rung_name
from handlers.filters import Staff, plain
from handlers.forms import Question, asks
from handlers.reply import Keyboard, Said, button, replace, rows, tell, toast
from handlers.reports.cards import Desk, whole_card
from nlu.when import first

router = Router(name="report-desk")
router.message.filter(Staff(DESK_STAFF))
router.callback_query.filter(Staff(DESK_STAFF))


class Note(StatesGroup):
    """The worker types the words that go with a move; they reach the resident."""

    ask = State()
    solve = State()
    turn_away = State()
    give_up = State()
    decline = State()
    schedule = State()


STATES = {
    "ask": Note.ask,
    "solve": Note.solve,
    "not-ours": Note.turn_away,
    "unsolvable": Note.give_up,
    "decline": Note.decline,
    "schedule": Note.schedule,
}


class Phrase(CallbackData, prefix="phrase"):
    """A ready sentence instead of typing."""

    text_id: str


PHRASES = {
    Note.solve.state: ("phrase-solved-fixed", "phrase-solved-cleaned", "phrase-solved-talked"),
    Note.ask.state: ("phrase-ask-where", "phrase-ask-photo", "phrase-ask-when"),
    Note.turn_away.state: ("phrase-away-area", "phrase-away-property", "phrase-away-police"),
    Note.give_up.state: ("phrase-no-money", "phrase-no-rule"),
    Note.schedule.state: ("phrase-plan-tomorrow", "phrase-plan-week"),
}
NOTE_TEXTS = {
    Note.ask.state: "desk-type-question",
    Note.solve.state: "desk-type-result",
    Note.turn_away.state: "desk-type-reason",
    Note.give_up.state: "desk-type-no-way",
    Note.decline.state: "desk-type-decline",
    Note.schedule.state: "desk-type-day",
}


@asks(*STATES.values())
async def ask_note(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    state = str(data.get("note"))
    keyboard = [
        [button(say(text_id), Phrase(text_id=text_id))] for text_id in PHRASES.get(state, ())
    ]
    if data.get("case_id"):
        back = Desk(act="card", case_id=int(data["case_id"]))
        keyboard.append([button(say("desk-back"), back, many=True)])
    return Question(say(NOTE_TEXTS[state], number=data.get("number", "")), keyboard)


@router.callback_query(Desk.filter(F.act.in_({"take", "again", "begin"})))
async def take(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    case_id = callback_data.case_id
    match callback_data.act:
        case "take":
            case = await work.take(db, town, case_id, person.id, now=now)
        case "again":
            case = await work.owned(db, town, case_id, person.id, now=now)
        case _:
            case = await work.begin(db, town, case_id, person.id, now=now)
    edit = replace(query, *await whole_card(db, case, say, town, person.id, now))
    return [toast(query, say("desk-taken", number=case.number)), edit]


@router.callback_query(Desk.filter(F.act == "card"))
async def show_card(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Back to the card, from a menu or a question under it."""
    if await state.get_state() in {step.state for step in STATES.values()}:
        await state.clear()
    case = await cases.get_for_staff(db, callback_data.case_id, person.id)
    return [toast(query), replace(query, *await whole_card(db, case, say, town, person.id, now))]


# --- sending on ------------------------------------------------------------------------------


@router.callback_query(Desk.filter(F.act == "send"))
async def whereto(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    """The rungs that a case can go to, its category's department first."""
    case = await cases.get_for_staff(db, callback_data.case_id, person.id)

    def to(rung: Rung, department: str = "") -> InlineKeyboardButton:
        name = rung_name(rung, department, say, town)
        target = f"{rung.value}.{department}"
        pressed = Desk(act="assign", case_id=case.id, version=case.version, to=target)
        return button(name, pressed, many=True)

    likely = category_of(town, case.category).department
    first_row = [to(Rung.DEPARTMENT, likely)] if likely else []
    others = [r for r in (Rung.VOLUNTEER, Rung.SOCIAL_WORKER, Rung.COMMUNITY) if r != case.rung]
    more = Desk(act="departments", case_id=case.id, version=case.version)
    keyboard: Keyboard = [
        *([first_row] if first_row else []),
        *rows([to(rung) for rung in others]),
        [button(say("desk-other-department"), more, many=True), to(Rung.TOWN_OFFICE)],
        _back(case, say),
    ]
    return [toast(query), replace(query, say("desk-whereto", number=case.number), keyboard)]


@router.callback_query(Desk.filter(F.act == "departments"))
async def departments(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    case = await cases.get_for_staff(db, callback_data.case_id, person.id)
    buttons = [
        button(
            d.name.text(say.language),
            Desk(
                act="assign",
                case_id=case.id,
                version=case.version,
                to=f"{Rung.DEPARTMENT.value}.{d.code}",
            ),
            many=True,
        )
        for d in town.departments
    ]
    keyboard = [*rows(buttons), _back(case, say)]
    return [toast(query), replace(query, say("desk-which-department"), keyboard)]


def _back(case: Case, say: Say) -> list[InlineKeyboardButton]:
    card = Desk(act="card", case_id=case.id, version=case.version)
    return [button(say("desk-back"), card, many=True)]


@router.callback_query(Desk.filter(F.act == "assign"))
async def assign(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    await _fresh(db, callback_data, person)
    rung, _, department = callback_data.to.partition(".")
    case = await work.assign(
        db,
        town,
        callback_data.case_id,
        person.id,
        Rung(rung),
        department=department or None,
        now=now,
    )
    name = rung_name(case.rung, case.department, say, town)
    edit = replace(query, *await whole_card(db, case, say, town, person.id, now))
    return [toast(query, say("desk-sent", rung=name)), edit]


async def _fresh(db: AsyncSession, pressed: Desk, person: Speaker) -> Case:
    """Lock the case that a button spoke of.

    :raises StaleError: it has changed since.
    :raises NotAvailableError, AlreadyTakenError: not theirs.
    """
    case = await cases.get_for_staff(db, pressed.case_id, person.id)
    if case.owner_id not in {None, person.id}:
        owner = await db.get_one(Person, case.owner_id)
        raise cases.AlreadyTakenError(number=case.number, owner=owner.name or "…")
    if case.version != pressed.version:
        raise StaleError
    return case


# --- moves with words ------------------------------------------------------------------------


@router.callback_query(Desk.filter(F.act == "close"))
async def how_to_close(
    query: CallbackQuery,
    callback_data: Desk,
    db: AsyncSession,
    person: Speaker,
    say: Say,
) -> Said:
    case = await _fresh(db, callback_data, person)
    keyboard = [
        [button(say(text_id), Desk(act=act, case_id=case.id, version=case.version), many=True)]
        for text_id, act in (("desk-not-ours", "not-ours"), ("desk-unsolvable", "unsolvable"))
    ]
    text = say("desk-how-to-close", number=case.number)
    return [toast(query), replace(query, text, [*keyboard, _back(case, say)])]


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
    case = await _fresh(db, callback_data, person)
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
    chat = query.from_user.id
    return [toast(query), await _finish(chat, words, db, person, state, say, town, now)]


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
    case_id, step = int(data["case_id"]), await state.get_state()
    done = say("desk-done", number=data.get("number", ""))
    match step:
        case Note.ask.state:
            case = await work.ask(db, town, case_id, person.id, words, now=now)
        case Note.solve.state:
            case = await closing.solve(db, town, case_id, person.id, words, now=now)
        case Note.turn_away.state:
            case = await closing.turn_away(db, town, case_id, person.id, words, now=now)
        case Note.give_up.state:
            case = await closing.turn_away(
                db, town, case_id, person.id, words, now=now, status=Status.UNSOLVABLE
            )
        case Note.decline.state:
            case = await satisfaction.decline(db, case_id, person.id, words, now=now)
        case _:
            day = _day(words, now, town)
            if day is None:
                question = await ask_note(data, say, town)
                text = join([say("desk-no-day"), question.text])
                return tell(chat, text, question.keyboard)
            case = await work.schedule(db, town, case_id, person.id, day, words, now=now)
            done = say("desk-planned", number=case.number, day=day_name(day, say))
    await state.clear()
    text, keyboard = await whole_card(db, case, say, town, person.id, now)
    return tell(chat, done + "\n\n" + text, keyboard)


def _day(words: str, now: datetime, town: Town) -> date | None:
    """The day that a sentence names; of a span that has begun, its last."""
    here = now.astimezone(town.zone)
    heard = first(words, here)
    if heard is None:
        return None
    begun = heard.start.date() < here.date() and heard.end is not None
    return (heard.end - timedelta(seconds=1)).date() if begun and heard.end else heard.start.date()
