"""Keys of other programs: made by the operator, kept as hashes, taken back at any time."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base
from community.people import hash_of

LONGEST_HOLDER = 80


class ApiKey(Base):
    """`holder` says whose program it is, for the operator who takes it back."""

    __tablename__ = "api_keys"

    key_hash: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


async def make(db: AsyncSession, holder: str, *, now: datetime) -> str:
    """Make a key (256 bits) that is shown this once."""
    key = secrets.token_urlsafe(32)
    db.add(ApiKey(key_hash=hash_of(key), holder=holder[:LONGEST_HOLDER], made_at=now))
    await db.flush()
    return key


async def holder_of(db: AsyncSession, key: str) -> str | None:
    """Say whose key it is; None for one that was never made, or was taken back."""
    found = await db.get(ApiKey, hash_of(key))
    return found.holder if found is not None and found.revoked_at is None else None


async def revoke(db: AsyncSession, holder: str, *, now: datetime) -> int:
    """Take back all keys of a holder; says how many there were."""
    ended = await db.execute(
        update(ApiKey)
        .where(ApiKey.holder == holder, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(ApiKey.key_hash)
    )
    return len(ended.all())


async def all_keys(db: AsyncSession) -> Sequence[ApiKey]:
    rows = await db.scalars(select(ApiKey).order_by(ApiKey.made_at))
    return rows.all()
