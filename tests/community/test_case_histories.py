"""Random histories of reports: whatever is pressed in whatever order, their rules hold.

LINLI_HISTORIES says how many (80 when it is not set). Each runs on a real database in a
transaction that is rolled back; every deed in it has one of its own, as in a turn.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker

from community.cases import Case, reaches
from community.cases.clocks import overdue
from community.errors import CommunityError
from community.people import RoleHeld
from community.reports.ladder import ABOVE
from tests.community.conftest import STAFF as STAFF_ROLES
from tests.community.conftest import House
from tests.community.deeds import ANYBODYS, CLOCKS, OFFICES, RESIDENTS, STAFF, By, time_passes
from tests.community.rules import holds_between, holds_of, keeps_its_books

HISTORIES = int(os.environ.get("LINLI_HISTORIES", "80"))
NAMES = ("王阿姨", "李叔", *STAFF_ROLES)
CASES = 4

DEEDS = st.tuples(
    st.one_of(*map(st.sampled_from, (STAFF, STAFF, RESIDENTS, OFFICES, ANYBODYS, CLOCKS, CLOCKS))),
    st.one_of(st.just("whoever may"), st.just("whoever may"), st.sampled_from(NAMES)),
    st.sampled_from((0, 0, 0, *range(CASES))),
    st.integers(0, CASES - 1),
)


@dataclass
class Told:
    """One history as it goes on, with all cases as they were before the last deed."""

    house: House
    ids: Sequence[int]
    roles: Mapping[int, list[RoleHeld]]

    async def cases(self) -> dict[int, Case]:
        async with self.house.sessions() as db:
            found = await db.scalars(select(Case).where(Case.id.in_(self.ids)).order_by(Case.id))
            return {case.id: case for case in found}

    def who(self, deed: str, name: str, case: Case) -> int:
        """Give the person by name, or whoever this deed is meant for as the case stands."""
        if name != "whoever may":
            return self.house[name]
        if deed in RESIDENTS:
            return case.reporter_id or 0
        if deed in OFFICES:
            return self.house["姚国强"]
        if deed in ANYBODYS:
            return self.house["邻居"]
        if case.owner_id is not None:
            return case.owner_id
        return next((p for p in self.roles if self.reached(case, p)), 0)

    def reached(self, case: Case, person: int) -> bool:
        held = self.roles.get(person, [])
        return person != case.reporter_id and any(reaches(role, case) for role in held)


@pytest.mark.timeout(120 if HISTORIES <= 300 else HISTORIES)
@settings(
    max_examples=HISTORIES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(DEEDS, min_size=3, max_size=14))
async def test_any_history_keeps_the_machines_word(
    history: list[tuple[str, str, int, int]], house: House, engine: AsyncEngine
) -> None:
    if "李叔" not in house.who:
        await begin(house)
    async with engine.connect() as connection, connection.begin() as everything:
        told = await told_on(house, connection)
        before = await told.cases()
        for deed, name, which, choice in history:
            before = await step(told, before, deed, name, told.ids[which], choice)
        await keeps_its_books(told.house, told.ids)
        await everything.rollback()


async def begin(house: House) -> None:
    """Write what all histories begin with, once."""
    await house.person("李叔")
    await house.person("邻居")
    await house.file("王阿姨")
    await house.file("王阿姨", place="6号楼")
    await house.file("李叔", category="facilities")
    await house.file("王阿姨", community="kanghe", category="traffic")


async def told_on(house: House, connection: AsyncConnection) -> Told:
    """Commit in this house is a savepoint of the one transaction."""
    sessions = async_sessionmaker(
        connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
    )
    own = replace(house, sessions=sessions)
    async with own.sessions() as db:
        ids = [*await db.scalars(select(Case.id).order_by(Case.id))]
        roles: dict[int, list[RoleHeld]] = {}
        for held in await db.scalars(select(RoleHeld)):
            roles.setdefault(held.person_id, []).append(held)
    return Told(own, ids, roles)


async def step(
    told: Told, before: dict[int, Case], deed: str, name: str, case_id: int, choice: int
) -> dict[int, Case]:
    case = before[case_id]
    if deed in CLOCKS:
        await time_passes(told.house, deed, case)
        after = await told.cases()
        for id_, was in before.items():
            climbs_once(was, after[id_], told.house.now)
    else:
        who = told.who(deed, name, case)
        try:
            await By(told.house, who, [c.number for c in before.values()]).does(deed, case, choice)
        except CommunityError:
            if not deed.startswith("rate"):  # that is four taps, each one a deed
                return before
        after = await told.cases()
        for id_, was in before.items():
            theirs = told.reached(was, who) or who == was.reporter_id
            assert theirs or deed in {"follow", "dismiss"} or not differences(was, after[id_])
        if deed == "dismiss":
            told.roles = {p: held for p, held in told.roles.items() if p != who}
            assert all(c.owner_id != who for c in after.values())
    for id_, now in after.items():
        holds_of(now)
        holds_between(before[id_], now, by_clock=deed in CLOCKS)
    not_in_a_circle(after)
    return after


def climbs_once(was: Case, now: Case, at: datetime) -> None:
    """What was due has climbed, and nothing else has."""
    if overdue(was, at):
        assert now.rung in ABOVE[was.rung]
        assert (now.leg_started_at, now.version, now.owner_id) == (at, was.version + 1, None)
        assert not overdue(now, at)
    else:
        assert (now.rung, now.leg_started_at) == (was.rung, was.leg_started_at)


def differences(was: Case, now: Case) -> dict[str, Any]:
    columns = [attribute.key for attribute in inspect(Case).column_attrs]
    return {
        key: (getattr(was, key), getattr(now, key))
        for key in columns
        if getattr(was, key) != getattr(now, key)
    }


def not_in_a_circle(cases: Mapping[int, Case]) -> None:
    for case in cases.values():
        seen, at = set(), case
        while at.merged_into_id is not None:
            assert at.id not in seen
            seen.add(at.id)
            at = cases[at.merged_into_id]
