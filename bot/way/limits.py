"""How fast a platform may be spoken to, shared by all processes through Redis.

The generic cell rate: each line (the bot as a whole, a chat, a group) has a time before which the
next message would be too early. Without Redis every process keeps its own times.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bot.way.batch import Batch
from bot.way.redis import Redis

_SCRIPT = """
local t = redis.call('time')
local now = t[1] + t[2] / 1000000
local waits = {}
for one = 1, #KEYS, 2 do
  local frees, wait = redis.call('mget', KEYS[one], KEYS[one + 1]), 0
  for i = 1, 2 do
    frees[i] = tonumber(frees[i] or '0')
    wait = math.max(wait, frees[i] - now - tonumber(ARGV[2 * (one + i - 1)]))
  end
  if wait <= 0 then
    for i = 1, 2 do
      local gap = tonumber(ARGV[2 * (one + i - 1) - 1])
      local free = string.format('%.6f', math.max(frees[i], now) + gap)
      redis.call('set', KEYS[one + i - 1], free, 'EX', 120)
    end
  end
  waits[#waits + 1] = tostring(wait)
end
return waits
"""


MOST_LINES = 50_000
MOST_AT_ONCE = 64


EARLY = 0.003
"""Seconds that a message may be early: a waiter that woke a little late does not slow the line."""
EARLY_WHEN_URGENT = 0.006
"""Danger is early enough to be before whoever waits for the same place."""
HEADROOM = 1.007
"""So much slower than the platform's rate; more than one and `EARLY_WHEN_URGENT`, so that no
second holds more than the platform bears, and less than a hundredth of its rate is given away."""
GROUP_HEADROOM = 1.2
"""In a group one message more may come at once: few do, and people wait for them."""


@dataclass(frozen=True)
class Rates:
    """What the platform bears: messages a second in all and in a chat, a minute in a group."""

    overall: float = 30.0
    chat: float = 1.0
    group_a_minute: float = 20.0


@dataclass(frozen=True)
class _Line:
    key: str
    gap: float
    early: float


class Limits:
    def __init__(self, redis: Redis, rates: Rates) -> None:
        self._redis = redis
        self._rates = rates
        self._free: dict[str, float] = {}
        self._asks: Batch[Sequence[_Line], float | None] = Batch(self._ask, most=MOST_AT_ONCE)

    def _lines(self, bot: str, chat: int, *, urgent: bool) -> list[_Line]:
        rates = self._rates
        early = EARLY_WHEN_URGENT if urgent else EARLY
        overall = _Line(f"linli:rate:{bot}", HEADROOM / rates.overall, early)
        if chat < 0:
            gap = GROUP_HEADROOM * 60 / rates.group_a_minute
            return [overall, _Line(f"linli:rate:{bot}:{chat}", gap, gap)]
        return [overall, _Line(f"linli:rate:{bot}:{chat}", 1 / rates.chat, 0.0)]

    async def wait_for(self, bot: str, chat: int, *, urgent: bool = False) -> float:
        """Take a place in line: 0 when it may be sent now, else seconds to wait and ask again."""
        lines = self._lines(bot, chat, urgent=urgent)
        wait = await self._asks.add(lines)
        if wait is None:
            return self._here(lines)
        if wait == 0:
            # Should Redis be gone at the next call, this process goes on from here.
            self._pass(lines, time.monotonic())
        return wait

    async def _ask(self, asks: Sequence[Sequence[_Line]]) -> Sequence[float | None]:
        """Ask Redis for many at once, in the order in which they came."""
        lines = [line for ask in asks for line in ask]
        keys = [line.key for line in lines]
        arguments = [str(x) for line in lines for x in (line.gap, line.early)]
        answer = await self._redis.call(lambda r: r.eval(_SCRIPT, len(keys), *keys, *arguments))
        if answer is None:
            return [None] * len(asks)
        return [float(wait) for wait in answer]

    def _here(self, lines: list[_Line]) -> float:
        now = time.monotonic()
        wait = max(self._free.get(line.key, 0) - now - line.early for line in lines)
        if wait > 0:
            return wait
        self._pass(lines, now)
        return 0.0

    def _pass(self, lines: list[_Line], now: float) -> None:
        if len(self._free) > MOST_LINES:
            self._free = {key: free for key, free in self._free.items() if free > now}
        for line in lines:
            self._free[line.key] = max(self._free.get(line.key, 0), now) + line.gap

    async def pass_through(
        self, bot: str, chat: int, *, patience: float, urgent: bool = False
    ) -> float:
        """Wait for a place as long as patience lasts; what is left to wait when it did not."""
        until = time.monotonic() + patience
        while (wait := await self.wait_for(bot, chat, urgent=urgent)) > 0:
            if time.monotonic() + wait > until:
                return wait
            await asyncio.sleep(wait)
        return 0.0
