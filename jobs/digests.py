"""Digests by the clock: the morning's for who works today, the week's on Mondays."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import duty, notices
from community.people import Person, Role, RoleHeld
from community.reports import aftercare, digest
from config.town import Town
from config.town.calendar import is_workday, spans_of
from config.town.duty import roster

DESK_ROLES = frozenset({Role.SOCIAL_WORKER, Role.OFFICE, Role.CLERK, Role.LEADER})
WHOLE_TOWN = frozenset({Role.TOWN_OFFICE, Role.ADMIN})
MORNING, WEEK = "morning-digest", "week-summary"
ONE_MINUTE = timedelta(minutes=1)


async def morning(db: AsyncSession, town: Town, now: datetime) -> None:
    """Owe each person who works today one message about what waits for them.

    What an earlier morning could not deliver is taken back: nobody gets two.
    """
    await notices.drop(db, MORNING, because="a newer one", now=now)
    for person_id in await _at_work(db, town, now):
        found = await digest.morning(db, town, person_id, now=now)
        if found.anything:
            notices.owe(db, person_id, MORNING, due_at=now, topic=MORNING)


async def _at_work(db: AsyncSession, town: Town, now: datetime) -> list[int]:
    """On workdays everybody with a desk; on days off those whose duty is today."""
    today = now.astimezone(town.zone).date()
    if not is_workday(town, today):
        return await _on_duty(db, town, today)
    rows = await db.scalars(
        select(RoleHeld.person_id)
        .join(Person, Person.id == RoleHeld.person_id)
        .where(
            RoleHeld.role.in_(DESK_ROLES),
            RoleHeld.revoked_at.is_(None),
            Person.erased_at.is_(None),
        )
        .distinct()
    )
    return sorted(rows)


async def _on_duty(db: AsyncSession, town: Town, today: date) -> list[int]:
    found: set[int] = set()
    for community in town.communities:
        starts = {
            start
            for times in roster(town, community.code)
            for start, _ in spans_of(town, times, today, today)
        }
        for start in starts:
            there = await duty.workers_on_duty(db, town, community.code, start + ONE_MINUTE)
            found.update(person.id for person in there)
    return sorted(found)


async def week(db: AsyncSession, town: Town, now: datetime) -> None:  # noqa: ARG001  as jobs are called
    """Owe offices the week of their communities, and the town's office that of the town."""
    await notices.drop(db, WEEK, because="a newer one", now=now)
    rows = await db.execute(
        select(RoleHeld.person_id, RoleHeld.role, RoleHeld.community)
        .join(Person, Person.id == RoleHeld.person_id)
        .where(
            RoleHeld.role.in_(WHOLE_TOWN | {Role.OFFICE}),
            RoleHeld.revoked_at.is_(None),
            Person.erased_at.is_(None),
        )
    )
    of: dict[int, set[str | None]] = defaultdict(set)
    for person_id, role, community in rows:
        of[person_id].add(None if role in WHOLE_TOWN else community)
    for person_id, communities in sorted(of.items()):
        about = [None] if None in communities else sorted(c for c in communities if c)
        notices.owe(db, person_id, WEEK, due_at=now, topic=WEEK, communities=about)


async def archive(db: AsyncSession, town: Town, now: datetime) -> None:
    """Archive, batch by batch, what has been closed for so long that nobody opens it again."""
    while await aftercare.archive_closed(db, town, now=now) == aftercare.AT_ONCE:
        await db.flush()
        db.expunge_all()  # a batch is a thousand cases: they need not all be kept in mind
