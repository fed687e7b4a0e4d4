"""The written dialect: the methods of aiogram that handlers may return, on every platform."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendDocument,
    SendLocation,
    SendMessage,
    SendPhoto,
    TelegramMethod,
)
from pydantic import BaseModel

WRITTEN: Mapping[str, type[TelegramMethod[Any]]] = {
    method.__api_method__: method
    for method in (
        SendMessage,
        SendPhoto,
        SendDocument,
        SendLocation,
        EditMessageText,
        EditMessageReplyMarkup,
        DeleteMessage,
    )
}
"""Methods that are written to the outbox."""

AT_ONCE = (AnswerCallbackQuery, SendChatAction)
"""Methods that mean something only now; they are not kept."""

EDITS = frozenset({"editMessageText", "editMessageReplyMarkup", "deleteMessage"})


class NotInDialectError(TypeError):
    """A handler returned something that not every platform can show."""


class UnreachableError(Exception):
    """The person cannot be reached here any more; never tried again. The reason is a word."""


class RefusedError(Exception):
    """The platform will never show this message (it is malformed, or what it edits is gone)."""


class TryLaterError(Exception):
    """Nothing is known to have been shown; try again after `after` seconds.

    :param after: None where the platform gave no time: growing pauses.
    :param uncertain: it may have been shown all the same.
    """

    def __init__(self, after: float | None = None, *, uncertain: bool = False) -> None:
        super().__init__(after)
        self.after = after
        self.uncertain = uncertain


class RevokedError(Exception):
    """The platform does not know our credentials any more: all sending there must pause."""


class Platform(Protocol):
    """What the sender and the turns know of a platform."""

    name: str
    bot: Bot
    limited: bool
    """Whether the platform bears only so many messages a second."""

    async def say(self, chat: int, method: str, payload: dict[str, Any], row: int) -> int | None:
        """Show a written method, and give the platform's number of the message.

        :param row: the outbox row's number, for platforms that have no numbers of their own.
        :raises UnreachableError, RefusedError, TryLaterError, RevokedError: see there.
        """

    async def answer(self, chat: int, method: TelegramMethod[Any]) -> None:
        """Do a method of `AT_ONCE`; trouble is swallowed, for it means nothing later."""

    def starts_in(self, body: Mapping[str, Any]) -> bool:
        """Say whether a group's update is meant for us: a mention, a reply, a command to us."""

    async def fetch(self, source: str) -> bytes | None:
        """Give the content of a file that somebody sent here, or None when it is gone for good.

        :raises TryLaterError: not now.
        """


def methods_in(returned: Any) -> list[TelegramMethod[Any]]:
    """Flatten what a handler returned: nothing, a method, or several, nested as they come.

    :raises NotInDialectError: something that is no method of the dialect.
    """
    if returned is UNHANDLED or isinstance(returned, (bool, str)) or not returned:
        return []
    if isinstance(returned, TelegramMethod):
        if returned.__api_method__ not in WRITTEN and not isinstance(returned, AT_ONCE):
            raise NotInDialectError(type(returned).__name__)
        return [returned]
    if isinstance(returned, Iterable):
        return [method for part in returned for method in methods_in(part)]
    raise NotInDialectError(type(returned).__name__)


def payload_of(method: TelegramMethod[Any]) -> dict[str, Any]:
    """Give a method's own fields as plain JSON values, without defaults and without the chat."""
    payload = {
        name: plain
        for name in method.model_fields_set
        if name != "chat_id" and (plain := _plain(getattr(method, name))) is not None
    }
    if "parse_mode" in payload:
        raise NotInDialectError("parse_mode: texts are plain text with entities")
    return payload


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, Default):
        return None
    if isinstance(value, BaseModel):
        return {
            name: plain
            for name in type(value).model_fields
            if (plain := _plain(getattr(value, name))) is not None
        }
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return int(value.timestamp())
    return value
