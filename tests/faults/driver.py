"""Telegram's side of the webhook: each update until a 2xx, a chat's in order, forty at a time."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.faults.processes import SECRET

AT_ONCE = 40
HEADER = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
FIRST_WORDS = ("我要报问题", "第000条", "某处")
"""They open a report; whatever is said after them is added to it, and shown in the answer."""


def message(chat: int, words: str, **more: Any) -> dict[str, Any]:
    return {
        "message": {
            "message_id": 1,
            "date": int(time.time()),
            "chat": {"id": chat, "type": "private"},
            "from": {"id": chat, "is_bot": False, "first_name": "居民", "language_code": "zh"},
            "text": words,
            **more,
        }
    }


def lines_of(chat: int, count: int) -> list[dict[str, Any]]:
    """Give a chat's updates: the opening of a report, and then lines that are told apart."""
    words = [*FIRST_WORDS, *(f"第{n:03}条" for n in range(1, count - len(FIRST_WORDS) + 1))]
    return [message(chat, text) for text in words]


def expected_text(count: int) -> str:
    return "\n".join(["第000条", *(f"第{n:03}条" for n in range(1, count - 2))])


@dataclass
class Driver:
    webhooks: Sequence[str]
    statuses: Counter[int] = field(default_factory=Counter)
    """Status 0: nobody answered."""
    accepted: set[int] = field(default_factory=set)
    slowest: float = 0.0
    """Seconds of the longest knock that was taken."""
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1_000))

    async def bring(self, *chats: Sequence[dict[str, Any]], within: float = 60) -> None:
        """Bring each chat's updates, the next one when the one before was taken."""
        gate = asyncio.Semaphore(AT_ONCE)
        webhooks = itertools.cycle(self.webhooks)
        async with (
            asyncio.timeout(within),
            ClientSession(timeout=ClientTimeout(total=8)) as session,
            asyncio.TaskGroup() as group,
        ):
            for updates in chats:
                group.create_task(self._bring(session, gate, webhooks, updates))

    async def _bring(
        self,
        session: ClientSession,
        gate: asyncio.Semaphore,
        webhooks: "itertools.cycle[str]",
        updates: Sequence[dict[str, Any]],
    ) -> None:
        for update in updates:
            number = next(self._numbers)
            body = {"update_id": number, **update}
            while number not in self.accepted:
                async with gate:
                    status, took = await self._knock(session, next(webhooks), body)
                self.statuses[status] += 1
                if 200 <= status < 300:
                    self.accepted.add(number)
                    self.slowest = max(self.slowest, took)
                else:
                    await asyncio.sleep(0.05)

    async def _knock(
        self, session: ClientSession, url: str, body: dict[str, Any]
    ) -> tuple[int, float]:
        started = time.monotonic()
        try:
            async with session.post(url, json=body, headers=HEADER) as answer:
                status = answer.status
        except (ClientError, OSError):
            status = 0
        return status, time.monotonic() - started
