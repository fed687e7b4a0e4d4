"""Trainings that somebody has, and until when they are valid."""

import calendar
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError
from community.shifts import teams
from community.shifts.model import Certificate, Volunteer
from config.town import Town


async def of(db: AsyncSession, person_id: int) -> Sequence[Certificate]:
    """Give all that somebody has had, valid or not."""
    rows = await db.scalars(
        select(Certificate)
        .where(Certificate.person_id == person_id)
        .order_by(Certificate.since.desc(), Certificate.training)
    )
    return rows.all()


async def has(db: AsyncSession, person_id: int, training: str, day: date) -> bool:
    found = await db.get(Certificate, (person_id, training))
    return found is not None and (found.until is None or found.until >= day)


async def note(
    db: AsyncSession, town: Town, actor_id: int, person_id: int, training: str, *, now: datetime
) -> Certificate:
    """Note a training that somebody brought from elsewhere, for who leads one of their teams.

    :raises NotAvailableError: no such training, not a volunteer, or the actor leads none of theirs.
    """
    if training not in {known.code for known in town.trainings}:
        raise NotAvailableError
    volunteer = await db.get(Volunteer, person_id)
    if volunteer is None or not await _leads_one(db, town, actor_id, volunteer):
        raise NotAvailableError
    return await _write(db, town, person_id, training, actor_id, now=now)


async def _leads_one(db: AsyncSession, town: Town, actor_id: int, volunteer: Volunteer) -> bool:
    places = [(m.team, m.community) for m in await teams.mine(db, volunteer.person_id)]
    for team, community in places or [("", volunteer.community)]:
        if await teams.leads(db, town, actor_id, team, community):
            return True
    return False


async def earn(
    db: AsyncSession, town: Town, person_id: int, training: str, *, now: datetime
) -> None:
    """Give the certificate of a course to who was there, and tell them."""
    if training not in {known.code for known in town.trainings}:
        return  # the pack has it no more
    kept = await _write(db, town, person_id, training, None, now=now)
    notices.owe(
        db, person_id, "certificate-earned", due_at=now, training=training,
        until=kept.until.isoformat() if kept.until else None,
    )  # fmt: skip


async def _write(
    db: AsyncSession,
    town: Town,
    person_id: int,
    training: str,
    actor_id: int | None,
    *,
    now: datetime,
) -> Certificate:
    day = now.astimezone(town.zone).date()
    months = town.training(training).valid_months
    values = {
        "since": day,
        "until": months_later(day, months) if months else None,
        "noted_by": actor_id,
    }
    await db.execute(
        insert(Certificate)
        .values(person_id=person_id, training=training, **values)
        .on_conflict_do_update(index_elements=["person_id", "training"], set_=values)
    )
    return await db.get_one(Certificate, (person_id, training), populate_existing=True)


def months_later(day: date, months: int) -> date:
    """Give the same day so many months on, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))
