"""People who talk with the town in tests: the real inbox, turns, rooms, notices and PostgreSQL.

Only the wire is missing: what a person does becomes the same update that the web page would send.
"""

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import text

from bot.app import App
from bot.platforms.web.platform import BOT, NAME
from bot.tell import ToChat
from bot.way.inbox import Handed
from bot.way.updates import read
from bot.web.socket import update_of
from community import clock, files, people
from community.people import Role
from config.settings import load
from config.town import Town
from jobs import notices
from nlu.meaning import Entity, Meaning

FIRST_PERSON = 7_000_001


class Scripted:
    """Understands what a test says a text means; all else it does not understand."""

    def __init__(self) -> None:
        self.meanings: dict[str, Meaning] = {}

    def learn(self, words: str, intent: str, confidence: float = 0.95, **entities: str) -> None:
        found = tuple(
            Entity(kind, words.find(value), words.find(value) + len(value), value, value)
            for kind, value in entities.items()
        )
        self.meanings[words] = Meaning(
            words, intent, confidence, ((intent, confidence), ("out_of_scope", 0.01)), found
        )

    async def parse(self, words: str) -> Meaning | None:
        return self.meanings.get(words)

    async def close(self) -> None:
        """Nothing is open."""


@dataclass
class Shown:
    """One message on somebody's screen, after all its edits."""

    id: int
    text: str
    buttons: dict[str, str] = field(default_factory=dict)
    photo: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)


class Person:
    def __init__(self, talk: "Talk", number: int, language: str) -> None:
        self.talk = talk
        self.number = number
        self.language = language
        self.screen: dict[int, Shown] = {}
        self.toasts: list[str] = []
        self.new: list[Shown] = []
        self._last_row = 0

    @property
    def said(self) -> str:
        """All that was shown to this person by the last thing that anybody did."""
        return "\n".join(shown.text for shown in self.new)

    @property
    def buttons(self) -> dict[str, str]:
        """Labels and tokens of the newest message that has buttons."""
        for shown in reversed(self.screen.values()):
            if shown.buttons:
                return shown.buttons
        return {}

    async def says(self, words: str) -> Self:
        return await self._does({"type": "text", "text": words})

    async def presses(self, label: str) -> Self:
        """Press the newest button whose label has these words in it."""
        for shown in reversed(self.screen.values()):
            for name, token in shown.buttons.items():
                if label in name:
                    return await self.presses_token(token, shown.id)
        raise AssertionError(f"no button {label!r}; there are {[*self.buttons]}")

    async def presses_token(self, token: str, message: int = 1) -> Self:
        return await self._does({"type": "press", "message": message, "data": token})

    async def shares(self, latitude: float, longitude: float) -> Self:
        return await self._does({"type": "location", "latitude": latitude, "longitude": longitude})

    async def sends_photos(self, count: int = 1, caption: str = "") -> Self:
        kept = [await self.talk.photo_of(self) for _ in range(count)]
        return await self._does({"type": "photo", "files": kept, "text": caption})

    async def sends(self, message: dict[str, Any]) -> Self:
        """Send a message as a platform would write it, with any content (sticker, voice, …)."""
        base = update_of({"type": "text", "text": "x"}, self.number, self.language)[0]["message"]
        del base["text"]
        return await self._hand([{"message": {**base, **message}}])

    async def _does(self, frame: dict[str, Any]) -> Self:
        client = str(uuid.uuid4())
        return await self._hand(update_of({**frame, "id": client}, self.number, self.language))

    async def _hand(self, updates: list[dict[str, Any]]) -> Self:
        for person in self.talk.people:
            person.new.clear()
            person.toasts.clear()
        for update in updates:
            await self.talk.hand(self, update)
        await self.talk.settle()
        return self

    async def look(self) -> None:
        """Read what the outbox holds for this person since the last look."""
        chat = await self.talk.app.inbox.chat_id(NAME, BOT, self.number)
        async with self.talk.app.engine.begin() as connection:
            rows = await connection.execute(
                text(
                    "update outbox set sent_at = clock_timestamp(),"
                    " external_id = coalesce((payload->>'message_id')::bigint, id)"
                    " where chat_id = :chat and id > :last"
                    " returning id, method, payload"
                ),
                {"chat": chat, "last": self._last_row},
            )
            found = sorted(rows.all())
        for row, method, payload in found:
            self._last_row = row
            shown_id = payload.get("message_id", row)
            if method == "deleteMessage":
                self.screen.pop(shown_id, None)
                continue
            keyboard = (payload.get("reply_markup") or {}).get("inline_keyboard") or []
            shown = Shown(
                shown_id,
                payload.get("text") or payload.get("caption") or "",
                {b["text"]: b.get("callback_data", "") for r in keyboard for b in r},
                payload.get("photo"),
                payload,
            )
            if method == "editMessageReplyMarkup":
                shown.text = self.screen[shown_id].text
            self.screen[shown_id] = shown
            self.new.append(shown)


class Talk:
    def __init__(self, app: App, understanding: Scripted) -> None:
        self.app = app
        self.understanding = understanding
        self.people: list[Person] = []
        self.turns = app.turns()
        self._tell = ToChat(app.town)
        app.wake.on("toast", self._toast)

    @classmethod
    @asynccontextmanager
    async def open(cls, database_url: str, town: Town) -> AsyncIterator["Talk"]:
        settings = load(database_url=database_url, redis_url="", telegram_token="", demo=True)
        app = App(settings, town=town)
        understanding = Scripted()
        app.understanding = understanding  # type: ignore[assignment]
        try:
            yield cls(app, understanding)
        finally:
            await app.engine.dispose()

    def person(self, language: str = "zh") -> Person:
        person = Person(self, FIRST_PERSON + len(self.people), language)
        self.people.append(person)
        return person

    async def staff(
        self,
        role: Role = Role.SOCIAL_WORKER,
        *,
        name: str = "沈丽",
        community: str | None = "hongqiao",
        language: str = "zh",
    ) -> Person:
        """Somebody who took a role by an invitation, as staff really do."""
        async with self.app.sessions() as db, db.begin():
            now = await clock.now(db)
            code = await people.invite(db, role, now=now, community=community, name=name)
        return await self.person(language).says(f"/start {code}")

    def means(self, words: str, intent: str, confidence: float = 0.95, **entities: str) -> None:
        self.understanding.learn(words, intent, confidence, **entities)

    async def at(self, moment: str) -> None:
        """Let the town's clock stand at a time of the town (2026-11-23T10:00)."""
        when = datetime.fromisoformat(moment).replace(tzinfo=self.app.town.zone)
        async with self.app.sessions() as db, db.begin():
            await clock.freeze(db, when)
        await self.settle()

    async def later(self, span: timedelta) -> None:
        for person in self.people:
            person.new.clear()
        async with self.app.sessions() as db, db.begin():
            await clock.forward(db, span)
        await self.settle()

    async def hand(self, person: Person, update: dict[str, Any]) -> None:
        raw = json.dumps(update).encode()
        assert read(raw) is not None
        key = f"{person.number}:{uuid.uuid4()}"
        await self.app.inbox.accept(Handed(NAME, BOT, key, person.number, raw))

    async def settle(self) -> None:
        """Take all turns and bear all notices that are due."""
        for person in self.people:
            chat = await self.app.inbox.chat_id(NAME, BOT, person.number)
            while await self.turns.take_one(chat):
                pass
        while await notices.bear(self.app.sessions, self._tell):
            pass
        for person in self.people:
            await person.look()

    async def photo_of(self, person: Person) -> str:
        async with self.app.sessions() as db, db.begin():
            now = await clock.now(db)
            who = await people.known(db, NAME, BOT, person.number, now=now)
            kept = await files.keep(
                db, who.id, kind="photo", platform=NAME, now=now, mime="image/jpeg",
                size=3, content=b"jpg", thumb=b"jpg",
            )  # fmt: skip
            return kept.id

    def _toast(self, about: str) -> None:
        told = json.loads(about)
        for person in self.people:
            if person.number == told["chat"] and told["frame"].get("text"):
                person.toasts.append(told["frame"]["text"])
