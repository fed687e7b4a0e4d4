"""Applications: filed in chat or at a counter, completed or taken back by who filed them.

What a department does with one stands in `desk`, who may see one in `filed`; their names are
given here too, so that a room needs one import.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import numbers
from community.errors import NotAvailableError
from community.hall import access, checklist, filed, news, papers, seats, steps, terms
from community.hall.desk import (
    LONGEST_NOTE,
    accept,
    approve,
    ask_to_complete,
    collected,
    refuse,
    start,
    step_done,
    take,
)
from community.hall.filed import (
    by_number,
    collectable,
    events,
    get_for_applicant,
    get_for_clerk,
    mine,
    waiting_for,
)
from community.hall.model import Application, Booking, Stage, Ticket, TicketStatus
from community.hall.papers import papers_of
from community.hall.stages import DECIDED, OPEN, ApplicationRefusedError, check, move, note
from community.hall.steps import Progress, progress, steps_of
from community.hall.terms import overdue
from config.town import Service, Town

__all__ = [
    "DECIDED", "LONGEST_NOTE", "MOST_A_DAY", "OPEN", "ApplicationRefusedError", "Filing",
    "Progress", "accept", "approve", "ask_to_complete", "by_number", "collectable", "collected",
    "complete", "complete_at_counter", "events", "file", "file_at_counter", "get_for_applicant",
    "get_for_clerk", "mine", "overdue", "papers_of", "progress", "refuse", "start", "step_done",
    "steps_of", "take", "waiting_for", "withdraw",
]  # fmt: skip

MOST_A_DAY = 5
"""Filed in chat by one account; more than that should go to a person."""
LONGEST_WORDS = 2000
LONGEST_NAME = 50


@dataclass(frozen=True)
class Filing:
    """What is handed in: papers as a material's code and a file; `online` when no counter saw it.

    `consented` is what the one who files says of whom they file for.
    """

    service: str
    point: str
    words: str | None = None
    papers: Sequence[tuple[str | None, str]] = ()
    for_whom: str | None = None
    consented: bool = False
    online: bool = True


# --- filing --------------------------------------------------------------------------------


async def file(
    db: AsyncSession, town: Town, person_id: int, filing: Filing, *, now: datetime
) -> Application:
    """File an item in chat, start its clocks, and owe it to its department.

    :raises NotAvailableError: no such item, or a paper of somebody else's.
    :raises ApplicationRefusedError: it needs a visit (service), is not handled there (point),
        needs consent (name), is open already (number), or too many were filed today (most).
    """
    service = _item(town, filing.service, filing.point)
    if filing.online and not service.online:
        raise ApplicationRefusedError("application-needs-visit", service=service.code)
    if filing.for_whom and not filing.consented:
        raise ApplicationRefusedError("application-needs-consent", name=filing.for_whom)
    await seats.one_at_a_time(db, "files", person_id)
    for_whom = filing.for_whom[:LONGEST_NAME] if filing.for_whom else None
    await _only_once(db, person_id, service, for_whom)
    if filing.online and await _filed_since(db, person_id, now - timedelta(days=1)) >= MOST_A_DAY:
        raise ApplicationRefusedError("application-too-many", most=MOST_A_DAY)
    application = await _open(
        db,
        town,
        service,
        Application(
            person_id=person_id,
            for_whom=for_whom,
            consent_at=now if for_whom else None,
            point=filing.point,
            online=filing.online,
            words=filing.words[:LONGEST_WORDS] if filing.words else None,
        ),
        actor_id=person_id,
        now=now,
    )
    await papers.hand_in(db, application.id, person_id, filing.papers, now=now)
    await checklist.handed_in(db, person_id, service.code)
    return application


def _item(town: Town, code: str, point: str) -> Service:
    try:
        service = town.service(code)
    except KeyError:
        raise NotAvailableError from None
    if point not in {known.station for known in town.points_for(service)}:
        raise ApplicationRefusedError("application-not-here", service=code, point=point)
    return service


async def _only_once(
    db: AsyncSession, person_id: int, service: Service, for_whom: str | None
) -> None:
    number = await db.scalar(
        select(Application.number).where(
            Application.person_id == person_id,
            Application.service == service.code,
            Application.for_whom.is_(None)
            if for_whom is None
            else Application.for_whom == for_whom,
            Application.closed_at.is_(None),
        )
    )
    if number is not None:
        raise ApplicationRefusedError("application-already-open", number=number)


async def _filed_since(db: AsyncSession, person_id: int, since: datetime) -> int:
    found = await db.scalar(
        select(func.count())
        .select_from(Application)
        .where(
            Application.person_id == person_id,
            Application.online,
            Application.created_at > since,
        )
    )
    return found or 0


async def _open(
    db: AsyncSession,
    town: Town,
    service: Service,
    application: Application,
    *,
    actor_id: int,
    now: datetime,
) -> Application:
    """Give it its number, its way, its clocks and its first line, and tell the department."""
    application.number = await numbers.next_number(db, "C", now=now)
    application.service, application.department = service.code, service.route[0]
    application.stage, application.created_at = Stage.RECEIVED, now
    terms.begin(town, application, service)
    db.add(application)
    await db.flush()
    steps.lay_out(db, application, service)
    what = "received" if application.online else "received-at-counter"
    note(db, application, what, actor_id=actor_id, now=now, department=application.department)
    await news.offer(db, town, application, now=now)
    await terms.remind(db, town, application, now=now)
    return application


async def file_at_counter(
    db: AsyncSession, town: Town, clerk_id: int, ticket_id: int, service: str, *, now: datetime
) -> Application:
    """File an item for whoever stands at the counter with this number; they are told.

    Who took the number without an account is told the application's number there.

    :raises NotAvailableError: no such number, not a point of the clerk's, or their own number.
    :raises ApplicationRefusedError: not handled there, open already, or nobody was called.
    """
    ticket = await db.get(Ticket, ticket_id, with_for_update=True, populate_existing=True)
    if ticket is None or ticket.person_id == clerk_id:
        raise NotAvailableError
    await access.require(db, town, clerk_id, ticket.point)
    here = ticket.status in {TicketStatus.SERVING, TicketStatus.DONE}
    if not here or ticket.day != now.astimezone(town.zone).date():
        raise ApplicationRefusedError("application-nobody-here", number=ticket.shown)
    item = _item(town, service, ticket.point)
    booked = await db.get(Booking, ticket.booking_id) if ticket.booking_id else None
    for_whom = booked.for_whom if booked else None
    if ticket.person_id is not None:
        await seats.one_at_a_time(db, "files", ticket.person_id)
        await _only_once(db, ticket.person_id, item, for_whom)
    application = await _open(
        db,
        town,
        item,
        Application(
            person_id=ticket.person_id,
            for_whom=for_whom,
            consent_at=booked.consent_at if booked else None,
            point=ticket.point,
            online=False,
        ),
        actor_id=clerk_id,
        now=now,
    )
    due = application.due_at.isoformat() if application.due_at else ""
    news.tell_applicant(db, application, "application-received", now=now, due=due)
    if ticket.person_id is not None:
        await checklist.handed_in(db, ticket.person_id, item.code)
    return application


# --- completing, taking back ---------------------------------------------------------------


async def complete(
    db: AsyncSession,
    town: Town,
    application_id: int,
    person_id: int,
    words: str | None,
    files: Sequence[str] = (),
    *,
    now: datetime,
) -> Application:
    """Add what was lacking; the clocks go on with the time that was left.

    :raises NotAvailableError: not theirs, or a file of somebody else's.
    :raises ApplicationRefusedError: nothing is lacking, nothing was added, or it is closed.
    """
    application = await filed.get_for_applicant(db, application_id, person_id)
    check(application, Stage.RECEIVED)
    words = words.strip()[:LONGEST_WORDS] if words else ""
    if not words and not files:
        raise ApplicationRefusedError("application-nothing-added", number=application.number)
    given = [(None, file_id) for file_id in files]
    await papers.hand_in(db, application.id, person_id, given, now=now)
    await _completed(db, town, application, person_id, words, now=now)
    await news.tell_hands(
        db, town, application, "application-completed", now=now, words=words, files=len(given)
    )
    return application


async def complete_at_counter(
    db: AsyncSession,
    town: Town,
    application_id: int,
    clerk_id: int,
    words: str | None = None,
    *,
    now: datetime,
) -> Application:
    """Note that the applicant brought what was lacking.

    :raises NotAvailableError: not the clerk's.
    :raises ApplicationRefusedError: nothing is lacking, or it is closed.
    """
    application = await filed.get_for_clerk(db, town, application_id, clerk_id)
    check(application, Stage.RECEIVED)
    words = words.strip()[:LONGEST_NOTE] if words else ""
    await _completed(db, town, application, clerk_id, words, now=now)
    return application


async def _completed(
    db: AsyncSession,
    town: Town,
    application: Application,
    actor_id: int,
    words: str,
    *,
    now: datetime,
) -> None:
    move(
        db,
        application,
        Stage.RECEIVED,
        "completed",
        actor_id=actor_id,
        now=now,
        words=words or None,
    )
    terms.resume(town, application, now=now)
    await terms.remind(db, town, application, now=now)


async def withdraw(
    db: AsyncSession, town: Town, application_id: int, person_id: int, *, now: datetime
) -> Application:
    """Take it back at the applicant's word, until it is accepted.

    :raises NotAvailableError: not theirs.
    :raises ApplicationRefusedError: it is accepted, or closed.
    """
    application = await filed.get_for_applicant(db, application_id, person_id)
    check(application, Stage.WITHDRAWN)
    terms.resume(town, application, now=now)
    move(db, application, Stage.WITHDRAWN, "withdrawn", actor_id=person_id, now=now)
    if application.owner_id is not None:
        await news.tell_hands(db, town, application, "application-withdrawn", now=now)
    return application
