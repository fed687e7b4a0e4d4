"""Missed appointments: softly counted, and forgotten in time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall.model import Booking, BookingStatus
from config.town import BookingRules, Town


@dataclass(frozen=True)
class Standing:
    """How many were missed lately, and what follows from it."""

    missed: int
    must_tap: bool
    paused_until: datetime | None


def judged(rules: BookingRules, missed: list[datetime], now: datetime) -> Standing:
    """:param missed: the ends of missed appointments that still count."""
    paused = None
    if len(missed) >= rules.no_shows_pause:
        until = max(missed) + timedelta(days=rules.pause_days)
        paused = until if until > now else None
    return Standing(len(missed), len(missed) >= rules.no_shows_tap, paused)


async def standing(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> Standing:
    rules = town.booking
    rows = await db.scalars(
        select(Booking.ends_at).where(
            Booking.person_id == person_id,
            Booking.status == BookingStatus.MISSED,
            Booking.starts_at > now - timedelta(days=rules.no_show_days),
        )
    )
    return judged(rules, [*rows], now)
