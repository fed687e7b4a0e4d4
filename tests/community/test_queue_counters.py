"""Behind the counter: opening, closing, calling, and what comes of a call."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from community.errors import NotAvailableError, StaleError
from community.hall import counters, queue
from community.hall.line import QueueRefusedError
from community.hall.model import CounterOpen, TicketStatus
from community.notices import Priority
from tests.community.conftest import House
from tests.community.line import HALL, Hall

MINUTES_5 = timedelta(minutes=5)


@pytest.fixture
async def hall(house: House) -> Hall:
    return Hall(house)


async def refused(deed: object) -> QueueRefusedError:
    with pytest.raises(QueueRefusedError) as raised:
        await deed  # type: ignore[misc]
    return raised.value


# --- together ------------------------------------------------------------------------------


async def test_clerks_who_call_at_once_never_call_one_number(hall: Hall) -> None:
    for code in "123456":
        await hall.clerk(code)
    taken = await hall.line_of(6)
    called = await asyncio.gather(*(hall.calls(code) for code in "123456"))
    assert {ticket and ticket.shown for ticket in called} == {ticket.shown for ticket in taken}


async def test_who_calls_meanwhile_gets_the_next_and_a_call_undone_is_called_again(
    hall: Hall,
) -> None:
    """The first clerk's call is not committed yet when the second calls, and then fails."""
    await hall.clerk("1")
    await hall.clerk("2")
    first, second = await hall.line_of(2)
    async with hall.house.sessions() as db:
        called = await counters.call_next(db, hall.town, hall.clerks["1"], now=hall.now)
        assert called is not None
        assert called.id == first.id
        other = await asyncio.wait_for(hall.calls("2"), 5)
        assert other is not None
        assert other.id == second.id
        await db.rollback()
    again = await hall.calls("1")
    assert again is not None
    assert again.id == first.id


async def test_a_clerk_who_taps_twice_calls_one_number(hall: Hall) -> None:
    await hall.clerk("1")
    await hall.line_of(2)
    answers = await asyncio.gather(hall.calls("1"), hall.calls("1"), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["QueueRefusedError", "Ticket"]


async def test_numbers_taken_at_once_are_all_different(hall: Hall) -> None:
    people = await hall.residents(8)
    taken = await asyncio.gather(*(hall.takes(person) for person in [*people, people[0]]))
    assert sorted({ticket.number for ticket in taken}) == [*range(1, 9)]


async def test_of_two_who_open_one_counter_one_gets_it(hall: Hall) -> None:
    clerks = [await hall.clerk(name, opens=False) for name in ("甲", "乙")]
    opening = [hall.house.do(counters.open_counter, clerk, HALL, "1") for clerk in clerks]
    answers = await asyncio.gather(*opening, return_exceptions=True)
    assert sorted(type(a).__name__ for a in answers) == ["CounterOpen", "QueueRefusedError"]


# --- opening and closing -------------------------------------------------------------------


async def test_a_counter_has_one_clerk_and_a_clerk_one_counter(hall: Hall) -> None:
    first, second = await hall.clerk("1"), await hall.clerk("2", opens=False)
    again = await hall.house.do(counters.open_counter, first, HALL, "1")
    assert again.opened_at == hall.now
    why = await refused(hall.house.do(counters.open_counter, second, HALL, "1"))
    assert (why.text_id, why.facts) == ("counter-taken", {"owner": "柜员1"})
    why = await refused(hall.house.do(counters.open_counter, first, HALL, "2"))
    assert (why.text_id, why.facts) == ("counter-you-have-another", {"counter": "1"})
    async with hall.house.sessions() as db:
        assert len([*await db.scalars(select(CounterOpen))]) == 1


async def test_closing_the_last_counter_while_twelve_wait(hall: Hall) -> None:
    one, two = await hall.clerk("1"), await hall.clerk("2")
    taken = await hall.line_of(12)
    await hall.house.do(counters.close_counter, one)
    assert await hall.told("queue-counter-closed") == []
    why = await refused(hall.house.do(counters.close_counter, two))
    assert (why.text_id, why.facts) == ("counter-people-wait", {"waiting": 12})
    await hall.house.do(counters.close_counter, two, force=True)
    told = [notice.person_id for notice in await hall.told("queue-counter-closed")]
    assert told == [ticket.person_id for ticket in taken]
    assert (await hall.wait_of(taken[3])).minutes is None
    assert {(await hall.ticket(t)).status for t in taken} == {TicketStatus.WAITING}


async def test_the_last_two_who_close_at_once_do_not_rely_on_each_other(hall: Hall) -> None:
    clerks = [await hall.clerk("1"), await hall.clerk("2")]
    await hall.line_of(3)
    closing = [hall.house.do(counters.close_counter, clerk) for clerk in clerks]
    answers = await asyncio.gather(*closing, return_exceptions=True)
    assert sorted(type(a).__name__ for a in answers) == ["CounterOpen", "QueueRefusedError"]


async def test_nobody_closes_or_calls_while_somebody_is_at_the_counter(hall: Hall) -> None:
    clerk = await hall.clerk("1")
    first, _ = await hall.line_of(2)
    await hall.calls("1")
    for status in (TicketStatus.CALLED, TicketStatus.SERVING):
        assert (await hall.ticket(first)).status is status
        closing = hall.house.do(counters.close_counter, clerk, force=True)
        for why in (await refused(closing), await refused(hall.calls("1"))):
            assert (why.text_id, why.facts) == ("counter-busy", {"number": "A001"})
        if status is TicketStatus.CALLED:
            await hall.by("1", counters.begin, first)
    await hall.by("1", counters.finish, first)
    assert await hall.calls("1") is not None


async def test_without_a_counter_nothing_is_called(hall: Hall) -> None:
    await hall.clerk("1", opens=False)
    assert (await refused(hall.calls("1"))).text_id == "counter-none"


async def test_who_is_no_clerk_any_more_calls_nobody(hall: Hall) -> None:
    await hall.clerk("1")
    await hall.line_of(1)
    await hall.house.leaves("柜员1")
    with pytest.raises(NotAvailableError):
        await hall.calls("1")


# --- calling -------------------------------------------------------------------------------


async def test_a_call_is_told_at_once_and_not_after_they_came(hall: Hall) -> None:
    await hall.clerk("1")
    [ticket] = await hall.line_of(1)
    await hall.calls("1")
    [notice] = await hall.told("queue-called")
    assert (notice.person_id, notice.priority) == (ticket.person_id, Priority.ANSWER)
    assert notice.facts == {"ticket_id": ticket.id}
    await hall.by("1", counters.begin, ticket)
    assert await hall.told("queue-called") == []
    with pytest.raises(StaleError):
        await hall.by("1", counters.begin, ticket)


async def test_between_calls_people_have_five_minutes(hall: Hall) -> None:
    await hall.clerk("1")
    [ticket] = await hall.line_of(1)
    await hall.calls("1")
    await hall.house.later(timedelta(minutes=4, seconds=30))
    why = await refused(hall.by("1", counters.recall, ticket))
    assert (why.text_id, why.facts) == ("counter-recall-later", {"minutes": 1})
    await hall.house.later(timedelta(seconds=30))
    assert (await hall.by("1", counters.recall, ticket)).calls == 2
    why = await refused(hall.by("1", counters.missed, ticket))
    assert (why.text_id, why.facts) == ("counter-call-again", {"calls": 2, "most": 3})


async def test_a_number_is_missed_after_three_calls_and_five_minutes(hall: Hall) -> None:
    await hall.clerk("1")
    [ticket] = await hall.line_of(1)
    await hall.calls("1")
    for _ in range(2):
        await hall.house.later(MINUTES_5)
        await hall.by("1", counters.recall, ticket)
    why = await refused(hall.by("1", counters.missed, ticket))
    assert (why.text_id, why.facts) == ("counter-wait-longer", {"minutes": 5})
    why = await refused(hall.by("1", counters.recall, ticket))
    assert (why.text_id, why.facts) == ("counter-called-enough", {"calls": 3})
    await hall.house.later(MINUTES_5)
    await hall.by("1", counters.missed, ticket)
    assert (await hall.ticket(ticket)).status is TicketStatus.MISSED
    assert [n.person_id for n in await hall.told("queue-missed")] == [ticket.person_id]
    with pytest.raises(StaleError):
        await hall.by("1", counters.missed, ticket)


async def test_a_clerk_touches_no_number_at_another_counter(hall: Hall) -> None:
    await hall.clerk("1")
    await hall.clerk("2")
    [ticket] = await hall.line_of(1)
    await hall.calls("1")
    for deed in (counters.begin, counters.recall, counters.missed, counters.finish):
        with pytest.raises(NotAvailableError):
            await hall.by("2", deed, ticket)
    with pytest.raises(NotAvailableError):
        await hall.by("2", counters.transfer, ticket, None)


# --- sending on ----------------------------------------------------------------------------


async def test_a_number_that_is_sent_on_is_called_there_first_and_only_there(hall: Hall) -> None:
    for code in "123":
        await hall.clerk(code)
    sent, second, third = await hall.line_of(3)
    await hall.calls("1")
    await hall.by("1", counters.begin, sent)
    await hall.by("1", counters.transfer, sent, "2")
    called = [await hall.calls(code) for code in "132"]
    assert [ticket and ticket.id for ticket in called] == [second.id, third.id, sent.id]
    again = await hall.ticket(sent)
    assert (again.counter, again.calls, again.served_at) == ("2", 1, None)


async def test_a_number_that_goes_back_is_next(hall: Hall) -> None:
    await hall.clerk("1")
    await hall.clerk("2")
    back, _ = await hall.line_of(2)
    await hall.calls("1")
    await hall.by("1", counters.transfer, back, None)
    called = await hall.calls("2")
    assert called is not None
    assert called.id == back.id


async def test_a_number_is_sent_to_an_open_counter_only(hall: Hall) -> None:
    await hall.clerk("1")
    [ticket] = await hall.line_of(1)
    await hall.calls("1")
    for counter in ("1", "2", "nowhere"):
        why = await refused(hall.by("1", counters.transfer, ticket, counter))
        assert (why.text_id, why.facts) == ("counter-not-open", {"counter": counter})


async def test_who_was_sent_to_a_counter_that_closed_is_called_by_the_others(hall: Hall) -> None:
    await hall.clerk("1")
    two = await hall.clerk("2")
    [ticket] = await hall.line_of(1)
    await hall.calls("1")
    await hall.by("1", counters.transfer, ticket, "2")
    assert await hall.calls("1") is None
    await hall.house.do(counters.close_counter, two)
    called = await hall.calls("1")
    assert called is not None
    assert called.id == ticket.id


async def test_the_clerk_sees_who_is_at_the_counter(hall: Hall) -> None:
    clerk = await hall.clerk("1")
    assert await hall.house.do(counters.at_mine, clerk) is None
    [ticket] = await hall.line_of(1)
    await hall.calls("1")
    assert (await hall.house.do(counters.at_mine, clerk)).id == ticket.id
    await hall.house.do(queue.leave, ticket.id, ticket.person_id)
    assert await hall.house.do(counters.at_mine, clerk) is None
