"""Updates on their way to the bot: kept until they are confirmed, by polling or by webhook."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, MultipartReader

from tests.telegram_standin.refusal import RefusalError, bad
from tests.telegram_standin.state import Fields

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}
"""Kinds that Telegram only brings to who asks for them."""

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Delivery:
    """One knock at the webhook; status 0: nobody answered."""

    update_id: int
    status: int
    at: float
    took: float


class Updates:
    def __init__(self, first_id: int = 700_000_001, *, again_after: float = 0.1) -> None:
        """:param again_after: seconds until an update that was not taken is brought again."""
        self._next_id = first_id
        self._again_after = again_after
        self.waiting: dict[int, Fields] = {}
        self.deliveries: list[Delivery] = []
        self.webhook: Fields = {}
        self.dropped = 0
        """Updates lost because the bot asked to drop what waits."""
        self.on_change: Callable[[], None] = lambda: None
        self._allowed: list[str] | None = None
        self._arrived = asyncio.Event()
        self._poll: asyncio.Event | None = None
        self._workers: list[asyncio.Task[None]] = []
        self._queue: asyncio.Queue[int] = asyncio.Queue()
        self.answers: asyncio.Queue[Fields] = asyncio.Queue()
        """Methods that came as the answer to a webhook."""

    def post(self, update: Fields, *, update_id: int | None = None) -> int:
        """Bring an update to the bot; `update_id` only to bring one a second time."""
        number = self._next_id if update_id is None else update_id
        self._next_id = max(self._next_id, number + 1)
        kind = next((k for k in update if k != "update_id"), "")
        wanted = kind in self._allowed if self._allowed else kind not in UNASKED
        if wanted:
            self.waiting[number] = {"update_id": number, **update}
            self._queue.put_nowait(number)
            self._arrived.set()
        return number

    async def get(self, fields: Fields) -> list[Fields]:
        if self.webhook.get("url"):
            raise RefusalError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if self._poll is not None:
            self._poll.set()
        ended = self._poll = asyncio.Event()
        try:
            return await self._get(fields, ended)
        finally:
            if self._poll is ended:
                self._poll = None

    async def _get(self, fields: Fields, ended: asyncio.Event) -> list[Fields]:
        offset, timeout = int(fields.get("offset") or 0), float(fields.get("timeout") or 0)
        limit = min(int(fields.get("limit") or MOST_AT_ONCE), MOST_AT_ONCE)
        if "allowed_updates" in fields:
            self._allow(fields["allowed_updates"])
        if offset > 0:
            self.waiting = {n: u for n, u in self.waiting.items() if n >= offset}
            self.on_change()
        until = time.monotonic() + timeout
        while not self.waiting and (left := until - time.monotonic()) > 0:
            self._arrived.clear()
            arrived = asyncio.ensure_future(self._arrived.wait())
            stopped = asyncio.ensure_future(ended.wait())
            try:
                await asyncio.wait({arrived, stopped}, timeout=left, return_when="FIRST_COMPLETED")
            finally:
                arrived.cancel()
                stopped.cancel()
            if ended.is_set():
                raise RefusalError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        return [self.waiting[number] for number in sorted(self.waiting)[:limit]]

    def _allow(self, kinds: Any) -> None:
        if isinstance(kinds, str):
            kinds = json.loads(kinds)
        self._allowed = list(kinds) or None

    def _drop(self, fields: Fields) -> None:
        if fields.get("drop_pending_updates") in {True, "true", "True"}:
            self.dropped += len(self.waiting)
            self.waiting.clear()

    async def set_webhook(self, fields: Fields) -> bool:
        url = str(fields.get("url") or "")
        secret = str(fields.get("secret_token") or "")
        if secret and not secret.replace("-", "").replace("_", "").isalnum():
            raise bad("secret token contains unallowed characters")
        self._drop(fields)
        await self.stop()
        self.webhook = {**fields, "url": url} if url else {}
        if "allowed_updates" in fields:
            self._allow(fields["allowed_updates"])
        if url:
            self._start()
        return True

    async def delete_webhook(self, fields: Fields) -> bool:
        self._drop(fields)
        await self.stop()
        self.webhook = {}
        return True

    async def webhook_info(self, _: Fields) -> Fields:
        return {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.waiting),
            "max_connections": int(self.webhook.get("max_connections") or 40),
            "allowed_updates": self._allowed or [],
        }

    def _start(self) -> None:
        self._queue = asyncio.Queue()
        for number in self.waiting:
            self._queue.put_nowait(number)
        session = ClientSession(timeout=ClientTimeout(total=60))
        connections = int(self.webhook.get("max_connections") or 40)
        loop = asyncio.get_running_loop()
        self._workers = [loop.create_task(self._bring(session)) for _ in range(connections)]
        self._workers.append(loop.create_task(_close_at_end(session)))

    async def stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        self._workers = []

    async def _bring(self, session: ClientSession) -> None:
        headers = {}
        if secret := self.webhook.get("secret_token"):
            headers["X-Telegram-Bot-Api-Secret-Token"] = str(secret)
        url = str(self.webhook["url"])
        while True:
            number = await self._queue.get()
            update = self.waiting.get(number)
            if update is None:
                continue
            started, status = time.monotonic(), 0
            with contextlib.suppress(ClientError, OSError, TimeoutError):
                async with session.post(url, json=update, headers=headers) as answer:
                    status = answer.status
                    if 200 <= status < 300:
                        await self._hear_answer(answer)
            now = time.monotonic()
            self.deliveries.append(Delivery(number, status, now, now - started))
            if 200 <= status < 300:
                self.waiting.pop(number, None)
                self.on_change()
            else:
                loop = asyncio.get_running_loop()
                loop.call_later(self._again_after, self._queue.put_nowait, number)

    async def _hear_answer(self, answer: ClientResponse) -> None:
        """Take the method that a webhook's answer may carry, as JSON or as a form."""
        kind = answer.content_type
        fields: Fields = {}
        if kind == "application/json":
            told = await answer.json()
            fields = told if isinstance(told, dict) else {}
        elif kind == "multipart/form-data":
            reader = MultipartReader.from_response(answer)
            while (part := await reader.next()) is not None:
                if not isinstance(part, MultipartReader) and hasattr(part, "text"):
                    fields[str(part.name)] = await part.text()
        if fields.get("method"):
            self.answers.put_nowait(fields)


async def _close_at_end(session: ClientSession) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        await session.close()
