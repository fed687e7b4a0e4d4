"""Reports that lie on a worker's desk, for stories that begin there."""

from typing import Any

from sqlalchemy import select

from bot.platforms.web.platform import BOT, NAME
from community import clock, people
from community.cases import Case
from community.reports import filing
from community.reports.filing import Draft
from tests.talk import Person, Talk

LAMP = "6号楼门口路灯不亮，找王师傅13812345678，他住502室"
PLACE = "虹桥社区6号楼"


async def reported(
    talk: Talk, resident: Person, words: str = LAMP, *, category: str = "facilities", **more: Any
) -> str:
    """File a report as this resident, let everybody hear of it, and give its number."""
    known = {"place": PLACE, "place_code": "hq-b6", "community": "hongqiao", **more}
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, NAME, BOT, resident.number, now=now)
        draft = Draft(text=words, category=category, **known)
        case = await filing.file(db, talk.app.town, draft, who.id, now=now)
        number = case.number
    await talk.settle()
    return number


async def in_hand(talk: Talk, words: str = LAMP, **more: Any) -> tuple[Person, Person, str]:
    """A worker who has taken a resident's report, the resident, and its number."""
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(), talk.person()
    number = await reported(talk, resident, words, **more)
    await worker.presses("我来办")
    return worker, resident, number


async def case_of(talk: Talk, number: str) -> Case:
    async with talk.app.sessions() as db:
        return (await db.scalars(select(Case).where(Case.number == number))).one()


def shown_to(person: Person) -> str:
    """All that stands on somebody's screen."""
    return "\n".join(shown.text for shown in person.screen.values())
