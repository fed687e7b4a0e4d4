"""The lightest Telegram there can be: fixed answers, and when each message arrived for whom.

It runs in a process of its own, so that it costs both bots the same and is never what is measured.
"""

import asyncio
import json
import re
import sys
from time import monotonic
from typing import cast

import uvloop

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHAT = re.compile(rb'chat_id"(?:: *"?|\r\n(?:[^\r\n]+\r\n)*\r\n)(-?\d+)')
_ME = {"id": 1, "is_bot": True, "first_name": "Linli", "username": "linli_bot"}


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
    return head % len(body) + body


MESSAGE = _answer(
    {
        "message_id": 7,
        "date": 1_790_000_000,
        "chat": {"id": 1, "type": "private", "first_name": "R"},
        "from": _ME,
        "text": "ok",
    }
)
TRUE = _answer(result=True)
ABOUT_ME = _answer(_ME)
arrived: list[tuple[float, int]] = []


class Telegram(asyncio.Protocol):
    def __init__(self) -> None:
        self._unread = b""
        self._out: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._unread += data
        while (request := self._next()) is not None:
            if self._out is not None:
                self._out.write(self._respond(*request))

    def _next(self) -> tuple[bytes, bytes] | None:
        end = self._unread.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self._unread[:end]
        found = _LENGTH.search(head)
        if found is not None:
            size = int(found[1])
        elif b"chunked" in head:
            last = self._unread.find(b"0\r\n\r\n", end + 4)
            if last < 0:
                return None
            size = last + 5 - end - 4
        else:
            size = 0
        if len(self._unread) < end + 4 + size:
            return None
        body = self._unread[end + 4 : end + 4 + size]
        self._unread = self._unread[end + 4 + size :]
        return head[: head.find(b" HTTP/")].rpartition(b"/")[2].lower(), body

    @staticmethod
    def _respond(method: bytes, body: bytes) -> bytes:
        if method.startswith(b"send"):
            chat = _CHAT.search(body)
            arrived.append((monotonic(), int(chat[1]) if chat else 0))
            return MESSAGE
        if method == b"count":
            return _answer(len(arrived))
        if method == b"arrived":
            told = _answer(arrived)
            arrived.clear()
            return told
        return ABOUT_ME if method == b"getme" else TRUE


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Telegram, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
