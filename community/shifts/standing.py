"""Missed shifts, softly: a call from the social worker, then a while without signing up oneself."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.people import Role, staff_of
from community.shifts.model import Signup, SignupStatus, Volunteer
from community.shifts.rules import Standing
from config.town import Town

__all__ = ["Standing", "missed", "standing"]


async def standing(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> Standing:
    """Say how many missed shifts still count, and until when somebody does not sign up alone."""
    since = now - timedelta(days=town.shift_rules.no_show_days)
    count = await db.scalar(
        select(func.count()).where(
            Signup.person_id == person_id,
            Signup.status == SignupStatus.MISSED,
            Signup.ended_at > since,
        )
    )
    volunteer = await db.get(Volunteer, person_id)
    until = volunteer.paused_until if volunteer else None
    return Standing(count or 0, until if until is not None and until > now else None)


async def missed(db: AsyncSession, town: Town, signup: Signup, *, now: datetime) -> None:
    """Follow up a shift that was noted as missed: the second is a call, the third a pause."""
    if signup.person_id is None:
        return
    rules = town.shift_rules
    await db.flush()
    count = (await standing(db, town, signup.person_id, now=now)).missed
    volunteer = await db.get(Volunteer, signup.person_id, with_for_update=True)
    if volunteer is None:
        return
    if count == rules.no_shows_call:
        for worker in await staff_of(db, volunteer.community, {Role.SOCIAL_WORKER}):
            notices.owe(
                db, worker.id, "volunteer-missed-call", due_at=now,
                topic=f"volunteer-{signup.person_id}", volunteer_id=signup.person_id, count=count,
            )  # fmt: skip
    if count >= rules.no_shows_pause:
        volunteer.paused_until = now + timedelta(days=rules.pause_days)
        notices.owe(
            db, signup.person_id, "volunteer-paused", due_at=now,
            until=volunteer.paused_until.isoformat(), count=count,
        )  # fmt: skip
