"""What comes after: questions that expire, plans, reopening, reminders, climbing by itself."""

from datetime import timedelta

import pytest

from community.cases import Rung, Status
from community.people import Role
from community.reports import ladder
from tests.handlers.reporting import cases_of, filed, rates
from tests.talk import Person, Talk


async def passes(talk: Talk, span: timedelta) -> None:
    """Let time pass, as the jobs part sees it: the ladder first, then what it owes."""
    await talk.later(span)
    while await ladder.run(talk.app.sessions, talk.app.town):
        pass
    await talk.settle()


async def in_hand(talk: Talk, resident: Person) -> Person:
    worker = await talk.staff()
    await filed(resident)
    return await worker.presses("我来办")


async def test_nobody_looks_and_it_climbs_before_everybodys_eyes(
    talk: Talk, resident: Person
) -> None:
    worker = await talk.staff()
    office = await talk.staff(Role.OFFICE, name="朱文斌")
    number = await filed(resident)

    await passes(talk, timedelta(hours=5, minutes=10))  # 10:00 and four working hours: 16:00
    assert number in worker.said
    [case] = await cases_of(talk)
    assert case.rung is Rung.SOCIAL_WORKER

    await passes(talk, timedelta(hours=1))
    [case] = await cases_of(talk)
    assert (case.rung, case.status, case.owner_id) == (Rung.COMMUNITY, Status.ASSIGNED, None)
    assert "自动升到社区" in resident.said
    assert number in office.said

    await resident.says(number)
    assert "【社区】" in resident.said
    assert "超过约定时间" in resident.said
    await office.says("待办")
    await office.presses(number)
    await office.presses("我来办")
    assert "朱文斌" in resident.said


async def test_a_question_is_asked_again_and_then_given_up(talk: Talk, resident: Person) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("请居民补充")
    await worker.says("是哪个门洞？")

    await passes(talk, timedelta(days=3, minutes=1))
    assert "是哪个门洞？" in resident.said

    await passes(talk, timedelta(days=2))
    [case] = await cases_of(talk)
    assert case.status is Status.IN_PROGRESS
    assert "没有回音" in worker.said


async def test_an_answer_may_be_a_place(talk: Talk, resident: Person) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("请居民补充")
    await worker.presses("具体在哪")
    await resident.presses("回答")
    await resident.shares(0.0, 0.0)
    assert "不在新塍镇附近" in resident.said
    await resident.shares(30.8026, 120.6093)

    [case] = await cases_of(talk)
    assert case.latitude == pytest.approx(30.8026)
    assert "虹桥" in worker.said


@pytest.mark.parametrize(
    ("words", "day"),
    [("周五上午维修队来", "11月27日（周五）"), ("明天去修", "11月24日（周二）")],
)
async def test_a_plan_names_its_day_to_the_resident(
    talk: Talk, resident: Person, words: str, day: str
) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("排日期")
    await worker.says("尽快")
    assert "没看出是哪一天" in worker.said

    await worker.says(words)

    assert day in worker.said
    assert day in resident.said
    [case] = await cases_of(talk)
    assert case.status is Status.SCHEDULED


async def test_no_answer_is_reminded_once_and_then_left_in_peace(
    talk: Talk, resident: Person
) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("办好了")
    await worker.says("清掉了")

    await passes(talk, timedelta(days=3, minutes=1))
    assert "效果怎么样" in resident.said

    await passes(talk, timedelta(days=9))
    assert resident.said == ""


async def test_who_has_answered_is_not_reminded(talk: Talk, resident: Person) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("办好了")
    await worker.says("清掉了")
    await rates(resident, "满意")
    await resident.presses("不用了")

    await passes(talk, timedelta(days=4))

    assert resident.said == ""


async def test_not_solved_after_all_goes_back_to_whoever_closed_it(
    talk: Talk, resident: Person
) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("办好了")
    await worker.says("清掉了")
    [case] = await cases_of(talk)
    await resident.says(case.number)
    await resident.presses("还没解决")
    await resident.says("又满了")
    assert "申请重办" in resident.said
    assert "又满了" in worker.said

    await worker.presses("不用重办")
    await worker.says("今天上午刚清过，晚上还会再清")

    [case] = await cases_of(talk)
    assert case.status is Status.SOLVED
    assert "晚上还会再清" in resident.said


async def test_after_a_fortnight_a_new_report_is_the_way(talk: Talk, resident: Person) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("办好了")
    await worker.says("清掉了")
    [case] = await cases_of(talk)
    await passes(talk, timedelta(days=15))

    await resident.says(case.number)
    if any("还没解决" in label for label in resident.buttons):
        await resident.presses("还没解决")
        assert "重新报一次" in resident.said + "".join(resident.toasts)
    [case] = await cases_of(talk)
    assert case.status is Status.SOLVED


async def test_what_cannot_be_done_is_said_with_its_reason(talk: Talk, resident: Person) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("办不了")
    await worker.presses("解决不了")
    await worker.presses("没有经费")

    [case] = await cases_of(talk)
    assert case.status is Status.UNSOLVABLE
    assert "没有经费" in resident.said


async def test_back_leads_to_the_card_and_drops_the_question(talk: Talk, resident: Person) -> None:
    worker = await in_hand(talk, resident)
    await worker.presses("办好了")
    await worker.presses("返回")
    await worker.says("随便说一句")

    [case] = await cases_of(talk)
    assert case.status is Status.TRIAGE


async def test_who_wants_to_say_how_it_was_need_not_look_for_it(
    talk: Talk, resident: Person
) -> None:
    talk.means("我要评价", "rate_service")
    await resident.says("我要评价")
    assert "没有等您评价" in resident.said

    worker = await in_hand(talk, resident)
    await worker.presses("办好了")
    await worker.says("清掉了")
    await resident.says("我要评价")
    await rates(resident, "满意")

    assert "四项都记下了" in resident.said
