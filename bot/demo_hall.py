"""The hall of the demo town: what was filed, booked and served, and who waits in it now.

All of it goes through the operations that real people use, at the moments of the pack.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo_moments import Moments
from bot.demo_queue import Line, Spans
from community.errors import CommunityError
from community.hall import applications, booking, ratings, slots, waitlist
from community.hall.applications import Filing
from community.hall.model import Application
from community.hall.slots import Visit
from community.people import Person
from config.town import (
    DemoApplication,
    DemoBooking,
    DemoDay,
    DemoFullDay,
    DemoHall,
    DemoHallStep,
    Town,
)
from config.town.calendar import spans_of

log = structlog.get_logger()

ONE_MINUTE = timedelta(minutes=1)
MOST_NEIGHBOURS = 100

Deed = Callable[[datetime], Awaitable[object]]
Operation = Callable[..., Awaitable[object]]
Deeds = list[tuple[datetime, Deed]]


async def play(db: AsyncSession, town: Town, now: datetime) -> None:
    """Let the pack's hall have had its past, and be open if it is now."""
    if town.people.hall is not None:
        people = {p.name: p.id for p in await db.scalars(select(Person)) if p.name}
        await _HallPast(db, town, now, town.people.hall, people).play()


class _HallPast:
    def __init__(
        self,
        db: AsyncSession,
        town: Town,
        now: datetime,
        hall: DemoHall,
        people: Mapping[str, int],
    ) -> None:
        self._db = db
        self._town = town
        self._now = now
        self._hall = hall
        self._people = people
        self._moments = Moments(town, now)
        self._line = Line(db, town, hall.point, people)

    async def play(self) -> None:
        hall = self._hall
        deeds: Deeds = []
        for day in hall.days:
            deeds += self._day(day)
        for told in hall.applications:
            deeds += self._application(told)
        for booked in hall.bookings:
            deeds.append((self._read(booked.made), self._booking(booked)))
        for full in hall.full_days:
            deeds.append((self._read(full.made), self._full_day(full)))
        for at, deed in sorted(deeds, key=lambda entry: entry[0]):
            await deed(at)
        if hall.now is not None:
            today = self._now.astimezone(self._town.zone).date()
            await self._line.open_now(hall.now, self._hours(today), self._now)

    def _read(self, moment: str) -> datetime:
        return self._moments.read(moment, "")

    def _day(self, day: DemoDay) -> Deeds:
        hours = self._hours(self._moments.workday(-day.ago))

        async def serve(_: datetime) -> None:
            await self._line.serve(day, hours)

        return [(hours[0][0], serve)] if hours else []

    def _hours(self, day: date) -> Spans:
        hours = self._town.station(self._hall.point).hours
        return sorted(span for times in hours for span in spans_of(self._town, times, day, day))

    # --- applications ----------------------------------------------------------------------

    def _application(self, told: DemoApplication) -> Deeds:
        filed: list[Application] = []

        async def file(at: datetime) -> None:
            filing = Filing(
                service=told.service,
                point=self._hall.point,
                words=told.words,
                for_whom=told.for_whom,
                consented=told.for_whom is not None,
                online=self._town.service(told.service).online,
            )
            person = self._people[told.resident]
            filed.append(await applications.file(self._db, self._town, person, filing, now=at))

        def done(step: DemoHallStep) -> Deed:
            async def do(at: datetime) -> None:
                if filed:
                    actor = step.by or (told.resident if step.do in THE_APPLICANTS else told.clerk)
                    await self._do(filed[0], step, self._people[actor], at)

            return do

        return [
            (self._read(told.at), file),
            *((self._read(step.at), done(step)) for step in told.steps),
        ]

    async def _do(
        self, application: Application, step: DemoHallStep, actor: int, at: datetime
    ) -> None:
        db, town, words = self._db, self._town, step.words or ""
        at_desk: Mapping[str, Operation] = {
            "take": applications.take,
            "accept": applications.accept,
            "start": applications.start,
            "step_done": applications.step_done,
            "collect": applications.collected,
            "withdraw": applications.withdraw,
        }
        in_words: Mapping[str, Operation] = {
            "ask": applications.ask_to_complete,
            "complete": applications.complete,
            "approve": applications.approve,
            "refuse": applications.refuse,
        }
        if step.do in at_desk:
            await at_desk[step.do](db, town, application.id, actor, now=at)
        elif step.do in in_words:
            await in_words[step.do](db, town, application.id, actor, words, now=at)
        else:
            rated = await ratings.rate_application(
                db, town, application.id, actor, step.stars or 0, now=at
            )
            if words:
                await ratings.add_word(db, rated.rating.id, actor, words, now=at)

    # --- appointments ----------------------------------------------------------------------

    def _booking(self, told: DemoBooking) -> Deed:
        async def book(at: datetime) -> None:
            start = datetime.combine(self._moments.workday(told.ahead), told.time, self._town.zone)
            visit = Visit(self._hall.point, (told.service,), told.for_whom)
            try:
                await self._book(self._people[told.resident], visit, start, at)
            except CommunityError as refusal:
                # Days off have moved it out of what can be booked.
                log.info("a booking of the demo was refused", because=refusal.text_id)

        return book

    async def _book(self, person: int, visit: Visit, start: datetime, at: datetime) -> None:
        held = await booking.hold(
            self._db, self._town, person, visit, start, consented=bool(visit.for_whom), now=at
        )
        await booking.confirm(self._db, self._town, held.id, person, now=at + ONE_MINUTE)

    def _full_day(self, told: DemoFullDay) -> Deed:
        async def fill(at: datetime) -> None:
            day = self._moments.workday(told.ahead)
            visit = Visit(told.point, (told.service,))
            try:
                await self._fill(visit, day, at)
                for name in told.waiting:
                    await waitlist.join(
                        self._db, self._town, self._people[name], visit, day, now=at
                    )
            except CommunityError as refusal:
                log.info("a day of the demo could not be booked", because=refusal.text_id)

        return fill

    async def _fill(self, visit: Visit, day: date, at: datetime) -> None:
        for _ in range(MOST_NEIGHBOURS):
            free = await slots.free_days(self._db, self._town, visit, day, day, now=at)
            if not free:
                break
            neighbour = Person(language="zh", created_at=at)
            self._db.add(neighbour)
            await self._db.flush()
            await self._book(neighbour.id, visit, free[0].starts[0], at)


THE_APPLICANTS = frozenset({"complete", "withdraw", "rate"})
"""What the one who filed does."""
