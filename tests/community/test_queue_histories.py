"""Random mornings in the hall: whatever is pressed in whatever order, the line keeps its word.

LINLI_QUEUE_HISTORIES says how many (40 when it is not set). Each runs on a real database in a
transaction that is rolled back; every deed in it has one of its own, as in a turn.
"""

import os
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker

from community.errors import CommunityError
from community.hall import counters, queue
from community.hall.line import AT_COUNTER, LIVE
from community.hall.model import Booking, BookingStatus, CounterOpen, Ticket, TicketStatus
from community.notices import Notice
from community.people import Role
from tests.community.conftest import House
from tests.community.line import HALL, SENIOR, Hall

HISTORIES = int(os.environ.get("LINLI_QUEUE_HISTORIES", "40"))
CLERKS, PEOPLE = ("1", "2", "3"), 6

LINE_DEEDS = ("take", "take", "take", "check-in", "leave", "rejoin", "rejoin")
CLERKS_DEEDS = (
    "open", "open", "close", "close by force", "call", "call", "call", "recall", "begin", "begin",
    "finish", "finish", "missed", "comes", "comes", "nobody comes", "nobody comes",
    "transfer", "send back",
)  # fmt: skip
MINUTES = {"wait": 5, "wait long": 17}
DEEDS = st.tuples(
    st.sampled_from((*LINE_DEEDS, *CLERKS_DEEDS, *MINUTES, "evening")),
    st.sampled_from(CLERKS),
    st.integers(0, PEOPLE - 1),
)

MOVES: dict[TicketStatus, set[TicketStatus]] = {
    TicketStatus.WAITING: {TicketStatus.CALLED, TicketStatus.LEFT, TicketStatus.OVER},
    TicketStatus.CALLED: {
        TicketStatus.SERVING, TicketStatus.MISSED, TicketStatus.LEFT, TicketStatus.WAITING,
        TicketStatus.OVER, TicketStatus.DONE,  # who comes is begun and finished in one deed
    },
    TicketStatus.SERVING: {TicketStatus.DONE, TicketStatus.WAITING},
    TicketStatus.MISSED: {TicketStatus.WAITING},
}  # fmt: skip


@dataclass
class Morning:
    """One history as it goes on; `finished` are the numbers that were served."""

    hall: Hall
    bookings: Sequence[Booking]
    finished: Counter[int] = field(default_factory=Counter)

    async def tickets(self) -> dict[int, Ticket]:
        async with self.hall.house.sessions() as db:
            return {t.id: t for t in await db.scalars(select(Ticket).order_by(Ticket.id))}

    async def does(self, deed: str, clerk: str, which: int) -> Ticket | None:
        """Do it, and give the number that was called, if one was."""
        if deed in CLERKS_DEEDS:
            return await self._at_counter(deed, clerk, which)
        if deed in MINUTES:
            await self.hall.house.later(timedelta(minutes=MINUTES[deed]))
            await self.hall.tidy()
        elif deed == "evening" and which == 0:
            await self.hall.house.at("2026-11-23T18:30")
            await self.hall.tidy()
        else:
            await self._in_line(deed, which)
        return None

    async def _in_line(self, deed: str, which: int) -> None:
        house, person = self.hall.house, self.hall.people[which]
        theirs = await house.do(queue.mine, person)
        if deed == "take":
            await house.do(queue.take, person, HALL, [SENIOR] if which % 2 else [])
        elif deed == "check-in":
            await house.do(queue.check_in, self.bookings[which].id, person)
        elif deed == "leave" and theirs:
            await house.do(queue.leave, theirs.id, person)
        elif deed == "rejoin":
            rows = [*(await self.tickets()).values()]
            for gone in [t for t in rows if t.status is TicketStatus.MISSED][:1]:
                await house.do(queue.rejoin, gone.id, gone.person_id)

    async def _at_counter(self, deed: str, clerk: str, which: int) -> Ticket | None:
        house, by = self.hall.house, self.hall.clerks[clerk]
        own = await house.do(counters.at_mine, by)
        if deed == "open":
            await house.do(counters.open_counter, by, HALL, clerk)
        elif deed.startswith("close"):
            await house.do(counters.close_counter, by, force=deed != "close")
        elif deed == "call":
            called: Ticket | None = await house.do(counters.call_next, by)
            return called
        elif own is not None:
            await self._with(deed, own, by, which)
        return None

    async def _with(self, deed: str, own: Ticket, by: int, which: int) -> None:
        house = self.hall.house
        if deed == "comes":
            await house.do(counters.begin, own.id, by)
            await house.do(counters.finish, own.id, by)
            self.finished[own.id] += 1
        elif deed in {"transfer", "send back"}:
            to = CLERKS[which % len(CLERKS)] if deed == "transfer" else None
            await house.do(counters.transfer, own.id, by, to)
        elif deed == "nobody comes":
            for again in (counters.recall, counters.recall, counters.missed):
                await house.later(timedelta(minutes=5))
                await house.do(again, own.id, by)
        else:
            await house.do(getattr(counters, deed), own.id, by)
            self.finished[own.id] += deed == "finish"


@pytest.mark.timeout(120 if HISTORIES <= 200 else HISTORIES)
@settings(
    max_examples=HISTORIES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(DEEDS, min_size=12, max_size=50))
async def test_any_morning_keeps_the_lines_word(
    history: list[tuple[str, str, int]], house: House, engine: AsyncEngine
) -> None:
    if "柜员1" not in house.who:
        for code in CLERKS:
            await house.person(f"柜员{code}", Role.CLERK, None)
    async with engine.connect() as connection, connection.begin() as everything:
        morning = await morning_on(house, connection)
        before = await morning.tickets()
        for deed, clerk, which in history:
            called = None
            with suppress(CommunityError):
                called = await morning.does(deed, clerk, which)
            after = await morning.tickets()
            holds_of_all(after)
            holds_between(before, after)
            if called is not None:
                keeps_the_order(before, called)
            before = after
        await keeps_its_books(morning, before)
        await everything.rollback()


async def morning_on(house: House, connection: AsyncConnection) -> Morning:
    """Commit in this hall is a savepoint of the one transaction."""
    sessions = async_sessionmaker(
        connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
    )
    hall = Hall(replace(house, sessions=sessions))
    hall.clerks = {code: house[f"柜员{code}"] for code in CLERKS}
    people = await hall.residents(PEOPLE)
    for code in CLERKS[:2]:
        await hall.house.do(counters.open_counter, hall.clerks[code], HALL, code)
    starts = [f"2026-11-23T09:{15 * (n % 4):02}" for n in range(PEOPLE)]
    booked = [await hall.booked(p, at) for p, at in zip(people, starts, strict=True)]
    return Morning(hall, booked)


def holds_of_all(tickets: dict[int, Ticket]) -> None:
    rows = [*tickets.values()]
    assert len({(t.day, t.number) for t in rows}) == len(rows), "a number is given once a day"
    at_counter = Counter(t.counter for t in rows if t.status in AT_COUNTER)
    assert None not in at_counter
    assert max(at_counter.values(), default=0) <= 1, "one number at a counter"
    live = Counter(t.person_id for t in rows if t.status in LIVE)
    assert max(live.values(), default=0) <= 1, "one number for a person"
    places = [t.place for t in rows if t.status in LIVE]
    assert len(set(places)) == len(places), "nobody shares a place"
    for ticket in rows:
        assert ticket.calls <= 3
        if ticket.status in AT_COUNTER:
            assert ticket.calls >= 1
            assert ticket.called_at is not None
        if ticket.status in {TicketStatus.SERVING, TicketStatus.DONE}:
            assert ticket.served_at is not None
        assert (ticket.done_at is not None) is (ticket.status is TicketStatus.DONE)


def holds_between(was: dict[int, Ticket], now: dict[int, Ticket]) -> None:
    assert was.keys() <= now.keys(), "no number disappears"
    for id_, old in was.items():
        new = now[id_]
        assert (new.number, new.day, new.person_id) == (old.number, old.day, old.person_id)
        assert new.version >= old.version
        assert new.rejoined >= old.rejoined, "once is once"
        if new.status is not old.status:
            assert new.status in MOVES.get(old.status, set()), "what is over stays over"
            assert new.version > old.version
        if old.status is TicketStatus.MISSED and new.status is TicketStatus.WAITING:
            assert not old.rejoined
            assert new.rejoined
    stood = [t.id for t in sorted(was.values(), key=lambda t: t.place) if t.status in LIVE]
    stays = [i for i in stood if now[i].status in LIVE and now[i].booking_id == was[i].booking_id]
    assert all(now[a].place < now[b].place for a, b in pairwise(stays)), "nobody is overtaken"


def keeps_the_order(before: dict[int, Ticket], called: Ticket) -> None:
    """Nobody who could be called there stood ahead of the one who was."""
    waiting = [t for t in before.values() if t.status is TicketStatus.WAITING]
    sent = [t for t in waiting if t.counter == called.counter]
    anybodys = [t for t in waiting if t.counter is None]
    if called.id in {t.id for t in sent}:
        assert called.place == min(t.place for t in sent)
    else:
        assert not sent
        assert all(called.place <= t.place for t in anybodys)


async def keeps_its_books(morning: Morning, tickets: dict[int, Ticket]) -> None:
    """What is written elsewhere agrees with the line: appointments, counters, who is told what."""
    house = morning.hall.house
    async with house.sessions() as db:
        bookings = {b.id: b for b in await db.scalars(select(Booking))}
        notices = [*await db.scalars(select(Notice))]
        open_ = [*await db.scalars(select(CounterOpen).where(CounterOpen.closed_at.is_(None)))]
    assert max(morning.finished.values(), default=0) <= 1, "nobody is served twice"
    said = Counter((n.text_id, n.facts.get("ticket_id")) for n in notices)
    assert all(n == 1 for (text, _), n in said.items() if text == "queue-heads-up")
    for ticket in tickets.values():
        assert said["queue-over", ticket.id] <= 1
        assert said["queue-missed", ticket.id] <= 2
        if ticket.status in AT_COUNTER:
            assert any(c.counter == ticket.counter for c in open_), "a clerk is there"
        if ticket.booking_id is not None:
            assert bookings[ticket.booking_id].status is ENDS[ticket.status]
    stale = [
        n for n in notices
        if n.text_id == "queue-called" and n.dropped_at is None
        and tickets[n.facts["ticket_id"]].status is not TicketStatus.CALLED
    ]  # fmt: skip
    assert stale == [], "nobody is called who is not called any more"


ENDS: dict[TicketStatus, BookingStatus] = {
    TicketStatus.WAITING: BookingStatus.ARRIVED,
    TicketStatus.CALLED: BookingStatus.ARRIVED,
    TicketStatus.SERVING: BookingStatus.ARRIVED,
    TicketStatus.DONE: BookingStatus.DONE,
    TicketStatus.OVER: BookingStatus.DONE,
    TicketStatus.MISSED: BookingStatus.MISSED,
    TicketStatus.LEFT: BookingStatus.CANCELLED,
}
