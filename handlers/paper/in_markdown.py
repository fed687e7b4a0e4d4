"""A paper as Markdown (CommonMark with GitHub's tables)."""

import re
from collections.abc import Iterable, Iterator

from handlers.paper.model import (
    Facts,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Picture,
    Space,
    Table,
)
from handlers.paper.words import one_line, readable

MARKS = re.compile(r"[\\`*_\[\]<>&~#$]")
STARTS_A_BLOCK = re.compile(r"^(?=[-+=:])|^(\d+)(?=[.)])", re.MULTILINE)
BECOMES_A_LINK = re.compile(
    r"""
    (?=://) | (?<=/)(?=/) | (?=@)                  # https://here, //here, someone@here
    | (?<=www)(?=\.) | (?<=\w\.)(?=[^\W\d_\u2e80-\uffff])  # www.here, here.com; not 1.修路灯
    """,
    re.VERBOSE | re.IGNORECASE,
)
BREAKS_LINKS = "\u2060"
"""Shows nothing. A backslash would not help: readers look for links when backslashes are gone."""


def markdown(paper: Paper) -> str:
    blocks = [f"# {_line(paper.title)}"]
    if paper.subtitle:
        blocks.append(_text(paper.subtitle))
    blocks += [block for part in paper.parts if (block := _block(part))]
    return "\n\n".join(blocks) + "\n"


def _block(part: Part) -> str:
    match part:
        case Heading(text, level):
            return f"{'#' * (level + 1)} {_line(text)}"
        case Paragraph(text):
            return _text(text)
        case Facts(facts):
            return "\n".join(_fact(name, value) for name, value in facts)
        case Table():
            return "\n".join(_table(part))
        case Picture(_, caption):
            return _text(caption)
        case PageBreak() | Space():
            return "---" if part == PageBreak() else ""


def _fact(name: str, value: str) -> str:
    """Make an item of a list; the later lines of a value are indented as the list wants it."""
    return f"- {_line(name)}：{_text(value)}".replace("\n", "\n  ").rstrip()


def _table(table: Table) -> Iterator[str]:
    yield _row(map(_line, table.head))
    yield _row("---" for _ in table.head)
    for row in table.rows:
        yield _row(map(_line, row))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(text: str) -> str:
    return _literal(one_line(text))


def _text(text: str) -> str:
    """Keep lines as lines, by a backslash at the end of each but the last."""
    kept = (line.strip() for line in readable(text).split("\n"))
    return "\\\n".join(_literal(line) for line in kept if line)


def _literal(line: str) -> str:
    line = MARKS.sub(r"\\\g<0>", line)
    line = line.replace("|", "&#124;")  # readers disagree about a backslash before a border
    line = STARTS_A_BLOCK.sub(r"\1\\", line)
    return BECOMES_A_LINK.sub(BREAKS_LINKS, line)
