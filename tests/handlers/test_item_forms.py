"""Forms of the hall: samples, filling one in field by field, and what stands on the paper."""

import io
from collections.abc import Sequence
from datetime import date, datetime

import pypdf
import pytest
from sqlalchemy import select, text

from community.errors import ReasonedError
from community.files import StoredFile
from community.hall.model import MaterialReady
from config.texts import LANGUAGES, catalogue, speaker
from config.town import Town
from config.town.entry import Name
from config.town.hall import FormField
from handlers.hall.guide.card import card
from handlers.hall.guide.fields import written
from handlers.hall.guide.listing import Listed, list_keyboard, list_text
from handlers.hall.guide.sheet import filled, sample
from handlers.paper import Facts, pdf
from tests.talk import Person, Talk

TODAY = date(2026, 11, 23)
CARD = "SB-002"


async def paper_of(talk: Talk, person: Person) -> tuple[str, str]:
    """Give the name and the text of the PDF that was sent."""
    [payload] = [shown.payload for shown in person.new if "document" in shown.payload]
    async with talk.app.sessions() as db:
        content = await db.scalar(
            select(StoredFile.content).where(
                StoredFile.id == payload["document"].removeprefix("file:")
            )
        )
    assert content is not None
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return payload["linli_name"], "\n".join(page.extract_text() for page in pages)


async def begun(talk: Talk, language: str = "zh") -> Person:
    await talk.at("2026-11-23T10:00")
    ann = await talk.person(language).says(CARD)
    await ann.presses("材料清单" if language == "zh" else "Checklist")
    return await ann.presses("填好再打印" if language == "zh" else "Fill in")


async def answers(person: Person, words: Sequence[str]) -> None:
    for said in words:
        await person.says(said)


# --- talks ---------------------------------------------------------------------------------


async def test_a_sample_is_marked_as_one(talk: Talk) -> None:
    ann = await talk.person().says(CARD)
    await ann.presses("材料清单")
    await ann.presses("样表")

    name, page = await paper_of(talk, ann)
    assert name == "样表-申请表.pdf"
    assert "样表 SAMPLE" in page
    assert "王秀英" in page
    assert "不能交" in page
    assert "填好再打印：申请表" in ann.buttons


async def test_a_form_is_filled_in_and_printed(talk: Talk) -> None:
    ann = await begun(talk)
    assert "第 1/6 项" in ann.said
    assert "申请事项" not in ann.said
    await ann.says("李建明")
    await ann.presses("男")
    await answers(ann, ["1972年6月8日", "138 0000 1972", "虹桥社区", "虹桥花园3幢\n501室"])

    name, page = await paper_of(talk, ann)
    assert name == "申请表.pdf"
    for part in ("李建明", "1972-06-08", "138 0000 1972", "虹桥花园3幢 501室", "社保卡补办",
                 "2026-11-23", "以上内容是我本人填写的", "____"):  # fmt: skip
        assert part in page
    assert "SAMPLE" not in page
    assert "330411" not in page
    await ann.presses("签好了，勾上")
    async with talk.app.sessions() as db:
        assert [row.material for row in await db.scalars(select(MaterialReady))] == [
            "application-form"
        ]


async def test_in_english_the_counter_can_read_it_too(talk: Talk) -> None:
    ann = await begun(talk, "en")
    await ann.says("Ann Li")
    await ann.says("Female")
    await answers(ann, ["skip", "skip", "skip", "skip"])

    _, page = await paper_of(talk, ann)
    assert "姓名 Full name" in page
    assert "女 Female" in page
    assert "I have filled this in truthfully" in page


async def test_each_wrong_answer_is_said_and_nothing_is_lost(talk: Talk) -> None:
    ann = await begun(talk)
    await ann.says("长" * 3000)
    assert "200 个字以内" in ann.said
    await ann.says("李建明")
    await ann.says("不告诉你")
    assert "选一个" in ann.said
    await ann.says("2")
    await ann.says("1972-11-31")
    assert "没有 1972 年 11 月 31 日" in ann.said
    await ann.says("很久以前")
    assert "年月日" in ann.said
    await ann.says("跳过")
    await ann.says("没有")
    assert "第 5/6 项" in ann.said
    await ann.presses("先空着")
    await ann.says("没有固定住处")

    _, page = await paper_of(talk, ann)
    assert "李建明" in page
    assert "没有固定住处" in page


async def test_back_cancel_and_old_buttons(talk: Talk) -> None:
    ann = await begun(talk)
    old = ann.buttons["这项先空着"]
    await ann.says("李建明")
    await ann.says("返回")
    assert "姓名" in ann.said
    await ann.says("李大明")
    assert "第 2/6 项" in ann.said
    await ann.presses_token(old)
    assert ann.toasts
    assert "第 2/6 项" in ann.said
    await ann.says("取消")
    await ann.says("你好")

    assert "第 2/6 项" not in ann.said


async def test_a_question_in_between_leaves_the_form_open(talk: Talk) -> None:
    talk.means("食堂几点开门？", "station_info")
    ann = await begun(talk)
    await ann.says("李建明")
    await ann.says("食堂几点开门？")

    assert "第 2/6 项" in ann.said
    assert "爱心食堂" in ann.said


async def test_known_answers_are_not_asked(talk: Talk) -> None:
    await talk.person().says("你好")
    async with talk.app.engine.begin() as connection:
        await connection.execute(text("update people set name = '王秀英', community = 'luodong'"))
    ann = talk.people[0]
    await ann.says(CARD)
    await ann.presses("材料清单")
    await ann.presses("填好再打印")
    assert "第 1/4 项" in ann.said
    await answers(ann, ["跳过"] * 4)

    _, page = await paper_of(talk, ann)
    assert "王秀英" in page
    assert "洛东社区" in page


async def test_the_name_of_who_comes_is_not_taken_for_whom_they_come(talk: Talk) -> None:
    await talk.person().says("你好")
    async with talk.app.engine.begin() as connection:
        await connection.execute(text("update people set name = '李建明'"))
    ann = talk.people[0]
    await ann.says(CARD)
    await ann.presses("材料清单")
    await ann.presses("替别人办")
    await ann.presses("填好再打印：申请表")
    assert "姓名" in ann.said
    await ann.says("取消")
    await ann.says(CARD)
    await ann.presses("材料清单")
    await ann.presses("替别人办")
    await ann.presses("填好再打印：委托书")
    assert "委托人姓名" in ann.said
    await answers(ann, ["王秀英", "跳过", "子女", "腿脚不便"])

    _, page = await paper_of(talk, ann)
    assert "李建明" in page


# --- what is read --------------------------------------------------------------------------


def field(kind: str) -> FormField:
    name = Name(zh="项", en="field")
    choices = (Name(zh="男", en="Male"), Name(zh="女", en="Female")) if kind == "choice" else ()
    return FormField(code="f", name=name, example=name, kind=kind, choices=choices)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "words", "read"),
    [
        ("words", "  虹桥 \n 3幢 ", "虹桥 3幢"),
        ("date", "1946.3.15", "1946-03-15"),
        ("date", "19460315", "1946-03-15"),
        ("date", "今天", "2026-11-23"),
        ("phone", "１３８ ００００ １９７２", "138 0000 1972"),
        ("phone", "+86 573-0000-2001", "+86 573-0000-2001"),
        ("amount", "1,200.50元", "1,200.50元"),
        ("choice", "Female", "女"),
        ("choice", "1", "男"),
    ],
)
def test_what_is_taken(kind: str, words: str, read: str) -> None:
    assert written(field(kind), words, TODAY, speaker("zh")) == read


@pytest.mark.parametrize(
    ("kind", "words", "refusal"),
    [
        ("words", "。。。", "sheet-empty"),
        ("words", "长" * 201, "sheet-too-long"),
        ("date", "2026-02-30", "sheet-no-such-day"),
        ("date", "1821-01-01", "sheet-date"),
        ("date", "正月初一", "sheet-date"),
        ("phone", "110", "sheet-phone"),
        ("phone", "打我爸电话", "sheet-phone"),
        ("amount", "不少", "sheet-amount"),
        ("choice", "都行", "sheet-choice"),
    ],
)
def test_what_is_not_taken(kind: str, words: str, refusal: str) -> None:
    with pytest.raises(ReasonedError) as raised:
        written(field(kind), words, TODAY, speaker("zh"))

    assert raised.value.text_id == refusal
    assert all(refusal in catalogue(language) for language in LANGUAGES)


# --- the whole pack ------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_item_has_a_card_and_a_list(town: Town, language: str) -> None:
    say, now = speaker(language), datetime(2026, 11, 23, 10, tzinfo=town.zone)

    for service in town.services:
        words, keyboard = card(service, None, now, say, town)
        assert service.code in words.words
        assert keyboard
        for proxy in (False, True):
            shown = Listed(service, {}, proxy)
            assert list_text(shown, say, town)
            assert list_keyboard(shown, say, town)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_can_be_printed(town: Town, language: str) -> None:
    say, now = speaker(language), datetime(2026, 11, 23, 10, tzinfo=town.zone)
    service = town.services[0]

    for form in town.forms:
        blank = filled(form, service, {}, now, say, town)
        assert any(isinstance(part, Facts) for part in blank.parts)
        page = pypdf.PdfReader(io.BytesIO(pdf(sample(form, service, now, say, town)))).pages[0]
        assert "SAMPLE" in page.extract_text()
