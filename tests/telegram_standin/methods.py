"""The methods of the Bot API that the stand-in knows, as Telegram answers them."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.telegram_standin import checks
from tests.telegram_standin.refusal import RefusalError, bad
from tests.telegram_standin.state import Fields, State
from tests.telegram_standin.updates import Updates

LARGEST_DOWNLOAD = 20 * 1024 * 1024
PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")

Method = Callable[[Fields], Awaitable[Any]]


class Upload:
    """A file that came in a form."""

    def __init__(self, content: bytes, name: str, mime: str) -> None:
        self.content = content
        self.name = name
        self.mime = mime


class Methods:
    def __init__(self, state: State, updates: Updates) -> None:
        self._state = state
        self._updates = updates
        self._methods: dict[str, Method] = {
            "getMe": self._get_me,
            "getUpdates": self._updates.get,
            "setWebhook": self._updates.set_webhook,
            "deleteWebhook": self._updates.delete_webhook,
            "getWebhookInfo": self._updates.webhook_info,
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendLocation": self._send_location,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer_query,
            "sendChatAction": self._chat_action,
            "getFile": self._get_file,
        }

    async def call(self, method: str, fields: Fields) -> Any:
        """Do it.

        :raises RefusalError: Telegram would say no.
        """
        known = self._methods.get(method)
        if known is not None:
            return await known(fields)
        for verb in ("set", "delete", "get"):
            about = method.removeprefix(verb)
            if method.startswith(verb) and about in SHOWN:
                return self._showing(verb, about, fields)
        raise RefusalError(404, "Not Found: method not found")

    async def _get_me(self, _: Fields) -> Fields:
        return self._state.me

    def _chat(self, fields: Fields) -> Fields:
        try:
            return self._state.chats[int(fields["chat_id"])]
        except (KeyError, ValueError, TypeError):
            raise bad("chat not found") from None

    def _show(self, method: str, fields: Fields, content: Fields) -> Fields:
        chat = self._chat(fields)
        checks.markup(fields.get("reply_markup"))
        if self._state.limits is not None:
            self._state.limits.check(chat["id"])
        message: Fields = {
            "message_id": self._state.next_message_id(chat["id"]),
            "from": self._state.me,
            "chat": chat,
            "date": int(time.time()),
            **content,
        }
        if "inline_keyboard" in (fields.get("reply_markup") or {}):
            message["reply_markup"] = fields["reply_markup"]
        self._state.messages[chat["id"]][message["message_id"]] = message
        self._state.record(method, chat["id"], fields, message["message_id"])
        return message

    async def _send_message(self, fields: Fields) -> Fields:
        self._chat(fields)
        words = checks.text(fields)
        content: Fields = {"text": words}
        if fields.get("entities"):
            content["entities"] = fields["entities"]
        return self._show("sendMessage", fields, content)

    async def _send_photo(self, fields: Fields) -> Fields:
        self._chat(fields)
        words = checks.caption(fields)
        id_ = self._file(fields, "photo")
        size = self._state.files[id_].size
        sizes = [
            {"file_id": id_, "file_unique_id": id_[-9:], "width": 90, "height": 90,
             "file_size": size}
        ]  # fmt: skip
        return self._show("sendPhoto", fields, {"photo": sizes, **_caption(fields, words)})

    async def _send_document(self, fields: Fields) -> Fields:
        self._chat(fields)
        words = checks.caption(fields)
        id_ = self._file(fields, "document")
        file = self._state.files[id_]
        document = {"file_id": id_, "file_unique_id": id_[-9:], "file_name": file.name,
                    "mime_type": file.mime, "file_size": file.size}  # fmt: skip
        return self._show("sendDocument", fields, {"document": document, **_caption(fields, words)})

    def _file(self, fields: Fields, kind: str) -> str:
        given = fields.get(kind)
        if isinstance(given, str) and given.startswith("attach://"):
            given = fields.get(given.removeprefix("attach://"))
        if isinstance(given, Upload):
            if not given.content:
                raise bad("file must be non-empty")
            if kind == "photo" and not given.content.startswith(PICTURES):
                raise bad("IMAGE_PROCESS_FAILED")
            id_ = self._state.keep_file(kind, given.content, given.name, given.mime)
            fields[kind] = id_
            return id_
        if not isinstance(given, str) or not given:
            raise bad(f"there is no {kind} in the request")
        file = self._state.files.get(given)
        if file is None:
            raise bad("wrong remote file identifier specified: Wrong string length")
        if file.kind != kind:
            raise bad(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return given

    async def _send_location(self, fields: Fields) -> Fields:
        self._chat(fields)
        try:
            place = {k: float(fields[k]) for k in ("latitude", "longitude")}
        except (KeyError, ValueError, TypeError):
            raise bad("latitude is empty") from None
        if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:
            raise bad("wrong latitude or longitude")
        return self._show("sendLocation", fields, {"location": place})

    def _own(self, fields: Fields, doing: str) -> Fields:
        chat = self._chat(fields)
        try:
            message = self._state.messages[chat["id"]][int(fields["message_id"])]
        except (KeyError, ValueError, TypeError):
            raise bad(f"message to {doing} not found") from None
        if doing == "edit" and message["from"]["id"] != self._state.me["id"]:
            raise bad("message can't be edited")
        return message

    async def _edit_text(self, fields: Fields) -> Fields:
        message = self._own(fields, "edit")
        words = checks.text(fields)
        if "text" not in message:
            raise bad("there is no text in the message to edit")
        return self._edit("editMessageText", message, fields, text=words)

    async def _edit_markup(self, fields: Fields) -> Fields:
        return self._edit("editMessageReplyMarkup", self._own(fields, "edit"), fields)

    def _edit(self, method: str, message: Fields, fields: Fields, **content: Any) -> Fields:
        checks.markup(fields.get("reply_markup"))
        edited = {**message, **content, "edit_date": int(time.time())}
        edited.pop("reply_markup", None)
        if content:
            edited.pop("entities", None)
            if fields.get("entities"):
                edited["entities"] = fields["entities"]
        if (fields.get("reply_markup") or {}).get("inline_keyboard"):
            edited["reply_markup"] = fields["reply_markup"]
        parts = ("text", "entities", "reply_markup")
        if all(edited.get(part) == message.get(part) for part in parts):
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        chat = message["chat"]["id"]
        if self._state.limits is not None:
            self._state.limits.check(chat)
        self._state.messages[chat][message["message_id"]] = edited
        self._state.record(method, chat, fields, message["message_id"])
        return edited

    async def _delete(self, fields: Fields) -> bool:
        message = self._own(fields, "delete")
        chat = message["chat"]["id"]
        del self._state.messages[chat][message["message_id"]]
        self._state.record("deleteMessage", chat, fields, message["message_id"])
        return True

    async def _answer_query(self, fields: Fields) -> bool:
        query = self._state.queries.pop(str(fields.get("callback_query_id")), None)
        if query is None:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if checks.units(str(fields.get("text") or "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        self._state.record("answerCallbackQuery", query["message"]["chat"]["id"], fields)
        return True

    async def _chat_action(self, fields: Fields) -> bool:
        chat = self._chat(fields)
        if fields.get("action") not in ACTIONS:
            raise bad("wrong parameter action in request")
        self._state.record("sendChatAction", chat["id"], fields)
        return True

    async def _get_file(self, fields: Fields) -> Fields:
        id_ = str(fields.get("file_id"))
        file = self._state.files.get(id_)
        if file is None:
            raise bad("invalid file_id")
        if file.size > LARGEST_DOWNLOAD:
            raise bad("file is too big")
        return {"file_id": id_, "file_unique_id": id_[-9:], "file_size": file.size,
                "file_path": file.path}  # fmt: skip

    def _showing(self, verb: str, about: str, fields: Fields) -> Any:
        field = SHOWN[about]
        scope = fields.get("scope") or {"type": "default"}
        place = f"{scope.get('type')}:{scope.get('chat_id', fields.get('chat_id', ''))}"
        key = f"{about}:{place}:{fields.get('language_code', '')}"
        if verb == "get":
            shown = self._state.shown.get(key)
            return shown if about == "MyCommands" else {field: shown or ""}
        if verb == "set":
            self._state.shown[key] = fields.get(field)
        else:
            self._state.shown.pop(key, None)
        self._state.record(f"{verb}{about}", None, fields)
        return True


SHOWN = {
    "MyCommands": "commands",
    "MyName": "name",
    "MyDescription": "description",
    "MyShortDescription": "short_description",
    "ChatMenuButton": "menu_button",
}
ACTIONS = {"typing", "upload_photo", "upload_document", "find_location", "record_voice"}


def _caption(fields: Fields, words: str) -> Fields:
    if not words:
        return {}
    entities = fields.get("caption_entities")
    return {"caption": words} | ({"caption_entities": entities} if entities else {})
