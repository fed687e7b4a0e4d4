"""Whole durable turns a second, as a share of what a bare aiogram echo manages in the same run."""

import statistics
from contextlib import AsyncExitStack

from benchmarks.bench import bench, load_now

ROUNDS = 5
TURNS = 2_000
WARM_UP = 600
WORKLOADS = {"谢谢": "a text", "菜单": "a text with eight buttons"}


async def main() -> None:
    async with AsyncExitStack() as stack:
        ground = await stack.enter_async_context(bench())
        echo = await stack.enter_async_context(ground.echo())
        linli = await stack.enter_async_context(ground.linli())
        for bot in (echo, linli):
            await bot.bot.rate(WARM_UP, "谢谢")
        for words, kind in WORKLOADS.items():
            theirs, ours = [], []
            for _ in range(ROUNDS):
                theirs.append(await echo.bot.rate(TURNS, words))
                ours.append(await linli.bot.rate(TURNS, words))
            ratio = statistics.median(ours) / statistics.median(theirs)
            each = [mine / other for mine, other in zip(ours, theirs, strict=True)]
            print(
                f"turns, answered by {kind}: {ratio:.2f} of a bare echo"
                f" (rounds {min(each):.2f} to {max(each):.2f};"
                f" {statistics.median(ours):.0f}/s against {statistics.median(theirs):.0f}/s;"
                f" {load_now()})"
            )
