"""Telegram as a platform: it says the dialect over the Bot API and hands updates to the inbox."""

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog
from aiogram import Bot
from aiogram.methods import SendChatAction, TelegramMethod
from aiogram.utils.token import TokenValidationError
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

from bot.platforms.dialect import RevokedError, TryLaterError, payload_of
from bot.platforms.telegram import files, groups, refusals
from bot.platforms.telegram.listening import Listener
from bot.platforms.telegram.manners import Manners
from bot.platforms.telegram.moving import move
from bot.platforms.telegram.session import OnlyItsName
from bot.platforms.telegram.webhook import PATH, webhook
from bot.platforms.telegram.wire import NotOkError, Wire
from bot.way.away import AWAY
from bot.way.inbox import Handed, Inbox
from bot.way.updates import chat_of
from config.settings import Settings, SettingsError

log = structlog.get_logger()

LONGEST_SAY = 10.0
LONGEST_ANSWER = 2.0
MOST_ANSWERS_AT_ONCE = 64
NAME_EVERY = 5.0


class Telegram:
    name = "telegram"
    limited = True

    def __init__(self, settings: Settings, inbox: Inbox, engine: AsyncEngine) -> None:
        """Make ready; nothing is opened yet.

        :raises SettingsError: no token, or a webhook without a secret.
        """
        token = settings.telegram_token.get_secret_value()
        try:
            self.bot = Bot(token, session=OnlyItsName(self._who_am_i))
        except TokenValidationError:
            raise SettingsError(
                "LINLI_TELEGRAM_TOKEN is no token of a Telegram bot: it looks like 123456:ABC…"
            ) from None
        self.bot_name = str(self.bot.id)
        self._inbox = inbox
        self._engine = engine
        self._secret = settings.webhook_secret() if settings.telegram_mode == "webhook" else ""
        self._webhook_url = _address_of(settings)
        patience = min(LONGEST_SAY, settings.lease_seconds / 2)
        self._wire = Wire(settings.telegram_api, token, patience=patience)
        self._fetcher = files.Fetcher(engine, self._wire)
        self._me: dict[str, Any] | None = None
        self._moved: dict[int, int] = {}
        self._answering: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        for task in self._answering:
            task.cancel()
        await self._wire.close()

    # Speaking

    async def say(self, chat: int, method: str, payload: dict[str, Any], row: int) -> int | None:  # noqa: ARG002
        fields = {**payload, "chat_id": self._moved.get(chat, chat)}
        try:
            try:
                result = await self._call(method, fields)
            except NotOkError as error:
                if error.moved_to is None:
                    raise
                await self._move(chat, error.moved_to)
                result = await self._call(method, {**payload, "chat_id": error.moved_to})
        except NotOkError as error:
            return await self._refused(method, payload, fields, error)
        if method == "deleteMessage":
            return None
        shown = result.get("message_id") if isinstance(result, dict) else None
        return shown if isinstance(shown, int) else payload.get("message_id")

    async def _call(self, method: str, fields: dict[str, Any]) -> Any:
        if method not in files.FIELD:
            return await self._wire.call(method, fields)
        out = await files.outgoing(self._engine, method, dict(fields))
        if out.form is not None:
            return await self._wire.upload(out.method, out.form)
        try:
            return await self._wire.call(out.method, out.fields)
        except NotOkError as error:
            if "file" not in error.description.lower():
                raise
        again = await files.outgoing(self._engine, method, dict(fields), again=True)
        if again.form is not None:
            return await self._wire.upload(again.method, again.form)
        return await self._wire.call(again.method, again.fields)

    async def _refused(
        self, method: str, payload: Mapping[str, Any], fields: dict[str, Any], error: NotOkError
    ) -> int | None:
        if refusals.is_done(error):
            return payload.get("message_id") if method != "deleteMessage" else None
        if method == "editMessageText" and refusals.cannot_be_edited(error):
            anew = {k: v for k, v in fields.items() if k != "message_id"}
            return await self.say(fields["chat_id"], "sendMessage", anew, 0)
        if error.code == refusals.NOT_FOUND:
            await self._doubt_token()
        raise refusals.meaning(error) from None

    async def _doubt_token(self) -> None:
        """Ask whether Telegram knows us: it says `Not Found` to a wrong token and to a method.

        :raises RevokedError: it does not.
        """
        try:
            await self._wire.call("getMe", {})
        except NotOkError:
            raise RevokedError from None

    async def _move(self, chat: int, to: int) -> None:
        self._moved[chat] = to
        try:
            await move(self._engine, self.name, self.bot_name, chat, to)
        except AWAY as error:
            log.warning("a group's new number is kept later", fault=type(error).__name__)

    async def answer(self, chat: int, method: TelegramMethod[Any]) -> None:
        """Do it beside the turn: nobody else waits while Telegram takes its time."""
        if len(self._answering) < MOST_ANSWERS_AT_ONCE:
            task = asyncio.get_running_loop().create_task(self._answer(chat, method))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(self, chat: int, method: TelegramMethod[Any]) -> None:
        fields = payload_of(method)
        if isinstance(method, SendChatAction):
            fields["chat_id"] = self._moved.get(chat, chat)
        try:
            await self._wire.call(method.__api_method__, fields, patience=LONGEST_ANSWER)
        except (NotOkError, TryLaterError, RevokedError) as error:
            log.debug("an answer came to nothing", fault=type(error).__name__)

    # Hearing

    async def listen(self) -> None:
        """Hear what Telegram has for us, for ever, through any trouble."""
        listener = Listener(
            self._wire,
            self._engine,
            self.bot_name,
            self._accept,
            Manners(self._wire, self._engine, self.bot_name).keep,
        )
        async with asyncio.TaskGroup() as group:
            if not self._secret:
                group.create_task(listener.poll_for_ever())
            elif self._webhook_url:
                group.create_task(listener.hold_webhook_for_ever(self._webhook_url, self._secret))
            else:
                log.warning("no LINLI_TELEGRAM_WEBHOOK_URL: Telegram is not told our address")

    def before(self, app: ASGIApp) -> ASGIApp:
        """Set our webhook before an application."""
        return webhook(app, self._secret, self._accept)

    async def _accept(self, update: dict[str, Any], raw: bytes) -> None:
        await self._inbox.accept(
            Handed(
                platform=self.name,
                bot=self.bot_name,
                key=str(update["update_id"]),
                chat=chat_of(update) or 0,
                raw=raw,
            )
        )

    def starts_in(self, body: Mapping[str, Any]) -> bool:
        """Say whether a group speaks to us.

        :raises TryLaterError: we do not know our own name yet.
        """
        username = self._me.get("username") if self._me else None
        if not isinstance(username, str):
            raise TryLaterError
        return groups.is_addressed(body, self.bot.id, username)

    async def learn_name(self) -> None:
        """Ask Telegram who we are until it says so."""
        while self._me is None:
            try:
                await self._who_am_i()
            except (NotOkError, TryLaterError, RevokedError) as error:
                log.warning("we do not know our own name yet", fault=type(error).__name__)
                await asyncio.sleep(NAME_EVERY)

    async def _who_am_i(self) -> dict[str, Any]:
        if self._me is None:
            told = await self._wire.call("getMe", {})
            if not isinstance(told, dict):
                raise TryLaterError
            self._me = {"is_bot": True, **told}
        return self._me

    # Files

    async def fetch(self, source: str) -> bytes | None:
        return await files.fetch(self._wire, source)

    async def fetch_files(self) -> None:
        try:
            await self._fetcher.fetch_waiting()
        except (RevokedError, *AWAY) as error:
            log.warning("files are fetched later", fault=type(error).__name__)


def _address_of(settings: Settings) -> str:
    """Say where Telegram reaches the webhook; an address without a path means our own path."""
    given = settings.telegram_webhook_url or settings.public_url
    path = given.partition("://")[2].partition("/")[2]
    return given if not given or path else given.rstrip("/") + PATH
