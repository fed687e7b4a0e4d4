"""Who hears of what happens to an application: its applicant, and the department that has it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from community import notices, people
from community.hall import filed
from community.hall.model import Application
from community.notices import Priority
from community.people import Role
from config.town import Town


async def hands(db: AsyncSession, town: Town, application: Application) -> Sequence[int]:
    """Who has it: its owner, else the clerks of its department, else whoever leads the point."""
    if application.owner_id is not None:
        return [application.owner_id]
    community = filed.community_of(town, application.point)
    clerks = await people.staff_of(db, community, {Role.CLERK}, department=application.department)
    there = [p.id for p in clerks if p.id != application.person_id]
    if not there:
        leaders = await people.staff_of(db, community, {Role.OFFICE, Role.ADMIN})
        there = [p.id for p in leaders if p.id != application.person_id]
    return there


async def offer(db: AsyncSession, town: Town, application: Application, *, now: datetime) -> None:
    """Owe the application's card to whoever has it now."""
    for person_id in await hands(db, town, application):
        notices.owe(
            db,
            person_id,
            "application-card",
            due_at=now,
            topic=application.number,
            unless="application-taken",
            application_id=application.id,
            number=application.number,
            department=application.department,
        )


def tell_applicant(
    db: AsyncSession,
    application: Application,
    text_id: str,
    *,
    now: datetime,
    **facts: Any,
) -> None:
    """Who filed at a counter without an account is told there."""
    if application.person_id is not None:
        notices.owe(
            db,
            application.person_id,
            text_id,
            due_at=now,
            topic=application.number,
            priority=Priority.ANSWER,
            matters=True,
            application_id=application.id,
            number=application.number,
            service=application.service,
            **facts,
        )


async def tell_hands(
    db: AsyncSession,
    town: Town,
    application: Application,
    text_id: str,
    *,
    now: datetime,
    **facts: Any,
) -> None:
    for person_id in await hands(db, town, application):
        notices.owe(
            db,
            person_id,
            text_id,
            due_at=now,
            topic=application.number,
            application_id=application.id,
            number=application.number,
            service=application.service,
            **facts,
        )


def ask_how_it_was(db: AsyncSession, application: Application, *, at: datetime) -> None:
    """Ask once for the rating, unless it has come by then."""
    if application.person_id is not None:
        notices.owe(
            db,
            application.person_id,
            "application-how-was-it",
            due_at=at,
            topic=application.number,
            unless="application-rated",
            application_id=application.id,
            number=application.number,
            service=application.service,
        )
