"""The people and the past of the demo town, told through the same operations as real ones."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import demo_hall, demo_volunteers
from bot.demo_moments import MEETS_FOR, hall_awake, last_meeting
from bot.demo_past import Past
from community import clock, people
from community.people import Person, Role, RoleHeld
from config.town import Town
from config.town.calendar import next_meeting
from config.town.duty import next_duty

FRESH = timedelta(days=6, hours=12)
"""So long a department that the meeting chose is still within its seven days."""
LOGIN_LIVES = timedelta(days=7)

Links = list[tuple[str, str]]


async def open_in_duty_hours(db: AsyncSession, town: Town) -> datetime:
    """Move the demo's clock on to when somebody is on duty, and say what it shows.

    Whoever tries the demo at night would else report to an empty office. A new demo whose pack
    tells of a line in the hall begins while the hall is open, and no new one just before the
    office's meeting: what the last one decided is still under way.
    """
    now = await clock.now(db)
    starts = [next_duty(town, community.code, now) for community in town.communities]
    latest = max((start for start in starts if start is not None), default=now)
    if latest > now:
        now = await clock.forward(db, latest - now + timedelta(minutes=1))
    if await _settled(db):
        return now.astimezone(town.zone)
    if town.people.hall and town.people.hall.now and (awake := hall_awake(town, now)) > now:
        now = await clock.forward(db, awake - now)
    met = last_meeting(town, now)
    if now - met > FRESH:
        over = next_meeting(town, met) + MEETS_FOR
        now = await clock.forward(db, over - now + timedelta(minutes=5))
    return now.astimezone(town.zone)


async def settle(db: AsyncSession, town: Town) -> None:
    """Let the pack's invented people move in, once, with what they reported."""
    if await _settled(db):
        return
    now = await clock.now(db)
    for staff in town.people.staff:
        person = await _person(db, staff.name, staff.community, "zh", now)
        db.add(
            RoleHeld(
                person_id=person.id,
                role=Role(staff.role),
                community=staff.community,
                department=staff.department,
                granted_at=now - timedelta(days=400),
            )
        )
    for resident in town.people.residents:
        await _person(db, resident.name, resident.community, resident.language, now)
    await db.flush()
    await demo_hall.play(db, town, now)
    await demo_volunteers.play(db, town, now)
    await Past(db, town, now).play()


async def _settled(db: AsyncSession) -> bool:
    return bool(await db.scalar(select(exists().where(Person.name.is_not(None)))))


async def _person(
    db: AsyncSession, name: str, community: str | None, language: str, now: datetime
) -> Person:
    person = Person(
        name=name, community=community, language=language, created_at=now - timedelta(days=400)
    )
    db.add(person)
    await db.flush()
    return person


async def _named(db: AsyncSession, name: str) -> Person:
    found = await db.scalar(select(Person).where(Person.name == name).order_by(Person.id))
    if found is None:
        raise LookupError(f"people.yaml has no {name}")
    return found


async def login_links(db: AsyncSession, town: Town, address: str) -> Links:
    """Make a fresh link for each of the demo's people; opening it makes that page theirs."""
    now = await clock.now(db)
    links: Links = []
    named: list[tuple[str, str]] = [(s.name, s.role) for s in town.people.staff]
    named += [(r.name, "resident") for r in town.people.residents]
    for n, (name, role) in enumerate(named, start=1):
        person = await _named(db, name)
        code = await people.invite(db, None, now=now, person_id=person.id, lives=LOGIN_LIVES)
        links.append(
            (f"{name} ({role})", f"{address}/door/{role.replace('_', '-')}-{n}/?start={code}")
        )
    return links
