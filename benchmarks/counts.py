"""Round trips to PostgreSQL for one turn, alone and in a crowd, from PostgreSQL's own log."""

import asyncio
import re

import asyncpg

from benchmarks.bench import Bench, Running, bench

ALONE = 100
CROWD = 2_000
IDLE = 5.0
_TRIP = re.compile(rb"^[^\n]*LOG:  (?:execute|statement)", re.MULTILINE)
SETTINGS = ("log_statement = 'all'", "log_min_duration_statement = -1")


async def main() -> None:
    async with bench() as ground, ground.linli() as linli:
        await linli.bot.rate(1_000, "谢谢")
        await _log_everything(ground)
        before = _trips(ground)
        await asyncio.sleep(IDLE)
        idle = (_trips(ground) - before) / IDLE
        for words in ("谢谢", "菜单"):
            alone = await _a_turn(ground, linli, words, idle, crowd=False)
            crowd = await _a_turn(ground, linli, words, idle, crowd=True)
            print(
                f"round trips to PostgreSQL for a turn, 「{words}」:"
                f" {alone:.1f} when it is alone, {crowd:.2f} in a crowd"
            )
        print(f"and {idle:.1f} a second while nobody writes")


async def _a_turn(ground: Bench, linli: Running, words: str, idle: float, *, crowd: bool) -> float:
    loop = asyncio.get_running_loop()
    before, started = _trips(ground), loop.time()
    if crowd:
        await linli.bot.rate(CROWD, words)
    else:
        for _ in range(ALONE):
            await linli.bot.rate(1, words)
    # What marks the last message comes a moment after it.
    await asyncio.sleep(1)
    background = idle * (loop.time() - started)
    return (_trips(ground) - before - background) / (CROWD if crowd else ALONE)


async def _log_everything(ground: Bench) -> None:
    connection = await asyncpg.connect(ground.database_url)
    for setting in SETTINGS:
        await connection.execute(f"alter system set {setting}")
    await connection.execute("select pg_reload_conf()")
    await connection.close()
    await asyncio.sleep(0.5)


def _trips(ground: Bench) -> int:
    return len(_TRIP.findall(ground.log.read_bytes()))
