"""Erasing a volunteer: places to come are given back, and the past is nobody's."""

from datetime import timedelta

from sqlalchemy import select

from community import me
from community.people import Role
from community.shifts import cover, shifts, signing, teams, waiting
from community.shifts.model import (
    Certificate,
    CoverAsk,
    CoverRequest,
    CoverStatus,
    RotaPlan,
    ServiceHours,
    Signup,
    SignupStatus,
    TeamMember,
    Volunteer,
)
from tests.community.conftest import House
from tests.community.on_duty import Morning
from tests.community.test_signing import find

HERS = "我要去医院"


async def nothing(*_: object) -> None:
    """Chats are the platform's."""


async def test_nothing_of_a_volunteer_is_left(house: House) -> None:
    morning = Morning(house)
    await house.at("2026-11-20T07:00")
    await house.person("杨金花", Role.LEADER)
    hours = await morning.served("周阿姨", "2026-11-20T07:30", "2026-11-20T09:30")
    her = house["周阿姨"]
    await house.at("2026-11-23T09:00")
    await morning.volunteer("李叔")
    await morning.volunteer("甲")
    await house.do(shifts.make_due, now=house.now)
    shift = await find(house, "hq-road-school", "2026-11-27")
    mine = await house.do(signing.sign_up, her, shift.id)
    await house.do(signing.sign_up, house["甲"], shift.id)
    await house.do(waiting.wait, house["李叔"], shift.id, "guide")
    await house.do(teams.join, her, "road", "hongqiao")
    await house.do(cover.ask, mine.id, her, HERS)
    async with house.sessions() as db, db.begin():
        request = await db.scalar(select(CoverRequest))
        assert request is not None
        db.add(CoverAsk(request_id=request.id, person_id=her, asked_at=house.now))
        db.add(Certificate(person_id=her, training="first-aid", since=house.now.date()))
        entry = {"shift_id": shift.id, "role": "guide", "person_id": her}
        db.add(
            RotaPlan(
                team="road", community="hongqiao", month=house.now.date().replace(day=1),
                draft=[entry, {**entry, "person_id": house["甲"]}], made_with="fair-turns",
                made_at=house.now,
            )
        )  # fmt: skip
        given = await me.export(db, her)
    assert given["service_hours"][0]["minutes"] == hours.minutes
    assert given["team_members"][0]["team"] == "road"
    assert "feed_key" not in given["volunteers"][0]

    await house.later(timedelta(minutes=5))
    await house.do(me.erase, her, forget_chats=nothing)

    async with house.sessions() as db:
        assert await db.get(Volunteer, her) is None
        for table in (Certificate, TeamMember, CoverAsk, Signup, ServiceHours):
            rows = await db.scalars(select(table).where(table.person_id == her))
            assert rows.all() == [], table
        asked = await db.get_one(CoverRequest, request.id)
        assert (asked.why, asked.status) == (None, CoverStatus.WITHDRAWN)
        plan = await db.scalar(select(RotaPlan))
        assert plan is not None
        assert [e["person_id"] for e in plan.draft] == [house["甲"]]
        old = await db.get_one(Signup, mine.id)
        assert old.status is SignupStatus.RELEASED
        kept = await db.get_one(ServiceHours, hours.id)
        assert kept.minutes == hours.minutes
        seated = await db.scalars(
            select(Signup.person_id)
            .where(Signup.shift_id == shift.id, Signup.status == SignupStatus.SIGNED_UP)
            .order_by(Signup.person_id)
        )
        assert sorted(p or 0 for p in seated) == sorted([house["甲"], house["李叔"]])
