"""Meanings that were asked for before; what is kept holds no word that the person wrote."""

import asyncio
import hashlib
import json
from datetime import timedelta
from typing import Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError

from nlu.meaning import Meaning, NotUnderstood, from_answer

KEPT = timedelta(hours=24)
PATIENCE = 0.2
"""Seconds for one call; asking the engine again is cheaper than waiting longer."""


class Cache(Protocol):
    """Forgets at will and never raises."""

    async def get(self, text: str, model: str) -> Meaning | None: ...

    async def set(self, meaning: Meaning, model: str) -> None: ...


class RedisCache:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, text: str, model: str) -> Meaning | None:
        try:
            async with asyncio.timeout(PATIENCE):
                kept = await self._redis.get(key(text, model))
        except (RedisError, OSError, TimeoutError):
            return None
        return None if kept is None else unpack(text, kept)

    async def set(self, meaning: Meaning, model: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._redis.set(key(meaning.text, model), pack(meaning), ex=KEPT)
        except (RedisError, OSError, TimeoutError):
            return


def key(text: str, model: str) -> str:
    return "meaning:" + hashlib.sha256(f"{model}\n{text}".encode()).hexdigest()


def pack(meaning: Meaning) -> str:
    """Write down a meaning without its text; values that are the person's words stay behind."""
    entities = [
        [e.kind, e.start, e.end, None if e.value == e.text else e.value] for e in meaning.entities
    ]
    return json.dumps([meaning.ranking, entities], ensure_ascii=False)


def unpack(text: str, kept: str | bytes) -> Meaning | None:
    """Read what `pack` wrote; None for anything else, since others may write to Redis too."""
    try:
        ranking, entities = json.loads(kept)
        chances = [{"name": name, "confidence": chance} for name, chance in ranking]
        answer: dict[str, Any] = {
            "text": text,
            "intent": chances[0],
            "intent_ranking": chances,
            "entities": [
                {
                    "entity": kind,
                    "start": start,
                    "end": end,
                    "value": text[start:end] if value is None else value,
                }
                for kind, start, end, value in entities
            ],
        }
        return from_answer(text, answer)
    except (ValueError, TypeError, LookupError, RecursionError, NotUnderstood):
        return None
