"""What measures must not be learned: no sentence of the tests stands in the training data."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
TRAINING = HERE.parents[1] / "nlu" / "engine" / "data"

INTENTS = frozenset(
    "greet goodbye thank affirm deny cancel show_menu report_problem track_report"  # noqa: SIM905
    " book_appointment change_appointment cancel_appointment my_appointments service_guide"
    " queue_status become_volunteer join_shift leave_shift my_shifts time_bank request_companion"
    " companion_checkin raise_concern emergency talk_to_human station_info propose_topic"
    " vote_topic fund_projects job_info training_info rate_service my_data switch_language"
    " out_of_scope".split()
)
ENTITIES = frozenset(
    "date time place person hours phone report_number service team shift_kind"  # noqa: SIM905
    " problem_category".split()
)
VALUES = {
    "team": {"陪聊团", "慰藉团", "妈妈团", "帮扶团"},
    "shift_kind": {"巡逻", "交通", "环境"},
    "problem_category": {
        "环境卫生", "公共安全", "交通秩序", "设施损坏", "噪音扰民", "邻里纠纷", "物业", "其他",
    },
}  # fmt: skip

ANNOTATION = re.compile(
    r"\[(?P<text>[^\]]+)\](?:\((?P<name>[^):]+)[^)]*\)|(?P<more>\{[^}]*\}))",
)


def examples(path: Path) -> Iterator[tuple[str, str]]:
    for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
        if "intent" in block:
            for line in block["examples"].splitlines():
                yield block["intent"], line.removeprefix("- ").strip()


def leaves(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for child in node.values() if isinstance(node, dict) else node:
            yield from leaves(child)


def bare(text: str) -> str:
    """Lower case, without annotations, spaces and punctuation."""
    return re.sub(r"[\W_]", "", ANNOTATION.sub(r"\g<text>", text).lower())


def entities(line: str) -> Iterator[tuple[str, str]]:
    for found in ANNOTATION.finditer(line):
        more: dict[str, str] = yaml.safe_load(found["more"] or "{}")
        yield more.get("entity") or found["name"], more.get("value") or found["text"]


HELD_OUT = [
    (path.name, intent, line)
    for path in sorted((HERE / "heldout").glob("*.yml"))
    for intent, line in examples(path)
]


def test_there_is_something_to_compare() -> None:
    assert HELD_OUT
    assert list(TRAINING.glob("*.yml"))


def test_no_sentence_of_the_tests_is_trained_on() -> None:
    told = {bare(line): path.name for path in TRAINING.glob("*.yml") for _, line in examples(path)}
    asked = [(name, line) for name, _, line in HELD_OUT]
    for path in sorted((HERE / "emergency").glob("*.yml")):
        whole = yaml.safe_load(path.read_text(encoding="utf-8"))
        asked += [(path.name, line) for line in leaves(whole)]
    same = [f"{name}: {line} ({told[bare(line)]})" for name, line in asked if bare(line) in told]
    assert not same, "\n".join(same)


def test_no_sentence_is_asked_twice() -> None:
    seen: dict[str, str] = {}
    twice = []
    for name, _, line in HELD_OUT:
        if bare(line) in seen:
            twice.append(f"{name}: {line} ({seen[bare(line)]})")
        seen[bare(line)] = name
    assert not twice, "\n".join(twice)


def test_every_intent_is_held_out() -> None:
    assert {intent for _, intent, _ in HELD_OUT} == INTENTS


@pytest.mark.parametrize("name", sorted(ENTITIES))
def test_every_entity_is_held_out(name: str) -> None:
    assert any(found == name for _, _, line in HELD_OUT for found, _ in entities(line))


def test_only_the_fixed_names_and_values_are_used() -> None:
    strange = [
        f"{path}: {name}={value}: {line}"
        for path, _, line in HELD_OUT
        for name, value in entities(line)
        if name not in ENTITIES or (name in VALUES and value not in VALUES[name])
    ]
    assert not strange, "\n".join(strange)


def test_no_bracket_is_left_outside_an_annotation() -> None:
    broken = [line for _, _, line in HELD_OUT if re.search(r"[\[\](){}]", ANNOTATION.sub("", line))]
    assert not broken, "\n".join(broken)
