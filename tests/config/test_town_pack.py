"""A pack that a person edits: what is read from it, and how its mistakes are told."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.town import BUILTIN, Town, TownPackError, check_town, load_town
from config.town.lookups import lookups

PACKS = sorted(path for path in BUILTIN.parent.iterdir() if path.is_dir())
CATEGORIES = [
    "环境卫生",
    "公共安全",
    "交通秩序",
    "设施损坏",
    "噪音扰民",
    "邻里纠纷",
    "物业",
    "其他",
]
TEAMS = ["陪聊团", "慰藉团", "妈妈团", "帮扶团"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return shutil.copytree(BUILTIN.parent / "shahekou", tmp_path / "pack")


def edit(pack: Path, file: str, old: str, new: str) -> int:
    """Replace the first `old` and say on which line it stood."""
    text = (pack / file).read_text("utf-8")
    at = text.index(old)
    (pack / file).write_text(text[:at] + new + text[at + len(old) :], "utf-8")
    return text.count("\n", 0, at) + 1


# --- the packs that come with the product --------------------------------------------------


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_a_pack_that_we_ship_is_whole(path: Path) -> None:
    assert check_town(path) == []


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_understanding_keeps_its_canonical_names_in_every_town(path: Path) -> None:
    words = lookups(load_town(path))

    assert list(words["problem_category"]) == CATEGORIES
    assert list(words["team"]) == TEAMS
    assert list(words["shift_kind"]) == ["巡逻", "交通", "环境"]


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_the_demo_has_accounts_for_everybody_on_duty(path: Path) -> None:
    town = load_town(path)
    accounts = {staff.name: staff.role for staff in town.people.staff}

    assert all(accounts.get(name) == duty.role for duty in town.duty for name in duty.staff)


def test_xincheng_is_as_large_as_the_town_that_it_shows(xincheng: Town) -> None:
    departments = {"MZ", "CL", "SB", "YB", "JS"}
    sites = [site for site in xincheng.stations if site.kind not in {"hall", "point"}]

    assert [entry.code for entry in xincheng.communities] == [
        "hongqiao", "kanghe", "luodong", "fuyuan",
    ]  # fmt: skip
    assert sum(item.department in departments for item in xincheng.services) == 89
    assert len(sites) == 17
    assert len(xincheng.places) >= 60
    assert {p.community for p in xincheng.places if p.kind == "lift"} == {
        entry.code for entry in xincheng.communities
    }
    assert len(xincheng.people.reports) >= 12


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_the_demo_can_climb_every_rung(path: Path) -> None:
    town = load_town(path)
    staff = town.people.staff
    clerks = {person.department for person in staff if person.role == "clerk"}
    offices = {person.community for person in staff if person.role == "office"}
    departments = {entry.code: entry.department for entry in town.reportable}

    assert {"CG", "ZJ"} <= clerks
    assert offices == {entry.code for entry in town.communities}
    assert sum(person.role == "leader" for person in staff) == 1
    assert sum(person.role == "volunteer" for person in staff) >= 2
    assert all(departments[code] for code in departments if code != "other")


def test_a_category_differs_in_what_it_says(xincheng: Town) -> None:
    safety, noise = xincheng.category("safety"), xincheng.category("noise")
    sides = [len(xincheng.category(code).parties) for code in ("property", "neighbours", "noise")]

    assert safety.urgent
    assert not noise.urgent
    assert noise.near_metres is noise.near_days is None
    assert sides == [3, 2, 0]


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.name)
def test_a_shown_past_hangs_together(path: Path) -> None:
    people = load_town(path).people
    staff = {person.name for person in people.staff}
    codes = {report.code for report in people.reports if report.code}

    for report in people.reports:
        assert report.place or report.where
        for step in report.steps:
            assert {step.by, report.owner} <= {None, *staff}
            assert step.do != "merge" or step.to in codes
            assert step.do != "rate" or len(step.several) == 4
    assert sum(report.at.startswith("climbs") for report in people.reports) == 1


@pytest.mark.parametrize("moment", ["yesterday", "3d", "3d 25:00", "40", "m", "climbs-1h"])
def test_a_moment_of_the_past_is_written_so_that_it_can_be_read(pack: Path, moment: str) -> None:
    edit(pack, "people.yaml", "at: 20m", f"at: {moment}")

    assert "write a moment like 3d 09:30, 40m, meeting or climbs-60m" in str(check_town(pack)[0])


def test_lookups_give_every_alias_with_its_canonical_name(xincheng: Town) -> None:
    words = lookups(xincheng)

    assert isinstance(words["service"], dict)
    assert {"社保卡", "social security card"} <= set(words["service"]["社保卡补办"])
    assert {"虹桥社区6号楼", "解放路18弄", "虹桥社区", "Hongqiao Market"} <= set(words["place"])


def test_what_is_named_by_code_is_found_by_code(xincheng: Town) -> None:
    assert xincheng.place("hq-b6").name.zh == "虹桥社区6号楼"
    assert xincheng.category("neighbours").private
    assert xincheng.default_community.code == "hongqiao"
    assert xincheng.other_category.name.text("zh-CN") == "其他"
    assert xincheng.community("kanghe").name.text("en") == "Kanghe"
    assert xincheng.department("CG").name.text("zh") == "综合执法"
    with pytest.raises(KeyError):
        xincheng.place("nowhere")


# --- mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("town.yaml", "seen: 6 working hours", "seen: soon",
         ['"seen": write a span like 4 working hours, 1 working day,', 'not "soon"']),
        ("town.yaml", "seen: 6 working hours", "seen: 6", ["write a span like", 'not "6"']),
        ("town.yaml", "seen: 6 working hours", "seen: 6 workinghours", ["write a span like"]),
        ("town.yaml", "seen: 6 working hours", "seen: 6 weeks", ["write a span like"]),
        ("town.yaml", "seen: 6 working hours", "seen: nan hours", ["write a span like"]),
        ("town.yaml", "seen: 6 working hours", "seen:", ['"seen"', "write a span like"]),
        ("town.yaml", "seen: 6 working hours", "seen: -6 hours",
         ['longer than nothing, not "-6 hours"']),
        ("town.yaml", "seen: 6 working hours", "seen: 0 hours", ["longer than nothing"]),
        ("town.yaml", "department: 7 days", "department: 2001 days",
         ['at most 2000 of its unit, not "2001 days"']),
        ("town.yaml", "department: 7 days", f"department: {'9' * 400} days", ["at most 2000"]),
        ("town.yaml", "triaged: 1 working day", "triaged: 1.5 working days",
         ['working days are counted whole, not "1.5 working days"']),
        ("town.yaml", "triaged: 1", "traiged: 1",
         ['"traiged" is not a known key. Did you mean "triaged"?']),
        ("town.yaml", "triaged: 1", "x: 1 day\n  triaged: 1",
         ['"x" is not a known key. Known are seen, triaged, volunteer,']),
        ("town.yaml", "clocks:", "clocks:\n  mayor: 1 day", ['"mayor" is not a known key.']),
        ("town.yaml", 'time: "09:30"', "time: 9", ['write a time like 09:00, not "9"']),
        ("town.yaml", 'time: "09:30"', "time: 24:00", ["write a time like 09:00"]),
        ("town.yaml", "near_metres: 100", "near_metres: 0", ["1 or more"]),
        ("town.yaml", "near_days: 60", "near_days: 366", ["365 or less"]),
        ("town.yaml", "rating_days: 14", "rating_days: 1e999", ["whole number"]),
        ("town.yaml", "draft_hours: 24", "draft_hours:", ['"draft_hours"', "not empty"]),
        ("town.yaml", "draft_hours: 24", "draft_hours: 1.5", ["whole number"]),
        ("town.yaml", "draft_hours: 24", "draft_huors: 24",
         ['"draft_huors" is not a known key. Did you mean "draft_hours"?']),
        ("town.yaml", "zone: Asia/Shanghai", "zone: Asia/Dalian", ["time zone", "Asia/Dalian"]),
        ("town.yaml", "zone: Asia/Shanghai", "zone: ../etc", ["time zone"]),
        ("town.yaml", "languages: [zh, en]", "languages: zh", ['"languages" must be a list']),
        ("town.yaml", "languages: [zh, en]", "languages: [zh, fr]", ["entry 2", "'zh' or 'en'"]),
        ("town.yaml", "languages: [zh, en]", "languages: []", ["at least one"]),
        ("town.yaml", "holidays: CN", "holidays: Dalian", ["country code"]),
        ("town.yaml", "weekday: wed", "weekday: 3", ["'mon', 'tue'"]),
        ("town.yaml", '"20:30-07:30"', '"20:30"', ["hours like 08:30-17:00"]),
        ("town.yaml", '"20:30-07:30"', '"20:30-25:00"', ["hours like 08:30-17:00"]),
        ("town.yaml", '"20:30-07:30"', '"20:30+08:00-07:30"', ["hours like 08:30-17:00"]),
        ("town.yaml", '"20:30-07:30"', "2030", ["hours like 08:30-17:00"]),
        ("town.yaml", "zone: Asia/Shanghai", "zone: Asia", ["time zone"]),
        ("town.yaml", '"20:30-07:30"', '"20:30-20:30"', ["end when they start"]),
        ("town.yaml", "holidays: CN", "holidays: CN\n  days_off: [下周一]", []),
        ("town.yaml", "en: Shahekou", "eng: Shahekou", ['"en" is missing']),
        ("town.yaml", "name: {zh: 沙河口区, en: Shahekou}", "name: 沙河口区",
         ['"name" must be a group of keys and values, not "沙河口区"']),
        ("town.yaml", "name: {zh: 沙河口区, en: Shahekou}", 'name: {zh: " ", en: Shahekou}',
         ['"zh" must be filled in']),
        ("town.yaml", "code: yonglian", "code: 永联", ["A-Z a-z 0-9"]),
        ("town.yaml", "code: jinhong", "code: Yonglian", ['The code "Yonglian" is already used']),
        ("places.yaml", "lat: 38.8862", "lat: 138.8862", ["90 or less"]),
        ("places.yaml", "community: yonglian", "community: yonglain",
         ['There is no community "yonglain". Did you mean "yonglian"?']),
        ("places.yaml", "code: zs-b5\n", "code: zs-b1\n",
         ['The code "zs-b1" is already used on line']),
        ("places.yaml", "kind: compound", "kind: castle", ["'compound'", "castle"]),
        ("categories.yaml", "private: true", "private: perhaps", ["true or false"]),
        ("categories.yaml", "urgent: true", "urgent: very", ["true or false"]),
        ("categories.yaml", "department: ZJ", "department: ZZ",
         ['There is no department "ZZ". Known are CG, CL, GA, GD,']),
        ("categories.yaml", "{seen: 1 working hour}", "{seen: 1 working week}",
         ["write a span like"]),
        ("categories.yaml", "{seen: 1 working hour}", "{seem: 1 working hour}",
         ['Did you mean "seen"?']),
        ("categories.yaml", "{zh: 一方, en: One side}", "{zh: 一方}", ['"en" is missing']),
        ("stations.yaml", "place: district-hall", "place: old-hall", ["There is no place"]),
        ("stations.yaml", "days: workdays", "days: weekdays", ["'workdays'"]),
        ("services.yaml", "department: CL", "department: XX", ["There is no department"]),
        ("services.yaml", "[老年证,", "[低保,", ['"低保" already stands for "最低生活保障申请"']),
        ("teams.yaml", "kind: companion", "kind: friends", ["companion"]),
        ("duty.yaml", "staff: [于洋]", "staff: []", ["at least one"]),
        ("duty.yaml", "community: zhongshanlu", "community: zhongshan", ["There is no community"]),
        ("people.yaml", "department: CG", "department: GC",
         ['There is no department "GC". Known are CG, CL,']),
        ("people.yaml", "owner: 于洋", "owner: 于海", ['There is no owner "于海"']),
        ("people.yaml", "followers: 21", "followers: 210", ["100 or less"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_and_line(
    pack: Path, file: str, old: str, new: str, words: list[str]
) -> None:
    line = edit(pack, file, old, new)

    problems = check_town(pack)

    # a change may push its value one line down
    told = " ".join(p.message for p in problems if p.file == file and p.line in {line, line + 1})
    assert told, f"unseen on line {line}: {problems}"
    assert all(word in told for word in words), told


def test_a_pack_needs_a_category_for_what_fits_nowhere_else(pack: Path) -> None:
    edit(pack, "categories.yaml", "code: other", "code: rest")

    assert 'must have the code "other"' in str(check_town(pack))


def test_only_one_community_is_the_default(pack: Path) -> None:
    edit(pack, "town.yaml", "code: jinhong", "default: true\n    code: jinhong")

    assert "Only one community can be the default." in str(check_town(pack))


def spoil(file: str, content: bytes) -> Callable[[Path], object]:
    return lambda pack: (pack / file).write_bytes(content)


@pytest.mark.parametrize(
    ("spoiled", "told"),
    [
        (lambda pack: (pack / "duty.yaml").unlink(), "duty.yaml:1: The file is missing."),
        (lambda pack: (pack / "duty.yml").touch(), "duty.yml:1: This file is not part"),
        (spoil("duty.yaml", b""), "duty.yaml:1: The file is empty."),
        (spoil("duty.yaml", b"# nobody\n"), "duty.yaml:1: The file is empty."),
        (spoil("duty.yaml", b"- a\n- b\n"), "duty.yaml:1: The file must be a group of keys"),
        (spoil("duty.yaml", b"just words"), 'The file must be a group of keys and values, not "j'),
        (spoil("duty.yaml", b"~"), "duty.yaml:1: The file is empty."),
        (spoil("duty.yaml", b"duty:\n  - {staff: [a}\n"), "duty.yaml:2: This is not YAML:"),
        (spoil("duty.yaml", b"duty:\n\t- x\n"), "duty.yaml:2: This is not YAML:"),
        (spoil("duty.yaml", b"a: 1\n---\nb: 2\n"), "duty.yaml:2: This is not YAML:"),
        (spoil("duty.yaml", b"duty: []\nduty: []\n"), 'duty.yaml:2: "duty" stands here twice; the'),
        (spoil("duty.yaml", b"duty: &x [*x]\n"), "duty.yaml:1: & and * are not used"),
        (spoil("duty.yaml", b"a: &a [1]\nb: *a\n"), "& and * are not used"),
        (spoil("duty.yaml", b"? [a, b]\n: 1\n"), "duty.yaml:1: A key must be a plain word."),
        (spoil("duty.yaml", b"duty:\n  x: \x00\n"), "duty.yaml:2: There is a control character"),
        (spoil("duty.yaml", "duty:\n  - 值班".encode("gb18030")), "duty.yaml:2: The text is not"),
        (spoil("duty.yaml", b'duty: "\\U7FFFFFFF"'), "duty.yaml:1: A \\U escape"),
        (spoil("duty.yaml", b'duty: "\\UFFFFFFFF"'), "duty.yaml:1: A \\U escape"),
        (spoil("duty.yaml", b'duty: "\\uD800"'), 'must be a list, not "\ufffd".'),
        (spoil("duty.yaml", b"[" * 5000), "duty.yaml:1: "),
        (spoil("duty.yaml", b"x" * 2_000_001), "duty.yaml:1: The file is larger than 2,000,000"),
        (spoil("duty.yaml", b"duty: !!python/object:os.system []\n"), None),
    ],
)  # fmt: skip
def test_a_spoiled_file_is_told_in_one_sentence(
    pack: Path, spoiled: Callable[[Path], object], told: str | None
) -> None:
    spoiled(pack)

    problems = "\n".join(str(problem) for problem in check_town(pack))

    assert (told in problems) if told else not problems


def test_every_mistake_is_told_at_once(pack: Path) -> None:
    edit(pack, "town.yaml", "zone: Asia/Shanghai", "zone: Mars")
    edit(pack, "town.yaml", "weekday: wed", "weekday: some")
    edit(pack, "teams.yaml", "kind: companion", "kind: friends")

    with pytest.raises(TownPackError) as error:
        load_town(pack)

    assert len(error.value.problems) == 3
    assert str(error.value).count("\n") == 2


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    [problem] = check_town(tmp_path / "gone")

    assert str(problem).endswith("gone:1: There is no such folder.")


def test_numbers_and_times_need_no_quotes(pack: Path) -> None:
    """YAML 1.1 reads 21:00-8:00's kin as numbers in base 60, and 010 as eight."""
    edit(pack, "town.yaml", '"20:30-07:30"', "20:30-07:30")
    edit(pack, "town.yaml", "0411-00001101", "010")

    town = load_town(pack)

    assert str(town.settings.quiet_hours) == "20:30-07:30"
    assert town.communities[0].phone == "010"


def test_a_pack_needs_no_demo_people(pack: Path) -> None:
    (pack / "people.yaml").unlink()

    assert load_town(pack).people.reports == ()


def test_a_file_saved_by_a_windows_editor_is_read(pack: Path) -> None:
    text = (pack / "duty.yaml").read_text("utf-8").replace("\n", "\r\n")
    (pack / "duty.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert check_town(pack) == []


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=60)
    | st.text(alphabet="duty: -[]{}\n\"'#&*!|>%@\\\tU0", max_size=60)
    | st.binary(max_size=60)
)
def test_whatever_stands_in_a_file_is_answered_in_one_line_each(content: str | bytes) -> None:
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    with TemporaryDirectory() as folder:
        (Path(folder) / "duty.yaml").write_bytes(raw)

        told = [str(problem) for problem in check_town(Path(folder))]

    assert all(line.isprintable() for line in told)
    assert any(line.startswith("town.yaml:1: ") for line in told)
