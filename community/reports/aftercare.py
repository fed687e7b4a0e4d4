"""What happens to closed reports by themselves: after the time for a rating they are archived."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import Case, Kind, Status
from config.town import Town

AT_ONCE = 1000


async def archive_closed(db: AsyncSession, town: Town, *, now: datetime) -> int:
    """Archive what has been closed for longer than it can be rated or opened again."""
    before = now - timedelta(days=town.settings.rating_days)
    rows = await db.scalars(
        select(Case)
        .where(
            Case.kind == Kind.REPORT,
            Case.closed_at < before,
            Case.status != Status.ARCHIVED,
        )
        .order_by(Case.closed_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    closed = rows.all()
    for case in closed:
        cases.move(db, case, Status.ARCHIVED, "archived", actor_id=None, now=now, public=False)
    return len(closed)
