"""How long the way of a message remembers: what came a week, what was said half a year."""

from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.ext.asyncio import AsyncSession

from config.town import Town
from jobs.timetable import CatchUp, Schedule

RAW_KEPT = timedelta(days=7)
SAID_KEPT = timedelta(days=180)
AT_ONCE = 20_000
MOST_ROUNDS = 50
"""Of at most so many rows a night; what is left over waits for the next one."""

_FORGET_RAW = """
with old as (
    select id from inbox
    where received_at < $1 and raw <> ''::bytea
      and (done_at is not null or parked_at is not null)
    limit $2 for update skip locked)
update inbox i set raw = ''::bytea from old where i.id = old.id"""

_FORGET_BUTTONS = """
delete from buttons where token in (select token from buttons where expires_at < $1 limit $2)"""


_FORGET_SAID = """
delete from outbox where id in (
    select id from outbox
    where created_at < $1 and (sent_at is not null or dead_at is not null)
    order by id limit $2)"""


def schedules(town: Town) -> list[Schedule]:
    nightly = CronTrigger(hour=3, minute=20, timezone=town.zone)
    return [
        Schedule("forget-raw-updates", nightly, CatchUp.LAST, forget_raw_updates),
        Schedule("forget-old-messages", nightly, CatchUp.LAST, forget_old_messages),
        Schedule("forget-old-buttons", nightly, CatchUp.LAST, forget_old_buttons),
    ]


async def forget_raw_updates(db: AsyncSession, now: datetime) -> None:
    """Overwrite what people sent; the row stays, so that a repeated update still means nothing."""
    await _in_rounds(db, _FORGET_RAW, now - RAW_KEPT)


async def forget_old_messages(db: AsyncSession, now: datetime) -> None:
    """Let what was said half a year ago go; cases keep their own timeline."""
    await _in_rounds(db, _FORGET_SAID, now - SAID_KEPT)


async def forget_old_buttons(db: AsyncSession, now: datetime) -> None:
    await _in_rounds(db, _FORGET_BUTTONS, now)


async def _in_rounds(db: AsyncSession, statement: str, before: datetime) -> None:
    connection = await db.connection()
    for _ in range(MOST_ROUNDS):
        result = await connection.exec_driver_sql(statement, (before, AT_ONCE))
        if result.rowcount < AT_ONCE:
            return
