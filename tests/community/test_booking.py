"""Appointments against the real database: limits, moves, races, the waiting list, the clock."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from community.errors import NotAvailableError
from community.hall import booking, noshow, slots, waitlist
from community.hall import round as hall_round
from community.hall.model import Booking, BookingStatus, CounterOpen, Seat, Waiting, WaitingStatus
from community.hall.seats import SlotTakenError
from community.hall.slots import BookingRefusedError, Visit
from tests.community.conftest import House

CARD = Visit("hall", ("SB-002",))
POINT = Visit("point-hongqiao", ("MZ-007",))


def at(house: House, words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=house.town.zone)


async def book(
    house: House, who: str | int, start: str, visit: Visit = CARD, **more: bool
) -> Booking:
    person = house[who] if isinstance(who, str) else who
    held = await house.do(booking.hold, person, visit, at(house, start), **more)
    booked: Booking = await house.do(booking.confirm, held.id, person)
    return booked


async def starts(house: House, visit: Visit = CARD) -> list[datetime]:
    days = await house.do(slots.offer, visit)
    return [start for day in days for start in day.starts]


async def refusal(house: House, who: str, start: str, visit: Visit = CARD, **more: bool) -> str:
    with pytest.raises(BookingRefusedError) as refused:
        await book(house, who, start, visit, **more)
    return refused.value.text_id


async def get(house: House, booking_id: int) -> Booking:
    async with house.sessions() as db:
        return await db.get_one(Booking, booking_id)


# --- one person ----------------------------------------------------------------------------


async def test_a_slot_is_held_then_booked_and_reminded_of(house: House) -> None:
    held = await house.do(booking.hold, house["王阿姨"], CARD, at(house, "2026-11-25T09:00"))
    assert (held.status, held.number) == (BookingStatus.HELD, "A-2026-000001")
    assert held.held_until == house.now + timedelta(minutes=10)
    booked = await house.do(booking.confirm, held.id, house["王阿姨"])
    assert booked.status is BookingStatus.BOOKED
    again = await house.do(booking.confirm, held.id, house["王阿姨"])
    assert again.version == booked.version
    owed = await house.owed("王阿姨")
    assert [(n.text_id, n.due_at) for n in owed] == [
        ("booking-tomorrow", at(house, "2026-11-24T09:00")),
        ("booking-soon", at(house, "2026-11-25T07:00")),
    ]


async def test_a_hold_ends_by_itself_and_frees_the_slot_at_once(house: House) -> None:
    held = await house.do(booking.hold, house["王阿姨"], POINT, at(house, "2026-11-25T09:00"))
    assert at(house, "2026-11-25T09:00") not in await starts(house, POINT)
    await house.later(timedelta(minutes=10))
    with pytest.raises(BookingRefusedError, match="booking-hold-lapsed"):
        await house.do(booking.confirm, held.id, house["王阿姨"])
    assert await hall_round.run(house.sessions, house.town) == 1
    assert (await get(house, held.id)).status is BookingStatus.LAPSED
    assert at(house, "2026-11-25T09:00") in await starts(house, POINT)


async def test_choosing_another_slot_gives_the_first_back(house: House) -> None:
    first = await house.do(booking.hold, house["王阿姨"], POINT, at(house, "2026-11-25T09:00"))
    await house.do(booking.hold, house["王阿姨"], POINT, at(house, "2026-11-25T10:00"))
    assert (await get(house, first.id)).status is BookingStatus.LAPSED
    assert at(house, "2026-11-25T09:00") in await starts(house, POINT)


async def test_limits_of_a_day_and_of_an_account(house: House) -> None:
    mine = await book(house, "王阿姨", "2026-11-25T09:00")
    with pytest.raises(BookingRefusedError) as refused:
        await book(house, "王阿姨", "2026-11-25T14:00")
    assert refused.value.text_id == "booking-day-limit"
    assert refused.value.facts["number"] == mine.number
    mother = Visit("hall", ("SB-002",), "我妈")
    assert await refusal(house, "王阿姨", "2026-11-25T14:00", mother) == "booking-needs-consent"
    hers = await book(house, "王阿姨", "2026-11-25T14:00", mother, consented=True)
    assert hers.consent_at == house.now
    for day in ("24", "26", "27"):
        await book(house, "王阿姨", f"2026-11-{day}T09:00")
    assert await refusal(house, "王阿姨", "2026-11-30T09:00") == "booking-too-many"


async def test_moving_keeps_the_number_and_opens_the_old_slot_after_a_while(house: House) -> None:
    booked = await book(house, "王阿姨", "2026-11-25T09:00", POINT)
    moved = await house.do(
        booking.change, booked.id, house["王阿姨"], at(house, "2026-11-26T15:00")
    )
    assert (moved.number, moved.version) == (booked.number, booked.version + 1)
    assert moved.starts_at == at(house, "2026-11-26T15:00")
    assert [n.due_at for n in await house.owed("王阿姨", "booking-tomorrow")] == [
        at(house, "2026-11-25T15:00")
    ]
    assert at(house, "2026-11-25T09:00") not in await starts(house, POINT)
    await house.later(timedelta(minutes=30))
    assert at(house, "2026-11-25T09:00") in await starts(house, POINT)
    assert at(house, "2026-11-26T15:00") not in await starts(house, POINT)


async def test_moving_by_a_quarter_of_an_hour_may_use_its_own_slot(house: House) -> None:
    long = Visit("point-hongqiao", ("MZ-007", "MZ-006"))
    booked = await book(house, "王阿姨", "2026-11-25T09:00", long)
    moved = await house.do(
        booking.change, booked.id, house["王阿姨"], at(house, "2026-11-25T09:15")
    )
    async with house.sessions() as db:
        held = await db.scalars(
            select(Seat.starts_at).where(Seat.free_from.is_(None)).order_by(Seat.starts_at)
        )
        taken = [*held]
    assert taken[0] == moved.starts_at
    assert taken[-1] < moved.ends_at


async def test_until_two_hours_before_one_may_cancel(house: House) -> None:
    booked = await book(house, "王阿姨", "2026-11-25T09:00", POINT)
    await house.at("2026-11-25T07:00")
    cancelled = await house.do(booking.cancel, booked.id, house["王阿姨"])
    assert cancelled.status is BookingStatus.CANCELLED
    assert await house.owed("王阿姨") == []
    assert (await house.do(booking.cancel, booked.id, house["王阿姨"])).version == cancelled.version
    other = await book(house, "王阿姨", "2026-11-26T09:00", POINT)
    await house.at("2026-11-26T07:01")
    for operation, more in ((booking.cancel, ()), (booking.change, (house.now,))):
        with pytest.raises(BookingRefusedError) as refused:
            await house.do(operation, other.id, house["王阿姨"], *more)
        assert refused.value.text_id == "booking-too-late-to-change"
        assert refused.value.facts["phone"] == house.town.station("point-hongqiao").phone


async def test_a_stranger_finds_nothing(house: House) -> None:
    booked = await book(house, "王阿姨", "2026-11-25T09:00")
    for operation in (booking.get, booking.confirm, booking.cancel, booking.keep, booking.let_go):
        with pytest.raises(NotAvailableError):
            await house.do(operation, booked.id, house["沈丽"])
    with pytest.raises(NotAvailableError):
        await house.do(booking.by_number, booked.number, house["沈丽"])
    assert (await house.do(booking.by_number, booked.number, house["王阿姨"])).id == booked.id


# --- many people ---------------------------------------------------------------------------


async def test_a_full_slot_names_the_nearest_three(house: House) -> None:
    for person in await house.neighbours(3):
        await book(house, person, "2026-11-25T09:30")
    with pytest.raises(SlotTakenError) as taken:
        await book(house, "王阿姨", "2026-11-25T09:30")
    assert [f"{start:%H:%M}" for start in taken.value.nearest] == ["09:00", "09:15", "09:45"]


async def test_an_item_with_few_places_is_full_before_the_lines_are(house: House) -> None:
    few = house.town.service("SB-002").model_copy(update={"per_slot": 1})
    house.town = house.town.model_copy(
        update={"services": (*(s for s in house.town.services if s.code != "SB-002"), few)}
    )
    first, second = await house.neighbours(2)
    await book(house, first, "2026-11-25T09:30")
    with pytest.raises(SlotTakenError):
        await book(house, second, "2026-11-25T09:30")
    await book(house, second, "2026-11-25T09:30", Visit("hall", ("MZ-007",)))


async def test_of_fifty_who_race_for_one_slot_as_many_win_as_there_are_lines(house: House) -> None:
    racers = await house.neighbours(50)
    start = at(house, "2026-11-25T10:00")

    async def race(person: int) -> str:
        try:
            held = await house.do(booking.hold, person, CARD, start)
            await house.do(booking.confirm, held.id, person)
        except SlotTakenError as taken:
            return f"taken, {len(taken.nearest)} others"
        return "booked"

    ends = Counter(await asyncio.gather(*map(race, racers)))
    lines = house.town.point("hall").lines
    assert ends == {"booked": lines, "taken, 3 others": 50 - lines}
    async with house.sessions() as db:
        held = select(func.count()).where(Seat.starts_at == start, Seat.free_from.is_(None))
        assert await db.scalar(held) == lines


async def test_the_database_itself_refuses_a_second_holder(house: House) -> None:
    booked = await book(house, "王阿姨", "2026-11-25T09:00", POINT)
    other = await book(house, "沈丽", "2026-11-25T10:00", POINT)
    with pytest.raises(IntegrityError):
        async with house.sessions() as db, db.begin():
            await db.execute(
                text("insert into booked_seats select point, starts_at, seat, :other, null"
                     " from booked_seats where booking_id = :mine"),
                {"other": other.id, "mine": booked.id},
            )  # fmt: skip


async def test_two_who_change_places_crosswise_do_not_block_each_other(house: House) -> None:
    a, b = await house.neighbours(2)
    first = await book(house, a, "2026-11-25T09:00", POINT)
    second = await book(house, b, "2026-11-26T09:00", POINT)
    async with asyncio.timeout(20):
        ends = await asyncio.gather(
            house.do(booking.change, first.id, a, at(house, "2026-11-26T10:00")),
            house.do(booking.change, second.id, b, at(house, "2026-11-25T10:00")),
        )
    assert {one.starts_at for one in ends} == {
        at(house, "2026-11-26T10:00"), at(house, "2026-11-25T10:00"),
    }  # fmt: skip


# --- the waiting list ----------------------------------------------------------------------


async def fill(house: House, day: str, visit: Visit = POINT) -> list[Booking]:
    free = [start for start in await starts(house, visit) if start.date().isoformat() == day]
    people = await house.neighbours(len(free))
    return [
        await book(house, person, start.replace(tzinfo=None).isoformat(), visit)
        for person, start in zip(people, free, strict=True)
    ]


async def place(house: House, waiting_id: int) -> Waiting:
    async with house.sessions() as db:
        return await db.get_one(Waiting, waiting_id)


async def test_what_comes_free_is_offered_in_turn(house: House) -> None:
    full = await fill(house, "2026-11-25")
    day = full[0].starts_at.astimezone(house.town.zone).date()
    first = await house.do(waitlist.join, house["王阿姨"], POINT, day)
    assert (await house.do(waitlist.join, house["王阿姨"], POINT, day)).id == first.id
    await house.later(timedelta(minutes=1))
    second = await house.do(waitlist.join, house["沈丽"], POINT, day)
    assert await hall_round.run(house.sessions, house.town) == 0

    freed = full[4]
    assert freed.person_id is not None
    await house.do(booking.cancel, freed.id, freed.person_id)
    assert freed.starts_at not in await starts(house, POINT)
    await hall_round.run(house.sessions, house.town)
    assert (await place(house, first.id)).status is WaitingStatus.OFFERED
    assert (await place(house, second.id)).status is WaitingStatus.WAITING
    [offer] = await house.owed("王阿姨", "waitlist-offer")
    assert offer.facts["start"] == freed.starts_at.isoformat()

    await house.later(timedelta(minutes=15))
    await hall_round.run(house.sessions, house.town)
    assert [n.text_id for n in await house.owed("王阿姨")][-1] == "waitlist-offer-passed"
    assert (await place(house, second.id)).status is WaitingStatus.OFFERED
    taken = await house.do(waitlist.accept, second.id, house["沈丽"])
    assert (taken.status, taken.starts_at) == (BookingStatus.BOOKED, freed.starts_at)
    with pytest.raises(BookingRefusedError, match="waitlist-offer-over"):
        await house.do(waitlist.accept, first.id, house["王阿姨"])


async def test_who_lets_an_offer_pass_or_leaves_makes_room(house: House) -> None:
    full = await fill(house, "2026-11-25")
    day = full[0].starts_at.astimezone(house.town.zone).date()
    first = await house.do(waitlist.join, house["王阿姨"], POINT, day)
    await house.later(timedelta(minutes=1))
    second = await house.do(waitlist.join, house["沈丽"], POINT, day)
    await house.do(booking.cancel, full[0].id, full[0].person_id)
    await hall_round.run(house.sessions, house.town)
    await house.do(waitlist.let_pass, first.id, house["王阿姨"])
    await hall_round.run(house.sessions, house.town)
    assert (await place(house, second.id)).status is WaitingStatus.OFFERED
    await house.do(waitlist.leave, second.id, house["沈丽"])
    await hall_round.run(house.sessions, house.town)
    assert (await place(house, second.id)).status is WaitingStatus.LEFT
    assert (await place(house, first.id)).status is WaitingStatus.WAITING
    assert full[0].starts_at in await starts(house, POINT)


async def test_at_night_nobody_is_offered_anything_and_in_the_end_it_is_over(house: House) -> None:
    full = await fill(house, "2026-11-25")
    day = full[0].starts_at.astimezone(house.town.zone).date()
    waiting = await house.do(waitlist.join, house["王阿姨"], POINT, day)
    await house.at("2026-11-23T22:00")
    await house.do(booking.cancel, full[0].id, full[0].person_id)
    await hall_round.run(house.sessions, house.town)
    assert (await place(house, waiting.id)).status is WaitingStatus.WAITING
    await house.at("2026-11-25T08:00")
    await hall_round.run(house.sessions, house.town)
    assert (await place(house, waiting.id)).status is WaitingStatus.OVER
    assert [n.text_id for n in await house.owed("王阿姨")] == ["waitlist-over"]


# --- who does not come ---------------------------------------------------------------------


async def a_counter_was_open(house: House, point: str, day: str) -> None:
    async with house.sessions() as db, db.begin():
        db.add(
            CounterOpen(
                point=point,
                counter="1",
                clerk_id=house["蒋伟"],
                opened_at=at(house, f"{day}T08:30"),
                closed_at=at(house, f"{day}T11:30"),
            )
        )


async def miss(house: House, days: list[str], visit: Visit = CARD) -> None:
    for day in days:
        before = at(house, f"{day}T09:00") - timedelta(days=3)
        await house.at(max(house.now, before))
        booked = await book(house, "王阿姨", f"{day}T09:00", visit)
        await house.do(booking.keep, booked.id, house["王阿姨"])
        await a_counter_was_open(house, visit.point, day)
        await house.at(f"{day}T10:00")
        await hall_round.run(house.sessions, house.town)
        assert (await get(house, booked.id)).status is BookingStatus.MISSED


async def test_two_missed_ask_for_a_tap_and_three_pause(house: House) -> None:
    await miss(house, ["2026-11-25", "2026-11-27"])
    booked = await book(house, "王阿姨", "2026-11-30T09:00")
    assert booked.must_tap
    await house.at("2026-11-30T07:00")
    await hall_round.run(house.sessions, house.town)
    assert (await get(house, booked.id)).status is BookingStatus.CANCELLED
    assert "booking-tap-lost" in {n.text_id for n in await house.owed("王阿姨")}
    async with house.sessions() as db, db.begin():
        (await db.get_one(Booking, booked.id)).status = BookingStatus.MISSED

    assert await refusal(house, "王阿姨", "2026-12-02T09:00") == "booking-paused"
    relief = next(s.code for s in house.town.services if s.welfare)
    await book(house, "王阿姨", "2026-12-02T09:00", Visit("hall", (relief,)))
    await house.at("2027-01-05T09:00")
    assert (await house.do(noshow.standing, house["王阿姨"])).paused_until is None


async def test_who_taps_keeps_the_slot(house: House) -> None:
    await miss(house, ["2026-11-25", "2026-11-27"])
    booked = await book(house, "王阿姨", "2026-11-30T09:00")
    await house.do(booking.keep, booked.id, house["王阿姨"])
    await house.at("2026-11-30T07:30")
    await hall_round.run(house.sessions, house.town)
    assert (await get(house, booked.id)).status is BookingStatus.BOOKED


async def test_where_no_counter_was_open_nobody_is_blamed(house: House) -> None:
    booked = await book(house, "王阿姨", "2026-11-25T09:00", POINT)
    await house.at("2026-11-25T10:00")
    await hall_round.run(house.sessions, house.town)
    assert (await get(house, booked.id)).status is BookingStatus.DONE


# --- the town changes ----------------------------------------------------------------------


@pytest.mark.parametrize("why", ["service", "point", "closed"])
async def test_people_are_told_when_the_town_no_longer_has_it(house: House, why: str) -> None:
    booked = await book(house, "王阿姨", "2026-11-25T09:00")
    other = await book(house, "沈丽", "2026-11-26T09:00", POINT)
    town = house.town
    changes: dict[str, dict[str, Any]] = {
        "service": {"services": tuple(s for s in town.services if s.code != "SB-002")},
        "point": {"points": tuple(p for p in town.points if p.station != "hall")},
        "closed": {
            "working_hours": town.working_hours.model_copy(
                update={"days_off": (booked.starts_at.date(),)}
            )
        },
    }
    assert await hall_round.settle_changes(house.sessions, town) == 0
    assert (
        await hall_round.settle_changes(house.sessions, town.model_copy(update=changes[why])) == 1
    )
    assert (await get(house, booked.id)).status is BookingStatus.CANCELLED
    assert (await get(house, other.id)).status is BookingStatus.BOOKED
    [told] = await house.owed("王阿姨")
    assert (told.text_id, told.facts["why"]) == ("booking-gone", why)
