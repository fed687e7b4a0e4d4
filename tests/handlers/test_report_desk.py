"""The worker's desk, told as stories: taking, asking, sending on, solving, and the rating."""

import pytest
from sqlalchemy import select

from community.cases import Case, Kind, Rung, Satisfaction, Satisfied, Status
from community.people import Role
from tests.handlers.reporting import BINS, cases_of, events_of, filed, rates
from tests.talk import Person, Talk


async def test_the_duty_worker_takes_solves_and_the_resident_rates(
    talk: Talk, resident: Person
) -> None:
    worker = await talk.staff()
    number = await filed(resident)
    assert number in "".join(shown.text for shown in worker.screen.values())

    await worker.presses("我来办")
    assert "沈丽" in resident.said

    await worker.presses("办好了")
    await worker.says("已经叫保洁清掉了")
    assert "已经叫保洁清掉了" in resident.said

    await rates(resident, "满意")
    await resident.says("很快，谢谢")

    [case] = await cases_of(talk)
    assert case.status is Status.SOLVED
    async with talk.app.sessions() as db:
        kept = await db.get_one(Satisfaction, case.id)
    assert (kept.needed, kept.took_part, kept.benefited) == (True, False, True)
    assert (kept.satisfied, kept.word) == (Satisfied.YES, "很快，谢谢")
    assert await events_of(talk) == ["opened", "taken", "solved", "rated", "rating-word"]
    assert "很快，谢谢" in worker.said


async def test_a_bad_answer_with_a_word_reopens_it_and_reaches_the_owner(
    talk: Talk, resident: Person
) -> None:
    worker = await talk.staff()
    number = await filed(resident)
    await worker.presses("我来办")
    await worker.presses("办好了")
    await worker.presses("已经清理干净了")

    await rates(resident, "不满意")
    [case] = await cases_of(talk)
    assert case.status is Status.SOLVED
    await resident.says("过了一天又满了")

    [case] = await cases_of(talk)
    assert case.status is Status.REOPEN_REQUESTED
    assert number in worker.said
    assert "过了一天又满了" in worker.said
    await worker.presses("重新办")
    [case] = await cases_of(talk)
    assert case.status is Status.REOPENED


async def test_two_workers_press_at_once_and_one_wins(talk: Talk, resident: Person) -> None:
    first = await talk.staff(name="沈丽")
    second = await talk.staff(name="周敏", community=None)
    await filed(resident)
    async with talk.app.sessions() as db:
        owner = await db.scalar(select(Case.owner_id))
    assert owner is None
    token_of = {
        who.number: next(
            t for s in who.screen.values() for b, t in s.buttons.items() if "我来办" in b
        )
        for who in (first, second)
        if any("我来办" in b for s in who.screen.values() for b in s.buttons)
    }
    assert first.number in token_of

    await first.presses("我来办")
    if second.number in token_of:
        await second.presses_token(token_of[second.number])
        assert any("沈丽" in toast for toast in second.toasts)
    [case] = await cases_of(talk)
    assert case.owner_id is not None


async def test_asking_for_more_waits_and_the_answer_comes_back(
    talk: Talk, resident: Person
) -> None:
    worker = await talk.staff()
    await filed(resident)
    await worker.presses("我来办")
    await worker.presses("请居民补充")
    await worker.says("是哪个门洞？")
    assert "是哪个门洞？" in resident.said
    [case] = await cases_of(talk)
    assert case.status is Status.WAITING

    await resident.presses("回答")
    await resident.says("2单元门口")

    assert "2单元门口" in worker.said
    [case] = await cases_of(talk)
    assert case.status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("label", "rung", "role"),
    [
        ("社区", Rung.COMMUNITY, Role.OFFICE),
        ("综合执法", Rung.DEPARTMENT, Role.CLERK),
        ("镇长办公会议", Rung.TOWN_OFFICE, Role.TOWN_OFFICE),
    ],
)
async def test_sent_on_it_stands_a_rung_higher_and_the_resident_knows(
    talk: Talk, resident: Person, label: str, rung: Rung, role: Role
) -> None:
    worker = await talk.staff()
    above = await talk.staff(role, name="朱文斌", community=None)
    number = await filed(resident)
    await worker.presses("我来办")
    await worker.presses("转出去")
    await worker.presses(label)

    [case] = await cases_of(talk)
    assert (case.status, case.rung) == (Status.ASSIGNED, rung)
    assert label in resident.said
    assert number in above.said
    await above.presses("我来办")
    assert "朱文斌" in resident.said
    await resident.says(number)
    assert f"{label}接手" in resident.said


async def test_where_nobody_has_joined_nothing_is_sent(talk: Talk, resident: Person) -> None:
    worker = await talk.staff()
    await filed(resident)
    await worker.presses("我来办")
    await worker.presses("转出去")
    await worker.presses("社区")

    assert "还没有人" in worker.said + "".join(worker.toasts)
    [case] = await cases_of(talk)
    assert case.rung is Rung.SOCIAL_WORKER
    assert case.owner_id is not None


async def test_not_ours_needs_a_reason_that_the_resident_reads(
    talk: Talk, resident: Person
) -> None:
    worker = await talk.staff()
    await filed(resident)
    await worker.presses("办不了")
    await worker.presses("不归我们")
    await worker.says("这是高速公路的事，请打 12122")

    assert "12122" in resident.said
    [case] = await cases_of(talk)
    assert case.status is Status.NOT_OURS


async def test_nobody_on_duty_the_item_waits_until_somebody_comes(
    talk: Talk, resident: Person
) -> None:
    worker = await talk.staff()
    await talk.at("2026-11-23T22:30")
    number = await filed(resident)
    assert number not in worker.said
    assert "没有人值班" in resident.said
    assert "明天 08:30" in resident.said

    await talk.at("2026-11-24T08:31")

    assert number in "".join(shown.text for shown in worker.screen.values())


async def test_a_stranger_cannot_use_the_workers_button(talk: Talk, resident: Person) -> None:
    worker = await talk.staff()
    await filed(resident)
    token = next(t for s in worker.screen.values() for b, t in s.buttons.items() if "我来办" in b)

    await resident.presses_token(token)

    assert resident.toasts
    [case] = await cases_of(talk)
    assert case.owner_id is None


async def test_a_worker_of_another_community_sees_nothing(talk: Talk, resident: Person) -> None:
    other = await talk.staff(name="陆建国", community="kanghe")
    number = await filed(resident)

    await other.says(number)

    assert BINS not in other.said


async def test_staff_of_the_town_see_their_list(talk: Talk, resident: Person) -> None:
    worker = await talk.staff(Role.SOCIAL_WORKER)
    number = await filed(resident)
    await worker.says("待办")
    assert number in worker.said


async def test_how_it_was_solved_stays_to_be_read_after_the_rating(
    talk: Talk, resident: Person
) -> None:
    worker = await talk.staff()
    await filed(resident)
    await worker.presses("我来办")
    await worker.presses("办好了")
    await worker.says("灯泡换好了")
    await rates(resident, "一般")

    solved = [shown for shown in resident.screen.values() if "灯泡换好了" in shown.text]
    assert solved
    assert not solved[0].buttons


async def test_a_refused_choice_can_be_followed_by_another(talk: Talk, resident: Person) -> None:
    worker = await talk.staff()
    await talk.staff(Role.TOWN_OFFICE, name="姚国强", community=None)
    await filed(resident)
    await worker.presses("我来办")
    await worker.presses("转出去")
    await worker.presses("社区")
    assert "还没有人" in worker.said + "".join(worker.toasts)

    await worker.presses("镇长办公会议")

    [case] = await cases_of(talk)
    assert case.rung is Rung.TOWN_OFFICE


async def test_a_volunteers_result_is_no_alarm_but_what_they_see_themselves_is(
    talk: Talk, resident: Person
) -> None:
    worker = await talk.staff()
    volunteer = await talk.staff(Role.VOLUNTEER, name="小吴")
    number = await filed(resident)
    await worker.presses("我来办")
    await worker.presses("转出去")
    await worker.presses("志愿者")
    await volunteer.says("待办")
    await volunteer.presses(number)
    await volunteer.presses("我来办")
    await volunteer.presses("办好了")
    await volunteer.says("着火了的电瓶车已经移走了")
    assert [case.kind for case in await cases_of(talk)] == [Kind.REPORT]

    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.says("3号楼着火了")
    assert Kind.EMERGENCY in {case.kind for case in await cases_of(talk)}
