"""The aiogram Bot that handlers see: it knows its own name, and talks to nobody."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.methods import GetMe, TelegramMethod
from aiogram.types import User


class OnlyItsName(BaseSession):
    """Handlers return methods; one that is called all the same must fail loudly."""

    def __init__(self, me: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        super().__init__()
        self._me = me

    async def close(self) -> None:
        """Nothing is open here."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: int | None = None,  # noqa: ASYNC109, ARG002
    ) -> Any:
        if isinstance(method, GetMe):
            return User.model_validate(await self._me(), context={"bot": bot})
        raise RuntimeError("handlers return what is said; only the sender talks to platforms")

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        raise RuntimeError("files come through the platform's fetch")
        yield b""
