"""The evening's gap alarm, its 「叫人」 buttons, and the call to all who could come."""

from datetime import datetime

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import gaps, shifts
from community.shifts.gaps import Gap
from config.texts import Say, Text, join
from config.town import Town
from handlers.notices import Telling, renders
from handlers.reply import Said, button, tell, toast
from handlers.shifts.doors import ShowShift
from handlers.shifts.spans import shift_line, shift_name
from handlers.times import when

router = Router(name="rota-gaps")


class CallOut(CallbackData, prefix="call-out"):
    """Asks all members who could come to a shift that is short of people."""

    shift_id: int


@renders("rota-gaps")
async def tell_gaps(t: Telling) -> Said:
    """As it is now: what was filled meanwhile is not told."""
    found = await gaps.gaps_of(t.db, t.facts["shift_ids"], now=t.now)
    if not found:
        return []
    keyboard = [
        [
            button(
                t.say(
                    "rota-call", at=when(gap.shift.starts_at, t.now, t.say, t.town),
                    name=shift_name(gap.shift, t.say, t.town),
                ),
                CallOut(shift_id=gap.shift.id),
                many=True,
            )
        ]
        for gap in found
    ]  # fmt: skip
    lines = [_head(found, t), *(_line(gap, t.say, t.town) for gap in found)]
    return tell(t.chat_id, join(lines, "\n"), keyboard)


def _head(found: list[Gap], t: Telling) -> Text:
    tomorrow = t.now.astimezone(t.town.zone).date() < found[0].shift.day
    day = "tomorrow" if tomorrow else "today"
    empty = sum(gap.nobody for gap in found)
    if empty:
        return t.say(f"rota-gaps-{day}", count=empty)
    return t.say(f"rota-gaps-{day}-few", count=len(found))


def _line(gap: Gap, say: Say, town: Town) -> Text:
    line = shift_line(gap.shift, say, town)
    if gap.nobody:
        return say("rota-gap-nobody", shift=line, places=gap.places)
    return say("rota-gap-few", shift=line, missing=gap.missing)


@router.callback_query(CallOut.filter())
async def call(
    query: CallbackQuery, callback_data: CallOut, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    called = await gaps.call_out(db, town, callback_data.shift_id, person.id, now=now)
    shift = shift_line(await shifts.get(db, callback_data.shift_id), say, town)
    text = (
        say("cover-called-out", shift=shift, count=called)
        if called
        else say("cover-called-nobody", shift=shift)
    )
    return [toast(query), *tell(query.from_user.id, text)]


@renders("cover-called")
async def tell_called(t: Telling) -> Said:
    shift = await shifts.get(t.db, t.facts["shift_id"])
    text = t.say("cover-called", shift=shift_line(shift, t.say, t.town))
    look = button(t.say("cover-called-look"), ShowShift(shift_id=shift.id), many=True)
    return tell(t.chat_id, text, [[look]])
