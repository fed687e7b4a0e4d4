"""A team's month as a sheet: who served how often and how long; for leaders, as CSV or XLSX."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import xlsxwriter
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from community.people import Person
from community.shifts import teams
from community.shifts.model import HoursStatus, ServiceHours, Shift, Signup, SignupStatus
from config.town import Town

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so would be reckoned by a spreadsheet; it is written as text."""
WIDE, NARROW = 24, 14
"""Columns of the XLSX, in characters."""


@dataclass(frozen=True)
class Row:
    """What one volunteer did in a team's shifts of a month."""

    person_id: int
    name: str | None
    shifts: int
    confirmed: int
    """Minutes, corrections counted in."""
    claimed: int
    """Minutes that nobody has confirmed yet."""
    missed: int

    @property
    def cells(self) -> tuple[int, int, int, int]:
        return (self.shifts, self.confirmed, self.claimed, self.missed)


@dataclass(frozen=True)
class Sheet:
    team: str
    community: str
    month: date
    """Its first day."""
    rows: Sequence[Row]


async def sheet(
    db: AsyncSession, town: Town, actor_id: int, team: str, community: str, month: date
) -> Sheet:
    """Give the month of a team: its members, and whoever else had a place in a shift of it.

    :raises NotAvailableError: this person does not lead the team there.
    """
    await teams.require_lead(db, town, actor_id, team, community)
    first = month.replace(day=1)
    theirs = (
        Shift.team == team,
        Shift.community == community,
        Shift.day >= first,
        Shift.day < (first + timedelta(days=31)).replace(day=1),
    )
    there = await _there(db, *theirs)
    minutes = await _minutes(db, *theirs)
    members = {person.id for person in await teams.members(db, team, community)}
    people = await db.scalars(
        select(Person)
        .where(Person.id.in_(members | there.keys() | minutes.keys()))
        .order_by(Person.id)
    )
    rows = [
        Row(
            person.id,
            person.name,
            there.get(person.id, (0, 0))[0],
            *minutes.get(person.id, (0, 0)),
            missed=there.get(person.id, (0, 0))[1],
        )
        for person in people
    ]
    rows.sort(key=lambda row: (-row.confirmed - row.claimed, -row.shifts, row.person_id))
    return Sheet(team, community, first, rows)


async def _there(db: AsyncSession, *theirs: ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    """Count the shifts that people served, and those that they missed."""
    counted = await db.execute(
        select(
            Signup.person_id,
            func.count().filter(Signup.status.in_((SignupStatus.SERVED, SignupStatus.ON_DUTY))),
            func.count().filter(Signup.status == SignupStatus.MISSED),
        )
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.status.in_((SignupStatus.SERVED, SignupStatus.ON_DUTY, SignupStatus.MISSED)),
            *theirs,
        )
        .group_by(Signup.person_id)
    )
    return {one: (served, missed) for one, served, missed in counted if one is not None}


async def _minutes(db: AsyncSession, *theirs: ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    """Sum what is confirmed and what is claimed; a correction belongs to the shift it corrects."""
    first = aliased(ServiceHours)
    summed = await db.execute(
        select(
            ServiceHours.person_id,
            _sum(HoursStatus.CONFIRMED),
            _sum(HoursStatus.CLAIMED),
        )
        .join(first, first.id == func.coalesce(ServiceHours.corrects_id, ServiceHours.id))
        .join(Signup, Signup.id == first.signup_id)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(ServiceHours.status != HoursStatus.REFUSED, *theirs)
        .group_by(ServiceHours.person_id)
    )
    return {
        one: (int(confirmed), int(claimed)) for one, confirmed, claimed in summed if one is not None
    }


def _sum(status: HoursStatus) -> ColumnElement[int]:
    whole = func.sum(ServiceHours.minutes).filter(ServiceHours.status == status)
    return func.coalesce(whole, 0)


# --- writing -------------------------------------------------------------------------------


def as_text(words: str) -> str:
    """Write a cell of a CSV so that no spreadsheet takes it for a formula, in any width."""
    seen = unicodedata.normalize("NFKC", words)
    return f"'{words}" if seen.startswith(FORMULA) or seen.lstrip().startswith(FORMULA) else words


def as_csv(found: Sheet, head: Sequence[str], nameless: str) -> bytes:
    """Write the sheet in UTF-8 with its mark, as spreadsheets like it.

    :param nameless: stands for who never gave a name.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([as_text(cell) for cell in head])
    for row in found.rows:
        writer.writerow([as_text(row.name or nameless), *row.cells])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(found: Sheet, head: Sequence[str], nameless: str, *, now: datetime) -> bytes:
    """Write the sheet as a workbook: texts as texts, whatever they begin with; numbers to sum."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": now.replace(tzinfo=None), "author": ""})
        page = book.add_worksheet(f"{found.month:%Y-%m}")
        bold = book.add_format({"bold": True})
        page.set_column(0, 0, WIDE)
        page.set_column(1, len(head) - 1, NARROW)
        page.freeze_panes(1, 0)
        for column, cell in enumerate(head):
            page.write_string(0, column, cell, bold)
        for n, row in enumerate(found.rows, start=1):
            page.write_string(n, 0, row.name or nameless)
            for column, number in enumerate(row.cells, start=1):
                page.write_number(n, column, number)
    return out.getvalue()
