"""The corpus, replayed through the public doors of both platforms."""

import io

import pytest

from tests.bad_input import cases_deeds, cases_words
from tests.bad_input.house import KEPT, OWN_FAULTS, After, House, loose
from tests.bad_input.table import Case
from tests.telegram_standin.server import TOKEN
from tests.web.site import SECRET

CASES = [*cases_words.CASES, *cases_deeds.CASES]
REPLAYS = [
    pytest.param(case, platform, id=f"{case.kind}: {case.name} [{platform}]")
    for case in CASES
    for platform in case.on
]
ALLOWED = {"bold", "code", "text_link"}


def test_the_corpus_is_large_and_has_no_name_twice() -> None:
    names = [(case.kind, case.name) for case in CASES]
    assert len(names) == len(set(names))
    assert len(names) >= 220


@pytest.mark.parametrize(("case", "platform"), REPLAYS)
async def test_case(case: Case, platform: str, house: House, logged: io.StringIO) -> None:
    start = logged.tell()

    after = await house.replay(case, platform)

    assert_answered(case, after)
    assert_nothing_lost(case, after)
    assert_literal(case, after)
    log = logged.getvalue()[start:]
    assert "Traceback" not in log
    assert "a turn failed" not in log
    assert set(after.faults) <= OWN_FAULTS
    assert after.dead == []


def assert_answered(case: Case, after: After) -> None:
    if case.silent:
        assert after.said == ""
    else:
        assert after.said.strip()
    for words in case.says:
        assert words in after.said
    for words in case.never:
        assert words not in after.said


def assert_nothing_lost(case: Case, after: After) -> None:
    if case.state is not None:
        assert after.state == case.state
    if case.reports is not None:
        assert after.reports == case.reports
    if case.rows is not None:
        assert after.rows == case.rows
        assert len(after.told) == 1
    for name, value in (case.draft or {}).items():
        assert after.draft.get(name) == value
    if not case.loses:
        for name in KEPT:
            said = after.before.get(name)
            if said and name == "text":
                assert said in after.draft["text"] or "edits" in {s[0] for s in case.steps}
            elif said:
                assert after.draft[name][: len(said)] == said


def assert_literal(case: Case, after: After) -> None:
    typed = "".join(part for step in case.steps for part in step[1:] if isinstance(part, str))
    for told in after.told:
        assert {entity["type"] for entity in told[1]} <= ALLOWED
        assert loose(told, typed) == []


def test_no_log_tells_what_people_wrote_or_who_they_are(house: House, logged: io.StringIO) -> None:
    seeds = {
        TOKEN, SECRET, house.used_code, house.old_code, house.others_words, "沈丽", "居民8000",
        "13812345678", "楼道里的灯", "东大门旁边",
    }  # fmt: skip
    seeds |= {part for case in CASES for step in case.steps for part in step[1:] if telling(part)}
    assert len(seeds) > 75
    log = logged.getvalue()
    assert "level=" in log
    assert [seed for seed in seeds if seed in log] == []


def telling(part: object) -> bool:
    return isinstance(part, str) and len(part.strip()) > 5 and not part.isascii()


async def test_others_are_answered_after_all_of_it(house: House) -> None:
    assert await house.others_are_answered()
