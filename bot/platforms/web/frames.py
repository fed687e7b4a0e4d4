"""What the page is shown: the outbox's rows and the person's own words, as frames."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

Frame = dict[str, Any]

LATEST = 50

_SINCE = """
select id, method, payload::text, created_at from outbox
where chat_id = $1 and id > $2 and dead_at is null order by id limit 500"""

_OLDER = """
select id, method, payload::text, created_at from (
    select * from outbox where chat_id = $1 and id < $2 and dead_at is null
    order by id desc limit $3) page order by id"""

_OWN = """
select id, raw, received_at from inbox
where chat_id = $1 and received_at >= $2 and received_at < $3 order by id desc limit 200"""

FAR_FUTURE = datetime(9999, 1, 1, tzinfo=UTC)
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


async def since(
    engine: AsyncEngine, chat_id: int, after: int, files: str
) -> list[tuple[int, Frame]]:
    """Give what was said to the chat after a row, with the rows' numbers.

    :param files: the address under which this page finds files.
    """
    async with engine.connect() as connection:
        rows: Sequence[Any] = (await connection.exec_driver_sql(_SINCE, (chat_id, after))).all()
    return [(row[0], shown(row[0], row[1], json.loads(row[2]), row[3], files)) for row in rows]


async def page_before(
    engine: AsyncEngine, chat_id: int, before: int | None, files: str
) -> list[Frame]:
    """Give a page of the talk, both sides of it, oldest first."""
    limit = before if before is not None else 1 << 62
    async with engine.connect() as connection:
        rows: Sequence[Any] = (
            await connection.exec_driver_sql(_OLDER, (chat_id, limit, LATEST))
        ).all()
        start = rows[0][3] if len(rows) == LATEST else BEGINNING
        end = FAR_FUTURE
        if before is not None:
            found = await connection.exec_driver_sql(
                "select created_at from outbox where id = $1 and chat_id = $2", (before, chat_id)
            )
            end = found.scalar() or BEGINNING
        own: Sequence[Any] = (await connection.exec_driver_sql(_OWN, (chat_id, start, end))).all()
    said = [(r[3], shown(r[0], r[1], json.loads(r[2]), r[3], files)) for r in rows]
    heard = [(r[2], frame) for r in own if (frame := own_words(r[0], r[1], r[2], files))]
    return [frame for _, frame in sorted([*said, *heard], key=lambda pair: pair[0])]


def shown(row: int, method: str, payload: Mapping[str, Any], at: datetime, files: str) -> Frame:
    """Turn a written method into a frame; an edit bears the number of what it replaces."""
    if method == "deleteMessage":
        return {"type": "delete", "id": payload["message_id"]}
    frame: Frame = {
        "type": "message",
        "id": payload.get("message_id", row),
        "from": "town",
        "at": at.astimezone(UTC).isoformat(),
        "text": payload.get("text") or payload.get("caption") or "",
        "entities": payload.get("entities") or payload.get("caption_entities") or [],
        "buttons": _buttons(payload),
        "photo": None,
        "file": None,
        "location": None,
        "client": None,
    }
    if method == "editMessageReplyMarkup":
        frame |= {"text": None, "entities": None}
    if method.startswith("editMessage"):
        frame["edited"] = True
    if method == "sendPhoto":
        frame["photo"] = _photo(payload["photo"], files)
    if method == "sendDocument":
        address = f"{files}/{_id(payload['document'])}"
        frame["file"] = {"url": address, "name": payload.get("linli_name", "")}
    if method == "sendLocation":
        frame["location"] = {k: payload[k] for k in ("latitude", "longitude")}
    return frame


def _paper(document: Mapping[str, Any], files: str) -> Frame:
    return {"url": f"{files}/{_id(document['file_id'])}", "name": document.get("file_name", "")}


def own_words(row: int, raw: bytes, at: datetime, files: str) -> Frame | None:
    """Turn an update that the page once sent back into a bubble of the person's own."""
    try:
        body = json.loads(raw)
        message = body["message"]
    except (ValueError, KeyError, TypeError):
        return None
    photo = message.get("photo")
    text = message.get("text") or message.get("caption") or ""
    if text.startswith("/"):
        return None
    return {
        "type": "message",
        "id": -row,
        "from": "me",
        "at": at.astimezone(UTC).isoformat(),
        "text": text,
        "entities": [],
        "buttons": [],
        "photo": _photo(photo[-1]["file_id"], files) if photo else None,
        "file": _paper(message["document"], files) if message.get("document") else None,
        "location": message.get("location"),
        "client": body.get("linli_client"),
    }


def _buttons(payload: Mapping[str, Any]) -> list[list[dict[str, str]]]:
    keyboard = (payload.get("reply_markup") or {}).get("inline_keyboard") or []
    return [
        [
            {"text": b["text"], "url": b["url"]}
            if b.get("url")
            else {"text": b["text"], "data": b.get("callback_data", "")}
            for b in row
        ]
        for row in keyboard
    ]


def _id(reference: str) -> str:
    return reference.removeprefix("file:")


def _photo(reference: str, files: str) -> dict[str, str]:
    address = f"{files}/{_id(reference)}"
    return {"url": address, "thumb": f"{address}?thumb=1"}
