"""The understanding engine dead, hung, or talking nonsense: menus go on, free text is answered."""

import asyncio
import contextlib
import time
from pathlib import Path
from typing import Self

import pytest

from bot.embedded import short_folder
from tests.faults.conftest import Place
from tests.faults.driver import Driver, message

ANSWERED_WITHIN = 2.5
GARBAGE = b'\xff\x00{"intent": [[[{\n' + b"x" * 2000 + b"\n"


class Engine:
    """Something at the engine's socket, in one of the ways to be of no use."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_unix_server(self._hear, self._socket)
        self.says: bytes | None = None
        self.asked = 0
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._socket.unlink(missing_ok=True)

    async def _hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.LimitOverrunError):
            while await reader.read(4096):
                self.asked += 1
                if self.says is not None:
                    writer.write(self.says)
                    await writer.drain()
        writer.close()


async def test_free_text_and_menus_go_on(place: Place) -> None:
    with short_folder() as folder:
        socket = folder / "nlu.sock"
        process = place.process(nlu_socket=socket)
        driver = Driver([process.webhook])
        process.start()
        await process.listening()
        people = [place.standin.user(chat) for chat in range(1, 9)]

        async def all_answered(words: str) -> float:
            """Everybody says something; give the seconds of the slowest answer."""
            before = [len(person.told) for person in people]
            started = time.monotonic()
            await driver.bring(*([message(person.id, words)] for person in people))
            for person, told in zip(people, before, strict=True):
                await place.standin.state.until(
                    lambda p=person, n=told: len(p.told) > n  # type: ignore[misc]
                )
            return time.monotonic() - started

        assert await all_answered("今天想问一件说不清的事") < ANSWERED_WITHIN, "dead"
        async with Engine(socket) as engine:
            assert await all_answered("还有一件说不清的事") < ANSWERED_WITHIN, "hung"
            assert await all_answered("/menu") < 1
            engine.says = GARBAGE
            await asyncio.sleep(0.1)
            assert await all_answered("再来一件说不清的事") < ANSWERED_WITHIN, "garbage"
            assert await all_answered("/help") < 1
            person = people[0]
            told = len(person.told)
            button = next(b for s in person.told for b in s.buttons if "callback_data" in b)
            press = {
                "id": "1",
                "from": person.user,
                "chat_instance": "1",
                "data": button["callback_data"],
                "message": {"message_id": 1, "date": 1, "chat": person.chat},
            }
            await driver.bring([{"callback_query": press}])
            await place.standin.state.until(lambda: len(person.told) > told)
        assert await all_answered("救命，着火了") < 1, "danger needs no engine"
        assert all(any("119" in s.text for s in person.told) for person in people)


@pytest.mark.parametrize("words", ["今天想问一件说不清的事"])
async def test_a_hung_engine_is_noticed_and_spared(place: Place, words: str) -> None:
    with short_folder() as folder:
        async with Engine(folder / "nlu.sock") as engine:
            process = place.process(nlu_socket=folder / "nlu.sock")
            driver = Driver([process.webhook])
            process.start()
            await process.listening()
            person = place.standin.user(1)
            slow = []
            for n in range(6):
                started = time.monotonic()
                await driver.bring([message(1, f"{words}{n}")])
                await place.standin.state.until(lambda n=n: len(person.told) > n)  # type: ignore[misc]
                slow.append(time.monotonic() - started)
            assert max(slow) < ANSWERED_WITHIN, slow
            assert min(slow[3:]) < 0.5, "three are enough to know it"
            assert engine.asked <= 4
