"""Telegram's limits, and a count of who broke them."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.telegram_standin.refusal import RefusalError


@dataclass
class Limits:
    """So many messages a second in all and in a chat, so many a minute in a group."""

    overall: int = 30
    chat: float = 1.0
    group: int = 20
    slack: float = 0.05
    """Seconds that a message may be early: two clocks and a wire lie between."""
    broken: int = 0
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def check(self, chat: int) -> None:
        """Count a message.

        :raises RefusalError: too many requests.
        """
        now = time.monotonic()
        here = self._chats[chat]
        window = 60.0 if chat < 0 else 1.0 / self.chat
        most = self.group if chat < 0 else 1
        waits = (
            _wait(self._all, now, 1.0 - self.slack, self.overall),
            _wait(here, now, window - self.slack, most),
        )
        wait = max(waits)
        if wait > 0:
            self.broken += 1
            after = math.ceil(wait)
            raise RefusalError(
                429, f"Too Many Requests: retry after {after}", {"retry_after": after}
            )
        self._all.append(now)
        here.append(now)


def _wait(times: deque[float], now: float, window: float, most: int) -> float:
    while times and times[0] <= now - window:
        times.popleft()
    return times[0] + window - now if len(times) >= most else 0.0
