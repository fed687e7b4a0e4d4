"""The evening before: one message to each leader of what is short of people, and a call."""

from datetime import date, datetime, timedelta

import pytest

from community.errors import NotAvailableError
from community.shifts import gaps
from community.shifts.gaps import CallRefusedError
from tests.community.rotas import HERE, LEADER, Patrol, patrol

__all__ = ["patrol"]

TUESDAY = "2026-11-24"


async def alarms(patrol: Patrol) -> list[list[int]]:
    return [n.facts["shift_ids"] for n in await patrol.house.owed(LEADER, "rota-gaps")]


async def test_leaders_hear_by_six_and_once(patrol: Patrol) -> None:
    house = patrol.house
    await house.at("2026-11-23T17:59")
    assert await house.do(gaps.gap_alarm) == 0
    await house.at("2026-11-23T18:00")
    assert await house.do(gaps.gap_alarm) == 1
    assert await house.do(gaps.gap_alarm) == 0
    assert await alarms(patrol) == [[(await patrol.shift_on(TUESDAY)).id]]


async def test_nothing_is_said_where_nothing_is_missing(patrol: Patrol) -> None:
    house = patrol.house
    for person in await patrol.joins(3):
        await patrol.takes(person, TUESDAY)
    [captain] = await patrol.joins(1, trained=True)
    await patrol.takes(captain, TUESDAY, "captain")
    await house.at("2026-11-23T18:00")
    assert await house.do(gaps.gap_alarm) == 0
    assert await alarms(patrol) == []


async def test_too_few_is_a_gap_too(patrol: Patrol) -> None:
    [one] = await patrol.joins(1)
    await patrol.takes(one, TUESDAY)
    [gap] = await patrol.house.do(gaps.gaps, HERE, date.fromisoformat(TUESDAY))
    assert (gap.taken, gap.missing, gap.nobody) == (1, 3, False)


async def test_all_who_could_come_are_called_once_in_twelve_hours(patrol: Patrol) -> None:
    house = patrol.house
    able = await patrol.joins(3)
    await patrol.joins(1, born=2012)
    await patrol.takes(able[0], TUESDAY)
    shift = await patrol.shift_on(TUESDAY)
    assert await house.do(gaps.call_out, shift.id, house[LEADER]) == 2
    told = await house.owed(text_id="cover-called")
    assert [notice.person_id for notice in told] == able[1:]
    with pytest.raises(CallRefusedError) as refused:
        await house.do(gaps.call_out, shift.id, house[LEADER])
    assert refused.value.text_id == "cover-called-before"
    assert refused.value.facts == {"until": house.now + timedelta(hours=12)}
    await house.later(timedelta(hours=12))
    assert await house.do(gaps.call_out, shift.id, house[LEADER]) == 2


async def test_only_who_leads_calls(patrol: Patrol) -> None:
    house = patrol.house
    [member] = await patrol.joins(1)
    shift = await patrol.shift_on(TUESDAY)
    with pytest.raises(NotAvailableError):
        await house.do(gaps.call_out, shift.id, member)


async def test_a_full_or_past_shift_calls_nobody(patrol: Patrol) -> None:
    house = patrol.house
    shift = await patrol.shift_on(TUESDAY)
    await house.at(datetime.fromisoformat(f"{TUESDAY}T08:00+08:00"))
    with pytest.raises(CallRefusedError) as refused:
        await house.do(gaps.call_out, shift.id, house[LEADER])
    assert refused.value.text_id == "cover-nothing-missing"
