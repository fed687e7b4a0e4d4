"""How fast a platform may be spoken to, shared by all processes through Redis.

The generic cell rate: each line (the bot as a whole, a chat, a group) has a time before which the
next message would be too early. Without Redis every process keeps its own times.
"""

import asyncio
import time
from dataclasses import dataclass

from bot.way.redis import Redis

_SCRIPT = """
local t = redis.call('time')
local now = t[1] + t[2] / 1000000
local wait = 0
for i, key in ipairs(KEYS) do
  local free = tonumber(redis.call('get', key) or '0')
  local early = free - now - tonumber(ARGV[2 * i])
  if early > wait then wait = early end
end
if wait > 0 then return tostring(wait) end
for i, key in ipairs(KEYS) do
  local free = math.max(tonumber(redis.call('get', key) or '0'), now)
  local gap = tonumber(ARGV[2 * i - 1])
  redis.call('set', key, string.format('%.6f', free + gap), 'EX', 120)
end
return '0'
"""


MOST_LINES = 50_000


@dataclass(frozen=True)
class Rates:
    """Messages a second for the bot and for a chat, messages a minute for a group."""

    overall: float = 30.0
    chat: float = 1.0
    group_a_minute: float = 20.0


@dataclass(frozen=True)
class _Line:
    key: str
    gap: float
    burst: float
    """Seconds that one may be early: how much of a burst is borne."""


class Limits:
    def __init__(self, redis: Redis, rates: Rates) -> None:
        self._redis = redis
        self._rates = rates
        self._free: dict[str, float] = {}

    def _lines(self, bot: str, chat: int) -> list[_Line]:
        rates = self._rates
        overall = _Line(f"linli:rate:{bot}", 1 / rates.overall, 0.5)
        if chat < 0:
            gap = 60 / rates.group_a_minute
            return [overall, _Line(f"linli:rate:{bot}:{chat}", gap, gap)]
        return [overall, _Line(f"linli:rate:{bot}:{chat}", 1 / rates.chat, 0.0)]

    async def wait_for(self, bot: str, chat: int) -> float:
        """Take a place in line: 0 when it may be sent now, else seconds to wait and ask again."""
        lines = self._lines(bot, chat)
        arguments = [str(x) for line in lines for x in (line.gap, line.burst)]
        keys = [line.key for line in lines]
        answer = await self._redis.call(lambda r: r.eval(_SCRIPT, len(keys), *keys, *arguments))
        return float(answer) if answer is not None else self._here(lines)

    def _here(self, lines: list[_Line]) -> float:
        now = time.monotonic()
        early = max(self._free.get(line.key, 0) - now - line.burst for line in lines)
        if early > 0:
            return early
        if len(self._free) > MOST_LINES:
            self._free = {key: free for key, free in self._free.items() if free > now}
        for line in lines:
            self._free[line.key] = max(self._free.get(line.key, 0), now) + line.gap
        return 0.0

    async def pass_through(self, bot: str, chat: int, *, patience: float) -> float:
        """Wait for a place as long as patience lasts; what is left to wait when it did not."""
        until = time.monotonic() + patience
        while (wait := await self.wait_for(bot, chat)) > 0:
            if time.monotonic() + wait > until:
                return wait
            await asyncio.sleep(wait)
        return 0.0
