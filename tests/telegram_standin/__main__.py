"""The stand-in in a process of its own; its first line of output is its address."""

import argparse
import asyncio
import sys

from tests.telegram_standin.limits import Limits
from tests.telegram_standin.server import TOKEN, Standin


async def serve(port: int, token: str, *, limited: bool, keep_calls: bool) -> None:
    standin = Standin(token, limits=Limits() if limited else None, keep_calls=keep_calls)
    address = await standin.start(port=port)
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await standin.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.telegram_standin")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--limited", action="store_true", help="enforce Telegram's limits")
    parser.add_argument("--light", action="store_true", help="keep no list of calls (benchmarks)")
    given = parser.parse_args()
    work = serve(given.port, given.token, limited=given.limited, keep_calls=not given.light)
    try:
        asyncio.run(work)
    except KeyboardInterrupt:
        sys.exit(0)


if __name__ == "__main__":
    main()
