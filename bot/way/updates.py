"""Reading raw updates: what they are, whom they come from, and which words they bring."""

import json
import re
from dataclasses import dataclass
from typing import Any

MOST_WORDS_HEARD = 4096

_UNHOLDABLE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""A NUL, or half of a surrogate pair, written as JSON escapes them."""


@dataclass(frozen=True)
class Raw:
    """The few facts of an update that are needed before it is parsed in full."""

    body: dict[str, Any]
    kind: str | None
    user: int | None
    user_language: str | None
    words: str
    """Text or caption; empty for the rest."""
    press: str | None
    is_group: bool
    is_command: bool


KINDS = ("message", "edited_message", "callback_query", "my_chat_member")


def read(raw: bytes) -> Raw | None:
    """Read an update's first facts, or None when it is not one that means anything to us."""
    try:
        body = _clean(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    kind = next((k for k in KINDS if isinstance(body.get(k), dict)), None)
    if kind is None:
        return None
    event = body[kind]
    sender = event.get("from") if isinstance(event.get("from"), dict) else {}
    message = event.get("message") if kind == "callback_query" else event
    chat = message.get("chat") if isinstance(message, dict) else None
    words = (event.get("text") or event.get("caption") or "") if kind != "callback_query" else ""
    words = words if isinstance(words, str) else ""
    return Raw(
        body=body,
        kind=kind,
        user=_int(sender.get("id")),
        user_language=_str(sender.get("language_code")),
        words=words[:MOST_WORDS_HEARD],
        press=_str(event.get("data")) if kind == "callback_query" else None,
        is_group=isinstance(chat, dict) and chat.get("type", "private") != "private",
        is_command=words.startswith("/"),
    )


def chat_of(body: dict[str, Any]) -> int | None:
    """Find the chat that an update belongs to; where it has none, its sender's own."""
    for event in body.values():
        if not isinstance(event, dict):
            continue
        message = event.get("message") if isinstance(event.get("message"), dict) else event
        for holder, key in ((message, "chat"), (event, "chat"), (event, "from"), (event, "user")):
            found = holder.get(key) if isinstance(holder, dict) else None
            number = _int(found.get("id")) if isinstance(found, dict) else None
            if number is not None:
                return number
    return None


def _clean(raw: bytes) -> Any:
    """Parse JSON, without the characters that PostgreSQL and UTF-8 cannot hold."""
    words = raw.decode("utf-8", "replace")
    body = json.loads(words)
    return _without(body) if _UNHOLDABLE.search(words) else body


def _without(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_without(item) for item in value]
    if isinstance(value, dict):
        return {_without(key): _without(item) for key, item in value.items()}
    return value


def _int(value: Any) -> int | None:
    ours = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 62
    return value if ours else None


def _str(value: Any) -> str | None:
    return value if isinstance(value, str) else None
