"""任务, as stories: parts of a case for others, who does them, and one thread for the resident."""

import pytest
from sqlalchemy import select

from community.cases import CaseTask, Status, TaskStatus
from community.people import Role
from tests.handlers.reported import LAMP, PLACE, case_of, in_hand, shown_to
from tests.talk import Person, Talk

WORDS = "先去看看是不是线断了"


async def tasks_of(talk: Talk) -> list[CaseTask]:
    async with talk.app.sessions() as db:
        return list(await db.scalars(select(CaseTask).order_by(CaseTask.id)))


async def given(
    talk: Talk, role: Role = Role.VOLUNTEER, to: str = "志愿者", **more: str
) -> tuple[Person, Person, Person, str]:
    """A worker, somebody who has just got a part of the worker's case, the resident, its number."""
    worker, resident, number = await in_hand(talk, **more)
    community = None if role is Role.CLERK else "hongqiao"
    other = await talk.staff(role, name="俞阿根", community=community)
    await gives(worker, to)
    return worker, other, resident, number


async def gives(worker: Person, to: str, words: str = WORDS) -> None:
    await worker.presses("整理")
    await worker.presses("分任务")
    await worker.presses(to)
    await worker.says(words)
    await worker.presses("发出")


async def test_a_part_goes_to_others_and_comes_back_done(talk: Talk) -> None:
    worker, volunteer, resident, number = await given(talk)
    assert WORDS in volunteer.said
    assert PLACE in volunteer.said
    assert "王师傅" not in shown_to(volunteer)
    assert WORDS in worker.said

    await volunteer.presses("我来")
    assert "由您在办" in volunteer.said
    await volunteer.presses("办好了")
    await volunteer.says("线断了，已经接好")

    assert "线断了，已经接好" in worker.said
    assert "都办好了" in worker.said
    await worker.presses("看这件事")
    assert "☑" in worker.said
    assert WORDS not in shown_to(resident)
    [task] = await tasks_of(talk)
    assert (task.status, task.result) == (TaskStatus.DONE, "线断了，已经接好")
    await worker.presses("办好了")
    await worker.presses("已经修好了")
    assert (await case_of(talk, number)).status is Status.SOLVED


async def test_two_parts_and_only_the_last_says_all_is_done(talk: Talk) -> None:
    worker, volunteer, _, _ = await given(talk)
    office = await talk.staff(Role.OFFICE, name="朱文斌")
    await gives(worker, "社区", "联系供电所")
    await volunteer.presses("办好了")
    await volunteer.presses("去看过了")
    assert "还有 1 个任务" in worker.said

    await office.presses("办好了")
    await office.says("供电所明天来")

    assert "都办好了" in worker.said


async def test_whose_role_reaches_the_case_reads_the_whole(talk: Talk) -> None:
    _, office, _, number = await given(talk, Role.OFFICE, "社区")

    assert LAMP in office.said
    assert number in office.said


async def test_others_read_the_public_wording(talk: Talk) -> None:
    worker, _, _ = await in_hand(talk)
    clerk = await talk.staff(Role.CLERK, name="何平", community=None)
    await worker.presses("整理")
    await worker.presses("公开说法")
    await worker.says("路灯不亮了")
    await worker.presses("公开")
    await gives(worker, "住建")

    assert "路灯不亮了" in clerk.said
    assert "王师傅" not in clerk.said


async def test_of_a_private_matter_only_the_task_is_told(talk: Talk) -> None:
    worker, resident, _ = await in_hand(talk, "楼上漏水吵起来了", category="neighbours")
    volunteer = await talk.staff(Role.VOLUNTEER, name="俞阿根")
    await worker.presses("整理")
    await worker.presses("分任务")
    await worker.presses("志愿者")
    assert "只看得到您写的这一句" in worker.said
    await worker.says("下午三点陪我去一趟")
    await worker.presses("发出")

    assert "下午三点陪我去一趟" in volunteer.said
    assert PLACE not in volunteer.said
    assert "漏水" not in volunteer.said
    assert resident.number


async def test_a_part_that_is_due_is_called_to_mind(talk: Talk) -> None:
    _, volunteer, _, _ = await given(talk)
    await volunteer.presses("我来")

    await talk.at("2026-11-24T17:01")

    assert "到时间了" in volunteer.said
    assert "办好了" in volunteer.buttons


async def test_of_two_who_take_it_one_has_it(talk: Talk) -> None:
    worker, first, _ = await in_hand(talk)
    second = await talk.staff(Role.VOLUNTEER, name="俞阿根")
    third = await talk.staff(Role.LEADER, name="杨金花")
    await gives(worker, "志愿者")
    await second.presses("我来")
    await third.presses("我来")

    assert third.toasts
    assert "俞阿根 在办" in third.said
    [task] = await tasks_of(talk)
    assert task.owner_id is not None
    assert first.number


async def test_a_result_that_comes_too_late_is_given_back(talk: Talk) -> None:
    worker, volunteer, _, _ = await given(talk)
    await volunteer.presses("我来")
    await volunteer.presses("办好了")
    await worker.presses("整理")
    await worker.presses("分任务")
    assert "志愿者 俞阿根" in worker.said
    await worker.presses("撤回：")
    await worker.presses("撤回")
    assert "撤回了" in worker.said
    assert "不用再办" in volunteer.said

    await volunteer.says("已经去过了，线没断")

    assert "已经去过了，线没断" in volunteer.said
    assert "不用办了" in volunteer.said
    [task] = await tasks_of(talk)
    assert task.status is TaskStatus.CANCELLED


async def test_taking_back_can_be_left(talk: Talk) -> None:
    worker, _, _, _ = await given(talk)
    await worker.presses("整理")
    await worker.presses("分任务")
    await worker.presses("撤回：")
    await worker.presses("不撤")
    assert "分一个任务给谁" in worker.said

    [task] = await tasks_of(talk)
    assert task.status is TaskStatus.OPEN


async def test_what_is_done_already_is_not_taken_back(talk: Talk) -> None:
    worker, volunteer, _, _ = await given(talk)
    await worker.presses("整理")
    await worker.presses("分任务")
    await worker.presses("撤回：")
    sure = worker.buttons["撤回"]
    await volunteer.presses("办好了")
    await volunteer.presses("已经办好了")

    await worker.presses_token(sure)

    assert "已经办好或撤回了" in worker.said


async def test_where_nobody_is_no_words_are_asked_for(talk: Talk) -> None:
    worker, _, _ = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("分任务")

    await worker.presses("交警")

    assert "还没有人" in worker.said
    assert "志愿者" in worker.buttons
    assert await tasks_of(talk) == []


@pytest.mark.parametrize(
    ("words", "answer"), [("👌", "没有字"), ("，。", "没有字"), ("长" * 4000, "太长了")]
)
async def test_what_cannot_be_a_task_or_a_result_is_asked_again(
    talk: Talk, words: str, answer: str
) -> None:
    worker, volunteer, _, _ = await given(talk)
    await worker.presses("整理")
    await worker.presses("分任务")
    await worker.presses("志愿者")
    await worker.says(words)
    assert answer in worker.said
    assert "要办什么" in worker.said

    await volunteer.presses("办好了")
    await volunteer.says(words)
    assert answer in volunteer.said
    assert "怎么样了" in volunteer.said
    await volunteer.says("好了")

    assert (await tasks_of(talk))[0].status is TaskStatus.DONE


async def test_other_words_at_the_last_look_replace_the_first(talk: Talk) -> None:
    worker, _, _ = await in_hand(talk)
    await talk.staff(Role.VOLUNTEER, name="俞阿根")
    await worker.presses("整理")
    await worker.presses("分任务")
    await worker.presses("志愿者")
    await worker.says("看一看")
    await worker.says(WORDS)
    await worker.presses("发出")

    assert [task.words for task in await tasks_of(talk)] == [WORDS]


async def test_ten_open_parts_are_enough(talk: Talk) -> None:
    worker, _, _, _ = await given(talk)
    for n in range(2, 11):
        await gives(worker, "志愿者", f"第 {n} 件")
    await worker.presses("整理")
    await worker.presses("分任务")

    assert "10" in worker.said
    assert not any("志愿者" in label for label in worker.buttons)
    assert any("撤回：" in label for label in worker.buttons)


async def test_the_word_lists_what_waits(talk: Talk) -> None:
    worker, volunteer, _, _ = await given(talk)
    await volunteer.says("任务")
    assert "等人接" in volunteer.said
    await volunteer.presses(WORDS)
    await volunteer.presses("我来")
    await volunteer.says("任务")
    assert "您在办" in volunteer.said
    await worker.says("任务")
    assert WORDS not in worker.said


async def test_a_case_taken_back_needs_nothing_more(talk: Talk) -> None:
    _, volunteer, resident, number = await given(talk)
    take = volunteer.buttons["我来"]
    await resident.says(number)
    await resident.presses("撤回")
    await resident.presses("撤回")

    await volunteer.presses_token(take)

    assert "不用办了" in volunteer.said
    await volunteer.says("任务")
    assert "没有等您办的任务" in volunteer.said


async def test_a_resident_cannot_press_a_workers_task(talk: Talk) -> None:
    _, volunteer, resident, _ = await given(talk)
    take = volunteer.buttons["我来"]

    await resident.presses_token(take)

    assert resident.toasts
    assert (await tasks_of(talk))[0].owner_id is None


async def test_the_photos_come_with_the_task_for_whom_they_are(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    resident = talk.person()
    photo = await talk.photo_of(resident)
    worker, _, _ = await in_hand(talk, files=[photo])
    office = await talk.staff(Role.OFFICE, name="朱文斌")
    volunteer = await talk.staff(Role.VOLUNTEER, name="俞阿根")
    await gives(worker, "社区")
    assert any(shown.photo for shown in office.screen.values())
    await gives(worker, "志愿者")

    assert not any(shown.photo for shown in volunteer.screen.values())


async def test_english_is_complete(talk: Talk) -> None:
    worker, _, _ = await in_hand(talk)
    volunteer = await talk.staff(Role.VOLUNTEER, name="Yu")
    await volunteer.says("English")
    volunteer.screen.clear()
    await gives(worker, "志愿者", "look")
    assert "A task for you" in volunteer.said
    await volunteer.presses("I will do it")
    await volunteer.says("tasks")
    await volunteer.presses("look")
    await volunteer.presses("It is done")
    await volunteer.presses("It has been done")

    assert "Thank you" in volunteer.said
