"""合并, as stories: two reports of one lamp, both looked at, and everybody who spoke of it."""

import pytest
from sqlalchemy import select

from bot.platforms.web.platform import BOT, NAME
from community import clock, people
from community.cases import Follower, Status
from community.people import Role
from community.reports import merging
from tests.handlers.reported import case_of, in_hand, reported
from tests.talk import Person, Talk

SECOND = "6号楼前面的灯坏了好几天"


async def two(talk: Talk) -> tuple[Person, Person, Person, str, str]:
    """A worker with the second of two reports of the same lamp in hand."""
    worker, first, old = await in_hand(talk)
    second = talk.person()
    new = await reported(talk, second, SECOND)
    await worker.presses("我来办")
    return worker, first, second, old, new


async def looking(talk: Talk) -> tuple[Person, Person, Person, str, str]:
    found = await two(talk)
    await found[0].presses("整理")
    await found[0].presses("合并")
    return found


async def test_what_is_like_it_is_offered_and_both_are_looked_at(talk: Talk) -> None:
    worker, _, second, old, new = await looking(talk)
    assert "像是同一件事" in worker.said
    assert old in worker.said

    await worker.presses(old)
    assert SECOND in worker.said
    assert "王师傅" in worker.said
    assert "1 位居民" in worker.said
    await worker.presses("合并")

    assert (await case_of(talk, new)).status is Status.DUPLICATE
    assert f"{new} 并入 {old}" in worker.said
    assert old in second.said
    await second.says("我的事项")
    assert old in second.said
    await worker.presses(f"看 {old}")
    assert "办好了" in worker.buttons


async def test_followers_go_along_and_hear_how_it_goes_on(talk: Talk) -> None:
    worker, _, second, old, new = await two(talk)
    neighbour = talk.person()
    await neighbour.says("你好")
    case = await case_of(talk, new)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, NAME, BOT, neighbour.number, now=now)
        await merging.follow(db, talk.app.town, case.id, who.id, now=now)
    await worker.presses("整理")
    await worker.presses("合并")
    await worker.presses(old)
    assert "2 位居民" in worker.said
    await worker.presses("合并")
    assert old in neighbour.said

    async with talk.app.sessions() as db:
        target = await case_of(talk, old)
        rows = await db.scalars(select(Follower).where(Follower.case_id == target.id))
        assert len(rows.all()) == 2
    assert second.new


@pytest.mark.parametrize(
    "typed", ["R-2026-000001", "r2026000001", "1", "并到 R-2026-000001 吧", "１"]
)
async def test_a_number_may_be_typed_as_people_type(talk: Talk, typed: str) -> None:
    worker, _, _, old, new = await looking(talk)
    await worker.says(typed)
    assert "请两边再看一眼" in worker.said
    await worker.presses("合并")

    assert (await case_of(talk, new)).merged_into_id == (await case_of(talk, old)).id


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("R-2026-000002", "不能和自己合并"),
        ("R-2026-000077", "没有找到 R-2026-000077"),
        ("C-2026-000001", "没有找到 C-2026-000001"),
        ("就是那个灯", "没看懂"),
        ("😀", "没看懂"),
        ("R" * 4000, "没看懂"),
    ],
)
async def test_a_number_that_leads_nowhere_is_asked_again(
    talk: Talk, typed: str, answer: str
) -> None:
    worker, _, _, old, new = await looking(talk)
    await worker.says(typed)
    assert answer in worker.said
    assert old in worker.said

    await worker.says(old)
    await worker.presses("合并")

    assert (await case_of(talk, new)).status is Status.DUPLICATE


async def test_not_into_a_closed_one(talk: Talk) -> None:
    worker, first, _, old, new = await looking(talk)
    offered = next(token for label, token in worker.buttons.items() if old in label)
    await first.says(old)
    await first.presses("撤回")
    await first.presses("撤回")

    await worker.presses_token(offered)

    assert any("已经结束" in toast for toast in worker.toasts)
    assert (await case_of(talk, new)).merged_into_id is None


async def test_not_in_a_circle(talk: Talk) -> None:
    worker, _, _, old, new = await looking(talk)
    await worker.says(old)
    await worker.presses("合并")
    await worker.presses(f"看 {old}")
    await worker.presses("整理")
    await worker.presses("合并")

    await worker.says(new)

    assert "不能再反过来合并" in worker.said
    assert (await case_of(talk, old)).merged_into_id is None


async def test_a_private_matter_is_offered_nothing_public(talk: Talk) -> None:
    worker, _, old = await in_hand(talk)
    await reported(talk, talk.person(), "楼上吵架", category="neighbours")
    await worker.presses("我来办")
    await worker.presses("整理")
    await worker.presses("合并")
    assert "没找到像的" in worker.said

    await worker.says(old)

    assert "不公开的事只能" in worker.said


async def test_a_case_with_open_parts_is_not_merged(talk: Talk) -> None:
    worker, _, _, old, new = await two(talk)
    await talk.staff(Role.OFFICE, name="朱文斌")
    await worker.presses("整理")
    await worker.presses("分任务")
    await worker.presses("社区")
    await worker.says("换灯泡")
    await worker.presses("发出")
    await worker.presses("整理")
    await worker.presses("合并")

    await worker.says(old)

    assert "还有分出去的任务" in worker.said
    assert (await case_of(talk, new)).merged_into_id is None


async def test_a_case_of_another_community_is_not_offered_nor_found(talk: Talk) -> None:
    worker, _, _, _, _ = await two(talk)
    await talk.staff(name="陆建国", community="kanghe")
    elsewhere = await reported(
        talk, talk.person(), SECOND, community="kanghe", place="康和家园", place_code=None
    )
    await worker.presses("整理")
    await worker.presses("合并")
    assert elsewhere not in worker.said

    await worker.says(elsewhere)

    assert f"没有找到 {elsewhere}" in worker.said


async def test_merged_by_two_buttons_it_is_merged_once(talk: Talk) -> None:
    worker, _, _, old, new = await looking(talk)
    await worker.presses(old)
    sure = worker.buttons["合并"]
    await worker.presses_token(sure)
    await worker.presses_token(sure)

    assert (await case_of(talk, new)).status is Status.DUPLICATE
    assert worker.toasts


async def test_elsewhere_a_number_still_shows_its_case(talk: Talk) -> None:
    worker, _, _, old, _ = await two(talk)
    await worker.presses("整理")
    await worker.presses("公开说法")

    await worker.says(old)

    assert "王师傅" in worker.said
    assert SECOND in worker.said
