"""An appointment in somebody's calendar: its key opens it, changes and cancelling are followed."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.web.calendar import ASKED
from community import people
from community.hall import booking, slots
from community.hall.model import Booking
from community.hall.slots import Visit
from config.texts import speaker
from config.town import Town
from handlers.hall.booking.calendar import calendar_file
from tests.web.doors import MONDAY, Doors, doors

FRIDAY = datetime.fromisoformat("2026-11-27T09:00:00+08:00")


@pytest.fixture(scope="module")
async def opened(shared_engine: AsyncEngine, town: Town) -> AsyncIterator[Doors]:
    async with doors(shared_engine, town) as opened:
        yield opened


@pytest.fixture
async def data(opened: Doors, engine: AsyncEngine) -> Doors:  # noqa: ARG001  it is emptied first
    return await opened.begin()


async def hold(data: Doors, *, for_whom: str | None = None) -> Booking:
    visit = Visit("hall", ("SB-002",), for_whom)
    async with data.sessions() as db, db.begin():
        ann = await people.known(db, "web", "web", 77, now=MONDAY)
        return await booking.hold(db, data.town, ann.id, visit, FRIDAY, consented=True, now=MONDAY)


async def book(data: Doors, **known: str) -> Booking:
    held = await hold(data, **known)
    async with data.sessions() as db, db.begin():
        return await booking.confirm(db, data.town, held.id, held.person_id or 0, now=MONDAY)


async def event_of(data: Doors, booked: Booking) -> tuple[Any, Any]:
    answer = await data.ask(f"{data.address}/calendar/{booked.calendar_key}.ics")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    calendar: Any = Calendar.from_ical(answer.body)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


async def test_the_file_says_when_where_and_what_to_bring(data: Doors) -> None:
    booked = await book(data)
    calendar, event = await event_of(data, booked)

    assert event["uid"] == "A-2026-000001@xincheng.linli"
    assert event["dtstart"].dt == FRIDAY
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=15)
    assert "新华路 200 号" in event["location"]
    assert "身份证" in event["description"]
    assert event["status"] == "CONFIRMED"
    assert calendar["method"] == "PUBLISH"
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [
        -timedelta(days=1), -timedelta(hours=2),
    ]  # fmt: skip
    zones = [zone["tzid"] for zone in calendar.walk("VTIMEZONE")]
    assert zones == [event["dtstart"].params["tzid"]]


async def test_a_change_is_followed_by_its_sequence(data: Doors) -> None:
    booked = await book(data)
    _, before = await event_of(data, booked)
    async with data.sessions() as db, db.begin():
        later = FRIDAY + timedelta(hours=1)
        await booking.change(db, data.town, booked.id, booked.person_id or 0, later, now=MONDAY)
    _, after = await event_of(data, booked)

    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == later


async def test_a_cancelled_one_is_taken_out(data: Doors) -> None:
    booked = await book(data)
    async with data.sessions() as db, db.begin():
        await booking.cancel(db, data.town, booked.id, booked.person_id or 0, now=MONDAY)
    calendar, event = await event_of(data, booked)

    assert calendar["method"] == "CANCEL"
    assert event["status"] == "CANCELLED"
    assert not event.walk("VALARM")


async def test_it_does_not_say_for_whom_it_is(data: Doors) -> None:
    booked = await book(data, for_whom="王奶奶")
    answer = await data.ask(f"{data.address}/calendar/{booked.calendar_key}.ics")

    assert "王奶奶" not in answer.text


async def test_it_speaks_the_asking_language(data: Doors) -> None:
    booked = await book(data)
    address = f"{data.address}/calendar/{booked.calendar_key}.ics"
    answer = await data.ask(address, headers={"Accept-Language": "en"})
    calendar: Any = Calendar.from_ical(answer.body)
    (event,) = calendar.walk("VEVENT")

    assert "Xincheng Service Hall" in event["summary"]


@pytest.mark.parametrize("key", ["nothing", "a" * 300, "%00", "%E9%82%BB", "..%2F..%2Fetc"])
async def test_another_key_opens_nothing(data: Doors, key: str) -> None:
    answer = await data.ask(f"{data.address}/calendar/{key}.ics")

    assert answer.status == 404


async def test_what_is_only_held_is_no_appointment_yet(data: Doors) -> None:
    held = await hold(data)
    answer = await data.ask(f"{data.address}/calendar/{held.calendar_key}.ics")

    assert answer.status == 404


async def test_who_asks_too_often_waits(data: Doors) -> None:
    most, _ = ASKED
    address = f"{data.address}/calendar/nothing.ics"
    answers = [await data.ask(address) for _ in range(most + 1)]

    assert [answer.status for answer in answers] == [404] * most + [429]
    assert answers[-1].headers["retry-after"] == "60"


async def test_every_line_is_short_and_ends_as_the_standard_says(data: Doors) -> None:
    booked = await book(data)
    content = calendar_file(booked, speaker("zh"), data.town, MONDAY)
    lines = content.split(b"\r\n")

    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75


def test_the_slot_of_these_tests_can_be_booked(town: Town) -> None:
    assert slots.why_not(town, Visit("hall", ("SB-002",)), FRIDAY, MONDAY) is None
