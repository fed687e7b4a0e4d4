"""An engine on its real socket that understands nothing, and now and then answers nonsense."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.embedded import short_folder

DOUBT = {"name": "out_of_scope", "confidence": 0.1}


def _wrong(words: str) -> dict[str, Any]:
    def report(confidence: Any, *entities: dict[str, Any]) -> dict[str, Any]:
        first = {"name": "report_problem", "confidence": confidence}
        return {"intent": first, "intent_ranking": [first], "entities": list(entities)}

    def place(start: Any, end: Any) -> dict[str, Any]:
        return report(0.9, {"entity": "place", "start": start, "end": end, "value": "<b>" * 900})

    sudo = {"name": "sudo", "confidence": 0.99}
    return {
        "confidence_nan": report(float("nan")),
        "confidence_inf": report(float("inf")),
        "confidence_minus": report(-1.0),
        "confidence_words": report("very"),
        "intent_unknown": {"intent": sudo, "intent_ranking": [sudo], "entities": []},
        "entity_outside": place(900, 999),
        "entity_backwards": place(5, 1),
        "entity_nothing": place(None, None),
        "entities_missing": {"intent": DOUBT, "intent_ranking": [DOUBT]},
        "another_text": {"text": "别的话"},
    }.get(words, {})


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while line := await reader.readline():
            question = json.loads(line)
            words = question["text"].removesuffix("吗")
            answer = {"intent": DOUBT, "intent_ranking": [DOUBT], "entities": []}
            answer |= {"id": question["id"], "text": question["text"], "model": "m1"}
            answer |= _wrong(words)
            writer.write(b"{" if words == "half_a_line" else json.dumps(answer).encode() + b"\n")
            await writer.drain()
            if words in {"half_a_line", "nothing"}:
                break
    except (ConnectionError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


@asynccontextmanager
async def muddled() -> AsyncIterator[Path]:
    with short_folder() as folder:
        server = await asyncio.start_unix_server(_converse, folder / "nlu")
        async with server:
            yield folder / "nlu"
