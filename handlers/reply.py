"""Saying things: texts as messages of the dialect, keyboards as rows of buttons."""

from collections.abc import Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.methods import (
    AnswerCallbackQuery,
    EditMessageReplyMarkup,
    EditMessageText,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MessageEntity,
)

from config.texts import Text

Said = TelegramMethod[Any] | Sequence["Said"]
"""A method, or several, nested as they come: the turn flattens them."""
Keyboard = Sequence[Sequence[InlineKeyboardButton]]

LONGEST = 4096
"""UTF-16 units that one message may have; of a caption 1024, of a toast 200 characters."""
LONGEST_CAPTION = 1024
LONGEST_TOAST = 200
LONGEST_LABEL = 60
FIRST_OF_TWO_UNITS = 0x10000


def flat(said: Said) -> list[TelegramMethod[Any]]:
    if isinstance(said, TelegramMethod):
        return [said]
    return [method for part in said for method in flat(part)]


def units(words: str) -> int:
    return len(words) + sum(ord(c) >= FIRST_OF_TWO_UNITS for c in words)


def button(label: Text | str, action: CallbackData, *, many: bool = False) -> InlineKeyboardButton:
    """:param many: it may be pressed again and again (menus, pages)."""
    words = str(label)
    if len(words) > LONGEST_LABEL:
        words = words[: LONGEST_LABEL - 1] + "…"
    return InlineKeyboardButton(text=words, callback_data=("*" if many else "") + packed(action))


def packed(action: CallbackData) -> str:
    """Pack an action of any length: a button's token stands for it, never the action itself.

    aiogram's own `pack` stops at the 64 bytes that Telegram allows to what is on the wire.
    """
    values = [action.__prefix__]
    for name, value in action.model_dump(mode="python").items():
        encoded = action._encode_value(name, value)  # noqa: SLF001  what `unpack` reads
        if action.__separator__ in encoded:
            raise ValueError(f"{name} has a {action.__separator__} in it")
        values.append(encoded)
    return action.__separator__.join(values)


def rows(buttons: Sequence[InlineKeyboardButton], wide: int = 2) -> Keyboard:
    return [list(buttons[n : n + wide]) for n in range(0, len(buttons), wide)]


def markup(keyboard: Keyboard | None) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup(inline_keyboard=[list(r) for r in keyboard]) if keyboard else None


def entities(text: Text) -> list[MessageEntity]:
    return [
        MessageEntity(
            type=m.kind,
            offset=units(text.words[: m.start]),
            length=units(text.words[m.start : m.end]),
            url=m.address or None,
        )
        for m in text.marks
    ]


def tell(chat_id: int, text: Text, keyboard: Keyboard | None = None) -> list[SendMessage]:
    """Say a text, in as many messages as it needs; the buttons stand under the last."""
    parts = split(text)
    return [
        SendMessage(
            chat_id=chat_id,
            text=part.words,
            entities=entities(part) or None,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=markup(keyboard) if n == len(parts) else None,
        )
        for n, part in enumerate(parts, start=1)
    ]


def tell_photo(
    chat_id: int, file_id: str, text: Text, keyboard: Keyboard | None = None
) -> list[TelegramMethod[Any]]:
    """Show a stored picture with its text; a text too long for a caption follows it."""
    if units(text.words) > LONGEST_CAPTION:
        return [SendPhoto(chat_id=chat_id, photo=f"file:{file_id}"), *tell(chat_id, text, keyboard)]
    return [
        SendPhoto(
            chat_id=chat_id,
            photo=f"file:{file_id}",
            caption=text.words or None,
            caption_entities=entities(text) or None,
            reply_markup=markup(keyboard),
        )
    ]


def replace(query: CallbackQuery, text: Text, keyboard: Keyboard | None = None) -> Said:
    """Show a new text in place of the message whose button was pressed."""
    if query.message is None:
        return tell(query.from_user.id, text, keyboard)
    first, *more = split(text)
    edit = EditMessageText(
        chat_id=query.message.chat.id,
        message_id=query.message.message_id,
        text=first.words,
        entities=entities(first) or None,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=markup(keyboard),
    )
    return [edit, *(m for part in more for m in tell(query.message.chat.id, part))]


def without_buttons(query: CallbackQuery) -> Said:
    """Leave the message whose button was pressed as it is, less its buttons."""
    return with_buttons(query, None)


def with_buttons(query: CallbackQuery, keyboard: Keyboard | None) -> Said:
    """Leave the message whose button was pressed as it is, with other buttons under it."""
    if query.message is None:
        return []
    return EditMessageReplyMarkup(
        chat_id=query.message.chat.id,
        message_id=query.message.message_id,
        reply_markup=markup(keyboard),
    )


def toast(
    query: CallbackQuery, text: Text | str = "", *, alert: bool = False
) -> AnswerCallbackQuery:
    return AnswerCallbackQuery(
        callback_query_id=query.id, text=str(text)[:LONGEST_TOAST] or None, show_alert=alert or None
    )


def split(text: Text, longest: int = LONGEST) -> list[Text]:
    """Cut a text into parts of at most so many UTF-16 units, at line ends where there are any."""
    parts, rest = [], text
    while units(rest.words) > longest:
        cut = _cut(rest.words, longest)
        parts.append(_slice(rest, 0, cut))
        rest = _slice(rest, cut, len(rest.words))
    return [*parts, rest]


def _cut(words: str, longest: int) -> int:
    size = end = 0
    for end, c in enumerate(words):  # noqa: B007
        size += 2 if ord(c) >= FIRST_OF_TWO_UNITS else 1
        if size > longest:
            break
    line = words.rfind("\n", end // 2, end)
    return line + 1 if line > 0 else end


def _slice(text: Text, start: int, end: int) -> Text:
    marks = tuple(
        type(m)(m.kind, max(m.start, start) - start, min(m.end, end) - start, m.address)
        for m in text.marks
        if m.start < end and m.end > start
    )
    return Text(text.words[start:end], marks)
