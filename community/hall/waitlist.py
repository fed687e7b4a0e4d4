"""The waiting list of full days: who waits longest is offered what comes free, for a while."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError
from community.hall import booking, noshow, seats, slots
from community.hall.model import Booking, BookingStatus, Waiting, WaitingStatus
from community.hall.slots import BookingRefusedError, Visit
from community.notices import Priority
from config.town import Town
from config.town.calendar import ONE_DAY, quiet_until

OPEN = (WaitingStatus.WAITING, WaitingStatus.OFFERED)
BEHIND = timedelta(microseconds=1)
"""Who joined at the same moment comes before one who let an offer pass."""
DECLINED, RAN_OUT = "offer declined", "offer ran out"
MOST_LISTS = 3
"""On so many waiting lists one may be."""


async def join(
    db: AsyncSession,
    town: Town,
    person_id: int,
    visit: Visit,
    day: date,
    *,
    consented: bool = False,
    now: datetime,
) -> Waiting:
    """Wait for a day; who waits for it already keeps their place, with the new items.

    :raises BookingRefusedError: a rule is against the day, or against booking at all.
    """
    unfit = slots.why_not_here(town, visit) or slots.why_not_day(town, visit, day, now)
    if unfit:
        raise unfit
    if visit.for_whom and not consented:
        raise BookingRefusedError("booking-needs-consent", name=visit.for_whom)
    standing = await noshow.standing(db, town, person_id, now=now)
    if standing.paused_until and not any(town.service(code).welfare for code in visit.services):
        raise BookingRefusedError("booking-paused", until=standing.paused_until.isoformat())
    if booked := await _booked_on(db, town, person_id, visit, day):
        raise BookingRefusedError("booking-day-limit", most=town.booking.per_day, number=booked)
    await seats.one_at_a_time(db, "waits", person_id)
    theirs = await mine(db, person_id)
    found = next((w for w in theirs if (w.point, w.day) == (visit.point, day)), None)
    if found is None:
        if len(theirs) >= MOST_LISTS:
            raise BookingRefusedError("waitlist-too-many", most=MOST_LISTS)
        found = Waiting(
            person_id=person_id,
            point=visit.point,
            day=day,
            services=[],
            status=WaitingStatus.WAITING,
            since=now,
        )
        db.add(found)
    found.services = [*visit.services]
    found.for_whom = visit.for_whom
    found.consent_at = now if visit.for_whom else None
    await db.flush()
    return found


async def mine(db: AsyncSession, person_id: int) -> Sequence[Waiting]:
    rows = await db.scalars(
        select(Waiting)
        .where(Waiting.person_id == person_id, Waiting.status.in_(OPEN))
        .order_by(Waiting.day)
    )
    return rows.all()


async def get(db: AsyncSession, waiting_id: int, person_id: int) -> Waiting:
    """Lock a place on the list for the one who waits.

    :raises NotAvailableError: no such place, or not theirs.
    """
    found = await db.get(Waiting, waiting_id, with_for_update=True, populate_existing=True)
    if found is None or found.person_id != person_id:
        raise NotAvailableError
    return found


async def _get_with_offer(db: AsyncSession, waiting_id: int, person_id: int) -> Waiting:
    """Lock a place after the slot that is offered to it, as who ends what is held does too."""
    offer_id = await db.scalar(
        select(Waiting.offer_id).where(Waiting.id == waiting_id, Waiting.person_id == person_id)
    )
    if offer_id is not None:
        await db.get(Booking, offer_id, with_for_update=True, populate_existing=True)
    return await get(db, waiting_id, person_id)


async def accept(
    db: AsyncSession, town: Town, waiting_id: int, person_id: int, *, now: datetime
) -> Booking:
    """Take the slot that was offered.

    :raises NotAvailableError: not theirs.
    :raises BookingRefusedError: the offer has run out.
    """
    place = await _get_with_offer(db, waiting_id, person_id)
    if place.offer_id is None:
        raise BookingRefusedError("waitlist-offer-over")
    booked = await booking.confirm(db, town, place.offer_id, person_id, now=now)
    place.status = WaitingStatus.TAKEN
    return booked


async def let_pass(db: AsyncSession, waiting_id: int, person_id: int, *, now: datetime) -> Waiting:
    """Decline an offer, and wait on behind the others.

    :raises NotAvailableError: not theirs.
    """
    place = await _get_with_offer(db, waiting_id, person_id)
    if place.status is WaitingStatus.OFFERED:
        await _withdraw_offer(db, place, now=now)
        place.status, place.since = WaitingStatus.WAITING, now + BEHIND
    return place


async def leave(db: AsyncSession, waiting_id: int, person_id: int, *, now: datetime) -> Waiting:
    """:raises NotAvailableError: not theirs."""
    place = await _get_with_offer(db, waiting_id, person_id)
    if place.status in OPEN:
        await _withdraw_offer(db, place, now=now)
        place.status = WaitingStatus.LEFT
    return place


async def _withdraw_offer(db: AsyncSession, place: Waiting, *, now: datetime) -> None:
    if place.offer_id is None:
        return
    offered = await db.get_one(Booking, place.offer_id, with_for_update=True)
    if offered.status is BookingStatus.HELD:
        await booking.lapse(db, offered, DECLINED, now=now)
    place.offer_id = None


# --- by the clock --------------------------------------------------------------------------


async def _offered(db: AsyncSession, held: Booking) -> Waiting | None:
    found: Waiting | None = await db.scalar(
        select(Waiting)
        .where(Waiting.offer_id == held.id, Waiting.status == WaitingStatus.OFFERED)
        .with_for_update()
    )
    return found


async def offer_gone(db: AsyncSession, held: Booking) -> None:
    """The town has dropped what was offered: its owner keeps their turn, if there is one yet."""
    place = await _offered(db, held)
    if place is not None:
        place.status, place.offer_id = WaitingStatus.WAITING, None


async def offer_lapsed(db: AsyncSession, held: Booking, *, now: datetime) -> None:
    """An offer ran out: its owner goes behind the others, and is told."""
    place = await _offered(db, held)
    if place is None:
        return
    held.ended_because = RAN_OUT
    place.status, place.since, place.offer_id = WaitingStatus.WAITING, now + BEHIND, None
    notices.owe(
        db, place.person_id, "waitlist-offer-passed", due_at=now, topic=topic(place),
        waiting_id=place.id, day=place.day.isoformat(),
    )  # fmt: skip


async def make_offers(db: AsyncSession, town: Town, *, now: datetime) -> int:
    """Offer what has come free to who waits longest; nobody is asked in quiet hours.

    Only one day of a point is served in a transaction: who books locks a day before the next
    number, so nobody may hold the number and wait for another day.
    """
    rows = await db.execute(
        select(Waiting.point, Waiting.day)
        .where(Waiting.status == WaitingStatus.WAITING)
        .distinct()
        .order_by(Waiting.point, Waiting.day)
    )
    quiet = quiet_until(town, now) is not None
    for point, day in rows.all():
        if offered := await _offer_on(db, town, point, day, quiet=quiet, now=now):
            return offered
    return 0


async def _offer_on(
    db: AsyncSession, town: Town, point: str, day: date, *, quiet: bool, now: datetime
) -> int:
    waiting = await db.scalars(
        select(Waiting)
        .where(Waiting.status == WaitingStatus.WAITING, Waiting.point == point, Waiting.day == day)
        .order_by(Waiting.since, Waiting.id)
        .with_for_update(skip_locked=True)
    )
    offered = 0
    full: set[tuple[str, ...]] = set()
    for place in waiting:
        visit = Visit(place.point, tuple(place.services), place.for_whom)
        if _cannot_be(town, visit, day, now):
            place.status = WaitingStatus.OVER
            notices.owe(
                db, place.person_id, "waitlist-over", due_at=now, topic=topic(place),
                day=day.isoformat(),
            )  # fmt: skip
            offered += 1
        elif await _booked_on(db, town, place.person_id, visit, day):
            place.status = WaitingStatus.TAKEN
            offered += 1
        elif not quiet and visit.services not in full:
            days = await slots.free_days(db, town, visit, day, day, now=now, kept_back=False)
            if days:
                offered += await _offer(db, town, place, visit, days[0].starts, now=now)
            else:
                full.add(visit.services)
    return offered


def _cannot_be(town: Town, visit: Visit, day: date, now: datetime) -> bool:
    """The day is too near, or the town has changed what is done there."""
    known = {point.station for point in town.points}
    if visit.point not in known or slots.why_not_here(town, visit):
        return True
    return slots.why_not_day(town, visit, day, now) is not None


async def _offer(
    db: AsyncSession,
    town: Town,
    place: Waiting,
    visit: Visit,
    starts: Sequence[datetime],
    *,
    now: datetime,
) -> bool:
    passed = await _let_pass_before(db, place)
    start = next((start for start in starts if start.astimezone(UTC) not in passed), None)
    if start is None:
        return False
    until = now + timedelta(minutes=town.booking.offer_minutes)
    held = await booking.holding(
        db, town, visit, start, person_id=place.person_id,
        consent_at=place.consent_at, until=until, now=now, kept_back=False,
    )  # fmt: skip
    if held is None:
        return False
    place.status, place.offer_id = WaitingStatus.OFFERED, held.id
    notices.owe(
        db, place.person_id, "waitlist-offer", due_at=now, topic=topic(place),
        unless="offer-over", priority=Priority.ANSWER, waiting_id=place.id, booking_id=held.id,
        start=held.starts_at.isoformat(), until=until.isoformat(),
    )  # fmt: skip
    return True


async def _booked_on(
    db: AsyncSession, town: Town, person_id: int, visit: Visit, day: date
) -> str | None:
    """The number by which whoever would come has as many appointments that day as one may."""
    midnight = datetime.combine(day, datetime.min.time(), town.zone)
    rows = await db.scalars(
        select(Booking.number)
        .where(
            Booking.person_id == person_id,
            Booking.for_whom.is_not_distinct_from(visit.for_whom),
            Booking.status.in_((BookingStatus.BOOKED, BookingStatus.ARRIVED)),
            Booking.starts_at >= midnight,
            Booking.starts_at < datetime.combine(day + ONE_DAY, datetime.min.time(), town.zone),
        )
        .order_by(Booking.starts_at)
    )
    numbers = rows.all()
    return numbers[0] if len(numbers) >= town.booking.per_day else None


async def _let_pass_before(db: AsyncSession, place: Waiting) -> set[datetime]:
    """Times that they were offered and did not take: asked again, they would block them for all."""
    rows = await db.scalars(
        select(Booking.starts_at).where(
            Booking.person_id == place.person_id,
            Booking.point == place.point,
            Booking.status == BookingStatus.LAPSED,
            Booking.ended_because.in_((DECLINED, RAN_OUT)),
        )
    )
    return {start.astimezone(UTC) for start in rows}


def topic(place: Waiting) -> str:
    return f"waitlist-{place.id}"
