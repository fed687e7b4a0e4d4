"""Becoming a volunteer: a few taps, a leader's word, and a card of one's own."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from community import people
from community.people import Role
from community.shifts.model import TeamMember, Volunteer, VolunteerStatus
from handlers.years import year_in
from tests.talk import Person, Talk

Meant = Callable[[str], None]


@pytest.fixture
async def leader(talk: Talk) -> Person:
    await talk.at("2026-11-23T10:00")
    return await talk.staff(Role.LEADER, name="杨金花")


async def applies(talk: Talk, born: str = "1975") -> Person:
    ann = talk.person()
    await ann.says("我想当志愿者")
    await ann.says(born)
    if "哪个社区" in ann.said:
        await ann.presses("虹桥社区")
    return ann


async def volunteers(talk: Talk) -> list[Volunteer]:
    async with talk.app.sessions() as db:
        return [*await db.scalars(select(Volunteer).order_by(Volunteer.person_id))]


async def test_from_a_wish_to_a_place_in_a_team(talk: Talk, leader: Person) -> None:
    ann = await applies(talk)
    assert "哪些队" in ann.said
    await ann.presses("☐ 平安巡逻队")
    await ann.presses("选好了")
    await ann.presses("☐ 周末上午")
    await ann.presses("选好了")
    assert "1975" in ann.said
    assert "平安巡逻队" in ann.said
    assert "周末上午" in ann.said
    leader.new.clear()
    await ann.presses("加入")
    assert "收到" in ann.said
    await talk.settle()
    assert "想当志愿者" in leader.said
    assert "51 岁" in leader.said
    ann.new.clear()
    await leader.presses("收下")
    await talk.settle()
    assert "欢迎" in ann.said
    (one,) = await volunteers(talk)
    assert one.status is VolunteerStatus.ACTIVE
    assert one.free == ["sat-morning", "sun-morning"]
    async with talk.app.sessions() as db:
        member = await db.scalar(select(TeamMember))
        roles = await people.roles_of(db, one.person_id)
    assert member is not None
    assert member.team == "patrol"
    assert [r.role for r in roles] == [Role.VOLUNTEER]


async def test_a_no_has_a_reason_and_a_month(talk: Talk, leader: Person) -> None:
    ann = await applies(talk)
    await ann.presses("先不选队")
    await ann.presses("时间都可以")
    await ann.presses("加入")
    await talk.settle()
    await leader.presses("暂时不收")
    await leader.says("这个月人手够了")
    await talk.settle()
    assert "人手够了" in ann.said
    await ann.says("我想当志愿者")
    assert "以后可以再申请" in ann.said


async def test_a_minor_names_a_guardian(talk: Talk, leader: Person) -> None:
    ann = await applies(talk, "2010年")
    assert "家长" in ann.said
    await ann.says("妈妈 沈芳")
    if "哪个社区" in ann.said:
        await ann.presses("虹桥社区")
    await ann.presses("先不选队")
    await ann.presses("时间都可以")
    assert "家长：妈妈 沈芳" in ann.said
    await ann.presses("加入")
    (one,) = await volunteers(talk)
    assert one.guardian == "妈妈 沈芳"
    assert one.guardian_agreed_at is not None
    await talk.settle()
    assert "沈芳" in leader.said


async def test_a_child_is_thanked(talk: Talk, leader: Person) -> None:
    ann = talk.person()
    await ann.says("我想当志愿者")
    await ann.says("2015")
    assert "满 16 岁" in ann.said
    assert await volunteers(talk) == []
    assert not leader.new


@pytest.mark.parametrize("words", ["明年", "1850", "2030", "123456"])
async def test_a_year_that_cannot_be_is_asked_again(talk: Talk, words: str) -> None:
    await talk.at("2026-11-23T10:00")
    ann = talk.person()
    await ann.says("我想当志愿者")
    await ann.says(words)
    assert "没看懂" in ann.said
    assert await volunteers(talk) == []


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("1958", 1958), ("58年", 1958), ("一九五八年", 1958), ("68岁", 1958),
        ("我今年68岁了", 1958), ("二零零八年", 2008), ("born in 1975", 1975),
        ("51 years old", 1975), ("你好", None),
        ("1758", None), ("3000", None), ("", None),
    ],
)  # fmt: skip
def test_a_year_of_birth_is_read(words: str, year: int | None) -> None:
    assert year_in(words, 2026) == year


async def test_twice_is_once(talk: Talk, leader: Person) -> None:
    ann = await applies(talk)
    for press in ("先不选队", "时间都可以", "加入"):
        await ann.presses(press)
    await ann.says("我想当志愿者")
    assert "队长正在看" in ann.said
    await talk.settle()
    await leader.presses("收下")
    await talk.settle()
    await ann.says("我想当志愿者")
    assert "我的志愿者资料" in ann.said
    assert len(await volunteers(talk)) == 1


async def test_the_card_changes_reminders_rests_and_leaves(talk: Talk, leader: Person) -> None:
    ann = await applies(talk)
    for press in ("先不选队", "时间都可以", "加入"):
        await ann.presses(press)
    await talk.settle()
    await leader.presses("收下")
    await talk.settle()
    await ann.says("我的志愿者资料")
    assert "48、2 小时" in ann.said
    await ann.presses("改提醒")
    await ann.presses("只要两小时前")
    assert "班前 2 小时" in ann.said
    await ann.presses("休息一阵")
    assert "休息中" in ann.said
    await ann.presses("接着来")
    await ann.says("有哪些志愿者队")
    assert "支志愿者队" in ann.said
    await ann.presses("环境清洁队")
    await ann.presses("加入这支队")
    await ann.says("我的志愿者资料")
    assert "环境清洁队" in ann.said
    await ann.presses("不当志愿者了")
    await ann.presses("是的，退出")
    assert "退出" in ann.said
    (one,) = await volunteers(talk)
    assert one.status is VolunteerStatus.LEFT


async def test_it_speaks_english(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    ann = talk.person("en")
    await ann.says("I want to volunteer")
    await ann.says("1980")
    if "Which community" in ann.said or "which community" in ann.said:
        await ann.presses("Hongqiao")
    await ann.presses("No team yet")
    await ann.presses("Any time")
    assert "Join" in ann.said
    await ann.presses("Join")
    assert "Received" in ann.said
