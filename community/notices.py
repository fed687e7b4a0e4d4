"""What we owe somebody at some time: a text id, its facts, and why it may become pointless."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base

OWED = "notices owed"
"""Set in a session's `info` once it owes something, so that its commit can wake the bearer."""


LOOK_AGAIN, MOST_LOOKS = timedelta(minutes=10), 432
"""What has no way to its person waits for one, for three days."""


class Priority(IntEnum):
    """Smaller goes first; also in the outbox."""

    CRISIS = 0
    ANSWER = 1
    NOTICE = 2
    BULK = 3


class Notice(Base):
    """`topic` (a case number, a shift) lets one call drop all that has become pointless.

    `unless` names a condition (see `community.conditions`) that is asked again when it is due.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "ix_notices_due",
            "due_at",
            postgresql_where="delivered_at is null and dropped_at is null",
        ),
        Index("ix_notices_topic", "topic"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text_id: Mapped[str]
    facts: Mapped[dict[str, Any]]
    topic: Mapped[str | None]
    unless: Mapped[str | None]
    priority: Mapped[int]
    due_at: Mapped[datetime]
    repeat_every: Mapped[timedelta | None]
    matters: Mapped[bool] = mapped_column(default=False)
    delivered_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    dropped_because: Mapped[str | None]
    times: Mapped[int] = mapped_column(default=0)
    looked: Mapped[int] = mapped_column(default=0)
    """How often it was due while its person had no account that could be reached."""


def owe(
    db: AsyncSession,
    person_id: int,
    text_id: str,
    *,
    due_at: datetime,
    topic: str | None = None,
    unless: str | None = None,
    priority: Priority = Priority.NOTICE,
    repeat_every: timedelta | None = None,
    matters: bool = False,
    **facts: Any,
) -> None:
    """Owe the person a text.

    :param matters: when it cannot be delivered, a person must be told.
    :param repeat_every: say it again at this distance until the topic is settled.
    """
    db.info[OWED] = True
    db.add(
        Notice(
            person_id=person_id,
            text_id=text_id,
            facts=facts,
            topic=topic,
            unless=unless,
            priority=priority,
            due_at=due_at,
            repeat_every=repeat_every,
            matters=matters,
        )
    )


async def drop(
    db: AsyncSession, topic: str, *, text_id: str | None = None, because: str, now: datetime
) -> None:
    """Take back what is still owed about a topic."""
    query = update(Notice).where(
        Notice.topic == topic, Notice.delivered_at.is_(None), Notice.dropped_at.is_(None)
    )
    if text_id is not None:
        query = query.where(Notice.text_id == text_id)
    await db.execute(query.values(dropped_at=now, dropped_because=because))


async def now_reachable(db: AsyncSession, person_id: int, *, now: datetime) -> None:
    """Say at once what waited until the person opened an account."""
    db.info[OWED] = True
    await db.execute(
        update(Notice)
        .where(
            Notice.person_id == person_id,
            Notice.looked > 0,
            Notice.delivered_at.is_(None),
            Notice.dropped_at.is_(None),
        )
        .values(due_at=now)
    )


async def take_due(db: AsyncSession, *, now: datetime, most: int) -> Sequence[Notice]:
    """Lock what is due, the most urgent first; what another process has taken is passed over."""
    rows = await db.scalars(
        select(Notice)
        .where(Notice.delivered_at.is_(None), Notice.dropped_at.is_(None), Notice.due_at <= now)
        .order_by(Notice.priority, Notice.due_at, Notice.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


def wait_for_a_way(notice: Notice, *, now: datetime) -> None:
    """Keep what cannot be said yet: the person may open an account, but not for ever."""
    notice.looked += 1
    if notice.looked > MOST_LOOKS:
        notice.dropped_at, notice.dropped_because = now, "unreachable"
    else:
        notice.due_at = now + LOOK_AGAIN


def told(notice: Notice, *, now: datetime) -> None:
    """Mark it as handed over; one that repeats is due again after its distance."""
    notice.times += 1
    if notice.repeat_every is None:
        notice.delivered_at = now
    else:
        notice.due_at = now + notice.repeat_every
