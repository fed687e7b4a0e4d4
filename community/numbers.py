"""Numbers that people see: R-2026-000123, counted from one each year."""

import re
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base

Prefix = Literal["R", "A", "C", "B"]
TOWN_ZONE = ZoneInfo("Asia/Shanghai")

_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])([RACBracb])\s?[-–—－]?\s?(20\d{2})\s?[-–—－]?\s?(\d{6})(?!\d)"
)


class NumberGiven(Base):
    __tablename__ = "numbers_given"

    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


async def next_number(db: AsyncSession, prefix: Prefix, *, now: datetime) -> str:
    year = now.astimezone(TOWN_ZONE).year
    statement = insert(NumberGiven).values(prefix=prefix, year=year, last=1)
    last = await db.scalar(
        statement.on_conflict_do_update(
            index_elements=["prefix", "year"], set_={"last": NumberGiven.last + 1}
        ).returning(NumberGiven.last)
    )
    return f"{prefix}-{year}-{last:06}"


def find_number(text: str) -> str | None:
    """Read the first number in a text, however it is typed (r2026000123, Ｒ－2026－000123)."""
    found = _NUMBER.search(text.translate(_NARROW))
    return f"{found[1].upper()}-{found[2]}-{found[3]}" if found else None


_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
