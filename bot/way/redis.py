"""Redis, for what may vanish at any moment: each call is short, and its absence is an answer."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import structlog
from redis.asyncio import Redis as Client
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = structlog.get_logger()

CALL_LIMIT = 0.2
"""Seconds that one call may take."""
REST_AFTER_FAULT = 5.0
"""Seconds without another try after a fault, so that a hung Redis slows nobody."""

T = TypeVar("T")


class Redis:
    """A Redis that may be flushed, hung or gone."""

    def __init__(self, url: str) -> None:
        self.name = secrets.token_hex(8)
        self._url = url
        self._rest_until = 0.0
        self._client = self._connect(CALL_LIMIT) if url else None

    def _connect(self, timeout: float | None) -> Client:
        client: Client = Client.from_url(
            self._url.replace("valkey+unix://", "unix://"),
            decode_responses=True,
            socket_timeout=timeout,
            socket_connect_timeout=CALL_LIMIT,
            retry=Retry(NoBackoff(), 0),
        )
        return client

    @property
    def there(self) -> bool:
        return self._client is not None and time.monotonic() >= self._rest_until

    async def call(self, use: Callable[[Client], Awaitable[T]]) -> T | None:
        """Give what Redis says, or None where it does not answer in time."""
        if self._client is None or not self.there:
            return None
        try:
            async with asyncio.timeout(CALL_LIMIT):
                return await use(self._client)
        except (RedisError, OSError, TimeoutError) as error:
            self._rest_until = time.monotonic() + REST_AFTER_FAULT
            log.warning("redis is away", fault=type(error).__name__)
            return None

    async def messages(self, channel: str) -> AsyncIterator[str]:
        """Yield what is published, until the connection fails."""
        if not self._url:
            await asyncio.sleep(3600)
            return
        client = self._connect(None)
        try:
            async with client.pubsub() as listening:
                await listening.subscribe(channel)
                async for message in listening.listen():
                    if message["type"] == "message":
                        yield message["data"]
        except (RedisError, OSError, TimeoutError):
            return
        finally:
            await _quietly(client.aclose())

    async def close(self) -> None:
        if self._client is not None:
            await _quietly(self._client.aclose())


async def _quietly(closing: Awaitable[Any]) -> None:
    try:
        await closing
    except (RedisError, OSError):
        log.debug("redis was gone before it was closed")
