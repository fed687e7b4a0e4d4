"""The same person on two platforms: what is done goes through the public door, answers are kept."""

import json
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.telegram_standin.people import Actor
from tests.web.site import Site, Visitor, picture

Told = tuple[str, list[dict[str, Any]]]
"""A text with its entities."""


class Talker(Protocol):
    platform: str

    @property
    def number(self) -> int: ...
    @property
    def told(self) -> list[Told]: ...
    @property
    def passing(self) -> list[str]:
        """Toasts, refusals: what is said without staying on the screen."""
        ...

    @property
    def buttons(self) -> dict[str, Any]: ...
    async def does(self, step: tuple[Any, ...]) -> None: ...


@dataclass
class OnTheWeb:
    visitor: Visitor
    platform: str = "web"
    statuses: list[int] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.visitor.number

    @property
    def told(self) -> list[Told]:
        return [
            (m["text"] or "", m["entities"] or [])
            for m in self.visitor.messages
            if m["from"] == "town"
        ]

    @property
    def passing(self) -> list[str]:
        said = [f["text"] for f in self.visitor.frames if f["type"] in {"refused", "toast"}]
        return said + [str(status) for status in self.statuses]

    @property
    def buttons(self) -> dict[str, Any]:
        return self.visitor.buttons

    async def does(self, step: tuple[Any, ...]) -> None:  # noqa: C901  one line a deed
        visitor = self.visitor
        match step:
            case ("says", str(words)):
                await visitor.send("text", text=words)
            case ("says quickly", *parts):
                for part in parts:
                    await visitor.send("text", text=part)
            case ("presses twice", str(label)):
                message, data = next(v for n, v in reversed(self.buttons.items()) if label in n)
                for _ in range(2):
                    await visitor.send("press", message=message, data=data)
            case ("presses", str(label)):
                message, data = next(v for n, v in reversed(self.buttons.items()) if label in n)
                await visitor.send("press", message=message, data=data)
            case ("forges", str(data)):
                await visitor.send("press", message=1, data=data)
            case ("photos", int(count), str(caption)):
                await visitor.sends_photos(count, caption)
            case ("location", latitude, longitude):
                await visitor.send("location", latitude=latitude, longitude=longitude)
            case ("frame", str(raw)):
                since = len(visitor.frames)
                await visitor.send_raw(raw)
                await visitor.until(
                    lambda: any(f["type"] in {"ack", "refused"} for f in visitor.frames[since:])
                )
            case ("uploads", bytes(content)):
                status, told = await visitor.uploads(content)
                self.statuses.append(status)
                self.statuses.append(told.get("text", ""))
            case _:
                raise AssertionError(step)
        await visitor.settle()


@dataclass
class OnTelegram:
    site: Site
    actor: Actor
    platform: str = "telegram"
    _owed: int = 0

    @property
    def number(self) -> int:
        return int(self.actor.chat["id"])

    @property
    def told(self) -> list[Told]:
        return [
            (sent.text, sent.fields.get("entities") or sent.fields.get("caption_entities") or [])
            for sent in self.actor.told
            if sent.method.startswith(("send", "edit")) and sent.method != "sendChatAction"
        ]

    @property
    def passing(self) -> list[str]:
        return self.actor.toasts

    @property
    def buttons(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for message in self.actor.screen():
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    found[button["text"]] = button
        return found

    async def does(self, step: tuple[Any, ...]) -> None:  # noqa: C901, PLR0912  one line a deed
        actor, presses = self.actor, len(self.actor.toasts)
        number = query = None
        match step:
            case ("says", str(words)):
                number = actor.says(words)
            case ("says quickly", *parts):
                for part in parts:
                    number = actor.says(part)
            case ("presses twice", str(label)):
                actor.presses(label)
                query = actor.presses(label)
                presses += 1
            case ("presses", str(label)):
                query = actor.presses(label)
            case ("forges", data):
                shown = actor.screen()[-1] if actor.screen() else {**OLD, "chat": actor.chat}
                query = actor.presses_data(data, shown)
            case ("photos", int(count), str(caption)):
                for n in range(count):
                    number = actor.sends_photo(
                        picture(),
                        caption=caption if n == 0 else "",
                        album="album-1" if count > 1 else "",
                    )
            case ("location", latitude, longitude):
                number = actor.shares_location(latitude, longitude)
            case ("sends", dict(content)):
                number = actor.sends(**content)
            case ("edits", str(words)):
                state = self.site.standin.state
                mine = [m for m in state.messages[self.number].values() if m["from"] == actor.user]
                number = actor.edits(mine[-1]["message_id"], words)
            case ("update", dict(update)):
                filled = json.loads(json.dumps(update).replace('"ME"', str(self.number)))
                number = self.site.standin.updates.post(filled)
            case _:
                raise AssertionError(step)
        await self._settle(number, query, presses)

    async def _settle(self, number: int | None, query: str | None, presses: int) -> None:
        standin = self.site.standin
        await standin.state.until(lambda: not standin.updates.waiting)
        if number is None or await self._is_known():
            await self.site.settled("telegram", self.number)
        if query is not None:
            await standin.state.until(lambda: len(self.actor.toasts) > presses)

    async def _is_known(self) -> bool:
        found = await self.site.row(
            "select 1 from chats where platform = 'telegram' and external_id = $1", self.number
        )
        return found is not None


OLD = {
    "message_id": 1,
    "date": 0,
    "from": {"id": 700123456, "is_bot": True, "first_name": "邻里"},
}
