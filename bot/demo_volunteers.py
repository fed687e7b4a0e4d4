"""The volunteers of the demo town: what they gave, what they are signed up for, and the bank."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import CommunityError
from community.people import Person
from community.shifts import shifts, signing
from community.shifts.model import (
    Certificate,
    HoursStatus,
    ServiceHours,
    Shift,
    TeamMember,
    Volunteer,
    VolunteerStatus,
)
from community.timebank import accounts, earning, giving, ledger
from community.timebank.model import TransferKind
from config.town import DemoAccount, DemoVolunteer, Town
from config.town.calendar import ONE_DAY

log = structlog.get_logger()

AN_HOUR = 60
A_DAY = 4 * AN_HOUR
LONG_AGO = timedelta(days=400)
"""Since when all of them volunteer."""


async def play(db: AsyncSession, town: Town, now: datetime) -> None:
    """Let the pack's volunteers have given their hours, and have their next shifts."""
    if not town.people.volunteers:
        return
    people = {p.name: p for p in await db.scalars(select(Person)) if p.name}
    await shifts.make_due(db, town, now)
    for one in town.people.volunteers:
        await _volunteer(db, town, one, people[one.name], now)
    for account in town.people.accounts:
        await _account(db, town, account, people, now)


async def _volunteer(
    db: AsyncSession, town: Town, one: DemoVolunteer, person: Person, now: datetime
) -> None:
    community = person.community or town.default_community.code
    db.add(
        Volunteer(
            person_id=person.id,
            status=VolunteerStatus.ACTIVE,
            community=community,
            born=one.born,
            skills=[],
            languages=[],
            free=list(one.free),
            applied_at=now - LONG_AGO,
            decided_at=now - LONG_AGO,
        )
    )
    await db.flush()
    since = (now - LONG_AGO).date()
    for team in one.teams:
        db.add(
            TeamMember(
                person_id=person.id, team=team, community=community, leads=one.leads,
                since=now - LONG_AGO,
            )
        )  # fmt: skip
    for training in one.trainings:
        db.add(Certificate(person_id=person.id, training=training, since=since))
    await _hours(db, town, one, person.id, community, now)
    for template in one.next:
        await _next(db, town, template, person.id, now)


async def _hours(
    db: AsyncSession, town: Town, one: DemoVolunteer, person_id: int, community: str, now: datetime
) -> None:
    """Spread what they gave over the days before today."""
    left, day = one.hours * AN_HOUR, now.astimezone(town.zone).date()
    while left > 0:
        day -= ONE_DAY
        minutes = min(A_DAY, left)
        left -= minutes
        ended = datetime.combine(day, time(10), town.zone)
        hours = ServiceHours(
            person_id=person_id,
            team=one.teams[0],
            community=community,
            kind="patrol" if one.teams[0] == "patrol" else "environment",
            minutes=minutes,
            ended_at=ended,
            status=HoursStatus.CONFIRMED,
            confirmed_at=ended + ONE_DAY,
        )
        db.add(hours)
        await db.flush()
        await earning.earn(db, town, hours, now=ended + ONE_DAY)


async def _next(
    db: AsyncSession, town: Town, template: str, person_id: int, now: datetime
) -> None:
    shift = await db.scalar(
        select(Shift)
        .where(Shift.template == template, Shift.starts_at > now)
        .order_by(Shift.starts_at)
        .limit(1)
    )
    if shift is None:
        return
    try:
        await signing.sign_up(db, town, person_id, shift.id, now=now)
    except CommunityError as refusal:
        log.info("a place of the demo was refused", because=refusal.text_id)


async def _account(
    db: AsyncSession, town: Town, told: DemoAccount, people: Mapping[str, Person], now: datetime
) -> None:
    if town.time_bank is None:
        return
    theirs = await accounts.open_own(
        db, town, people[told.resident].id, told.born, now=now - LONG_AGO
    )
    if told.hours:
        pool = await accounts.pool(db, now=now)
        await ledger.transfer(
            db, TransferKind.GRANT, pool.id, theirs.id, told.hours * AN_HOUR,
            now=now - ONE_DAY, because="demo",
        )  # fmt: skip
    if told.called and told.by:
        mine = await accounts.owned(db, people[told.by].id, now=now)
        await giving.remember(
            db, mine.id, told.called, theirs.id, is_family=False, now=now - ONE_DAY
        )
