"""Notices become messages: the right chat, the person's language, the room's own wording."""

from datetime import datetime, time
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.way import outbox
from bot.way.wake import Wake
from community.notices import Notice, Priority
from config.texts import known_language, speaker
from config.town import Town
from handlers.notices import render
from jobs.notices import CannotTellError

_CHAT = """
select c.id, c.external_id, p.language from accounts a
join people p on p.id = a.person_id and p.erased_at is null
join chats c on c.platform = a.platform and c.bot = a.bot and c.external_id = a.external_id
where a.person_id = $1 and a.unreachable_at is null
order by c.last_in_at desc nulls last limit 1
for update of c"""


class ToChat:
    def __init__(self, town: Town, wake: Wake) -> None:
        self._town = town
        self._wake = wake

    async def __call__(self, db: AsyncSession, notice: Notice, *, now: datetime) -> None:
        if self._is_quiet(notice, now):
            notice.due_at = self._morning(now)
            return
        connection = await db.connection()
        found: Any = (await connection.exec_driver_sql(_CHAT, (notice.person_id,))).first()
        if found is None:
            raise CannotTellError
        chat_id, external_id, language = found
        say = speaker(known_language(language))
        methods = await render(
            notice, db=db, chat_id=external_id, say=say, town=self._town, now=now
        )
        await outbox.put(
            connection, chat_id, methods, priority=notice.priority, notice_id=notice.id
        )
        self._wake("outbox")

    def _is_quiet(self, notice: Notice, now: datetime) -> bool:
        if notice.priority <= Priority.ANSWER:
            return False
        at = now.astimezone(self._town.zone).time()
        quiet = self._town.settings.quiet_hours
        if quiet.start < quiet.end:
            return quiet.start <= at < quiet.end
        return at >= quiet.start or at < quiet.end

    def _morning(self, now: datetime) -> datetime:
        local = now.astimezone(self._town.zone)
        quiet = self._town.settings.quiet_hours
        start, end = quiet.on(local.date(), self._town.zone)
        if local.time() < quiet.end and quiet.end <= quiet.start:
            return datetime.combine(local.date(), quiet.end, self._town.zone)
        return end if start <= local else datetime.combine(local.date(), time(9), self._town.zone)
