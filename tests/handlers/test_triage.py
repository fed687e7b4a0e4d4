"""整理, as stories: what a worker makes of a report in hand, and what others then see of it."""

import re

import pytest
from sqlalchemy import select

from community import clock
from community.cases import Grade, Leg, Track
from community.cases.model import CaseEvent, CaseFile, Party
from community.people import Role
from community.reports import work
from config.town import Town
from handlers.reports.wording import proposal
from tests.handlers.reported import LAMP, case_of, in_hand, reported
from tests.talk import Talk

PUBLIC = "6号楼门口的路灯不亮了"


async def test_the_menu_stands_in_the_cards_place_and_leads_back(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    before = len(worker.screen)

    await worker.presses("整理")

    assert number in worker.said
    assert "公开说法" in worker.buttons
    await worker.presses("返回")
    assert "办好了" in worker.buttons
    assert len(worker.screen) == before


async def test_the_public_wording_is_looked_at_before_it_is_public(talk: Talk) -> None:
    worker, resident, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("公开说法")
    assert LAMP in worker.said

    await worker.says(PUBLIC)
    assert "别人会看到" in worker.said
    assert (await case_of(talk, number)).public_text is None
    await worker.presses("公开")

    case = await case_of(talk, number)
    assert (case.public_text, case.text) == (PUBLIC, LAMP)
    assert "办好了" in worker.buttons
    await resident.says(number)
    assert LAMP in resident.said


async def test_the_proposal_names_nobody(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("公开说法")
    await worker.presses("用这句")
    await worker.presses("公开")

    case = await case_of(talk, number)
    assert case.public_text == "6号楼门口路灯不亮，找某师傅…，他住…室"


@pytest.mark.parametrize(
    ("words", "public"),
    [
        ("张阿姨家漏水", "某阿姨家漏水"),
        ("老师傅说修不好", "老师傅说修不好"),
        ("3号楼1203室漏水", "3号楼…室漏水"),
        ("call Mr. Wang, +86 138 1234 5678", "call Mr …, …"),
        ("flat 501 is too loud", "flat … is too loud"),
        ("R-2026-000123 还没修好", "R-2026-000123 还没修好"),
        ("坑" * 600, "坑" * 499 + "…"),
        ("", ""),
    ],
)
def test_proposals(words: str, public: str) -> None:
    assert proposal(words) == public


@pytest.mark.parametrize(
    ("words", "answer"), [("😀😀", "没有字"), ("……！", "没有字"), ("很长" * 2000, "太长了")]
)
async def test_what_cannot_be_a_wording_is_asked_again(talk: Talk, words: str, answer: str) -> None:
    worker, _, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("公开说法")

    await worker.says(words)

    assert answer in worker.said
    assert LAMP in worker.said
    await worker.says(PUBLIC)
    await worker.presses("公开")
    assert (await case_of(talk, number)).public_text == PUBLIC


async def test_a_long_number_in_the_wording_is_pointed_out(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("公开说法")
    await worker.says("路灯不亮，电话 0573-00001101")
    assert "一长串数字" in worker.said

    await worker.presses("遮住数字")
    await worker.presses("公开")

    assert (await case_of(talk, number)).public_text == "路灯不亮，电话 …"


async def test_a_button_of_an_earlier_look_publishes_nothing(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("公开说法")
    await worker.says("第一句")
    first = worker.buttons["公开"]
    await worker.says("第二句")

    await worker.presses_token(first)

    assert worker.toasts
    assert "第二句" in worker.said
    assert (await case_of(talk, number)).public_text is None


async def test_what_looks_like_a_new_report_is_still_the_wording(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    talk.means(PUBLIC, "report_problem")
    await worker.presses("整理")
    await worker.presses("公开说法")
    await worker.says(PUBLIC)
    await worker.presses("公开")

    assert (await case_of(talk, number)).public_text == PUBLIC


async def test_back_in_words_goes_a_step_back_and_cancel_leaves(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("公开说法")
    await worker.says(PUBLIC)
    await worker.says("返回")
    assert LAMP in worker.said

    await worker.says("取消")
    await worker.says(PUBLIC)

    assert (await case_of(talk, number)).public_text is None


async def test_how_hard_it_is_takes_one_tap(talk: Talk) -> None:
    worker, resident, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("难")

    assert (await case_of(talk, number)).grade is Grade.HARD
    assert "办好了" in worker.buttons
    await worker.presses("整理")
    assert "✓ 难" in worker.buttons
    await resident.says(number)
    assert "难" not in resident.said


async def test_another_category_says_its_new_promise(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("改类别")
    await worker.presses("公共安全")

    case = await case_of(talk, number)
    assert case.category == "safety"
    assert "新的时限" in worker.said


async def test_a_private_category_needs_a_second_tap(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("改类别")
    await worker.presses("邻里纠纷")
    assert not (await case_of(talk, number)).private
    assert "改不回来" in worker.said

    await worker.presses("改，不再公开")

    case = await case_of(talk, number)
    assert (case.category, case.private) == ("neighbours", True)
    await worker.presses("整理")
    assert {"公开说法", "转议事"}.isdisjoint(worker.buttons)
    assert not any("照片" in label for label in worker.buttons)


async def test_a_matter_for_everybody_gets_its_time(talk: Talk) -> None:
    worker, resident, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("转议事")
    assert "12月8日" in worker.said
    await worker.presses("转议事")

    case = await case_of(talk, number)
    assert (case.track, case.leg) == (Track.DELIBERATION, Leg.DELIBERATION)
    assert number in resident.said
    await worker.presses("整理")
    assert "转议事" not in worker.buttons


async def test_a_mediation_takes_its_parties_by_button_and_by_line(talk: Talk) -> None:
    worker, resident, number = await in_hand(talk, "物业费的事谈不拢", category="property")
    await worker.presses("整理")
    await worker.presses("转调解")
    assert "不再公开" in worker.said
    await worker.presses("业主")
    await worker.says("物业公司\n3号楼楼长")
    await worker.presses("就这些")
    assert not (await case_of(talk, number)).private
    await worker.presses("转调解")

    case = await case_of(talk, number)
    assert (case.track, case.private) == (Track.MEDIATION, True)
    async with talk.app.sessions() as db:
        called = (await db.scalars(select(Party.called).order_by(Party.id))).all()
    assert [*called] == ["业主", "物业公司", "3号楼楼长"]
    assert "只有经办的人看得到" in resident.said
    await worker.presses("整理")
    await worker.presses("补充当事人")
    await worker.presses("业委会")
    await worker.presses("就这些")
    await worker.presses("加上")
    assert "业委会" in worker.said


async def test_too_many_parties_and_empty_lines_are_told(talk: Talk) -> None:
    worker, _, number = await in_hand(talk, category="property")
    await worker.presses("整理")
    await worker.presses("转调解")
    await worker.says("甲\n乙")
    await worker.says("丙\n丁\n戊\n己\n庚")
    assert "最多 6 个" in worker.said
    assert "甲、乙" in worker.said
    await worker.says("😀")
    assert "没有字" in worker.said
    await worker.says("丙" * 100)
    assert "太长了" in worker.said

    await worker.presses("就这些")
    await worker.presses("转调解")

    assert (await case_of(talk, number)).private


async def test_photos_are_looked_at_before_others_see_them(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(), talk.person()
    files = [await talk.photo_of(resident)]
    number = await reported(talk, resident, files=files)
    await worker.presses("我来办")
    await worker.presses("整理")
    await worker.presses("公开照片（1）")
    assert any(shown.photo for shown in worker.new)
    await _another_photo(talk, number, await talk.photo_of(resident))

    await worker.presses("公开这 1 张")
    assert await _released(talk) == 0
    assert "再看一遍" in worker.said
    await worker.presses("公开这 2 张")
    assert await _released(talk) == 2

    await worker.presses("整理")
    await worker.presses("收回照片（2）")
    await worker.presses("收回")
    assert await _released(talk) == 0


async def _another_photo(talk: Talk, number: str, file_id: str) -> None:
    case = await case_of(talk, number)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        db.add(CaseFile(case_id=case.id, file_id=file_id, added_at=now))


async def _released(talk: Talk) -> int:
    async with talk.app.sessions() as db:
        rows = await db.scalars(select(CaseFile).where(CaseFile.released_at.is_not(None)))
        return len(rows.all())


async def test_a_volunteer_sorts_only_what_is_theirs_to_sort(talk: Talk, town: Town) -> None:
    _, _, number = await in_hand(talk)
    volunteer = await talk.staff(Role.VOLUNTEER, name="俞阿根")
    case = await case_of(talk, number)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        assert case.owner_id is not None
        await work.assign(db, town, case.id, case.owner_id, case.rung.VOLUNTEER, now=now)
    await talk.settle()
    await volunteer.presses("我来办")
    await volunteer.presses("整理")

    assert {"易", "改类别"} <= set(volunteer.buttons)
    assert {"公开说法", "合并", "转调解", "分任务"}.isdisjoint(volunteer.buttons)


async def test_the_timeline_of_sorting_is_told_to_the_resident_without_names(talk: Talk) -> None:
    worker, resident, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("改类别")
    await worker.presses("公共安全")
    await resident.says(number)

    async with talk.app.sessions() as db:
        whats = (await db.scalars(select(CaseEvent.what).order_by(CaseEvent.id))).all()
    assert "recategorised" in whats
    assert "改类别：公共安全" in resident.said


async def test_english_is_complete(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker, resident = await talk.staff(name="Li"), talk.person("en")
    await worker.says("English")
    worker.screen.clear()
    number = await reported(talk, resident, "the lamp is out, call Mr Wang", place="Building 6")
    await worker.presses("take")
    for steps in (
        ("Public wording", "Take this one", "Make it public"),
        ("easy",),
        ("Change category", "Noise"),
        ("Merge", "Back", "Back"),
        ("Split into tasks", "Back", "Back"),
        ("To deliberation", "Yes, deliberate"),
        ("To mediation", "Back", "Back"),
    ):
        await worker.presses("Sort")
        for label in steps:
            await worker.presses(label)

    assert (await case_of(talk, number)).public_text == "the lamp is out, call Mr …"
    assert [
        shown.text for shown in worker.screen.values() if re.search("[一-鿿]", shown.text)
    ] == []
