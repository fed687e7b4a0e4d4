"""Run the benchmarks, all or by name.

uv run python -m benchmarks [turns latency memory counts start scale nearby climbing
                             booking finding reminding]
"""

import sys

import uvloop

from benchmarks import (
    booking,
    climbing,
    counts,
    finding,
    latency,
    memory,
    nearby,
    reminding,
    rota,
    scale,
    start,
    turns,
)

ALL = {
    "turns": turns.main,
    "latency": latency.main,
    "memory": memory.main,
    "counts": counts.main,
    "start": start.main,
    "scale": scale.main,
    "nearby": nearby.main,
    "climbing": climbing.main,
    "booking": booking.main,
    "finding": finding.main,
    "rota": rota.main,
    "reminding": reminding.main,
}


def main() -> None:
    wanted = sys.argv[1:] or list(ALL)
    unknown = [name for name in wanted if name not in ALL]
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}: choose from {', '.join(ALL)}.")
    for name in wanted:
        uvloop.run(ALL[name]())


if __name__ == "__main__":
    main()
