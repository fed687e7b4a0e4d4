"""Filing an item in chat, as stories: papers, words, a number, the way, the grade."""

import pytest
from sqlalchemy import select

from community.cases import Case
from community.hall.model import ApplicationPaper, ServiceRating, Stage
from tests.handlers.filing import ITEM, NEEDS_VISIT, begun, clerk, filed, the_one
from tests.talk import Talk


@pytest.fixture(autouse=True)
async def monday(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")


async def test_papers_are_asked_one_by_one_until_it_has_a_number(talk: Talk) -> None:
    resident = await begun(talk)
    assert "身份证" in resident.said
    await resident.sends_photos()
    assert "收到了：身份证" in resident.said
    assert "已收到 1 样，还缺 2 样" in resident.said
    await resident.sends_photos(2)
    await resident.presses("这样我没有")
    await resident.presses("下一步")
    await resident.says("下午接电话方便")
    assert "没交：居住证" in resident.said
    assert "下午接电话方便" in resident.said
    await resident.presses("提交")

    assert "C-2026-000001" in resident.said
    assert "11月24日" in resident.said
    found = await the_one(talk)
    assert (found.stage, found.online, found.words) == (Stage.RECEIVED, True, "下午接电话方便")
    async with talk.app.sessions() as db:
        papers = (await db.scalars(select(ApplicationPaper.material))).all()
    assert sorted(filter(None, papers)) == ["id-card", "photo", "photo"]


async def test_what_needs_a_visit_says_why_and_leads_to_a_booking(talk: Talk) -> None:
    resident = talk.person()
    await resident.says(f"我想在网上办理{NEEDS_VISIT}")

    assert "要看材料原件" in resident.said
    assert "预约时间" in resident.buttons


async def test_for_somebody_else_only_with_their_consent(talk: Talk) -> None:
    resident = talk.person()
    await resident.says(f"网上办{ITEM}")
    await resident.says("王奶奶")
    assert "同意" in resident.said
    await resident.presses("还没问")
    assert "先问一问王奶奶" in resident.said
    await resident.presses("对方同意")
    assert "代办人身份证" in resident.said


async def test_a_draft_that_was_left_keeps_its_photos_for_the_next_time(talk: Talk) -> None:
    resident = await begun(talk)
    await resident.sends_photos()
    await resident.presses("不办了")
    assert "没有提交" in resident.said

    await resident.says(f"网上办{ITEM}")
    await resident.presses("给我自己办")
    assert "已收到 1 样" in resident.said
    await resident.presses("以前拍的不用")
    assert "要 3 样材料" in resident.said


@pytest.mark.parametrize(
    ("document", "answer"),
    [
        ({"mime_type": "application/zip", "file_size": 10}, "看不了"),
        ({"mime_type": "application/pdf", "file_size": 34_000_000}, "最大只能收 10 MB"),
    ],
)
async def test_a_file_of_the_wrong_kind_or_size_loses_nothing(
    talk: Talk, document: dict[str, object], answer: str
) -> None:
    resident = await begun(talk)
    await resident.sends_photos()
    await resident.sends({"document": {"file_id": "x", "file_unique_id": "x", **document}})

    assert answer in resident.said
    assert "已收到 1 样" in resident.said


async def test_a_pdf_is_a_paper(talk: Talk) -> None:
    resident = await begun(talk)
    pdf = {"file_id": "x", "file_unique_id": "x", "mime_type": "application/pdf", "file_size": 9}
    await resident.sends({"document": pdf})

    assert "收到了：身份证" in resident.said


async def test_words_between_the_papers_go_along(talk: Talk) -> None:
    resident = await begun(talk)
    await resident.says("我下周去外地")
    assert "记下了" in resident.said
    assert "身份证" in resident.said
    for _ in range(3):
        await resident.says("没有")
    await resident.says("下一步")
    await resident.says("没有")
    assert "我下周去外地" in resident.said


@pytest.mark.parametrize("steps", range(5))
async def test_cancel_is_heard_at_every_step(talk: Talk, steps: int) -> None:
    resident = talk.person()
    await resident.says(f"网上办{ITEM}")
    for words in ("我妈", "同意", "没有", "没有")[:steps]:
        await resident.says(words)
    await resident.says("取消")
    assert "取消" in resident.said
    await resident.says("返回")
    assert ITEM not in resident.said

    async with talk.app.sessions() as db:
        assert (await db.scalars(select(ApplicationPaper))).all() == []


async def test_back_goes_one_step_back(talk: Talk) -> None:
    resident = await begun(talk)
    await resident.says("返回")
    assert "给谁办" in resident.said
    await resident.presses("我妈妈")
    await resident.says("上一步")
    assert "给谁办" in resident.said


async def test_a_button_of_a_step_before_undoes_nothing(talk: Talk) -> None:
    resident = talk.person()
    await resident.says(f"网上办{ITEM}")
    mother = resident.buttons["我妈妈"]
    await resident.presses("给我自己办")
    await resident.presses_token(mother)

    assert resident.toasts
    assert "要 3 样材料" in resident.said


async def test_the_same_is_filed_once(talk: Talk) -> None:
    resident = await filed(talk)
    await resident.says(f"网上办{ITEM}")
    await resident.presses("给我自己办")
    assert "已经提交过了，编号 C-2026-000001" in resident.said


async def test_the_number_shows_it_to_its_applicant_only(talk: Talk) -> None:
    resident, other = await filed(talk), talk.person()
    await resident.says("c2026000001")
    assert "○ 民政" in resident.said
    assert "最晚 11月24日" in resident.said
    await other.says("C-2026-000001")
    assert "民政" not in other.said
    token = resident.buttons["撤回"]
    await other.presses_token(token)
    assert other.toasts


async def test_taking_it_back_is_asked_first(talk: Talk) -> None:
    resident = await filed(talk)
    await resident.presses("看进度")
    await resident.presses("撤回")
    await resident.presses("不撤")
    assert (await the_one(talk)).stage is Stage.RECEIVED
    await resident.says("C-2026-000001")
    await resident.presses("撤回")
    await resident.presses("撤回")
    assert (await the_one(talk)).stage is Stage.WITHDRAWN


async def test_a_bad_grade_is_called_back(talk: Talk) -> None:
    worker, resident = await clerk(talk, "何平"), await filed(talk)
    await worker.presses("不予受理")
    await worker.presses("不符合办理条件")
    await worker.presses("发出")
    assert "不符合办理条件" in resident.said
    await talk.at("2026-11-23T11:30")
    assert "您满意吗" in resident.said
    await resident.presses("非常不满意")
    assert "15 个工作日" in resident.said
    await resident.says("等了半天")

    async with talk.app.sessions() as db:
        rating = (await db.scalars(select(ServiceRating))).one()
        case = await db.get_one(Case, rating.case_id)
    assert (rating.stars, rating.word, case.category) == (1, "等了半天", "service-rating")
    await resident.says("C-2026-000001")
    assert "非常满意" not in resident.buttons


async def test_english_is_complete(talk: Talk) -> None:
    resident = await filed(talk, "en")
    assert "is filed" in resident.said
    await resident.presses("See progress")
    assert "Received" in resident.said


@pytest.mark.parametrize("words", ["给我自己", "我本人", "It is for me."])
async def test_who_files_for_themselves_may_say_so(talk: Talk, words: str) -> None:
    resident = talk.person()
    await resident.says(f"网上办{ITEM}")
    await resident.says(words)

    assert "请拍一张身份证" in resident.said
