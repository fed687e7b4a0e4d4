"""一事一评: how a finished matter was. A bad rating is called back, each of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, notices
from community.cases import Case
from community.errors import NotAvailableError, ReasonedError
from community.hall import callbacks, filed
from community.hall.model import Application, ServiceRating, Stars, Ticket, TicketStatus
from community.hall.stages import DECIDED, note
from community.notices import Priority
from config.town import Town

LONGEST_WORD = 500


class RatingRefusedError(ReasonedError):
    """The matter is not over, or was rated already."""


@dataclass(frozen=True)
class Rated:
    """A rating, and the case in which somebody calls back when it was a bad one."""

    rating: ServiceRating
    case: Case | None


async def rate_application(
    db: AsyncSession, town: Town, application_id: int, person_id: int, stars: int, *, now: datetime
) -> Rated:
    """Rate a decided application, once.

    :raises NotAvailableError: not theirs.
    :raises RatingRefusedError: it is not decided yet, was withdrawn, or was rated.
    :raises ValueError: such stars do not exist.
    """
    application = await filed.get_for_applicant(db, application_id, person_id)
    if application.stage not in DECIDED:
        raise RatingRefusedError("rating-not-over")
    rating = await _rate(db, stars, now=now, application_id=application.id)
    note(db, application, "rated", actor_id=person_id, now=now, stars=rating.stars)
    subject = f"{application.number} {_name(town, application.service)}"
    return await _heard(db, town, rating, person_id, application.point, subject, now=now)


async def rate_ticket(
    db: AsyncSession, town: Town, ticket_id: int, person_id: int, stars: int, *, now: datetime
) -> Rated:
    """Rate a visit that was served, once.

    :raises NotAvailableError: not theirs.
    :raises RatingRefusedError: it is not over, or was rated.
    :raises ValueError: such stars do not exist.
    """
    ticket = await db.get(Ticket, ticket_id, with_for_update=True, populate_existing=True)
    if ticket is None or ticket.person_id != person_id:
        raise NotAvailableError
    if ticket.status is not TicketStatus.DONE:
        raise RatingRefusedError("rating-not-over")
    rating = await _rate(db, stars, now=now, ticket_id=ticket.id)
    names = "、".join(_name(town, code) for code in ticket.services)
    subject = f"{ticket.day.isoformat()} {ticket.shown} {names}".rstrip()
    return await _heard(db, town, rating, person_id, ticket.point, subject, now=now)


async def _rate(db: AsyncSession, stars: int, *, now: datetime, **about: int) -> ServiceRating:
    statement = insert(ServiceRating).values(stars=Stars(stars).value, at=now, **about)
    rating: ServiceRating | None = await db.scalar(
        statement.on_conflict_do_nothing().returning(ServiceRating)
    )
    if rating is None:
        raise RatingRefusedError("rating-once")
    return rating


async def _heard(
    db: AsyncSession,
    town: Town,
    rating: ServiceRating,
    person_id: int,
    point: str,
    subject: str,
    *,
    now: datetime,
) -> Rated:
    """Have a bad rating called back by the community in which the point lies."""
    if rating.stars > Stars.BAD:
        return Rated(rating, None)
    community = filed.community_of(town, point)
    text = f"{subject}\n{'★' * rating.stars}{'☆' * (len(Stars) - rating.stars)}"
    case = await callbacks.open_case(
        db, town, callbacks.RATED_BADLY, person_id, community, text, now=now
    )
    rating.case_id = case.id
    return Rated(rating, case)


async def add_word(
    db: AsyncSession, rating_id: int, person_id: int, word: str, *, now: datetime
) -> ServiceRating:
    """Add why; whoever calls back reads it too. The word that is given last stays.

    :raises NotAvailableError: not their rating.
    """
    rating = await db.get(ServiceRating, rating_id, with_for_update=True, populate_existing=True)
    if rating is None or await _rated_by(db, rating) != person_id:
        raise NotAvailableError
    rating.word = word.strip()[:LONGEST_WORD] or None
    if rating.case_id is not None and rating.word:
        case = await cases.get_for_reporter(db, rating.case_id, person_id)
        cases.note(db, case, "added", actor_id=person_id, now=now, words=rating.word)
        if case.owner_id is not None:
            notices.owe(
                db,
                case.owner_id,
                "report-answered",
                due_at=now,
                topic=case.number,
                priority=Priority.ANSWER,
                case_id=case.id,
                number=case.number,
                words=rating.word,
            )
    return rating


async def _rated_by(db: AsyncSession, rating: ServiceRating) -> int | None:
    if rating.application_id is not None:
        return (await db.get_one(Application, rating.application_id)).person_id
    return (await db.get_one(Ticket, rating.ticket_id)).person_id


def _name(town: Town, code: str) -> str:
    known = {service.code: service.name.zh for service in town.services}
    return known.get(code, code)
