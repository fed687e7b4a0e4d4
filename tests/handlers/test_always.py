"""Words that are heard in every state, as talks."""

from datetime import UTC, datetime, timedelta

import pytest

from community.people import Role
from config.texts import speaker
from config.town import Town
from handlers.always import greeting, role_names
from tests.talk import Talk


@pytest.mark.parametrize(
    "word", ["菜单", "menu", "/menu", "／menu", " 菜单。", "MENU", "/menu@linli_bot"]
)
async def test_the_menu_comes_however_it_is_typed(talk: Talk, word: str) -> None:
    ann = await talk.person().says(word)

    assert "报个问题" in ann.buttons


async def test_start_welcomes_by_the_time_of_day(talk: Talk) -> None:
    await talk.at("2026-11-23T08:00")
    ann = await talk.person().says("/start")

    assert "早上好" in ann.said
    assert "新塍镇" in ann.said
    assert "报个问题" in ann.buttons


async def test_a_code_gives_its_role_once(talk: Talk) -> None:
    worker = await talk.staff(Role.SOCIAL_WORKER)

    assert "社工（虹桥社区）" in worker.said
    assert "待办事项" in worker.buttons


async def test_a_false_code_is_a_plain_start_with_a_kind_line(talk: Talk) -> None:
    ann = await talk.person().says("/start AAAAAAAAAAAAAAAAAAAAAA")

    assert "再要一个" in ann.said
    assert "报个问题" in ann.buttons


async def test_with_nothing_open_cancel_says_so(talk: Talk) -> None:
    ann = await talk.person().says("取消")

    assert "不用取消" in ann.said


async def test_cancel_drops_the_form_and_says_what_it_was(talk: Talk) -> None:
    ann = await talk.person().says("我的数据")
    await ann.presses("留个称呼")
    await ann.presses("同意")
    await ann.says("取消")

    assert "刚才要留的称呼已经取消" in ann.said
    await ann.says("取消")
    assert "不用取消" in ann.said


async def test_a_menu_in_the_middle_keeps_the_form_and_leads_back(talk: Talk) -> None:
    ann = await talk.person().says("我的数据")
    await ann.presses("留个称呼")
    await ann.presses("同意")
    await ann.says("菜单")
    assert "替您留着" in ann.said
    await ann.presses("继续刚才的")

    assert "怎么称呼您" in ann.said


async def test_help_names_the_emergency_lines(talk: Talk) -> None:
    ann = await talk.person().says("帮助")

    assert "120" in ann.said
    assert "119" in ann.said


async def test_the_language_is_kept(talk: Talk) -> None:
    ann = await talk.person().says("/language en")
    assert "English" in ann.said
    await ann.says("menu")
    assert "Report a problem" in ann.buttons
    await ann.says("中文")
    assert "中文" in ann.said
    await ann.says("菜单")
    assert "报个问题" in ann.buttons


async def test_two_buttons_choose_the_language(talk: Talk) -> None:
    ann = await talk.person().says("/language")
    await ann.presses("English")

    assert "I will speak English" in ann.said


async def test_small_talk_is_answered(talk: Talk) -> None:
    ann = await talk.person().says("你好")
    assert "报个问题" in ann.buttons
    await ann.says("谢谢")
    assert "不客气" in ann.said
    await ann.says("再见")
    assert "再见" in ann.said


async def test_what_was_meant_is_heard_too(talk: Talk) -> None:
    talk.means("能换成英语吗", "switch_language")
    ann = await talk.person().says("能换成英语吗")

    assert "I will speak English" in ann.said


async def test_a_number_of_nobody_says_no_more_than_one_of_somebody_else(talk: Talk) -> None:
    ben = talk.person()
    talk.means("楼下的垃圾桶满了", "report_problem")
    await ben.says("/start")
    ann = await talk.person().says("R-2026-000999")
    first = ann.said
    await ann.says("A-2026-000001")

    assert ann.said == first


async def test_a_draft_of_yesterday_is_forgotten_once_and_kindly(talk: Talk) -> None:
    ann = await talk.person().says("我的数据")
    await ann.presses("留个称呼")
    await ann.presses("同意")
    await talk.later(timedelta(hours=25))
    await ann.says("菜单")
    assert "超过一天" in ann.said
    await ann.says("菜单")
    assert "超过一天" not in ann.said


@pytest.mark.parametrize(
    ("hour", "words"),
    [(3, "夜深了"), (7, "早上好"), (12, "中午好"), (15, "下午好"), (20, "晚上好"), (23, "夜深了")],
)
def test_greeting(town: Town, hour: int, words: str) -> None:
    now = datetime(2026, 11, 23, hour, tzinfo=town.zone).astimezone(UTC)

    assert words in greeting(now, speaker("zh"), town).words


def test_role_names(town: Town) -> None:
    held = [(Role.SOCIAL_WORKER, "hongqiao"), (Role.ADMIN, None)]

    assert role_names(held, speaker("en"), town) == "administrator and social worker (Hongqiao)"
