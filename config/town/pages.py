"""One YAML file of a town pack: its data, and on which line everything stands.

Every scalar stays text until its field says what it is. YAML 1.1 would read 21:00 as 1260,
the phone number 120 as a number, and "no" as false.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from config.town.problems import Problem

Where = tuple[int | str, ...]

MOST_BYTES = 2_000_000


@dataclass(slots=True)
class Page:
    name: str
    data: Any = None
    lines: dict[Where, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, where: Where) -> int:
        """Say where `where` stands, or else the nearest thing around it."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)

    def complain(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.name, line, message))


def read_page(path: Path) -> Page:
    page = Page(path.name)
    text = _text(path, page)
    if text is None:
        return page
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is not None:
            page.data = _value(node, (), page, seen=set())
        if page.data is None and not page.problems:
            page.complain(1, "The file is empty.")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        page.complain(mark.line + 1 if mark else 1, f"This is not YAML: {error.problem}.")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        page.complain(line, "There is a control character here that YAML does not allow.")
    except (ValueError, OverflowError):  # PyYAML trusts that every \U escape is a character
        page.complain(1, "A \\U escape in this file is not a character.")
    except RecursionError:
        page.complain(1, "The file is nested too deeply.")
    return page


def _text(path: Path, page: Page) -> str | None:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        page.complain(1, "The file is missing.")
        return None
    except OSError as error:
        page.complain(1, f"The file cannot be read: {error.strerror}.")
        return None
    if len(raw) > MOST_BYTES:
        page.complain(1, f"The file is larger than {MOST_BYTES:,} bytes.")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        page.complain(line, "The text is not UTF-8; save the file with the encoding UTF-8.")
        return None


def _value(node: yaml.Node, where: Where, page: Page, seen: set[int]) -> Any:
    page.lines.setdefault(where, node.start_mark.line + 1)
    if id(node) in seen:
        page.complain(
            node.start_mark.line + 1, "& and * are not used in a town pack; write the value out."
        )
        return None
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where, page, seen)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*where, i), page, seen) for i, item in enumerate(node.value)]
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def _mapping(node: yaml.MappingNode, where: Where, page: Page, seen: set[int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            page.complain(line, "A key must be a plain word.")
            continue
        key = str(key_node.value)
        if key in result:
            first = page.lines[*where, key]
            page.complain(line, f'"{key}" stands here twice; the first is on line {first}.')
            continue
        page.lines[*where, key] = line
        result[key] = _value(value_node, (*where, key), page, seen)
    return result
