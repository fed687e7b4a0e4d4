"""Meanings that were asked for before, kept in Redis where it is there."""

from bot.way.redis import Redis
from nlu.cache import KEPT, key, pack, unpack
from nlu.meaning import Meaning


class KeptMeanings:
    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def get(self, text: str, model: str) -> Meaning | None:
        kept = await self._redis.call(lambda r: r.get(key(text, model)))
        return unpack(text, kept) if kept else None

    async def set(self, meaning: Meaning, model: str) -> None:
        name, value = key(meaning.text, model), pack(meaning)
        await self._redis.call(lambda r: r.set(name, value, ex=KEPT))
