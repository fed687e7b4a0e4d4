"""Telegram's other half: hands updates to a webhook over a fixed number of connections."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from time import monotonic
from typing import Any

CONNECTIONS = 40
"""As many as Telegram itself opens at most, as Linli asks it to."""
CHATS = 500
PATIENCE = 120.0


def updates(first: int, words: str) -> Iterator[tuple[int, bytes]]:
    """Give chats in turn, each with an update of its own."""
    number = first
    while True:
        chat = 1_000_000 + number % CHATS
        yield chat, _update(number, chat, words)
        number += 1


def _update(number: int, chat: int, words: str) -> bytes:
    who = {"id": chat, "first_name": "R", "is_bot": False, "language_code": "zh-hans"}
    message = {
        "message_id": number,
        "date": 1_790_000_000,
        "chat": {"id": chat, "type": "private", "first_name": "R"},
        "from": who,
        "text": words,
    }
    return json.dumps({"update_id": number, "message": message}, ensure_ascii=False).encode()


class Wire:
    """One connection kept open; an answer other than 200 is a fault of the benchmark."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes, secret: str = "") -> bytes:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        head = (
            f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
            f"x-telegram-bot-api-secret-token: {secret}\r\ncontent-length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"not accepted: {answer[:40]!r}")
        lines = answer.lower().split(b"\r\n")
        sizes = [line[15:] for line in lines if line.startswith(b"content-length:")]
        return await reader.readexactly(int(sizes[0])) if sizes else b""

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()


class Bot:
    """A bot that runs, and the stand-in to which it talks."""

    def __init__(self, port: int, platform: int, secret: str) -> None:
        self._port = port
        self._secret = secret
        self._platform = Wire(platform)
        # No two bots at one database may be handed the same numbers.
        self._next = int(monotonic() * 1_000) * CHATS

    async def _ask(self, what: str) -> Any:
        return json.loads(await self._platform.post(f"/{what}", b""))["result"]

    async def sent(self) -> int:
        """Count the messages that have left since the last measurement."""
        counted: int = await self._ask("count")
        return counted

    async def rate(self, turns: int, words: str) -> float:
        """Hand over as fast as it takes them; turns a second from first knock to last message."""
        given = updates(self._next, words)
        self._next += turns
        left = iter(range(turns))
        await self._ask("arrived")
        started = monotonic()

        async def knock(wire: Wire) -> None:
            for _ in left:
                _, body = next(given)
                await wire.post("/telegram/webhook", body, self._secret)

        await self._with_wires(knock)
        await self._all_arrive(turns)
        seen = await self._ask("arrived")
        last: float = max(at for at, _ in seen)
        return turns / (last - started)

    async def delays(self, turns: int, words: str, a_second: float) -> list[float]:
        """Seconds from an accepted update to its message, at an even pace."""
        given = updates(self._next, words)
        self._next += turns
        await self._ask("arrived")
        accepted: dict[int, list[float]] = {}
        slots = iter(range(turns))
        start = monotonic() + 0.1

        async def knock(wire: Wire) -> None:
            for slot in slots:
                chat, body = next(given)
                await asyncio.sleep(max(0.0, start + slot / a_second - monotonic()))
                await wire.post("/telegram/webhook", body, self._secret)
                accepted.setdefault(chat, []).append(monotonic())

        await self._with_wires(knock)
        await self._all_arrive(turns)
        arrived: dict[int, list[float]] = {}
        for at, chat in await self._ask("arrived"):
            arrived.setdefault(chat, []).append(at)
        # A message may overtake the answer that its update was accepted: no time, then.
        return [
            max(0.0, there - here)
            for chat, times in accepted.items()
            for here, there in zip(times, arrived[chat], strict=True)
        ]

    async def _with_wires(self, knock: Callable[[Wire], Awaitable[None]]) -> None:
        wires = [Wire(self._port) for _ in range(CONNECTIONS)]
        await asyncio.gather(*(knock(wire) for wire in wires))
        for wire in wires:
            wire.close()

    async def _all_arrive(self, turns: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while (count := await self._ask("count")) < turns:  # noqa: ASYNC110  another process
                await asyncio.sleep(0.01)
        if count > turns:
            raise RuntimeError(f"{count} messages for {turns} updates")
