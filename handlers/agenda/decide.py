"""What the meeting decided: chosen, put into words, looked at once more, and entered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import Case, MoveRefusedError, Rung
from community.people import Speaker
from community.reports import agenda, closing, news, work
from community.reports.agenda import LONGEST_DECISION, Decided
from community.reports.promises import category_of
from config.texts import Say, Text, join
from config.town import Town
from handlers.agenda.cards import AgendaItem, Decide, decision_buttons, fetched, item_card, to_list
from handlers.agenda.meetings import decided_on
from handlers.cases import label, rung_name
from handlers.filters import Word, plain
from handlers.forms import Question, asks
from handlers.reply import Keyboard, Said, button, replace, rows, tell, toast

router = Router(name="agenda-decide")

BACK = "back"
"""Key in the dialogue's data: the step before, where the word 「返回」 leads."""
PHRASES = 2
"""Ready sentences for each kind of decision."""

YES = (
    "确认", "确定", "对", "对的", "是", "是的", "好", "好的", "行", "可以", "没错", "嗯", "没问题",
    "confirm", "yes", "y", "ok", "okay", "right", "sure",
)  # fmt: skip
NO = ("不", "不对", "不是", "不行", "错了", "改", "改一下", "no", "wrong", "change")


class Deciding(StatesGroup):
    choose = State()
    department = State()
    words = State()
    check = State()


class ToDepartment(CallbackData, prefix="agenda-department"):
    code: str


class Phrase(CallbackData, prefix="agenda-phrase"):
    n: int


class Step(CallbackData, prefix="agenda-step"):
    """confirm, change the words, or back to the case."""

    to: str


# --- the questions -------------------------------------------------------------------------


@asks(Deciding.choose)
async def ask_choice(data: Mapping[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    buttons = decision_buttons(data["case_id"], data["version"], say)
    return Question(say("decision-ask", number=data["number"]), buttons)


@asks(Deciding.department)
async def ask_department(data: Mapping[str, Any], say: Say, town: Town) -> Question:
    buttons = [
        button(rung_name(Rung.DEPARTMENT, code, say, town), ToDepartment(code=code))
        for code in data["departments"]
    ]
    text = say("decision-ask-department", number=data["number"])
    return Question(text, [*rows(buttons), [_back(say)]])


@asks(Deciding.words)
async def ask_words(data: Mapping[str, Any], say: Say, town: Town) -> Question:
    buttons = [
        [button(say(f"decision-phrase-{data['decided']}-{n}"), Phrase(n=n))]
        for n in range(1, PHRASES + 1)
    ]
    text = say("decision-ask-words", number=data["number"], decided=_label(data, say, town))
    return Question(text, [*buttons, [_back(say)]])


@asks(Deciding.check)
async def ask_check(data: Mapping[str, Any], say: Say, town: Town) -> Question:
    text = say(
        "decision-check",
        number=data["number"],
        decided=_label(data, say, town),
        words=data["words"],
    )
    buttons: Keyboard = [
        [button(say("decision-confirm"), Step(to="confirm"))],
        [button(say("decision-change"), Step(to="change")), _back(say)],
    ]
    return Question(text, buttons)


def _back(say: Say) -> Any:
    return button(say("decision-back"), Step(to="back"))


def _label(data: Mapping[str, Any], say: Say, town: Town) -> Text:
    if data["decided"] == Decided.DEPARTMENT:
        name = rung_name(Rung.DEPARTMENT, data["department"], say, town)
        return say("decision-is-this-department", department=name)
    return say(f"decision-is-{data['decided']}")


async def _ask(
    chat: int, step: State, data: dict[str, Any], state: FSMContext, say: Say, town: Town
) -> Said:
    await state.set_state(step)
    await state.set_data(data)
    question = {
        Deciding.department: ask_department,
        Deciding.words: ask_words,
        Deciding.check: ask_check,
    }[step]
    asked = await question(data, say, town)
    return tell(chat, asked.text, asked.keyboard)


# --- the way to a decision -----------------------------------------------------------------


@router.callback_query(Decide.filter())
async def begin(
    query: CallbackQuery, callback_data: Decide, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    case = await fetched(db, callback_data.case_id, person.id)
    if case.version != callback_data.version:
        await state.clear()
        card = await item_card(db, case, say, town, now)
        return [toast(query, say("decision-moved-on", number=case.number)), replace(query, *card)]
    decided = Decided(callback_data.act)
    data: dict[str, Any] = {
        "case_id": case.id, "number": case.number, "version": case.version,
        "decided": decided.value, "department": "", BACK: Deciding.choose.state,
    }  # fmt: skip
    chat = query.from_user.id
    await _refuse_early(db, case, decided)
    if decided is Decided.DEPARTMENT:
        data["departments"] = await _departments(db, town, case)
        return [toast(query), await _ask(chat, Deciding.department, data, state, say, town)]
    return [toast(query), await _ask(chat, Deciding.words, data, state, say, town)]


async def _refuse_early(db: AsyncSession, case: Case, decided: Decided) -> None:
    """Say at once what would be refused at the end: nobody types words for nothing.

    :raises MoveRefusedError, NobodyThereError: see `agenda.decide`.
    """
    if decided in {Decided.SOLVED, Decided.UNSOLVABLE} and await closing.open_tasks(db, case.id):
        raise MoveRefusedError("move-refused-tasks", number=case.number)
    if decided is Decided.COMMUNITY and not await _anybody(db, case, Rung.COMMUNITY, None):
        raise work.NobodyThereError(number=case.number, rung=decided.value, department="")


async def _anybody(db: AsyncSession, case: Case, rung: Rung, department: str | None) -> bool:
    there = await news.people_on(db, rung, case.community, department)
    return any(person.id != case.reporter_id for person in there)


async def _departments(db: AsyncSession, town: Town, case: Case) -> list[str]:
    """Give the departments that have somebody, the category's own first.

    :raises NobodyThereError: none has.
    """
    own = category_of(town, case.category).department
    codes = sorted((d.code for d in town.departments), key=lambda code: code != own)
    found = [code for code in codes if await _anybody(db, case, Rung.DEPARTMENT, code)]
    if not found:
        raise work.NobodyThereError(number=case.number, rung="department", department=own or "")
    return found


@router.callback_query(StateFilter(Deciding.department), ToDepartment.filter())
async def take_department(
    query: CallbackQuery, callback_data: ToDepartment, state: FSMContext, say: Say, town: Town
) -> Said:
    data = {**await state.get_data(), "department": callback_data.code}
    data[BACK] = Deciding.department.state
    chat = query.from_user.id
    return [toast(query), await _ask(chat, Deciding.words, data, state, say, town)]


@router.callback_query(StateFilter(Deciding.words), Phrase.filter())
async def take_phrase(
    query: CallbackQuery, callback_data: Phrase, state: FSMContext, say: Say, town: Town
) -> Said:
    decided = (await state.get_data())["decided"]
    words = str(say(f"decision-phrase-{decided}-{callback_data.n}"))
    return [toast(query), await _take_words(query.from_user.id, words, state, say, town)]


@router.message(StateFilter(Deciding.check), Word(*YES))
async def say_yes(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    return await _enter(message.chat.id, person, db, state, say, town, now)


@router.message(StateFilter(Deciding.check), Word(*NO))
async def say_no(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    data = {**await state.get_data(), BACK: Deciding.choose.state}
    return await _ask(message.chat.id, Deciding.words, data, state, say, town)


@router.message(StateFilter(Deciding.words, Deciding.check), F.text, ~F.text.startswith("/"))
async def take_words(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """Take the decision's words; other words, at the last look, take their place."""
    words = message.text or ""
    if not plain(words):
        asked = await ask_words(await state.get_data(), say, town)
        return tell(message.chat.id, asked.text, asked.keyboard)
    return await _take_words(message.chat.id, words, state, say, town)


async def _take_words(chat: int, words: str, state: FSMContext, say: Say, town: Town) -> Said:
    data = {**await state.get_data(), "words": words.strip()[:LONGEST_DECISION]}
    data[BACK] = Deciding.words.state
    return await _ask(chat, Deciding.check, data, state, say, town)


@router.callback_query(StateFilter(Deciding.check), Step.filter(F.to == "change"))
async def change(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    data = {**await state.get_data(), BACK: Deciding.choose.state}
    chat = query.from_user.id
    return [toast(query), await _ask(chat, Deciding.words, data, state, say, town)]


@router.callback_query(StateFilter(Deciding), Step.filter(F.to == "back"))
async def go_back(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Nothing was entered: show the case as before."""
    data = await state.get_data()
    await state.clear()
    case = await fetched(db, int(data["case_id"]), person.id)
    card = await item_card(db, case, say, town, now)
    return [toast(query, say("decision-not-entered")), replace(query, *card)]


@router.callback_query(StateFilter(Deciding.check), Step.filter(F.to == "confirm"))
async def confirm(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    return [toast(query), await _enter(query.from_user.id, person, db, state, say, town, now)]


async def _enter(
    chat: int, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data()
    await state.clear()
    async with db.begin_nested():  # a refusal leaves nothing half entered
        case = await agenda.decide(
            db, town, int(data["case_id"]), person.id, Decided(data["decided"]), data["words"],
            now=now, department=data["department"] or None, meeting_on=decided_on(town, now),
        )  # fmt: skip
    left = (await agenda.agenda(db, town, person.id, now=now)).items
    others = [item.case for item in left if item.case.id != case.id]
    done = say("decision-entered", number=case.number, decided=_label(data, say, town))
    keyboard: list[Any] = [
        [button(say("decision-next", case=label(other, say, town)), AgendaItem(case_id=other.id),
                many=True)]
        for other in others[:1]
    ]  # fmt: skip
    more = say("decision-left", count=len(others)) if others else say("decision-none-left")
    return tell(chat, join([done, more]), [*keyboard, *to_list(say)])
