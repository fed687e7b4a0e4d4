"""Waiting one's turn, as residents live it: a number, who is ahead, the call, and missing it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community import clock
from community.hall import queue
from community.hall.model import Ticket, TicketStatus
from community.people import Role
from tests.talk import Person, Talk

HALL, TAKE = "新塍镇便民服务中心", "取号：新塍镇便民服务中心"


async def tickets_of(talk: Talk) -> list[Ticket]:
    async with talk.app.sessions() as db:
        return list(await db.scalars(select(Ticket).order_by(Ticket.id)))


async def takes(person: Person, item: str = "到窗口再说") -> None:
    await person.says("取号")
    await person.presses("取号：" + hall(person))
    await person.presses(item)


def hall(person: Person) -> str:
    return person.talk.app.town.station("hall").name.text(person.language)


async def opens(clerk: Person, counter: str = "1号窗口") -> None:
    await clerk.says("开窗")
    await clerk.presses(hall(clerk))
    await clerk.presses(counter)


async def tidied(talk: Talk) -> None:
    async with talk.app.sessions() as db, db.begin():
        await queue.tidy(db, talk.app.town, now=await clock.now(db))
    await talk.settle()


@pytest.fixture
async def resident(talk: Talk) -> Person:
    await talk.at("2026-11-23T10:00")
    return talk.person()


@pytest.fixture
async def clerk(talk: Talk, resident: Person) -> Person:  # noqa: ARG001  the clock is set first
    return await talk.staff(Role.CLERK, name="王芳", community="kanghe")


async def test_a_number_is_two_taps(talk: Talk, resident: Person) -> None:
    await resident.says("取号")
    assert "窗口还没有开" in resident.said
    assert len(resident.buttons) == len(talk.app.town.points)

    await resident.presses(hall(resident))
    assert "来办什么" in resident.said
    await resident.presses("到窗口再说")

    first, point, *_ = resident.said.split("\n")
    assert first == "A001"
    assert hall(resident) in point
    assert "下一个就是您" in resident.said
    assert "窗口还没开，要等多久现在说不准" in resident.said
    [ticket] = await tickets_of(talk)
    assert (ticket.point, ticket.services, ticket.status) == ("hall", [], TicketStatus.WAITING)


async def test_the_number_stands_bold_on_the_first_line(resident: Person) -> None:
    await takes(resident)
    [shown] = resident.new
    assert shown.payload["entities"][0] == {"type": "bold", "offset": 0, "length": 4}


async def test_an_item_in_the_first_sentence_is_not_asked_again(
    talk: Talk, resident: Person
) -> None:
    await resident.says("我要取号补社保卡")
    await resident.presses("取号：" + hall(resident))

    assert "办：社保卡补办" in resident.said
    [ticket] = await tickets_of(talk)
    assert ticket.services == ["SB-002"]
    await resident.presses("看要带什么")


async def test_what_it_is_for_can_be_said(talk: Talk, resident: Person) -> None:
    await resident.says("取号")
    await resident.presses(hall(resident))
    await resident.says("天上的云好白")
    assert "不要紧" in resident.said
    assert "到窗口再说" in resident.buttons

    await resident.says("社保卡丢了")

    assert "A001" in resident.said
    assert [t.services for t in await tickets_of(talk)] == [["SB-002"]]


async def test_an_item_is_sent_to_where_it_is_handled(talk: Talk, resident: Person) -> None:
    await resident.says("取号")
    await resident.presses("虹桥社区便民服务点")
    await resident.says("结婚证丢了")

    assert "不在那里办" in resident.said
    await resident.presses("取号：" + hall(resident))
    assert [t.point for t in await tickets_of(talk)] == ["hall"]


async def test_the_question_how_busy_it_is_takes_no_number(talk: Talk, resident: Person) -> None:
    talk.means("大厅现在人多吗", "queue_status")
    await resident.says("大厅现在人多吗")

    assert HALL in resident.said
    assert await tickets_of(talk) == []


async def test_when_all_is_closed_people_hear_when_it_opens(talk: Talk, resident: Person) -> None:
    await talk.at("2026-11-23T20:00")
    await resident.says("取号")

    assert "现在没有能取号的地方" in resident.said
    assert "明天 08:30 开门" in resident.said
    assert not any("取号" in label for label in resident.buttons)


async def test_a_second_number_is_the_first(talk: Talk, resident: Person) -> None:
    await takes(resident)
    await resident.says("还有几个")
    assert resident.said.startswith("A001")
    await resident.says("我的事项")
    assert "A001" in resident.said
    await resident.presses("排队 A001")
    assert resident.said.startswith("A001")
    assert len(await tickets_of(talk)) == 1


async def test_who_is_ahead_and_how_long(talk: Talk, resident: Person, clerk: Person) -> None:
    neighbour = talk.person()
    await takes(resident)
    await takes(neighbour)
    assert "前面还有 1 位" in neighbour.said

    await opens(clerk)
    await neighbour.presses("刷新")

    assert "前面还有 1 位，大约 15 分钟" in neighbour.said
    assert "开着的窗口：1号窗口" in neighbour.said


async def test_the_call_shows_number_and_counter_large(
    talk: Talk, resident: Person, clerk: Person
) -> None:
    await takes(resident)
    await opens(clerk, "3号窗口")
    await clerk.presses("叫下一位")

    assert resident.said.split("\n")[:2] == ["A001", "3号窗口"]
    [shown] = resident.new
    assert [(e["offset"], e["length"]) for e in shown.payload["entities"]] == [(0, 4), (5, 4)]

    await resident.presses("我来了")
    assert "3号窗口" in resident.toasts[0]
    assert "A001 号说：我来了" in clerk.said
    await clerk.presses("看窗口")
    assert "开始办" in clerk.buttons
    assert talk.people


async def test_three_calls_then_missed_then_once_more(
    talk: Talk, resident: Person, clerk: Person
) -> None:
    await takes(resident)
    await opens(clerk)
    await clerk.presses("叫下一位")
    await clerk.presses("再叫一次")
    assert "5 分钟后再叫" in "".join(clerk.toasts)
    for nth in (2, 3):
        await talk.later(timedelta(minutes=5))
        await clerk.presses("再叫一次")
        assert f"第 {nth} 次叫您" in resident.said
    assert "最后一次" in resident.said
    assert "再叫一次" not in clerk.buttons

    await talk.later(timedelta(minutes=5))
    await clerk.presses("没来")
    assert "过号了" in resident.said
    assert "窗口空着" in clerk.said

    await resident.presses("重新排队")
    assert resident.said.startswith("A001")
    assert "重新排的" in resident.said
    assert "A001 号在等" in clerk.said

    await clerk.presses("看窗口")
    await clerk.presses("叫下一位")
    for _ in range(2):
        await talk.later(timedelta(minutes=5))
        await clerk.presses("再叫一次")
    await talk.later(timedelta(minutes=5))
    await tidied(talk)
    assert "又过号了" in resident.said
    assert "重新排队" not in resident.buttons


async def test_a_place_is_not_lost_by_a_slip(talk: Talk, resident: Person) -> None:
    await takes(resident)
    await resident.presses("不等了")
    assert "真的不等了吗" in resident.said
    await resident.presses("继续等")
    assert resident.said.startswith("A001")

    await resident.presses("不等了")
    await resident.presses("退号")
    assert "退掉了" in resident.said
    assert [t.status for t in await tickets_of(talk)] == [TicketStatus.LEFT]


async def test_it_is_nearly_ones_turn(talk: Talk, clerk: Person) -> None:
    people = [talk.person() for _ in range(5)]
    for person in people:
        await takes(person)
    await opens(clerk)
    await talk.settle()
    await tidied(talk)

    assert "A005 快到您了" not in people[4].said
    await clerk.presses("叫下一位")
    await tidied(talk)
    assert "A005 快到您了" in people[4].said
    assert "前面还有 3 位" in people[4].said


async def test_the_day_ends(talk: Talk, resident: Person) -> None:
    await takes(resident)
    await talk.at("2026-11-23T17:01")
    await tidied(talk)
    assert "A001 号没有轮到" in resident.said
    await resident.says("我的事项")
    assert "A001" not in resident.said


async def test_another_persons_number_is_not_available(talk: Talk, resident: Person) -> None:
    await takes(resident)
    token = resident.buttons["不等了"]
    stranger = talk.person()
    await stranger.says("你好")
    await stranger.presses_token(token)
    assert [t.status for t in await tickets_of(talk)] == [TicketStatus.WAITING]


async def test_old_buttons_change_nothing(talk: Talk, resident: Person, clerk: Person) -> None:
    await takes(resident)
    card = next(reversed(resident.screen))
    leave = resident.buttons["不等了"]
    await opens(clerk)
    await clerk.presses("叫下一位")
    coming = resident.buttons["我来了"]
    await clerk.presses("开始办")

    await resident.presses_token(leave, card)
    await resident.presses_token(coming, card)

    assert "我来了" not in clerk.said
    assert [t.status for t in await tickets_of(talk)] == [TicketStatus.SERVING]


async def test_in_english(talk: Talk, resident: Person, clerk: Person) -> None:  # noqa: ARG001
    guest = talk.person("en")
    await guest.says("English")
    await guest.says("take a number")
    await guest.presses(hall(guest))
    await guest.presses("at the counter")
    assert guest.said.startswith("A001")
    assert "You are next" in guest.said

    await opens(clerk)
    await clerk.presses("叫下一位")
    assert guest.said.split("\n")[:2] == ["A001", "Counter 1"]
    assert "Please go there now" in guest.said
    await guest.presses("I am coming")
    assert "Counter 1 knows" in guest.toasts[0]


async def test_a_number_is_had_while_something_else_is_half_told(
    talk: Talk, resident: Person
) -> None:
    talk.means("路灯坏了", "report_problem")
    await resident.says("路灯坏了")
    await resident.says("取号")
    await resident.presses("取号：" + HALL)
    assert "A001" in resident.said
    await resident.says("虹桥路18号")

    assert "路灯坏了" in resident.said
