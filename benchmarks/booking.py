"""Slots offered in a hall with 200,000 bookings, and 200 residents who book at once."""

# ruff: noqa: S608  only numbers of our own stand in these statements

import asyncio
import random
import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic, perf_counter

import asyncpg
from sqlalchemy import func, select

from benchmarks.bench import bench, load_now
from community.database import Sessions, connect, sessions_of
from community.hall import booking, slots
from community.hall.model import Booking, BookingStatus, Seat
from community.hall.seats import SlotTakenError
from community.hall.slots import Visit
from community.people import Person
from config.settings import load as settings
from config.town import BUILTIN, BookingRules, Town, load_town

BOOKINGS = 200_000
ASKED, WARM_UP = 1_000, 50
RUSH, AT_ONCE = 200, 16
"""So many residents; a process takes so many turns at a time."""
GOAL = 30.0
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)

LOAD = (
    "insert into people (name, created_at) values ('P', now())",
    f"""insert into bookings (number, person_id, point, services, starts_at, ends_at, status,
        must_tap, calendar_key, version, created_at)
    select 'X-' || n, (select id from people limit 1), 'hall', '["SB-002"]',
        timestamptz '2026-11-30 08:30+08' - (n / 72) * interval '1 day'
            + (n / 3 % 24) * interval '15 minutes',
        timestamptz '2026-11-30 08:45+08' - (n / 72) * interval '1 day'
            + (n / 3 % 24) * interval '15 minutes',
        case when n < 500 then 'booked' else 'done' end, false, 'k' || n, 1, now()
    from generate_series(0, {BOOKINGS - 1}) n""",
    """insert into booked_seats (point, starts_at, seat, booking_id)
    select point, starts_at, 'line-' || 1 + (id % 3), id from bookings
    where id % 9 <> 4 on conflict do nothing""",
    "vacuum analyze",
    "checkpoint",
)


async def main() -> None:
    # Five workdays ahead: then not everybody who comes at once finds a slot.
    town = load_town(BUILTIN).model_copy(update={"booking": BookingRules()})
    async with bench() as ground:
        took = await _load(ground.database_url)
        engine = connect(settings(database_url=ground.database_url).database_url)
        sessions = sessions_of(engine)
        times = await _offers(sessions, town)
        print(
            f"booking, slots offered: p50 {_at(times, 50):.1f} ms, p95 {_at(times, 95):.1f} ms"
            f" (goal {GOAL:.0f}) among {BOOKINGS:,} bookings (loaded in {took:.0f} s; {load_now()})"
        )
        slots_seen, ends, seconds, doubled = await _rush(sessions, town)
        print(
            f"booking, {RUSH} residents at once for {slots_seen} slots: "
            + ", ".join(f"{count} {end}" for end, count in sorted(ends.items()))
            + f"; {doubled} seats held twice; {seconds:.1f} s"
        )
        await engine.dispose()


async def _load(url: str) -> float:
    started = monotonic()
    connection = await asyncpg.connect(url)
    for statement in LOAD:
        await connection.execute(statement, timeout=600)
    await connection.close()
    return monotonic() - started


async def _offers(sessions: Sessions, town: Town) -> list[float]:
    chance, times = random.Random(1), []
    here = [s.code for s in town.services if "hall" in {p.station for p in town.points_for(s)}]
    for number in range(WARM_UP + ASKED):
        visit = Visit("hall", tuple(chance.sample(here, chance.choice((1, 1, 1, 2, 3)))))
        started = perf_counter()
        async with sessions() as db:
            await slots.offer(db, town, visit, now=MONDAY)
        if number >= WARM_UP:
            times.append(perf_counter() - started)
    return times


async def _rush(sessions: Sessions, town: Town) -> tuple[int, Counter[str], float, int]:
    """All saw the same free week and press at once; who is too late takes one of three others."""
    async with sessions() as db, db.begin():
        people = [Person(name="R", created_at=MONDAY) for _ in range(RUSH)]
        db.add_all(people)
        await db.flush()
        residents = [person.id for person in people]
    visit = Visit("point-kanghe", ("SB-002",))
    async with sessions() as db:
        days = await slots.offer(db, town, visit, now=MONDAY)
    seen = [start for day in days for start in day.starts]
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(person: int) -> str:
        chance = random.Random(person)
        start = chance.choice(seen)
        for _ in range(RUSH):
            try:
                async with turns, sessions() as db, db.begin():
                    held = await booking.hold(db, town, person, visit, start, now=MONDAY)
                async with turns, sessions() as db, db.begin():
                    await booking.confirm(db, town, held.id, person, now=MONDAY)
            except SlotTakenError as taken:
                if not taken.nearest:
                    return "told that all is taken"
                start = chance.choice(taken.nearest)
            else:
                return "booked"
        return "gave up"

    started = perf_counter()
    ends = Counter(await asyncio.gather(*map(one, residents)))
    seconds = perf_counter() - started
    async with sessions() as db:
        held = await db.scalar(
            select(func.count()).where(Seat.point == visit.point, Seat.free_from.is_(None))
        )
        cells = slots.cells_needed(town, town.point(visit.point), visit.services)
        booked = await db.scalar(
            select(func.count()).where(
                Booking.point == visit.point, Booking.status == BookingStatus.BOOKED
            )
        )
    return len(seen), ends, seconds, (booked or 0) * cells - (held or 0)


def _at(times: Sequence[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1] * 1_000
