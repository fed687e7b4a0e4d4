"""The people and the past of the demo town, told through the same operations as real ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock, people, reports
from community.cases import Case
from community.notices import Notice
from community.people import Person, Role, RoleHeld
from community.reports import Draft, Refer
from config.town import DemoReport, Town
from config.town.duty import next_duty

LOGIN_LIVES = timedelta(days=7)

Links = list[tuple[str, str]]


async def open_in_duty_hours(db: AsyncSession, town: Town) -> datetime:
    """Move the demo's clock on to when somebody is on duty, and say what it shows.

    Whoever tries the demo at night would else report to an empty office.
    """
    now = await clock.now(db)
    starts = [next_duty(town, community.code, now) for community in town.communities]
    latest = max((start for start in starts if start is not None), default=now)
    if latest > now:
        now = await clock.forward(db, latest - now + timedelta(minutes=1))
    return now.astimezone(town.zone)


async def settle(db: AsyncSession, town: Town) -> None:
    """Let the pack's invented people move in, once, with what they reported."""
    if await db.scalar(select(func.count()).select_from(Person).where(Person.name.is_not(None))):
        return
    now = await clock.now(db)
    for staff in town.people.staff:
        person = await _person(db, staff.name, staff.community, "zh", now)
        db.add(
            RoleHeld(
                person_id=person.id,
                role=Role(staff.role),
                community=staff.community,
                granted_at=now - timedelta(days=400),
            )
        )
    for resident in town.people.residents:
        await _person(db, resident.name, resident.community, resident.language, now)
    await db.flush()
    for told in sorted(town.people.reports, key=lambda report: -report.days_ago):
        await _tell(db, town, told, now)
    # What the past owed was said in the past; only what waits for a worker is still owed.
    await db.execute(
        update(Notice)
        .where(Notice.text_id != "report-card")
        .values(dropped_at=now, dropped_because="history")
    )


async def _person(
    db: AsyncSession, name: str, community: str | None, language: str, now: datetime
) -> Person:
    person = Person(
        name=name, community=community, language=language, created_at=now - timedelta(days=400)
    )
    db.add(person)
    await db.flush()
    return person


async def _tell(db: AsyncSession, town: Town, told: DemoReport, now: datetime) -> None:
    filed_at = now - timedelta(days=told.days_ago)
    resident = await _named(db, told.resident)
    place = next((p for p in town.places if p.code == told.place), None)
    where = told.where or (place.name.text(resident.language or "zh") if place else None)
    draft = Draft(
        text=told.text,
        category=told.category,
        place=where,
        place_code=told.place,
        latitude=place.lat if place else None,
        longitude=place.lon if place else None,
        community=place.community if place else resident.community,
    )
    case = await reports.file(db, town, draft, resident.id, now=filed_at)
    if told.owner and told.state != "new":
        owner = await _named(db, told.owner)
        steps = _steps(filed_at, now)
        await _work(db, town, case, told, owner.id, resident.id, steps)
    await db.flush()


def _steps(filed_at: datetime, now: datetime) -> Sequence[datetime]:
    """Times for what happened to it: after an hour, after a day, after two, never in the future."""
    span = now - filed_at
    return [filed_at + min(span * part, timedelta(days=part * 4)) for part in (0.1, 0.4, 0.6)]


async def _work(
    db: AsyncSession,
    town: Town,
    case: Case,
    told: DemoReport,
    owner: int,
    resident: int,
    at: Sequence[datetime],
) -> None:
    await reports.take(db, case.id, owner, now=at[0])
    note = told.note or ""
    match told.state:
        case "asked":
            await reports.ask(db, case.id, owner, note, now=at[1])
        case "sent_on":
            await reports.refer(db, town, case.id, owner, Refer.DEPARTMENT, now=at[1])
        case "not_ours":
            await reports.turn_away(db, case.id, owner, note, now=at[1])
        case "solved" | "reopened":
            await reports.solve(db, case.id, owner, note, now=at[1])
    if told.rating is not None:
        await reports.rate(db, town, case.id, resident, told.rating, now=at[2])
        if told.comment:
            await reports.say_why(db, case.id, resident, told.comment, now=at[2])


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
