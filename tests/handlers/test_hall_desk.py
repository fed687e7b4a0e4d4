"""The clerk's desk for applications, as stories: each move told, nothing moved twice."""

from collections.abc import AsyncIterator

import pytest

from community.hall.model import Stage
from config.town import Town
from tests.handlers.filing import begun, clerk, filed, the_one
from tests.talk import Person, Talk


@pytest.fixture
async def long_way(database_url: str, town: Town) -> AsyncIterator[Talk]:
    """A town in which the item goes through two departments."""
    services = tuple(
        s.model_copy(update={"steps": ("MZ", "SB")}) if s.code == "MZ-007" else s
        for s in town.services
    )
    async with Talk.open(database_url, town.model_copy(update={"services": services})) as talk:
        await talk.at("2026-11-23T10:00")
        yield talk


async def with_clerk(talk: Talk) -> tuple[Person, Person]:
    await talk.at("2026-11-23T10:00")
    worker = await clerk(talk, "何平")
    return worker, await filed(talk)


async def test_two_departments_one_after_the_other(long_way: Talk) -> None:
    talk = long_way
    first, second = await clerk(talk, "何平"), await clerk(talk, "陆敏", "SB")
    resident = await filed(talk)
    assert "有新的件" in first.said
    await first.presses("看材料")
    assert any(shown.photo for shown in first.screen.values())
    await first.presses("受理")
    assert "受理了" in resident.said
    await first.presses("开始办理")
    await first.presses("本部门办完")
    assert "民政办完了，1/2" in resident.said
    assert "有新的件" in second.said
    await second.presses("接手")
    await second.presses("本部门办完")
    await first.presses("办结")
    await first.presses("工作时间带身份证来领")
    await first.presses("发出")
    assert "办好了" in resident.said
    assert "带身份证来领" in resident.said
    await resident.presses("看进度")
    assert "●● 民政 → 社保" in resident.said
    await first.presses("已领取")

    assert (await the_one(talk)).stage is Stage.COLLECTED


async def test_a_document_is_shown_under_the_name_of_what_it_is(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker, resident = await clerk(talk, "何平"), await begun(talk)
    pdf = {"file_id": "x", "file_unique_id": "x", "mime_type": "application/pdf"}
    await resident.sends({"document": pdf})
    for label in ("这样我没有", "这样我没有", "下一步", "没有了", "提交"):
        await resident.presses(label)
    await worker.presses("看材料")

    (paper,) = (one for one in worker.new if "document" in one.payload)
    assert paper.payload["linli_name"] == "身份证"


async def test_papers_are_asked_for_once_with_one_list(talk: Talk) -> None:
    worker, resident = await with_clerk(talk)
    await worker.presses("让他补正")
    await worker.presses("居住证")
    await worker.says("户口簿首页也要")
    await worker.presses("发出")
    assert "居住证\n户口簿首页也要" in resident.said
    await resident.presses("补交材料")
    await resident.says("交上去")
    assert "还没有收到" in resident.said
    await resident.sends_photos()
    await resident.says("户口簿在老家")
    await resident.presses("交上去")
    assert "交上去了" in resident.said
    assert "材料补来了" in worker.said
    assert "让他补正" not in worker.buttons
    assert "受理" in worker.buttons


async def test_of_two_clerks_the_second_sees_that_it_moved(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    first, second = await clerk(talk, "何平"), await clerk(talk, "陆敏")
    await filed(talk)
    accept = second.buttons["受理"]
    await first.presses("受理")
    await second.presses_token(accept, max(second.screen))

    assert "刚才有变动" in "".join(second.toasts)
    assert "经办：何平" in second.said
    await second.presses("从同事那里接手")
    await second.presses("接过来")
    assert "陆敏 接手了" in first.said
    assert (await the_one(talk)).stage is Stage.ACCEPTED


async def test_words_that_come_too_late_are_given_back(talk: Talk) -> None:
    worker, resident = await with_clerk(talk)
    await worker.presses("不予受理")
    await worker.says("材料不全")
    await resident.presses("看进度")
    await resident.presses("撤回")
    await resident.presses("撤回")
    await worker.says("发出")

    assert "还没有发：\n材料不全" in worker.said
    assert (await the_one(talk)).stage is Stage.WITHDRAWN


async def test_cancel_and_back_leave_it_as_it_is(talk: Talk) -> None:
    worker, _ = await with_clerk(talk)
    await worker.presses("不予受理")
    await worker.presses("返回")
    assert "不予受理" in worker.buttons
    await worker.presses("不予受理")
    await worker.says("取消")

    assert (await the_one(talk)).stage is Stage.RECEIVED


async def test_the_list_shows_what_is_overdue(talk: Talk) -> None:
    worker, _ = await with_clerk(talk)
    await talk.at("2026-11-26T10:00")
    await worker.says("办件")
    assert "❗C-2026-000001" in worker.said
    await worker.says("待办")
    assert "❗C-2026-000001" in worker.said
    await worker.presses("C-2026-000001")
    assert "已经晚了" in worker.said


async def test_another_department_and_a_resident_cannot_reach_it(talk: Talk) -> None:
    worker, _ = await with_clerk(talk)
    other, stranger = await clerk(talk, "陆敏", "SB"), talk.person()
    accept = worker.buttons["受理"]
    await other.says("办件")
    assert "没有等您办的件" in other.said
    await other.says("C-2026-000001")
    assert "申请人" not in other.said
    for person in (other, stranger):
        await person.presses_token(accept)
        assert person.toasts

    assert (await the_one(talk)).stage is Stage.RECEIVED


async def test_english_is_complete(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker = await clerk(talk, "He", language="en")
    await worker.says("English")
    await filed(talk)
    assert "A new application" in worker.said
    await worker.presses("Accept")
    await worker.presses("Approve")
    await worker.presses("Nothing to say")
    assert "is approved" in worker.said
    await worker.says("/applications")
    assert "No application waits" in worker.said
