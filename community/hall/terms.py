"""Until when an application is to be decided, what stops that clock, and who is reminded of it."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.hall import filed, news
from community.hall.model import Application
from community.notices import Notice
from config.town import Service, Town
from config.town.calendar import ONE_DAY, add_span, is_workday, resumed

LOOKED_BACK = 30
"""Days; the longest holidays last nine."""


def begin(town: Town, application: Application, service: Service) -> None:
    """Both clocks run from the receipt."""
    application.due_at = add_span(town, application.created_at, service.promised)
    application.statutory_at = add_span(town, application.created_at, service.statutory)


def pause(application: Application, *, now: datetime) -> None:
    """Completing the papers is not the office's time."""
    application.paused_at = application.paused_at or now


def resume(town: Town, application: Application, *, now: datetime) -> None:
    """Give back the time that was left when the clocks stopped."""
    if application.paused_at is None:
        return
    paused, application.paused_at = application.paused_at, None
    item = filed.item_of(town, application)
    if application.due_at is not None:
        unit = item.promised.unit if item else "working days"
        application.due_at = resumed(town, unit, application.due_at, paused, now)
    if application.statutory_at is not None:
        unit = item.statutory.unit if item else "working days"
        application.statutory_at = resumed(town, unit, application.statutory_at, paused, now)


def overdue(application: Application, now: datetime) -> bool:
    return (
        application.closed_at is None
        and application.paused_at is None
        and application.due_at is not None
        and application.due_at <= now
    )


def workday_before(town: Town, due: datetime) -> datetime:
    """The same time of day on the workday before, in the town's zone."""
    local = due.astimezone(town.zone)
    days = (local - timedelta(days=ahead) for ahead in range(1, LOOKED_BACK))
    return next((day for day in days if is_workday(town, day.date())), local - ONE_DAY)


async def remind(db: AsyncSession, town: Town, application: Application, *, now: datetime) -> None:
    """Owe the reminders of its promise to whoever has it now, each of them once for each promise.

    What others were owed drops by itself: it is told unless the application moved on.
    """
    if application.due_at is None or application.paused_at is not None:
        return
    due = application.due_at.astimezone(UTC).isoformat()
    soon = workday_before(town, application.due_at)
    at: dict[str, datetime] = {}
    if application.due_at > now and soon > application.created_at:
        at["application-due-soon"] = max(soon, now)
    at["application-overdue"] = max(application.due_at, now)
    owed = await _owed(db, application.number, at, due)
    for person_id in await news.hands(db, town, application):
        for text_id, moment in at.items():
            if (person_id, text_id) not in owed:
                notices.owe(
                    db,
                    person_id,
                    text_id,
                    due_at=moment,
                    topic=application.number,
                    unless="application-moved-on",
                    application_id=application.id,
                    number=application.number,
                    service=application.service,
                    department=application.department,
                    due=due,
                )


async def _owed(
    db: AsyncSession, number: str, text_ids: Collection[str], due: str
) -> set[tuple[int, str]]:
    """Who was told of this promise already, or is going to be."""
    rows = await db.scalars(
        select(Notice).where(
            Notice.topic == number, Notice.text_id.in_(text_ids), Notice.dropped_at.is_(None)
        )
    )
    return {(n.person_id, n.text_id) for n in rows if n.facts.get("due") == due}
