"""A leader plans a month and hears of gaps; members get their turns."""

import pytest
from sqlalchemy import select

from bot.platforms.web.platform import BOT, NAME
from community import clock, people
from community.people import Role
from community.shifts import gaps, rota, shifts, solver
from community.shifts.model import (
    HAS_A_PLACE,
    RotaPlan,
    Signup,
    TeamMember,
    Volunteer,
    VolunteerStatus,
)
from tests.community.rotas import HERE, TEAM, only_patrol
from tests.talk import Person, Talk


async def steps(talk: Talk, *work: object) -> None:
    for step in work:
        async with talk.app.sessions() as db, db.begin():
            await step(db, talk.app.town, await clock.now(db))  # type: ignore[operator]
    await talk.settle()


async def member(talk: Talk, name: str) -> Person:
    """Somebody who volunteers in the patrol."""
    person = await talk.staff(Role.VOLUNTEER, name=name)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, NAME, BOT, person.number, now=now)
        db.add(
            Volunteer(
                person_id=who.id, status=VolunteerStatus.ACTIVE, community=HERE, born=1980,
                skills=[], languages=[], free=[], applied_at=now,
            )
        )  # fmt: skip
        db.add(TeamMember(person_id=who.id, team=TEAM, community=HERE, since=now))
    return person


@pytest.fixture
async def leader(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setattr(solver, "or_tools", lambda: None)
    talk.app.town = only_patrol(talk.app.town)
    await talk.at("2026-11-23T10:00")
    await steps(talk, shifts.make_due)
    return await talk.staff(Role.LEADER, name="杨金花")


async def drafts(talk: Talk, leader: Person) -> None:
    await leader.says("排下个月的班")
    await leader.presses("平安巡逻队")
    await leader.presses("排一份草稿")
    assert "正在排" in leader.said
    await steps(talk, rota.make_drafts)


async def test_a_month_from_the_sentence_to_everybodys_turns(talk: Talk, leader: Person) -> None:
    first = await member(talk, "陈阿姨")
    await member(talk, "李叔")
    await drafts(talk, leader)
    assert "班排好了" in leader.said
    assert "排好 62 个位子，还缺 62 个" in leader.said
    assert "缺 1 人" in leader.said

    await leader.presses("发布")
    assert "2 位队员会各收到一条消息" in leader.said
    assert not first.said
    await leader.presses("发布，通知大家")

    assert "每个人都会收到自己的班" in leader.said
    assert "您这个月有 31 次班" in first.said
    assert "虹桥早巡逻" in first.said
    async with talk.app.sessions() as db:
        taken = await db.scalars(select(Signup).where(Signup.status.in_(HAS_A_PLACE)))
        assert len(taken.all()) == 62


async def test_the_draft_is_read_day_by_day_and_changed(talk: Talk, leader: Person) -> None:
    await member(talk, "陈阿姨")
    await drafts(talk, leader)
    await leader.presses("按天看")
    assert "12月1日（周二）" in leader.said
    assert "陈阿姨；缺 2 人" in leader.said
    await leader.presses("改 12月1日")
    await leader.presses("陈阿姨")
    await leader.presses("先空着")
    assert "改好了" in leader.said
    await leader.presses("空着")
    await leader.presses("陈阿姨（30 次）")
    assert "改好了" in leader.said
    async with talk.app.sessions() as db:
        [plan] = await db.scalars(select(RotaPlan))
        assert len(plan.draft) == 31


async def test_drafting_again_asks_first(talk: Talk, leader: Person) -> None:
    await member(talk, "陈阿姨")
    await drafts(talk, leader)
    await leader.presses("每人几次")
    assert "陈阿姨：31 次" in leader.said
    await leader.presses("看整月")
    await leader.presses("重新排")
    assert "手改的地方也没有了" in leader.said
    await leader.presses("丢掉草稿")
    assert "正在排" in leader.said


async def test_the_month_can_be_printed(talk: Talk, leader: Person) -> None:
    await member(talk, "陈阿姨")
    await drafts(talk, leader)
    await leader.presses("PDF")
    [shown] = leader.new
    assert shown.payload["linli_name"] == "rota-patrol-hongqiao-2026-12.pdf"


async def test_rotas_are_for_leaders(talk: Talk, leader: Person) -> None:
    resident = leader.talk.person()
    await resident.says("排班")
    assert "排班由队长来做" in resident.said
    assert talk.people


async def test_the_evening_before_a_leader_calls_people(talk: Talk, leader: Person) -> None:
    volunteer = await member(talk, "陈阿姨")
    await talk.at("2026-11-23T18:00")
    await steps(talk, gaps.gap_alarm)
    assert "明天 1 队无人" in leader.said
    await leader.presses("叫人：明天 07:30")
    assert "已经问了 1 位" in leader.said
    assert "这一班缺人，您能来吗" in volunteer.said
    await leader.presses("叫人")
    assert "刚叫过人" in "".join(leader.toasts)
