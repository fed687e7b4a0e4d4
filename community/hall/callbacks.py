"""What the hall cannot do at its counters becomes a case that a social worker looks after."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import Case, Source
from community.errors import NotAvailableError, ReasonedError
from community.people import Person
from community.reports import filing
from config.town import Town

RATED_BADLY = "service-rating"
AT_HOME = "home-service"
LONGEST_WORDS = 1000


class CallbackRefusedError(ReasonedError):
    """Facts: number."""


async def open_case(
    db: AsyncSession,
    town: Town,
    category: str,
    person_id: int | None,
    community: str | None,
    text: str,
    *,
    now: datetime,
) -> Case:
    """Open a private case of a category that only the house files into, with its own clocks."""
    draft = filing.Draft(text=text, category=category, community=community)
    return await filing.file(db, town, draft, person_id, now=now, source=Source.HALL)


async def ask_home_service(
    db: AsyncSession, town: Town, person_id: int, service: str, words: str, *, now: datetime
) -> Case:
    """Ask that somebody come, for who cannot go to the hall.

    :raises NotAvailableError: no such item.
    :raises CallbackRefusedError: it was asked for before, and nobody has come yet (number).
    """
    item = next((known for known in town.services if known.code == service), None)
    if item is None:
        raise NotAvailableError
    person = await db.get_one(Person, person_id, with_for_update=True)
    subject = f"{item.name.zh}（{item.code}）"
    asked = await db.scalar(
        select(Case.number).where(
            Case.reporter_id == person_id,
            Case.category == AT_HOME,
            Case.closed_at.is_(None),
            Case.text.startswith(subject, autoescape=True),
        )
    )
    if asked is not None:
        raise CallbackRefusedError("home-service-asked", number=asked)
    words = words.strip()[:LONGEST_WORDS]
    text = f"{subject}\n{words}" if words else subject
    return await open_case(db, town, AT_HOME, person_id, person.community, text, now=now)
