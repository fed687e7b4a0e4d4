"""Who sits at a browser: an anonymous session, minted over HTTP, kept as a hash."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Sequence as Counter
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base

FIRST_NUMBER = 5_000_000_000_000_000
"""Visitors' numbers: above any Telegram user, below what JavaScript still counts exactly."""

LONGEST_TOKEN = 100

numbers = Counter("web_visitor_numbers", start=FIRST_NUMBER, metadata=Base.metadata)


class WebSession(Base):
    __tablename__ = "web_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    visitor: Mapped[int] = mapped_column(index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


@dataclass(frozen=True)
class Visitor:
    number: int
    token: str | None = None
    """Only right after it was minted: what the cookie must hold."""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


async def mint(engine: AsyncEngine) -> Visitor:
    token = secrets.token_urlsafe(32)
    async with engine.begin() as connection:
        made = await connection.exec_driver_sql(
            """insert into web_sessions (token_hash, visitor, created_at, seen_at)
            values ($1, nextval('web_visitor_numbers'), $2, $2) returning visitor""",
            (_hash(token), datetime.now(UTC)),
        )
        return Visitor(made.scalar_one(), token)


async def find(engine: AsyncEngine, token: str | None) -> Visitor | None:
    if not token or len(token) > LONGEST_TOKEN:
        return None
    async with engine.begin() as connection:
        found = await connection.exec_driver_sql(
            "update web_sessions set seen_at = $2 where token_hash = $1 returning visitor",
            (_hash(token), datetime.now(UTC)),
        )
        number: int | None = found.scalar()
    return Visitor(number) if number else None
