"""How each notice is said: a plain text by default, a room's own card where it has one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.methods import TelegramMethod
from sqlalchemy.ext.asyncio import AsyncSession

from community.notices import Notice
from config.texts import Say
from config.town import Town
from handlers.reply import Said, flat, tell


@dataclass(frozen=True)
class Telling:
    """What a renderer needs: the notice, for which chat, in which language, about which town."""

    notice: Notice
    db: AsyncSession
    chat_id: int
    say: Say
    town: Town
    now: datetime

    @property
    def facts(self) -> dict[str, Any]:
        return self.notice.facts


Renderer = Callable[[Telling], Awaitable[Said]]
_RENDERERS: dict[str, Renderer] = {}


def renders(*text_ids: str) -> Callable[[Renderer], Renderer]:
    def register(renderer: Renderer) -> Renderer:
        _RENDERERS.update(dict.fromkeys(text_ids, renderer))
        return renderer

    return register


async def render(
    notice: Notice, *, db: AsyncSession, chat_id: int, say: Say, town: Town, now: datetime
) -> list[TelegramMethod[Any]]:
    renderer = _RENDERERS.get(notice.text_id)
    if renderer is None:
        return list(tell(chat_id, say(notice.text_id, **notice.facts)))
    return flat(await renderer(Telling(notice, db, chat_id, say, town, now)))
