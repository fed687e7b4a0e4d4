"""Every kind of update, brought ten times: one effect, through the real rooms."""

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import text

from bot.platforms.web.platform import BOT, NAME
from bot.way.inbox import Handed
from tests.talk import Person, Talk

PHOTO = {"file_id": "file:x", "file_unique_id": "x", "width": 1, "height": 1}
FILE = {"file_id": "file:y", "file_unique_id": "y"}
KINDS: dict[str, dict[str, Any]] = {
    "text": {"text": "垃圾桶满了"},
    "command": {"text": "/menu"},
    "emergency": {"text": "救命，着火了"},
    "human": {"text": "人工"},
    "report": {"text": "我要报问题"},
    "location": {"location": {"latitude": 30.6, "longitude": 120.6}},
    "contact": {"contact": {"phone_number": "+8613800000000", "first_name": "A"}},
    "voice": {"voice": {**FILE, "duration": 3}},
    "document": {"document": FILE},
    "photo": {"photo": [PHOTO], "caption": "看"},
    "sticker": {
        "sticker": {**FILE, "type": "regular", "width": 1, "height": 1, "is_animated": False,
                    "is_video": False},
    },
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
    "joined": {"new_chat_members": [{"id": 9, "is_bot": False, "first_name": "B"}]},
}  # fmt: skip


def update_of(person: Person, kind: str, content: dict[str, Any]) -> dict[str, Any]:
    user = {"id": person.number, "is_bot": False, "first_name": "A", "language_code": "zh"}
    base = {
        "message_id": 5,
        "date": 1_780_000_000,
        "chat": {"id": person.number, "type": "private"},
        "from": user,
    }
    if kind == "my_chat_member":
        member = {"user": {"id": 2, "is_bot": True, "first_name": "L"}, "status": "member"}
        left = {**member, "status": "kicked", "until_date": 0}
        change = {"old_chat_member": member, "new_chat_member": left}
        return {kind: {"chat": base["chat"], "from": user, "date": 1, **change}}
    if kind == "callback_query":
        return {kind: {"id": "1", "from": user, "chat_instance": "1", "message": base, **content}}
    if kind == "edited_message":
        return {kind: {**base, "edit_date": 1_780_000_001, **content}}
    return {"message": {**base, **content}}


async def effects(talk: Talk) -> dict[str, int]:
    async with talk.app.engine.connect() as connection:
        tables = ("inbox", "outbox", "cases", "case_events", "notices", "files", "people")
        return {
            table: int(await connection.scalar(text(f"select count(*) from {table}")) or 0)  # noqa: S608
            for table in tables
        }


async def bring(talk: Talk, person: Person, update: dict[str, Any], *, together: bool) -> int:
    handed = Handed(NAME, BOT, "one key", person.number, json.dumps(update).encode())
    if together:
        new = sum(await asyncio.gather(*(talk.app.inbox.accept(handed) for _ in range(10))))
        await talk.settle()
        return new
    new = 0
    for _ in range(10):
        new += await talk.app.inbox.accept(handed)
        await talk.settle()
    return new


@pytest.mark.parametrize("together", [False, True])
@pytest.mark.parametrize("kind", [*KINDS, "callback_query", "edited_message", "my_chat_member"])
async def test_ten_of_it_are_one(talk: Talk, kind: str, *, together: bool) -> None:
    once, often = talk.person(), talk.person()
    for person in (once, often):
        await person.says("/start")
    token = next(iter(often.buttons.values()))
    content = KINDS.get(kind, {"data": token} if kind == "callback_query" else {"text": "改了"})
    at_first = await effects(talk)
    single = content if kind != "callback_query" else {"data": next(iter(once.buttons.values()))}
    handed = Handed(
        NAME, BOT, "single", once.number, json.dumps(update_of(once, kind, single)).encode()
    )
    assert await talk.app.inbox.accept(handed)
    await talk.settle()
    of_one = {k: n - at_first[k] for k, n in (await effects(talk)).items()}
    before = await effects(talk)
    assert await bring(talk, often, update_of(often, kind, content), together=together) == 1
    assert {k: n - before[k] for k, n in (await effects(talk)).items()} == of_one
