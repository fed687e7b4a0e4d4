"""Answer one question on a Unix socket: what does this text mean?

    python serve.py --manifest models/HASH.json --socket PATH [--parent PID]

A line of JSON asks, a line of JSON answers, in order:

    {"id": 1, "text": "..."}
    {"id": 1, "text": "...", "intent": {...}, "entities": [...], "intent_ranking": [...], "model": "HASH"}

There is no other call. The text is cut at 1,000 characters; offsets are those of the answer's `text`. A line
that is no such question is answered with {"id": null, "error": "..."}. No text is ever logged.
"""

import os

os.environ |= {  # before numpy is imported: one core a process, no telemetry
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "LOG_LEVEL": "WARNING",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}

import argparse
import asyncio
import gc
import hashlib
import json
import logging
import signal
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

TEXT_LIMIT = 1_000
LINE_LIMIT = 64 * 1024
"""Bytes; 1,000 characters need at most 12,000, however they are escaped."""
WATCH_PARENT = 0.5
"""Seconds between looks at whether the parent still lives."""

Parse = Callable[[str], dict[str, Any]]
log = logging.getLogger("understanding")


class BadQuestion(Exception):
    """Not a question of ours; its text says why, and is safe to send back."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--parent", type=int, help="leave when this process is no longer our parent")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    asyncio.run(serve(given.manifest, given.socket, given.parent))


async def serve(manifest: Path, socket: Path, parent: int | None) -> None:
    sha256, parse = load(manifest)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    socket.unlink(missing_ok=True)
    before = os.umask(0o117)  # the socket is born 0660, never open to others for a moment
    try:
        server = await asyncio.start_unix_server(
            lambda reader, writer: converse(reader, writer, parse, sha256), path=str(socket), limit=LINE_LIMIT
        )
    finally:
        os.umask(before)
    async with server:
        print(json.dumps({"ready": str(socket), "model": sha256}), flush=True)
        watch = asyncio.create_task(_until_orphaned(parent, stop))
        await stop.wait()
        watch.cancel()
    socket.unlink(missing_ok=True)
    os._exit(0)  # nothing is left to save, and open connections must not hold us back


async def _until_orphaned(parent: int | None, stop: asyncio.Event) -> None:
    while parent is None or os.getppid() == parent:
        await asyncio.sleep(WATCH_PARENT)
    stop.set()


async def converse(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, parse: Parse, sha256: str
) -> None:
    try:
        while line := await reader.readline():
            writer.write(json.dumps(answer(line, parse, sha256)).encode() + b"\n")
            await writer.drain()
    except ValueError:  # asyncio's word for a line over the limit: what follows it has no beginning
        writer.write(b'{"id": null, "error": "line too long"}\n')
    except ConnectionError:
        pass
    finally:
        writer.close()


def answer(line: bytes, parse: Parse, sha256: str) -> dict[str, Any]:
    try:
        number, text = question(line)
    except BadQuestion as error:
        return {"id": None, "error": str(error)}
    try:
        return {"id": number, **parse(text), "model": sha256}
    except Exception as error:  # one bad text must not end the process; its words stay out of the log
        log.error("a text could not be parsed: %s", type(error).__name__)
        return {"id": number, "error": "not parsed"}


def question(line: bytes) -> tuple[int, str]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        raise BadQuestion("not JSON") from None
    if not isinstance(asked, dict) or set(asked) != {"id", "text"}:
        raise BadQuestion("not a question: want id and text")
    number, text = asked["id"], asked["text"]
    if type(number) is not int or not isinstance(text, str):
        raise BadQuestion("id must be a whole number, text a string")
    # A lone surrogate is no letter, and no encoder takes it; the length stays the same.
    return number, text[:TEXT_LIMIT].encode("utf-8", "replace").decode()


def load(manifest: Path) -> tuple[str, Parse]:
    """Load the model that `manifest` names; leave if its bytes are not the ones that were trained."""
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    archive = manifest.parent / facts["model"]
    if hashlib.sha256(archive.read_bytes()).hexdigest() != facts["sha256"]:
        sys.exit(f"{archive.name} is not the model that was trained; train again")

    warnings.showwarning = lambda *_, **__: None  # Rasa's own, about its pins
    sys.path.insert(0, str(Path(__file__).parent))
    import without_tensorflow

    without_tensorflow.install()
    from rasa.engine.loader import load_predict_graph_runner
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.shared.nlu.constants import TEXT
    from rasa.shared.nlu.training_data.message import Message

    with tempfile.TemporaryDirectory() as folder:
        metadata, runner = load_predict_graph_runner(Path(folder), archive, LocalModelStorage, DaskGraphRunner)
    # Rasa's last node obeys a text such as "/greet" as a command; a resident's text is never one.
    last = metadata.predict_schema.nodes[metadata.nlu_target].needs["messages"]
    given = next(
        name for name, node in metadata.predict_schema.nodes.items() if "__message__" in node.needs.values()
    )

    def parse(text: str) -> dict[str, Any]:
        message = Message(data={TEXT: text}, output_properties={TEXT})
        (parsed,) = runner.run(inputs={given: [message]}, targets=[last])[last]
        return parsed.as_dict(only_output_properties=True)

    parse("你好 hello")  # the first one pays for what loads late
    gc.collect()
    gc.freeze()
    return facts["sha256"], parse


if __name__ == "__main__":
    main()
