"""Who may see and handle an application, asked where it is fetched; and the lists people have."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import people
from community.errors import NotAvailableError
from community.hall.access import COUNTER_STAFF
from community.hall.model import Application, ApplicationEvent, ApplicationStep, Stage
from community.hall.stages import OPEN
from community.people import Role, RoleHeld
from config.town import Service, Town


def item_of(town: Town, application: Application) -> Service | None:
    """None when the pack does not have it any more."""
    known = {service.code: service for service in town.services}
    return known.get(application.service)


def community_of(town: Town, point: str) -> str | None:
    """Where the point lies; None when the pack does not have it any more."""
    known = {station.code: station for station in town.stations}
    return known[point].community if point in known else None


def works_for(held: RoleHeld, community: str | None, departments: set[str]) -> bool:
    """Say whether a role reaches an application of this community's point, in these departments."""
    return (
        held.role in COUNTER_STAFF
        and held.community in {None, community}
        and (held.role is not Role.CLERK or held.department in {None, *departments})
    )


async def may_handle(
    db: AsyncSession, town: Town, application: Application, person_id: int
) -> bool:
    """Whether they work for a department on its way; never the applicant."""
    if application.person_id == person_id:
        return False
    held = await people.roles_of(db, person_id)
    if not held:
        return False
    on_its_way = await db.scalars(
        select(ApplicationStep.department).where(ApplicationStep.application_id == application.id)
    )
    departments = {application.department, *on_its_way}
    community = community_of(town, application.point)
    return any(works_for(role, community, departments) for role in held)


async def works_on(db: AsyncSession, town: Town, application: Application, person_id: int) -> bool:
    """Whether they work for the department that has it now."""
    community = community_of(town, application.point)
    return any(
        works_for(role, community, {application.department})
        for role in await people.roles_of(db, person_id)
    )


async def _get(db: AsyncSession, application_id: int) -> Application:
    found = await db.get(Application, application_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotAvailableError
    return found


async def get_for_clerk(
    db: AsyncSession, town: Town, application_id: int, clerk_id: int
) -> Application:
    """Lock an application for somebody of a department on its way.

    :raises NotAvailableError: no such application, or not theirs.
    """
    application = await _get(db, application_id)
    if not await may_handle(db, town, application, clerk_id):
        raise NotAvailableError
    return application


async def get_for_applicant(db: AsyncSession, application_id: int, person_id: int) -> Application:
    """Lock an application for the one who filed it.

    :raises NotAvailableError: no such application, or not theirs.
    """
    application = await _get(db, application_id)
    if application.person_id != person_id:
        raise NotAvailableError
    return application


async def by_number(db: AsyncSession, town: Town, number: str, person_id: int) -> Application:
    """Find it for the applicant, or for staff who may handle it.

    :raises NotAvailableError: no such number, or not theirs.
    """
    found = await db.scalar(select(Application).where(Application.number == number))
    if found is None or not (
        found.person_id == person_id or await may_handle(db, town, found, person_id)
    ):
        raise NotAvailableError
    return found


async def mine(db: AsyncSession, person_id: int, *, most: int = 10) -> Sequence[Application]:
    """What they filed: what is open first, the newest first."""
    rows = await db.scalars(
        select(Application)
        .where(Application.person_id == person_id)
        .order_by(Application.closed_at.is_not(None), Application.created_at.desc())
        .limit(most)
    )
    return rows.all()


async def waiting_for(
    db: AsyncSession, town: Town, clerk_id: int, *, most: int = 10
) -> Sequence[Application]:
    """What lies on a clerk's desk: theirs, or nobody's at their department and points.

    The nearest promise comes first; what waits for its applicant comes last.
    """
    rows = await db.scalars(
        select(Application)
        .where(*await _on_the_desk(db, town, clerk_id))
        .order_by(Application.stage == Stage.INCOMPLETE, Application.due_at, Application.id)
        .limit(most)
    )
    return rows.all()


async def how_many_wait(db: AsyncSession, town: Town, clerk_id: int) -> int:
    found = await db.scalar(
        select(func.count()).select_from(Application).where(*await _on_the_desk(db, town, clerk_id))
    )
    return found or 0


async def _on_the_desk(db: AsyncSession, town: Town, clerk_id: int) -> list[ColumnElement[bool]]:
    reach: list[ColumnElement[bool]] = []
    for held in await people.roles_of(db, clerk_id):
        if held.role not in COUNTER_STAFF:
            continue
        points = [
            station.code for station in town.stations if held.community in {None, station.community}
        ]
        on: list[ColumnElement[bool]] = [Application.point.in_(points)]
        if held.role is Role.CLERK and held.department is not None:
            on.append(Application.department == held.department)
        reach.append(and_(*on))
    return [
        Application.closed_at.is_(None),
        Application.stage.in_(OPEN),
        or_(Application.person_id.is_(None), Application.person_id != clerk_id),
        or_(false(), *reach),
        or_(Application.owner_id == clerk_id, Application.owner_id.is_(None)),
    ]


async def events(db: AsyncSession, application_id: int) -> Sequence[ApplicationEvent]:
    rows = await db.scalars(
        select(ApplicationEvent)
        .where(ApplicationEvent.application_id == application_id)
        .order_by(ApplicationEvent.at, ApplicationEvent.id)
    )
    return rows.all()


def collectable(town: Town, application: Application) -> bool:
    """Whether something lies ready to be fetched, and has not been."""
    item = item_of(town, application)
    return bool(item and item.result) and application.stage is Stage.APPROVED
