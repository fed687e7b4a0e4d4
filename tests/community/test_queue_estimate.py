"""The estimate is honest: rounded up, from what was really needed, and silent when nobody calls."""

from datetime import date, timedelta
from random import Random

import pytest

from community.errors import NotAvailableError
from community.hall import board, counters, estimate
from community.hall.estimate import Wait
from community.hall.model import Ticket, TicketStatus
from tests.community.conftest import House
from tests.community.line import HALL, LOST, SENIOR, Hall


@pytest.fixture
async def hall(house: House) -> Hall:
    return Hall(house)


async def served_before(hall: Hall, service: str, minutes: list[float], days_ago: int = 1) -> None:
    """Earlier numbers at the hall, each of which took so long; the last is the newest."""
    async with hall.house.sessions() as db, db.begin():
        for n, took in enumerate(minutes):
            done = hall.now - timedelta(days=days_ago) + timedelta(minutes=n)
            begun = done - timedelta(minutes=took)
            ticket = Ticket(
                point=HALL, day=date(2026, 1, 1) + timedelta(days=days_ago), prefix="A",
                number=n + 1 + (500 if service == LOST else 0), services=[service], place=0.0,
                status=TicketStatus.DONE, taken_at=begun, counter="1", served_at=begun,
                done_at=done,
            )  # fmt: skip
            db.add(ticket)


@pytest.mark.parametrize(
    ("ahead", "being_served", "counters", "minutes"),
    [
        ([], [], 0, None),
        ([15], [], 0, None),
        ([], [], 1, 0),
        ([], [15], 1, 15),
        ([], [15], 2, 0),
        ([], [15, 4], 2, 4),
        ([15], [], 1, 15),
        ([15, 15, 15], [], 3, 15),
        ([15] * 6, [], 3, 30),
        ([15] * 6, [15] * 3, 3, 45),
        ([40, 5, 5], [], 2, 10),
        ([10, 20, 30], [5], 1, 65),
        ([15], [15, 15], 1, 15),
    ],
)
def test_each_counter_that_gets_free_takes_the_next(
    ahead: list[float], being_served: list[float], counters: int, minutes: float | None
) -> None:
    assert estimate.minutes_until_turn(ahead, being_served, counters) == minutes


@pytest.mark.parametrize(("minutes", "said"), [(0, 5), (4.9, 5), (5, 5), (5.1, 10), (61, 65)])
def test_it_is_rounded_up(minutes: float, said: int) -> None:
    assert estimate.rounded(minutes) == said


async def test_more_counters_make_it_shorter_and_none_leaves_it_unsaid(hall: Hall) -> None:
    *_, last = await hall.line_of(7, SENIOR)
    each = hall.town.service(SENIOR).minutes
    assert await hall.wait_of(last) == Wait(6, None)
    waits = []
    for code in "123":
        await hall.clerk(code)
        waits.append(await hall.wait_of(last))
    assert waits == [Wait(6, 6 * each), Wait(6, 3 * each), Wait(6, 2 * each)]


async def test_who_named_no_item_takes_a_quarter_of_an_hour(hall: Hall) -> None:
    await hall.clerk("1")
    *_, last = await hall.line_of(3)
    assert await hall.wait_of(last) == Wait(2, 30)


async def test_several_items_take_their_times_together(hall: Hall) -> None:
    await hall.clerk("1")
    [_] = await hall.line_of(1, SENIOR, LOST)
    [last] = await hall.line_of(1)
    both = sum(hall.town.service(code).minutes for code in (SENIOR, LOST))
    assert await hall.wait_of(last) == Wait(1, estimate.rounded(both))


async def test_it_learns_from_what_was_served(hall: Hall) -> None:
    await hall.clerk("1")
    *_, last = await hall.line_of(3, SENIOR)
    told = hall.town.service(SENIOR).minutes
    await served_before(hall, SENIOR, [24.0] * 4)
    assert (await hall.wait_of(last)).minutes == 2 * told, "four say little"
    await served_before(hall, SENIOR, [24.0] * 4, days_ago=2)
    assert (await hall.wait_of(last)).minutes == 50
    await served_before(hall, LOST, [60.0] * 5)
    assert (await hall.wait_of(last)).minutes == 50, "each item has a mean of its own"


async def test_it_forgets_old_times_and_forgotten_ends(hall: Hall) -> None:
    await hall.clerk("1")
    *_, last = await hall.line_of(2, SENIOR)
    told = hall.town.service(SENIOR).minutes
    await served_before(hall, SENIOR, [90.0] * 9, days_ago=31)
    await served_before(hall, SENIOR, [0.0] * 9, days_ago=3)
    await served_before(hall, SENIOR, [180.0] * 9, days_ago=4)
    assert (await hall.wait_of(last)).minutes == told
    await served_before(hall, SENIOR, [60.0] * 30 + [20.0] * 50, days_ago=2)
    assert (await hall.wait_of(last)).minutes == 20, "the last fifty count"


async def test_who_is_served_counts_with_what_is_left_and_never_with_nothing(hall: Hall) -> None:
    await hall.clerk("1")
    first, second = await hall.line_of(2, SENIOR)
    each = hall.town.service(SENIOR).minutes
    await hall.calls("1")
    await hall.house.later(timedelta(minutes=2))
    assert (await hall.wait_of(second)).minutes == estimate.rounded(each), "called, not yet there"
    await hall.by("1", counters.begin, first)
    await hall.house.later(timedelta(minutes=each - 5))
    assert (await hall.wait_of(second)).minutes == 5
    await hall.house.later(timedelta(minutes=90))
    assert (await hall.wait_of(second)).minutes == estimate.rounded(each / 4)
    assert await hall.wait_of(first) == Wait(0, 0)
    await hall.by("1", counters.finish, first)
    assert await hall.wait_of(first) == Wait(0, None)


async def test_lunch_is_part_of_the_wait(hall: Hall) -> None:
    await hall.house.at("2026-11-23T11:10")
    await hall.clerk("1")
    _, before_noon, after_noon = await hall.line_of(3)
    assert await hall.wait_of(before_noon) == Wait(1, 15)
    assert await hall.wait_of(after_noon) == Wait(2, 30 + 120)


def test_it_is_not_too_short_on_the_whole_and_seldom_by_a_quarter() -> None:
    """Items that take as long as the last ones did, give or take half, at three counters."""
    random = Random(20261123)
    over: list[float] = []
    for _ in range(1000):
        people = random.randint(3, 30)
        said = estimate.rounded(estimate.minutes_until_turn([15.0] * people, [], 3) or 0)
        took = [random.uniform(7.5, 22.5) for _ in range(people)]
        over.append((estimate.minutes_until_turn(took, [], 3) or 0) / said)
    assert sum(over) / len(over) <= 1
    assert sum(late > 1.25 for late in over) / len(over) <= 0.05


async def test_the_board_shows_numbers_and_nothing_about_anybody(hall: Hall) -> None:
    await hall.clerk("1")
    await hall.clerk("3")
    first, second, *others = await hall.line_of(9)
    await hall.calls("3")
    await hall.house.later(timedelta(minutes=1))
    await hall.calls("1")
    await hall.by("1", counters.begin, second)
    shown = await hall.house.do(board.board, HALL)
    [called], [serving] = shown.called, shown.serving
    assert (called.shown, called.counter, called.name.zh, called.calls) == (
        first.shown, "3", "3号窗口", 1,
    )  # fmt: skip
    assert (serving.shown, serving.name.en) == (second.shown, "Counter 1")
    assert shown.waiting == 7
    assert shown.next == tuple(ticket.shown for ticket in others[:5])
    assert shown.open_counters == ("1", "3")
    assert shown.minutes == 60
    with pytest.raises(NotAvailableError):
        await hall.house.do(board.board, "canteen-kanghe")
