"""What the clock does with hours: leaders are reminded, and silence confirms."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.notices import Notice
from community.shifts import teams
from community.shifts.hours import AT_ONCE, BY_TIME, JUST_TOLD, NAG, settle
from community.shifts.model import HoursStatus, ServiceHours
from config.town import Town


async def auto_confirm(db: AsyncSession, town: Town, now: datetime) -> int:
    """Confirm what nobody objected to in time, and tell the leaders so."""
    rows = await db.scalars(
        select(ServiceHours)
        .where(
            ServiceHours.status == HoursStatus.CLAIMED,
            ServiceHours.person_id.is_not(None),
            ServiceHours.ended_at <= now - timedelta(hours=town.shift_rules.confirm_hours),
        )
        .order_by(ServiceHours.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    done = rows.all()
    for hours in done:
        await settle(db, town, hours, now=now)
    for leader_id, theirs in (await _by_leader(db, town, done)).items():
        notices.owe(
            db, leader_id, BY_TIME, due_at=now, topic=f"hours-of-{leader_id}",
            count=len(theirs), hours=town.shift_rules.confirm_hours,
        )  # fmt: skip
    return len(done)


async def nag(db: AsyncSession, town: Town, now: datetime) -> int:
    """Remind each leader of hours that have waited a day, or two: one message for all of them."""
    steps = [timedelta(hours=h) for h in town.shift_rules.nag_hours]
    steps = [s for s in steps if s < timedelta(hours=town.shift_rules.confirm_hours)]
    if not steps:
        return 0
    rows = await db.scalars(
        select(ServiceHours).where(
            ServiceHours.status == HoursStatus.CLAIMED,
            ServiceHours.ended_at <= now - min(steps),
        )
    )
    told = 0
    for leader_id, theirs in (await _by_leader(db, town, rows.all())).items():
        last = await db.scalar(
            select(func.max(Notice.due_at)).where(
                Notice.person_id == leader_id, Notice.text_id == NAG
            )
        )
        due = (h.ended_at + step for h in theirs for step in steps)
        if any((last is None or last + JUST_TOLD < at) and at <= now for at in due):
            notices.owe(
                db, leader_id, NAG, due_at=now, topic=f"hours-of-{leader_id}",
                unless="no-hours-waiting",
            )  # fmt: skip
            told += 1
    return told


async def _by_leader(
    db: AsyncSession, town: Town, rows: Sequence[ServiceHours]
) -> dict[int, list[ServiceHours]]:
    leaders: dict[tuple[str, str], list[int]] = {}
    found: dict[int, list[ServiceHours]] = {}
    for hours in rows:
        where = (hours.team, hours.community)
        if where not in leaders:
            leaders[where] = [p.id for p in await teams.leaders(db, town, *where)]
        for leader_id in leaders[where]:
            if leader_id != hours.person_id:
                found.setdefault(leader_id, []).append(hours)
    return found
