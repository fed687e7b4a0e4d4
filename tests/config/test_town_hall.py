"""The hall's files of a pack: what their parts name must be there, and stand once."""

import shutil
from pathlib import Path

import pytest

from config.town import BUILTIN, check_town, load_town

OTHER_TOWN = BUILTIN.parent / "shahekou"
SERVICES = """\
materials:
  - {code: id-card, name: {zh: 身份证, en: Identity card}}
  - {code: letter, name: {zh: 委托书, en: Letter}, form: letter}
services:
  - code: SB-002
    name: {zh: 社保卡补办, en: Replacing a social security card}
    department: SB
    materials:
      - {material: id-card, originals: 1}
      - {material: letter, originals: 1, proxy: true}
    statutory: 20 working days
    promised: 5 working days
    visits: 1
    points: [hall]
    steps: [SB, YB]
  - code: SB-012
    name: {zh: 社保缴费查询, en: Checking contributions}
    department: SB
    materials: [{material: id-card, originals: 1}]
    statutory: 1 working day
    promised: 1 working day
    visits: 0
"""
HALL = """\
points:
  - station: hall
    prefix: A
    lines: 2
    counters:
      - {code: "1", name: {zh: 1号窗口, en: Counter 1}}
      - {code: "2", name: {zh: 2号窗口, en: Counter 2}}
  - station: branch
    prefix: B
    lines: 1
    counters: [{code: "1", name: {zh: 窗口, en: Counter}}]
forms:
  - code: letter
    name: {zh: 委托书, en: Letter}
    fields:
      - {code: who, name: {zh: 谁, en: Who}, example: {zh: 王秀英, en: Wang Xiuying}}
      - code: relation
        name: {zh: 关系, en: Relation}
        example: {zh: 子女, en: Child}
        kind: choice
        choices: [{zh: 子女, en: Child}]
  - code: spare
    name: {zh: 备用, en: Spare}
    fields: [{code: who, name: {zh: 谁, en: Who}, example: {zh: 王秀英, en: Wang Xiuying}}]
"""
BRANCH = """
  - code: branch
    name: {zh: 便民服务点, en: Service point}
    kind: point
    community: zhongshanlu
    address: {zh: 中山路1号, en: 1 Zhongshan Road}
    hours: [{days: workdays, hours: "08:30-17:00"}]
    phone: 0411-00000000
    for_whom: {zh: 所有居民, en: All residents}
    price: {zh: 免费, en: Free}
"""
FILES = {"services.yaml": SERVICES, "hall.yaml": HALL}


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Give a whole pack with a hall that no other test and no town changes."""
    pack = shutil.copytree(OTHER_TOWN, tmp_path / "pack")
    departments = "".join(
        f"  - {{code: {entry.code}, name: {{zh: {entry.name.zh}, en: {entry.name.en}}}}}\n"
        for entry in load_town(OTHER_TOWN).departments
    )
    (pack / "people.yaml").unlink()  # the demo's past speaks of items that this hall has not
    stations = (pack / "stations.yaml").read_text("utf-8").rstrip() + BRANCH
    (pack / "stations.yaml").write_text(stations, "utf-8")
    (pack / "hall.yaml").write_text(HALL, "utf-8")
    # at the end, so that lines are those of the text above
    (pack / "services.yaml").write_text(f"{SERVICES}departments:\n{departments}", "utf-8")
    return pack


def edit(pack: Path, file: str, old: str, new: str) -> None:
    text = (pack / file).read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} is not one of a kind"
    (pack / file).write_text(text.replace(old, new), "utf-8")


def line_of(pack: Path, file: str, words: str) -> int:
    text = (pack / file).read_text("utf-8")
    return text.count("\n", 0, text.index(words)) + 1


def test_a_hall_with_a_form_that_no_material_names_is_whole(pack: Path) -> None:
    assert check_town(pack) == []
    town = load_town(pack)
    assert [point.station for point in town.points_for(town.service("SB-012"))] == ["hall"]


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "told"),
    [
        ("services.yaml", "form: letter}", "form: lettre}", "form: lettre",
         'There is no form "lettre". Did you mean "letter"?'),
        ("services.yaml", "      - {material: letter,", "      - {material: leter,", "leter,",
         'There is no material "leter". Did you mean "letter"?'),
        ("services.yaml", "      - {material: letter,", "      - {material: id-card,",
         "{material: id-card, originals: 1, proxy",
         'The material "id-card" is already used on line 9.'),
        ("services.yaml", "points: [hall]", "points: [hal]", "points: [hal]",
         'There is no point "hal". Did you mean "hall"?'),
        ("services.yaml", "points: [hall]", "points: [branch, hall, branch]", "points: [branch",
         'The point "branch" is already used on line 14.'),
        ("services.yaml", "steps: [SB, YB]", "steps: [SB, XX]", "steps: [SB, XX]",
         'There is no department "XX". Known are CG, CL,'),
        ("services.yaml", "promised: 5 working days", "promised: 21 working days", "promised: 21",
         '"promised" is longer than "statutory": 21 working days against 20 working days.'),
        ("services.yaml", "promised: 5 working days", "promised: soon", "promised: soon",
         '"promised": write a span like'),
        ("services.yaml", "    visits: 1\n    points", "    visits: 9\n    points", "visits: 9",
         '"visits" must be 5 or less, not "9".'),
        ("services.yaml", "visits: 0", "fee: {kind: cheap}\n    visits: 0", "kind: cheap",
         "must be one of 'free', 'reduced' or 'full'"),
        ("services.yaml", "visits: 0", "needs_stamps: true\n    visits: 0", "needs_stamps",
         '"needs_stamps" is not a known key. Did you mean "needs_stamp"?'),
        ("services.yaml", "    materials: [{material: id-card, originals: 1}]\n",
         "    materials: []\n", "materials: []", "at least one entry"),
        ("hall.yaml", "station: branch", "station: brunch", "station: brunch",
         'There is no station "brunch". Did you mean "branch"?'),
        ("hall.yaml", "station: branch", "station: hall", "station: hall\n    prefix: B",
         'The station "hall" is already used on line 2.'),
        ("hall.yaml", "station: branch", "station: canteen-jinhong", "station: canteen-jinhong",
         'Counters stand in a hall or a point, and "canteen-jinhong" is a canteen.'),
        ("hall.yaml", "prefix: B", "prefix: A", "prefix: A\n    lines: 1",
         'The prefix "A" is already used on line 3.'),
        ("hall.yaml", "prefix: B", "prefix: bb", "prefix: bb",
         '"prefix" must be one letter from A to Z, not "bb".'),
        ("hall.yaml", '{code: "2",', '{code: "1",', '{code: "1", name: {zh: 2号窗口',
         'The counter "1" is already used on line 6.'),
        ("hall.yaml", "code: relation", "code: WHO", "code: WHO",
         'The field "WHO" is already used on line 16.'),
        ("hall.yaml", "        choices: [{zh: 子女, en: Child}]\n", "", "kind: choice",
         'The field "relation" is a choice and has no "choices".'),
        ("hall.yaml", "        kind: choice\n", "", "choices:",
         'The field "relation" has "choices": its kind must be choice.'),
        ("hall.yaml", "code: spare", "code: letter", "code: letter\n    name: {zh: 备用",
         'The code "letter" is already used on line 13.'),
        ("hall.yaml", "points:", "booking: {hold_minutes: 0}\npoints:", "hold_minutes",
         '"hold_minutes" must be 1 or more'),
        ("hall.yaml", "points:", "queue: {cals: 3}\npoints:", "cals",
         '"cals" is not a known key. Did you mean "calls"?'),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_and_line(
    pack: Path, file: str, old: str, new: str, at: str, told: str
) -> None:
    edit(pack, file, old, new)

    problems = [str(problem) for problem in check_town(pack)]

    where = f"{file}:{line_of(pack, file, at)}: "
    assert any(line.startswith(where) and told in line for line in problems), problems


def test_an_item_that_nobody_handles_is_told(pack: Path) -> None:
    counters = HALL[HALL.index("  - station: hall") : HALL.index("  - station: branch")]
    edit(pack, "hall.yaml", counters, "")
    edit(pack, "services.yaml", "points: [hall]", "points: [branch]")

    [problem] = check_town(pack)

    assert str(problem).startswith('services.yaml:16: No point handles "社保缴费查询"')


def test_spans_of_two_units_are_not_compared(pack: Path) -> None:
    edit(pack, "services.yaml", "statutory: 20 working days", "statutory: 4 days")

    assert check_town(pack) == []


def test_a_town_without_counters_still_tells_what_its_items_need(pack: Path) -> None:
    (pack / "hall.yaml").unlink()
    edit(pack, "services.yaml", "    points: [hall]\n", "")
    edit(pack, "services.yaml", ", form: letter", "")

    assert check_town(pack) == []
