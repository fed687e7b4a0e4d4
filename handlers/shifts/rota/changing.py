"""Changing a draft: a day, one of its places, and who is to have it."""

from datetime import datetime

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import rota
from community.shifts.rota import View
from config.texts import Say, Text, join
from config.town import Town
from handlers.reply import Keyboard, Said, button, replace, rows, toast
from handlers.shifts.rota import cards
from handlers.shifts.rota.cards import RotaDay, RotaDays

router = Router(name="rota-changing")

MOST_CHOICES = 20


class RotaPick(CallbackData, prefix="rota-pick"):
    """One place of the draft; `old` is 0 where nobody has it."""

    plan_id: int
    shift_id: int
    role: str
    old: int = 0


class RotaSet(CallbackData, prefix="rota-set"):
    """`new` is 0 to leave it empty."""

    plan_id: int
    shift_id: int
    role: str
    old: int
    new: int


@router.callback_query(RotaDay.filter())
async def open_day(
    query: CallbackQuery, callback_data: RotaDay, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    return [toast(query), replace(query, *_day(view, callback_data.day, say, town))]


def _day(view: View, day: str, say: Say, town: Town) -> tuple[Text, Keyboard]:
    keyboard: list[list[InlineKeyboardButton]] = []
    first = None
    for slot in view.slots:
        if slot.shift.day.isoformat() != day:
            continue
        first = slot.shift.day
        what = cards.slot_name(slot, say, town)
        for old in [*slot.people, *([0] if slot.missing else [])]:
            name = cards.person_name(view, old, say) if old else say("rota-empty").words
            pick = RotaPick(plan_id=view.plan.id, shift_id=slot.shift.id, role=slot.role, old=old)
            keyboard.append([button(say("rota-pick", name=name, what=what), pick, many=True)])
    page = (first - view.plan.month).days // cards.DAYS_A_PAGE if first else 0
    back = RotaDays(plan_id=view.plan.id, page=page)
    text = (
        say("rota-change-which", day=cards.day_name(first, say)) if first else say("rota-no-shifts")
    )
    return text, [*keyboard, [button(say("rota-back"), back, many=True)]]


@router.callback_query(RotaPick.filter())
async def pick(
    query: CallbackQuery, callback_data: RotaPick, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    asked = callback_data
    view = await rota.view(db, town, asked.plan_id, person.id)
    slot = next(
        (s for s in view.slots if (s.shift.id, s.role) == (asked.shift_id, asked.role)), None
    )
    if slot is None:
        raise rota.RotaRefusedError("rota-changed-meanwhile")
    could = await rota.choices(
        db, town, asked.plan_id, person.id, asked.shift_id, asked.role, now=now
    )
    options = [
        button(
            say("rota-choice", name=cards.person_name(view, one, say), count=count),
            RotaSet(**asked.model_dump(), new=one),
        )
        for one, count in could[:MOST_CHOICES]
    ]
    keyboard: list[list[InlineKeyboardButton]] = [list(row) for row in rows(options)]
    if asked.old:
        keyboard.append([button(say("rota-leave-empty"), RotaSet(**asked.model_dump(), new=0))])
    day = slot.shift.day.isoformat()
    back = RotaDay(plan_id=asked.plan_id, day=day)
    keyboard.append([button(say("rota-back"), back, many=True)])
    text_id = "rota-change-who" if could else "rota-change-nobody"
    what = cards.slot_name(slot, say, town)
    text = say(text_id, day=cards.day_name(slot.shift.day, say), what=what)
    return [toast(query), replace(query, text, keyboard)]


@router.callback_query(RotaSet.filter())
async def put(
    query: CallbackQuery, callback_data: RotaSet, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    given = callback_data
    await rota.change(
        db, town, given.plan_id, person.id, given.shift_id, given.role, given.old or None,
        given.new or None, now=now,
    )  # fmt: skip
    view = await rota.view(db, town, given.plan_id, person.id)
    day = next(s.shift.day for s in view.slots if s.shift.id == given.shift_id)
    text, keyboard = _day(view, day.isoformat(), say, town)
    return [toast(query), replace(query, join([say("rota-changed"), text], "\n"), keyboard)]
