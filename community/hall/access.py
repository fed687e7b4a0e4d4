"""Who works at which point: clerks, offices and administrators, where their role reaches."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import people
from community.errors import NotAvailableError
from community.hall.model import CounterOpen
from community.people import Role
from config.town import Point, Town

COUNTER_STAFF = frozenset({Role.CLERK, Role.OFFICE, Role.ADMIN})


async def works_at(db: AsyncSession, town: Town, person_id: int, point: str) -> bool:
    """Say whether the person may open a counter of the point, by its station's code."""
    stations = {known.station for known in town.points}
    if point not in stations:
        return False
    community = town.station(point).community
    return await people.holds(db, person_id, COUNTER_STAFF, community)


async def points_of(db: AsyncSession, town: Town, person_id: int) -> list[Point]:
    held = [role for role in await people.roles_of(db, person_id) if role.role in COUNTER_STAFF]
    reached = {role.community for role in held}
    return [
        point
        for point in town.points
        if None in reached or town.station(point.station).community in reached
    ]


async def require(db: AsyncSession, town: Town, person_id: int, point: str) -> None:
    """:raises NotAvailableError: they do not work there, or there is no such point."""
    if not await works_at(db, town, person_id, point):
        raise NotAvailableError


async def own_counter(db: AsyncSession, clerk_id: int, *, lock: bool = False) -> CounterOpen | None:
    """The counter that the clerk sits at now; locked, it does one thing at a time."""
    query = select(CounterOpen).where(
        CounterOpen.clerk_id == clerk_id, CounterOpen.closed_at.is_(None)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found: CounterOpen | None = await db.scalar(query)
    return found
