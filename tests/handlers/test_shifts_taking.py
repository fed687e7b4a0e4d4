"""From a sentence to a place in a shift, and what is told of it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.platforms.web.platform import BOT, NAME
from community import clock, people
from community.people import Role
from community.shifts import changing, shifts, signing
from community.shifts.model import Shift, Signup, SignupStatus, Volunteer, VolunteerStatus
from config.town import BUILTIN, load_town
from handlers.shifts.taking.words import wanted_in
from tests.talk import Person, Talk


@pytest.fixture
async def monday(talk: Talk) -> Talk:
    await talk.at("2026-11-23T10:00")
    async with talk.app.sessions() as db, db.begin():
        await shifts.make_due(db, talk.app.town, await clock.now(db))
    return talk


async def volunteer(talk: Talk, name: str = "蔡志明", language: str = "zh") -> Person:
    person = await talk.staff(Role.VOLUNTEER, name=name, language=language)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, NAME, BOT, person.number, now=now)
        who.community = "hongqiao"
        db.add(
            Volunteer(
                person_id=who.id, status=VolunteerStatus.ACTIVE, community="hongqiao", born=1980,
                skills=[], languages=[], free=[], applied_at=now,
            )
        )  # fmt: skip
    person.new.clear()
    return person


async def signups(talk: Talk) -> list[Signup]:
    async with talk.app.sessions() as db:
        return [*await db.scalars(select(Signup).order_by(Signup.id))]


async def signed_up(person: Person) -> None:
    await person.says("报名周六上午巡逻")
    await person.presses("报名：巡逻员")


@pytest.mark.parametrize(
    ("words", "kind", "team", "template", "day"),
    [
        ("报名周六上午巡逻", "patrol", None, None, 28),
        ("我想参加明天的虹桥护学岗", None, None, "hq-road-school", 24),
        ("平安巡逻队周三还缺人吗", "patrol", "patrol", None, 25),
        ("sign me up for saturday patrol", "patrol", None, None, 28),
        ("周日去食堂帮忙", "station", None, None, 29),
        ("你好", None, None, None, None),
    ],
)
def test_a_sentence_says_what_and_when(
    words: str, kind: str | None, team: str | None, template: str | None, day: int | None
) -> None:
    town = load_town(BUILTIN)
    now = datetime(2026, 11, 23, 10, tzinfo=town.zone)
    wanted = wanted_in(words, now, town)
    assert (wanted.template, wanted.team) == (template, team)
    assert kind is None or wanted.kind == kind
    first = wanted.when.first if wanted.when else None
    assert (first.day if first else None) == day


async def test_a_sentence_opens_the_shift_and_a_tap_takes_it(monday: Talk) -> None:
    cai = await volunteer(monday)
    await cai.says("报名周六上午巡逻")
    assert "虹桥早巡逻" in cai.said
    assert "周六，11月28日 07:30–09:30" in cai.said
    assert "还差 3 人" in cai.said
    await cai.presses("报名：巡逻员")
    assert "报上了" in cai.said
    (signup,) = await signups(monday)
    assert signup.status is SignupStatus.SIGNED_UP
    await cai.says("我的班次")
    assert "1 个班次" in cai.said


async def test_who_is_no_volunteer_learns_how_to_begin(monday: Talk) -> None:
    ann = monday.person()
    await ann.says("报名周六上午巡逻")
    assert "先成为志愿者" in ann.said
    assert await signups(monday) == []


async def test_a_no_says_why_and_what_fits(monday: Talk) -> None:
    cai = await volunteer(monday)
    await cai.says("报名周六上午巡逻")
    await cai.presses("报名：带队")
    assert "急救培训" in cai.said
    assert "这些时间可以" in cai.said


async def test_reminded_two_days_before_and_coming(monday: Talk) -> None:
    cai = await volunteer(monday)
    await signed_up(cai)
    cai.new.clear()
    await monday.at("2026-11-26T08:00")
    await monday.settle()
    assert "有个班次" in cai.said
    await cai.presses("我会到")
    assert "到时见" in cai.said
    (signup,) = await signups(monday)
    assert signup.status is SignupStatus.COMING


async def test_leaving_early_is_free_and_late_has_a_reason(monday: Talk) -> None:
    leader = await monday.staff(Role.LEADER, name="杨金花")
    cai = await volunteer(monday)
    await signed_up(cai)
    await cai.says("我的班次")
    await cai.presses("虹桥早巡逻")
    await cai.presses("请假")
    assert "让给别人" in cai.said
    await signed_up(cai)
    await monday.at("2026-11-27T12:00")
    await cai.says("我来不了")
    await cai.presses("请假")
    assert "为什么来不了" in cai.said
    leader.new.clear()
    await cai.says("孩子发烧了")
    assert "转告领队" in cai.said
    await monday.settle()
    assert "孩子发烧了" in leader.said
    assert [s.status for s in await signups(monday)] == [SignupStatus.LEFT] * 2


async def test_a_link_opens_the_card(monday: Talk) -> None:
    cai = await volunteer(monday)
    async with monday.app.sessions() as db:
        shift = await db.scalar(select(Shift).where(Shift.template == "hq-green-saturday"))
    assert shift is not None
    await cai.says(f"/start s_{shift.join_key}")
    assert "虹桥周六清洁" in cai.said


async def test_told_of_a_move_and_of_no_need_to_come(monday: Talk) -> None:
    leader = await monday.staff(Role.LEADER, name="杨金花")
    cai = await volunteer(monday)
    await signed_up(cai)
    (signup,) = await signups(monday)
    async with monday.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, NAME, BOT, leader.number, now=now)
        shift = await shifts.get(db, signup.shift_id)
        later = timedelta(hours=1)
        await changing.move(
            db, monday.app.town, shift.id, who.id, shift.starts_at + later, shift.ends_at + later,
            shift.place, now=now,
        )  # fmt: skip
    await monday.settle()
    assert "08:30–10:30" in cai.said
    await cai.presses("新时间可以")
    assert "到时见" in cai.said
    async with monday.app.sessions() as db, db.begin():
        who = await people.known(db, NAME, BOT, leader.number, now=now)
        await changing.cancel(db, monday.app.town, signup.shift_id, who.id, "台风", now=now)
    await monday.settle()
    assert "不用来了" in cai.said
    assert "台风" in cai.said


async def test_it_speaks_english(monday: Talk) -> None:
    cai = await volunteer(monday, "Cai", "en")
    await cai.says("Sign me up for Saturday morning patrol")
    assert "Hongqiao morning patrol" in cai.said
    await cai.presses("Sign up: walker")
    assert "You are in" in cai.said
    await cai.says("my shifts")
    assert "1 shifts" in cai.said


async def test_my_matters_name_the_next_shift(monday: Talk) -> None:
    cai = await volunteer(monday)
    await signed_up(cai)
    async with monday.app.sessions() as db:
        now = await clock.now(db)
        who = await people.known(db, NAME, BOT, cai.number, now=now)
        assert len(await signing.mine(db, who.id, now=now)) == 1
    await cai.says("我的事项")
    assert "值班" in cai.said
