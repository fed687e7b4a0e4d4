"""The page's web socket: frames in become updates in the inbox, the outbox becomes frames out."""

import asyncio
import json
import time
import uuid
from contextlib import suppress
from typing import Any

from fastapi import WebSocket, WebSocketDisconnect
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.web import frames
from bot.platforms.web.hub import LOOK_EVERY, Hub, Page
from bot.platforms.web.platform import BOT, NAME
from bot.way.away import AWAY
from bot.way.inbox import Handed, Inbox
from bot.web.edges import Budget
from config.texts import Say, speaker

MOST_TEXT = 4000
MOST_FRAME = 16 * 1024
MOST_PHOTOS = 10
LONGEST_NAME = 100
LONGEST_ID = 64
MOST_ROWS = 1 << 53
"""Above it JavaScript counts no longer exactly: no message of ours has such a number."""
PAGES_OF_A_SESSION = 3
PAGES_OF_AN_ADDRESS = 20
MESSAGES = (10, 2.0)
"""A session may send so many frames in so many seconds; more, and the page must wait."""
FURTHEST = (90, 180)
"""Degrees of latitude and longitude."""
QUICK_WORDS = ("word-menu", "word-mine", "word-human")
"""Texts of the words that stand under the input; each is heard in every state."""
TOO_FAST, TRY_LATER, NO_SESSION = 1008, 1013, 4401


class Refused(Exception):  # noqa: N818  it is an answer, not a fault
    def __init__(self, text_id: str, **facts: Any) -> None:
        super().__init__(text_id)
        self.facts = facts


def update_of(frame: dict[str, Any], visitor: int, language: str) -> list[dict[str, Any]]:
    """Turn a frame of the page into updates as Telegram would write them.

    :raises Refused: the frame is not one that the page sends, or is too long.
    """
    sender = {"id": visitor, "is_bot": False, "first_name": "", "language_code": language}
    now = int(time.time())
    base = {
        "message_id": time.time_ns() // 1_000_000,
        "date": now,
        "chat": {"id": visitor, "type": "private"},
        "from": sender,
    }
    match frame:
        case {"type": "text", "text": str(text)} if text.strip():
            if len(text) > MOST_TEXT:
                raise Refused("web-too-long", most=MOST_TEXT)
            return [{"message": {**base, "text": text}}]
        case {"type": "photo", "files": list(files)} if 0 < len(files) <= MOST_PHOTOS:
            caption = frame.get("text")
            caption = caption[:1024] if isinstance(caption, str) and caption.strip() else None
            group = {"media_group_id": str(frame.get("id"))} if len(files) > 1 else {}
            return [
                {
                    "message": {
                        **base,
                        **group,
                        "photo": [_photo(file)],
                        **({"caption": caption} if caption and n == 0 else {}),
                    }
                }
                for n, file in enumerate(files)
            ]
        case {"type": "document", "file": file, "name": str(name)}:
            paper = {
                "file_id": _ours(file),
                "file_unique_id": file,
                "file_name": name[:LONGEST_NAME],
                "mime_type": "application/pdf",
            }
            return [{"message": {**base, "document": paper}}]
        case {"type": "location", "latitude": lat, "longitude": lon} if _is_place(lat, lon):
            where = {"latitude": float(lat), "longitude": float(lon)}
            return [{"message": {**base, "location": where}}]
        case {"type": "press", "message": shown, "data": str(data)} if _is_press(shown, data):
            message = {
                "message_id": shown,
                "date": now,
                "chat": base["chat"],
                "text": "…",
                "from": {"id": 2, "is_bot": True, "first_name": "Linli"},
            }
            query = {
                "id": str(frame.get("id")),
                "from": sender,
                "chat_instance": "web",
                "data": data,
                "message": message,
            }
            return [{"callback_query": query}]
    raise Refused("web-not-read")


def _photo(file: Any) -> dict[str, Any]:
    return {"file_id": _ours(file), "file_unique_id": file, "width": 1, "height": 1}


def _ours(file: Any) -> str:
    if not isinstance(file, str) or not file or len(file) > LONGEST_ID:
        raise Refused("web-not-read")
    return f"file:{file}"


def _is_press(shown: Any, data: str) -> bool:
    return type(shown) is int and abs(shown) < MOST_ROWS and len(data) <= LONGEST_ID


def _is_place(lat: Any, lon: Any) -> bool:
    numbers = all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (lat, lon))
    return numbers and abs(lat) <= FURTHEST[0] and abs(lon) <= FURTHEST[1]


def _client_id(frame: dict[str, Any]) -> str:
    try:
        return str(uuid.UUID(str(frame["id"])))
    except (KeyError, ValueError):
        raise Refused("web-not-read") from None


class Talk:
    """One open page and the chat behind it."""

    def __init__(
        self,
        socket: WebSocket,
        engine: AsyncEngine,
        inbox: Inbox,
        hub: Hub,
        files: str,
        budget: Budget,
    ) -> None:
        self._socket = socket
        self._engine = engine
        self._inbox = inbox
        self._hub = hub
        self._files = files
        self._budget = budget
        self._sending = asyncio.Lock()

    async def run(self, visitor: int, language: str, after: int) -> None:
        page = self._hub.open(visitor)
        try:
            chat_id = await self._inbox.chat_id(NAME, BOT, visitor)
            last = await self._greet(chat_id, visitor, language, after)
            async with asyncio.TaskGroup() as group:
                showing = group.create_task(self._show(page, chat_id, last))
                try:
                    await self._hear(visitor, language)
                finally:
                    showing.cancel()
        except* (WebSocketDisconnect, RuntimeError):
            pass
        except* AWAY:
            with suppress(RuntimeError):
                await self._socket.close(TRY_LATER)
        finally:
            self._hub.close(visitor, page)

    async def _greet(self, chat_id: int, visitor: int, language: str, after: int) -> int:
        async with self._engine.connect() as connection:
            found = await connection.exec_driver_sql(
                """select coalesce((select max(id) from outbox where chat_id = $1), 0), p.name,
                    p.language
                from (select 1) one left join accounts a on a.platform = $2 and a.bot = $3
                    and a.external_id = $4 left join people p on p.id = a.person_id""",
                (chat_id, NAME, BOT, visitor),
            )
            row: Any = found.one()
        last, name, known = row
        await self._send(
            {"type": "welcome", "me": {"name": name}, "language": known or language, "last": last}
        )
        say = speaker(known or language)
        await self._send(
            {"type": "keyboard", "rows": [[say(word).words for word in QUICK_WORDS]]}
        )
        if after:
            return after
        for frame in await frames.page_before(self._engine, chat_id, None, self._files):
            await self._send(frame)
        return int(last)

    async def _hear(self, visitor: int, language: str) -> None:
        say = speaker(language)
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            if not self._budget.allows(str(visitor)):
                await self._send({"type": "refused", "id": None, "text": say("web-too-fast").words})
                await self._socket.close(TOO_FAST)
                return
            await self._take(message.get("text") or "", visitor, language, say)

    async def _take(self, text: str, visitor: int, language: str, say: Say) -> None:
        frame: Any = None
        client = None
        try:
            if len(text.encode("utf-8", "surrogatepass")) > MOST_FRAME:
                raise Refused("web-too-long", most=MOST_TEXT)  # noqa: TRY301
            try:
                frame = json.loads(text)
            except (ValueError, RecursionError):
                raise Refused("web-not-read") from None
            if not isinstance(frame, dict):
                raise Refused("web-not-read")  # noqa: TRY301
            if frame.get("type") == "ping":
                await self._send({"type": "pong"})
                return
            client = _client_id(frame)
            updates = update_of({**frame, "id": client}, visitor, language)
        except Refused as refused:
            words = say(str(refused), **refused.facts).words
            await self._send({"type": "refused", "id": client, "text": words})
            return
        try:
            for n, update in enumerate(updates):
                body = json.dumps({**update, "linli_client": client}).encode()
                key = f"{visitor}:{client}:{n}"
                await self._inbox.accept(Handed(NAME, BOT, key, visitor, body))
        except AWAY:
            # No acknowledgement: the page keeps the words and sends them again.
            await self._socket.close(TRY_LATER)
            return
        await self._send({"type": "ack", "id": client})

    async def _show(self, page: Page, chat_id: int, last: int) -> None:
        while True:
            page.bell.clear()
            while not page.passing.empty():
                await self._send(page.passing.get_nowait())
            try:
                for row, frame in await frames.since(self._engine, chat_id, last, self._files):
                    await self._send(frame)
                    last = row
            except AWAY:
                await asyncio.sleep(1)
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await page.bell.wait()
            except TimeoutError:
                continue

    async def _send(self, frame: dict[str, Any]) -> None:
        async with self._sending:
            await self._socket.send_text(json.dumps(frame))
