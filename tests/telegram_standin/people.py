"""People who use Telegram: what they do becomes an update, what they are told can be read."""

import re
import secrets
import time
from typing import TYPE_CHECKING, Any

from tests.telegram_standin.checks import units
from tests.telegram_standin.faults import Fault
from tests.telegram_standin.state import Fields, Sent

if TYPE_CHECKING:
    from tests.telegram_standin.server import Standin

# A picture of one pixel: enough for who only passes it on.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da63f8cf"
    "c00000030101004d8c2d9a0000000049454e44ae426082"
)

_MARKED = re.compile(r"(?P<bot_command>(?<!\S)/\w+(?:@\w+)?)|(?P<mention>(?<!\w)@\w{4,})")


class Actor:
    """Somebody in a chat: by default in their own with the bot."""

    def __init__(self, standin: "Standin", user: Fields, chat: Fields) -> None:
        self._standin = standin
        self.user = user
        self.chat = chat

    @property
    def id(self) -> int:
        return int(self.user["id"])

    def in_group(self, id_: int, title: str = "虹桥社区楼组", kind: str = "supergroup") -> "Actor":
        chat = self._standin.state.chats.setdefault(id_, {"id": id_, "type": kind, "title": title})
        return Actor(self._standin, self.user, chat)

    # What they do

    def sends(self, **content: Any) -> int:
        """Send a message with whatever it holds, and give the update's number."""
        return self._standin.updates.post({"message": self._message(**content)})

    def _message(self, **content: Any) -> Fields:
        state = self._standin.state
        chat = int(self.chat["id"])
        message: Fields = {
            "message_id": state.next_message_id(chat),
            "from": self.user,
            "chat": self.chat,
            "date": int(time.time()),
            **content,
        }
        state.messages[chat][message["message_id"]] = message
        return message

    def says(self, text: str, *, reply_to: int | None = None, **more: Any) -> int:
        content: Fields = {"text": text, **more}
        if found := marked(text):
            content.setdefault("entities", found)
        if reply_to is not None:
            content["reply_to_message"] = self._message_of(reply_to)
        return self.sends(**content)

    def _message_of(self, id_: int) -> Fields:
        return self._standin.state.messages[int(self.chat["id"])][id_]

    def edits(self, message_id: int, text: str) -> int:
        edited = {**self._message_of(message_id), "text": text, "edit_date": int(time.time())}
        self._standin.state.messages[int(self.chat["id"])][message_id] = edited
        return self._standin.updates.post({"edited_message": edited})

    def presses(self, label: str) -> str:
        """Press the newest button whose label holds these words, and give the query's id.

        :raises LookupError: no such button is on the screen.
        """
        for message in reversed(self.screen()):
            for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if label in button["text"] and "callback_data" in button:
                        return self.presses_data(button["callback_data"], message)
        raise LookupError(f"no button {label!r} on the screen")

    def presses_data(self, data: str | None, message: Fields) -> str:
        """Press a button that says this to the bot, be it there or forged."""
        query: Fields = {
            "id": str(secrets.randbits(60)),
            "from": self.user,
            "message": message,
            "chat_instance": str(self.chat["id"]),
        }
        if data is not None:
            query["data"] = data
        self._standin.state.queries[query["id"]] = query
        self._standin.updates.post({"callback_query": query})
        return str(query["id"])

    def sends_photo(self, content: bytes = PIXEL, *, caption: str = "", album: str = "") -> int:
        id_ = self._standin.state.keep_file("photo", content, "photo.jpg", "image/jpeg")
        sizes = [
            {"file_id": id_, "file_unique_id": id_[-9:], "width": side, "height": side,
             "file_size": len(content)}
            for side in (90, 800)
        ]  # fmt: skip
        more = {"caption": caption} if caption else {}
        more |= {"media_group_id": album} if album else {}
        return self.sends(photo=sizes, **more)

    def sends_document(self, content: bytes, name: str, mime: str = "application/pdf") -> int:
        id_ = self._standin.state.keep_file("document", content, name, mime)
        document = {"file_id": id_, "file_unique_id": id_[-9:], "file_name": name,
                    "mime_type": mime, "file_size": len(content)}  # fmt: skip
        return self.sends(document=document)

    def sends_voice(self, content: bytes = b"OggS\x00\x02", seconds: int = 4) -> int:
        id_ = self._standin.state.keep_file("voice", content, "voice.oga", "audio/ogg")
        voice = {"file_id": id_, "file_unique_id": id_[-9:], "duration": seconds,
                 "mime_type": "audio/ogg", "file_size": len(content)}  # fmt: skip
        return self.sends(voice=voice)

    def shares_location(self, latitude: float, longitude: float) -> int:
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def shares_contact(self, phone: str, *, own: bool = True) -> int:
        contact: Fields = {"phone_number": phone, "first_name": self.user["first_name"]}
        if own:
            contact["user_id"] = self.id
        return self.sends(contact=contact)

    def blocks_the_bot(self) -> Fault:
        self._member("member", "kicked")
        return self._standin.fails("blocked", chat=self.id)

    def unblocks_the_bot(self) -> None:
        faults = self._standin.state.faults
        faults[:] = [f for f in faults if not (f.kind == "blocked" and f.chat == self.id)]
        self._member("kicked", "member")

    def _member(self, old: str, new: str) -> None:
        me = self._standin.state.me
        event = {
            "chat": self.chat,
            "from": self.user,
            "date": int(time.time()),
            "old_chat_member": {"user": me, "status": old} | _until(old),
            "new_chat_member": {"user": me, "status": new} | _until(new),
        }
        self._standin.updates.post({"my_chat_member": event})

    # What they see

    def screen(self) -> list[Fields]:
        """Give the bot's messages as they look now: edited, without what was deleted."""
        state = self._standin.state
        messages = state.messages[int(self.chat["id"])]
        return [m for _, m in sorted(messages.items()) if m["from"]["id"] == state.me["id"]]

    @property
    def told(self) -> list[Sent]:
        return self._standin.state.sent_to(int(self.chat["id"]))

    @property
    def toasts(self) -> list[str]:
        return [str(s.fields.get("text") or "") for s in self.told
                if s.method == "answerCallbackQuery"]  # fmt: skip

    async def hears(self, words: str, *, since: int = 0, seconds: float = 10) -> Sent:
        """Wait until the bot has said something with these words in this chat.

        :param since: how many of the chat's calls to pass over (`len(told)` before an action).
        """

        def look() -> Sent | None:
            return next((s for s in self.told[since:] if words in s.text), None)

        return await self._standin.state.until(look, seconds)


def _until(status: str) -> Fields:
    return {"until_date": 0} if status == "kicked" else {}


def marked(text: str) -> list[Fields]:
    """Find what Telegram's own clients mark in a text."""
    return [
        {
            "type": found.lastgroup,
            "offset": units(text[: found.start()]),
            "length": units(found[0]),
        }
        for found in _MARKED.finditer(text)
    ]
