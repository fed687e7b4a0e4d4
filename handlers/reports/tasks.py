"""任务: a part of somebody's case, for who is to do it. Take it, do it, say how it went."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import OPEN, Case, CaseTask, TaskStatus
from community.people import DESK_STAFF, Person, Speaker
from community.reports import tasks
from community.reports.tasks import LONGEST_TASK, TaskTakenError
from config.texts import Say, Text, join
from config.town import Town
from handlers.cases import ShowTasks, kind_name, moment, place_name
from handlers.filters import Staff, Word
from handlers.forms import Question, asks
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, replace, tell, tell_photo, toast
from handlers.reports import split
from handlers.reports.cards import Desk
from handlers.reports.sorting import fault_in, glance, tidy

router = Router(name="report-tasks")
router.message.filter(Staff(DESK_STAFF))
router.callback_query.filter(Staff(DESK_STAFF))
router.include_router(split.router)

PHRASES = ("task-phrase-done", "task-phrase-fine")
LONGEST_LINE = 40


class Doing(StatesGroup):
    """Who did a part says in a sentence how it went."""

    result = State()


class Task(CallbackData, prefix="task"):
    """What somebody does with a part that was given to them."""

    act: str
    task_id: int
    value: str = ""


# --- the card --------------------------------------------------------------------------------


async def task_card(
    db: AsyncSession, task: CaseTask, person_id: int, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    """What, where, the matter behind it as far as this person may read it, until when."""
    case = await db.get_one(Case, task.case_id)
    parts = [say("task-card", number=case.number, words=task.words)]
    parts += await _behind(db, case, person_id, say, town)
    if task.status is not TaskStatus.OPEN or case.status not in OPEN:
        over = say("task-is-done" if task.status is TaskStatus.DONE else "task-is-over")
        return join([*parts, over]), []
    late = say("task-late") if task.due_at <= now else ""
    parts.append(say("task-until", at=moment(task.due_at, say, town)) + late)
    if task.owner_id not in {None, person_id}:
        owner = await db.get_one(Person, task.owner_id)
        parts.append(say("task-is-taken", owner=owner.name or "…"))
        return join(parts), []
    done = button(say("task-do-done"), Task(act="done", task_id=task.id), many=True)
    if task.owner_id == person_id:
        return join([*parts, say("task-is-yours")]), [[done]]
    take = button(say("task-do-take"), Task(act="take", task_id=task.id), many=True)
    return join(parts), [[take, done]]


async def _behind(db: AsyncSession, case: Case, person_id: int, say: Say, town: Town) -> list[Text]:
    """The matter itself: whole for whose role reaches it, else only what everybody may read."""
    reached = await cases.may_handle(db, case, person_id)
    if case.private and not reached:
        return []
    where = place_name(case, say, town)
    about = " · ".join(part for part in (kind_name(case, say, town), where) if part)
    words = case.text if reached else case.public_text
    return [say("task-about", about=about), *([say("case-words", words=words)] if words else [])]


async def _photos(t: Telling, case: Case) -> Said:
    reached = await cases.may_handle(t.db, case, t.notice.person_id)
    if case.private and not reached:
        return []
    files = await cases.files_of(t.db, case.id, released_only=not reached)
    return [tell_photo(t.chat_id, file_id, Text("")) for file_id in files]


# --- what is told ----------------------------------------------------------------------------


@renders("task-card", "task-due")
async def told(t: Telling) -> Said:
    task = await t.db.get_one(CaseTask, t.facts["task_id"])
    text, keyboard = await task_card(t.db, task, t.notice.person_id, t.say, t.town, t.now)
    new = t.notice.text_id == "task-card"
    lead = t.say("task-new") if new else t.say("task-reminder")
    case = await t.db.get_one(Case, task.case_id)
    photos = await _photos(t, case) if new else []
    return [photos, tell(t.chat_id, join([lead, text], "\n\n"), keyboard)]


@renders("task-done", "tasks-all-done")
async def told_done(t: Telling) -> Said:
    card = Desk(act="card", case_id=int(t.facts["case_id"]))
    keyboard = [[button(t.say("task-show-case"), card, many=True)]]
    return tell(t.chat_id, t.say(t.notice.text_id, **t.facts), keyboard)


# --- taking and doing it ---------------------------------------------------------------------


@router.callback_query(Task.filter(F.act == "show"))
async def show(
    query: CallbackQuery,
    callback_data: Task,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    task, _ = await tasks.get_task(db, callback_data.task_id, person.id)
    text, keyboard = await task_card(db, task, person.id, say, town, now)
    return [toast(query), tell(query.from_user.id, text, keyboard)]


@router.callback_query(Task.filter(F.act == "back"))
async def back(
    query: CallbackQuery,
    callback_data: Task,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    if (await state.get_data()).get("task_id") == callback_data.task_id:
        await state.clear()
    task, _ = await tasks.get_task(db, callback_data.task_id, person.id)
    return [toast(query), replace(query, *await task_card(db, task, person.id, say, town, now))]


@router.callback_query(Task.filter(F.act == "take"))
async def take(
    query: CallbackQuery,
    callback_data: Task,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Of two who press at once one has it; the other sees who."""
    task, case = await tasks.get_task(db, callback_data.task_id, person.id)
    said = toast(query)
    if case.status in OPEN:
        try:
            await tasks.take_task(db, task.id, person.id, now=now)
        except TaskTakenError as taken:
            said = toast(query, say(taken.text_id, **taken.facts))
    return [said, replace(query, *await task_card(db, task, person.id, say, town, now))]


def _is_free(task: CaseTask, person: Speaker) -> bool:
    """Say whether it is open, and nobody else's."""
    return task.status is TaskStatus.OPEN and task.owner_id in {None, person.id}


@asks(Doing.result)
async def ask_result(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    task_id = int(data["task_id"])
    keyboard = [
        [button(say(p), Task(act="phrase", task_id=task_id, value=p), many=True)] for p in PHRASES
    ]
    keyboard.append([button(say("desk-back"), Task(act="back", task_id=task_id), many=True)])
    return Question(say("task-ask-result", words=glance(str(data["task"]))), keyboard)


@router.callback_query(Task.filter(F.act == "done"))
async def begin_result(
    query: CallbackQuery,
    callback_data: Task,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    task, case = await tasks.get_task(db, callback_data.task_id, person.id)
    if case.status not in OPEN or not _is_free(task, person):
        return [toast(query), replace(query, *await task_card(db, task, person.id, say, town, now))]
    data = {"task_id": task.id, "task": task.words}
    await state.set_state(Doing.result)
    await state.set_data(data)
    question = await ask_result(data, say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


@router.callback_query(StateFilter(Doing.result), Task.filter(F.act == "phrase"))
async def phrase(
    query: CallbackQuery,
    callback_data: Task,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    words = str(say(callback_data.value if callback_data.value in PHRASES else PHRASES[0]))
    if (await state.get_data()).get("task_id") != callback_data.task_id:
        return [toast(query, say("button-stale"))]
    text, keyboard = await _finish(words, db, person, state, say, town, now)
    return [toast(query), replace(query, text, keyboard)]


@router.message(StateFilter(Doing.result), F.text, ~F.text.startswith("/"))
async def typed(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    words = tidy(message.text)
    fault = fault_in(words, LONGEST_TASK, say)
    if fault is not None:
        question = await ask_result(await state.get_data(), say, town)
        return tell(message.chat.id, join([fault, question.text], "\n\n"), question.keyboard)
    return tell(message.chat.id, *await _finish(words, db, person, state, say, town, now))


async def _finish(
    words: str,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> tuple[Text, Keyboard]:
    """Keep the result; when somebody else was faster, or it is over, give the words back."""
    data = await state.get_data()
    await state.clear()
    task, case = await tasks.get_task(db, int(data["task_id"]), person.id)
    if case.status in OPEN and _is_free(task, person):
        await tasks.finish_task(db, task.id, person.id, words, now=now)
        return say("task-thanks", number=case.number), []
    text, keyboard = await task_card(db, task, person.id, say, town, now)
    return join([say("sort-words-kept", words=words), text], "\n\n"), keyboard


# --- the list --------------------------------------------------------------------------------


@router.message(Word("任务", "我的任务", "tasks", "task", "my tasks", "/tasks"))
@router.callback_query(ShowTasks.filter())
async def show_tasks(
    event: Message | CallbackQuery,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Parts that are theirs or wait in their queue, the most urgent first."""
    chat = event.chat.id if isinstance(event, Message) else event.from_user.id
    lines, keyboard = [], []
    for task in await cases.tasks_waiting_for(db, person.id):
        case = await db.get_one(Case, task.case_id)
        if case.status not in OPEN or case.reporter_id == person.id:
            continue
        late = "❗" if task.due_at <= now else ""
        whose = say("task-line-yours" if task.owner_id == person.id else "task-line-free")
        at, words = moment(task.due_at, say, town), glance(task.words, LONGEST_LINE)
        lines.append(say("task-line", late=late, words=words, at=at, whose=whose))
        keyboard.append([button(late + str(words), Task(act="show", task_id=task.id), many=True)])
    if not lines:
        return tell(chat, say("task-none"))
    return tell(chat, join([say("task-list", count=len(lines)), *lines]), keyboard)
