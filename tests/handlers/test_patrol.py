"""A volunteer's way round, told as stories: a problem in a few taps, or nothing at all."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from community.cases import Case, CaseFile, PatrolFinding, Rung, Source, Status
from community.people import Role
from tests.talk import Person, Talk


async def cases_of(talk: Talk) -> list[Case]:
    async with talk.app.sessions() as db:
        return list(await db.scalars(select(Case).order_by(Case.id)))


async def findings_of(talk: Talk) -> list[PatrolFinding]:
    async with talk.app.sessions() as db:
        return list(await db.scalars(select(PatrolFinding).order_by(PatrolFinding.id)))


@pytest.fixture
async def volunteer(talk: Talk) -> Person:
    await talk.at("2026-11-23T10:00")
    return await talk.staff(Role.VOLUNTEER, name="俞阿根")


async def test_four_taps_file_what_was_found(talk: Talk, volunteer: Person) -> None:
    worker = await talk.staff()
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.sends_photos(1)
    assert "什么地方" in volunteer.said

    await volunteer.presses("虹桥社区1号楼")
    await volunteer.presses("环境卫生")

    assert "R-2026-000001" in volunteer.said
    assert "虹桥社区1号楼" in volunteer.said
    [case] = await cases_of(talk)
    assert (case.source, case.category, case.place_code, case.community, case.rung) == (
        Source.PATROL, "environment", "hq-b1", "hongqiao", Rung.SOCIAL_WORKER,
    )  # fmt: skip
    assert case.text == "巡查发现：环境卫生"
    async with talk.app.sessions() as db:
        assert len([*await db.scalars(select(CaseFile))]) == 1
    assert "R-2026-000001" in worker.said or "R-2026-000001" in str(worker.buttons)
    [finding] = await findings_of(talk)
    assert (finding.case_id, finding.place_code) == (case.id, "hq-b1")


async def test_one_sentence_is_enough(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡逻")
    await volunteer.presses("发现问题")
    await volunteer.says("虹桥公园门口垃圾满了")

    [case] = await cases_of(talk)
    assert case.number in volunteer.said
    assert (case.text, case.category, case.place_code) == (
        "虹桥公园门口垃圾满了", "environment", "hongqiao-park",
    )  # fmt: skip


async def test_what_a_sentence_lacks_is_asked(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.says("路灯不亮")
    assert "什么地方" in volunteer.said
    assert await cases_of(talk) == []

    await volunteer.says("虹桥停车场")

    [case] = await cases_of(talk)
    assert (case.text, case.category, case.place_code) == (
        "路灯不亮", "facilities", "hongqiao-parking",
    )  # fmt: skip


async def test_a_place_in_words_and_details_before_the_tap(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.presses("跳过")
    await volunteer.says("桥下面的自行车棚")
    assert "什么问题" in volunteer.said
    await volunteer.says("地上湿漉漉的")
    assert "您说：地上湿漉漉的" in volunteer.said
    await volunteer.presses("其他")

    [case] = await cases_of(talk)
    assert (case.text, case.place, case.category) == ("地上湿漉漉的", "桥下面的自行车棚", "other")


async def test_several_places_are_offered_and_pages_turned(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.presses("跳过")
    first = set(volunteer.buttons)
    await volunteer.presses("下一页")
    assert set(volunteer.buttons) & {"虹桥菜场"}
    assert first != set(volunteer.buttons)

    await volunteer.says("电梯")
    assert "虹桥社区3号楼1号电梯" in volunteer.buttons
    await volunteer.presses("虹桥社区6号楼1号电梯")
    await volunteer.presses("设施损坏")

    [case] = await cases_of(talk)
    assert case.place_code == "hq-b6-lift1"


async def test_mended_on_the_spot(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.says("虹桥公园门口垃圾满了")
    await volunteer.presses("已经就地解决")
    assert "怎么解决" in volunteer.said
    await volunteer.says("和邻居一起扫干净了")

    assert "谢谢您动手" in volunteer.said
    assert "1 处有问题" in volunteer.said
    [case] = await cases_of(talk)
    assert (case.status, case.rung, case.due_at) == (Status.SOLVED, Rung.VOLUNTEER, None)


async def test_one_tap_says_how_and_the_second_press_is_kind(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.says("虹桥公园门口垃圾满了")
    [token] = [t for label, t in volunteer.buttons.items() if "就地解决" in label]
    await volunteer.presses("已经就地解决")
    await volunteer.presses("清理干净")
    assert (await cases_of(talk))[0].status is Status.SOLVED

    await volunteer.presses_token(token)
    assert volunteer.toasts or volunteer.said
    assert len(await cases_of(talk)) == 1


async def test_taken_by_a_social_worker_meanwhile(talk: Talk, volunteer: Person) -> None:
    worker = await talk.staff()
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.says("虹桥公园门口垃圾满了")
    await worker.presses("我来办")
    await volunteer.presses("已经就地解决")
    await volunteer.says("扫干净了")

    assert (await cases_of(talk))[0].status is not Status.SOLVED
    assert "谢谢您动手" not in volunteer.said
    assert volunteer.said
    await volunteer.says("巡查")
    assert "发现问题" in volunteer.buttons


async def test_all_is_well_with_one_tap_or_one_word(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("无异常")
    assert "10:00" in volunteer.said
    assert "虹桥社区" in volunteer.said
    assert "1 处无异常" in volunteer.said

    await talk.later(timedelta(hours=1))
    await volunteer.says("无异常")
    assert "11:00" in volunteer.said
    assert "2 处无异常" in volunteer.said
    assert [f.case_id for f in await findings_of(talk)] == [None, None]

    await talk.at("2026-11-24T00:10")
    await volunteer.says("一切正常")
    assert "1 处无异常" in volunteer.said


async def test_all_clear_in_the_middle_keeps_what_was_begun(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.says("路灯不亮")
    await volunteer.says("无异常")
    assert "记下了" in volunteer.said
    assert "什么地方" in volunteer.said
    await volunteer.presses("虹桥社区1号楼")

    assert [case.text for case in await cases_of(talk)] == ["路灯不亮"]


async def test_an_interrupted_patrol_waits(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.sends_photos(1)
    await talk.later(timedelta(hours=3))
    await volunteer.says("菜单")
    await volunteer.says("巡查")
    assert "什么地方" in volunteer.said
    await volunteer.presses("虹桥社区1号楼")
    await volunteer.says("取消")

    assert "巡查" in volunteer.said
    assert await cases_of(talk) == []


async def test_who_walks_no_patrol_is_told_how_to_begin(talk: Talk) -> None:
    resident = talk.person()
    await resident.says("巡查")
    assert "志愿者" in resident.said
    assert any("志愿" in label for label in resident.buttons)
    await resident.says("无异常")
    assert "志愿者" in resident.said
    assert await findings_of(talk) == []


async def test_a_place_elsewhere_is_kindly_refused(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.presses("跳过")
    await volunteer.shares(31.2304, 121.4737)
    assert "不在新塍镇附近" in volunteer.said
    await volunteer.says("康和家园12号楼")
    assert "不在您巡查的虹桥社区" in volunteer.said
    assert "什么地方" in volunteer.said
    await volunteer.shares(30.8022, 120.6085)
    await volunteer.presses("公共安全")

    [case] = await cases_of(talk)
    assert (case.community, case.place_code) == ("hongqiao", "hq-b1")


async def test_ten_photos_are_enough_and_an_album_is_one_answer(
    talk: Talk, volunteer: Person
) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.sends_photos(2)
    assert volunteer.said.count("什么地方") == 1
    for _ in range(9):
        await volunteer.sends_photos(1)
    assert "10" in volunteer.said
    await volunteer.presses("虹桥社区1号楼")
    await volunteer.presses("交通秩序")

    async with talk.app.sessions() as db:
        assert len([*await db.scalars(select(CaseFile))]) == 10


async def test_bad_input_keeps_the_question_open(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("巡查")
    await volunteer.presses("发现问题")
    await volunteer.presses("跳过")
    old = dict(volunteer.buttons)
    for words in ("。。。", "👍"):
        await volunteer.says(words)
        assert volunteer.said
    await volunteer.sends({"sticker": {"file_id": "s", "file_unique_id": "s", "width": 1,
                                       "height": 1, "is_animated": False, "is_video": False,
                                       "type": "regular"}})  # fmt: skip
    assert volunteer.said
    await volunteer.says("虹桥公园")
    await volunteer.presses_token(old["虹桥社区1号楼"])
    await volunteer.says("乱" * 4000)
    await volunteer.presses("环境卫生")

    [case] = await cases_of(talk)
    assert case.place_code == "hongqiao-park"
    assert len(case.text) == 4000


async def test_the_menu_has_a_door_for_those_who_walk(talk: Talk, volunteer: Person) -> None:
    await volunteer.says("菜单")
    await volunteer.presses("巡查")
    assert "发现问题" in volunteer.buttons
    resident = talk.person()
    await resident.says("菜单")
    assert "巡查" not in resident.buttons


async def test_in_english(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    leader = await talk.staff(Role.LEADER, name="Ann", language="en")
    await leader.says("patrol")
    await leader.presses("Found a problem")
    await leader.presses("Skip")
    await leader.says("Hongqiao Park")
    await leader.presses("Cleanliness")
    assert "Filed as R-2026-000001: Cleanliness, Hongqiao Park" in leader.said
    await leader.presses("Already mended")
    await leader.presses("Cleared up")
    assert "noted as mended" in leader.said
    await leader.says("all clear")
    assert "1 with a problem, 1 all clear" in leader.said
