"""One problem, many voices: what neighbours reported already, 「我也是」, and codes for family."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.cases import CaseEvent, CaseFile, Follower, Status
from tests.handlers.reporting import BINS, PLACE, cases_of, filed
from tests.talk import Person, Talk

CODE = re.compile(r"[2-9A-HJ-KM-NP-TV-Z]{10}")


@pytest.fixture
def neighbour(talk: Talk, resident: Person) -> Person:  # noqa: ARG001  the clock stands by then
    return talk.person()


async def followers(talk: Talk) -> int:
    async with talk.app.sessions() as db:
        return await db.scalar(select(func.count()).select_from(Follower)) or 0


async def tells_the_same(neighbour: Person) -> None:
    await neighbour.says(BINS)
    await neighbour.says(PLACE)
    await neighbour.presses("提交")


async def test_what_neighbours_reported_is_shown_before_anything_is_filed(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    number = await filed(resident)

    await tells_the_same(neighbour)

    assert "已经有 1 位居民" in neighbour.said
    assert number in neighbour.said
    assert len(await cases_of(talk)) == 1


async def test_me_too_follows_and_keeps_what_was_written_and_photographed(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    worker = await talk.staff()
    number = await filed(resident)
    await neighbour.says(BINS)
    await neighbour.says(PLACE)
    await neighbour.sends_photos(1)
    await neighbour.presses("提交")
    await neighbour.presses("我也是")

    assert number in neighbour.said
    assert (len(await cases_of(talk)), await followers(talk)) == (1, 1)
    async with talk.app.sessions() as db:
        words = await db.scalar(select(CaseEvent.note).where(CaseEvent.what == "neighbour-said"))
        photos = await db.scalar(select(func.count()).select_from(CaseFile))
    assert (words, photos) == (BINS, 1)

    await worker.presses("我来办")
    assert number in neighbour.said
    await worker.presses("办好了")
    await worker.says("清掉了")
    assert "清掉了" in neighbour.said
    assert not any("满意" in label for label in neighbour.buttons)
    assert any("满意" in label for label in resident.buttons)


async def test_a_follower_reads_where_it_stands_but_not_the_reporters_words(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    number = await filed(resident)
    await tells_the_same(neighbour)
    await neighbour.presses("我也是")

    await neighbour.says(number)
    assert "社工" in neighbour.said
    assert BINS not in neighbour.said
    assert "撤回" not in "".join(neighbour.buttons)

    await neighbour.presses("不再关注")
    assert await followers(talk) == 0
    await neighbour.says(number)
    assert "社工" not in neighbour.said


async def test_another_problem_is_filed_all_the_same(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    await filed(resident)
    await tells_the_same(neighbour)

    await neighbour.presses("照样提交")

    assert len(await cases_of(talk)) == 2


@pytest.mark.parametrize(("words", "cases", "following"), [("我也是", 1, 1), ("不是同一件", 2, 0)])
async def test_a_word_does_what_the_button_does(
    talk: Talk, resident: Person, neighbour: Person, words: str, cases: int, following: int
) -> None:
    await filed(resident)
    await tells_the_same(neighbour)

    await neighbour.says(words)

    assert (len(await cases_of(talk)), await followers(talk)) == (cases, following)


async def test_how_a_neighbour_called_the_place_is_not_told(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    await resident.says(BINS)
    await resident.says("我家老王门前第三棵树")
    await resident.presses("提交")
    await neighbour.says(BINS)
    await neighbour.says("老王门前第三棵树")
    await neighbour.presses("提交")
    assert "我也是" in "".join(neighbour.buttons)
    assert "我家" not in neighbour.said

    await neighbour.presses("我也是")
    [case] = await cases_of(talk)
    await neighbour.says(case.number)
    assert "我家" not in neighbour.said


async def test_ones_own_report_is_not_filed_twice(talk: Talk, resident: Person) -> None:
    number = await filed(resident)
    await tells_the_same(resident)
    await resident.presses("我也是")

    assert f"已经报过了：{number}" in resident.said
    assert (len(await cases_of(talk)), await followers(talk)) == (1, 0)


async def test_a_quarrel_between_neighbours_is_never_shown_to_others(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    words = "楼上漏水漏到楼下，吵了好几次"
    talk.means(words, "report_problem", problem_category="邻里纠纷")
    for person in (resident, neighbour):
        await person.says(words)
        await person.says(PLACE)
        await person.presses("改类别")
        await person.presses("邻里纠纷")
        await person.presses("提交")

    assert len(await cases_of(talk)) == 2


async def test_family_follows_with_the_number_and_the_code(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    number = await filed(resident)
    found = CODE.search(resident.said)
    assert found
    [told] = [shown for shown in resident.new if found[0] in shown.text]
    marks = {mark["type"]: mark.get("url") for mark in told.payload["entities"]}
    assert str(marks["text_link"]).endswith("/follow")
    assert "code" in marks
    assert "(" not in told.text.partition("查进度")[2][:3]

    await neighbour.says(f"{number} {found[0].lower()[:5]} {found[0][5:]}")
    assert number in neighbour.said
    assert await followers(talk) == 1

    await resident.says(number)
    await resident.presses("查询码")
    fresh = CODE.search(resident.said)
    assert fresh
    assert fresh[0] != found[0]
    stranger = talk.person()
    await stranger.says(f"{number} {found[0]}")
    assert "社工" not in stranger.said
    await stranger.says(f"{number} {fresh[0]}")
    assert number in stranger.said


async def test_a_location_far_from_the_town_is_asked_again_and_nothing_is_lost(
    talk: Talk, resident: Person
) -> None:
    await resident.says(BINS)
    await resident.shares(0.0, 0.0)
    assert "不在新塍镇附近" in resident.said
    assert "什么地方" in resident.said

    await resident.shares(30.8026, 120.6093)
    await resident.presses("提交")

    [case] = await cases_of(talk)
    assert case.latitude == pytest.approx(30.8026)


async def test_a_merged_case_tells_its_reporter_where_it_goes_on(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    await filed(resident)
    await tells_the_same(neighbour)
    await neighbour.presses("照样提交")
    first, second = await cases_of(talk)
    assert first.status is second.status is Status.SUBMITTED
    await talk.later(timedelta(minutes=1))
    await neighbour.says(second.number)
    assert second.number in neighbour.said


async def test_when_the_first_voice_is_taken_back_the_others_can_go_on(
    resident: Person, neighbour: Person
) -> None:
    number = await filed(resident)
    await tells_the_same(neighbour)
    await neighbour.presses("我也是")
    await resident.says(number)
    await resident.presses("撤回")
    await resident.presses("撤回")

    assert "最先反映的居民撤回了" in neighbour.said
    await neighbour.presses("报个问题")
    assert "哪里出了什么问题" in neighbour.said


async def test_what_was_closed_meanwhile_is_filed_anew_and_nothing_is_lost(
    talk: Talk, resident: Person, neighbour: Person
) -> None:
    worker = await talk.staff()
    await filed(resident)
    await tells_the_same(neighbour)
    await worker.presses("我来办")
    await worker.presses("办好了")
    await worker.says("清掉了")

    await neighbour.presses("我也是")
    assert "不能再跟" in neighbour.said + "".join(neighbour.toasts)
    await neighbour.says("照样提交")

    assert len(await cases_of(talk)) == 2
