"""Volunteers with a place in this morning's patrol, for the stories of duty and hours."""

from datetime import datetime

from community import clock, people
from community.people import Role
from community.shifts.model import (
    Shift,
    ShiftStatus,
    Signup,
    SignupSource,
    SignupStatus,
    Volunteer,
    VolunteerStatus,
)
from community.shifts.shifts import new_key
from tests.talk import Person, Talk

CODE = "4821"


async def id_of(person: Person) -> int:
    async with person.talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        return (await people.known(db, "web", "web", person.number, now=now)).id


async def volunteer(talk: Talk, name: str = "王阿姨", *, language: str = "zh") -> Person:
    person = await talk.staff(Role.VOLUNTEER, name=name, language=language)
    person_id = await id_of(person)
    async with talk.app.sessions() as db, db.begin():
        db.add(
            Volunteer(
                person_id=person_id, status=VolunteerStatus.ACTIVE, community="hongqiao",
                born=1960, skills=[], languages=[], free=[], applied_at=await clock.now(db),
            )
        )  # fmt: skip
    return person


async def on_shift(
    talk: Talk, *persons: Person, day: str = "2026-11-23", first: str = "07:30",
    last: str = "09:30", template: str | None = "hq-patrol-morning",
) -> list[int]:  # fmt: skip
    """Give them places in a shift; say the ids of the places."""
    ids = [await id_of(person) for person in persons]
    begins, ends = (
        datetime.fromisoformat(f"{day}T{t}").replace(tzinfo=talk.app.town.zone)
        for t in (first, last)
    )
    async with talk.app.sessions() as db, db.begin():
        shift = Shift(
            template=template, day=begins.date(), name="帮忙", kind="patrol", team="patrol",
            community="hongqiao", place="hongqiao-garden", starts_at=begins, ends_at=ends,
            status=ShiftStatus.OPEN, join_key=new_key(), place_code=CODE,
            created_at=await clock.now(db),
        )  # fmt: skip
        db.add(shift)
        await db.flush()
        places = [
            Signup(
                shift_id=shift.id, person_id=person, role="walker", seat=n,
                status=SignupStatus.SIGNED_UP, source=SignupSource.SELF,
                created_at=await clock.now(db),
            )
            for n, person in enumerate(ids, start=1)
        ]  # fmt: skip
        db.add_all(places)
        await db.flush()
        return [place.id for place in places]


async def status_of(talk: Talk, signup_id: int) -> SignupStatus:
    async with talk.app.sessions() as db:
        return (await db.get_one(Signup, signup_id)).status


async def serves(
    talk: Talk, person: Person, *, day: str = "2026-11-23", first: str = "07:30",
    last: str = "09:30", template: str | None = "hq-patrol-morning",
) -> None:  # fmt: skip
    """A whole shift, from 签到 to 签退."""
    await on_shift(talk, person, day=day, first=first, last=last, template=template)
    await talk.at(f"{day}T{first}")
    await person.says("签到")
    await talk.at(f"{day}T{last}")
    await person.says("签退")
