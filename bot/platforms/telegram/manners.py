"""How the bot shows itself in Telegram: commands per language and role, menu button, name."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.dialect import RevokedError, TryLaterError
from bot.platforms.telegram.wire import NotOkError, Wire
from bot.way.away import AWAY
from community.people import DESK_STAFF
from config.texts import LANGUAGES, known_language, speaker

log = structlog.get_logger()

LOOK_EVERY = 60.0
"""Seconds between looks for people whose role or language changed."""
BETWEEN_CALLS = 0.05

_STAFF = """
select a.external_id, p.language from accounts a
join people p on p.id = a.person_id and p.erased_at is null
where a.platform = 'telegram' and a.bot = $1 and a.unreachable_at is null
  and exists (select 1 from roles_held r where r.person_id = p.id and r.revoked_at is null
    and r.role = any($2::text[]))
order by a.external_id limit 2000"""

Call = tuple[str, dict[str, Any]]
GROUPS: Final = {"type": "all_group_chats"}


def commands(language: str, *, staff: bool = False) -> list[dict[str, str]]:
    say = speaker(language)
    return [
        {"command": "menu", "description": str(say("command-work" if staff else "command-menu"))},
        {"command": "help", "description": str(say("command-help"))},
        {"command": "cancel", "description": str(say("command-cancel"))},
        {"command": "language", "description": str(say("command-language"))},
    ]


def for_everybody() -> Iterator[Call]:
    """Give the calls that show commands to all; who speaks no language of ours sees the first."""
    for language in LANGUAGES:
        code = {} if language == LANGUAGES[0] else {"language_code": language}
        shown = commands(language)
        yield "setMyCommands", {"commands": shown, **code}
        in_groups = [c for c in shown if c["command"] == "help"]
        yield "setMyCommands", {"commands": in_groups, "scope": GROUPS, **code}
        about = str(speaker(language)("bot-about"))
        yield "setMyShortDescription", {"short_description": about, **code}
    yield "setChatMenuButton", {"menu_button": {"type": "commands"}}


def for_staff(chat: int, language: str | None) -> Call:
    shown = commands(known_language(language), staff=True)
    return "setMyCommands", {"commands": shown, "scope": {"type": "chat", "chat_id": chat}}


def for_resident(chat: int) -> Call:
    return "deleteMyCommands", {"scope": {"type": "chat", "chat_id": chat}}


class Manners:
    """Nothing here may hold up a message: every trouble is noted, and tried again later."""

    def __init__(self, wire: Wire, engine: AsyncEngine, bot: str) -> None:
        self._wire = wire
        self._engine = engine
        self._bot = bot
        self._shown: dict[int, str | None] = {}

    async def keep(self) -> None:
        """Show ourselves, and follow changes of roles and languages, until cancelled."""
        open_calls = [*for_everybody()]
        named, faults = False, 0
        while True:
            try:
                while open_calls:
                    await self._do(open_calls[0])
                    open_calls.pop(0)
                if not named:
                    await self._name()
                    named = True
                await self._follow_staff()
                pause = LOOK_EVERY
            except (TryLaterError, RevokedError, *AWAY) as error:
                log.info("telegram is shown our commands later", fault=type(error).__name__)
                faults += 1
                pause = min(2.0**faults, LOOK_EVERY)
            await asyncio.sleep(pause)

    async def _do(self, call: Call) -> None:
        try:
            await self._wire.call(*call)
        except NotOkError as error:
            log.warning("telegram does not want this of us", method=call[0], said=error.description)
        await asyncio.sleep(BETWEEN_CALLS)

    async def _name(self) -> None:
        """Set the bot's name where it differs: Telegram allows that only a few times a day."""
        for language in LANGUAGES:
            code = {} if language == LANGUAGES[0] else {"language_code": language}
            wanted = str(speaker(language)("bot-name"))
            try:
                told = await self._wire.call("getMyName", code)
            except NotOkError:
                return
            if not isinstance(told, dict) or told.get("name") != wanted:
                await self._do(("setMyName", {"name": wanted, **code}))

    async def _follow_staff(self) -> None:
        async with self._engine.connect() as connection:
            roles = [role.value for role in DESK_STAFF]
            rows = await connection.exec_driver_sql(_STAFF, (self._bot, roles))
            staff: dict[int, str | None] = {row.external_id: row.language for row in rows}
        for chat, language in staff.items():
            if chat not in self._shown or self._shown[chat] != language:
                await self._do(for_staff(chat, language))
                self._shown[chat] = language
        for chat in self._shown.keys() - staff.keys():
            await self._do(for_resident(chat))
            del self._shown[chat]
