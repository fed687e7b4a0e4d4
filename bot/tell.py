"""Notices become messages: the right chat, the person's language, the room's own wording."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.way import outbox
from bot.way.updates import read
from community.notices import Notice, Priority
from config.texts import known_language, speaker
from config.town import Town
from config.town.calendar import quiet_until
from handlers.notices import render
from jobs.notices import CannotTellError, NotNowError

_CHAT = """
select c.id, c.external_id, p.language from accounts a
join people p on p.id = a.person_id and p.erased_at is null
join chats c on c.platform = a.platform and c.bot = a.bot and c.external_id = a.external_id
where a.person_id = $1 and a.unreachable_at is null
order by c.last_in_at desc nulls last limit 1
for update of c"""

_LAST_HEARD = """
select raw from inbox where chat_id = $1 and raw <> ''::bytea order by id desc limit 1"""
"""What the person sent last says in which language their platform speaks with them."""

# A turn that read the chat before this must not send past what is said here.
_NEW_VERSION = "update chats set last_in_at = last_in_at where id = $1"


class ToChat:
    def __init__(self, town: Town) -> None:
        self._town = town

    async def __call__(self, db: AsyncSession, notice: Notice, *, now: datetime) -> None:
        morning = quiet_until(self._town, now)
        if morning is not None and notice.priority > Priority.ANSWER:
            raise NotNowError(morning)
        connection = await db.connection()
        found: Any = (await connection.exec_driver_sql(_CHAT, (notice.person_id,))).first()
        if found is None:
            raise CannotTellError
        chat_id, external_id, chosen = found
        say = speaker(known_language(chosen or await _spoken(connection, chat_id)))
        methods = await render(
            notice, db=db, chat_id=external_id, say=say, town=self._town, now=now
        )
        await outbox.put(
            connection, chat_id, methods, priority=notice.priority, notice_id=notice.id
        )
        await connection.exec_driver_sql(_NEW_VERSION, (chat_id,))


async def _spoken(connection: AsyncConnection, chat_id: int) -> str | None:
    """Give the language in which turns answer who never chose one."""
    found = await connection.exec_driver_sql(_LAST_HEARD, (chat_id,))
    update = read(bytes(row[0])) if (row := found.first()) else None
    return update.user_language if update else None
