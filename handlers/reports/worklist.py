"""What lies on a worker's desk: cases, sub-tasks, and what other rooms have for them."""

from datetime import datetime

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.people import Role, Speaker
from config.texts import Say, Text
from config.town import Town
from handlers import matters
from handlers.cases import ShowAgenda, ShowTasks, ShowWork
from handlers.filters import Word
from handlers.reply import Said, button, tell, toast
from handlers.reports.cards import whole_card

router = Router(name="reports-worklist")

@router.message(Word("我的工作", "待办", "工作", "待办事项", "work", "my work", "todo", "/work"))
@router.callback_query(ShowWork.filter())
async def show_work(
    event: Message | CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    """What lies on the worker's desk, the most urgent first, each with its button."""
    chat = event.chat.id if isinstance(event, Message) else event.from_user.id
    waiting = await cases.waiting_for(db, person.id)
    tasks = await cases.tasks_waiting_for(db, person.id)
    others = await matters.work(matters.Asking(db, person, say, town, now))
    if not waiting and not tasks and not others:
        return tell(chat, say("desk-empty"))
    text: Text = say("desk-list", count=len(waiting) + len(others))
    keyboard: list[list[InlineKeyboardButton]] = []
    for matter in others:
        text = text + "\n" + matter.line
        keyboard.append([matter.button])
    for case in waiting:
        late = "❗" if case.due_at and not case.paused_at and case.due_at <= now else ""
        text = text + "\n" + say("desk-line", number=late + case.number, words=case.text[:30])
        keyboard.append([button(late + case.number, Open(case_id=case.id), many=True)])
    if tasks:
        text = text + "\n" + say("desk-tasks", count=len(tasks))
        keyboard.append([button(say("desk-show-tasks"), ShowTasks(), many=True)])
    if person.is_one_of({Role.TOWN_OFFICE, Role.ADMIN}):
        keyboard.append([button(say("desk-show-agenda"), ShowAgenda(), many=True)])
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
    now: datetime,
) -> Said:
    case = await cases.get_for_staff(db, callback_data.case_id, person.id)
    text, keyboard = await whole_card(db, case, say, town, person.id, now)
    return [toast(query), *tell(query.from_user.id, text, keyboard)]
