"""What the stories of appointments begin with."""

from datetime import date

from community import clock, people
from community.hall import booking, slots
from community.hall.slots import Visit
from tests.talk import Person, Talk

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
