"""What the clock does about duties: the evening's question, forgotten sign-outs, missed shifts."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.notices import Notice
from community.shifts import duty
from community.shifts.duty import AROUND, EXPECTED
from community.shifts.model import Shift, ShiftStatus, Signup, SignupStatus, Volunteer
from config.town import Town

GRACE = timedelta(hours=2)
"""After its end a shift is closed; until then who forgot to sign out can still say when."""
LATEST_QUESTION = timedelta(hours=3, minutes=30)
"""After the day's end nobody is asked any more."""
DAY_END = "duty-day-end"
AT_ONCE = 200


def evening_of(town: Town, now: datetime) -> datetime:
    return datetime.combine(now.astimezone(town.zone).date(), town.shift_rules.day_end, town.zone)


async def day_end(db: AsyncSession, town: Town, now: datetime) -> int:
    """Ask those who had a place today and have said nothing: once, from 18:00 on."""
    evening = evening_of(town, now)
    if not evening <= now <= evening + LATEST_QUESTION:
        return 0
    asked = exists().where(
        Notice.topic == func.concat("duty-", Signup.id), Notice.text_id == DAY_END
    )
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.status.in_(EXPECTED),
            Signup.person_id.is_not(None),
            Shift.status != ShiftStatus.CANCELLED,
            Shift.day == evening.date(),
            Shift.ends_at <= now,
            ~asked,
        )
        .order_by(Shift.ends_at, Signup.id)
        .limit(AT_ONCE)
        .with_for_update(of=Signup, skip_locked=True)
    )
    count = 0
    for signup, _ in rows:
        assert signup.person_id is not None  # noqa: S101  as the query says
        notices.owe(
            db, signup.person_id, DAY_END, due_at=now, topic=f"duty-{signup.id}",
            unless="duty-settled", signup_id=signup.id,
        )  # fmt: skip
        count += 1
    return count


async def close(db: AsyncSession, town: Town, now: datetime) -> int:
    """Close shifts that are over: sign out who forgot it, let go who waited for a place."""
    rows = await db.scalars(
        select(Shift)
        .where(Shift.status == ShiftStatus.OPEN, Shift.ends_at <= now - GRACE)
        .order_by(Shift.ends_at, Shift.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    over = rows.all()
    ids = [shift.id for shift in over]
    forgotten = await _of(db, Shift.ends_at <= now - GRACE, SignupStatus.ON_DUTY)
    for signup, shift in forgotten:
        await duty.close_forgotten(db, town, signup, shift, now=now)
    await db.execute(
        update(Signup)
        .where(Signup.shift_id.in_(ids), Signup.status == SignupStatus.WAITING)
        .values(status=SignupStatus.RELEASED, seat=0, ended_at=now)
    )
    for shift in over:
        shift.status = ShiftStatus.OVER
    return len(over) + len(forgotten)


async def note_missed(db: AsyncSession, town: Town, now: datetime) -> int:
    """Settle the places of past days on which nobody signed in: a finding shows who was there."""
    today = now.astimezone(town.zone).date()
    where = (Shift.day < today) & (Shift.status == ShiftStatus.OVER)
    rows = await _of(db, where, *EXPECTED)
    for signup, shift in rows:
        looked = await duty.found_between(
            db, signup.person_id, shift.starts_at - AROUND, shift.ends_at + AROUND
        )
        if looked.problems or looked.clear:
            await duty.by_word(db, town, signup, shift, now=now)
        else:
            await duty.miss(db, town, signup, now=now)
    return len(rows)


async def _of(
    db: AsyncSession, where: ColumnElement[bool], *statuses: SignupStatus
) -> list[tuple[Signup, Shift]]:
    """Lock these places and their volunteers; whoever is just answering is passed over."""
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .join(Volunteer, Volunteer.person_id == Signup.person_id)
        .where(where, Signup.status.in_(statuses))
        .order_by(Signup.person_id, Signup.id)
        .limit(AT_ONCE)
        .with_for_update(of=(Volunteer, Signup), skip_locked=True)
    )
    return [(signup, shift) for signup, shift in rows]
