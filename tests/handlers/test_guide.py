"""The guide of the hall as talks: finding an item, its card, the self-test, the checklist."""

from typing import Any

import pytest
from sqlalchemy import select, text

from community.hall.model import MaterialReady
from tests.talk import Person, Talk

CARD = "SB-002"
SENIOR = "MZ-007"


async def ready(talk: Talk) -> dict[str, str | None]:
    async with talk.app.sessions() as db:
        rows = await db.scalars(select(MaterialReady))
        return {row.material: row.file_id for row in rows}


def size(person: Person) -> int:
    return len(person.new)


# --- finding -------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["SB-002", "sb2", "sbkbb", "社保卡补办", "补社保卡", "卡丢了"])
async def test_a_bare_name_needs_no_understanding(talk: Talk, words: str) -> None:
    ann = await talk.person().says(words)

    assert "社保卡补办" in ann.said or "社保卡补办 · SB-002" in ann.buttons


async def test_a_sentence_leads_to_the_card(talk: Talk) -> None:
    talk.means("我妈想办老年优待证要带什么", "service_guide", service="老年优待证")
    ann = await talk.person().says("我妈想办老年优待证要带什么")

    assert "编号 MZ-007 · 民政" in ann.said
    assert "一寸免冠照片（原件 1 份）" in ann.said
    assert size(ann) == 1


async def test_the_card_says_all_at_once(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    ann = await talk.person().says(CARD)

    for part in (
        "要带的 4 样", "新塍镇便民服务中心，现在开着，到 11:30", "0573-00002001", "5 个工作日",
        "3 个条件", "法定 20 个工作日", "只收一部分", "20 元", "最多跑一趟",
        "新社保卡", "以窗口的答复为准",
    ):  # fmt: skip
        assert part in ann.said
    assert {"自测条件", "材料清单", "预约到场", "上门服务", "找人工", "不是这个"} <= {*ann.buttons}
    assert "取号：新塍镇便民服务中心" in ann.buttons
    assert "网上申报" not in ann.buttons


async def test_no_number_can_be_taken_where_nothing_is_open(talk: Talk) -> None:
    await talk.at("2026-11-23T20:00")
    ann = await talk.person().says(CARD)

    assert "明天 08:30 开门" in ann.said
    assert not any("取号" in label for label in ann.buttons)


async def test_the_point_of_the_own_community_comes_first(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    ann = await talk.person().says("你好")
    async with talk.app.engine.begin() as connection:
        await connection.execute(text("update people set community = 'luodong'"))
    await ann.says(CARD)

    assert ann.said.index("洛东社区便民服务点") < ann.said.index("新塍镇便民服务中心")


async def test_what_can_be_filed_here_says_so(talk: Talk) -> None:
    ann = await talk.person().says(SENIOR)

    assert "网上申报" in ann.buttons
    assert "预约到场" in ann.buttons
    assert "一趟也不用跑" in ann.said
    assert "不收钱" in ann.said


async def test_several_that_fit_are_asked_about(talk: Talk) -> None:
    ann = await talk.person().says("社保卡")

    assert "哪一件" in ann.said
    await ann.presses("社保卡激活")
    assert "社保卡激活" in ann.said


async def test_a_wrong_guess_is_one_tap_from_the_list(talk: Talk) -> None:
    ann = await talk.person().says(CARD)
    await ann.presses("不是这个")

    assert "社保卡申领 · SB-001" in ann.buttons
    assert "民政" in ann.buttons
    await ann.presses("社保卡申领")
    assert "编号 SB-001" in ann.said


async def test_what_is_not_found_leads_to_the_departments(talk: Talk) -> None:
    talk.means("我想办个航天员证", "service_guide")
    ann = await talk.person().says("我想办个航天员证")

    assert "没对上号" in ann.said
    assert "民政" in ann.buttons
    assert "找人工" in ann.buttons


async def test_a_sentence_is_heard_while_the_understanding_is_away(talk: Talk) -> None:
    ann = await talk.person().says("我社保卡坏了怎么弄")

    assert "社保卡补办 · SB-002" in ann.buttons
    assert "菜单" in ann.buttons
    await ann.presses("社保卡补办")
    assert "编号 SB-002" in ann.said


async def test_a_report_is_not_taken_for_an_item(talk: Talk) -> None:
    ann = await talk.person().says("楼下的垃圾桶满了三天没人清")

    assert "报个问题" in ann.buttons


async def test_a_department_is_paged(talk: Talk) -> None:
    ann = await talk.person().says("菜单")
    await ann.presses("办事指南")
    await ann.presses("民政")
    first = {label for label in ann.buttons if "MZ-" in label}
    await ann.presses("下一页")
    second = {label for label in ann.buttons if "MZ-" in label}

    assert len(first) == len(second) == 8
    assert not first & second
    assert "第 2/" in ann.said
    await ann.presses("上一页")
    assert first == {label for label in ann.buttons if "MZ-" in label}


async def test_in_english(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    talk.means("how do I get a senior card", "service_guide")
    ann = await talk.person("en").says("how do I get a senior card")

    assert "Senior citizen card" in ann.said
    assert "One-inch photo (originals: 1)" in ann.said
    assert "Apply here" in ann.buttons
    await ann.presses("Is it for me?")
    await ann.says("yes")
    await ann.says("not sure")
    assert "better ask" in ann.said
    await ann.presses("Checklist")
    assert "Still missing 3" in ann.said


async def test_a_question_in_between_leaves_another_form_open(talk: Talk) -> None:
    ann = await talk.person().says("菜单")
    await ann.presses("我的数据")
    await ann.presses("留个称呼")
    await ann.presses("同意")
    talk.means("社保卡丢了怎么办", "service_guide")
    await ann.says("菜单")
    await ann.presses("办事指南")

    assert "怎么称呼您" in ann.said


# --- the self-test -------------------------------------------------------------------------


async def test_who_meets_all_conditions_goes_on_to_the_list(talk: Talk) -> None:
    ann = await talk.person().says(CARD)
    await ann.presses("自测条件")
    assert "第 1/3 个问题" in ann.said
    await ann.presses("是")
    assert [*ann.screen.values()][-1].text == ann.said, "the question is edited in place"
    await ann.presses("否")
    await ann.says("是的")

    assert "都符合" in ann.said
    await ann.presses("材料清单")
    assert "还缺 4 样" in ann.said


async def test_who_does_not_fit_is_told_what_helps(talk: Talk) -> None:
    ann = await talk.person().says(CARD)
    await ann.presses("自测条件")
    await ann.says("没有")
    await ann.presses("不清楚")
    await ann.presses("是")

    assert "社保卡申领" in ann.said
    assert "不清楚的" in ann.said
    assert "找人工" in ann.buttons


async def test_the_answers_are_gone_when_the_test_is_over(talk: Talk) -> None:
    ann = await talk.person().says(SENIOR)
    await ann.presses("自测条件")
    await ann.presses("是")
    await ann.presses("是")

    async with talk.app.engine.connect() as connection:
        left = await connection.execute(text("select state, state_data from chats"))
        rows = [tuple(row) for row in left]
    assert all(state is None and not data for state, data in rows), rows


@pytest.mark.parametrize("words", ["大概吧我也说不好", "长" * 3000, "？！"])
async def test_another_answer_is_asked_again(talk: Talk, words: str) -> None:
    ann = await talk.person().says(CARD)
    await ann.presses("自测条件")
    await ann.says(words)

    assert "第 1/3 个问题" in ann.said
    assert "不清楚" in ann.buttons


async def test_back_asks_the_question_before_again(talk: Talk) -> None:
    ann = await talk.person().says(CARD)
    await ann.presses("自测条件")
    await ann.presses("否")
    await ann.says("返回")
    assert "第 1/3 个问题" in ann.said
    await ann.presses("是")
    assert "第 2/3 个问题" in ann.said
    await ann.says("取消")
    await ann.says("你好")

    assert "第 2/3" not in ann.said


async def test_an_old_answer_means_nothing_to_another_test(talk: Talk) -> None:
    ann = await talk.person().says(CARD)
    await ann.presses("自测条件")
    old = {**ann.buttons}["是"]
    await ann.says(SENIOR)
    await ann.says("取消")
    await ann.says(SENIOR)
    await ann.presses("自测条件")
    await ann.presses_token(old)

    assert "老年优待证：第 1/2 个问题" in ann.said
    assert ann.toasts


# --- the checklist -------------------------------------------------------------------------


async def opened(talk: Talk, code: str = CARD) -> Person:
    await talk.at("2026-11-23T10:00")
    ann = await talk.person().says(code)
    return await ann.presses("材料清单")


async def test_ticks_until_nothing_is_missing_then_a_visit(talk: Talk) -> None:
    ann = await opened(talk)
    assert "还缺 4 样：身份证、旧社保卡、一寸免冠照片、申请表" in ann.said
    await ann.presses("☐ 身份证")
    await ann.presses("☐ 旧社保卡")
    await ann.presses("☐ 一寸")
    assert "还缺 1 样：申请表" in ann.said
    assert "预约到场" not in ann.new[-1].buttons
    await ann.presses("☐ 申请表")

    assert "都齐了" in ann.said
    assert "要核对原件" in ann.said
    assert "预约到场" in ann.new[-1].buttons
    await ann.presses("☑ 身份证")
    assert "还缺 1 样：身份证" in ann.said
    assert "id-card" not in await ready(talk)


async def test_what_needs_no_visit_is_filed_here(talk: Talk) -> None:
    ann = await opened(talk, SENIOR)
    for label in ("☐ 身份证", "☐ 一寸", "☐ 居住证"):
        await ann.presses(label)

    assert "不用跑一趟" in ann.said
    assert "网上申报" in ann.new[-1].buttons


async def test_coming_for_somebody_else_asks_for_more(talk: Talk) -> None:
    ann = await opened(talk)
    await ann.presses("替别人办")
    assert "还缺 6 样" in ann.said
    assert "委托书" in ann.said
    await ann.presses("☐ 身份证")
    assert "还缺 5 样" in ann.said
    await ann.presses("给自己办")

    assert "还缺 3 样" in ann.said


async def test_photos_go_to_the_next_material(talk: Talk) -> None:
    ann = await opened(talk)
    await ann.sends_photos(2)

    assert "旧社保卡”里了" in ann.said
    assert "还缺 2 样" in ann.said
    held = await ready(talk)
    assert held["id-card"]
    assert held["old-social-card"]


async def test_a_photo_goes_to_what_was_ticked_last(talk: Talk) -> None:
    ann = await opened(talk)
    await ann.presses("☐ 一寸")
    await ann.sends_photos()

    assert "放在“一寸免冠照片”里了" in ann.said
    assert (await ready(talk))["photo"]


async def test_a_photo_can_be_moved_and_taken_away(talk: Talk) -> None:
    ann = await opened(talk)
    await ann.sends_photos()
    kept = (await ready(talk))["id-card"]
    await ann.presses("放错了")
    await ann.presses("旧社保卡")
    assert await ready(talk) == {"old-social-card": kept}
    await ann.sends_photos()
    await ann.presses("放错了")
    await ann.presses("不要这张")

    assert await ready(talk) == {"old-social-card": kept}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"document": {"file_name": "a.exe", "mime_type": "application/x-msdownload"}}, "PDF、JPG"),
        ({"document": {"mime_type": "application/pdf", "file_size": 90_000_000}}, "最大 10 MB"),
        ({"video": {"duration": 3, "width": 1, "height": 1}}, "PDF、JPG"),
    ],
    ids=["a program", "200 pages", "a video"],
)
async def test_a_wrong_file_is_said_and_nothing_is_lost(
    talk: Talk, sent: dict[str, Any], said: str
) -> None:
    ann = await opened(talk)
    await ann.presses("☐ 身份证")
    [(kind, given)] = sent.items()
    await ann.sends({kind: {"file_id": "f", "file_unique_id": "f", **given}})

    assert said in ann.said
    assert "材料清单还开着" in ann.said
    assert [*await ready(talk)] == ["id-card"]


async def test_a_pdf_is_taken(talk: Talk) -> None:
    ann = await opened(talk)
    pdf = {"file_id": "f", "file_unique_id": "f", "mime_type": "application/pdf", "file_size": 9000}
    await ann.sends({"document": pdf})

    assert "放在“身份证”里了" in ann.said


async def test_words_while_the_list_is_open(talk: Talk) -> None:
    ann = await opened(talk)
    await ann.says("长" * 3000)
    assert "材料清单还开着" in ann.said
    await ann.says(SENIOR)
    assert "编号 MZ-007" in ann.said
    await ann.says("取消")
    await ann.sends_photos()

    assert not await ready(talk)


@pytest.mark.parametrize("words", ["帮我约下周三上午来补办社保卡", "帮我约下周三上午"])
async def test_an_open_list_lets_a_booking_begin(talk: Talk, words: str) -> None:
    """The item on the list is meant where the sentence names none."""
    await talk.at("2026-11-23T10:00")
    talk.means(words, "book_appointment")
    ann = await opened(talk)
    await ann.says(words)

    assert "清单还开着" not in ann.said
    assert "社保卡补办" in ann.said


async def test_a_list_can_be_put_away(talk: Talk) -> None:
    ann = await opened(talk)
    await ann.says("你好")
    assert "清单还开着" in ann.said
    await ann.presses("收起清单")
    await ann.says("你好")

    assert "清单还开着" not in ann.said


async def test_an_old_list_still_ticks(talk: Talk) -> None:
    ann = await opened(talk)
    old = next(token for label, token in ann.buttons.items() if "身份证" in label)
    shown = [*ann.screen][-1]
    await ann.says("取消")
    await ann.presses_token(old, shown)
    await ann.presses_token(old, shown)

    assert [*await ready(talk)] == ["id-card"]
