"""The line of the demo's hall: days of numbers that were served, and who stands in it now."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import counters, queue, ratings
from config.town import DemoDay, DemoNow, DemoNumber, Town
from config.town.calendar import holds

ONE_MINUTE = timedelta(minutes=1)
BEFORE = 2 * ONE_MINUTE
"""From taking a number of the past until its turn."""

Spans = list[tuple[datetime, datetime]]


class Line:
    """The line at one point; `people` are those of the pack, by name."""

    def __init__(self, db: AsyncSession, town: Town, point: str, people: Mapping[str, int]) -> None:
        self._db = db
        self._town = town
        self._point = point
        self._people = people

    async def serve(self, day: DemoDay, hours: Spans) -> None:
        """Serve one after the other; who would not be done before a break comes after it."""
        db, town, clerk = self._db, self._town, self._people[day.clerk]
        at = hours[0][0]
        await counters.open_counter(db, town, clerk, self._point, day.counter, now=at)
        for served in day.served:
            takes = BEFORE + timedelta(minutes=served.minutes)
            starts = (max(at, opens) for opens, ends in hours if max(at, opens) + takes <= ends)
            start = next(starts, None)
            if start is None:
                break
            person = self._people[served.resident] if served.resident else None
            ticket = await queue.take(db, town, person, self._point, (served.service,), now=start)
            await counters.call_next(db, town, clerk, now=start + ONE_MINUTE)
            await counters.begin(db, town, ticket.id, clerk, now=start + BEFORE)
            at = start + takes
            await counters.finish(db, town, ticket.id, clerk, now=at)
            if served.stars and person is not None:
                await ratings.rate_ticket(db, town, ticket.id, person, served.stars, now=at)
        await counters.close_counter(db, town, clerk, now=hours[-1][1])

    async def open_now(self, told: DemoNow, hours: Spans, now: datetime) -> None:
        """Play today's line, if the hall is open; soon after it opened, the minutes are shorter."""
        opens = next((span[0] for span in hours if holds(span, now)), None)
        if opens is None:
            return
        oldest = max((number.taken for number in told.numbers), default=0) + 1
        minute = min(ONE_MINUTE, (now - opens) / oldest)
        for counter in told.counters:
            clerk, since = self._people[counter.clerk], now - oldest * minute
            await counters.open_counter(
                self._db, self._town, clerk, self._point, counter.counter, now=since
            )
        deeds = [deed for number in told.numbers for deed in self._deeds(number)]
        for ago, deed in sorted(deeds, key=lambda entry: -entry[0]):
            await deed(now - ago * minute)
        await queue.tidy(self._db, self._town, now=now)

    def _deeds(self, number: DemoNumber) -> list[tuple[int, Callable[[datetime], Awaitable[None]]]]:
        """Give what was done with a number, each by how many minutes ago it was."""
        db, town = self._db, self._town
        person = self._people[number.resident] if number.resident else None
        clerk = self._people[number.clerk] if number.clerk else 0
        called: list[int] = []

        async def take(at: datetime) -> None:
            await queue.take(db, town, person, self._point, (number.service,), now=at)

        async def call(at: datetime) -> None:
            ticket = await counters.call_next(db, town, clerk, now=at)
            called.extend([ticket.id] if ticket else [])

        async def begin(at: datetime) -> None:
            await counters.begin(db, town, called[0], clerk, now=at)

        async def finish(at: datetime) -> None:
            await counters.finish(db, town, called[0], clerk, now=at)

        moments = (
            (number.taken, take), (number.called, call),
            (number.begun, begin), (number.done, finish),
        )  # fmt: skip
        return [(ago, deed) for ago, deed in moments if ago is not None]
