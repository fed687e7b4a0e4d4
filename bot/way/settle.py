"""What a turn must know and what it leaves behind, read and written for many turns at once.

A turn that asks nothing of the database between the two holds no transaction open: it leaves
something behind only if its chat is still as it was read. A turn that does ask takes the lock of
its chat with the first statement, under the same condition.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session

from bot.way.buttons import LIVES
from bot.way.outbox import Written

NOT_YET_LOCKED = "chat-not-yet-locked"
"""Key in a session's info: how its chat is to be locked when the session is first used."""


class LostError(Exception):
    """The chat changed since it was read, or somebody else has it: the turn is taken anew."""


@dataclass(frozen=True)
class Read:
    """A waiting row, its chat, and who speaks there.

    :param version: the chat's row as it was; PostgreSQL's own number of its last writer.
    """

    row_id: int
    version: int
    chat: int
    state: str | None
    state_data: str | None
    state_at: datetime | None
    ahead: timedelta | None
    frozen_at: datetime | None
    talk: int | None
    person_id: int | None
    name: str | None
    language: str | None
    community: str | None
    was_gone: bool
    roles: Sequence[str] | None


@dataclass(frozen=True)
class Left:
    """What a turn leaves behind.

    :param send: the first of what is said may be leased to this process at once.
    """

    chat_id: int
    row_id: int
    version: int
    fault: str | None
    changed: bool
    state: str | None
    data: str | None
    at: datetime
    said: Sequence[Written]
    priority: int
    send: bool


@dataclass(frozen=True)
class Settled:
    """Numbers of the rows that were written; the first of them may be ours to send already."""

    ids: Sequence[int]
    leased: bool


_READ = """
select i.id, c.xmin::text::bigint, c.external_id, c.state, c.state_data::text, c.state_at,
    k.ahead, k.frozen_at,
    (select t.id from cases t where t.reporter_id = p.id and t.kind = 'handoff'
       and t.closed_at is null and t.owner_id is not null order by t.id desc limit 1),
    p.id, p.name, p.language, p.community, a.unreachable_at is not null,
    (select array_agg(r.role || ':' || coalesce(r.community, ''))
       from roles_held r where r.person_id = p.id and r.revoked_at is null)
from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as g (chat_id, row_id, user_id)
join chats c on c.id = g.chat_id
join inbox i on i.id = g.row_id and i.chat_id = c.id and i.done_at is null and i.parked_at is null
    and (i.not_before is null or i.not_before <= clock_timestamp())
left join clock k on k.id = 1
left join accounts a on a.platform = c.platform and a.bot = c.bot and a.external_id = g.user_id
left join people p on p.id = a.person_id
where not exists (
    select 1 from inbox e where e.chat_id = c.id and e.id < i.id
      and e.done_at is null and e.parked_at is null)"""

# The inbox row is locked, too: PostgreSQL reads anew only what it locks, and a row that another
# process finished a moment ago would be taken for a waiting one. The chat's lock lets rows be
# written that point at it, so that what comes in never waits for a turn.
_LOCK = """
select 1 from chats c
join inbox i on i.id = $3 and i.done_at is null and i.parked_at is null
where c.id = $1 and c.xmin::text::bigint = $2
for no key update of c, i skip locked"""

# What is said is numbered before it is written, so that buttons know their message.
_SETTLE = """
with given as (
    select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::boolean[],
        $6::text[], $7::text[], $8::timestamptz[], $9::smallint[], $10::boolean[])
    as g (chat_id, row_id, version, fault, changed, state, data, at, priority, send)
), won as materialized (
    select g.* from given g join chats c on c.id = g.chat_id
    join inbox i on i.id = g.row_id and i.done_at is null and i.parked_at is null
    where c.xmin::text::bigint = g.version
    for no key update of c, i skip locked
), done as (
    update inbox i set done_at = $11, fault = w.fault from won w where i.id = w.row_id
), kept as (
    update chats c set last_in_at = $11,
        state = case when w.changed then w.state else c.state end,
        state_data = case when w.changed then w.data::jsonb else c.state_data end,
        state_at = case when w.changed then w.at else c.state_at end
    from won w where c.id = w.chat_id
), retired as (
    update buttons set used_at = clock_timestamp() where used_at is null and outbox_id in (
        select o.id from unnest($12::bigint[], $13::bigint[]) as e (row_id, shown)
        join won w on w.row_id = e.row_id
        join outbox o on o.chat_id = w.chat_id and o.external_id = e.shown)
), said as materialized (
    select nextval('outbox_id_seq') as id, s.row_id, s.n, s.method, s.payload, w.chat_id,
        w.priority, w.send and s.n = 1 and not exists (
            select 1 from outbox o where o.chat_id = w.chat_id
              and o.sent_at is null and o.dead_at is null) as leased
    from (select * from unnest($14::bigint[], $15::int[], $16::text[], $17::text[])
        as s (row_id, n, method, payload) order by row_id, n) s
    join won w on w.row_id = s.row_id
), put as (
    insert into outbox (id, chat_id, method, payload, priority, created_at, attempts, uncertain,
        lease_until)
    select id, chat_id, method, payload::jsonb, priority, $11, leased::int, false,
        case when leased then clock_timestamp() + make_interval(secs => $18) end
    from said order by id
), minted as (
    insert into buttons (token, chat_id, outbox_id, action, label, once, expires_at)
    select b.token, said.chat_id, said.id, b.action, b.label, b.once, $19
    from unnest($20::text[], $21::bigint[], $22::int[], $23::text[], $24::text[], $25::boolean[])
        as b (token, row_id, n, action, label, once)
    join said on said.row_id = b.row_id and said.n = b.n
)
select w.row_id, said.id, said.leased from won w left join said on said.row_id = w.row_id
order by said.id"""


class LazySession(Session):
    """A session of one turn: it locks the turn's chat with the first thing that it asks."""


@event.listens_for(LazySession, "after_begin")
def _lock(session: Session, _: object, connection: Connection) -> None:
    wanted = session.info.get(NOT_YET_LOCKED)
    if wanted is None:
        return
    session.info[NOT_YET_LOCKED] = None
    if connection.exec_driver_sql(_LOCK, wanted).first() is None:
        raise LostError


class Settling:
    """:param lease_seconds: how long what is leased with its turn is ours to send."""

    def __init__(self, engine: AsyncEngine, *, lease_seconds: float) -> None:
        # Each of these statements is a transaction of its own: no begin and no commit to wait for.
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._lease_seconds = lease_seconds

    async def read(self, wanted: Sequence[tuple[int, int, int]]) -> Sequence[Read | None]:
        """:param wanted: chat, row and the platform's number of who speaks, for each turn.

        :return: None for a turn that is not due: it is done, or an earlier one is not.
        """
        async with self._engine.connect() as connection:
            chats, rows, users = ([w[n] for w in wanted] for n in range(3))
            answers: Sequence[Any] = (
                await connection.exec_driver_sql(_READ, (chats, rows, users))
            ).all()
        found = {answer[0]: Read(*answer) for answer in answers}
        return [found.get(row_id) for _, row_id, _ in wanted]

    async def write(self, turns: Sequence[Left]) -> Sequence[Settled | None]:
        """Commit what turns leave behind; None for a turn that was lost meanwhile."""
        async with self._engine.connect() as connection:
            rows: Sequence[Any] = (
                await connection.exec_driver_sql(_SETTLE, self._parameters(turns))
            ).all()
        won: dict[int, list[tuple[int, bool]]] = {}
        for row_id, said, leased in rows:
            written = won.setdefault(row_id, [])
            if said is not None:
                written.append((said, leased))
        return [
            Settled([said for said, _ in mine], any(leased for _, leased in mine))
            if (mine := won.get(turn.row_id)) is not None
            else None
            for turn in turns
        ]

    def _parameters(self, turns: Sequence[Left]) -> tuple[Any, ...]:
        now = datetime.now(UTC)
        said = [(t.row_id, n, w) for t in turns for n, w in enumerate(t.said, start=1)]
        buttons = [(row_id, n, b) for row_id, n, w in said for b in w.buttons]
        edits = [(row_id, w.edits) for row_id, _, w in said if w.edits]
        return (
            [t.chat_id for t in turns],
            [t.row_id for t in turns],
            [t.version for t in turns],
            [t.fault for t in turns],
            [t.changed for t in turns],
            [t.state for t in turns],
            [t.data for t in turns],
            [t.at for t in turns],
            [t.priority for t in turns],
            [t.send for t in turns],
            now,
            [row_id for row_id, _ in edits],
            [shown for _, shown in edits],
            [row_id for row_id, _, _ in said],
            [n for _, n, _ in said],
            [w.method for _, _, w in said],
            [w.payload for _, _, w in said],
            self._lease_seconds,
            now + LIVES,
            [b.token for _, _, b in buttons],
            [row_id for row_id, _, _ in buttons],
            [n for _, n, _ in buttons],
            [b.action for _, _, b in buttons],
            [b.label for _, _, b in buttons],
            [b.once for _, _, b in buttons],
        )
