"""A service hall on a Monday morning: clerks at counters, residents in the line."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.hall import counters, estimate, queue
from community.hall.estimate import Wait
from community.hall.model import Booking, BookingStatus, Ticket
from community.notices import Notice
from community.people import Role
from config.town import Town
from tests.community.conftest import House

HALL = "hall"
SENIOR, LOST = "MZ-007", "SB-002"
"""Two items of the hall."""


@dataclass
class Hall:
    house: House
    clerks: dict[str, int] = field(default_factory=dict)
    people: list[int] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.house.now

    @property
    def town(self) -> Town:
        return self.house.town

    async def clerk(self, counter: str, *, opens: bool = True) -> int:
        name = f"柜员{counter}"
        self.clerks[counter] = await self.house.person(name, Role.CLERK, None)
        if opens:
            await self.house.do(counters.open_counter, self.clerks[counter], HALL, counter)
        return self.clerks[counter]

    async def residents(self, count: int) -> list[int]:
        made = await self.house.neighbours(count)
        self.people += made
        return made

    async def takes(self, person: int | None, *services: str, point: str = HALL) -> Ticket:
        ticket: Ticket = await self.house.do(queue.take, person, point, services)
        return ticket

    async def line_of(self, count: int, *services: str) -> list[Ticket]:
        return [await self.takes(person, *services) for person in await self.residents(count)]

    async def calls(self, counter: str) -> Ticket | None:
        called: Ticket | None = await self.house.do(counters.call_next, self.clerks[counter])
        return called

    async def by(self, counter: str, operation: Any, ticket: Ticket, *more: Any) -> Ticket:
        done: Ticket = await self.house.do(operation, ticket.id, self.clerks[counter], *more)
        return done

    async def serves_next(self, counter: str) -> Ticket:
        ticket = await self.calls(counter)
        assert ticket is not None
        await self.by(counter, counters.begin, ticket)
        return await self.by(counter, counters.finish, ticket)

    async def ticket(self, ticket: Ticket) -> Ticket:
        async with self.house.sessions() as db:
            return await db.get_one(Ticket, ticket.id)

    async def wait_of(self, ticket: Ticket) -> Wait:
        wait: Wait = await self.house.do(estimate.wait, await self.ticket(ticket))
        return wait

    async def tidy(self) -> int:
        return int(await self.house.do(queue.tidy))

    async def told(self, text_id: str) -> list[Notice]:
        return await self.house.owed(text_id=text_id)

    async def booked(self, person: int, start: str, services: Sequence[str] = (SENIOR,)) -> Booking:
        """An appointment as if it had been made days ago."""
        at = datetime.fromisoformat(start).replace(tzinfo=self.town.zone)
        async with self.house.sessions() as db, db.begin():
            booking = Booking(
                number=f"A-{person}-{at:%d%H%M}",
                person_id=person,
                point=HALL,
                services=[*services],
                starts_at=at,
                ends_at=at.replace(minute=at.minute + 14),
                status=BookingStatus.BOOKED,
                calendar_key=f"{person}-{at:%d%H%M}",
                created_at=self.now,
            )
            db.add(booking)
            return booking

    async def booking(self, booking: Booking) -> Booking:
        async with self.house.sessions() as db:
            return await db.get_one(Booking, booking.id)

    def rules(self, **rules: Any) -> None:
        """Change rules of the queue in this town."""
        changed = self.town.queue.model_copy(update=rules)
        self.house.town = self.town.model_copy(update={"queue": changed})
