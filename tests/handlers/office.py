"""A town's office before its meeting, for the stories of the agenda."""

from dataclasses import dataclass
from typing import Self

from sqlalchemy import select

from community import clock, people
from community.cases import Case, Decision, Rung
from community.files import StoredFile
from community.people import Role
from community.reports import filing, triage, work
from tests.talk import Person, Talk

WORDS = "天桥下面一下雨就积水，老人过不去"
PUBLIC = "人民路天桥下积水"


@dataclass
class Story:
    """A report that its social worker brought before the office."""

    talk: Talk
    office: Person
    worker: Person
    resident: Person

    async def id_of(self, person: Person) -> int:
        async with self.talk.app.sessions() as db, db.begin():
            now = await clock.now(db)
            return (await people.known(db, "web", "web", person.number, now=now)).id

    async def filed(
        self, words: str = WORDS, *, category: str = "road", reporter: Person | None = None
    ) -> int:
        reporter_id = await self.id_of(reporter or self.resident)
        async with self.talk.app.sessions() as db, db.begin():
            now = await clock.now(db)
            draft = filing.Draft(words, category, place="人民路天桥", community="hongqiao")
            case = await filing.file(db, self.talk.app.town, draft, reporter_id, now=now)
            return case.id

    async def brought_up(self, words: str = WORDS, *, category: str = "road") -> int:
        case_id = await self.filed(words, category=category)
        worker_id, town = await self.id_of(self.worker), self.talk.app.town
        async with self.talk.app.sessions() as db, db.begin():
            now = await clock.now(db)
            case = await work.take(db, town, case_id, worker_id, now=now)
            if not case.private:
                await triage.reword(db, town, case_id, worker_id, PUBLIC, now=now)
            await work.assign(db, town, case_id, worker_id, Rung.TOWN_OFFICE, now=now)
        await self.talk.settle()
        return case_id

    async def case(self, case_id: int) -> Case:
        async with self.talk.app.sessions() as db:
            return await db.get_one(Case, case_id)

    async def decisions(self) -> list[Decision]:
        async with self.talk.app.sessions() as db:
            return list(await db.scalars(select(Decision).order_by(Decision.id)))

    async def printed(self, button: str) -> tuple[str, bytes]:
        """Press a button of the list; give the document's name and content."""
        await self.office.presses(button)
        [payload] = [s.payload for s in self.office.new if "document" in s.payload]
        async with self.talk.app.sessions() as db:
            found = await db.scalar(
                select(StoredFile.content).where(
                    StoredFile.id == payload["document"].removeprefix("file:"),
                    StoredFile.person_id == await self.id_of(self.office),
                )
            )
        assert found is not None
        return payload["linli_name"], found

    @classmethod
    async def begin(cls, talk: Talk) -> Self:
        await talk.at("2026-11-24T10:00")  # a Tuesday; the next meeting is on Monday the 30th
        office = await talk.staff(Role.TOWN_OFFICE, name="办公室", community=None)
        worker = await talk.staff()
        return cls(talk, office, worker, await talk.person().says("你好"))

    async def opened(self) -> Person:
        await self.office.says("议程")
        return await self.office.presses("1. R-2026-000001")
