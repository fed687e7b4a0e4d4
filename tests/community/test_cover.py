"""Asking for somebody to stand in: in rounds, fairly, and taken once."""

import asyncio
from datetime import timedelta

import pytest

from community.errors import NotAvailableError
from community.shifts import cover, cover_round
from community.shifts.cover import CoverRefusedError
from community.shifts.errors import SignupRefusedError
from community.shifts.model import CoverRequest, CoverStatus, SignupStatus
from tests.community.rotas import LEADER, Patrol, patrol

__all__ = ["patrol"]

FRIDAY, SATURDAY = "2026-11-27", "2026-11-28"
"""More than 48 and 96 hours after Monday 09:00."""


async def asks(patrol: Patrol, person: int, day: str = FRIDAY, **more: object) -> CoverRequest:
    signup = await patrol.takes(person, day)
    request: CoverRequest = await patrol.house.do(cover.ask, signup.id, person, **more)
    return request


async def reason_of(refused: object) -> str:
    with pytest.raises(CoverRefusedError) as why:
        await refused  # type: ignore[misc]
    return why.value.text_id


async def test_three_are_asked_at_each_round(patrol: Patrol) -> None:
    owner, *others = await patrol.joins(9)
    request = await asks(patrol, owner, SATURDAY)
    assert await patrol.asked(request.id) == []
    counts = []
    for before in (97, 96, 95, 48, 24, 12):
        await patrol.house.at(f"{SATURDAY}T07:30")
        await patrol.house.later(-timedelta(hours=before))
        await patrol.house.do(cover_round.cover_rounds)
        counts.append(len(await patrol.asked(request.id)))
    assert counts == [0, 3, 3, 6, 8, 8]
    assert set(await patrol.asked(request.id)) == set(others)


async def test_whoever_was_asked_the_longest_ago_is_first(patrol: Patrol) -> None:
    owner, *others = await patrol.joins(6)
    first = await asks(patrol, owner)
    assert await patrol.asked(first.id) == others[:3]
    await patrol.house.later(timedelta(minutes=5))
    second = await asks(patrol, others[4], "2026-11-26")
    assert (await patrol.asked(second.id))[0] in {owner, others[3]}
    assert set(await patrol.asked(second.id)) >= {owner, others[3]}


async def test_only_those_whom_the_rules_allow_are_asked(patrol: Patrol) -> None:
    owner, busy, fit = await patrol.joins(3)
    await patrol.joins(1, born=2012)
    await patrol.takes(busy, FRIDAY)
    request = await asks(patrol, owner)
    assert await patrol.asked(request.id) == [fit]


async def test_the_first_who_takes_it_has_it(patrol: Patrol) -> None:
    house = patrol.house
    owner, *others = await patrol.joins(3)
    request = await asks(patrol, owner, why="孩子发烧")
    done = await asyncio.gather(
        *(house.do(cover.take, request.id, one) for one in others), return_exceptions=True
    )
    [refused] = [one for one in done if isinstance(one, CoverRefusedError)]
    assert refused.text_id == "cover-taken"
    kept = await patrol.request(request.id)
    assert kept.status is CoverStatus.TAKEN
    assert await patrol.having(FRIDAY) == [kept.taken_by]
    assert (await patrol.signup(kept.signup_id)).status is SignupStatus.COVERED
    assert [n.text_id for n in await house.owed(owner, "cover-found")] == ["cover-found"]
    assert await house.owed(text_id="cover-asked") == []


async def test_a_no_asks_the_next_at_once(patrol: Patrol) -> None:
    owner, *others = await patrol.joins(5)
    request = await asks(patrol, owner)
    await patrol.house.do(cover.decline, request.id, others[0])
    await patrol.house.do(cover.decline, request.id, others[0])
    assert set(await patrol.asked(request.id)) == set(others)


async def test_nobody_takes_it_and_it_stays_with_its_owner(patrol: Patrol) -> None:
    house = patrol.house
    owner, other = await patrol.joins(2)
    request = await asks(patrol, owner)
    await house.at(f"{FRIDAY}T04:30")
    assert await house.do(cover_round.cover_rounds) == 1
    assert (await patrol.request(request.id)).status is CoverStatus.OVER
    assert await patrol.having(FRIDAY) == [owner]
    assert len(await house.owed(owner, "cover-nobody")) == 1
    assert len(await house.owed(LEADER, "cover-nobody-leader")) == 1
    assert await reason_of(house.do(cover.take, request.id, other)) == "cover-over"
    assert await house.do(cover_round.cover_rounds) == 0


async def test_a_request_is_taken_back(patrol: Patrol) -> None:
    house = patrol.house
    owner, other = await patrol.joins(2)
    request = await asks(patrol, owner)
    await house.do(cover.withdraw, request.id, owner)
    await house.do(cover.withdraw, request.id, owner)
    assert await reason_of(house.do(cover.take, request.id, other)) == "cover-over"
    assert await house.owed(text_id="cover-asked") == []


async def test_two_swap_their_places(patrol: Patrol) -> None:
    house = patrol.house
    owner, other = await patrol.joins(2)
    mine, theirs = await patrol.takes(owner, FRIDAY), await patrol.takes(other, SATURDAY)
    found = await house.do(cover.swaps, mine.id, owner)
    assert [signup.id for signup, _ in found] == [theirs.id]
    request = await house.do(cover.ask, mine.id, owner, None, theirs.id)
    assert await patrol.asked(request.id) == [other]
    await house.do(cover.take, request.id, other)
    assert (await patrol.having(FRIDAY), await patrol.having(SATURDAY)) == ([other], [owner])


async def test_who_would_not_swap_lets_others_be_asked(patrol: Patrol) -> None:
    house = patrol.house
    owner, other, third = await patrol.joins(3)
    mine, theirs = await patrol.takes(owner, FRIDAY), await patrol.takes(other, SATURDAY)
    request = await house.do(cover.ask, mine.id, owner, None, theirs.id)
    await house.do(cover.decline, request.id, other)
    assert await patrol.asked(request.id) == [other, third]
    assert len(await house.owed(owner, "cover-no-swap")) == 1


async def test_the_asked_one_offers_a_swap(patrol: Patrol) -> None:
    house = patrol.house
    owner, other = await patrol.joins(2)
    theirs = await patrol.takes(other, SATURDAY)
    request = await asks(patrol, owner)
    await house.do(cover.offer_swap, request.id, other, theirs.id)
    assert len(await house.owed(owner, "cover-swap-offered")) == 1
    await house.do(cover.agree, request.id, owner, theirs.id)
    assert (await patrol.having(FRIDAY), await patrol.having(SATURDAY)) == ([other], [owner])
    assert len(await house.owed(other, "cover-swapped")) == 1


async def test_what_is_none_of_theirs(patrol: Patrol) -> None:
    house = patrol.house
    owner, _ = await patrol.joins(2)
    request = await asks(patrol, owner)
    [stranger] = await house.neighbours(1)
    for act in (cover.take, cover.decline, cover.withdraw, cover.look):
        with pytest.raises(NotAvailableError):
            await house.do(act, request.id, stranger)
    with pytest.raises(NotAvailableError):
        await house.do(cover.ask, request.signup_id, stranger)


async def test_too_late_to_ask(patrol: Patrol) -> None:
    house = patrol.house
    [owner] = await patrol.joins(1)
    signup = await patrol.takes(owner, FRIDAY)
    await house.at(f"{FRIDAY}T05:00")
    assert await reason_of(house.do(cover.ask, signup.id, owner)) == "cover-too-late"


async def test_who_cannot_take_it_after_all_leaves_it_as_it_was(patrol: Patrol) -> None:
    """The turn that says no commits too: nothing may be half handed over."""
    house = patrol.house
    owner, other = await patrol.joins(2)
    request = await asks(patrol, owner)
    await patrol.takes(other, FRIDAY)
    async with house.sessions() as db, db.begin():
        with pytest.raises(SignupRefusedError):
            await cover.take(db, house.town, request.id, other, now=house.now)
    assert (await patrol.signup(request.signup_id)).status is SignupStatus.SIGNED_UP
    assert (await patrol.request(request.id)).status is CoverStatus.OPEN
