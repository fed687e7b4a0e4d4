"""Wake-ups: a hint that something waits. Losing one costs a moment, never a message."""

import asyncio
import json
from collections.abc import Callable
from typing import Literal

import structlog

from bot.way.redis import Redis

log = structlog.get_logger()

Topic = Literal["turn", "outbox", "notices", "shown", "toast"]
CHANNEL = "linli:wake"
MOST_WAITING = 10_000


class Wake:
    """Tell this process at once, and the others through Redis when it is there."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._listeners: dict[str, list[Callable[[str], None]]] = {}
        self._outgoing: asyncio.Queue[tuple[str, str]] = asyncio.Queue(MOST_WAITING)

    def on(self, topic: Topic, listener: Callable[[str], None]) -> None:
        self._listeners.setdefault(topic, []).append(listener)

    def __call__(
        self, topic: Topic, about: str = "", *, here: bool = True, elsewhere: bool = True
    ) -> None:
        if here:
            self._tell(topic, about)
        if elsewhere and not self._outgoing.full():
            self._outgoing.put_nowait((topic, about))

    def _tell(self, topic: str, about: str) -> None:
        for listener in self._listeners.get(topic, ()):
            listener(about)

    async def publish(self) -> None:
        """Pass our wake-ups on to other processes, for ever."""
        while True:
            hints = {await self._outgoing.get()}
            while not self._outgoing.empty():
                hints.add(self._outgoing.get_nowait())
            await self._publish(json.dumps([self._redis.name, sorted(hints)]))

    async def _publish(self, message: str) -> None:
        await self._redis.call(lambda r: r.publish(CHANNEL, message))

    async def listen(self) -> None:
        """Hear the wake-ups of other processes, for ever, through any trouble of Redis."""
        while True:
            async for message in self._redis.messages(CHANNEL):
                try:
                    sender, hints = json.loads(message)
                    if sender != self._redis.name:
                        for topic, about in hints:
                            self._tell(topic, about)
                except (ValueError, TypeError, LookupError):
                    log.warning("a wake-up could not be read")
            await asyncio.sleep(1)
