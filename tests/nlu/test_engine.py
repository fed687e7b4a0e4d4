"""The real model in its real process."""

import asyncio
import json
import os
import signal
import stat
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from config.town import BUILTIN, load_town
from config.town.lookups import lookups
from nlu.client import Understanding
from nlu.engine_process import Engine, EngineError, running, train
from nlu.evaluation import evaluate, parsed, read, table
from nlu.meaning import ENTITIES, INTENTS, Certainty

pytestmark = [pytest.mark.engine, pytest.mark.timeout(1_200)]

HELD_OUT = Path(__file__).parent / "heldout"


@pytest.fixture(scope="session")
async def manifest(pytestconfig: pytest.Config) -> Path:
    """The model, trained where it was not yet; the minutes that this takes are seen to pass."""
    capture: Any = pytestconfig.pluginmanager.getplugin("capturemanager")

    def say(line: str) -> None:
        with capture.global_and_fixture_disabled():
            sys.stderr.write(f"\n{line}")
            sys.stderr.flush()

    return await train(lookups(load_town(BUILTIN)), say)


@pytest.fixture(scope="session")
async def engine(manifest: Path) -> AsyncIterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder) / "s", manifest) as process:
            yield process


@pytest.fixture
async def understanding(engine: Engine) -> AsyncIterator[Understanding]:
    client = Understanding(engine.socket, timeout=10)
    yield client
    await client.close()


async def say(engine: Engine, line: bytes) -> dict[str, Any]:
    reader, writer = await asyncio.open_unix_connection(str(engine.socket), limit=2**20)
    writer.write(line)
    answer: dict[str, Any] = json.loads(await reader.readline())
    writer.close()
    await writer.wait_closed()
    return answer


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("解放路18弄门口的路灯坏了好几天了", "report_problem"),
        ("the lift in our building is stuck again", "report_problem"),
        ("我要约下周三上午办社保卡", "book_appointment"),
        ("how long until my number is called", "queue_status"),
        ("明天的巡逻我来不了了", "leave_shift"),
        ("谢谢你呀", "thank"),
        ("给我讲讲明天股票会不会涨", "out_of_scope"),
    ],
)
async def test_it_acts_on_what_is_plain(
    understanding: Understanding, text: str, intent: str
) -> None:
    meaning = await understanding.parse(text)
    assert meaning is not None
    assert (meaning.intent, meaning.certainty) == (intent, Certainty.ACT)


async def test_a_report_says_what_and_where(understanding: Understanding) -> None:
    text = "虹桥社区6号楼的路灯坏了，电话13800000000"
    meaning = await understanding.parse(text)
    assert meaning is not None
    found = {entity.kind: entity for entity in meaning.entities}
    assert found["place"].text == "虹桥社区6号楼"
    assert found["problem_category"].value == "设施损坏"
    assert found["phone"].value == "13800000000"
    assert all(text[e.start : e.end] == e.text for e in meaning.entities)


async def test_names_of_the_town_become_its_own(understanding: Understanding) -> None:
    meaning = await understanding.parse("can the moms' team visit me on Friday")
    assert meaning is not None
    team = meaning.first("team")
    assert team is not None
    assert team.value == "妈妈团"


async def test_every_name_is_one_of_ours(understanding: Understanding) -> None:
    meaning = await understanding.parse("hello")
    assert meaning is not None
    assert {intent for intent, _ in meaning.ranking} == INTENTS
    assert {entity.kind for entity in meaning.entities} <= ENTITIES


async def test_a_text_is_never_a_command(understanding: Understanding) -> None:
    meaning = await understanding.parse("/emergency{}")
    assert meaning is not None
    assert meaning.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        "好" * 5_000,
        "a" * 5_000,
        "路灯坏了 " * 800,
        "\U0001f525" * 500,
        "0" * 1_000,
        " \u200b\ufeff\u202e ",
        "ﷺ" * 300,
        "\x00\x01\x02",
        "İstanbul ǅ ß",
        '[路灯](place){"entity": 1}',
    ],
)  # fmt: skip
async def test_odd_texts_are_answered(understanding: Understanding, text: str) -> None:
    assert await understanding.parse(text) is not None
    assert understanding.available


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"garbage\n",
        b"[]\n",
        b'{"id": 1}\n',
        b'{"id": "1", "text": "x"}\n',
        b'{"id": true, "text": "x"}\n',
        b'{"id": 1, "text": 7}\n',
        b'{"id": 1, "text": "x", "call": "load_model"}\n',
        b"\xff\xfe\n",
        b"[" * 50_000 + b"\n",
        b"x" * 200_000 + b"\n",
    ],
)
async def test_what_is_no_question_gets_an_error(engine: Engine, line: bytes) -> None:
    answer = await say(engine, line)
    assert answer["id"] is None
    assert answer["error"]


async def test_a_lone_surrogate_is_answered(engine: Engine) -> None:
    answer = await say(engine, b'{"id": 3, "text": "a\\ud800b"}\n')
    assert answer["id"] == 3
    assert len(answer["text"]) == 3


async def test_a_text_is_cut_at_a_thousand(engine: Engine) -> None:
    question = {"id": 1, "text": "好" * 2_000}
    answer = await say(engine, json.dumps(question).encode() + b"\n")
    assert len(answer["text"]) == 1_000


async def test_only_its_group_may_ask(engine: Engine) -> None:
    assert stat.S_IMODE(engine.socket.stat().st_mode) == 0o660


async def test_a_second_training_does_nothing(manifest: Path) -> None:
    said: list[str] = []
    assert await train(lookups(load_town(BUILTIN)), said.append) == manifest
    assert not said


@pytest.fixture
def forged(manifest: Path, tmp_path: Path) -> Path:
    """A manifest beside a model that is not the one it was written for."""
    facts = json.loads(manifest.read_text())
    (tmp_path / facts["model"]).write_bytes(b"another model")
    (tmp_path / manifest.name).write_text(manifest.read_text())
    return tmp_path / manifest.name


async def test_a_model_that_was_changed_is_not_loaded(forged: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.raises(EngineError, match="did not start"):
        await Engine(Path(folder) / "s", forged).start()


async def test_killed_and_started_again(manifest: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with running(Path(folder) / "s", manifest) as engine:
            client = Understanding(engine.socket, timeout=10)
            assert await client.parse("你好")
            assert engine.pid is not None
            os.kill(engine.pid, signal.SIGKILL)
            await engine.wait()
            assert await client.parse("你好") is None
            await engine.restart()
            assert await client.parse("你好")
            await client.close()


async def test_the_bars_on_the_held_out_set(understanding: Understanding) -> None:
    scores = await evaluate(understanding.parse, read(sorted(HELD_OUT.glob("*.yml"))))
    told = table(scores)
    assert scores.silent == 0
    assert scores.accuracy >= 0.88, told
    assert scores.macro_f1 >= 0.88
    assert scores.top3 / scores.asked >= 0.96
    assert scores.languages[True].recall >= 0.88
    assert scores.languages[False].recall >= 0.86
    assert scores.entity.f1 >= 0.85, told
    assert scores.emergencies.recall >= 0.97
    assert scores.false_alarms <= 0.04


async def test_lines_in_json_out(understanding: Understanding) -> None:
    lines = [line async for line in parsed(understanding.parse, ["你好\n", "\n", "着火了快来人\n"])]
    first, empty, fire = map(json.loads, lines)
    assert set(first) == {"text", "intent", "entities", "intent_ranking", "emergency"}
    assert first["intent"]["name"] == "greet"
    assert empty["intent"]["name"] is None
    assert (first["emergency"], empty["emergency"], fire["emergency"]) == (False, False, True)
