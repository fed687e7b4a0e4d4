"""A team's month as a sheet: what it counts, and that no cell of it is ever a formula."""

import csv
import io
import zipfile
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import NotAvailableError
from community.people import Person, Role
from community.shifts import hours, month_sheet, roster, team_messages, teams
from community.shifts.model import SignupStatus, TeamMember
from community.shifts.month_sheet import Row, Sheet
from community.shifts.team_messages import A_DAY, LONGEST, MessageRefusedError
from tests.community.conftest import House
from tests.community.on_duty import LEADER, Morning

HEAD = ("姓名", "值班次数", "已确认分钟", "待确认分钟", "缺勤次数")
NOVEMBER = date(2026, 11, 1)
TEAM = ("patrol", "hongqiao")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DANGEROUS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1+1", " =1+1")


@pytest.fixture
async def morning(house: House) -> Morning:
    return Morning(house)


async def sheet(house: House, month: date = NOVEMBER, actor: str = LEADER) -> Sheet:
    found: Sheet = await house.do(month_sheet.sheet, house.who[actor], *TEAM, month)
    return found


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> tuple[list[list[tuple[str, str]]], str]:
    """Give the cells as (kind, value), and the whole of the page's XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
        strings = [
            "".join(t.text or "" for t in item.iter(f"{MAIN}t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314  our own
        ]
    rows = []
    for row in ET.fromstring(page).iter(f"{MAIN}row"):  # noqa: S314  our own
        cells = []
        for cell in row:
            kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v") or ""
            cells.append((kind, strings[int(value)] if kind == "s" else value))
        rows.append(cells)
    return rows, page


# --- what it counts ------------------------------------------------------------------------


async def test_a_month_counts_shifts_minutes_and_absences(house: House, morning: Morning) -> None:
    first = await morning.served("陈阿姨")
    await house.do(hours.confirm, first.id, house.who[LEADER])
    second = await morning.served("陈阿姨", "2026-11-24T07:30", "2026-11-24T09:30")
    await morning.place(
        await morning.shift("2026-11-22T07:30", "2026-11-22T09:30"),
        house.who["陈阿姨"], SignupStatus.MISSED,
    )  # fmt: skip
    await morning.served("李叔", "2026-11-25T07:30", "2026-11-25T08:30")
    rows = (await sheet(house)).rows

    assert [(row.name, row.cells) for row in rows] == [
        ("陈阿姨", (2, first.minutes, second.minutes, 1)),
        ("李叔", (1, 0, 60, 0)),
    ]
    assert (first.minutes, second.minutes) == (120, 120)


async def test_a_correction_counts_and_a_refusal_does_not(house: House, morning: Morning) -> None:
    right = await morning.served("陈阿姨")
    await house.do(hours.confirm, right.id, house.who[LEADER])
    await house.at("2026-12-02T10:00")
    await house.do(hours.correct, right.id, house.who[LEADER], 90, "早走了")
    await house.at("2026-11-24T07:00")
    wrong = await morning.served("陈阿姨", "2026-11-24T07:30", "2026-11-24T09:30")
    await house.do(hours.refuse, wrong.id, house.who[LEADER], "不在")
    [row] = (await sheet(house)).rows

    assert row.cells == (2, 90, 0, 0)


async def test_other_months_and_teams_are_not_in_it(house: House, morning: Morning) -> None:
    await morning.served("陈阿姨", "2026-11-30T23:00", "2026-12-01T01:00")
    await morning.served("李叔", "2026-12-01T07:30", "2026-12-01T09:30")
    await morning.served("赵伯", "2026-12-02T07:30", "2026-12-02T09:30", team="green")

    assert [row.name for row in (await sheet(house)).rows] == ["陈阿姨"]
    december = (await sheet(house, date(2026, 12, 5))).rows
    assert [row.name for row in december] == ["李叔"]


async def test_members_who_did_nothing_stand_in_it(house: House, morning: Morning) -> None:
    quiet = await morning.volunteer("静静")
    await house.do(teams.join, quiet, *TEAM)
    [row] = (await sheet(house)).rows

    assert (row.name, row.cells) == ("静静", (0, 0, 0, 0))


async def test_a_leader_of_another_team_gets_no_sheet(house: House) -> None:
    other = await house.person("别队", Role.LEADER)
    elsewhere = await house.person("康和", Role.LEADER, "kanghe")
    async with house.sessions() as db, db.begin():
        db.add(
            TeamMember(
                person_id=other, team="green", community="hongqiao", leads=True, since=house.now
            )
        )
    for person in (other, elsewhere, house.who["王阿姨"]):
        for operation, more in (
            (month_sheet.sheet, (NOVEMBER,)),
            (roster.members, ()),
            (team_messages.recipients, ()),
            (team_messages.send, ("你好",)),
        ):
            with pytest.raises(NotAvailableError):
                await house.do(operation, person, *TEAM, *more)
        with pytest.raises(NotAvailableError):
            await house.do(roster.next_shifts, person, *TEAM, most=5)


# --- what is written -----------------------------------------------------------------------


def made(*names: str | None) -> Sheet:
    rows = [Row(n, name, 3, 120, -30, 1) for n, name in enumerate(names, start=1)]
    return Sheet("patrol", "hongqiao", NOVEMBER, rows)


def test_numbers_are_numbers_and_texts_are_texts(house: House) -> None:
    found = made("陈阿姨", None)
    assert read_csv(month_sheet.as_csv(found, HEAD, "（没留姓名）")) == [
        list(HEAD), ["陈阿姨", "3", "120", "-30", "1"], ["（没留姓名）", "3", "120", "-30", "1"],
    ]  # fmt: skip
    rows, page = read_xlsx(month_sheet.as_xlsx(found, HEAD, "（没留姓名）", now=house.now))
    assert rows[0] == [("s", cell) for cell in HEAD]
    assert rows[1] == [("s", "陈阿姨"), ("n", "3"), ("n", "120"), ("n", "-30"), ("n", "1")]
    assert "<f" not in page


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_name_is_no_formula(house: House, name: str) -> None:
    [_, row] = read_csv(month_sheet.as_csv(made(name), HEAD, ""))
    assert row[0] == f"'{name}"
    rows, page = read_xlsx(month_sheet.as_xlsx(made(name), HEAD, "", now=house.now))
    kind, value = rows[1][0]
    assert kind == "s"
    assert value.replace("_x000D_", "\r").strip() == name.strip()  # as the format escapes it
    assert "<f" not in page


def test_a_link_as_a_name_is_a_text(house: House) -> None:
    content = month_sheet.as_xlsx(made("https://example.org/?q=1", "007"), HEAD, "", now=house.now)
    rows, page = read_xlsx(content)
    assert [row[0] for row in rows[1:]] == [("s", "https://example.org/?q=1"), ("s", "007")]
    assert "hyperlink" not in page


@given(st.text(max_size=40))
def test_no_text_begins_a_formula(words: str) -> None:
    written = month_sheet.as_text(words)
    assert written.removeprefix("'") == words or written == words
    assert not written.lstrip().startswith(("=", "+", "-", "@"))


# --- members, and a word to them -----------------------------------------------------------


async def test_members_with_their_last_day(house: House, morning: Morning) -> None:
    for name in ("陈阿姨", "李叔"):
        await house.do(teams.join, await morning.volunteer(name), *TEAM)
    await morning.served("李叔")
    await morning.place(
        await morning.shift("2026-11-27T07:30", "2026-11-27T09:30"), house.who["陈阿姨"]
    )
    found = await house.do(roster.members, house.who[LEADER], *TEAM)

    assert [(m.person.name, m.last, m.coming) for m in found] == [
        ("李叔", date(2026, 11, 23), 0), ("陈阿姨", None, 1),
    ]  # fmt: skip


async def test_a_team_is_told_three_times_a_day(house: House, morning: Morning) -> None:
    chen = await morning.volunteer("陈阿姨")
    await house.do(teams.join, chen, *TEAM)
    for n in range(A_DAY):
        assert await house.do(team_messages.left_today, *TEAM) == A_DAY - n
        assert await house.do(team_messages.send, house.who[LEADER], *TEAM, " 明天下雨 ") == 1
    with pytest.raises(MessageRefusedError, match="lead-word-enough"):
        await house.do(team_messages.send, house.who[LEADER], *TEAM, "再说一次")
    [first, *_] = await house.owed(chen, "lead-word")
    assert first.facts["words"] == "明天下雨"
    assert first.facts["leader"] == LEADER
    await house.later(timedelta(days=1))
    assert await house.do(team_messages.send, house.who[LEADER], *TEAM, "再说一次") == 1


@pytest.mark.parametrize(
    ("words", "why"), [("", "empty"), (" \n", "empty"), ("长" * (LONGEST + 1), "long")]
)
async def test_no_words_or_too_many(
    house: House, morning: Morning, words: str, why: str
) -> None:
    await house.do(teams.join, await morning.volunteer("陈阿姨"), *TEAM)
    with pytest.raises(MessageRefusedError, match=f"lead-word-{why}"):
        await house.do(team_messages.send, house.who[LEADER], *TEAM, words)


async def test_nobody_to_tell(house: House) -> None:
    assert isinstance(house.who[LEADER], int)
    with pytest.raises(MessageRefusedError, match="lead-word-nobody"):
        await house.do(team_messages.send, house.who[LEADER], *TEAM, "有人吗")
    async with house.sessions() as db:
        assert await db.get(Person, house.who[LEADER])
