"""Which slots a point has, and which of them are free."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import ReasonedError
from community.hall.model import Seat
from config.town import Point, Town
from config.town.calendar import ONE_DAY, is_workday, spans_of

LINE = "line"
NEAREST = 3
MOST_DAYS_AHEAD = 400


@dataclass(frozen=True)
class Visit:
    """Somebody's errand at a point: its items are done one after another.

    :param for_whom: what they call the one who comes, when it is not themselves.
    """

    point: str
    services: tuple[str, ...]
    for_whom: str | None = None


@dataclass(frozen=True)
class Day:
    """A day with free slots; their beginnings are in the town's zone."""

    date: date
    starts: tuple[datetime, ...]


class BookingRefusedError(ReasonedError):
    """A rule is against it; the reason is the text id."""


@dataclass(frozen=True)
class _Stretch:
    """Cells of a point's opening hours without a break between them."""

    cells: tuple[datetime, ...]


# --- what there is -------------------------------------------------------------------------


def hours_of(town: Town, point: Point, day: date) -> list[tuple[datetime, datetime]]:
    """Give the hours for which a point can be booked, in the zone of the town."""
    hours = point.hours or town.station(point.station).hours
    return sorted(span for times in hours for span in spans_of(town, times, day, day))


def _stretches(town: Town, point: Point, day: date) -> Iterator[_Stretch]:
    """Cut a day's hours into cells; measured as time elapses, so a change of clocks is no gap."""
    step = timedelta(minutes=point.slot_minutes)
    for opens, closes in hours_of(town, point, day):
        at, end = opens.astimezone(UTC), closes.astimezone(UTC)
        cells = []
        while at + step <= end:
            cells.append(at)
            at += step
        yield _Stretch(tuple(cells))


def cells_needed(town: Town, point: Point, services: Sequence[str]) -> int:
    """Say how many cells the items take together."""
    minutes = sum(town.service(code).minutes for code in services)
    return max(1, -(-minutes // point.slot_minutes))


def starts_of(town: Town, visit: Visit, day: date) -> Iterator[tuple[datetime, ...]]:
    """Give, for each moment at which the visit could begin, the cells that it would take."""
    point = town.point(visit.point)
    count = cells_needed(town, point, visit.services)
    for stretch in _stretches(town, point, day):
        for n in range(len(stretch.cells) - count + 1):
            yield stretch.cells[n : n + count]


def window(town: Town, now: datetime) -> tuple[date, date]:
    """Say from which day to which one can book now."""
    rules = town.booking
    today = now.astimezone(town.zone).date()
    last, workdays = today, 0
    for ahead in range(1, MOST_DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if is_workday(town, day):
            last, workdays = day, workdays + 1
        if workdays == rules.window_workdays:
            break
    return today + timedelta(days=rules.earliest_days), last


def why_not(town: Town, visit: Visit, start: datetime, now: datetime) -> BookingRefusedError | None:
    """Say which rule of the calendar is against a visit at this moment, or None."""
    if unfit := why_not_here(town, visit):
        return unfit
    day = start.astimezone(town.zone).date()
    if closed := why_not_day(town, visit, day, now):
        return closed
    if start.astimezone(UTC) <= now.astimezone(UTC):
        return BookingRefusedError("booking-past")
    if not any(cells[0] == start.astimezone(UTC) for cells in starts_of(town, visit, day)):
        return BookingRefusedError("booking-outside-hours", hours=_hours_said(town, visit, day))
    return None


def why_not_here(town: Town, visit: Visit) -> BookingRefusedError | None:
    """Say whether the point, or an item, is not to be had there."""
    known = {service.code: service for service in town.services}
    for code in visit.services:
        service = known.get(code)
        if service is None or visit.point not in {p.station for p in town.points_for(service)}:
            return BookingRefusedError("booking-not-here")
    return None if visit.services else BookingRefusedError("booking-not-here")


def why_not_day(town: Town, visit: Visit, day: date, now: datetime) -> BookingRefusedError | None:
    """Say which rule is against the whole day, or None. Facts: dates in ISO form."""
    first, last = window(town, now)
    today = now.astimezone(town.zone).date()
    if day < today:
        return BookingRefusedError("booking-past")
    if day < first:
        return BookingRefusedError("booking-too-soon", days=town.booking.earliest_days)
    if day > last:
        return BookingRefusedError("booking-too-far", until=last.isoformat())
    if not hours_of(town, town.point(visit.point), day):
        return BookingRefusedError("booking-closed-day", day=day.isoformat())
    return None


def _hours_said(town: Town, visit: Visit, day: date) -> str:
    spans = hours_of(town, town.point(visit.point), day)
    return " ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in spans)


# --- what is free --------------------------------------------------------------------------

Taken = dict[datetime, set[str]]


async def taken(
    db: AsyncSession,
    point: str,
    first: datetime,
    last: datetime,
    *,
    now: datetime,
    kept_back: bool = True,
    but: int | None = None,
) -> Taken:
    """Give the seats that are taken, by the beginning of their cell.

    :param kept_back: count those that were given back a moment ago as taken; they are for the
        waiting list only.
    :param but: a booking whose own seats count as free.
    """
    held = Seat.free_from.is_(None)
    query = select(Seat.starts_at, Seat.seat).where(
        Seat.point == point,
        Seat.starts_at >= first,
        Seat.starts_at < last,
        or_(held, Seat.free_from > now) if kept_back else held,
    )
    if but is not None:
        query = query.where(Seat.booking_id != but)
    found: Taken = {}
    for starts_at, seat in await db.execute(query):
        found.setdefault(starts_at, set()).add(seat)
    return found


def seats_for(
    town: Town, visit: Visit, cells: Sequence[datetime], used: Taken
) -> list[tuple[datetime, str]] | None:
    """Choose a line for all cells, and a place for each item that has few; None when full."""
    point = town.point(visit.point)
    for line in range(1, point.lines + 1):
        seat = f"{LINE}-{line}"
        if not any(seat in used.get(cell, ()) for cell in cells):
            chosen = [(cell, seat) for cell in cells]
            break
    else:
        return None
    for code in dict.fromkeys(visit.services):
        most = town.service(code).per_slot
        if most is None:
            continue
        places = (f"{code}-{n}" for n in range(1, most + 1))
        place = next((p for p in places if p not in used.get(cells[0], ())), None)
        if place is None:
            return None
        chosen.append((cells[0], place))
    return chosen


async def offer(db: AsyncSession, town: Town, visit: Visit, *, now: datetime) -> list[Day]:
    """Give the days of the window that have free slots.

    :raises BookingRefusedError: an item is not handled at this point.
    """
    if unfit := why_not_here(town, visit):
        raise unfit
    first, last = window(town, now)
    return await free_days(db, town, visit, first, last, now=now)


async def free_days(
    db: AsyncSession,
    town: Town,
    visit: Visit,
    first: date,
    last: date,
    *,
    now: datetime,
    kept_back: bool = True,
    but: int | None = None,
) -> list[Day]:
    """Give the days from `first` to `last` that have free slots; see `taken` for the rest."""
    midnight = datetime.combine(first, datetime.min.time(), town.zone)
    until = datetime.combine(last + ONE_DAY, datetime.min.time(), town.zone)
    used = await taken(db, visit.point, midnight, until, now=now, kept_back=kept_back, but=but)
    soonest = now.astimezone(UTC)
    days = []
    day = first
    while day <= last:
        starts = tuple(
            cells[0].astimezone(town.zone)
            for cells in starts_of(town, visit, day)
            if cells[0] > soonest and seats_for(town, visit, cells, used) is not None
        )
        if starts:
            days.append(Day(day, starts))
        day += ONE_DAY
    return days


async def nearest(
    db: AsyncSession,
    town: Town,
    visit: Visit,
    wanted: datetime,
    *,
    now: datetime,
    most: int = NEAREST,
    but: int | None = None,
) -> list[datetime]:
    """Give the free slots that are nearest to a moment, the earliest first."""
    if why_not_here(town, visit):
        return []
    first, last = window(town, now)
    days = await free_days(db, town, visit, first, last, now=now, but=but)
    starts = [start for day in days for start in day.starts]
    near = sorted(starts, key=lambda start: abs(start.astimezone(UTC) - wanted.astimezone(UTC)))
    return sorted(near[:most])
