"""A volunteer's shifts in their calendar: one's own only, followed by version, closed by a word."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.web.feed import ASKED
from community import people
from community.shifts import feed, shifts
from community.shifts.model import (
    Shift,
    ShiftStatus,
    Signup,
    SignupSource,
    SignupStatus,
    Volunteer,
    VolunteerStatus,
)
from config.town import Town
from tests.web.doors import MONDAY, Doors, doors

SATURDAY = datetime.fromisoformat("2026-11-28T07:30:00+08:00")
TWO_HOURS = timedelta(hours=2)


@pytest.fixture(scope="module")
async def opened(shared_engine: AsyncEngine, town: Town) -> AsyncIterator[Doors]:
    async with doors(shared_engine, town) as opened:
        yield opened


@pytest.fixture
async def data(opened: Doors, engine: AsyncEngine) -> Doors:  # noqa: ARG001  it is emptied first
    return await opened.begin()


async def volunteer(data: Doors, number: int = 77, **more: Any) -> tuple[int, str]:
    """Somebody who volunteers, and the key of their calendar."""
    language = more.pop("language", None)
    async with data.sessions() as db, db.begin():
        one = await people.known(db, "web", "web", number, now=MONDAY)
        one.language = language
        db.add(
            Volunteer(
                person_id=one.id, status=VolunteerStatus.ACTIVE, community="hongqiao", born=1960,
                skills=[], languages=[], free=[], applied_at=MONDAY, **more,
            )
        )  # fmt: skip
        await db.flush()
        return one.id, await feed.renew(db, one.id)


async def place(
    data: Doors, person: int, starts_at: datetime = SATURDAY,
    status: SignupStatus = SignupStatus.SIGNED_UP, **more: Any,
) -> Signup:  # fmt: skip
    async with data.sessions() as db, db.begin():
        shift = Shift(
            template=None, day=starts_at.date(), name="早巡逻", kind="patrol", team="patrol",
            community="hongqiao", place="hongqiao-garden", starts_at=starts_at,
            ends_at=starts_at + TWO_HOURS, status=ShiftStatus.OPEN, join_key=shifts.new_key(),
            place_code="4821", created_at=MONDAY,
        )  # fmt: skip
        for name, value in more.items():
            setattr(shift, name, value)
        db.add(shift)
        await db.flush()
        waits = status is SignupStatus.WAITING
        signup = Signup(
            shift_id=shift.id, person_id=person, role="helper", seat=None if waits else 1,
            status=status, source=SignupSource.SELF, created_at=MONDAY,
        )  # fmt: skip
        db.add(signup)
        await db.flush()
        return signup


async def change(data: Doors, table: type[Any], number: int, **columns: Any) -> None:
    async with data.sessions() as db, db.begin():
        row = await db.get_one(table, number)
        for name, value in columns.items():
            setattr(row, name, value)


def address(data: Doors, key: str) -> str:
    return f"{data.address}/feed/{key}.ics"


async def calendar(data: Doors, key: str) -> tuple[Any, list[Any]]:
    answer = await data.ask(address(data, key))
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found: Any = Calendar.from_ical(answer.body)
    return found, found.walk("VEVENT")


async def test_a_shift_stands_in_the_calendar_with_its_alarms(data: Doors) -> None:
    person, key = await volunteer(data)
    signup = await place(data, person)
    found, [event] = await calendar(data, key)

    assert event["uid"] == f"shift-{signup.id}@xincheng.linli"
    assert event["dtstart"].dt == SATURDAY
    assert event["dtend"].dt == SATURDAY + TWO_HOURS
    assert event["summary"] == "早巡逻（志愿者）"
    assert event["location"] == data.town.place("hongqiao-garden").name.zh
    assert event["status"] == "CONFIRMED"
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [
        -timedelta(hours=48), -timedelta(hours=2),
    ]  # fmt: skip
    zones = [zone["tzid"] for zone in found.walk("VTIMEZONE")]
    assert zones == [event["dtstart"].params["tzid"]] == ["Asia/Shanghai"]
    assert found["refresh-interval"].dt == timedelta(hours=1)
    assert found["refresh-interval"].params["value"] == "DURATION"
    assert found["x-published-ttl"] == "PT1H"


async def test_it_speaks_the_language_of_its_person(data: Doors) -> None:
    person, key = await volunteer(data, language="en")
    await place(data, person, template="hq-patrol-morning")
    found, [event] = await calendar(data, key)

    assert event["summary"] == "Hongqiao morning patrol (volunteer)"
    assert event["location"] == data.town.place("hongqiao-garden").name.en
    assert found["x-wr-calname"] == "Shifts in Xincheng"


async def test_alarms_are_those_that_the_person_wants(data: Doors) -> None:
    person, key = await volunteer(data, remind_hours=[24])
    await place(data, person)
    other, quiet = await volunteer(data, 78, remind_hours=[])
    await place(data, other)

    _, [event] = await calendar(data, key)
    assert [a["trigger"].dt for a in event.walk("VALARM")] == [-timedelta(days=1)]
    _, [event] = await calendar(data, quiet)
    assert event.walk("VALARM") == []


async def test_what_is_moved_or_given_back_is_followed(data: Doors) -> None:
    person, key = await volunteer(data)
    signup = await place(data, person)
    _, [first] = await calendar(data, key)
    later = SATURDAY + timedelta(hours=1)
    await change(
        data, Shift, signup.shift_id, starts_at=later, ends_at=later + TWO_HOURS, version=2
    )
    _, [moved] = await calendar(data, key)
    await change(data, Signup, signup.id, status=SignupStatus.LEFT, ended_at=MONDAY)
    _, [left] = await calendar(data, key)

    assert first["uid"] == moved["uid"] == left["uid"]
    assert moved["dtstart"].dt == later
    assert [event["sequence"] for event in (first, moved, left)] == [1, 2, 3]
    assert (moved["status"], left["status"]) == ("CONFIRMED", "CANCELLED")
    assert not left.walk("VALARM")


async def test_a_cancelled_shift_is_taken_out(data: Doors) -> None:
    person, key = await volunteer(data)
    signup = await place(data, person)
    await change(data, Shift, signup.shift_id, status=ShiftStatus.CANCELLED, version=2)
    _, [event] = await calendar(data, key)

    assert event["status"] == "CANCELLED"


async def test_only_ones_own_and_what_is_not_long_ago(data: Doors) -> None:
    person, key = await volunteer(data)
    mine = await place(data, person)
    past = await place(data, person, MONDAY - timedelta(days=59), SignupStatus.SERVED)
    await place(data, person, MONDAY - timedelta(days=61), SignupStatus.SERVED)
    await place(data, person, SATURDAY + timedelta(days=1), SignupStatus.WAITING)
    other, _ = await volunteer(data, 78)
    await place(data, other)
    _, events = await calendar(data, key)

    assert [event["uid"].split("@")[0] for event in events] == [
        f"shift-{past.id}", f"shift-{mine.id}",
    ]  # fmt: skip
    assert not events[0].walk("VALARM")


async def test_what_has_not_changed_is_not_sent_again(data: Doors) -> None:
    person, key = await volunteer(data)
    signup = await place(data, person)
    first = await data.ask(address(data, key))
    assert first.headers["cache-control"] == "private, no-cache"
    await data.freeze(MONDAY + timedelta(hours=5))
    for tag in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = await data.ask(address(data, key), headers={"If-None-Match": tag})
        assert again.status == 304
        assert again.body == b""
        assert again.headers["etag"] == first.headers["etag"]
    await change(data, Signup, signup.id, status=SignupStatus.LEFT, ended_at=MONDAY)
    knows = {"If-None-Match": first.headers["etag"]}
    changed = await data.ask(address(data, key), headers=knows)
    assert changed.status == 200


async def test_an_old_address_opens_nothing_at_once(data: Doors) -> None:
    person, key = await volunteer(data)
    async with data.sessions() as db, db.begin():
        new = await feed.renew(db, person)
    assert (await data.ask(address(data, key))).status == 404
    assert (await data.ask(address(data, new))).status == 200
    async with data.sessions() as db, db.begin():
        await feed.stop(db, person)
    assert (await data.ask(address(data, new))).status == 404


async def test_who_was_erased_has_no_calendar(data: Doors) -> None:
    person, key = await volunteer(data)
    await change(data, people.Person, person, erased_at=MONDAY)

    assert (await data.ask(address(data, key))).status == 404


async def test_no_address_is_like_another_or_short(data: Doors) -> None:
    keys = {(await volunteer(data, n))[1] for n in range(80, 90)}

    assert len(keys) == 10
    assert min(map(len, keys)) >= 22  # 128 bits in base64


@pytest.mark.parametrize("key", ["nothing", "a" * 300, "%00", "%E9%82%BB", "..%2F..%2Fetc", "null"])
async def test_another_key_opens_nothing(data: Doors, key: str) -> None:
    await volunteer(data)
    answer = await data.ask(address(data, key))

    assert answer.status == 404


async def test_who_asks_too_often_waits(data: Doors) -> None:
    most, _ = ASKED
    answers = [await data.ask(address(data, "nothing")) for _ in range(most + 1)]

    assert [answer.status for answer in answers] == [404] * most + [429]
    assert answers[-1].headers["retry-after"] == "60"


async def test_an_empty_calendar_is_one_still(data: Doors) -> None:
    _, key = await volunteer(data)
    found, events = await calendar(data, key)

    assert events == []
    assert found["version"] == "2.0"


async def test_every_line_is_short_and_ends_as_the_standard_says(data: Doors) -> None:
    person, key = await volunteer(data)
    await place(data, person, name="很长很长的名字，带；分号和\\反斜杠" * 3)
    content = (await data.ask(address(data, key))).body
    lines = content.split(b"\r\n")

    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
