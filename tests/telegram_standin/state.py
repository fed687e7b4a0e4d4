"""What the stand-in remembers: chats, messages, files, and everything that was sent, in order."""

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.telegram_standin.faults import Fault
from tests.telegram_standin.limits import Limits

Fields = dict[str, Any]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Sent:
    """A call of the bot that was done."""

    number: int
    at: float
    method: str
    chat: int | None
    fields: Fields
    message_id: int | None = None

    @property
    def text(self) -> str:
        return str(self.fields.get("text") or self.fields.get("caption") or "")

    @property
    def buttons(self) -> list[dict[str, Any]]:
        rows = (self.fields.get("reply_markup") or {}).get("inline_keyboard") or []
        return [button for row in rows for button in row]


@dataclass(frozen=True)
class Call:
    """A call of the bot, whatever became of it."""

    at: float
    method: str
    chat: int | None
    outcome: str
    content_type: str


@dataclass
class File:
    kind: str
    content: bytes
    name: str
    mime: str
    path: str
    size: int


@dataclass
class State:
    token: str
    me: Fields
    limits: Limits | None = None
    faults: list[Fault] = field(default_factory=list)
    chats: dict[int, Fields] = field(default_factory=dict)
    messages: dict[int, dict[int, Fields]] = field(default_factory=lambda: defaultdict(dict))
    files: dict[str, File] = field(default_factory=dict)
    queries: dict[str, Fields] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    """What was set with setMyCommands and its kin, by method, scope and language."""
    sent: list[Sent] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _message_ids: dict[int, "itertools.count[int]"] = field(
        default_factory=lambda: defaultdict(lambda: itertools.count(1))
    )
    _file_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def next_message_id(self, chat: int) -> int:
        return next(self._message_ids[chat])

    def keep_file(self, kind: str, content: bytes, name: str, mime: str) -> str:
        number = next(self._file_ids)
        id_ = f"AgAC-{kind}-{number:06d}"
        path = f"{kind}s/file_{number}.{name.rpartition('.')[2] or 'bin'}"
        self.files[id_] = File(kind, content, name, mime, path, len(content))
        return id_

    def record(
        self, method: str, chat: int | None, fields: Fields, message_id: int | None = None
    ) -> None:
        sent = Sent(len(self.sent), time.monotonic(), method, chat, fields, message_id)
        self.sent.append(sent)
        self.ring()

    def ring(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()

    async def until(self, look: Callable[[], Found | None], seconds: float = 10) -> Found:
        """Wait until `look` finds something.

        :raises TimeoutError: it never did.
        """
        async with asyncio.timeout(seconds):
            while True:
                changed = self.changed
                found = look()
                if found:
                    return found
                await changed.wait()

    def sent_to(self, chat: int) -> list[Sent]:
        return [sent for sent in self.sent if sent.chat == chat]
