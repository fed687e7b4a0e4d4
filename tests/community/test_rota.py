"""A month's rota from the draft to everybody's places."""

from collections import Counter
from datetime import date

import pytest

from community.errors import NotAvailableError
from community.shifts import rota, solver
from community.shifts.model import RotaPlan, Volunteer
from community.shifts.rota import RotaRefusedError, View
from tests.community.rotas import HERE, LEADER, TEAM, Patrol, patrol

__all__ = ["patrol"]

DECEMBER = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def without_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "or_tools", lambda: None)


async def drafted(patrol: Patrol) -> RotaPlan:
    house = patrol.house
    plan: RotaPlan = await house.do(rota.plan, TEAM, HERE, DECEMBER, house[LEADER])
    assert await house.do(rota.make_drafts) == 1
    return plan


async def seen(patrol: Patrol, plan: RotaPlan) -> View:
    view: View = await patrol.house.do(rota.view, plan.id, patrol.house[LEADER])
    return view


async def reason_of(refused: object) -> str:
    with pytest.raises(RotaRefusedError) as why:
        await refused  # type: ignore[misc]
    return why.value.text_id


async def test_a_month_is_drafted_to_its_last_day(patrol: Patrol) -> None:
    """December ends further ahead than shifts can be taken."""
    await patrol.joins(8)
    await patrol.joins(2, trained=True)
    plan = await drafted(patrol)
    view = await seen(patrol, plan)
    assert {slot.shift.day for slot in view.slots} == {date(2026, 12, d) for d in range(1, 32)}
    assert view.gaps == []
    counts = [count for _, count in view.loads]
    assert sum(counts) == 31 * 4
    assert [n.text_id for n in await patrol.house.owed(LEADER)] == ["rota-drafted"]


async def test_nobody_has_a_place_before_it_is_published(patrol: Patrol) -> None:
    await patrol.joins(4)
    plan = await drafted(patrol)
    assert await patrol.having("2026-12-01") == []
    left = await patrol.house.do(rota.publish, plan.id, patrol.house[LEADER])
    assert left == []
    assert len(await patrol.having("2026-12-01")) == 3
    told = Counter(n.person_id for n in await patrol.house.owed(text_id="rota-yours"))
    assert told == dict.fromkeys(patrol.members, 1)
    turns = await patrol.house.do(rota.theirs, plan.id, patrol.members[0])
    assert {shift.day.month for _, shift in turns} == {12}


async def test_what_nobody_can_do_is_a_gap(patrol: Patrol) -> None:
    await patrol.joins(3)
    view = await seen(patrol, await drafted(patrol))
    assert {(slot.role, slot.missing) for slot in view.gaps} == {("captain", 1)}


async def test_nothing_is_thrown_away_silently(patrol: Patrol) -> None:
    house = patrol.house
    await patrol.joins(3)
    plan = await drafted(patrol)
    again = house.do(rota.plan, TEAM, HERE, DECEMBER, house[LEADER])
    assert await reason_of(again) == "rota-there-is-a-draft"
    await house.do(rota.plan, TEAM, HERE, DECEMBER, house[LEADER], again=True)
    asked = house.do(rota.publish, plan.id, house[LEADER])
    assert await reason_of(asked) == "rota-is-being-made"
    await house.do(rota.make_drafts)
    await house.do(rota.publish, plan.id, house[LEADER])
    for more in (
        house.do(rota.plan, TEAM, HERE, DECEMBER, house[LEADER], again=True),
        house.do(rota.publish, plan.id, house[LEADER]),
    ):
        assert await reason_of(more) == "rota-is-published"


async def test_after_publishing_only_gaps_are_filled(patrol: Patrol) -> None:
    house = patrol.house
    await patrol.joins(3)
    plan = await drafted(patrol)
    assert await reason_of(house.do(rota.fill, plan.id, house[LEADER])) == "rota-not-published"
    await house.do(rota.publish, plan.id, house[LEADER])
    before = await patrol.having("2026-12-01")
    [captain] = await patrol.joins(1, trained=True)
    assert await house.do(rota.fill, plan.id, house[LEADER]) == 31
    assert await patrol.having("2026-12-01") == before
    assert await patrol.having("2026-12-01", "captain") == [captain]


async def test_one_place_of_a_draft_is_changed(patrol: Patrol) -> None:
    house = patrol.house
    await patrol.joins(4)
    plan = await drafted(patrol)
    slot = (await seen(patrol, plan)).slots[0]
    where, old = (slot.shift.id, slot.role), slot.people[0]
    [(free, _)] = await house.do(rota.choices, plan.id, house[LEADER], *where)
    await house.do(rota.change, plan.id, house[LEADER], *where, old, free)
    assert set((await seen(patrol, plan)).slots[0].people) == {*slot.people[1:], free}
    gone = house.do(rota.change, plan.id, house[LEADER], *where, old, None)
    assert await reason_of(gone) == "rota-changed-meanwhile"
    full = house.do(rota.change, plan.id, house[LEADER], *where, None, old)
    assert await reason_of(full) == "rota-cannot-have-it"


async def test_a_change_that_is_refused_changes_nothing(patrol: Patrol) -> None:
    house = patrol.house
    await patrol.joins(4)
    plan = await drafted(patrol)
    slot = (await seen(patrol, plan)).slots[0]
    where, old = (slot.shift.id, slot.role), slot.people[0]
    async with house.sessions() as db, db.begin():
        with pytest.raises(RotaRefusedError):
            await rota.change(
                db, house.town, plan.id, house[LEADER], *where, old, house["王阿姨"], now=house.now
            )
    assert (await seen(patrol, plan)).slots[0].people == slot.people


async def test_only_who_leads_plans(patrol: Patrol) -> None:
    [member] = await patrol.joins(1)
    with pytest.raises(NotAvailableError):
        await patrol.house.do(rota.plan, TEAM, HERE, DECEMBER, member)
    plan = await drafted(patrol)
    for act in (rota.view, rota.publish, rota.fill):
        with pytest.raises(NotAvailableError):
            await patrol.house.do(act, plan.id, member)


async def test_a_month_that_is_over_is_not_planned(patrol: Patrol) -> None:
    house = patrol.house
    past = house.do(rota.plan, TEAM, HERE, date(2026, 10, 5), house[LEADER])
    assert await reason_of(past) == "rota-month-over"


async def test_who_left_meanwhile_is_passed_over(patrol: Patrol) -> None:
    house = patrol.house
    _, gone = await patrol.joins(2)
    plan = await drafted(patrol)
    async with house.sessions() as db, db.begin():
        volunteer = await db.get_one(Volunteer, gone)
        volunteer.status = type(volunteer.status)("left")
    left = await house.do(rota.publish, plan.id, house[LEADER])
    assert {entry.person_id for entry in left} == {gone}
    assert await house.owed(gone, "rota-yours") == []
