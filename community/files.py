"""Files that people give us, kept in PostgreSQL so that every process has them."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, deferred, mapped_column

from community.database import Base
from community.errors import CommunityError

LARGEST = 10 * 1024 * 1024
MOST_A_DAY = 100


class TooManyFilesError(CommunityError):
    text_id = "too-many-files"


class StoredFile(Base):
    """`source` is where a platform keeps it; `content` may come later, fetched by a job."""

    __tablename__ = "files"
    __table_args__ = (
        Index(
            "ix_files_waiting", "created_at", postgresql_where="content is null and lost_at is null"
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    kind: Mapped[str]
    mime: Mapped[str | None]
    size: Mapped[int | None]
    platform: Mapped[str]
    source: Mapped[str | None]
    created_at: Mapped[datetime]
    lost_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    thumb: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))


async def keep(
    db: AsyncSession, person_id: int, *, kind: str, platform: str, now: datetime, **known: Any
) -> StoredFile:
    """Note a file of the person's.

    :param kind: photo, voice, document.
    :raises TooManyFilesError: this person already gave as many today as one may.
    """
    today = await db.scalar(
        select(func.count())
        .select_from(StoredFile)
        .where(
            StoredFile.person_id == person_id,
            StoredFile.created_at > now - func.make_interval(0, 0, 0, 1),
        )
    )
    if (today or 0) >= MOST_A_DAY:
        raise TooManyFilesError(most=MOST_A_DAY)
    file = StoredFile(
        id=secrets.token_urlsafe(16),
        person_id=person_id,
        kind=kind,
        platform=platform,
        created_at=now,
        **known,
    )
    db.add(file)
    await db.flush()
    return file
