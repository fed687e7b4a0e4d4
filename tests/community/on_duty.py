"""A morning patrol with volunteers who have a place in it, and who leads their team."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from community.people import Role
from community.shifts import duty, duty_round
from community.shifts.duty import Done
from community.shifts.model import (
    HoursStatus,
    ServiceHours,
    Shift,
    ShiftStatus,
    Signup,
    SignupSource,
    SignupStatus,
    Volunteer,
    VolunteerStatus,
)
from community.shifts.shifts import new_key
from tests.community.conftest import House

LEADER = "杨金花"
CODE = "4821"


@dataclass
class Morning:
    house: House
    seats: dict[int, int] = field(default_factory=dict)

    async def volunteer(self, name: str, *, born: int = 1960) -> int:
        person = await self.house.person(name, Role.VOLUNTEER)
        async with self.house.sessions() as db, db.begin():
            db.add(
                Volunteer(
                    person_id=person, status=VolunteerStatus.ACTIVE, community="hongqiao",
                    born=born, skills=[], languages=[], free=[], applied_at=self.house.now,
                )
            )  # fmt: skip
        return person

    async def shift(
        self, first: str = "2026-11-23T07:30", last: str = "2026-11-23T09:30", **more: object
    ) -> Shift:
        begins, ends = (
            datetime.fromisoformat(t).replace(tzinfo=self.house.town.zone) for t in (first, last)
        )
        values: dict[str, object] = {
            "template": None, "day": begins.date(), "name": "早巡逻", "kind": "patrol",
            "team": "patrol", "community": "hongqiao", "place": "hongqiao-garden",
            "starts_at": begins, "ends_at": ends, "status": ShiftStatus.OPEN,
            "join_key": new_key(), "place_code": CODE, "created_at": self.house.now,
        }  # fmt: skip
        async with self.house.sessions() as db, db.begin():
            made = Shift(**{**values, **more})
            db.add(made)
        return made

    async def place(
        self, shift: Shift, person: int, status: SignupStatus = SignupStatus.SIGNED_UP
    ) -> int:
        self.seats[shift.id] = self.seats.get(shift.id, 0) + 1
        async with self.house.sessions() as db, db.begin():
            signup = Signup(
                shift_id=shift.id, person_id=person, role="walker",
                seat=None if status is SignupStatus.WAITING else self.seats[shift.id],
                status=status, source=SignupSource.SELF, created_at=self.house.now,
            )  # fmt: skip
            db.add(signup)
            await db.flush()
            return signup.id

    async def signup(self, signup_id: int) -> Signup:
        async with self.house.sessions() as db:
            return await db.get_one(Signup, signup_id)

    async def served(
        self, name: str, first: str = "2026-11-23T07:30", last: str = "2026-11-23T09:30",
        **more: object,
    ) -> ServiceHours:  # fmt: skip
        """Somebody does a whole shift, and their hours wait."""
        who = self.house.who.get(name) or await self.volunteer(name)
        signup_id = await self.place(await self.shift(first, last, **more), who)
        await self.house.at(first)
        await self.house.do(duty.sign_in, signup_id, who)
        await self.house.at(last)
        done: Done = await self.house.do(duty.sign_out, signup_id, who)
        assert done.hours is not None
        assert done.hours.status is HoursStatus.CLAIMED
        return done.hours

    async def hours(self) -> list[ServiceHours]:
        async with self.house.sessions() as db:
            return [*await db.scalars(select(ServiceHours).order_by(ServiceHours.id))]

    async def step(self, step: object) -> int:
        async with self.house.sessions() as db, db.begin():
            return await step(db, self.house.town, self.house.now)  # type: ignore[operator,no-any-return]

    async def closed(self) -> None:
        """Two hours after the end the shift is closed."""
        await self.house.later(timedelta(hours=2))
        await self.step(duty_round.close)
