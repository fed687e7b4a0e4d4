"""分任务: parts of a case for other people. To whom, what, a last look; and taking one back."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import Case, CaseTask, Rung, TaskStatus, clocks
from community.errors import NotAvailableError
from community.people import CASE_STAFF, Role, Speaker
from community.reports import news, tasks
from community.reports.promises import category_of
from community.reports.tasks import LONGEST_TASK, MOST_TASKS, TaskTakenError
from config.texts import Say, Text, join
from config.town import Town
from handlers.cases import moment, rung_name
from handlers.filters import Staff
from handlers.forms import Question, asks
from handlers.reply import Keyboard, Said, button, replace, rows, tell, toast
from handlers.reports.cards import task_line
from handlers.reports.sorting import (
    Sort,
    fault_in,
    finished,
    form_of,
    glance,
    held,
    kept,
    look_at,
    seen,
    step,
    tidy,
    to_menu,
)

GIVERS = CASE_STAFF | {Role.CLERK}

router = Router(name="report-split")
router.message.filter(Staff(GIVERS))
router.callback_query.filter(Staff(GIVERS))

LONGEST_PART = 16
"""Of a part's words, on the button that takes it back."""


class Splitting(StatesGroup):
    words = State()
    check = State()


# --- to whom ---------------------------------------------------------------------------------


@router.callback_query(Sort.filter(F.act == "split"))
async def to_whom(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    case = await held(db, callback_data.case_id, person)
    return [toast(query), replace(query, *await _choice(db, case, say, town))]


async def _choice(
    db: AsyncSession, case: Case, say: Say, town: Town, lead: Text | None = None
) -> tuple[Text, Keyboard]:
    """The parts there are, and those who could have another one."""
    parts = [t for t in await tasks.tasks_of(db, case.id) if t.status is not TaskStatus.CANCELLED]
    open_ = [t for t in parts if t.status is TaskStatus.OPEN]
    lines = [await task_line(db, task, say, town) for task in parts]
    full = len(open_) >= MOST_TASKS
    ask = (
        say("too-many-tasks", number=case.number, most=MOST_TASKS)
        if full
        else say("split-to-whom", number=case.number)
    )
    keyboard = [
        *([] if full else rows(_targets(case, say, town))),
        *([_take_back(task, case, say)] for task in open_),
        to_menu(say, case.id),
    ]
    return join([lead or "", join(lines), ask], "\n\n"), keyboard


def _take_back(task: CaseTask, case: Case, say: Say) -> InlineKeyboardButton:
    label = say("split-cancel", words=glance(task.words, LONGEST_PART))
    return step(label, "untask", case, str(task.id))


def _targets(case: Case, say: Say, town: Town) -> list[InlineKeyboardButton]:
    """The community, the volunteers, and all departments: the category's own one first."""
    own = category_of(town, case.category).department
    departments = sorted((d.code for d in town.departments), key=lambda code: code != own)
    targets = [(Rung.COMMUNITY, ""), (Rung.VOLUNTEER, "")]
    targets += [(Rung.DEPARTMENT, code) for code in departments]
    return [
        step(rung_name(rung, code, say, town), "split-to", case, f"{rung.value}/{code}")
        for rung, code in targets
    ]


@router.callback_query(Sort.filter(F.act == "split-to"))
async def chosen(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Ask for the words only when there is somebody who will read them."""
    case = await held(db, callback_data.case_id, person)
    value, _, code = callback_data.value.partition("/")
    rung = Rung(value)
    there = await news.people_on(db, rung, case.community, code or None)
    count = len([p for p in there if p.id != case.reporter_id])
    if not count:
        lead = say("split-nobody", who=rung_name(rung, code, say, town))
        return [toast(query), replace(query, *await _choice(db, case, say, town, lead))]
    due = clocks.promise(town, clocks.LEG_ON[rung], case.category, now).due_at
    data = kept(
        case, rung=rung.value, department=code, people=count,
        due=due.isoformat(), private=case.private,
    )  # fmt: skip
    await state.set_state(Splitting.words)
    await state.set_data(data)
    question = await ask_words(data, say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


# --- what, and the last look -----------------------------------------------------------------


@asks(Splitting.words)
async def ask_words(data: dict[str, Any], say: Say, town: Town) -> Question:
    who = rung_name(str(data["rung"]), str(data["department"]), say, town)
    parts = [say("split-what", number=data["number"], who=who)]
    if data["private"]:
        parts.append(say("split-private"))
    return Question(join(parts, "\n"), [to_menu(say, int(data["case_id"]))])


@asks(Splitting.check)
async def ask_check(data: dict[str, Any], say: Say, town: Town) -> Question:
    who = rung_name(str(data["rung"]), str(data["department"]), say, town)
    at = moment(datetime.fromisoformat(data["due"]), say, town)
    text = say("split-check", who=who, count=data["people"], words=data["words"], at=at)
    case_id, look = int(data["case_id"]), str(data["look"])
    keyboard = [
        [button(say("split-send"), Sort(act="split-yes", case_id=case_id, value=look))],
        to_menu(say, case_id),
    ]
    return Question(text, keyboard)


@router.message(StateFilter(Splitting), F.text, ~F.text.startswith("/"))
async def typed(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """Look at the words once more; other words replace them."""
    words = tidy(message.text)
    fault = fault_in(words, LONGEST_TASK, say)
    if fault is not None:
        looking = await state.get_state() == Splitting.check.state
        question = await (ask_check if looking else ask_words)(await state.get_data(), say, town)
        return tell(message.chat.id, join([fault, question.text], "\n\n"), question.keyboard)
    data = await look_at(state, Splitting.check, Splitting.words, words=words)
    question = await ask_check(data, say, town)
    return tell(message.chat.id, question.text, question.keyboard)


@router.callback_query(StateFilter(Splitting.check), Sort.filter(F.act == "split-yes"))
async def send(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    data = await form_of(state, callback_data)
    words, rung, code = str(data["words"]), Rung(data["rung"]), str(data["department"])
    case = await held(db, callback_data.case_id, person, words=words)
    await tasks.split(db, town, case.id, person.id, words, rung, department=code or None, now=now)
    await state.clear()
    lead = say("split-sent", who=rung_name(rung, code, say, town))
    return await finished(query, lead, db, case, person, say, town, now)


# --- taking one back -------------------------------------------------------------------------

# The case is not locked here: who finishes a part locks the part first, and so does this.


@router.callback_query(Sort.filter(F.act == "untask"))
async def ask_cancel(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    case = await seen(db, callback_data.case_id, person)
    task = await _part(db, case, callback_data)
    line = await task_line(db, task, say, town)
    sure = step(say("split-cancel-yes"), "untask-yes", case, str(task.id), many=False)
    keyboard = [[sure, step(say("split-cancel-no"), "split", case)]]
    return [toast(query), replace(query, say("split-cancel-sure", line=line), keyboard)]


@router.callback_query(Sort.filter(F.act == "untask-yes"))
async def cancel(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    case = await seen(db, callback_data.case_id, person)
    task = await _part(db, case, callback_data)
    try:
        await tasks.cancel_task(db, task.id, person.id, now=now)
        lead = say("split-cancelled", words=glance(task.words))
    except TaskTakenError:
        lead = say("split-too-late", words=glance(task.words))
    return await finished(query, lead, db, case, person, say, town, now)


async def _part(db: AsyncSession, case: Case, pressed: Sort) -> CaseTask:
    """:raises NotAvailableError: no such part of this case."""
    task = await db.get(CaseTask, int(pressed.value))
    if task is None or task.case_id != case.id:
        raise NotAvailableError
    return task
