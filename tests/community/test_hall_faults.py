"""What goes wrong in a hall: two at once, a clock that jumps, a pack that changed, a clerk gone."""

import asyncio
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from community import conditions, leaving, numbers
from community.hall import applications, booking, counters, queue, seats, waitlist
from community.hall import round as hall_round
from community.hall.model import (
    Booking,
    BookingStatus,
    TicketStatus,
    Waiting,
    WaitingStatus,
)
from community.hall.slots import Visit
from config.town import Town
from tests.community.conftest import House
from tests.community.line import HALL, Hall
from tests.community.test_booking import POINT, at, book, fill, get, place, starts

A_MOMENT = 0.3
"""Seconds in which a transaction comes to where it has to wait."""


@pytest.fixture
async def hall(house: House) -> Hall:
    return Hall(house)


async def run(house: House) -> int:
    return await hall_round.run(house.sessions, house.town)


async def offered(house: House, day: str, *who: str) -> tuple[list[Booking], list[Waiting]]:
    """A full day for which people wait, and of which the first slot has come free."""
    full = await fill(house, day)
    waiting = [
        await house.do(waitlist.join, house[name], POINT, at(house, f"{day}T00:00").date())
        for name in who
    ]
    await house.do(booking.cancel, full[0].id, full[0].person_id)
    return full, waiting


def without(town: Town, **parts: Any) -> Town:
    return town.model_copy(update=parts)


# --- offers ----------------------------------------------------------------------------------


async def test_an_offer_that_nobody_answers_opens_to_all(house: House) -> None:
    full, [waiting] = await offered(house, "2026-11-25", "王阿姨")
    await run(house)
    assert (await place(house, waiting.id)).status is WaitingStatus.OFFERED
    await house.later(timedelta(minutes=15))
    await run(house)
    await run(house)
    assert (await place(house, waiting.id)).status is WaitingStatus.WAITING
    assert full[0].starts_at in await starts(house, POINT)
    await house.do(booking.cancel, full[3].id, full[3].person_id)
    await run(house)
    assert (await place(house, waiting.id)).status is WaitingStatus.OFFERED


async def test_who_has_found_a_slot_that_day_is_offered_no_other(house: House) -> None:
    full, [waiting] = await offered(house, "2026-11-25", "王阿姨")
    await house.at("2026-11-23T22:00")
    await book(house, "王阿姨", "2026-11-25T10:00", Visit("hall", ("SB-002",)))
    await house.at("2026-11-24T09:00")
    await run(house)
    assert (await place(house, waiting.id)).status is WaitingStatus.TAKEN
    assert full[0].starts_at in await starts(house, POINT)


async def test_an_offer_of_what_the_town_dropped_ends(house: House) -> None:
    _, [waiting] = await offered(house, "2026-11-25", "王阿姨")
    await run(house)
    left = tuple(s for s in house.town.services if s.code not in POINT.services)
    house.town = without(house.town, services=left)
    await hall_round.settle_changes(house.sessions, house.town)
    await run(house)
    assert (await place(house, waiting.id)).status is WaitingStatus.OVER
    assert "waitlist-over" in {n.text_id for n in await house.owed("王阿姨")}
    assert "waitlist-offer-passed" not in {n.text_id for n in await house.owed("王阿姨")}


async def test_accepting_while_the_offer_runs_out_does_not_lock_up(house: House) -> None:
    _, [waiting] = await offered(house, "2026-11-25", "王阿姨")
    await run(house)
    accepted_at = house.now + timedelta(minutes=14)
    await house.later(timedelta(minutes=15))
    async with house.sessions() as db:
        await waitlist.get(db, waiting.id, house["王阿姨"])
        accepting = asyncio.ensure_future(
            house.do(waitlist.accept, waiting.id, house["王阿姨"], now=accepted_at)
        )
        await asyncio.sleep(A_MOMENT)
        ending = asyncio.ensure_future(house.do(hall_round.end_holds))
        await asyncio.sleep(A_MOMENT)
        await db.rollback()
    booked, _ = await asyncio.gather(accepting, ending)
    assert (await get(house, booked.id)).status is BookingStatus.BOOKED


async def test_offers_on_two_days_do_not_lock_up_with_who_books(house: House) -> None:
    await offered(house, "2026-11-25", "王阿姨")
    await offered(house, "2026-11-26", "沈丽")
    async with house.sessions() as db, db.begin():
        await seats.lock_day(db, POINT.point, at(house, "2026-11-26T00:00").date())
        offering = asyncio.ensure_future(house.do(waitlist.make_offers))
        await asyncio.sleep(A_MOMENT)
        await numbers.next_number(db, "A", now=house.now)
    assert await offering
    await run(house)
    assert len(await house.owed(text_id="waitlist-offer")) == 2


# --- holds -----------------------------------------------------------------------------------


async def test_what_was_just_confirmed_is_not_given_back_as_a_hold(house: House) -> None:
    person = house["王阿姨"]
    held = await house.do(booking.hold, person, POINT, at(house, "2026-11-25T09:00"))
    async with house.sessions() as db, db.begin():
        await booking.confirm(db, house.town, held.id, person, now=house.now)
        other = asyncio.ensure_future(
            house.do(booking.hold, person, POINT, at(house, "2026-11-26T09:00"))
        )
        await asyncio.sleep(A_MOMENT)
    await other
    assert (await get(house, held.id)).status is BookingStatus.BOOKED


async def test_who_books_for_soon_has_said_that_they_come(house: House) -> None:
    rules = house.town.booking.model_copy(update={"change_until_hours": 48, "no_shows_tap": 1})
    house.town = without(house.town, booking=rules)
    async with house.sessions() as db, db.begin():
        db.add(
            Booking(
                number="A-2026-999999", person_id=house["王阿姨"], point="hall",
                services=["SB-002"], starts_at=house.now - timedelta(days=2),
                ends_at=house.now - timedelta(days=2) + timedelta(minutes=15),
                status=BookingStatus.MISSED, calendar_key="x", created_at=house.now,
            )
        )  # fmt: skip
    booked = await book(house, "王阿姨", "2026-11-24T14:00")
    assert booked.must_tap
    await run(house)
    assert (await get(house, booked.id)).status is BookingStatus.BOOKED


# --- the round -------------------------------------------------------------------------------


async def test_a_step_that_fails_does_not_stop_the_others(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> int:
        raise KeyError("gone")

    await hall.clerk("1")
    await hall.house.at("2026-11-24T09:00")
    monkeypatch.setattr(hall_round, "STEPS", (broken, *hall_round.STEPS))
    with pytest.raises(KeyError):
        await run(hall.house)
    assert await hall.house.do(counters.mine, hall.clerks["1"]) is None


async def test_a_point_that_was_closed_for_good_lets_everybody_go(hall: Hall) -> None:
    clerk = await hall.clerk("1")
    served, waits = await hall.line_of(2)
    await hall.calls("1")
    await hall.by("1", counters.begin, served)
    left = tuple(point for point in hall.town.points if point.station != HALL)
    hall.house.town = without(hall.town, points=left)
    await run(hall.house)
    assert (await hall.ticket(served)).status is TicketStatus.DONE
    assert (await hall.ticket(waits)).status is TicketStatus.OVER
    assert await hall.house.do(counters.mine, clerk) is None


async def test_a_counter_left_open_for_days_blames_nobody(hall: Hall) -> None:
    """The clock went on by days at once, so nobody was there to see who came."""
    [person] = await hall.residents(1)
    booked = await hall.booked(person, "2026-11-25T09:00")
    await hall.clerk("1")
    await hall.house.at("2026-11-26T09:00")
    await run(hall.house)
    assert (await hall.booking(booked)).status is BookingStatus.DONE
    assert not await hall.told("booking-missed")


async def test_a_number_of_another_day_is_not_told_that_it_may_join_again(hall: Hall) -> None:
    hall.rules(calls=1)
    await hall.clerk("1")
    await hall.line_of(1)
    called = await hall.calls("1")
    assert called is not None
    await hall.house.at("2026-11-25T09:00")
    await run(hall.house)
    assert (await hall.ticket(called)).status is TicketStatus.MISSED
    assert not await hall.told("queue-missed")


async def test_nobody_is_reminded_of_an_appointment_that_has_begun(house: House) -> None:
    booked = await book(house, "王阿姨", "2026-11-25T09:00")
    reminders = await house.owed("王阿姨")
    assert {n.text_id for n in reminders} == {"booking-tomorrow", "booking-soon"}
    await house.at("2026-11-25T09:01")
    assert (await get(house, booked.id)).status is BookingStatus.BOOKED
    for notice in reminders:
        assert not await house.do(conditions.still_holds, notice)


async def test_a_number_is_of_the_day_that_it_is_in_the_town(hall: Hall) -> None:
    """At ten in Los Angeles it is tomorrow in China."""
    hall.house.town = without(hall.town, zone=ZoneInfo("America/Los_Angeles"))
    await hall.house.at("2026-11-23T10:00")
    await hall.clerk("1")
    [taken] = await hall.line_of(1)
    assert await hall.house.do(queue.mine, taken.person_id) is not None
    assert await hall.calls("1") is not None


async def test_who_checks_in_while_their_walk_in_number_ends_gets_a_new_one(hall: Hall) -> None:
    await hall.clerk("1")
    [walked] = await hall.line_of(1)
    assert walked.person_id is not None
    booked = await hall.booked(walked.person_id, "2026-11-23T09:30")
    await hall.calls("1")
    await hall.by("1", counters.begin, walked)
    async with hall.house.sessions() as db, db.begin():
        await counters.finish(db, hall.town, walked.id, hall.clerks["1"], now=hall.now)
        checking_in = asyncio.ensure_future(
            hall.house.do(queue.check_in, booked.id, walked.person_id)
        )
        await asyncio.sleep(A_MOMENT)
    fresh = await checking_in
    assert fresh.id != walked.id
    assert (await hall.ticket(walked)).booking_id is None


# --- the clerk -------------------------------------------------------------------------------


async def test_whom_a_dismissed_clerk_called_or_served_goes_to_the_next(hall: Hall) -> None:
    first = await hall.clerk("1")
    await hall.clerk("2")
    served, _ = await hall.line_of(2)
    await hall.calls("1")
    await hall.by("1", counters.begin, served)
    await hall.house.do(leaving.dismiss, first)
    again = await hall.calls("2")
    assert again is not None
    assert again.id == served.id
    await hall.by("2", counters.begin, again)


async def test_a_clerk_who_is_one_no_more_leaves_their_counter(hall: Hall) -> None:
    """They kept another role, so nothing else of theirs was handed on."""
    await hall.clerk("1")
    await hall.clerk("2")
    served = (await hall.line_of(1))[0]
    await hall.calls("1")
    await hall.house.leaves("柜员1")
    await run(hall.house)
    again = await hall.calls("2")
    assert again is not None
    assert again.id == served.id


async def test_who_waits_hears_that_the_only_clerk_has_gone(hall: Hall) -> None:
    only = await hall.clerk("1")
    await hall.line_of(1)
    await hall.house.do(leaving.dismiss, only)
    assert await hall.told("queue-counter-closed")


async def test_nothing_is_filed_for_who_was_here_another_day(hall: Hall) -> None:
    clerk = await hall.clerk("1")
    await hall.line_of(1)
    done = await hall.serves_next("1")
    await hall.house.at("2026-11-24T09:00")
    with pytest.raises(applications.ApplicationRefusedError, match="application-nobody-here"):
        await hall.house.do(applications.file_at_counter, clerk, done.id, "SB-002")
