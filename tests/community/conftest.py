"""A town with somebody on every rung, and operations that run as turns run them."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community import cases, clock
from community.cases import Case, CaseEvent, ClockKept, Rung
from community.database import Sessions
from community.notices import Notice
from community.people import Person, Role, RoleHeld
from community.reports import filing, ladder
from community.reports.filing import Draft
from config.town import Town

STAFF: dict[str, tuple[Role, str | None, str | None]] = {
    "沈丽": (Role.SOCIAL_WORKER, "hongqiao", None),
    "周敏": (Role.SOCIAL_WORKER, None, None),
    "朱文斌": (Role.OFFICE, "hongqiao", None),
    "蒋伟": (Role.CLERK, None, "CG"),
    "何平": (Role.CLERK, None, "ZJ"),
    "姚国强": (Role.TOWN_OFFICE, None, None),
    "杨金花": (Role.LEADER, "hongqiao", None),
    "陆建国": (Role.SOCIAL_WORKER, "kanghe", None),
}
"""In 虹桥 every rung is looked after; in 康和 there is a social worker and no office."""


@dataclass(repr=False)
class House:
    """The town's staff and one resident; its clock stands until it is moved."""

    sessions: Sessions
    town: Town
    now: datetime
    who: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.who[name]

    async def person(
        self,
        name: str,
        role: Role | None = None,
        community: str | None = "hongqiao",
        department: str | None = None,
    ) -> int:
        async with self.sessions() as db, db.begin():
            person = Person(name=name, created_at=self.now)
            db.add(person)
            await db.flush()
            if role is not None:
                held = RoleHeld(
                    person_id=person.id,
                    role=role,
                    community=community,
                    department=department,
                    granted_at=self.now,
                )
                db.add(held)
            self.who[name] = person.id
            return person.id

    async def neighbours(self, count: int) -> list[int]:
        async with self.sessions() as db, db.begin():
            made = [Person(name=f"邻居{n}", created_at=self.now) for n in range(count)]
            db.add_all(made)
            await db.flush()
            return [person.id for person in made]

    async def leaves(self, *names: str) -> None:
        """End their roles only; what they own stays theirs."""
        async with self.sessions() as db, db.begin():
            for name in names:
                held = await db.scalars(
                    select(RoleHeld).where(RoleHeld.person_id == self.who[name])
                )
                for role in held:
                    role.revoked_at = self.now

    async def at(self, moment: datetime | str) -> None:
        """Let the town's clock stand at a time of the town (2026-11-23T10:00)."""
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment).replace(tzinfo=self.town.zone)
        self.now = moment
        async with self.sessions() as db, db.begin():
            await clock.freeze(db, moment)

    async def later(self, span: timedelta) -> None:
        await self.at(self.now + span)

    async def do(self, operation: Callable[..., Any], *args: Any, **more: Any) -> Any:
        """Run one operation in a transaction of its own, as a turn does."""
        async with self.sessions() as db, db.begin():
            return await operation(
                db, *self._given(operation), *args, **self._timed(operation, more)
            )

    def _given(self, operation: Callable[..., Any]) -> tuple[Town, ...]:
        return (self.town,) if "town" in inspect.signature(operation).parameters else ()

    def _timed(self, operation: Callable[..., Any], more: dict[str, Any]) -> dict[str, Any]:
        timed = "now" in inspect.signature(operation).parameters
        return {"now": self.now, **more} if timed else more

    async def file(self, reporter: str | int | None = "王阿姨", **draft: Any) -> int:
        given = {"text": "垃圾桶满了", "category": "environment", "community": "hongqiao", **draft}
        who = self.who[reporter] if isinstance(reporter, str) else reporter
        return int((await self.do(filing.file, Draft(**given), who)).id)

    async def case(self, case_id: int) -> Case:
        async with self.sessions() as db:
            return await db.get_one(Case, case_id)

    async def lines(self, case_id: int) -> list[str]:
        return [event.what for event in await self.events(case_id)]

    async def events(self, case_id: int) -> list[CaseEvent]:
        async with self.sessions() as db:
            return [*await cases.timeline(db, case_id, public_only=False)]

    async def kept(self, case_id: int) -> list[ClockKept]:
        async with self.sessions() as db:
            rows = await db.scalars(
                select(ClockKept).where(ClockKept.case_id == case_id).order_by(ClockKept.id)
            )
            return [*rows]

    async def owed(self, who: str | int | None = None, text_id: str | None = None) -> list[Notice]:
        """What is still owed, in the order in which it was promised."""
        query = select(Notice).where(Notice.delivered_at.is_(None), Notice.dropped_at.is_(None))
        if who is not None:
            query = query.where(
                Notice.person_id == (self.who[who] if isinstance(who, str) else who)
            )
        if text_id is not None:
            query = query.where(Notice.text_id == text_id)
        async with self.sessions() as db:
            return [*await db.scalars(query.order_by(Notice.id))]

    async def all_told(self) -> None:
        """Everything that is owed by now has been said."""
        async with self.sessions() as db, db.begin():
            for notice in await db.scalars(select(Notice).where(Notice.due_at <= self.now)):
                notice.delivered_at = self.now

    async def round(self) -> int:
        return await ladder.run(self.sessions, self.town)

    async def overdue(self, case_id: int) -> None:
        """Go to the minute at which its promise is broken."""
        due = (await self.case(case_id)).due_at
        assert due is not None
        await self.at(max(due + timedelta(minutes=1), self.now))

    async def climb_to(self, case_id: int, rung: Rung) -> None:
        while (await self.case(case_id)).rung is not rung:
            await self.overdue(case_id)
            await self.round()


@pytest.fixture
async def house(sessions: Sessions, town: Town) -> House:
    start = datetime(2026, 11, 23, 9, tzinfo=town.zone)
    house = House(sessions, town, start)
    await house.at(start)
    await house.person("王阿姨")
    for name, (role, community, department) in STAFF.items():
        await house.person(name, role, community, department)
    return house
