"""What the stories of appointments begin with."""

from datetime import date

from sqlalchemy import select, update

from community import clock, notices, people
from community.hall import booking, slots
from community.hall import round as hall_round
from community.hall.model import Booking, BookingStatus
from community.hall.slots import Visit
from tests.talk import Person, Talk

NUMBER = "A-2026-000001"
MONDAY = "2026-11-23T10:00"
ASKED = "帮我约周五上午补办社保卡"
"""For an item that five points handle."""


async def resident(talk: Talk, at: str = MONDAY, language: str = "zh") -> Person:
    await talk.at(at)
    return talk.person(language)


async def asks(talk: Talk, person: Person, words: str) -> Person:
    talk.means(words, "book_appointment")
    return await person.says(words)


async def held(talk: Talk, person: Person, words: str = ASKED, time: str = "09:00") -> Person:
    """As far as the last look, at the hall."""
    await asks(talk, person, words)
    await person.presses("便民服务中心")
    return await person.presses(time)


async def booked(talk: Talk, person: Person, words: str = ASKED, time: str = "09:00") -> Person:
    await held(talk, person, words, time)
    return await person.presses("确认预约")


async def fill(talk: Talk, point: str, day: str) -> None:
    """Let everything of a day be taken by others; each line of the point by one visit."""
    town = talk.app.town
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        visit = Visit(point, ("SB-002",))
        for n, cells in enumerate(slots.starts_of(town, visit, date.fromisoformat(day))):
            other = await people.known(db, "web", "web", 9_000_000 + n, now=now)
            held_ = await booking.hold(db, town, other.id, visit, cells[0], now=now)
            await booking.confirm(db, town, held_.id, other.id, now=now)


async def tick(talk: Talk) -> None:
    """Let the hall's clock run once, and tell people what it says."""
    for person in talk.people:
        person.new.clear()
    await hall_round.run(talk.app.sessions, talk.app.town)
    await talk.settle()


async def status(talk: Talk, number: str = NUMBER) -> BookingStatus:
    async with talk.app.sessions() as db:
        found = await db.scalar(select(Booking.status).where(Booking.number == number))
    assert found is not None
    return found


async def owe(talk: Talk, person: Person, text_id: str, **facts: object) -> None:
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, "web", "web", person.number, now=now)
        notices.owe(db, who.id, text_id, due_at=now, **facts)  # type: ignore[arg-type]
    await talk.settle()


async def must_tap(talk: Talk) -> None:
    async with talk.app.sessions() as db, db.begin():
        await db.execute(update(Booking).values(must_tap=True))
