"""From `linli demo` to a page that answers, and to an engine that understands: the second start."""

import asyncio
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import dataclass
from time import monotonic

from benchmarks.bench import free_port, load_now, until_open

STARTS = 3
UNDERSTANDS_WITHIN = 60.0
TRAINS_WITHIN = 900.0
"""Seconds for the first start, which may have to build the engine and train."""
READY = b"Understanding"


@dataclass(frozen=True)
class Start:
    chat: float
    understanding: float | None


async def _start(folder: str, patience: float = UNDERSTANDS_WITHIN) -> Start:
    """Start the demo, wait for both, and end it; seconds of each."""
    port = free_port()
    began = monotonic()
    command = ["-m", "bot", "demo", "--port", str(port), "--data-dir", folder]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, stdout=PIPE, stderr=STDOUT, env={**os.environ}
    )
    try:
        understood = asyncio.ensure_future(_understood(process.stdout))
        await until_open(port)
        chat = monotonic() - began
        ready = await asyncio.wait_for(understood, patience)
        return Start(chat, monotonic() - began if ready else None)
    finally:
        process.terminate()
        await process.wait()


async def _understood(lines: asyncio.StreamReader | None) -> bool:
    """Wait for the line that speaks of understanding; say whether it is there."""
    if lines is not None:
        async for line in lines:
            if line.startswith(READY):
                return b"ready" in line
    return False


async def main() -> None:
    with tempfile.TemporaryDirectory(prefix="linli-") as folder:
        await _start(folder, TRAINS_WITHIN)
        starts = [await _start(folder) for _ in range(STARTS)]
    chat = max(start.chat for start in starts)
    known = [start.understanding for start in starts if start.understanding is not None]
    told = f"{max(known):.1f} s" if known else "not available here"
    print(
        f"start: the slowest of {STARTS} second starts is ready to chat after {chat:.1f} s,"
        f" understanding {told} ({load_now()})"
    )
