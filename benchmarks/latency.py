"""How long a person waits at an even pace: from an accepted update to its message on the wire."""

import statistics
from collections.abc import Sequence

from benchmarks.bench import bench, load_now

A_SECOND = 50.0
TURNS = 1_000
WARM_UP = 600
WORDS = ("谢谢", "菜单")


async def main() -> None:
    async with bench() as ground, ground.linli() as linli:
        await linli.bot.rate(WARM_UP, WORDS[0])
        for words in WORDS:
            delays = await linli.bot.delays(TURNS, words, A_SECOND)
            print(
                f"latency at {A_SECOND:.0f} updates/s, 「{words}」: p50 {_at(delays, 50):.1f} ms,"
                f" p95 {_at(delays, 95):.1f} ms, p99 {_at(delays, 99):.1f} ms ({load_now()})"
            )


def _at(delays: Sequence[float], share: int) -> float:
    return statistics.quantiles(delays, n=100)[share - 1] * 1_000
