"""What Telegram refuses in a text, its entities and its buttons."""

import re
from html import unescape
from typing import Any

from tests.telegram_standin.refusal import bad

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LONGEST_DATA = 64
MOST_BUTTONS = 100

TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "span", "tg-spoiler", "a",
        "code", "pre", "blockquote", "tg-emoji"}  # fmt: skip
KINDS = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold",
         "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote",
         "code", "pre", "text_link", "text_mention", "custom_emoji"}  # fmt: skip

_TAG = re.compile(r"<(/?)([a-zA-Z-]*)([^>]*)>?")


def units(words: str) -> int:
    """Count as Telegram does, in UTF-16 units."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def text(fields: dict[str, Any]) -> str:
    words = _plain(fields.get("text"), fields.get("parse_mode"))
    if not words.strip():
        raise bad("message text is empty")
    if units(words) > LONGEST_TEXT:
        raise bad("message is too long")
    entities(fields.get("entities"), words)
    return words


def caption(fields: dict[str, Any]) -> str:
    words = _plain(fields.get("caption") or "", fields.get("parse_mode"))
    if units(words) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    entities(fields.get("caption_entities"), words)
    return words


def _plain(words: Any, mode: Any) -> str:
    if not isinstance(words, str):
        raise bad("message text is empty")
    if any(0xD800 <= ord(c) < 0xE000 for c in words):
        raise bad("strings must be encoded in UTF-8")
    if not mode:
        return words
    if str(mode).lower() == "html":
        return _html(words)
    if str(mode).lower() in {"markdown", "markdownv2"}:
        return _markdown(words)
    raise bad("unsupported parse_mode")


def _html(words: str) -> str:
    opened: list[str] = []
    for tag in _TAG.finditer(words):
        end, name = tag[1], tag[2].lower()
        where = len(words[: tag.start()].encode())
        if name not in TAGS:
            kind = f'Unsupported {"end" if end else "start"} tag "{name}"'
            raise bad(f"can't parse entities: {kind} at byte offset {where}")
        if not end:
            opened.append(name)
        elif not opened or opened.pop() != name:
            raise bad(f"can't parse entities: Unmatched end tag at byte offset {where}")
    if opened:
        start = f"start tag {opened[-1]}"
        raise bad(f"can't parse entities: Can't find end tag corresponding to {start}")
    return unescape(_TAG.sub("", words))


def _markdown(words: str) -> str:
    bare = re.sub(r"\\.", "", words)
    for mark in ("*", "_", "`", "~"):
        if bare.count(mark) % 2:
            raise bad("can't parse entities: Can't find end of the entity")
    if found := re.search(r"(?<!\\)[.!>#+={}|-]", words):
        raise bad(f"can't parse entities: Character '{found[0]}' is reserved and must be escaped")
    return re.sub(r"\\(.)", r"\1", words)


def entities(given: Any, words: str) -> None:
    if given is None:
        return
    if not isinstance(given, list):
        raise bad("can't parse entities: expected an Array")
    encoded = words.encode("utf-16-le", "surrogatepass")
    for entity in given:
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 1:
            raise bad("can't parse entities: wrong offset or length")
        if (offset + length) * 2 > len(encoded):
            raise bad("can't parse entities: entity ends after the end of the text")
        for edge in (offset, offset + length):
            if _is_low_surrogate(encoded[edge * 2 : edge * 2 + 2]):
                raise bad("can't parse entities: entity cuts a UTF-16 symbol")
        if entity.get("type") not in KINDS:
            raise bad("can't parse entities: unsupported type")
        if entity["type"] == "text_link" and not entity.get("url"):
            raise bad("can't parse entities: a text_link needs its url")


def _is_low_surrogate(unit: bytes) -> bool:
    return len(unit) == 2 and 0xDC00 <= int.from_bytes(unit, "little") < 0xE000


def markup(given: Any) -> None:
    if given is None:
        return
    if not isinstance(given, dict):
        raise bad("can't parse reply keyboard markup JSON object")
    rows = given.get("inline_keyboard")
    if rows is None:
        return
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad("field inline_keyboard of the InlineKeyboardMarkup must be an Array of Arrays")
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS:
        raise bad("reply markup is too long")
    for button in buttons:
        _button(button)


def _button(button: dict[str, Any]) -> None:
    if not str(button.get("text") or "").strip():
        raise bad("inline keyboard button text must be non-empty")
    if "callback_data" in button:
        if not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA:
            raise bad("BUTTON_DATA_INVALID")
    elif not {"url", "web_app", "login_url", "switch_inline_query", "copy_text"} & set(button):
        raise bad("Text buttons are unallowed in the inline keyboard")
    if "url" in button and not str(button["url"]).startswith(("http://", "https://", "tg://")):
        raise bad("inline keyboard button URL is invalid: Wrong HTTP URL")
