"""The volunteers' file of a pack: its parts must fit together, and mistakes are told by line."""

import shutil
from pathlib import Path

import pytest

from config.town import BUILTIN, check_town, load_town

OTHER_TOWN = BUILTIN.parent / "shahekou"
FILE = """\
trainings:
  - {code: first-aid, name: {zh: 急救培训, en: First-aid course}, valid_months: 24}
shift_templates:
  - code: jh-walk
    name: {zh: 锦虹巡逻, en: Jinhong patrol}
    kind: patrol
    team: patrol
    community: jinhong
    place: jinhong-park
    days: daily
    hours: "22:00-01:00"
    roles:
      - {code: walker, name: {zh: 巡逻员, en: walker}, places: 2}
      - {code: captain, name: {zh: 带队, en: captain}, places: 1, training: first-aid}
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    copied = tmp_path / "town"
    shutil.copytree(OTHER_TOWN, copied)
    (copied / "volunteers.yaml").write_text(FILE, encoding="utf-8")
    return copied


def test_a_pack_gives_its_shifts_trainings_and_rules(pack: Path) -> None:
    town = load_town(pack)

    template = town.shift_template("jh-walk")
    assert [role.places for role in template.roles] == [2, 1]
    assert town.training("first-aid").valid_months == 24
    assert town.shift_rules.remind_hours == (48, 2)
    assert town.shift_rules.gap_alarm.hour == 18
    assert town.time_bank is None


def test_a_town_may_have_no_shifts(pack: Path) -> None:
    (pack / "volunteers.yaml").unlink()

    assert load_town(pack).shift_templates == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: patrol", "kind: stroll", 'There is no kind "stroll"'),
        ("team: patrol", "team: patrols", 'There is no team "patrols". Did you mean "patrol"?'),
        ("team: patrol", "team: chat", "visits people"),
        ("community: jinhong", "community: jinhon", 'There is no community "jinhon"'),
        ("place: jinhong-park", "place: park", 'There is no place "park"'),
        ("training: first-aid", "training: aid", 'There is no training "aid"'),
        ("code: captain", "code: walker", 'The role "walker" stands here twice.'),
        ("22:00-01:00", "09:00-22:30", "is longer than 12 hours"),
        ("22:00-01:00", "22:00-22:00", "end when they start"),
        ("places: 2", "places: 0", "1 or more"),
        ("days: daily", "days: daily\n    first_day: 2026-12-02\n    last_day: 2026-12-01",
         "The last day lies before the first."),
        ("trainings:", "shift_rules: {stars_hours: [100, 100]}\ntrainings:",
         "Each star needs more than the last."),
        ("trainings:", "shift_rules: {gap_alarm: 6pm}\ntrainings:", "write a time like"),
        ("trainings:", "time_bank: {}\ntrainings:", '"organisation" is missing'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_file(pack: Path, old: str, new: str, told: str) -> None:
    page = pack / "volunteers.yaml"
    page.write_text(FILE.replace(old, new, 1), encoding="utf-8")

    problems = [str(problem) for problem in check_town(pack)]

    assert any("volunteers.yaml" in problem and told in problem for problem in problems), problems
