"""Measure the understanding engine: start, memory, one parse, parses a second with four clients.

uv run python benchmarks/nlu_engine.py
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from config.town import BUILTIN, load_town
from config.town.lookups import lookups
from nlu.engine_process import Engine, train

TEXTS = (
    "楼下的垃圾桶满了三天没人清",
    "hello there",
    "I want to book an appointment for my social security card next Tuesday morning",
    "楼上漏水漏到我家厨房天花板上了，找他他说不是他家的",
    "我想查一下R-2026-000123到哪一步了",
    "明天下午三点虹桥社区的巡逻我去不了了，家里有事",
)
ALONE = 600
CLIENTS = 4
EACH = 400


async def ask(socket: Path, times: int) -> list[float]:
    """Return the seconds of each answer, one question after the other."""
    reader, writer = await asyncio.open_unix_connection(str(socket), limit=2**20)
    took = []
    for number in range(times):
        question = {"id": number, "text": TEXTS[number % len(TEXTS)]}
        started = perf_counter()
        writer.write(json.dumps(question).encode() + b"\n")
        answer = json.loads(await reader.readline())
        took.append(perf_counter() - started)
        if answer.get("id") != number or "intent" not in answer:
            sys.exit(f"not an answer: {answer}")
    writer.close()
    await writer.wait_closed()
    return took


def resident(pid: int) -> float:
    """Return the memory of a process in MB, as the kernel counts it."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def percentile(took: Sequence[float], share: int) -> float:
    return statistics.quantiles(took, n=100)[share - 1] * 1_000


async def main() -> None:
    manifest = await train(lookups(load_town(BUILTIN)))
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "s"
        started = perf_counter()
        engine = await Engine(socket, manifest).start()
        start = perf_counter() - started
        try:
            await ask(socket, 100)
            alone = await ask(socket, ALONE)
            started = perf_counter()
            await asyncio.gather(*(ask(socket, EACH) for _ in range(CLIENTS)))
            rate = CLIENTS * EACH / (perf_counter() - started)
            memory = resident(engine.pid or 0)
        finally:
            await engine.stop()
    print(f"start                      {start:8.1f} s     (bar: 10)")
    print(f"memory                     {memory:8.0f} MB    (bar: 500)")
    print(f"one client, p50            {percentile(alone, 50):8.1f} ms    (bar: 5)")
    print(f"one client, p95            {percentile(alone, 95):8.1f} ms")
    print(f"{CLIENTS} clients                  {rate:8.0f} /s    (bar: 200)")


if __name__ == "__main__":
    asyncio.run(main())
