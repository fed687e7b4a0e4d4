"""The web page as a platform: the outbox is what it shows, so to say something is to wake it."""

import json
from collections.abc import Mapping
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import AnswerCallbackQuery, SendChatAction, TelegramMethod

from bot.way.wake import Wake

NAME = "web"
BOT = "web"


class _NoSession(BaseSession):
    """Handlers return methods; one that is called all the same must fail loudly."""

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("handlers return what is said; only the sender talks to platforms")

    async def stream_content(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("files come through the platform's fetch")
        yield b""


class WebPlatform:
    name = NAME
    limited = False

    def __init__(self, wake: Wake) -> None:
        self._wake = wake
        self.bot = Bot("2:web", session=_NoSession())

    async def say(self, chat: int, method: str, payload: dict[str, Any], row: int) -> int | None:
        self._wake("shown", str(chat))
        return payload.get("message_id", row) if method != "deleteMessage" else None

    async def answer(self, chat: int, method: TelegramMethod[Any]) -> None:
        frame: dict[str, Any] | None = None
        if isinstance(method, AnswerCallbackQuery):
            frame = {"type": "toast", "text": method.text or "", "alert": bool(method.show_alert)}
        elif isinstance(method, SendChatAction):
            frame = {"type": "typing"}
        if frame is not None:
            self._wake("toast", json.dumps({"chat": chat, "frame": frame}, ensure_ascii=False))

    def starts_in(self, body: Mapping[str, Any]) -> bool:  # noqa: ARG002  there are no groups here
        return True

    async def fetch(self, source: str) -> bytes | None:  # noqa: ARG002  content came with the upload
        return None
