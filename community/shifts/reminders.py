"""Reminders of a shift, each volunteer's as they want them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError
from community.shifts.model import Shift, Signup, SignupStatus, Volunteer
from config.town import Town

EXPECTED = (SignupStatus.SIGNED_UP, SignupStatus.COMING)
MOST_HOURS, MOST = 168, 4


def topic_of(signup: Signup) -> str:
    return f"signup-{signup.id}"


async def owe(
    db: AsyncSession, town: Town, signup: Signup, shift: Shift, *, now: datetime
) -> None:
    """Owe the reminders of a place; those whose time has passed are left out."""
    if signup.person_id is None:
        return
    volunteer = await db.get(Volunteer, signup.person_id)
    hours = volunteer.remind_hours if volunteer else None
    for before in town.shift_rules.remind_hours if hours is None else hours:
        due = shift.starts_at - timedelta(hours=before)
        if due > now:
            notices.owe(
                db,
                signup.person_id,
                "shift-reminder",
                due_at=due,
                topic=topic_of(signup),
                unless="signup-moved-on",
                signup_id=signup.id,
                shift_id=shift.id,
                version=shift.version,
                hours=before,
            )


async def drop(db: AsyncSession, signup: Signup, *, now: datetime) -> None:
    await notices.drop(
        db, topic_of(signup), text_id="shift-reminder", because="place given back", now=now
    )


async def again(
    db: AsyncSession, town: Town, signup: Signup, shift: Shift, *, now: datetime
) -> None:
    """Owe them anew: the shift was moved, or they are wanted at other times."""
    await drop(db, signup, now=now)
    await owe(db, town, signup, shift, now=now)


async def set_reminders(
    db: AsyncSession, town: Town, person_id: int, hours: Sequence[int] | None, *, now: datetime
) -> None:
    """Say how many hours before a shift one wants to hear of it; None is the town's way.

    :raises NotAvailableError: not a volunteer.
    """
    volunteer = await db.get(Volunteer, person_id, with_for_update=True)
    if volunteer is None:
        raise NotAvailableError
    if hours is None:
        volunteer.remind_hours = None
    else:
        kept = sorted({h for h in hours if 0 < h <= MOST_HOURS}, reverse=True)
        volunteer.remind_hours = list(kept[:MOST])
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.person_id == person_id, Signup.status.in_(EXPECTED), Shift.starts_at > now
        )
        .order_by(Shift.starts_at, Signup.id)
    )
    for signup, shift in rows:
        await again(db, town, signup, shift, now=now)
