"""Hours, as a leader confirms them and a volunteer sees them; the certificate."""

import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pypdf
import pytest
from sqlalchemy import select

from community import clock
from community.files import StoredFile
from community.people import Role
from community.shifts import hours_round
from community.shifts.model import HoursStatus, ServiceHours
from handlers.shifts.hours.spoken import MOST, minutes_in
from tests.handlers.serving import id_of, serves, volunteer
from tests.talk import Person, Talk


@pytest.fixture
async def wang(talk: Talk) -> Person:
    await talk.at("2026-11-23T07:00")
    return await volunteer(talk)


@pytest.fixture
async def leader(talk: Talk, wang: Person) -> Person:  # noqa: ARG001  the clock is set first
    return await talk.staff(Role.LEADER, name="杨金花")


async def hours_of(talk: Talk) -> list[ServiceHours]:
    async with talk.app.sessions() as db:
        return list(await db.scalars(select(ServiceHours).order_by(ServiceHours.id)))


# --- the leader ----------------------------------------------------------------------------


async def test_all_of_a_day_in_one_message(talk: Talk, wang: Person, leader: Person) -> None:
    li = await volunteer(talk, "李叔")
    await serves(talk, wang)
    await serves(talk, li, first="10:00", last="11:00", template=None)
    await talk.at("2026-11-23T17:59")
    assert leader.said == ""
    await talk.at("2026-11-23T18:00")
    assert "有 2 份时长等您确认" in leader.said
    assert "王阿姨　虹桥早巡逻 11月23日　2 小时" in leader.said

    await leader.presses("这 2 份都确认")
    assert "确认了 2 份，一共 3 小时" in leader.said
    assert "您的 2 小时确认了，一共 2 小时" in wang.said
    assert [h.status for h in await hours_of(talk)] == [HoursStatus.CONFIRMED] * 2


async def test_all_means_those_that_were_shown(talk: Talk, wang: Person, leader: Person) -> None:
    await serves(talk, wang)
    await leader.says("确认时长")
    await serves(talk, await volunteer(talk, "李叔"), first="10:00", last="11:00", template=None)
    await leader.presses("都确认")
    assert "李叔" in leader.said
    assert [h.status for h in await hours_of(talk)] == [HoursStatus.CONFIRMED, HoursStatus.CLAIMED]


async def test_one_by_one(talk: Talk, wang: Person, leader: Person) -> None:
    await serves(talk, wang)
    await serves(talk, await volunteer(talk, "李叔"), first="10:00", last="11:00", template=None)
    await leader.says("确认时长")
    await leader.presses("一个一个看")
    assert "王阿姨 的时长" in leader.said
    assert "07:30 到 09:30（自己点的签到）" in leader.said
    await leader.presses("确认")
    assert "李叔 的时长" in leader.said
    await leader.presses("确认")
    assert "现在没有时长等您确认" in leader.said


async def test_other_minutes(talk: Talk, wang: Person, leader: Person) -> None:
    await serves(talk, wang)
    await leader.says("确认时长")
    await leader.presses("一个一个看")
    await leader.presses("改时长")
    for words, answer in [
        ("-5", "要比 0 多"),
        ("0", "要比 0 多"),
        ("1e9", "最多 10 小时"),
        ("1000000000 小时", "最多 10 小时"),
        ("差不多吧", "没看懂"),
    ]:
        await leader.says(words)
        assert answer in leader.said, words
        assert "应该是多少" in leader.said
    await leader.says("一个半小时")
    assert "确认了 1 小时 30 分钟" in leader.said
    assert "按 1 小时 30 分钟确认了" in wang.said


async def test_what_was_confirmed_can_be_corrected(
    talk: Talk, wang: Person, leader: Person
) -> None:
    await serves(talk, wang)
    await leader.says("确认时长")
    await leader.presses("一个一个看")
    await leader.presses("确认")
    await leader.presses("改一下")
    await leader.says("1 小时")
    assert "更正为 1 小时：领队更正" in wang.said
    assert [h.minutes for h in await hours_of(talk)] == [120, -60]


async def test_refused_with_a_word(talk: Talk, wang: Person, leader: Person) -> None:
    await serves(talk, wang)
    await leader.says("确认时长")
    await leader.presses("一个一个看")
    await leader.presses("不算")
    await leader.says("半路回家了")
    assert "原因已经转告" in leader.said
    assert "没有算上：半路回家了" in wang.said
    await wang.says("我的时长")
    assert "还没有记上的时长" in wang.said


async def test_refused_with_a_tap(talk: Talk, wang: Person, leader: Person) -> None:
    await serves(talk, wang)
    await leader.says("确认时长")
    await leader.presses("一个一个看")
    await leader.presses("不算")
    await leader.presses("本职工作")
    assert "本职工作" in wang.said


async def test_two_leaders_at_once(talk: Talk, wang: Person, leader: Person) -> None:
    worker = await talk.staff()
    await serves(talk, wang)
    for person in (leader, worker):
        await person.says("确认时长")
        await person.presses("一个一个看")
    await leader.presses("确认")
    await worker.presses("确认")
    assert "已经有人处理过了" in "".join(worker.toasts)
    assert "确认了" not in wang.said
    assert len(await hours_of(talk)) == 1


async def test_leaders_are_reminded_and_then_it_counts(
    talk: Talk, wang: Person, leader: Person
) -> None:
    await serves(talk, wang)
    await talk.at("2026-11-23T18:00")
    for person in talk.people:
        person.new.clear()
    await stepped(talk, "2026-11-24T09:31", hours_round.nag)
    assert "还有 1 份时长没有确认，最早的等了 1 天" in leader.said
    assert "王阿姨" in leader.said
    await stepped(talk, "2026-11-26T09:31", hours_round.auto_confirm)
    assert "过了 72 小时没有人提出不同，已经自动算数" in leader.said
    assert "您的 2 小时确认了" in wang.said


async def stepped(talk: Talk, moment: str, step: Callable[..., Awaitable[int]]) -> None:
    await talk.at(moment)
    for person in talk.people:
        person.new.clear()
    async with talk.app.sessions() as db, db.begin():
        await step(db, talk.app.town, await clock.now(db))
    await talk.settle()


async def test_a_volunteer_confirms_nothing(talk: Talk, wang: Person, leader: Person) -> None:
    await serves(talk, wang)
    await leader.says("确认时长")
    await wang.presses_token(leader.buttons["这 1 份都确认"])
    await wang.says("确认时长")
    assert [h.status for h in await hours_of(talk)] == [HoursStatus.CLAIMED]


# --- the volunteer -------------------------------------------------------------------------


async def test_my_hours(talk: Talk, wang: Person, leader: Person) -> None:
    await wang.says("我几星了")
    assert "还没有记上的时长" in wang.said
    await serves(talk, wang)
    await wang.says("我的时长")
    assert "另有 2 小时等领队确认" in wang.said
    await leader.says("确认时长")
    await leader.presses("都确认")
    await wang.says("我的时长")
    assert "一共服务 2 小时，1 班" in wang.said
    assert "☆☆☆☆☆　再有 98 小时就是 1 星" in wang.said
    assert "11月23日 虹桥早巡逻 2 小时" in wang.said
    assert "时间银行" in wang.said


async def test_a_star_is_told(talk: Talk, wang: Person, leader: Person) -> None:
    wang_id = await id_of(wang)
    async with talk.app.sessions() as db, db.begin():
        db.add(
            ServiceHours(
                person_id=wang_id, team="patrol", community="hongqiao", kind="patrol",
                minutes=99 * 60, ended_at=datetime(2026, 11, 1, tzinfo=UTC),
                status=HoursStatus.CONFIRMED,
            )
        )  # fmt: skip
    await serves(talk, wang)
    await leader.says("确认时长")
    await leader.presses("都确认")
    assert "★☆☆☆☆" in wang.said
    assert "1 星志愿者" in wang.said


@pytest.mark.parametrize(
    ("choice", "there", "absent"),
    [("写：王阿姨", "王阿姨", "陈"), ("不写名字", "2 小时", "王阿姨"), (None, "陈桂英", "王阿姨")],
)
async def test_the_certificate_has_a_name_only_by_wish(
    talk: Talk, wang: Person, leader: Person, choice: str | None, there: str, absent: str
) -> None:
    await serves(talk, wang)
    await leader.says("确认时长")
    await leader.presses("都确认")
    await wang.says("我的时长")
    await wang.presses("证书 PDF")
    if choice:
        await wang.presses(choice)
    else:
        await wang.says("陈桂英")
    [payload] = [s.payload for s in wang.new if "document" in s.payload]
    assert payload["linli_name"] == "service-2026-11-23.pdf"
    async with talk.app.sessions() as db:
        content = await db.scalar(
            select(StoredFile.content).where(
                StoredFile.id == payload["document"].removeprefix("file:")
            )
        )
    assert content is not None
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(content)).pages)
    assert "志愿服务证书" in text
    assert there in text
    assert absent not in text


# --- times as they are typed ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("1.5 小时", 90),
        ("90分钟", 90),
        ("1小时30分", 90),
        ("一个半小时", 90),
        ("半小时", 30),
        ("两小时", 120),
        ("２小时", 120),
        ("2个小时", 120),
        ("十二分钟", 12),
        ("二十分钟", 20),
        ("2", 120),
        ("90", 90),
        ("1.5h", 90),
        ("1 hour and 30 minutes", 90),
        ("-2小时", -120),
        ("-5", -300),
        ("1e9", 10**9),
        ("1e9 小时", 60 * 10**9),
        ("999999999999999", MOST),
        ("0", 0),
        ("很久", None),
        ("", None),
        ("小时", None),
        ("1..5 小时", None),
        ("nan", None),
        ("inf", None),
    ],
)
def test_times_as_they_are_typed(words: str, minutes: int | None) -> None:
    assert minutes_in(words) == minutes
