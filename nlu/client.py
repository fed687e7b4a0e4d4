"""Asks the engine what a text means, and never waits long for it.

The engine may be dead, hung, or talk nonsense: then the answer is None, and buttons go on.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

from nlu.cache import Cache
from nlu.meaning import Meaning, NotUnderstood, asked, from_answer

TIMEOUT = 1.5
"""Seconds for a whole question, the wait for a free connection included."""
AT_ONCE = 4
FAILURES_TO_OPEN = 3
OPEN_FOR = 5.0
ANSWER_LIMIT = 256 * 1024
"""Bytes; an honest answer has some 3,000 and at most a few entities more."""


class _UnusableError(Exception):
    """The engine answered, but not what was asked."""


TROUBLE = (
    OSError,
    EOFError,
    TimeoutError,
    asyncio.LimitOverrunError,
    NotUnderstood,
    _UnusableError,
)

log = logging.getLogger(__name__)


@dataclass
class Circuit:
    """Spares a failing engine: after some failures in a row nobody asks, then one asks for all."""

    now: Callable[[], float] = monotonic
    _failures: int = 0
    _closed_again_at: float = 0.0

    def lets_through(self) -> bool:
        """Say whether to ask now; the one who may probe shuts the door behind it."""
        if self._failures < FAILURES_TO_OPEN:
            return True
        if self.now() < self._closed_again_at:
            return False
        self._closed_again_at = self.now() + OPEN_FOR
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES_TO_OPEN:
            self._closed_again_at = self.now() + OPEN_FOR

    @property
    def is_open(self) -> bool:
        return self._failures >= FAILURES_TO_OPEN


@dataclass(frozen=True)
class _Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class Understanding:
    """The engine behind a Unix socket; safe to share in one event loop."""

    def __init__(
        self,
        socket_path: str | Path,
        *,
        cache: Cache | None = None,
        timeout: float = TIMEOUT,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._socket = str(socket_path)
        self._cache = cache
        self._timeout = timeout
        self._circuit = Circuit(now)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._idle: list[_Line] = []
        self._numbers = count(1)
        self._model = ""

    @property
    def available(self) -> bool:
        return not self._circuit.is_open

    async def parse(self, text: str) -> Meaning | None:
        """Say what `text` means; None when nobody can say it now."""
        question = asked(text)
        if not question:
            return None
        if known := await self._remembered(question):
            return known
        if not self._circuit.lets_through():
            return None
        try:
            async with asyncio.timeout(self._timeout):
                meaning = await self._ask(question)
        except TROUBLE as error:
            self._circuit.failed()
            log.warning("no understanding: %s", type(error).__name__)
            return None
        self._circuit.succeeded()
        if meaning and self._cache:
            await self._cache.set(meaning, self._model)
        return meaning

    async def close(self) -> None:
        while self._idle:
            writer = self._idle.pop().writer
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _remembered(self, question: str) -> Meaning | None:
        """Look it up, once the engine has told which model it speaks for."""
        if self._cache is None or not self._model:
            return None
        return await self._cache.get(question, self._model)

    async def _ask(self, question: str) -> Meaning | None:
        number = next(self._numbers)
        async with self._line() as line:
            line.writer.write(json.dumps({"id": number, "text": question}).encode() + b"\n")
            await line.writer.drain()
            answer = _decoded(await line.reader.readuntil(b"\n"))
            if answer.pop("id", None) != number:
                raise _UnusableError
        if "error" in answer:  # this one text could not be parsed; the engine is well
            return None
        model = answer.pop("model", "")
        if not isinstance(model, str):
            raise _UnusableError
        meaning = from_answer(question, answer)
        self._model = model
        return meaning

    @asynccontextmanager
    async def _line(self) -> AsyncIterator[_Line]:
        """Lend a connection; one that saw any trouble is not used again."""
        async with self._turns:
            line = self._still_open() or await self._connect()
            try:
                yield line
            except BaseException:
                line.writer.close()
                raise
            self._idle.append(line)

    def _still_open(self) -> _Line | None:
        while self._idle:
            line = self._idle.pop()
            if not line.reader.at_eof() and not line.writer.is_closing():
                return line
            line.writer.close()  # the engine was restarted meanwhile
        return None

    async def _connect(self) -> _Line:
        reader, writer = await asyncio.open_unix_connection(self._socket, limit=ANSWER_LIMIT)
        return _Line(reader, writer)


def _decoded(line: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        raise _UnusableError from None
    if not isinstance(answer, dict):
        raise _UnusableError
    return answer
