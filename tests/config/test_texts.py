"""The texts and the code that says them: each id exists, each fact is given, in each language."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import handlers
from config.texts import LANGUAGES, LOCALES, catalogue
from handlers import notices
from handlers.always import FORMS
from handlers.elsewhere import TOPICS
from handlers.menu import OFFERED

ROOT = Path(__file__).parents[2]
FLOORS = ("bot", "handlers", "jobs", "community")
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9_]+)*")
FACT = re.compile(r"\{(\w+)\}")
SAYERS = {"say", "Refused", "_said"}


@dataclass(frozen=True)
class Call:
    """A place in the code that names a text: its id or the start of one, and the facts given."""

    where: str
    text_id: str
    whole: bool
    facts: frozenset[str]
    open: bool
    """Further facts may come that cannot be read from the code."""
    owed: bool = False
    """A notice: a room may render it in words of its own."""


def calls_in(path: Path) -> Iterator[Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        where = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield from _named(node, where)
        if isinstance(node, ast.Call):
            yield from _said(node, where)


def _named(node: ast.Assign | ast.AnnAssign, where: str) -> Iterator[Call]:
    """Find `text_id = "..."`, of a refusal or of a choice between two texts."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if any(isinstance(t, ast.Name) and t.id == "text_id" for t in targets):
        for value in _choices(node.value):
            yield Call(where, value, whole=True, facts=frozenset(), open=True)


def _said(node: ast.Call, where: str) -> Iterator[Call]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    speaks = isinstance(node.func, ast.Call) and getattr(node.func.func, "id", "") == "speaker"
    if name == "owe" and len(node.args) > 2:  # (db, person, text id, …)
        argument: ast.expr | None = node.args[2]
    elif (name in SAYERS or speaks) and node.args:
        argument = node.args[0]
    else:
        return
    facts = frozenset(k.arg for k in node.keywords if k.arg)
    is_open = name == "owe" or any(k.arg is None for k in node.keywords)
    for value in _choices(argument):
        yield Call(where, value, whole=True, facts=facts, open=is_open, owed=name == "owe")
    if isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
        start = str(argument.values[0].value)
        yield Call(where, start, whole=False, facts=facts, open=is_open)


def _choices(node: ast.expr | None) -> Iterator[str]:
    """Give the literals that an expression may come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if ID.fullmatch(node.value):
            yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _choices(node.body)
        yield from _choices(node.orelse)


def all_calls() -> list[Call]:
    paths = [p for floor in FLOORS for p in sorted((ROOT / floor).rglob("*.py"))]
    return [call for path in paths for call in calls_in(path)]


CALLS = all_calls()


def rendered() -> frozenset[str]:
    """Give the notices that rooms say in their own words."""
    handlers.rooms()
    return frozenset(notices._RENDERERS)


def facts_of(template: str) -> set[str]:
    return set(FACT.findall(template))


def test_the_code_is_read() -> None:
    assert len(CALLS) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_the_code_names_is_there(language: str) -> None:
    texts = catalogue(language)
    lacking = {
        f"{call.text_id} ({call.where})"
        for call in CALLS
        if not (call.owed and call.text_id in rendered())
        and not (
            call.text_id in texts
            if call.whole
            else any(known.startswith(call.text_id) for known in texts)
        )
    }

    assert not lacking


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_that_a_text_names_is_given(language: str) -> None:
    texts = catalogue(language)
    lacking = {
        f"{call.text_id} ({call.where}): {sorted(missing)}"
        for call in CALLS
        if call.whole and not call.open and call.text_id in texts
        if (missing := facts_of(texts[call.text_id]) - call.facts)
    }

    assert not lacking


def test_both_languages_have_the_same_texts() -> None:
    assert catalogue("zh").keys() == catalogue("en").keys()


def test_both_languages_name_the_same_facts() -> None:
    zh, en = catalogue("zh"), catalogue("en")

    assert not {i for i in zh.keys() & en.keys() if facts_of(zh[i]) != facts_of(en[i])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_written_twice(language: str) -> None:
    seen: dict[str, str] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if not message.id:
                    continue
                assert message.string, f"{message.id} is empty"
                text_id = str(message.id)
                assert text_id not in seen, f"{text_id}: {seen[text_id]} and {path.name}"
                seen[text_id] = path.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text_id",
    [
        *(f"door-{intent}" for intent in sorted(OFFERED | {"show_menu"})),
        *(f"elsewhere-{topic}" for topic in sorted(set(TOPICS.values()))),
        *sorted(set(FORMS.values())),
    ],
)
def test_every_name_in_a_table_has_its_text(language: str, text_id: str) -> None:
    assert text_id in catalogue(language)
