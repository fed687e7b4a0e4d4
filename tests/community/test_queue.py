"""Waiting one's turn, as residents meet it: numbers, appointments, leaving, joining again."""

from datetime import datetime, timedelta

import pytest

from community.errors import NotAvailableError, StaleError
from community.hall import counters, queue
from community.hall.line import QueueRefusedError
from community.hall.model import BookingStatus, Ticket, TicketStatus
from community.people import Role
from tests.community.conftest import House
from tests.community.line import HALL, LOST, SENIOR, Hall

MINUTES_5, MINUTES_6 = timedelta(minutes=5), timedelta(minutes=6)


@pytest.fixture
async def hall(house: House) -> Hall:
    return Hall(house)


async def reason_of(deed: object) -> str:
    with pytest.raises(QueueRefusedError) as refused:
        await deed  # type: ignore[misc]
    return refused.value.text_id


async def miss(hall: Hall, counter: str, ticket: Ticket) -> None:
    """Call it until nobody came to any call."""
    for _ in range(hall.town.queue.calls - 1):
        await hall.house.later(MINUTES_5)
        await hall.by(counter, counters.recall, ticket)
    await hall.house.later(MINUTES_5)
    await hall.by(counter, counters.missed, ticket)


# --- numbers -------------------------------------------------------------------------------


async def test_numbers_count_from_one_with_the_points_letter(hall: Hall) -> None:
    taken = await hall.line_of(3, SENIOR)
    assert [ticket.shown for ticket in taken] == ["A001", "A002", "A003"]
    [neighbour] = await hall.residents(1)
    assert (await hall.takes(neighbour, point="point-hongqiao")).shown == "B001"


async def test_somebody_without_an_account_gets_a_number_too(hall: Hall) -> None:
    taken = [await hall.takes(None), await hall.takes(None)]
    assert [ticket.shown for ticket in taken] == ["A001", "A002"]


async def test_who_has_a_number_keeps_it(hall: Hall) -> None:
    [first] = await hall.line_of(1)
    assert first.person_id is not None
    again = await hall.takes(first.person_id, SENIOR)
    assert again.id == first.id
    assert await reason_of(hall.takes(first.person_id, point="point-kanghe")) == "queue-elsewhere"


async def test_the_next_day_begins_anew(hall: Hall) -> None:
    [yesterday, _] = await hall.line_of(2)
    await hall.house.at("2026-11-24T08:31")
    assert yesterday.person_id is not None
    assert await hall.house.do(queue.mine, yesterday.person_id) is None
    await hall.tidy()
    assert (await hall.takes(yesterday.person_id)).shown == "A001"


async def test_after_999_there_are_no_more_numbers(hall: Hall) -> None:
    [last] = await hall.line_of(1)
    async with hall.house.sessions() as db, db.begin():
        (await db.get_one(Ticket, last.id)).number = 998
    assert (await hall.takes(None)).shown == "A999"
    assert await reason_of(hall.takes(None)) == "queue-full"


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-23T08:29", "2026-11-23T08:30:00+08:00"),
        ("2026-11-23T12:00", "2026-11-23T13:30:00+08:00"),
        ("2026-11-23T17:00", "2026-11-24T08:30:00+08:00"),
        ("2026-11-28T10:00", "2026-11-30T08:30:00+08:00"),
        ("2027-01-01T10:00", "2027-01-04T08:30:00+08:00"),
    ],
    ids=["early", "at noon", "evening", "Saturday", "New Year"],
)
async def test_a_closed_hall_says_when_it_opens(hall: Hall, moment: str, opens: str) -> None:
    await hall.house.at(moment)
    with pytest.raises(QueueRefusedError) as refused:
        await hall.takes(None)
    assert (refused.value.text_id, refused.value.facts) == (
        "queue-closed",
        {"opens": datetime.fromisoformat(opens)},
    )


async def test_what_a_point_does_not_handle_is_refused(hall: Hall) -> None:
    here = hall.town.points_for(hall.town.service(LOST))
    if "point-hongqiao" not in {point.station for point in here}:
        refused = hall.takes(None, LOST, point="point-hongqiao")
        assert await reason_of(refused) == "queue-not-here"
    for nothing in (hall.takes(None, "ZZ-999"), hall.takes(None, point="canteen-kanghe")):
        with pytest.raises(NotAvailableError):
            await nothing


# --- whose turn ----------------------------------------------------------------------------


async def test_who_came_first_is_called_first(hall: Hall) -> None:
    await hall.clerk("1")
    taken = await hall.line_of(4)
    called = [(await hall.serves_next("1")).shown for _ in taken]
    assert called == ["A001", "A002", "A003", "A004"]
    assert await hall.calls("1") is None


async def test_an_appointment_goes_ahead_by_its_time(hall: Hall) -> None:
    await hall.clerk("1")
    await hall.line_of(2)
    later, sooner = await hall.residents(2)
    for person, start in ((later, "2026-11-23T09:30"), (sooner, "2026-11-23T09:15")):
        booked = await hall.booked(person, start)
        await hall.house.do(queue.check_in, booked.id, person)
        assert (await hall.booking(booked)).status is BookingStatus.ARRIVED
    called = [(await hall.serves_next("1")).shown for _ in range(4)]
    assert called == ["A004", "A003", "A001", "A002"]


async def test_checking_in_twice_gives_one_number(hall: Hall) -> None:
    [person] = await hall.residents(1)
    booked = await hall.booked(person, "2026-11-23T09:15")
    first = await hall.house.do(queue.check_in, booked.id, person)
    again = await hall.house.do(queue.check_in, booked.id, person)
    assert (first.id, first.services) == (again.id, [SENIOR])


async def test_a_number_taken_before_moves_ahead_at_check_in(hall: Hall) -> None:
    ahead, person = await hall.line_of(2)
    assert person.person_id is not None
    booked = await hall.booked(person.person_id, "2026-11-23T09:15")
    same = await hall.house.do(queue.check_in, booked.id, person.person_id)
    assert (same.id, same.booking_id) == (person.id, booked.id)
    assert same.place < ahead.place
    other = await hall.booked(person.person_id, "2026-11-23T09:30")
    refused = hall.house.do(queue.check_in, other.id, person.person_id)
    assert await reason_of(refused) == "queue-one-at-a-time"


async def test_checking_in_has_its_time(hall: Hall) -> None:
    [person] = await hall.residents(1)
    booked = await hall.booked(person, "2026-11-23T10:30")
    with pytest.raises(QueueRefusedError) as refused:
        await hall.house.do(queue.check_in, booked.id, person)
    assert refused.value.text_id == "queue-too-early"
    assert refused.value.facts == {"begins": datetime.fromisoformat("2026-11-23T09:30+08:00")}
    await hall.house.at("2026-11-23T09:30")
    assert (await hall.house.do(queue.check_in, booked.id, person)).shown == "A001"


async def test_what_is_over_or_not_theirs_cannot_be_checked_in(hall: Hall) -> None:
    await hall.clerk("1")
    person, stranger = await hall.residents(2)
    booked = await hall.booked(person, "2026-11-23T09:15")
    with pytest.raises(NotAvailableError):
        await hall.house.do(queue.check_in, booked.id, stranger)
    await hall.house.do(queue.check_in, booked.id, person)
    await hall.serves_next("1")
    assert (await hall.booking(booked)).status is BookingStatus.DONE
    refused = hall.house.do(queue.check_in, booked.id, person)
    assert await reason_of(refused) == "queue-booking-over"


# --- leaving, missing, joining again -------------------------------------------------------


async def test_a_number_is_given_back_also_when_it_was_called(hall: Hall) -> None:
    await hall.clerk("1")
    first, second, third = await hall.line_of(3)
    await hall.house.do(queue.leave, second.id, second.person_id)
    await hall.house.do(queue.leave, second.id, second.person_id)
    called = await hall.calls("1")
    assert called is not None
    await hall.house.do(queue.leave, called.id, first.person_id)
    assert await hall.told("queue-called") == []
    served = await hall.calls("1")
    assert served is not None
    assert served.id == third.id
    await hall.by("1", counters.begin, third)
    with pytest.raises(StaleError):
        await hall.house.do(queue.leave, third.id, third.person_id)
    with pytest.raises(NotAvailableError):
        await hall.house.do(queue.leave, third.id, first.person_id)


async def test_leaving_ends_the_appointment(hall: Hall) -> None:
    [person] = await hall.residents(1)
    booked = await hall.booked(person, "2026-11-23T09:15")
    ticket = await hall.house.do(queue.check_in, booked.id, person)
    await hall.house.do(queue.leave, ticket.id, person)
    assert (await hall.booking(booked)).status is BookingStatus.CANCELLED


async def test_a_missed_number_joins_again_behind_three_once(hall: Hall) -> None:
    await hall.clerk("1")
    gone, *others = await hall.line_of(6)
    await hall.calls("1")
    await miss(hall, "1", gone)
    assert gone.person_id is not None
    mine = await hall.house.do(queue.mine, gone.person_id)
    assert (mine.id, mine.status) == (gone.id, TicketStatus.MISSED)
    await hall.house.do(queue.rejoin, gone.id, gone.person_id)
    assert (await hall.wait_of(gone)).ahead == 3
    called = [(await hall.serves_next("1")).shown for _ in range(3)]
    assert called == [ticket.shown for ticket in others[:3]]
    await hall.calls("1")
    await miss(hall, "1", gone)
    again = hall.house.do(queue.rejoin, gone.id, gone.person_id)
    assert await reason_of(again) == "queue-rejoined-before"


async def test_in_a_short_line_one_joins_again_at_its_end(hall: Hall) -> None:
    await hall.clerk("1")
    gone, _ = await hall.line_of(2)
    await hall.calls("1")
    await miss(hall, "1", gone)
    await hall.house.do(queue.rejoin, gone.id, gone.person_id)
    [late] = await hall.line_of(1)
    assert [(await hall.wait_of(t)).ahead for t in (gone, late)] == [1, 2]


async def test_joining_again_is_for_what_was_missed_today(hall: Hall) -> None:
    await hall.clerk("1")
    gone, waiting = await hall.line_of(2)
    with pytest.raises(StaleError):
        await hall.house.do(queue.rejoin, waiting.id, waiting.person_id)
    await hall.calls("1")
    await miss(hall, "1", gone)
    new = await hall.takes(gone.person_id)
    refused = hall.house.do(queue.rejoin, gone.id, gone.person_id)
    assert await reason_of(refused) == "queue-elsewhere"
    await hall.house.do(queue.leave, new.id, gone.person_id)
    await hall.house.at("2026-11-24T09:00")
    refused = hall.house.do(queue.rejoin, gone.id, gone.person_id)
    assert await reason_of(refused) == "queue-over-today"


async def test_a_missed_appointment_counts_until_they_come_after_all(hall: Hall) -> None:
    await hall.clerk("1")
    [person] = await hall.residents(1)
    booked = await hall.booked(person, "2026-11-23T09:15")
    ticket = await hall.house.do(queue.check_in, booked.id, person)
    await hall.calls("1")
    await miss(hall, "1", ticket)
    assert (await hall.booking(booked)).status is BookingStatus.MISSED
    await hall.house.do(queue.rejoin, ticket.id, person)
    assert (await hall.booking(booked)).status is BookingStatus.ARRIVED
    await hall.serves_next("1")
    assert (await hall.booking(booked)).status is BookingStatus.DONE


# --- the clock -----------------------------------------------------------------------------


async def test_a_heads_up_comes_once_when_three_are_ahead(hall: Hall) -> None:
    await hall.clerk("1")
    taken = await hall.line_of(7, LOST)
    await hall.tidy()
    assert await hall.told("queue-heads-up") == [], "who is told at taking is not told again"
    await hall.serves_next("1")
    await hall.tidy()
    [first] = await hall.told("queue-heads-up")
    assert (first.person_id, first.facts) == (taken[4].person_id, {"ticket_id": taken[4].id})
    assert await hall.tidy() == 0
    await hall.serves_next("1")
    await hall.tidy()
    told = [notice.person_id for notice in await hall.told("queue-heads-up")]
    assert told == [taken[4].person_id, taken[5].person_id]


async def test_with_many_counters_a_heads_up_comes_by_the_minutes(hall: Hall) -> None:
    """Five are ahead, and at six counters it is their turn at once."""
    taken = await hall.line_of(6, SENIOR)
    await hall.tidy()
    assert await hall.told("queue-heads-up") == [], "no counter is open yet"
    for code in "123456":
        await hall.clerk(code)
    await hall.tidy()
    told = {notice.person_id for notice in await hall.told("queue-heads-up")}
    assert told == {ticket.person_id for ticket in taken}


async def test_the_clock_misses_who_came_to_no_call(hall: Hall) -> None:
    await hall.clerk("1")
    [gone] = await hall.line_of(1)
    await hall.calls("1")
    for _ in range(2):
        await hall.house.later(MINUTES_6)
        await hall.by("1", counters.recall, gone)
        assert await hall.tidy() == 0
    await hall.house.later(MINUTES_6)
    assert await hall.tidy() == 1
    assert (await hall.ticket(gone)).status is TicketStatus.MISSED
    assert [n.person_id for n in await hall.told("queue-missed")] == [gone.person_id]
    assert await hall.told("queue-called") == []


async def test_at_noon_the_line_stands_and_in_the_evening_it_is_over(hall: Hall) -> None:
    clerk = await hall.clerk("1")
    await hall.house.at("2026-11-23T11:25")
    [patient] = await hall.line_of(1)
    await hall.house.at("2026-11-23T12:30")
    await hall.house.do(counters.close_counter, clerk, force=True)
    await hall.tidy()
    assert (await hall.ticket(patient)).status is TicketStatus.WAITING
    await hall.house.at("2026-11-23T17:00")
    await hall.tidy()
    assert (await hall.ticket(patient)).status is TicketStatus.OVER
    [notice] = await hall.told("queue-over")
    assert notice.facts == {"ticket_id": patient.id, "point": HALL}


async def test_clerks_who_stay_serve_the_rest_for_an_hour(hall: Hall) -> None:
    clerk = await hall.clerk("1")
    await hall.house.at("2026-11-23T16:55")
    served, called, waiting = await hall.line_of(3)
    await hall.house.at("2026-11-23T17:20")
    await hall.tidy()
    assert (await hall.serves_next("1")).id == served.id
    await hall.calls("1")
    await hall.house.at("2026-11-23T18:00")
    await hall.tidy()
    stands = [(await hall.ticket(ticket)).status for ticket in (called, waiting)]
    assert stands == [TicketStatus.OVER, TicketStatus.OVER]
    assert await hall.house.do(counters.mine, clerk) is None


async def test_what_a_clerk_forgot_to_finish_is_done_and_counts_no_time(hall: Hall) -> None:
    await hall.clerk("1")
    [ticket] = await hall.line_of(1, SENIOR)
    await hall.calls("1")
    await hall.by("1", counters.begin, ticket)
    await hall.house.at("2026-11-24T07:00")
    await hall.tidy()
    forgotten = await hall.ticket(ticket)
    assert (forgotten.status, forgotten.done_at) == (TicketStatus.DONE, forgotten.served_at)
    assert await hall.told("queue-over") == []


async def test_an_appointment_whose_turn_did_not_come_is_not_missed(hall: Hall) -> None:
    await hall.house.at("2026-11-23T16:00")
    [person] = await hall.residents(1)
    booked = await hall.booked(person, "2026-11-23T16:45")
    await hall.house.do(queue.check_in, booked.id, person)
    await hall.house.at("2026-11-23T17:30")
    await hall.tidy()
    assert (await hall.booking(booked)).status is BookingStatus.DONE


async def test_a_number_is_shown_to_its_owner_only(hall: Hall) -> None:
    [ticket] = await hall.line_of(1)
    [stranger] = await hall.residents(1)
    assert (await hall.house.do(queue.get, ticket.id, ticket.person_id)).shown == "A001"
    for asked in (ticket.id, 0):
        with pytest.raises(NotAvailableError):
            await hall.house.do(queue.get, asked, stranger)


async def test_clerks_of_the_town_and_of_the_points_community_work_there(hall: Hall) -> None:
    town = await hall.house.person("全镇柜员", Role.CLERK, None)
    kanghe = await hall.house.person("康和柜员", Role.CLERK, "kanghe")
    elsewhere = await hall.house.person("虹桥柜员", Role.CLERK, "hongqiao")
    await hall.house.do(counters.open_counter, town, HALL, "1")
    await hall.house.do(counters.open_counter, kanghe, HALL, "2")
    for person, counter in ((elsewhere, "3"), (hall.house["沈丽"], "3"), (kanghe, "9")):
        with pytest.raises(NotAvailableError):
            await hall.house.do(counters.open_counter, person, HALL, counter)
