"""The town's clock: the one source of all domain time.

Leases and rate limits do not use it; they run on the database's own clock and on monotonic time.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base


class ClockSetting(Base):
    """One row: how far the town's clock is ahead, and whether it stands still (tests only)."""

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ahead: Mapped[timedelta] = mapped_column(default=timedelta(0))
    frozen_at: Mapped[datetime | None]


def read(setting_ahead: timedelta | None, frozen_at: datetime | None) -> datetime:
    """Say what the town's clock shows, in UTC, under a setting that was read before."""
    return (frozen_at or datetime.now(UTC)) + (setting_ahead or timedelta(0))


async def now(db: AsyncSession) -> datetime:
    """Say what the town's clock shows, in UTC."""
    row = (await db.execute(select(ClockSetting.ahead, ClockSetting.frozen_at))).first()
    return read(*row) if row else read(None, None)


async def forward(db: AsyncSession, by: timedelta) -> datetime:
    """Move the clock ahead and say the time (the command line keeps it to demo and tests)."""
    await db.execute(
        text(
            "insert into clock (id, ahead) values (1, :by)"
            " on conflict (id) do update set ahead = clock.ahead + excluded.ahead"
        ),
        {"by": by},
    )
    return await now(db)


async def freeze(db: AsyncSession, at: datetime | None) -> None:
    """Let the clock stand still at a time, or go on from the real one (tests only)."""
    await db.execute(
        text(
            "insert into clock (id, ahead, frozen_at) values (1, interval '0', :at)"
            " on conflict (id) do update set frozen_at = excluded.frozen_at, ahead = interval '0'"
        ),
        {"at": at},
    )
