"""Conditions of notices: asked again when a notice is due, so that nothing pointless is said."""

from collections.abc import Awaitable, Callable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import OPEN, Case, Status
from community.notices import Notice

Condition = Callable[[AsyncSession, Notice], Awaitable[bool]]


async def _case_of(db: AsyncSession, notice: Notice) -> Case | None:
    found: Case | None = await db.scalar(select(Case).where(Case.number == notice.topic))
    return found


async def case_taken(db: AsyncSession, notice: Notice) -> bool:
    """Somebody owns the case, or it is closed."""
    case = await _case_of(db, notice)
    return case is None or case.owner_id is not None or case.status not in OPEN


async def case_closed(db: AsyncSession, notice: Notice) -> bool:
    case = await _case_of(db, notice)
    return case is None or case.status not in OPEN


async def case_not_solved(db: AsyncSession, notice: Notice) -> bool:
    case = await _case_of(db, notice)
    return case is None or case.status is not Status.SOLVED or case.rating is not None


CONDITIONS: dict[str, Condition] = {
    "case-taken": case_taken,
    "case-closed": case_closed,
    "case-not-solved": case_not_solved,
}


async def still_holds(db: AsyncSession, notice: Notice) -> bool:
    """Say whether the notice still makes sense: its `unless` has not come true."""
    return notice.unless is None or not await CONDITIONS[notice.unless](db, notice)
