"""The hall of the demo town: what stands there at the start, whenever somebody starts it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.demo_people import open_in_duty_hours, settle
from community import clock
from community.cases import Case, Source
from community.database import Sessions
from community.hall import applications, board, booking, estimate
from community.hall import round as hall_round
from community.hall.model import (
    Application,
    Booking,
    CounterOpen,
    ServiceRating,
    Stage,
    Ticket,
    TicketStatus,
    Waiting,
    WaitingStatus,
)
from community.hall.slots import Visit, free_days
from community.notices import Notice
from community.people import Person
from community.reports import ladder
from config.town import BUILTIN, Town, check_town, load_town
from config.town.calendar import is_workday, open_until
from tests.config.test_town_pack import edit, pack

__all__ = ["pack"]

SHAHEKOU = BUILTIN.parent / "shahekou"
STARTS = {
    "weekday morning": "2026-11-24T09:30",
    "just opened": "2026-11-24T08:31",
    "lunch": "2026-11-25T12:10",
    "saturday": "2026-11-28T10:00",
    "national day": "2026-10-02T15:00",
    "at night": "2026-11-24T00:31",
}


async def open_demo(
    sessions: Sessions, start: str, path: Path = BUILTIN, *, move_on: bool = True
) -> tuple[Town, datetime]:
    town = load_town(path)
    async with sessions() as db, db.begin():
        await clock.freeze(db, datetime.fromisoformat(start).replace(tzinfo=town.zone))
        if move_on:
            await open_in_duty_hours(db, town)
        await settle(db, town)
        return town, await clock.now(db)


async def id_of(db: AsyncSession, name: str) -> int:
    found = await db.scalar(select(Person.id).where(Person.name == name).order_by(Person.id))
    assert found is not None
    return found


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
async def test_the_line_moves_and_the_clock_changes_nothing_at_once(
    sessions: Sessions, start: str
) -> None:
    town, now = await open_demo(sessions, start)
    async with sessions() as db:
        shown = await board.board(db, town, "hall", now=now)
        newcomer = (await estimate.line_at(db, town, "hall", now=now)).wait_of_newcomer()
        overdue = [
            a
            for a in await db.scalars(select(Application).order_by(Application.id))
            if applications.overdue(a, now)
        ]

    assert open_until(town, town.station("hall"), now) is not None
    assert shown.open_counters == ("1", "2")
    assert [at.counter for at in shown.serving] == ["1"]
    assert [at.counter for at in shown.called] == ["2"]
    assert shown.waiting == newcomer.ahead == 4
    assert newcomer.minutes is not None
    assert 15 <= newcomer.minutes <= 60
    assert [a.service for a in overdue] == ["JS-003"]

    assert await hall_round.run(sessions, town) == 0
    assert await hall_round.settle_changes(sessions, town) == 0
    assert await ladder.climb_due(sessions, town) == 0


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
async def test_there_are_applications_in_every_stage_and_visits_ahead(
    sessions: Sessions, start: str
) -> None:
    town, now = await open_demo(sessions, start)
    today = now.astimezone(town.zone).date()
    async with sessions() as db:
        filed = list(await db.scalars(select(Application).order_by(Application.id)))
        ratings = list(await db.scalars(select(ServiceRating).order_by(ServiceRating.id)))
        flat = next(a for a in filed if a.service == "MZ-011")
        steps = await applications.steps_of(db, flat.id)
        mine = await booking.mine(db, await id_of(db, "王阿姨"), now=now)
        mums = await booking.mine(db, await id_of(db, "小林"), now=now)
        [waiting] = await db.scalars(select(Waiting).order_by(Waiting.id))
        full = await free_days(
            db, town, Visit(waiting.point, tuple(waiting.services)), waiting.day, waiting.day,
            now=now,
        )  # fmt: skip
        bad = list(
            await db.scalars(select(Case).where(Case.source == Source.HALL).order_by(Case.id))
        )

    assert {a.stage for a in filed} == set(Stage) - {Stage.WITHDRAWN}
    assert (flat.stage, flat.department, flat.owner_id) == (Stage.IN_PROGRESS, "ZJ", None)
    assert [step.done_at is not None for step in steps] == [True, False]
    [soon] = [a for a in filed if a.service == "MZ-006"]
    assert soon.due_at is not None
    assert workdays_until(town, today, soon.due_at) == 1
    assert workdays_until(town, today, mine[0].starts_at) == 1
    assert [(workdays_until(town, today, b.starts_at), b.for_whom) for b in mums] == [(3, "我妈")]
    assert waiting.status is WaitingStatus.WAITING
    assert full == []
    assert len(ratings) >= 6
    assert [r.case_id for r in ratings if r.stars <= 2] == [case.id for case in bad]


def workdays_until(town: Town, today: object, moment: datetime) -> int:
    day, count = moment.astimezone(town.zone).date(), 0
    while day != today:
        count += is_workday(town, day)
        day -= timedelta(days=1)
    return count


async def test_estimates_rest_on_ten_days_of_numbers(sessions: Sessions) -> None:
    town, now = await open_demo(sessions, STARTS["weekday morning"])
    async with sessions() as db:
        done = list(
            await db.scalars(
                select(Ticket).where(Ticket.status == TicketStatus.DONE).order_by(Ticket.id)
            )
        )
        standing = await estimate.line_at(db, town, "hall", now=now)
        counters = await db.scalar(
            select(func.count()).select_from(CounterOpen).where(CounterOpen.closed_at.is_(None))
        )

    days = {ticket.day for ticket in done}
    assert len(days) == 11
    assert all(6 <= sum(t.day == day for t in done) <= 10 for day in sorted(days)[:10])
    assert all(t.served_at and t.done_at and t.taken_at < t.served_at < t.done_at for t in done)
    assert 12 < standing.means["SB-002"] < 18
    assert {"SB-002", "MZ-006", "YB-001", "YB-004", "YB-005"} <= set(standing.means)
    assert counters == 2


async def test_who_is_called_still_hears_it_and_old_news_are_over(sessions: Sessions) -> None:
    _, now = await open_demo(sessions, STARTS["weekday morning"])
    async with sessions() as db:
        owed = await db.execute(
            select(Notice.text_id, Person.name)
            .join(Person, Person.id == Notice.person_id)
            .where(Notice.dropped_at.is_(None), Notice.due_at <= now)
            .order_by(Notice.id)
        )
        told = {(text_id, name) for text_id, name in owed}

    assert ("queue-called", "小赵") in told
    assert {name for text_id, name in told if text_id == "application-card"} >= {"何平", "邵建英"}
    assert not {text_id for text_id, _ in told} & {"application-approved", "application-overdue"}


@pytest.mark.parametrize("start", ["2026-11-28T10:00", "2026-10-02T15:00", "2026-11-24T12:10"])
async def test_a_hall_that_is_closed_has_its_past_only(sessions: Sessions, start: str) -> None:
    town, now = await open_demo(sessions, start, move_on=False)
    async with sessions() as db:
        shown = await board.board(db, town, "hall", now=now)
        served = await db.scalar(select(func.count()).select_from(Ticket))

    assert (shown.waiting, shown.open_counters) == (0, ())
    assert (served or 0) >= 60
    assert await hall_round.run(sessions, town) == 0


async def test_a_small_town_has_a_small_hall(sessions: Sessions) -> None:
    town, now = await open_demo(sessions, "2026-11-28T23:30", SHAHEKOU)
    async with sessions() as db:
        booked = list(await db.scalars(select(Booking).order_by(Booking.id)))
        coming = await booking.mine(db, await id_of(db, "刘大爷"), now=now)

    assert [b.id for b in coming] == [b.id for b in booked]
    assert len(booked) == 1
    assert await hall_round.run(sessions, town) == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("point: hall", "point: hal", 'no point "hal"'),
        ("clerk: 牟秀丽, counter", "clerk: 牟秀, counter", 'no staff "牟秀"'),
        ('counter: "1"', 'counter: "9"', 'no counter "9"'),
        ("SHK-SB-02 13", "SHK-SB-99 13", 'no service "SHK-SB-99"'),
        ("SHK-SB-02 13", "SHK-SB-02", "write an item and its minutes"),
        ("resident: 刘大爷, service", "resident: 刘大, service", 'no resident "刘大"'),
    ],
)
def test_a_name_that_nobody_bears_is_told_with_its_line(
    pack: Path,
    old: str,
    new: str,
    message: str,
) -> None:
    line = edit(pack, "people.yaml", old, new)

    problems = check_town(pack)

    assert any(message in p.message and p.line == line for p in problems), problems
