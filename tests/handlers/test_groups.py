"""Groups: silent unless spoken to, nothing personal there, and danger is heard all the same."""

from typing import Any

from sqlalchemy import func, select

from community.cases import Case
from tests.talk import Person, Talk

GROUP = {"chat": {"id": 7_000_001, "type": "group", "title": "虹桥三号楼"}}


async def in_group(person: Person, words: str) -> Person:
    """Speak in a group; the group's chat stands in for the person's own in this test."""
    message: dict[str, Any] = {"text": words, **GROUP}
    return await person.sends(message)


async def test_in_a_group_only_a_hint_is_given(talk: Talk) -> None:
    ann = talk.person()
    await in_group(ann, "我的事项")
    assert "私下" in ann.said
    assert not ann.buttons


async def test_danger_is_heard_in_a_group_too(talk: Talk) -> None:
    await talk.staff()
    ann = talk.person()
    await talk.at("2026-11-23T10:00")
    await in_group(ann, "着火了 快来人")
    assert "119" in ann.said
    async with talk.app.sessions() as db:
        assert await db.scalar(select(func.count()).select_from(Case)) == 1
