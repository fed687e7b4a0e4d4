"""The same turns before and after a town has a million reports and five million messages."""

# ruff: noqa: S608  only numbers of our own stand in these statements

import statistics
from time import monotonic

import asyncpg

from benchmarks.bench import Bench, Running, bench, load_now

ROUNDS = 5
TURNS = 2_000
WARM_UP = 1_000
WORDS = "谢谢"
REPORTS = 1_000_000
MESSAGES_EACH_WAY = 2_500_000
CHATS = 100_000

LOAD = (
    f"""insert into people (name, language, created_at)
    select 'P' || n, 'zh', now() - interval '1 day' from generate_series(1, {CHATS}) n""",
    f"""insert into chats (platform, bot, external_id)
    select 'telegram', '1', 50000000 + n from generate_series(1, {CHATS}) n""",
    """insert into accounts (person_id, platform, bot, external_id)
    select p.id, 'telegram', '1', 50000000 + substr(p.name, 2)::bigint
    from people p where p.name ~ '^P[0-9]+$'""",
    f"""insert into cases (number, kind, community, category, text, reporter_id, anonymous, status,
        rung, version, created_at, closed_at)
    select 'B-' || n, 'report', 'hongqiao', 'garbage', '楼下的垃圾桶满了', p.id, true, 'solved',
        'social_worker', 1, now() - make_interval(mins => n % 500000), now()
    from generate_series(1, {REPORTS}) n
    join people p on p.name = 'P' || (1 + n % {CHATS})""",
    f"""insert into inbox (platform, bot, key, chat_id, raw, received_at, attempts, done_at)
    select 'telegram', '1', 'old' || n, c.id, convert_to('{{"message": {{"text": "hello"}}}}',
        'UTF8'), now() - make_interval(secs => n % 9000000), 0, now()
    from generate_series(1, {MESSAGES_EACH_WAY}) n
    join chats c on c.external_id = 50000001 + n % {CHATS}""",
    f"""insert into outbox (chat_id, method, payload, priority, created_at, attempts, uncertain,
        sent_at, external_id)
    select c.id, 'sendMessage', '{{"text": "hello"}}', 1,
        now() - make_interval(secs => n % 9000000), 1, false, now(), n
    from generate_series(1, {MESSAGES_EACH_WAY}) n
    join chats c on c.external_id = 50000001 + n % {CHATS}""",
    "vacuum analyze",
    "checkpoint",
)


async def main() -> None:
    async with bench() as ground:
        async with ground.linli() as linli, ground.echo() as echo:
            small = await _ratio(linli, echo)
        took = await _load(ground)
        async with ground.linli() as linli, ground.echo() as echo:
            large = await _ratio(linli, echo)
    print(
        f"scale: with {REPORTS:,} reports and {2 * MESSAGES_EACH_WAY:,} messages the turn rate is"
        f" {large / small:.2f} of an empty town's, each against an echo at its side"
        f" (loaded in {took:.0f} s; {load_now()})"
    )


async def _ratio(linli: Running, echo: Running) -> float:
    for one in (linli, echo):
        await one.bot.rate(WARM_UP, WORDS)
    ratios = [
        await linli.bot.rate(TURNS, WORDS) / await echo.bot.rate(TURNS, WORDS)
        for _ in range(ROUNDS)
    ]
    return statistics.median(ratios)


async def _load(ground: Bench) -> float:
    started = monotonic()
    connection = await asyncpg.connect(ground.database_url)
    for statement in LOAD:
        await connection.execute(statement)
    await connection.close()
    return monotonic() - started
