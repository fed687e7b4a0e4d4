"""A leader's list of hours: confirmed all at once, or one by one."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Role, Speaker
from community.shifts import hours
from config.texts import Say
from config.town import Town
from handlers.filters import Staff, Word
from handlers.forms import answer_aside
from handlers.reply import Said, replace, tell, toast
from handlers.shifts.doors import ConfirmHours
from handlers.shifts.hours.cards import HoursDo, act, detail, ids_in, next_of, waiting_list
from handlers.shifts.spans import duration

router = Router(name="hours-waiting")

LEADING = frozenset({Role.LEADER, Role.SOCIAL_WORKER, Role.ADMIN})
WORDS = (
    "确认时长", "确认工时", "确认服务时长", "待确认时长", "时长确认", "核时长",
    "confirm hours", "hours to confirm",
)  # fmt: skip


@router.message(Word(*WORDS), Staff(LEADING))
async def from_words(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    waiting = await hours.waiting_for(db, town, person.id)
    text, keyboard = waiting_list(waiting, say, town)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.callback_query(ConfirmHours.filter())
async def show_waiting(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town
) -> Said:
    waiting = await hours.waiting_for(db, town, person.id)
    return [toast(query), *tell(query.from_user.id, *waiting_list(waiting, say, town))]


@router.callback_query(HoursDo.filter(F.act == "all"))
async def confirm_all(
    query: CallbackQuery, callback_data: HoursDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Confirm what was shown; what came meanwhile is shown next, never confirmed unseen."""
    done = await hours.confirm_all(db, town, ids_in(callback_data), person.id, now=now)
    waiting = await hours.waiting_for(db, town, person.id)
    whole = duration(sum(h.minutes for h in done), say)
    head = say("hours-all-done", count=len(done), span=whole) if done else say("hours-all-before")
    text, keyboard = waiting_list(waiting, say, town, head)
    return [toast(query), replace(query, text, keyboard)]


@router.callback_query(HoursDo.filter(F.act == "one"))
async def show_one(
    query: CallbackQuery, callback_data: HoursDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    """Show this claim; one that is decided meanwhile makes room for the next."""
    waiting = await hours.waiting_for(db, town, person.id)
    wanted = [one for one in waiting if one.hours.id in ids_in(callback_data)] or waiting
    shown = detail(wanted[0], say, town) if wanted else waiting_list(waiting, say, town)
    return [toast(query), replace(query, *shown)]


@router.callback_query(HoursDo.filter(F.act == "yes"))
async def confirm(
    query: CallbackQuery, callback_data: HoursDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    [hours_id] = ids_in(callback_data)
    done = await hours.confirm(db, town, hours_id, person.id, now=now)
    waiting = await hours.waiting_for(db, town, person.id)
    head = say("hours-done", span=duration(done.minutes, say))
    text, keyboard = next_of(waiting, say, town, head)
    undo = [act("fix", say("hours-fix"), [hours_id])]
    return [toast(query), replace(query, text, [*keyboard, undo])]
