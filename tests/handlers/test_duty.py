"""A volunteer's morning: signing in, the checklist, what was found, signing out, forgetting it."""

from collections.abc import Callable

import pytest

from community import clock
from community.people import Role
from community.shifts import duty_round
from community.shifts.model import SignupStatus
from tests.handlers.serving import CODE, on_shift, status_of, volunteer
from tests.talk import Person, Talk


@pytest.fixture
async def wang(talk: Talk) -> Person:
    await talk.at("2026-11-23T07:25")
    return await volunteer(talk)


async def stepped(talk: Talk, *steps: Callable[..., object]) -> None:
    for person in talk.people:
        person.new.clear()
    async with talk.app.sessions() as db, db.begin():
        for step in steps:
            await step(db, talk.app.town, await clock.now(db))  # type: ignore[misc]
    await talk.settle()


async def test_a_morning_from_sign_in_to_sign_out(talk: Talk, wang: Person) -> None:
    await talk.staff(Role.LEADER, name="杨金花")
    await on_shift(talk, wang)
    await wang.says("我到了")
    assert "虹桥早巡逻" in wang.said
    assert "07:25 签到" in wang.said
    assert "清单 0/4" in wang.said

    await wang.presses("☐ 楼道和消防通道")
    assert "清单 1/4" in wang.said
    await wang.presses("无异常")
    assert "1 处，都无异常" in wang.said
    assert "☑ 楼道和消防通道没有堆东西" in wang.buttons
    await wang.presses("☑ 楼道和消防通道")
    assert "清单 0/4" in wang.said
    await wang.presses("☐ 楼道和消防通道")

    await talk.at("2026-11-23T09:32")
    await wang.presses("签退")
    assert "07:25 签到，09:32 签退" in wang.said
    assert "清单 1/4" in wang.said
    assert "记 2 小时 7 分钟，由 杨金花 确认" in wang.said


async def test_a_problem_found_on_duty_is_a_report(talk: Talk, wang: Person) -> None:
    await on_shift(talk, wang)
    await wang.says("签到")
    await wang.presses("发现问题")
    await wang.presses("发现问题")
    await wang.presses("跳过照片")
    place = next(iter(wang.buttons))
    await wang.presses(place)
    kind = next(iter(wang.buttons))
    await wang.presses(kind)
    await talk.at("2026-11-23T09:30")
    await wang.says("签退")
    assert "发现问题 1 处" in wang.said


async def test_leaving_early_is_asked_about_once(talk: Talk, wang: Person) -> None:
    [place] = await on_shift(talk, wang)
    await wang.says("签到")
    await wang.presses("签退")
    assert "09:30 才结束" in wang.said
    await wang.presses("接着值")
    assert await status_of(talk, place) is SignupStatus.ON_DUTY
    await wang.presses("签退")
    await wang.presses("现在签退")
    assert await status_of(talk, place) is SignupStatus.SERVED


@pytest.mark.parametrize("words", ["签到 4821", "4821", "４８２１", "签到：4821"])
async def test_the_code_at_the_place(talk: Talk, wang: Person, words: str) -> None:
    [place] = await on_shift(talk, wang)
    await wang.says(words)
    assert "07:25 签到" in wang.said
    await talk.at("2026-11-23T09:30")
    await wang.says(CODE)
    assert "值完了" in wang.said
    assert await status_of(talk, place) is SignupStatus.SERVED


async def test_codes_cannot_be_guessed(talk: Talk, wang: Person) -> None:
    [place] = await on_shift(talk, wang)
    for guess in range(5):
        await wang.says(f"签到 000{guess}")
        assert "这个数字不对" in wang.said
    await wang.says("签到 4821")
    assert "试错太多次" in wang.said
    assert await status_of(talk, place) is SignupStatus.SIGNED_UP
    await wang.says("签到")
    assert await status_of(talk, place) is SignupStatus.ON_DUTY


async def test_four_digits_mean_nothing_without_a_shift(wang: Person) -> None:
    await wang.says("4821")
    assert "数字" not in wang.said
    await wang.says("签到 4821")
    assert "没有要值的班" in wang.said


async def test_the_shared_place_signs_in(talk: Talk, wang: Person) -> None:
    [place] = await on_shift(talk, wang)
    garden = talk.app.town.place("hongqiao-garden")
    await wang.shares(garden.lat + 0.02, garden.lon)
    assert "米" in wang.said
    assert "4 位数字" in wang.said
    assert await status_of(talk, place) is SignupStatus.SIGNED_UP
    await wang.shares(garden.lat + 0.001, garden.lon)
    assert "07:25 签到" in wang.said
    await wang.shares(garden.lat + 0.001, garden.lon)
    assert "签到" not in wang.said  # now it is the place of a report


async def test_too_early_says_from_when(talk: Talk, wang: Person) -> None:
    await on_shift(talk, wang, first="08:30", last="09:30")
    await wang.says("签到")
    assert "08:00 起可以签到" in wang.said
    await wang.says("签退")
    assert "没有在值班" in wang.said


async def test_who_has_no_shift_is_offered_to_find_one(wang: Person) -> None:
    await wang.says("签到")
    assert "没有要值的班" in wang.said
    assert "找一班" in wang.buttons


async def test_which_of_two(talk: Talk, wang: Person) -> None:
    await on_shift(talk, wang)
    [second] = await on_shift(talk, wang, first="07:40", last="08:00", template=None)
    await wang.says("签到")
    await wang.presses("帮忙")
    assert await status_of(talk, second) is SignupStatus.ON_DUTY


async def test_who_forgets_to_sign_out_is_asked(talk: Talk, wang: Person) -> None:
    [place] = await on_shift(talk, wang)
    await wang.says("签到")
    await talk.at("2026-11-23T10:01")
    assert "还没有签退" in wang.said
    await wang.presses("还在")
    assert await status_of(talk, place) is SignupStatus.ON_DUTY
    await talk.at("2026-11-23T10:10")
    await wang.says("下班了")
    assert "10:10 签退" in wang.said
    assert "记 2 小时 35 分钟" in wang.said


async def test_one_left_at_the_end(talk: Talk, wang: Person) -> None:
    await on_shift(talk, wang)
    await wang.says("签到")
    await talk.at("2026-11-23T10:01")
    await wang.presses("09:30 就走了")
    assert "09:30 签退" in wang.said
    assert "记 2 小时 5 分钟" in wang.said


async def test_the_evening_asks_who_said_nothing(talk: Talk, wang: Person) -> None:
    [place] = await on_shift(talk, wang)
    await talk.at("2026-11-23T18:00")
    await stepped(talk, duty_round.close, duty_round.day_end)
    assert "今天有什么要反映的吗" in wang.said
    await wang.presses("无异常")
    assert "记 2 小时" in wang.said
    assert await status_of(talk, place) is SignupStatus.SERVED


async def test_the_evening_hears_of_a_problem(talk: Talk, wang: Person) -> None:
    await on_shift(talk, wang)
    await talk.at("2026-11-23T18:00")
    await stepped(talk, duty_round.day_end)
    await wang.presses("发现问题")
    assert "是什么问题" in wang.said
    await wang.presses("发现问题")
    assert "辛苦了" in wang.said


async def test_the_evening_hears_that_somebody_could_not_go(talk: Talk, wang: Person) -> None:
    [place] = await on_shift(talk, wang)
    await talk.at("2026-11-23T18:00")
    await stepped(talk, duty_round.day_end)
    token = wang.buttons["无异常"]
    await wang.presses("没去成")
    assert "记为没去" in wang.said
    assert await status_of(talk, place) is SignupStatus.MISSED
    await wang.presses_token(token)
    assert await status_of(talk, place) is SignupStatus.MISSED


async def test_another_persons_duty_is_not_available(talk: Talk, wang: Person) -> None:
    other = await volunteer(talk, "李叔")
    [place] = await on_shift(talk, wang)
    await wang.says("签到")
    token = wang.buttons["签退"]
    await other.presses_token(token)
    assert await status_of(talk, place) is SignupStatus.ON_DUTY


async def test_in_english(talk: Talk) -> None:
    await talk.at("2026-11-23T07:25")
    guest = await volunteer(talk, "Anna", language="en")
    await guest.says("English")
    await on_shift(talk, guest)
    await guest.says("sign in")
    assert "signed in at 07:25" in guest.said
    await guest.presses("All in order")
    await talk.at("2026-11-23T09:30")
    await guest.says("sign out")
    assert "In at 07:25, out at 09:30" in guest.said
    assert "That is 2 h 5 min" in guest.said
