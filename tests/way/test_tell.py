"""Notices become messages: not at night unless they must, and only to who can be reached."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import text

from bot.platforms.web.platform import BOT, NAME
from community import clock, notices, people, unreachable
from community.notices import Priority
from tests.talk import Person, Talk

TEXT = "turn-failed"


async def owed(talk: Talk, person: Person, priority: Priority, **how: Any) -> None:
    """Owe a person something now, and bear it."""
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, NAME, BOT, person.number, now=now)
        notices.owe(db, who.id, TEXT, due_at=now, priority=priority, **how)
    person.new.clear()
    await talk.settle()


async def due(talk: Talk) -> datetime:
    async with talk.app.engine.connect() as connection:
        found = await connection.scalar(
            text("select due_at from notices where text_id = :id"), {"id": TEXT}
        )
    assert isinstance(found, datetime)
    return found


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-11-23T22:30", "2026-11-24"),
        ("2026-11-24T03:00", "2026-11-24"),
        ("2026-12-31T23:59", "2027-01-01"),
    ],
)
async def test_a_notice_waits_for_the_morning(talk: Talk, at: str, morning: str) -> None:
    person = await talk.person().says("/start")
    await talk.at(at)
    await owed(talk, person, Priority.NOTICE)
    assert not person.new
    ends = talk.app.town.settings.quiet_hours.end
    expected = datetime.combine(datetime.fromisoformat(morning), ends, talk.app.town.zone)
    assert await due(talk) == expected
    await talk.at(f"{morning}T{ends:%H:%M}")
    assert len(person.new) == 1


@pytest.mark.parametrize("priority", [Priority.CRISIS, Priority.ANSWER])
async def test_danger_and_answers_come_at_night(talk: Talk, priority: Priority) -> None:
    person = await talk.person().says("/start")
    await talk.at("2026-11-23T23:00")
    await owed(talk, person, priority)
    assert len(person.new) == 1


async def test_by_day_it_comes_at_once_and_once(talk: Talk) -> None:
    person = await talk.person().says("/start")
    await talk.at("2026-11-23T10:00")
    await owed(talk, person, Priority.NOTICE)
    assert len(person.new) == 1
    await talk.settle()
    await talk.later(timedelta(minutes=30))
    assert not person.new


async def test_who_cannot_be_reached_is_not_told_until_they_come_back(talk: Talk) -> None:
    person = await talk.person().says("/start")
    await talk.at("2026-11-23T10:00")
    async with talk.app.sessions() as db, db.begin():
        await unreachable.mark(db, NAME, BOT, person.number)
    await owed(talk, person, Priority.NOTICE)
    assert not person.new
    await person.says("/menu")
    await owed(talk, person, Priority.NOTICE)
    assert len(person.new) == 1


async def test_one_that_cannot_be_said_stops_no_other(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await talk.person().says("/start")
    await talk.at("2026-11-23T10:00")
    with monkeypatch.context() as patch:
        patch.setattr("bot.tell.render", AsyncMock(side_effect=KeyError("fact")))
        await owed(talk, person, Priority.NOTICE)
    assert not person.new
    await owed(talk, person, Priority.NOTICE)
    assert len(person.new) == 1
    await talk.later(timedelta(minutes=6))
    assert len(person.new) == 1, "it is tried again later"


@pytest.mark.parametrize(("language", "words"), [("en", "sorry"), ("zh", "对不起")])
async def test_a_notice_speaks_as_the_turns_do(talk: Talk, language: str, words: str) -> None:
    """Also with who never chose a language, and only has a browser that speaks one."""
    person = await talk.person(language).says("/start")
    await talk.at("2026-11-23T10:00")
    await owed(talk, person, Priority.NOTICE)
    assert words in person.said.casefold()


async def test_one_that_nobody_understands_yet_stops_no_other(talk: Talk) -> None:
    """As when a newer process owes what an older one bears."""
    person = await talk.person().says("/start")
    await talk.at("2026-11-23T10:00")
    await owed(talk, person, Priority.NOTICE, unless="a-condition-of-tomorrow")
    assert not person.new
    await owed(talk, person, Priority.NOTICE)
    assert len(person.new) == 1
