"""Appointments: held while one thinks, booked, moved, cancelled."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices, numbers
from community.errors import NotAvailableError
from community.hall import noshow, seats, slots
from community.hall.model import TAKES_A_SEAT, Booking, BookingStatus, Waiting, WaitingStatus
from community.hall.seats import SlotTakenError
from community.hall.slots import BookingRefusedError, Visit
from config.town import Town

ONE_DAY = timedelta(days=1)
TWO_HOURS = timedelta(hours=2)
LONGEST_NAME = 50
REMINDERS = ("booking-tomorrow", "booking-soon")


# --- finding -------------------------------------------------------------------------------


async def get(db: AsyncSession, booking_id: int, person_id: int) -> Booking:
    """Lock a booking for the one who made it.

    :raises NotAvailableError: no such booking, or not theirs.
    """
    found = await db.get(Booking, booking_id, with_for_update=True, populate_existing=True)
    if found is None or found.person_id != person_id:
        raise NotAvailableError
    return found


async def by_number(db: AsyncSession, number: str, person_id: int) -> Booking:
    """:raises NotAvailableError: no such number, not theirs, or never confirmed."""
    found = await db.scalar(select(Booking).where(Booking.number == number))
    unheard = {BookingStatus.HELD, BookingStatus.LAPSED}
    if found is None or found.person_id != person_id or found.status in unheard:
        raise NotAvailableError
    return found


async def by_calendar_key(db: AsyncSession, key: str) -> Booking:
    """:raises NotAvailableError: the key opens nothing, or what was never confirmed."""
    found = await db.scalar(select(Booking).where(Booking.calendar_key == key))
    if found is None or found.status in {BookingStatus.HELD, BookingStatus.LAPSED}:
        raise NotAvailableError
    return found


async def mine(db: AsyncSession, person_id: int, *, now: datetime) -> Sequence[Booking]:
    """What somebody has booked and is still to come, in order."""
    rows = await db.scalars(
        select(Booking)
        .where(
            Booking.person_id == person_id,
            Booking.status.in_((BookingStatus.BOOKED, BookingStatus.ARRIVED)),
            Booking.ends_at > now,
        )
        .order_by(Booking.starts_at, Booking.id)
    )
    return rows.all()


def visit_of(booking: Booking) -> Visit:
    return Visit(booking.point, tuple(booking.services), booking.for_whom)


# --- holding and booking -------------------------------------------------------------------


async def hold(
    db: AsyncSession,
    town: Town,
    person_id: int,
    visit: Visit,
    start: datetime,
    *,
    consented: bool = False,
    now: datetime,
) -> Booking:
    """Keep a slot for `hold_minutes`; what the person held before is given back.

    :param consented: the one who comes agrees, when it is somebody else.
    :raises BookingRefusedError: a rule is against it.
    :raises SlotTakenError: it is full; with the nearest free ones.
    """
    if unfit := slots.why_not(town, visit, start, now):
        raise unfit
    if visit.for_whom and not consented:
        raise BookingRefusedError("booking-needs-consent", name=visit.for_whom)
    await seats.one_at_a_time(db, "books", person_id)
    standing = await noshow.standing(db, town, person_id, now=now)
    if standing.paused_until and not any(town.service(code).welfare for code in visit.services):
        raise BookingRefusedError("booking-paused", until=standing.paused_until.isoformat())
    await _give_back_holds(db, person_id, now=now)
    await _check_limits(db, town, person_id, visit, start, now=now)
    booking = await holding(
        db,
        town,
        visit,
        start,
        person_id=person_id,
        consent_at=now if visit.for_whom else None,
        until=now + timedelta(minutes=town.booking.hold_minutes),
        now=now,
    )
    if booking is None:
        raise SlotTakenError(await slots.nearest(db, town, visit, start, now=now))
    booking.must_tap = standing.must_tap
    return booking


async def holding(
    db: AsyncSession,
    town: Town,
    visit: Visit,
    start: datetime,
    *,
    person_id: int,
    consent_at: datetime | None,
    until: datetime,
    now: datetime,
    kept_back: bool = True,
) -> Booking | None:
    """Hold a slot without asking whether this person may; None when it is full."""
    day = start.astimezone(town.zone).date()
    cells = next(c for c in slots.starts_of(town, visit, day) if c[0] == start)
    point = town.point(visit.point)
    await seats.lock_day(db, visit.point, day)
    booking = Booking(
        number=await numbers.next_number(db, "A", now=now),
        person_id=person_id,
        for_whom=visit.for_whom[:LONGEST_NAME] if visit.for_whom else None,
        consent_at=consent_at,
        point=visit.point,
        services=[*visit.services],
        starts_at=cells[0],
        ends_at=cells[-1] + timedelta(minutes=point.slot_minutes),
        status=BookingStatus.HELD,
        held_until=until,
        calendar_key=secrets.token_urlsafe(16),
        created_at=now,
    )
    async with db.begin_nested() as attempt:
        db.add(booking)
        await db.flush()
        if await seats.take(db, town, visit, booking, cells, now=now, kept_back=kept_back):
            return booking
        await attempt.rollback()
    return None


async def _check_limits(
    db: AsyncSession,
    town: Town,
    person_id: int,
    visit: Visit,
    start: datetime,
    *,
    now: datetime,
    but: int | None = None,
) -> None:
    rules = town.booking
    theirs = [b for b in await _coming(db, person_id, now=now) if b.id != but]
    day = start.astimezone(town.zone).date()
    same_day = [
        booking
        for booking in theirs
        if booking.for_whom == visit.for_whom
        and booking.starts_at.astimezone(town.zone).date() == day
    ]
    if len(same_day) >= rules.per_day:
        raise BookingRefusedError(
            "booking-day-limit", most=rules.per_day, number=same_day[0].number
        )
    if len(theirs) >= rules.most_open:
        raise BookingRefusedError("booking-too-many", most=rules.most_open)


async def _coming(db: AsyncSession, person_id: int, *, now: datetime) -> Sequence[Booking]:
    rows = await db.scalars(
        select(Booking)
        .where(
            Booking.person_id == person_id,
            Booking.status.in_(TAKES_A_SEAT),
            Booking.ends_at > now,
        )
        .order_by(Booking.starts_at)
    )
    return rows.all()


async def _give_back_holds(db: AsyncSession, person_id: int, *, now: datetime) -> None:
    """One slot is held at a time; offers of the waiting list are answered for themselves."""
    offered = select(Waiting.offer_id).where(Waiting.status == WaitingStatus.OFFERED)
    rows = await db.scalars(
        select(Booking)
        .where(
            Booking.person_id == person_id,
            Booking.status == BookingStatus.HELD,
            Booking.id.not_in(offered),
        )
        .order_by(Booking.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for booking in rows:
        await lapse(db, booking, "another slot", now=now)


async def let_go(db: AsyncSession, booking_id: int, person_id: int, *, now: datetime) -> None:
    """Give a held slot back at once; what is not held any more is left as it is.

    :raises NotAvailableError: not theirs.
    """
    booking = await get(db, booking_id, person_id)
    if booking.status is BookingStatus.HELD:
        await lapse(db, booking, "not wanted", now=now)


async def lapse(db: AsyncSession, booking: Booking, because: str, *, now: datetime) -> None:
    """End a hold; its seats are free at once, for nobody had them."""
    _end(booking, BookingStatus.LAPSED, because, now=now)
    await seats.give_back(db, booking.id, free_from=now)


async def confirm(
    db: AsyncSession, town: Town, booking_id: int, person_id: int, *, now: datetime
) -> Booking:
    """Make a held slot an appointment, and owe its reminders. Confirming twice changes nothing.

    :raises NotAvailableError: not theirs.
    :raises BookingRefusedError: it was not confirmed in time.
    """
    booking = await get(db, booking_id, person_id)
    if booking.status is BookingStatus.BOOKED:
        return booking
    if booking.status is not BookingStatus.HELD or _ran_out(booking, now):
        raise BookingRefusedError("booking-hold-lapsed")
    booking.status, booking.held_until = BookingStatus.BOOKED, None
    booking.version += 1
    _remind(db, town, booking, now=now)
    return booking


def _ran_out(booking: Booking, now: datetime) -> bool:
    return booking.held_until is not None and booking.held_until <= now


def _remind(db: AsyncSession, town: Town, booking: Booking, *, now: datetime) -> None:
    """Owe the reminders that are still ahead; one that must be tapped is owed in any case.

    Whoever books so near that it would go to others at once has said that they come.
    """
    hours = timedelta(hours=town.booking.change_until_hours)
    booking.tapped_at = now if booking.starts_at - hours <= now else None
    if booking.person_id is None:
        return
    day_before = booking.starts_at - ONE_DAY
    due = {"booking-tomorrow": day_before, "booking-soon": booking.starts_at - TWO_HOURS}
    if booking.must_tap and day_before <= now < booking.starts_at - hours:
        due["booking-tomorrow"] = now
    for text_id, at in due.items():
        if at >= now:
            notices.owe(
                db,
                booking.person_id,
                text_id,
                due_at=at,
                topic=booking.number,
                unless="booking-moved-on",
                booking_id=booking.id,
                version=booking.version,
            )


# --- changing one's mind -------------------------------------------------------------------


async def change(
    db: AsyncSession,
    town: Town,
    booking_id: int,
    person_id: int,
    start: datetime,
    *,
    now: datetime,
) -> Booking:
    """Move an appointment; it keeps its number, and its old slot until the new one is had.

    :raises NotAvailableError: not theirs.
    :raises BookingRefusedError: too late, or a rule is against the new time.
    :raises SlotTakenError: the new time is full; the old one is still theirs.
    """
    await seats.one_at_a_time(db, "books", person_id)
    booking = await get(db, booking_id, person_id)
    check_changeable(town, booking, now)
    visit = visit_of(booking)
    if unfit := slots.why_not(town, visit, start, now):
        raise unfit
    if start == booking.starts_at:
        return booking
    await _check_limits(db, town, person_id, visit, start, now=now, but=booking.id)
    old, new = (at.astimezone(town.zone).date() for at in (booking.starts_at, start))
    for day in sorted({old, new}):
        await seats.lock_day(db, booking.point, day)
    cells = next(c for c in slots.starts_of(town, visit, new) if c[0] == start)
    async with db.begin_nested() as attempt:
        taken = await seats.take(db, town, visit, booking, cells, now=now)
        if not taken:
            await attempt.rollback()
    if not taken:
        raise SlotTakenError(await slots.nearest(db, town, visit, start, now=now, but=booking.id))
    booking.starts_at = cells[0]
    booking.ends_at = cells[-1] + timedelta(minutes=town.point(visit.point).slot_minutes)
    booking.version += 1
    await notices.drop(db, booking.number, because="moved", now=now)
    _remind(db, town, booking, now=now)
    return booking


async def cancel(
    db: AsyncSession, town: Town, booking_id: int, person_id: int, *, now: datetime
) -> Booking:
    """Cancel; the slot opens to others after `freed_minutes`, to the waiting list at once.

    :raises NotAvailableError: not theirs.
    :raises BookingRefusedError: too late, or over already.
    """
    booking = await get(db, booking_id, person_id)
    if booking.status is BookingStatus.CANCELLED:
        return booking
    check_changeable(town, booking, now)
    await call_off(db, town, booking, "cancelled", now=now)
    return booking


async def call_off(
    db: AsyncSession, town: Town, booking: Booking, because: str, *, now: datetime
) -> None:
    """End an appointment that will not take place, whoever gave the reason."""
    _end(booking, BookingStatus.CANCELLED, because, now=now)
    freed = now + timedelta(minutes=town.booking.freed_minutes)
    await seats.give_back(db, booking.id, free_from=freed)
    await notices.drop(db, booking.number, because=because, now=now)


async def keep(
    db: AsyncSession, town: Town, booking_id: int, person_id: int, *, now: datetime
) -> Booking:
    """Say that one will come.

    :raises NotAvailableError: not theirs.
    :raises BookingRefusedError: it is over, or went to others.
    """
    booking = await get(db, booking_id, person_id)
    if booking.status not in {BookingStatus.BOOKED, BookingStatus.ARRIVED}:
        raise BookingRefusedError("booking-over", phone=_phone(town, booking))
    booking.tapped_at = booking.tapped_at or now
    return booking


def check_changeable(town: Town, booking: Booking, now: datetime) -> None:
    """:raises BookingRefusedError: it is over, or too near to be moved or cancelled."""
    if booking.status is not BookingStatus.BOOKED:
        raise BookingRefusedError("booking-over", phone=_phone(town, booking))
    hours = town.booking.change_until_hours
    if booking.starts_at - timedelta(hours=hours) < now:
        raise BookingRefusedError(
            "booking-too-late-to-change", hours=hours, phone=_phone(town, booking)
        )


def _phone(town: Town, booking: Booking) -> str:
    stations = {station.code: station for station in town.stations}
    known = stations.get(booking.point)
    return known.phone if known else town.default_community.phone


def _end(booking: Booking, status: BookingStatus, because: str, *, now: datetime) -> None:
    booking.status, booking.held_until = status, None
    booking.ended_at, booking.ended_because = now, because
    booking.version += 1


def missed(booking: Booking, *, now: datetime) -> None:
    _end(booking, BookingStatus.MISSED, "did not come", now=now)


def done(booking: Booking, *, now: datetime) -> None:
    _end(booking, BookingStatus.DONE, "done", now=now)
