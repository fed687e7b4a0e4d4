"""A patrol of 虹桥 with its members, its leader, and shifts every morning."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from community.shifts import shifts, signing
from community.shifts.model import (
    Certificate,
    CoverAsk,
    CoverRequest,
    Shift,
    Signup,
    SignupSource,
    TeamMember,
    Volunteer,
    VolunteerStatus,
)
from config.town import Town
from tests.community.conftest import House

TEAM, HERE, LEADER = "patrol", "hongqiao", "杨金花"
PATROL = "hq-patrol-morning"


def only_patrol(town: Town) -> Town:
    template = town.shift_template(PATROL)
    return town.model_copy(update={"shift_templates": (template,)})


@dataclass
class Patrol:
    house: House
    members: list[int] = field(default_factory=list)

    async def joins(self, count: int, *, trained: bool = False, **more: Any) -> list[int]:
        house = self.house
        made = await house.neighbours(count)
        async with house.sessions() as db, db.begin():
            for person in made:
                given = {
                    "status": VolunteerStatus.ACTIVE, "community": HERE, "born": 1980,
                    "skills": [], "languages": [], "free": [], "applied_at": house.now, **more,
                }  # fmt: skip
                db.add(Volunteer(person_id=person, **given))
                db.add(TeamMember(person_id=person, team=TEAM, community=HERE, since=house.now))
                if trained:
                    since = house.now.date()
                    db.add(Certificate(person_id=person, training="first-aid", since=since))
        self.members += made
        return made

    async def shift_on(self, day: str) -> Shift:
        async with self.house.sessions() as db:
            found = await db.scalar(select(Shift).where(Shift.day == date.fromisoformat(day)))
            assert found is not None
            return found

    async def takes(self, person: int, day: str, role: str = "walker") -> Signup:
        shift = await self.shift_on(day)
        taken: Signup = await self.house.do(
            signing.place, self.house[LEADER], person, shift.id, role, SignupSource.LEADER
        )
        return taken

    async def signup(self, signup_id: int) -> Signup:
        async with self.house.sessions() as db:
            return await db.get_one(Signup, signup_id)

    async def having(self, day: str, role: str = "walker") -> list[int | None]:
        shift = await self.shift_on(day)
        async with self.house.sessions() as db:
            rows: Sequence[Signup] = await shifts.signups(db, shift.id)
            return [signup.person_id for signup in rows if signup.role == role]

    async def request(self, request_id: int) -> CoverRequest:
        async with self.house.sessions() as db:
            return await db.get_one(CoverRequest, request_id)

    async def asked(self, request_id: int) -> list[int]:
        async with self.house.sessions() as db:
            rows = await db.scalars(
                select(CoverAsk.person_id)
                .where(CoverAsk.request_id == request_id)
                .order_by(CoverAsk.asked_at, CoverAsk.person_id)
            )
            return [*rows]


@pytest.fixture
async def patrol(house: House) -> Patrol:
    house.town = only_patrol(house.town)
    await house.do(shifts.make_due)
    return Patrol(house)
