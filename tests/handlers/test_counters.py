"""Behind the counter, as clerks live it: sitting down, calling, serving, sending on, going."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.cases import Case
from community.hall.model import ServiceRating, Ticket, TicketStatus
from community.people import Role
from tests.handlers.test_queue import hall, opens, takes, tickets_of
from tests.talk import Person, Talk


@pytest.fixture
async def clerk(talk: Talk) -> Person:
    await talk.at("2026-11-23T10:00")
    return await talk.staff(Role.CLERK, name="王芳", community="kanghe")


async def served(clerk: Person) -> None:
    await clerk.presses("叫下一位")
    await clerk.presses("开始办")
    await clerk.presses("办好了")


async def test_a_visit_is_four_taps(talk: Talk, clerk: Person) -> None:
    resident = talk.person()
    await takes(resident, "到窗口再说")
    await opens(clerk)
    assert "1 位在等，接下来：A001" in clerk.said
    card = clerk.new[-1].id

    await clerk.presses("叫下一位")
    assert "正在叫：A001（第 1 次，10:00）" in clerk.said
    await clerk.presses("开始办")
    assert "正在办：A001" in clerk.said
    await resident.says("还有几个")
    assert "正在 1号窗口 为您办理" in resident.said
    await clerk.presses("办好了")

    assert "窗口空着" in clerk.said
    assert clerk.new[-1].id == card
    assert [t.status for t in await tickets_of(talk)] == [TicketStatus.DONE]


async def test_the_next_one_is_one_tap_away(talk: Talk, clerk: Person) -> None:
    first, second = talk.person(), talk.person()
    await takes(first)
    await takes(second)
    await opens(clerk)
    await served(clerk)
    await clerk.presses("叫下一位")

    assert second.said.split("\n")[:2] == ["A002", "1号窗口"]
    assert "A002" in clerk.said


async def test_two_clerks_never_call_one_number(talk: Talk, clerk: Person) -> None:
    colleague = await talk.staff(Role.CLERK, name="陈建国", community="kanghe")
    first, second = talk.person(), talk.person()
    await takes(first)
    await takes(second)
    await opens(clerk)
    await colleague.says("叫号")
    await colleague.presses(hall(colleague))
    assert "开1号窗口" not in colleague.buttons
    await colleague.presses("开2号窗口")

    await clerk.presses("叫下一位")
    await colleague.presses("叫下一位")

    assert "A001" in clerk.screen[next(reversed(clerk.screen))].text
    assert second.said.split("\n")[:2] == ["A002", "2号窗口"]


async def test_a_counter_that_was_just_taken_is_refused(talk: Talk, clerk: Person) -> None:
    colleague = await talk.staff(Role.CLERK, name="陈建国", community="kanghe")
    await colleague.says("开窗")
    await colleague.presses(hall(colleague))
    await opens(clerk)
    await colleague.presses("开1号窗口")
    assert "王芳 正在用这个窗口" in "".join(colleague.toasts)


async def test_a_clerk_of_another_community_sees_nothing_of_the_hall(
    talk: Talk, clerk: Person
) -> None:
    stranger = await talk.staff(Role.CLERK, name="李梅", community="luodong")
    await takes(talk.person())
    await opens(clerk)
    token = clerk.buttons["叫下一位"]

    await stranger.says("叫号")
    assert hall(stranger) not in stranger.said
    assert "洛东社区便民服务点" in stranger.said
    await stranger.presses_token(token)
    await stranger.says("我的工作")
    assert "A001" not in stranger.said
    assert [t.status for t in await tickets_of(talk)] == [TicketStatus.WAITING]


async def test_residents_words_open_no_counter(talk: Talk, clerk: Person) -> None:  # noqa: ARG001
    resident = talk.person()
    await resident.says("开窗")
    assert "哪个窗口" not in resident.said
    assert "在哪里开窗" not in resident.said


async def test_the_last_one_to_go_is_told_who_waits(talk: Talk, clerk: Person) -> None:
    resident = talk.person()
    await takes(resident)
    await opens(clerk)
    await clerk.presses("关窗")
    assert "还有 1 位在等" in clerk.said
    await clerk.presses("看窗口")
    assert "叫下一位" in clerk.buttons

    await clerk.presses("关窗")
    await clerk.presses("还是要关")
    assert "关好了" in clerk.said
    assert "暂时没有人叫号" in resident.said
    await resident.presses("刷新")
    assert "窗口还没开" in resident.said

    await clerk.says("我的工作")
    assert "1 位在等，您还没开窗" in clerk.said


async def test_somebody_is_sent_on(talk: Talk, clerk: Person) -> None:
    colleague = await talk.staff(Role.CLERK, name="陈建国", community="kanghe")
    resident = talk.person()
    await takes(resident)
    await opens(clerk)
    await opens(colleague, "2号窗口")
    await clerk.presses("叫下一位")
    await clerk.presses("转到别的窗口")
    await clerk.presses("2号窗口")
    assert "窗口空着" in clerk.said
    assert "A001 号转到您的窗口" in colleague.said

    await colleague.presses("看窗口")
    await colleague.presses("叫下一位")
    assert resident.said.split("\n")[:2] == ["A001", "2号窗口"]


async def test_an_idle_clerk_hears_that_somebody_came(talk: Talk, clerk: Person) -> None:
    await opens(clerk)
    assert "叫下一位" not in clerk.buttons
    await takes(talk.person())
    assert "A001 号在等" in clerk.said
    await clerk.presses("看窗口")
    await clerk.presses("叫下一位")
    await takes(talk.person())
    assert clerk.said == ""


async def test_the_items_guide_and_the_filing_stand_beside_the_number(
    talk: Talk, clerk: Person
) -> None:
    resident = talk.person()
    await resident.says("我要取号补社保卡")
    await resident.presses("取号：" + hall(resident))
    await opens(clerk)
    await clerk.presses("叫下一位")
    assert "要办：社保卡补办" in clerk.said
    assert "代收件：社保卡补办" not in clerk.buttons
    await clerk.presses("开始办")
    assert "代收件：社保卡补办" in clerk.buttons
    await clerk.presses("看办事指南：社保卡补办")
    assert "社保卡" in clerk.said


async def test_an_old_card_does_nothing_twice(talk: Talk, clerk: Person) -> None:
    await takes(talk.person())
    await takes(talk.person())
    await opens(clerk)
    await clerk.presses("叫下一位")
    card, begin = clerk.new[-1].id, clerk.buttons["开始办"]
    await clerk.presses("开始办")
    finish = clerk.buttons["办好了"]
    await clerk.presses("办好了")
    await clerk.presses("叫下一位")

    await clerk.presses_token(begin, card)
    await clerk.presses_token(finish, card)

    async with talk.app.sessions() as db:
        rows = await db.scalars(select(Ticket.status).order_by(Ticket.id))
    assert [*rows] == [TicketStatus.DONE, TicketStatus.CALLED]


async def test_a_visit_is_rated_with_one_tap(talk: Talk, clerk: Person) -> None:
    resident = talk.person()
    await takes(resident)
    await opens(clerk)
    await served(clerk)
    assert "A001 号办完了" in resident.said
    await resident.presses("非常满意")
    assert "记下了：非常满意" in resident.said
    async with talk.app.sessions() as db:
        [rating] = await db.scalars(select(ServiceRating))
        assert (rating.stars, rating.case_id) == (5, None)


async def test_a_bad_visit_is_called_back(talk: Talk, clerk: Person) -> None:
    resident = talk.person()
    await takes(resident)
    await opens(clerk)
    await served(clerk)
    await resident.presses("非常不满意")
    assert "会有人回访您" in resident.said
    await resident.says("等了一个钟头，话也没说清楚")
    assert "写上了" in resident.said
    async with talk.app.sessions() as db:
        [rating] = await db.scalars(select(ServiceRating))
        [case] = await db.scalars(select(Case))
    assert (rating.word, rating.case_id) == ("等了一个钟头，话也没说清楚", case.id)


async def test_in_english(talk: Talk, clerk: Person) -> None:  # noqa: ARG001  the clock is set
    colleague = await talk.staff(Role.CLERK, name="Anna", community="kanghe", language="en")
    await takes(talk.person())
    await colleague.says("counter")
    await colleague.presses(hall(colleague))
    await colleague.presses("Open Counter 2")
    assert "1 waiting, next: A001" in colleague.said
    await colleague.presses("Call the next")
    await talk.later(timedelta(minutes=5))
    await colleague.presses("Call again")
    assert "Called: A001 (call 2, 10:05)" in colleague.said
    await colleague.presses("Begin")
    await colleague.presses("Done")
    assert "The counter is free." in colleague.said


async def test_opening_a_counter_is_no_cry_for_help(talk: Talk, clerk: Person) -> None:
    """The model takes 「开窗」 for somebody at a window; from a clerk it means the counter."""
    talk.means("开窗", "emergency")
    await clerk.says("开窗")
    assert "您现在安全吗" not in clerk.said
    ann = await talk.person().says("开窗")
    assert "您现在安全吗" in ann.said
