"""Reminders of ten thousand shifts, due at eight: how soon they are queued, how fast they leave."""

import asyncio
from datetime import datetime, time, timedelta
from time import monotonic

import asyncpg

from benchmarks.bench import Running, bench, load_now
from config.town import BUILTIN, load_town

SHIFTS = 10_000
QUEUED_WITHIN = 10.0
RATE, WATCHED = 30.0, 60.0
SHARE = 0.99
"""The goals: queued within these seconds; of this many messages a second, that share leaves."""

# As if all had written once; their chats are those of Telegram.
LOAD = (
    f"""insert into people (name, language, community, created_at)
    select 'V' || n, 'zh', 'hongqiao', now() from generate_series(1, {SHIFTS}) n""",  # noqa: S608
    """insert into accounts (person_id, platform, bot, external_id)
    select id, 'telegram', '1', 2000000 + id from people""",
    """insert into chats (platform, bot, external_id, last_in_at)
    select platform, bot, external_id, now() from accounts""",
    """insert into volunteers
        (person_id, status, community, born, skills, languages, free, applied_at)
    select id, 'active', 'hongqiao', 1960, '[]', '[]', '[]', now() from people""",
    """insert into shifts (template, day, kind, team, community, place, starts_at, ends_at, status,
        standing, join_key, place_code, version, created_at)
    select 'hq-patrol-morning', current_date + id::int, 'patrol', 'patrol', 'hongqiao',
        'hongqiao-garden', {starts} + interval '48 hours', {starts} + interval '50 hours', 'open',
        true, 'k' || id, '1234', 1, now() from people""",
    """insert into shift_places (shift_id, role, places, from_age)
    select id, 'walker', 3, 16 from shifts""",
    """insert into shift_signups (shift_id, person_id, role, seat, status, source, created_at)
    select s.id, p.id, 'walker', 1, 'signed_up', 'self', now()
    from people p join shifts s on s.join_key = 'k' || p.id""",
    """insert into notices (person_id, text_id, facts, topic, unless, priority, due_at, matters,
        times, looked)
    select person_id, 'shift-reminder',
        jsonb_build_object('signup_id', id, 'shift_id', shift_id, 'hours', 48, 'version', 1),
        'signup-' || id, 'signup-moved-on', 2, {starts}, false, 0, 0
    from shift_signups""",
    "vacuum analyze",
    "checkpoint",
)
MORNING = """
insert into clock (id, ahead) values (1, $1::timestamptz - now())
on conflict (id) do update set ahead = excluded.ahead"""
LEFT = "select count(*) from notices where delivered_at is null and dropped_at is null"
QUEUED = "select count(*) from outbox where notice_id is not null"


async def main() -> None:
    town = load_town(BUILTIN)
    tomorrow = datetime.now(town.zone).date() + timedelta(days=1)
    eight = datetime.combine(tomorrow, time(8), town.zone)
    async with bench() as ground:
        connection = await asyncpg.connect(ground.database_url)
        for statement in LOAD:
            known = statement.replace("{starts}", f"'{eight}'::timestamptz")
            await connection.execute(known, timeout=600)
        async with ground.linli(LINLI_TELEGRAM_RATE=str(RATE), LINLI_TELEGRAM_CHAT_RATE="1") as it:
            await it.bot.rate(1, "你好")
            seconds = await _queue(connection, eight)
            sent = await _leave(it)
        queued = await connection.fetchval(QUEUED)
        await connection.close()
    if queued != SHIFTS:
        raise SystemExit(f"{queued} reminders are queued: each of {SHIFTS} shifts should have one")
    print(
        f"reminding: {SHIFTS:,} reminders queued in {seconds:.1f} s (goal {QUEUED_WITHIN:.0f});"
        f" they leave at {sent:.1f}/s, {sent / RATE:.0%} of what the platform bears"
        f" (goal {SHARE:.0%}) ({load_now()})"
    )


async def _queue(connection: asyncpg.Connection, eight: datetime) -> float:
    await connection.execute(MORNING, eight)
    started = monotonic()
    while await connection.fetchval(LEFT):  # noqa: ASYNC110  another process works
        await asyncio.sleep(0.05)
    return monotonic() - started


async def _leave(linli: Running) -> float:
    """Messages a second that leave, seen for a minute."""
    before, started = await linli.bot.sent(), monotonic()
    await asyncio.sleep(WATCHED)
    return (await linli.bot.sent() - before) / (monotonic() - started)
