"""The last lines of a talk, both sides of it: what a person who takes over reads first."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.way.buttons import PREFIX

MOST_LINES = 10
LONGEST_LINE = 300

Transcript = Callable[[], Awaitable[Sequence[tuple[str, str]]]]

_HEARD = """
select raw, received_at from inbox where chat_id = $1 order by id desc limit $2"""

# What came as a notice belongs to other matters, and to workers with other people's.
_SAID = """
select method, payload::text as payload, created_at from outbox
where chat_id = $1 and notice_id is null and dead_at is null
  and method in ('sendMessage', 'sendPhoto', 'sendDocument', 'editMessageText')
order by id desc limit $2"""

_LABELS = "select token, label from buttons where chat_id = $1 and token = any($2::text[])"


async def transcript(
    db: AsyncSession, chat_row: int, most: int = MOST_LINES
) -> list[tuple[str, str]]:
    """Give the last lines of a chat, oldest first, as (who, words); who is resident or town."""
    connection = await db.connection()
    heard = (await connection.exec_driver_sql(_HEARD, (chat_row, most))).all()
    said = (await connection.exec_driver_sql(_SAID, (chat_row, most))).all()
    bodies = [(row.received_at, body) for row in heard if (body := _body(row.raw)) is not None]
    labels = await _labels(db, chat_row, [body for _, body in bodies])
    lines: list[tuple[datetime, str, str]] = [
        (at, "resident", words) for at, body in bodies if (words := _heard(body, labels))
    ]
    lines += [
        (row.created_at, "town", words)
        for row in said
        if (words := _said(row.method, json.loads(row.payload)))
    ]
    lines.sort(key=lambda line: line[0])
    return [(who, words[:LONGEST_LINE]) for _, who, words in lines[-most:]]


def _body(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _token(body: dict[str, Any]) -> str | None:
    query = body.get("callback_query")
    data = query.get("data") if isinstance(query, dict) else None
    return data.removeprefix(PREFIX) if isinstance(data, str) and data[:2] == PREFIX else None


async def _labels(
    db: AsyncSession, chat_row: int, bodies: Sequence[dict[str, Any]]
) -> dict[str, str]:
    tokens = [t for body in bodies if (t := _token(body)) and "\x00" not in t]
    if not tokens:
        return {}
    connection = await db.connection()
    rows = await connection.exec_driver_sql(_LABELS, (chat_row, tokens))
    return {row.token: row.label for row in rows}


def _heard(body: dict[str, Any], labels: dict[str, str]) -> str:
    token = _token(body)
    if token is not None:
        return f"[{labels[token]}]" if token in labels else ""
    message = body.get("message") or body.get("edited_message")
    if not isinstance(message, dict):
        return ""
    words = message.get("text") or message.get("caption")
    if isinstance(words, str) and words:
        return words
    return next((sign for kind, sign in _SIGNS.items() if kind in message), "")


def _said(method: str, payload: dict[str, Any]) -> str:
    words = payload.get("text") or payload.get("caption")
    if isinstance(words, str) and words:
        return words
    return {"sendPhoto": _SIGNS["photo"], "sendDocument": _SIGNS["document"]}.get(method, "")


_SIGNS = {"photo": "🖼", "location": "📍", "voice": "🎤", "document": "📄", "sticker": "🙂"}
