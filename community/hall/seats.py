"""Taking seats and giving them back: the one place that writes them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import CommunityError
from community.hall import slots
from community.hall.model import Booking, Seat
from community.hall.slots import Visit
from config.town import Town


class SlotTakenError(CommunityError):
    """Somebody was faster. `nearest` are the free slots around it, in the zone of the town."""

    text_id = "slot-taken"

    def __init__(self, nearest: Sequence[datetime]) -> None:
        super().__init__()
        self.nearest = list(nearest)


async def one_at_a_time(db: AsyncSession, *key: object) -> None:
    """Wait for other transactions that write about the same thing, until this one ends.

    The primary key of the seats keeps them apart anyway; this keeps them from failing on it.
    """
    name = ":".join(str(part) for part in key)
    await db.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


async def lock_day(db: AsyncSession, point: str, day: date) -> None:
    await one_at_a_time(db, "booked", point, day)


async def take(
    db: AsyncSession,
    town: Town,
    visit: Visit,
    booking: Booking,
    cells: Sequence[datetime],
    *,
    now: datetime,
    kept_back: bool = True,
) -> bool:
    """Take the seats of a visit for its booking; its own old ones count as free.

    Says whether they were to be had; if not, the transaction holds part of them and must be
    rolled back to where it was.
    """
    used = await slots.taken(
        db,
        visit.point,
        cells[0],
        cells[-1] + timedelta(minutes=1),
        now=now,
        kept_back=kept_back,
        but=booking.id,
    )
    chosen = slots.seats_for(town, visit, cells, used)
    if chosen is None:
        return False
    statement = insert(Seat).values(
        [
            {"point": visit.point, "starts_at": at, "seat": seat, "booking_id": booking.id}
            for at, seat in sorted(chosen)
        ]
    )
    free = Seat.free_from.is_not(None) if not kept_back else Seat.free_from <= now
    written = await db.execute(
        statement.on_conflict_do_update(
            index_elements=["point", "starts_at", "seat"],
            set_={"booking_id": booking.id, "free_from": None},
            where=or_(free, Seat.booking_id == booking.id),
        ).returning(Seat.starts_at, Seat.seat)
    )
    mine = {(at, seat) for at, seat in written}
    if mine != set(chosen):
        return False
    await db.execute(
        update(Seat)
        .where(
            Seat.booking_id == booking.id,
            Seat.free_from.is_(None),
            tuple_(Seat.starts_at, Seat.seat).not_in(chosen),
        )
        .values(free_from=now + timedelta(minutes=town.booking.freed_minutes))
    )
    return True


async def give_back(db: AsyncSession, booking_id: int, *, free_from: datetime) -> None:
    await db.execute(
        update(Seat)
        .where(Seat.booking_id == booking_id, Seat.free_from.is_(None))
        .values(free_from=free_from)
    )
