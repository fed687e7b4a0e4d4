"""The client against an engine that misbehaves in every way we could think of."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from nlu.cache import RedisCache, pack, unpack
from nlu.client import FAILURES_TO_OPEN, OPEN_FOR, Understanding
from nlu.meaning import Entity, Meaning, NotUnderstood, asked, from_answer, to_answer

TEXT = "路灯坏了"
RANKING = [
    {"name": "report_problem", "confidence": 0.9},
    {"name": "track_report", "confidence": 0.1},
]
GOOD: dict[str, Any] = {
    "text": TEXT,
    "intent": RANKING[0],
    "intent_ranking": RANKING,
    "entities": [{"entity": "problem_category", "start": 0, "end": 4, "value": "设施损坏"}],
}
MEANING = Meaning(
    TEXT,
    "report_problem",
    0.9,
    (("report_problem", 0.9), ("track_report", 0.1)),
    (Entity("problem_category", 0, 4, "设施损坏", TEXT),),
)

Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Engine:
    """A socket that answers as it is told, and counts how often it was asked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.asked = 0
        self.answer: Callable[[dict[str, Any]], Awaitable[bytes]] = well

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                self.asked += 1
                writer.write(await self.answer(json.loads(line)))
                await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


async def well(question: dict[str, Any]) -> bytes:
    answer = GOOD | {"id": question["id"], "text": question["text"], "model": "m1"}
    return json.dumps(answer).encode() + b"\n"


async def hangs(_: dict[str, Any]) -> bytes:
    await asyncio.sleep(30)
    return b""


def says(line: bytes) -> Callable[[dict[str, Any]], Awaitable[bytes]]:
    async def answer(_: dict[str, Any]) -> bytes:
        return line

    return answer


def changes(**facts: object) -> Callable[[dict[str, Any]], Awaitable[bytes]]:
    async def answer(question: dict[str, Any]) -> bytes:
        told = GOOD | {"id": question["id"], "text": question["text"], "model": "m1"} | facts
        return json.dumps(told).encode() + b"\n"

    return answer


@asynccontextmanager
async def an_engine() -> AsyncIterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        engine = Engine(Path(folder) / "s")
        server = await asyncio.start_unix_server(engine.converse, path=str(engine.path))
        try:
            yield engine
        finally:
            server.close()


@asynccontextmanager
async def a_client(path: Path, **settings: Any) -> AsyncIterator[Understanding]:
    client = Understanding(path, **({"timeout": 0.3} | settings))
    try:
        yield client
    finally:
        await client.close()


async def test_a_good_answer_becomes_a_meaning() -> None:
    async with an_engine() as engine, a_client(engine.path) as client:
        assert await client.parse(f"  {TEXT}\n") == MEANING


async def test_nobody_there() -> None:
    async with a_client(Path("/nonexistent/socket")) as client:
        assert await client.parse(TEXT) is None


async def test_nothing_said_is_not_asked() -> None:
    async with an_engine() as engine, a_client(engine.path) as client:
        assert await client.parse(" \n ") is None
        assert engine.asked == 0


@pytest.mark.parametrize(
    "answer",
    [
        says(b"garbage\n"),
        says(b"[]\n"),
        says(b"{}\n"),
        says(b"null\n"),
        says(b"\xff\xfe\x00\n"),
        says(b"[" * 100_000 + b"\n"),
        says(b"x" * 300_000),
        says(b"{" + b" " * 300_000 + b"}\n"),
        says(b""),
        changes(id=999_999),
        changes(id="1"),
        changes(text="another text"),
        changes(intent=None),
        changes(intent={"name": "drop_table", "confidence": 0.9}),
        changes(intent={"name": "report_problem", "confidence": float("nan")}),
        changes(intent_ranking=[]),
        changes(intent_ranking=RANKING[::-1]),
        changes(intent_ranking=RANKING * 30),
        changes(entities=None),
        changes(entities=GOOD["entities"] * 200),
        changes(entities=[{"entity": "place", "start": 0, "end": 99, "value": "x"}]),
        changes(entities=[{"entity": "password", "start": 0, "end": 2, "value": "x"}]),
        changes(model=["m1"]),
    ],
)
async def test_what_makes_no_sense_is_no_meaning(answer: Any) -> None:
    async with an_engine() as engine, a_client(engine.path) as client:
        engine.answer = answer
        started = monotonic()
        assert await client.parse(TEXT) is None
        assert monotonic() - started < 1
        engine.answer = well
        assert (
            await client.parse(TEXT) == MEANING
        )  # on a new connection: the old one is out of step


async def test_a_hung_engine_is_not_waited_for() -> None:
    async with an_engine() as engine, a_client(engine.path) as client:
        engine.answer = hangs
        started = monotonic()
        answers = await asyncio.gather(*(client.parse(TEXT) for _ in range(12)))
        assert answers == [None] * 12
        assert monotonic() - started < 1, "those who wait for a free connection wait no longer"


async def test_the_circuit_opens_and_one_probe_closes_it() -> None:
    now = 0.0
    async with an_engine() as engine, a_client(engine.path, now=lambda: now) as client:
        engine.answer = says(b"garbage\n")
        for _ in range(FAILURES_TO_OPEN):
            assert await client.parse(TEXT) is None
        assert not client.available
        assert await client.parse(TEXT) is None
        assert engine.asked == FAILURES_TO_OPEN, "nobody asks while it is open"
        now += OPEN_FOR + 0.1
        assert await client.parse(TEXT) is None
        assert await client.parse(TEXT) is None
        assert engine.asked == FAILURES_TO_OPEN + 1, "one probe, then open again"
        now += OPEN_FOR + 0.1
        engine.answer = well
        assert await client.parse(TEXT) == MEANING
        assert client.available


async def test_a_text_that_cannot_be_parsed_leaves_the_circuit_closed() -> None:
    async with an_engine() as engine, a_client(engine.path) as client:

        async def cannot(question: dict[str, Any]) -> bytes:
            return json.dumps({"id": question["id"], "error": "not parsed"}).encode() + b"\n"

        engine.answer = cannot
        for _ in range(FAILURES_TO_OPEN + 1):
            assert await client.parse(TEXT) is None
        assert client.available


async def test_a_restarted_engine_is_found_again() -> None:
    async with an_engine() as engine, a_client(engine.path) as client:
        assert await client.parse(TEXT) == MEANING

        async def answers_and_leaves(_: dict[str, Any]) -> bytes:
            raise ConnectionError

        engine.answer = answers_and_leaves
        assert await client.parse(TEXT) is None
        engine.answer = well
        assert await client.parse(TEXT) == MEANING


class Shelf:
    """A cache that remembers, and tells how often it was of use."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    async def get(self, text: str, model: str) -> Meaning | None:
        kept = self.kept.get((text, model))
        return unpack(text, kept) if kept else None

    async def set(self, meaning: Meaning, model: str) -> None:
        self.kept[meaning.text, model] = pack(meaning)


async def test_what_is_known_is_not_asked_again_until_the_model_changes() -> None:
    shelf = Shelf()
    async with an_engine() as engine, a_client(engine.path, cache=shelf) as client:
        for _ in range(3):
            assert await client.parse(TEXT) == MEANING
        assert engine.asked == 1
        engine.answer = changes(model="m2")
        await client.parse("别的话说给他听")
        await client.parse(TEXT)
        assert engine.asked == 3


async def test_what_is_kept_holds_no_words_of_the_person() -> None:
    text = "我是13800000000的王奶奶"
    meaning = Meaning(
        text,
        "talk_to_human",
        0.8,
        (("talk_to_human", 0.8),),
        (Entity("phone", 2, 13, text[2:13], text[2:13]),),
    )
    assert "138" not in pack(meaning)
    assert unpack(text, pack(meaning)) == meaning


@pytest.mark.parametrize("kept", ["", "[]", "null", "[[], []]", '[[["greet", 2]], []]', "[" * 9999])
def test_a_poisoned_cache_is_ignored(kept: str) -> None:
    assert unpack(TEXT, kept) is None


class HungRedis:
    async def get(self, _: str) -> bytes:
        await asyncio.sleep(30)
        return b""

    async def set(self, *_: object, **__: object) -> None:
        raise ConnectionError


async def test_a_hung_redis_costs_a_fifth_of_a_second() -> None:
    cache = RedisCache(HungRedis())  # type: ignore[arg-type]
    started = monotonic()
    assert await cache.get(TEXT, "m1") is None
    await cache.set(MEANING, "m1")
    assert monotonic() - started < 0.5


@pytest.mark.parametrize(
    "entity",
    [
        {"entity": "place", "start": -1, "end": 2, "value": "x"},
        {"entity": "place", "start": 2, "end": 2, "value": "x"},
        {"entity": "place", "start": True, "end": 2, "value": "x"},
        {"entity": "place", "start": 0, "end": 2.0, "value": "x"},
        {"entity": "place", "start": 0, "end": 2, "value": ""},
        {"entity": "place", "start": 0, "end": 2, "value": "x" * 5000},
        {"entity": "place", "start": 0, "end": 2},
        "place",
    ],
)
def test_entities_that_are_not_believed(entity: object) -> None:
    with pytest.raises(NotUnderstood):
        from_answer(TEXT, GOOD | {"entities": [entity]})


@pytest.mark.parametrize("chance", [-0.1, 1.1, float("nan"), float("inf"), True, "0.9", None])
def test_confidences_that_are_not_believed(chance: object) -> None:
    said = {"name": "report_problem", "confidence": chance}
    with pytest.raises(NotUnderstood):
        from_answer(TEXT, GOOD | {"intent": said, "intent_ranking": [said]})


def test_there_and_back() -> None:
    assert from_answer(TEXT, to_answer(MEANING)) == MEANING


@pytest.mark.parametrize(
    ("text", "question"),
    [("  x ", "x"), ("e\u0301", "é"), ("好" * 2000, "好" * 1000), ("a\ud800b", "a\ufffdb")],
)
def test_what_is_asked(text: str, question: str) -> None:
    assert asked(text) == question
