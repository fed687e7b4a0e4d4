"""The sender: the only one who talks to platforms. It leases, sends, and marks."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot import metrics
from bot.platforms.dialect import (
    Platform,
    RefusedError,
    RevokedError,
    TryLaterError,
    UnreachableError,
)
from bot.way import outbox
from bot.way.away import AWAY
from bot.way.batch import Batch
from bot.way.faults import pass_by
from bot.way.limits import Limits
from bot.way.outbox import Leased
from bot.way.wake import Wake
from community.notices import Priority

log = structlog.get_logger()

SLOTS = 32
MOST_HANDED = 16
"""So many of them may be taken by what turns hand over: what waits in line, and crisis first,
always finds some."""
LOOK_EVERY = 0.5
LONGEST_PAUSE = 300.0
PAUSE_WHEN_REVOKED = 60.0
MOST_FAULTS = 8
"""Tries of a message that makes our own code fail; after them it must not block its chat."""

FINISH_WITHIN = 8.0
"""Seconds that a stopping process gives to what it is just sending."""
MOST_TRIES = 8
"""Tries of a message at which we ourselves fail, before it is given up."""

OnDead = Callable[[AsyncSession, Leased, str], Awaitable[None]]


def growing_pause(attempts: int) -> float:
    """Seconds until the next try: 1, 2, 4 … up to five minutes, each give or take a fifth."""
    return min(2.0 ** max(attempts - 1, 0), LONGEST_PAUSE) * random.uniform(0.8, 1.2)  # noqa: S311


class Sender:
    """Send what the outbox holds, several chats at once.

    :param on_dead: told of every message that will never arrive, and why, in the transaction
        that gives it up.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        platforms: Mapping[tuple[str, str], Platform],
        limits: Limits,
        wake: Wake,
        *,
        lease_seconds: float,
        on_dead: OnDead,
    ) -> None:
        self._engine = engine
        # One statement is a transaction of its own: no begin and no commit to wait for.
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._platforms = platforms
        self._limits = limits
        self._lease_seconds = lease_seconds
        self._on_dead = on_dead
        self._wake = wake
        self._bell = asyncio.Event()
        self._sends: set[asyncio.Task[None]] = set()
        self._reserved = 0
        self._rings = 0
        self._marks: Batch[tuple[int, int | None], None] = Batch(self._mark)
        wake.on("outbox", self._ring)

    def _ring(self, _: str = "") -> None:
        self._rings += 1
        self._bell.set()

    def reserve(self) -> bool:
        """Keep room for a message that a turn leases for us; some room is left for the queue."""
        if len(self._sends) + self._reserved >= MOST_HANDED:
            return False
        self._reserved += 1
        return True

    def take(self, row: Leased | None) -> None:
        self._reserved -= 1
        if row is not None:
            self._start(row, handed=True)

    async def run(self) -> None:
        """Send until cancelled; what is being sent by then is finished and marked."""
        try:
            while True:
                self._bell.clear()
                await self._lease()
                await self._rest()
        finally:
            if self._sends:
                await asyncio.wait(self._sends, timeout=FINISH_WITHIN)

    async def _lease(self) -> None:
        most = SLOTS - len(self._sends) - self._reserved
        if most <= 0:
            return
        try:
            leased = await outbox.lease(self._at_once, most=most, seconds=self._lease_seconds)
        except AWAY as error:
            log.warning("the outbox is out of reach", fault=type(error).__name__)
            return
        for row in leased:
            self._start(row)

    def _start(self, row: Leased, *, handed: bool = False) -> None:
        pass_by("claimed")
        task = asyncio.get_running_loop().create_task(
            self._one(row, self._rings if handed else None)
        )
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await self._bell.wait()
                while len(self._sends) >= SLOTS:
                    self._bell.clear()
                    await self._bell.wait()
        except TimeoutError:
            pass

    async def _one(self, row: Leased, rings: int | None) -> None:
        try:
            await self._send(row)
        except Exception as error:  # noqa: BLE001  one message must not stop the others
            # The lease ends by itself; the row is then taken again, as uncertain.
            log.warning("a send could not be marked", row=row.id, fault=type(error).__name__)
        finally:
            # Behind what was handed over nothing waits, unless it came meanwhile.
            if rings != self._rings or len(self._sends) >= SLOTS:
                self._bell.set()

    async def _send(self, row: Leased) -> None:  # noqa: C901  one line for each way it can go
        platform = self._platforms.get((row.platform, row.bot))
        if platform is None:
            await self._back(row, 30.0, "no such platform here", tried=False)
            return
        if platform.limited:
            patience = self._lease_seconds / 4
            wait = await self._limits.pass_through(
                row.bot, row.chat, patience=patience, urgent=row.priority == Priority.CRISIS
            )
            if wait > 0:
                await self._back(row, wait, "limit", tried=False)
                return
        try:
            async with asyncio.timeout(self._lease_seconds * 0.6):
                shown = await platform.say(row.chat, row.method, row.payload, row.id)
        except TryLaterError as error:
            after = growing_pause(row.attempts) if error.after is None else error.after
            await self._back(row, after, "try later", uncertain=error.uncertain)
        except TimeoutError:
            await self._back(row, growing_pause(row.attempts), "no answer", uncertain=True)
        except RevokedError:
            log.critical("the platform does not know our token any more", platform=row.platform)
            await self._back(row, PAUSE_WHEN_REVOKED, "revoked")
        except (UnreachableError, RefusedError) as error:
            await self._dead(row, f"{type(error).__name__}: {error}")
        except Exception as error:  # noqa: BLE001  a fault of ours must not block the chat for ever
            fault = type(error).__name__
            log.error("a message could not be shown", row=row.id, fault=fault)  # noqa: TRY400
            await self._back(row, growing_pause(row.attempts), fault)
            if row.attempts >= MOST_FAULTS:
                await self._dead(row, fault)
        else:
            pass_by("sent")
            metrics.sent.labels(row.platform).inc()
            await self._marks.add((row.id, shown))
            pass_by("marked")

    async def _back(
        self, row: Leased, after: float, fault: str, *, uncertain: bool = False, tried: bool = True
    ) -> None:
        if tried:
            metrics.send_faults.labels(row.platform, fault).inc()
        if uncertain:
            metrics.uncertain.inc()
        await outbox.put_back(
            self._at_once, row, after=after, fault=fault, uncertain=uncertain, tried=tried
        )
        if after < LOOK_EVERY:
            asyncio.get_running_loop().call_later(after, self._bell.set)

    async def _dead(self, row: Leased, fault: str) -> None:
        metrics.send_faults.labels(row.platform, "dead").inc()
        log.warning("a message will never arrive", row=row.id, fault=fault[:120])
        async with AsyncSession(self._engine, expire_on_commit=False) as db, db.begin():
            if await outbox.mark_dead(await db.connection(), row, fault[:200]):
                await self._on_dead(db, row, fault)
        self._wake("notices")

    async def _mark(self, marks: Any) -> list[None]:
        await outbox.mark_sent(self._at_once, marks)
        return [None] * len(marks)
