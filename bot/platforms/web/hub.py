"""Open pages of this process, by chat; each pulls what is new when it is woken."""

import asyncio
import json
from collections import defaultdict
from typing import Any

import structlog

from bot.way.wake import Wake

log = structlog.get_logger()

LOOK_EVERY = 2.0
"""Seconds between looks without a wake-up: Redis may be away, or another process has sent."""


class Page:
    """One open web socket: a bell for the outbox, and what is said only now."""

    def __init__(self) -> None:
        self.bell = asyncio.Event()
        self.passing: asyncio.Queue[dict[str, Any]] = asyncio.Queue(50)

    def show_now(self, frame: dict[str, Any]) -> None:
        if not self.passing.full():
            self.passing.put_nowait(frame)
        self.bell.set()


class Hub:
    def __init__(self, wake: Wake) -> None:
        self._pages: dict[int, set[Page]] = defaultdict(set)
        wake.on("shown", self._ring)
        wake.on("toast", self._pass_on)

    def __len__(self) -> int:
        return sum(len(pages) for pages in self._pages.values())

    def open(self, chat: int) -> Page:
        page = Page()
        self._pages[chat].add(page)
        return page

    def close(self, chat: int, page: Page) -> None:
        self._pages[chat].discard(page)
        if not self._pages[chat]:
            del self._pages[chat]

    def open_of(self, chat: int) -> int:
        return len(self._pages.get(chat, ()))

    def _ring(self, about: str) -> None:
        if about.isdigit():
            for page in self._pages.get(int(about), ()):
                page.bell.set()

    def _pass_on(self, about: str) -> None:
        try:
            told = json.loads(about)
            pages = self._pages.get(told["chat"], set())
            for page in pages:
                page.show_now(told["frame"])
        except (ValueError, KeyError, TypeError):
            log.warning("a toast could not be read")
