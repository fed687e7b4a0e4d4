"""Papers say what they were given, on pages that hold; strangers' words stay words."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from PIL import Image
from pypdf import PdfReader

from handlers.paper import (
    Facts,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Picture,
    Space,
    Table,
    markdown,
    pdf,
)
from handlers.paper.in_pdf import FONT
from handlers.paper.lines import lines
from handlers.paper.words import printable, readable

MADE_AT = datetime(2026, 11, 23, 1, tzinfo=UTC)
HEAD = ("编号", "内容", "Place")
HOSTILE = (
    "x" * 20_000,
    "字" * 20_000,
    "，" * 500,
    "付 100 元\u202e001 \u2066款\u2069",
    "😀👨‍👩‍👧🏽 1️⃣ ☃\ufe0f \U0002f9f4 \U000f0000 \uffff",
    "a\x00b\x07c\x1b[31md\x7f\x9b",
    "half \ud83d of \udc00 a face",
    "{nb} {{nb}} \\n (((]]) \\)",
    "e" + "\u0301" * 400,
    "\n\n\r\n\t\v\u2028\u2029 ",
    "",
)
MARKUP = (
    "# big",
    "**bold** _it_ ~~no~~ `code`",
    "[here](https://evil.example) ![p](x.png) [^1] [a]: http://x",
    "<script>alert(1)</script> <b>x</b> &lt;i&gt; <https://evil.example>",
    "a | b\n|---|---|\n| c | d |",
    "- item\n+ item\n1. item\n2) item\n> said\n---\n===\n```\nrun\n```\n~~~\n: x",
    "    code\n\tcode",
    "www.evil.com http://evil.com HTTP://x.cn ftp://a.b me@evil.com mailto:me@evil.com",
    "evil.com evil.com/path //evil.com //localhost/a xn--p1ai.xn--p1ai evil.рф 例子.com",
    "\\| \\\\| \\",
    "$x$ <!-- -->",
)


PLAIN_BLOCKS = {
    f"{block}_{end}"
    for block in (
        *("heading", "paragraph", "bullet_list", "list_item"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    )
    for end in ("open", "close")
} | {"inline", "text", "text_special", "hardbreak"}


def paper(*parts: Part, title: str = "新塍镇会议议程", subtitle: str = "") -> Paper:
    return Paper(title, subtitle, parts, made_at=MADE_AT, author="邻里 Linli")


def pages(printed: bytes) -> list[str]:
    """The text of each page; a line ends where the layout ended it."""
    return [page.extract_text() for page in PdfReader(BytesIO(printed)).pages]


def read_markdown(text: str) -> tuple[set[str], list[str]]:
    """Give what a reader finds in `text`: its kinds of marks, and its texts without the joiners."""
    tokens = MarkdownIt("gfm-like").parse(text)
    inline = [token.children or [] for token in tokens if token.type == "inline"]
    kinds = {token.type for token in [*tokens, *chain(*inline)]}
    texts = ["".join(child.content or "\n" for child in children) for children in inline]
    return kinds, [text.replace("\u2060", "") for text in texts]


def reports(count: int) -> Table:
    rows = ((f"R-2026-{n:05}", "路灯不亮", "虹桥社区") for n in range(count))
    return Table(HEAD, tuple(rows))


def jpeg(width: int = 80, height: int = 60) -> bytes:
    kept = BytesIO()
    Image.new("RGB", (width, height), "teal").save(kept, "JPEG")
    return kept.getvalue()


def test_the_text_can_be_read_out_of_the_pdf() -> None:
    text = pages(
        pdf(
            paper(
                Heading("一、路灯"),
                Paragraph("本周共收到 21 件，“平均” 2.3 天办结。\nThree are overdue."),
                Facts((("主持", "王镇长"), ("Contact", "0573-8000 0000"))),
                reports(2),
                Picture(jpeg(), "虹桥路 12 号"),
                subtitle="2026年11月23日",
            )
        )
    )[0]
    for words in (
        "新塍镇会议议程",
        "2026年11月23日",
        "一、路灯",
        "本周共收到 21 件，“平均” 2.3 天办结。",
        "Three are overdue.",
        "王镇长",
        "0573-8000 0000",
        "R-2026-00001",
        "虹桥社区",
        "虹桥路 12 号",
        "1 / 1",
    ):
        assert words in text


def test_a_reader_is_told_what_the_paper_is() -> None:
    reader = PdfReader(BytesIO(pdf(paper())))
    assert reader.metadata
    assert (reader.metadata.title, reader.metadata.author) == ("新塍镇会议议程", "邻里 Linli")
    assert reader.metadata.creation_date == MADE_AT
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert [round(side) for side in reader.pages[0].mediabox[2:]] == [595, 842]


def test_a_paper_is_small_and_always_the_same() -> None:
    same = paper(
        Paragraph("新塍镇虹桥社区路灯不亮，请尽快修理。" * 20), reports(3), Picture(jpeg())
    )
    printed = pdf(same)
    assert len(printed) < 60_000
    assert pdf(same) == printed


def test_a_table_repeats_its_head_on_every_page() -> None:
    first, second, third = pages(pdf(paper(reports(60))))
    for number, page in enumerate((first, second, third), 1):
        assert f"{number} / 3" in page
        assert page.count("编号") == page.count("Place") == 1
    numbers = [found for page in (first, second, third) for found in re.findall(r"R-\S+", page)]
    assert numbers == [f"R-2026-{n:05}" for n in range(60)]


def test_a_row_higher_than_a_page_goes_on_with_nothing_lost() -> None:
    words = "".join(chr(0x7000 + n) for n in range(3000))
    table = Table(HEAD, (("1", words, "A"), ("2", "末", "B")), widths=(1, 3, 1))
    printed = pages(pdf(paper(table, title="T")))
    assert len(printed) > 2
    assert "".join(char for page in printed for char in page if char in set(words)) == words
    assert "末" in printed[-1]


def test_a_heading_does_not_stand_alone_at_the_end_of_a_page() -> None:
    for millimetres in range(205, 232, 6):
        printed = pages(pdf(paper(Space(millimetres), Heading("标题"), Paragraph("正文"))))
        assert any("标题" in page and "正文" in page for page in printed)


def test_pages_break_where_they_are_told_and_are_never_empty() -> None:
    printed = pages(pdf(paper(Paragraph("一"), PageBreak(), PageBreak(), Paragraph("二"))))
    assert [("一" in page, "二" in page) for page in printed] == [(True, False), (False, True)]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_words_break_a_paper(words: str) -> None:
    everywhere = paper(
        Heading(words, 2),
        Paragraph(words),
        Facts(((words, words), ("", ""))),
        Table((words, "b"), ((words, ""), ("", words))),
        Picture(jpeg(), words),
        title=words,
        subtitle=words,
    )
    text = "".join(pages(pdf(everywhere)))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    markdown(everywhere).encode()


def test_words_in_braces_are_not_a_number_of_pages() -> None:
    assert "{nb}" in pages(pdf(paper(Paragraph("{nb}"))))[0]


@given(st.text(st.characters(), max_size=60), st.floats(0.1, 12))
@settings(max_examples=200)
def test_broken_lines_fit_and_keep_every_character(text: str, ems: float) -> None:
    text = readable(text)
    broken = lines(text, ems, lambda _: 1)
    assert "".join(broken).replace(" ", "") == re.sub(r"[ \n]", "", text)
    assert all(len(line) <= max(1, ems) for line in broken)


@pytest.mark.parametrize(
    ("text", "ems", "broken"),
    [
        ("路灯不亮，请修理。", 4, ["路灯不", "亮，请修", "理。"]),
        ("他说“好的”", 3, ["他说", "“好", "的”"]),
        ("ask the town", 7, ["ask the", "town"]),
        ("请打Hotline", 7, ["请打", "Hotline"]),
        ("……………………", 3, ["………", "………", "……"]),
        ("一\n\n二", 3, ["一", "", "二"]),
    ],
)
def test_lines_end_where_chinese_readers_expect(text: str, ems: float, broken: list[str]) -> None:
    assert lines(text, ems, lambda _: 1) == broken


def test_what_the_font_lacks_becomes_a_box() -> None:
    with TTFont(FONT) as font:
        has = font.getBestCmap()
    assert printable("虹桥😀 喆陳䶮𬭎 é 𝐀 ½ \u3000。", has) == "虹桥□ 喆陳䶮𬭎 é A ½ \u3000。"
    assert printable("👨‍👩‍👧 👍🏽 \U000f0000 x\u0338", has) == "□□□ □ □ x"
    for encoding, first, last in (("gb2312", 0xB0, 0xF7), ("gbk", 0x81, 0xA0)):
        for lead in range(first, last + 1):
            row = bytes(part for trail in range(0xA1, 0xFF) for part in (lead, trail))
            han = row.decode(encoding, "ignore")
            assert printable(han, has) == han


@pytest.mark.parametrize("broken", [b"", b"not a picture", jpeg(800, 600)[:900]])
def test_a_broken_picture_leaves_a_frame(broken: bytes) -> None:
    assert "虹桥路" in pages(pdf(paper(Picture(broken, "虹桥路"))))[0]


def test_parts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="3 cells"):
        Table(HEAD, (("1", "2"),))
    with pytest.raises(ValueError, match="widths"):
        Table(HEAD, (), widths=(1, 1))
    with pytest.raises(ValueError, match="level 4"):
        Heading("x", 4)
    with pytest.raises(ValueError, match="zone"):
        Paper("", "", (), made_at=MADE_AT.replace(tzinfo=None))


def test_markdown_says_it_all() -> None:
    whole = paper(
        Heading("一、路灯"),
        Paragraph("第一行\n第二行"),
        Facts((("主持", "王镇长"),)),
        Table(("编号", "内容"), (("1", "路灯\n不亮"),)),
        Space(),
        Picture(jpeg(), "照片"),
        PageBreak(),
        subtitle="11月23日",
    )
    assert markdown(whole) == (
        "# 新塍镇会议议程\n\n11月23日\n\n## 一、路灯\n\n第一行\\\n第二行\n\n- 主持：王镇长\n\n"
        "| 编号 | 内容 |\n| --- | --- |\n| 1 | 路灯 不亮 |\n\n照片\n\n---\n"
    )


@pytest.mark.parametrize("words", [*MARKUP, *HOSTILE])
def test_markup_in_words_is_only_words(words: str) -> None:
    said = markdown(
        paper(
            Heading(words), Paragraph(words), Facts(((words, words),)), Table(HEAD, ((words,) * 3,))
        )
    )
    kinds, texts = read_markdown(said)
    assert kinds <= PLAIN_BLOCKS
    line = " ".join(readable(words).split())
    kept = "\n".join(kept for part in readable(words).split("\n") if (kept := part.strip()))
    paragraph = [kept] if kept else []
    assert texts == [
        "新塍镇会议议程",
        line,
        *paragraph,
        f"{line}：{kept}".strip(),
        *HEAD,
        *[line] * 3,
    ]


def test_who_never_prints_never_loads_the_printer() -> None:
    program = "import sys, handlers.paper; assert not {'fpdf', 'fontTools'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=100)
