"""Listening to Telegram: one process of all leads; it polls, or tells Telegram our address."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.platforms.dialect import RevokedError, TryLaterError
from bot.platforms.telegram.wire import NotOkError, Wire
from bot.way.away import AWAY

log = structlog.get_logger()

ALLOWED: Final = ["message", "edited_message", "callback_query", "my_chat_member"]
LONG_POLL = 25
STAND_BY = 2.0
PAUSE_WHEN_REVOKED = 60.0
PAUSE_ON_CONFLICT = 5.0
LONGEST_PAUSE = 60.0
LOOK_AFTER_WEBHOOK = 300.0
CONFLICT = 409
MOST_CONNECTIONS = 40

_LEAD = "select pg_try_advisory_lock(hashtextextended('linli:telegram:' || $1, 0))"

Accept = Callable[[dict[str, Any], bytes], Awaitable[None]]


@asynccontextmanager
async def leading(engine: AsyncEngine, bot: str) -> AsyncIterator[AsyncConnection | None]:
    """Give the connection that makes us the leader for this bot, or None: somebody else leads.

    PostgreSQL frees the lock when the connection ends, however it ends.
    """
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not (await connection.exec_driver_sql(_LEAD, (bot,))).scalar():
            yield None
            return
        try:
            yield connection
        finally:
            await connection.invalidate()


class Listener:
    """:param accept: commits an update to the inbox.

    :param beside: what a leader also does, for as long as it leads; its trouble is its own.
    """

    def __init__(
        self,
        wire: Wire,
        engine: AsyncEngine,
        bot: str,
        accept: Accept,
        beside: Callable[[], Awaitable[None]],
    ) -> None:
        self._wire = wire
        self._engine = engine
        self._bot = bot
        self._accept = accept
        self._beside = beside
        self._faults = 0

    async def poll_for_ever(self) -> None:
        await self._for_ever(self._poll)

    async def hold_webhook_for_ever(self, url: str, secret: str) -> None:
        async def hold(leader: AsyncConnection) -> None:
            await self._hold_webhook(leader, url, secret)

        await self._for_ever(hold)

    async def _for_ever(self, lead: Callable[[AsyncConnection], Awaitable[None]]) -> None:
        while True:
            try:
                async with leading(self._engine, self._bot) as leader:
                    if leader is not None:
                        await self._lead(leader, lead)
                await asyncio.sleep(STAND_BY)
            except AWAY as error:
                log.warning("listening waits for the database", fault=type(error).__name__)
                await self._rest()
            except Exception as error:  # noqa: BLE001  whatever it was, we must not go deaf
                log.error("listening failed", fault=type(error).__name__)  # noqa: TRY400  no values
                await self._rest()

    async def _lead(
        self, leader: AsyncConnection, lead: Callable[[AsyncConnection], Awaitable[None]]
    ) -> None:
        beside = asyncio.ensure_future(self._beside())
        try:
            while True:
                try:
                    await lead(leader)
                except NotOkError as error:
                    log.warning("telegram refuses to be listened to", said=error.description)
                    if error.code == CONFLICT:
                        await asyncio.sleep(PAUSE_ON_CONFLICT)
                        return
                    await self._rest()
                except RevokedError:
                    log.critical("telegram does not know our token")
                    await asyncio.sleep(PAUSE_WHEN_REVOKED)
                except TryLaterError as error:
                    await self._rest(error.after)
        finally:
            beside.cancel()
            await asyncio.gather(beside, return_exceptions=True)

    async def _rest(self, after: float | None = None) -> None:
        """Pause as long as we were told, or 1, 2, 4 … up to 60 seconds, give or take a fifth."""
        self._faults += 1
        growing = min(2.0 ** (min(self._faults, 10) - 1), LONGEST_PAUSE)
        pause = growing * random.uniform(0.8, 1.2)  # noqa: S311
        await asyncio.sleep(pause if after is None else after)

    async def _poll(self, leader: AsyncConnection) -> None:
        await self._wire.call("deleteWebhook", {})
        confirmed: int | None = None
        while True:
            # Whoever lost the connection lost the lead: another may be polling already.
            await leader.exec_driver_sql("select 1")
            asked: dict[str, Any] = {"timeout": LONG_POLL, "allowed_updates": ALLOWED}
            if confirmed is not None:
                asked["offset"] = confirmed
            updates = await self._wire.call("getUpdates", asked, patience=LONG_POLL + 10)
            if not isinstance(updates, list):
                raise TryLaterError
            self._faults = 0
            # Only what is committed is confirmed; numbers restart anywhere after a quiet week, so
            # an offset is said only where there is something to confirm.
            confirmed = await self._take(updates)

    async def _take(self, updates: list[Any]) -> int | None:
        ours = [u for u in updates if isinstance(u, dict) and isinstance(u.get("update_id"), int)]
        await asyncio.gather(*(self._accept(u, json.dumps(u).encode()) for u in ours))
        return max((u["update_id"] for u in ours), default=-1) + 1 or None

    async def _hold_webhook(self, leader: AsyncConnection, url: str, secret: str) -> None:
        wanted = {
            "url": url,
            "secret_token": secret,
            "allowed_updates": ALLOWED,
            "max_connections": MOST_CONNECTIONS,
        }
        await self._wire.call("setWebhook", wanted)
        self._faults = 0
        while True:
            await asyncio.sleep(LOOK_AFTER_WEBHOOK)
            await leader.exec_driver_sql("select 1")
            told = await self._wire.call("getWebhookInfo", {})
            if not isinstance(told, dict) or told.get("url") != url:
                await self._wire.call("setWebhook", wanted)
