"""The outbox: what we owe to chats, leased head of line by head of line."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from aiogram.methods import TelegramMethod
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.platforms.dialect import EDITS, payload_of
from bot.way.buttons import LIVES, Minted, mint
from bot.way.inbox import Waiting


@dataclass(frozen=True)
class Leased:
    """A row that is ours to send until its lease ends."""

    id: int
    chat_id: int
    platform: str
    bot: str
    chat: int
    method: str
    payload: dict[str, Any]
    attempts: int
    priority: int
    notice_id: int | None


@dataclass(frozen=True)
class Written:
    method: str
    payload: str
    buttons: Sequence[Minted]
    edits: int | None


def write(method: TelegramMethod[Any]) -> Written:
    """Turn a method into what a row holds: its name, its fields, the meaning of its buttons."""
    payload = payload_of(method)
    name = method.__api_method__
    minted = mint(payload)
    edits = payload.get("message_id") if name in EDITS else None
    return Written(name, json.dumps(payload, ensure_ascii=False), minted, edits)


def leased(id_: int, row: Waiting, chat: int, written: Written, *, priority: int) -> Leased:
    """Give what was written and leased in one go, as if it had been read back."""
    return Leased(
        id=id_,
        chat_id=row.chat_id,
        platform=row.platform,
        bot=row.bot,
        chat=chat,
        method=written.method,
        payload=json.loads(written.payload),
        attempts=1,
        priority=priority,
        notice_id=None,
    )


class Hand(Protocol):
    """Whoever sends in this process, and may have room for one message more."""

    def reserve(self) -> bool:
        """Keep room for a message that is about to be leased; say whether there is any."""

    def take(self, row: Leased | None) -> None:
        """Send what the room was kept for, or let the room go."""


@dataclass(frozen=True)
class Owed:
    """What one chat is owed at once, in its order."""

    chat_id: int
    written: Sequence[Written]
    priority: int
    notice_id: int | None = None


_PUT = """
with retired as (
    update buttons set used_at = clock_timestamp() where used_at is null and outbox_id in (
        select o.id from unnest($7::bigint[], $8::bigint[]) as edited (chat_id, external_id)
        join outbox o using (chat_id, external_id))
), put as (
    insert into outbox
        (chat_id, method, payload, priority, created_at, notice_id, attempts, uncertain)
    select c, m, p::jsonb, r, $6, i, 0, false
    from unnest($1::bigint[], $2::text[], $3::text[], $4::integer[], $5::bigint[])
        with ordinality as given (c, m, p, r, i, n) order by n
    returning id, chat_id
), numbered as (
    select id, chat_id, row_number() over (order by id) as n from put
), minted as (
    insert into buttons (token, chat_id, outbox_id, action, label, once, expires_at)
    select b.token, numbered.chat_id, numbered.id, b.action, b.label, b.once, $14
    from unnest($9::text[], $10::bigint[], $11::text[], $12::text[], $13::boolean[])
        as b (token, n, action, label, once)
    join numbered on numbered.n = b.n
)
select id from put order by id"""


async def put(
    connection: AsyncConnection,
    chat_id: int,
    methods: Sequence[TelegramMethod[Any]],
    *,
    priority: int,
) -> list[int]:
    """Write methods into a chat's outbox. The caller holds the lock of the chat's row."""
    written = [write(method) for method in methods]
    return await put_all(connection, [Owed(chat_id, written, priority)])


async def put_all(connection: AsyncConnection, owed: Sequence[Owed]) -> list[int]:
    """Put what was written into outboxes, in this order; the chats' rows are the caller's."""
    written = [(entry, one) for entry in owed for one in entry.written]
    buttons = [(n, b) for n, (_, w) in enumerate(written, start=1) for b in w.buttons]
    edits = [(entry.chat_id, w.edits) for entry, w in written if w.edits]
    now = datetime.now(UTC)
    rows = await connection.exec_driver_sql(
        _PUT,
        (
            [entry.chat_id for entry, _ in written],
            [w.method for _, w in written],
            [w.payload for _, w in written],
            [int(entry.priority) for entry, _ in written],
            [entry.notice_id for entry, _ in written],
            now,
            [chat for chat, _ in edits],
            [shown for _, shown in edits],
            [b.token for _, b in buttons],
            [n for n, _ in buttons],
            [b.action for _, b in buttons],
            [b.label for _, b in buttons],
            [b.once for _, b in buttons],
            now + LIVES,
        ),
    )
    return [row.id for row in rows]


_LEASE = """
with head as (
    select o.id from outbox o
    where o.sent_at is null and o.dead_at is null
      and (o.lease_until is null or o.lease_until < clock_timestamp())
      and (o.not_before is null or o.not_before <= clock_timestamp())
      and not exists (
        select 1 from outbox e where e.chat_id = o.chat_id
          and e.sent_at is null and e.dead_at is null
          and ((e.id < o.id and (o.priority > 0 or e.priority = 0))
            or (e.priority = 0 and o.priority > 0)
            or (e.id <> o.id and e.lease_until > clock_timestamp())))
    order by o.priority, o.id limit $1
    for update of o skip locked
)
update outbox o
set lease_until = clock_timestamp() + make_interval(secs => $2),
    attempts = o.attempts + 1,
    uncertain = o.uncertain or o.lease_until is not null
from head, chats c
where o.id = head.id and c.id = o.chat_id
returning o.id, o.chat_id, c.platform, c.bot, c.external_id, o.method, o.payload::text,
    o.attempts, o.priority, o.notice_id"""


async def lease(engine: AsyncEngine, *, most: int, seconds: float) -> list[Leased]:
    """Take the heads of line: of each chat at most one, crisis first, then in order."""
    async with engine.begin() as connection:
        rows: Sequence[Any] = (await connection.exec_driver_sql(_LEASE, (most, seconds))).all()
    leased = [
        Leased(
            id=row[0],
            chat_id=row[1],
            platform=row[2],
            bot=row[3],
            chat=row[4],
            method=row[5],
            payload=json.loads(row[6]),
            attempts=row[7],
            priority=row[8],
            notice_id=row[9],
        )
        for row in rows
    ]
    return sorted(leased, key=lambda row: (row.priority, row.id))


async def mark_sent(engine: AsyncEngine, sent: Sequence[tuple[int, int | None]]) -> None:
    async with engine.begin() as connection:
        await connection.exec_driver_sql(
            """update outbox o set sent_at = clock_timestamp(), external_id = s.shown
            from unnest($1::bigint[], $2::bigint[]) as s (id, shown) where o.id = s.id""",
            ([id_ for id_, _ in sent], [shown for _, shown in sent]),
        )


async def mark_dead(connection: AsyncConnection, row: Leased, fault: str) -> bool:
    """Give a message up, and say whether it was still ours to give up."""
    found = await connection.exec_driver_sql(
        """update outbox set dead_at = clock_timestamp(), fault = $3
        where id = $1 and attempts = $2 and sent_at is null and dead_at is null""",
        (row.id, row.attempts, fault),
    )
    return found.rowcount == 1


async def put_back(
    engine: AsyncEngine,
    row: Leased,
    *,
    after: float,
    fault: str,
    uncertain: bool,
    tried: bool = True,
) -> None:
    """Give a lease back; the chat waits `after` seconds by the database's clock.

    Nothing happens when the lease has ended and somebody else holds a new one.
    """
    async with engine.begin() as connection:
        await connection.exec_driver_sql(
            """update outbox set lease_until = null, fault = $3, uncertain = uncertain or $4,
                attempts = attempts - $5,
                not_before = clock_timestamp() + make_interval(secs => $2)
            where id = $1 and attempts = $6""",
            (row.id, after, fault, uncertain, 0 if tried else 1, row.attempts),
        )
