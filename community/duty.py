"""Who gets a matter now: the town pack's roster, matched with the people who hold the roles."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Person, Role, staff_of
from config.town import Town
from config.town.duty import next_duty, on_duty

DUTY_ROLES = frozenset({Role.SOCIAL_WORKER})
ALARM_ROLES = frozenset({Role.SOCIAL_WORKER, Role.OFFICE, Role.ADMIN})


def community_or_default(town: Town, community: str | None) -> str:
    """Take the community that is known, else the town's default one."""
    codes = [c.code for c in town.communities]
    if community in codes:
        return str(community)
    return next((c.code for c in town.communities if c.default), codes[0])


async def workers_on_duty(
    db: AsyncSession, town: Town, community: str | None, now: datetime
) -> Sequence[Person]:
    """Social workers on duty now; nobody when the roster is empty at this hour.

    A roster that names only people who have not joined yet falls back to all who have.
    """
    where = community_or_default(town, community)
    running = on_duty(town, where, now)
    if running is None:
        return []
    staff = await staff_of(db, where, DUTY_ROLES)
    named = [person for person in staff if person.name in running.staff_names]
    return named or staff


async def next_workers(
    db: AsyncSession, town: Town, community: str | None, now: datetime
) -> tuple[datetime, Sequence[Person]]:
    """Who is on duty now; with nobody there, who comes next, and when."""
    workers = await workers_on_duty(db, town, community, now)
    if workers:
        return now, workers
    at = when_somebody_comes(town, community, now) or now
    return at, await workers_on_duty(db, town, community, at + timedelta(minutes=1))


async def everybody_for_alarm(
    db: AsyncSession, town: Town, community: str | None, now: datetime
) -> Sequence[Person]:
    """Whom an emergency wakes: those on duty; with nobody on duty everybody, at any hour."""
    duty = await workers_on_duty(db, town, community, now)
    where = community_or_default(town, community)
    return duty or await staff_of(db, where, ALARM_ROLES)


def when_somebody_comes(town: Town, community: str | None, now: datetime) -> datetime | None:
    """Say when the next duty begins, in the town's zone; None when the roster names none."""
    return next_duty(town, community_or_default(town, community), now)
