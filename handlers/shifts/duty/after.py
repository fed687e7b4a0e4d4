"""Answers to what is asked afterwards: still there, when it ended, and how the day was."""

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.reports import patrol
from community.reports.patrol import PATROL_ROLES
from community.shifts import duty
from config.texts import Say, join
from config.town import Town
from handlers.menu import Door
from handlers.reply import Said, button, replace, toast
from handlers.shifts.duty import cards
from handlers.shifts.duty.cards import DutyDo
from handlers.shifts.duty.way import ended
from handlers.shifts.spans import shift_line

router = Router(name="duty-after")


@router.callback_query(DutyDo.filter(F.act == "still"))
async def still_there(
    query: CallbackQuery, callback_data: DutyDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    own = await duty.get(db, callback_data.signup_id, person.id)
    text, keyboard = await cards.on_duty(db, own, say, town, now=now)
    return [toast(query, say("duty-still-fine")), replace(query, text, keyboard)]


@router.callback_query(DutyDo.filter(F.act == "out-at-end"))
async def out_at_end(
    query: CallbackQuery, callback_data: DutyDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    own = await duty.get(db, callback_data.signup_id, person.id)
    text, keyboard = await ended(db, own.signup.id, person, say, town, now, at=own.shift.ends_at)
    return [toast(query), replace(query, text, keyboard)]


@router.callback_query(DutyDo.filter(F.act.in_({"went", "found"})))
async def went(
    query: CallbackQuery, callback_data: DutyDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """They were there: all was well, or there is something to report."""
    done = await duty.was_there(db, town, callback_data.signup_id, person.id, now=now)
    text, keyboard = await cards.summary(db, done, say, town)
    if callback_data.act == "found":
        report = button(say("duty-found"), Door(intent="patrol"), many=True)
        return [
            toast(query),
            replace(query, join([text, say("duty-tell-now")]), [[report], *keyboard]),
        ]
    if person.is_one_of(PATROL_ROLES):
        await patrol.all_clear(
            db, town, person.id, now=now, community=done.shift.community,
            place_code=done.shift.place,
        )  # fmt: skip
    return [toast(query, say("duty-clear-kept")), replace(query, text, keyboard)]


@router.callback_query(DutyDo.filter(F.act == "away"))
async def away(
    query: CallbackQuery, callback_data: DutyDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    await duty.was_away(db, town, callback_data.signup_id, person.id, now=now)
    own = await duty.get(db, callback_data.signup_id, person.id)
    text = say("duty-away-kept", shift=shift_line(own.shift, say, town))
    return [toast(query), replace(query, text)]
