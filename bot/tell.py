"""Notices become messages: the right chat, the person's language, the room's own wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.way import outbox
from bot.way.outbox import Owed
from bot.way.updates import read
from community.notices import Notice, Priority
from config.texts import Say, known_language, speaker
from config.town import Town
from config.town.calendar import quiet_until
from handlers.notices import render
from jobs.notices import CannotTellError, NotNowError

# Chats are locked in the order of their numbers, whoever locks several.
_CHATS = """
select a.person_id, c.id, c.external_id, p.language
from unnest($1::bigint[]) as wanted (person_id)
join people p on p.id = wanted.person_id and p.erased_at is null
cross join lateral (
    select a.person_id, c.id from accounts a
    join chats c on c.platform = a.platform and c.bot = a.bot and c.external_id = a.external_id
    where a.person_id = wanted.person_id and a.unreachable_at is null
    order by c.last_in_at desc nulls last limit 1
) a
join chats c on c.id = a.id
order by c.id
for update of c"""

_LAST_HEARD = """
select wanted.id, heard.raw from unnest($1::bigint[]) as wanted (id)
cross join lateral (
    select raw from inbox where chat_id = wanted.id and raw <> ''::bytea order by id desc limit 1
) heard"""
"""What a person sent last says in which language their platform speaks with them."""

# A turn that read the chat before this must not send past what is said here.
_NEW_VERSION = "update chats set last_in_at = last_in_at where id = any($1::bigint[])"


@dataclass(frozen=True)
class _Chat:
    id: int
    external_id: int
    say: Say


class ToChat:
    """Says notices, many at once: their chats are found, locked and written to together."""

    def __init__(self, town: Town) -> None:
        self._town = town

    async def begin(self, db: AsyncSession, due: Sequence[Notice], *, now: datetime) -> "_Telling":
        connection = await db.connection()
        chats = await _chats_of(connection, sorted({notice.person_id for notice in due}))
        return _Telling(db, self._town, chats, now)


class _Telling:
    """One batch: what was said is kept until `finish` puts it into the outbox."""

    def __init__(
        self, db: AsyncSession, town: Town, chats: Mapping[int, _Chat], now: datetime
    ) -> None:
        self._db = db
        self._town = town
        self._chats = chats
        self._now = now
        self._morning = quiet_until(town, now)
        self._owed: list[Owed] = []

    async def say(self, notice: Notice) -> None:
        if self._morning is not None and notice.priority > Priority.ANSWER:
            raise NotNowError(self._morning)
        chat = self._chats.get(notice.person_id)
        if chat is None:
            raise CannotTellError
        methods = await render(
            notice,
            db=self._db,
            chat_id=chat.external_id,
            say=chat.say,
            town=self._town,
            now=self._now,
        )
        self._owed.append(
            Owed(chat.id, [outbox.write(m) for m in methods], notice.priority, notice.id)
        )

    async def finish(self) -> None:
        if not self._owed:
            return
        connection = await self._db.connection()
        await outbox.put_all(connection, self._owed)
        told = sorted({owed.chat_id for owed in self._owed})
        await connection.exec_driver_sql(_NEW_VERSION, (told,))


async def _chats_of(connection: AsyncConnection, people: Sequence[int]) -> dict[int, _Chat]:
    """Give the chat that each of these used last; who has none that can be reached is not in it."""
    rows: Sequence[Any] = (await connection.exec_driver_sql(_CHATS, (people,))).all()
    spoken = await _spoken(connection, [chat for _, chat, _, chosen in rows if not chosen])
    return {
        person: _Chat(chat, external, speaker(known_language(chosen or spoken.get(chat))))
        for person, chat, external, chosen in rows
    }


async def _spoken(connection: AsyncConnection, chats: Sequence[int]) -> dict[int, str | None]:
    """Give the languages in which turns answer who never chose one."""
    if not chats:
        return {}
    rows: Any = await connection.exec_driver_sql(_LAST_HEARD, (chats,))
    heard = {chat: read(bytes(raw)) for chat, raw in rows}
    return {chat: update.user_language if update else None for chat, update in heard.items()}
