"""Conditions of notices: asked again when a notice is due, so that nothing pointless is said."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock
from community.cases import OPEN, Case, CaseTask, Satisfaction, Status, TaskStatus
from community.hall.model import Application, Booking, BookingStatus, ServiceRating
from community.notices import Notice
from community.shifts import gaps
from community.shifts.model import (
    CoverRequest,
    CoverStatus,
    HoursStatus,
    ServiceHours,
    Shift,
    ShiftStatus,
    Signup,
    SignupStatus,
    Volunteer,
    VolunteerStatus,
)
from community.timebank.model import Gift, GiftStatus, RequestStatus, ServiceRequest

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


async def case_open_again(db: AsyncSession, notice: Notice) -> bool:
    """An agreement that broke is told by whoever opened the case again."""
    case = await _case_of(db, notice)
    return case is None or case.status in OPEN


async def question_answered(db: AsyncSession, notice: Notice) -> bool:
    """The resident answered, or the case went on without it, perhaps to another question."""
    case = await _case_of(db, notice)
    return (
        case is None
        or case.status is not Status.WAITING
        or case.version != notice.facts.get("asked")
    )


async def satisfaction_begun(db: AsyncSession, notice: Notice) -> bool:
    case = await _case_of(db, notice)
    if case is None or case.status is not Status.SOLVED:
        return True
    return await db.get(Satisfaction, case.id) is not None


async def nothing_left(db: AsyncSession, notice: Notice) -> bool:
    """All cases that the notice lists are closed or taken by others meanwhile."""
    found = await db.scalar(
        select(Case.id)
        .where(
            Case.id.in_(notice.facts.get("case_ids", [])),
            Case.closed_at.is_(None),
            or_(Case.owner_id.is_(None), Case.owner_id == notice.person_id),
        )
        .limit(1)
    )
    return found is None and notice.text_id != "climbed-away"


async def task_taken(db: AsyncSession, notice: Notice) -> bool:
    task = await db.get(CaseTask, notice.facts.get("task_id"))
    return task is None or task.status is not TaskStatus.OPEN or task.owner_id is not None


async def task_not_theirs(db: AsyncSession, notice: Notice) -> bool:
    """Done, or in somebody else's hands."""
    task = await db.get(CaseTask, notice.facts.get("task_id"))
    return (
        task is None
        or task.status is not TaskStatus.OPEN
        or task.owner_id not in {None, notice.person_id}
    )


async def booking_moved_on(db: AsyncSession, notice: Notice) -> bool:
    """The appointment was moved or cancelled, its person is here already, or its time has come."""
    booked = await db.get(Booking, notice.facts.get("booking_id"))
    return (
        booked is None
        or booked.status is not BookingStatus.BOOKED
        or booked.version != notice.facts.get("version")
        or booked.starts_at <= await clock.now(db)
    )


async def offer_over(db: AsyncSession, notice: Notice) -> bool:
    held = await db.get(Booking, notice.facts.get("booking_id"))
    return held is None or held.status is not BookingStatus.HELD


async def application_taken(db: AsyncSession, notice: Notice) -> bool:
    """Somebody has it in hand, another department has it, or it is decided."""
    filed = await db.get(Application, notice.facts.get("application_id"))
    return (
        filed is None
        or filed.closed_at is not None
        or filed.owner_id is not None
        or filed.department != notice.facts.get("department")
    )


async def application_moved_on(db: AsyncSession, notice: Notice) -> bool:
    """It is decided, waits for its applicant, has another promise, or is in other hands."""
    filed = await db.get(Application, notice.facts.get("application_id"))
    return (
        filed is None
        or filed.closed_at is not None
        or filed.paused_at is not None
        or filed.due_at is None
        or filed.due_at.astimezone(UTC).isoformat() != notice.facts.get("due")
        or filed.department != notice.facts.get("department")
        or filed.owner_id not in {None, notice.person_id}
    )


async def application_rated(db: AsyncSession, notice: Notice) -> bool:
    rated = select(ServiceRating.id).where(
        ServiceRating.application_id == notice.facts.get("application_id")
    )
    return await db.scalar(rated) is not None


async def duty_over(db: AsyncSession, notice: Notice) -> bool:
    signup = await db.get(Signup, notice.facts.get("signup_id"))
    return signup is None or signup.status is not SignupStatus.ON_DUTY


async def duty_settled(db: AsyncSession, notice: Notice) -> bool:
    """They signed in after all, said what they did, or have no place there any more."""
    signup = await db.get(Signup, notice.facts.get("signup_id"))
    return signup is None or signup.status not in {SignupStatus.SIGNED_UP, SignupStatus.COMING}


async def no_hours_waiting(db: AsyncSession, notice: Notice) -> bool:
    """Nobody's hours wait at all; whether they wait for this leader its card looks itself."""
    waiting = select(ServiceHours.id).where(
        ServiceHours.status == HoursStatus.CLAIMED, ServiceHours.person_id != notice.person_id
    )
    return await db.scalar(waiting.limit(1)) is None


EXPECTED = frozenset({SignupStatus.SIGNED_UP, SignupStatus.COMING})


async def signup_moved_on(db: AsyncSession, notice: Notice) -> bool:
    """The place was given back, or the shift was moved since, or it has begun."""
    signup = await db.get(Signup, notice.facts.get("signup_id"))
    if signup is None or signup.status not in EXPECTED:
        return True
    shift = await db.get_one(Shift, signup.shift_id)
    return shift.version != notice.facts.get("version") or shift.starts_at <= await clock.now(db)


async def shift_version_over(db: AsyncSession, notice: Notice) -> bool:
    """The shift was moved again, or cancelled: what was said of it is old."""
    shift = await db.get(Shift, notice.facts.get("shift_id"))
    return shift is None or shift.version != notice.facts.get("version")


async def shift_taken(db: AsyncSession, notice: Notice) -> bool:
    """Who waited is not waiting any more, or the shift takes nobody any more."""
    signup = await db.get(Signup, notice.facts.get("signup_id"))
    if signup is None or signup.status is not SignupStatus.WAITING:
        return True
    shift = await db.get_one(Shift, signup.shift_id)
    return shift.status is not ShiftStatus.OPEN or shift.starts_at <= await clock.now(db)


async def cover_settled(db: AsyncSession, notice: Notice) -> bool:
    """Somebody stands in already, or it is not asked any more."""
    request = await db.get(CoverRequest, notice.facts.get("request_id"))
    return request is None or request.status is not CoverStatus.OPEN


async def gaps_filled(db: AsyncSession, notice: Notice) -> bool:
    """Of the shifts that it lists none is short of people any more."""
    listed = notice.facts.get("shift_ids", [notice.facts.get("shift_id")])
    return not await gaps.gaps_of(db, listed, now=await clock.now(db))


async def gift_over(db: AsyncSession, notice: Notice) -> bool:
    gift = await db.get(Gift, notice.facts.get("gift_id"))
    return gift is None or gift.status is not GiftStatus.OFFERED


async def bank_request_settled(db: AsyncSession, notice: Notice) -> bool:
    """It is paid, called off, or the organisation has it."""
    request = await db.get(ServiceRequest, notice.facts.get("request_id"))
    return request is None or request.status is not RequestStatus.DONE


async def volunteer_decided(db: AsyncSession, notice: Notice) -> bool:
    """Another leader decided, or they applied no more."""
    one = await db.get(Volunteer, notice.facts.get("volunteer_id"))
    return one is None or one.status is not VolunteerStatus.APPLIED


CONDITIONS: dict[str, Condition] = {
    "volunteer-decided": volunteer_decided,
    "bank-request-settled": bank_request_settled,
    "gift-over": gift_over,
    "cover-settled": cover_settled,
    "gaps-filled": gaps_filled,
    "signup-moved-on": signup_moved_on,
    "shift-version-over": shift_version_over,
    "shift-taken": shift_taken,
    "application-moved-on": application_moved_on,
    "application-rated": application_rated,
    "application-taken": application_taken,
    "booking-moved-on": booking_moved_on,
    "duty-over": duty_over,
    "duty-settled": duty_settled,
    "no-hours-waiting": no_hours_waiting,
    "offer-over": offer_over,
    "case-taken": case_taken,
    "case-closed": case_closed,
    "case-open-again": case_open_again,
    "nothing-left": nothing_left,
    "question-answered": question_answered,
    "satisfaction-begun": satisfaction_begun,
    "task-not-theirs": task_not_theirs,
    "task-taken": task_taken,
}


ROWS: dict[str, type[Any]] = {
    "application_id": Application,
    "booking_id": Booking,
    "shift_id": Shift,
    "signup_id": Signup,
    "task_id": CaseTask,
}
"""What the facts of notices point to by its number."""


async def prepare(db: AsyncSession, due: Sequence[Notice]) -> list[object]:
    """Read at once what these notices point to; a session that holds them asks no more."""
    rows: list[object] = []
    for fact, table in ROWS.items():
        ids = {notice.facts[fact] for notice in due if isinstance(notice.facts.get(fact), int)}
        if ids:
            rows += await db.scalars(select(table).where(table.id.in_(ids)))
    return rows


async def still_holds(db: AsyncSession, notice: Notice) -> bool:
    """Say whether the notice still makes sense: its `unless` has not come true."""
    return notice.unless is None or not await CONDITIONS[notice.unless](db, notice)
