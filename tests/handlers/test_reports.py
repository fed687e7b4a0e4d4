"""Reports, told as stories: the resident's form, the worker's desk, and what comes after."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from community.cases import Leg, Rung, Status
from tests.handlers.reporting import BINS, PLACE, cases_of, filed
from tests.talk import Person, Talk


async def test_a_sentence_a_place_and_a_yes_make_a_report(talk: Talk, resident: Person) -> None:
    await resident.says(BINS)
    assert "环境卫生" in resident.said
    assert "什么地方" in resident.said

    await resident.says(PLACE)
    assert BINS in resident.said
    assert PLACE in resident.said

    await resident.presses("提交")

    assert "R-2026-000001" in resident.said
    [case] = await cases_of(talk)
    assert (case.text, case.place, case.place_code) == (BINS, PLACE, "hq-b6")
    assert (case.community, case.category, case.status) == (
        "hongqiao", "environment", Status.SUBMITTED,
    )  # fmt: skip
    assert (case.leg, case.rung) == (Leg.SEEN, Rung.SOCIAL_WORKER)
    assert case.due_at is not None


async def test_what_the_sentence_says_is_not_asked_again(talk: Talk, resident: Person) -> None:
    words = "虹桥社区6号楼的垃圾桶满了三天没人清"
    talk.means(words, "report_problem")

    await resident.says(words)

    assert "什么地方" not in resident.said
    assert next(iter(resident.buttons)).endswith("提交")


async def test_a_correction_corrects_and_a_yes_in_words_files(talk: Talk, resident: Person) -> None:
    await resident.says(BINS)
    await resident.says(PLACE)
    await resident.says("不对，是虹桥社区3号楼")
    assert "虹桥社区3号楼" in resident.said

    await resident.says("好的")

    [case] = await cases_of(talk)
    assert case.place_code == "hq-b3"


async def test_a_house_number_that_many_have_is_asked_back(talk: Talk, resident: Person) -> None:
    await resident.says(BINS)
    await resident.says("3号楼")
    assert "选一个" in resident.said

    await resident.presses("康和家园3号楼")
    await resident.presses("提交")

    [case] = await cases_of(talk)
    assert (case.place_code, case.community) == ("kh-b3", "kanghe")


async def test_a_question_in_between_is_answered_and_the_form_goes_on(
    talk: Talk, resident: Person
) -> None:
    talk.means("虹桥社区服务站几点开门？", "station_info")
    await resident.says(BINS)
    await resident.says("虹桥社区服务站几点开门？")
    assert "什么地方" in resident.said

    await resident.says(PLACE)
    await resident.presses("提交")

    assert len(await cases_of(talk)) == 1


async def test_photos_come_at_any_moment_and_an_album_is_thanked_once(
    talk: Talk, resident: Person
) -> None:
    await resident.sends_photos(1)
    await resident.says(BINS)
    await resident.says(PLACE)
    await resident.sends_photos(3)
    assert resident.said.count("照片收到了") == 1
    await resident.presses("提交")

    worker = await talk.staff()
    assert worker.number
    async with talk.app.sessions() as db:
        from community.cases import CaseFile  # noqa: PLC0415

        assert await db.scalar(select(func.count()).select_from(CaseFile)) == 4


async def test_a_shared_location_is_named_by_the_nearest_place(
    talk: Talk, resident: Person
) -> None:
    place = talk.app.town.place("hq-b6")
    await resident.says(BINS)
    await resident.shares(place.lat + 0.00005, place.lon)

    assert "虹桥社区6号楼" in resident.said


async def test_a_code_at_a_lift_fills_in_the_place(talk: Talk, resident: Person) -> None:
    await resident.says("/start p_kh-b12-lift2")
    assert "12号楼" in resident.said

    await resident.says("按钮失灵了")
    await resident.presses("提交")

    [case] = await cases_of(talk)
    assert case.place_code == "kh-b12-lift2"


async def test_a_draft_survives_and_is_forgotten_after_a_day(talk: Talk, resident: Person) -> None:
    await resident.says(BINS)
    await talk.later(timedelta(hours=23))
    await resident.says(PLACE)
    assert BINS in resident.said

    await talk.later(timedelta(hours=25))
    await resident.says("提交")

    assert await cases_of(talk) == []


async def test_never_mind_drops_it(talk: Talk, resident: Person) -> None:
    await resident.says(BINS)
    await resident.presses("不报了")

    assert "没有留下" in resident.said
    await resident.says("好的")
    assert await cases_of(talk) == []


async def test_the_confirm_button_pressed_twice_files_once(talk: Talk, resident: Person) -> None:
    await resident.says(BINS)
    await resident.says(PLACE)
    token = next(token for label, token in resident.buttons.items() if "提交" in label)
    await resident.presses_token(token)
    await resident.presses_token(token)

    assert len(await cases_of(talk)) == 1
    assert resident.toasts


async def test_the_sixth_report_of_a_day_goes_to_a_person(talk: Talk, resident: Person) -> None:
    for building in (1, 2, 3, 5, 6):
        words = f"虹桥社区{building}号楼的楼道灯坏了"
        talk.means(words, "report_problem")
        await resident.says(words)
        await resident.presses("提交")
        if any("照样提交" in label for label in resident.buttons):
            await resident.presses("照样提交")
    await resident.says(BINS)
    await resident.says(PLACE)
    await resident.presses("提交")

    assert "5 件" in resident.said
    assert len(await cases_of(talk)) == 5


async def test_english_is_complete(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    guest = talk.person("en")
    words = "the lamp in building 6 of Hongqiao has been out for days"
    talk.means(words, "report_problem")
    await guest.says(words)
    assert "Please check" in guest.said
    await guest.presses("Yes, send it")
    assert "R-2026-000001" in guest.said


async def test_misses_are_counted_in_a_row_only(talk: Talk, resident: Person) -> None:
    for words in ("asdf", "qwer", "zxcv"):
        talk.means(words, "out_of_scope", 0.2)
    await resident.says("asdf")
    await resident.says("菜单")
    await resident.says("qwer")
    assert "找人工" in resident.buttons
    assert "还是没听明白" not in resident.said

    await resident.says("zxcv")

    assert "还是没听明白" in resident.said


async def test_a_reporter_adds_words_and_takes_it_back(talk: Talk, resident: Person) -> None:
    worker = await talk.staff()
    number = await filed(resident)
    await worker.presses("我来办")
    await resident.says(number)
    await resident.presses("补充几句")
    await resident.says("今天更臭了")
    assert "今天更臭了" in worker.said

    await resident.says(number)
    await resident.presses("撤回")
    await resident.presses("撤回")

    [case] = await cases_of(talk)
    assert case.status is Status.WITHDRAWN
    assert number in worker.said


@pytest.mark.parametrize("understood", [True, False])
async def test_what_was_only_guessed_at_need_not_be_said_again(
    talk: Talk, resident: Person, understood: bool
) -> None:
    words = "那个花坛边上天天有人倒东西"
    if understood:
        talk.means(words, "report_problem", 0.55)
    await resident.says(words)
    await resident.presses("报个问题")
    await resident.says(PLACE)
    await resident.presses("提交")

    [case] = await cases_of(talk)
    assert case.text == words
