"""A leader's word to all of a team: a few a day, so that nobody stops listening."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import ReasonedError
from community.notices import Notice, Priority
from community.people import Person
from community.shifts import teams
from config.town import Town

A_DAY = 3
LONGEST = 500


class MessageRefusedError(ReasonedError):
    """Why a team cannot be told this now."""


async def recipients(
    db: AsyncSession, town: Town, actor_id: int, team: str, community: str
) -> list[int]:
    """Give who would get a message: the active members but its sender.

    :raises NotAvailableError: this person does not lead the team there.
    """
    await teams.require_lead(db, town, actor_id, team, community)
    members = await teams.members(db, team, community)
    return [person.id for person in members if person.id != actor_id]


def check(words: str) -> str:
    """Give the words as they are sent.

    :raises MessageRefusedError: lead-word-empty, lead-word-long(most).
    """
    kept = words.strip()
    if not kept:
        raise MessageRefusedError("lead-word-empty")
    if len(kept) > LONGEST:
        raise MessageRefusedError("lead-word-long", most=LONGEST)
    return kept


async def left_today(
    db: AsyncSession, town: Town, team: str, community: str, *, now: datetime
) -> int:
    """Say how many messages the team can still get on this day of the town."""
    return A_DAY - await _sent(db, town, team, community, now)


async def send(
    db: AsyncSession,
    town: Town,
    actor_id: int,
    team: str,
    community: str,
    words: str,
    *,
    now: datetime,
) -> int:
    """Tell the team; say how many people that are.

    :raises NotAvailableError: this person does not lead the team there.
    :raises MessageRefusedError: no words, too many, nobody to tell, or enough for a day.
    """
    told = await recipients(db, town, actor_id, team, community)
    kept = check(words)
    if not told:
        raise MessageRefusedError("lead-word-nobody")
    await db.execute(  # two leaders at once count each other
        select(func.pg_advisory_xact_lock(func.hashtext(f"team-word-{team}-{community}")))
    )
    sent = await _sent(db, town, team, community, now)
    if sent >= A_DAY:
        raise MessageRefusedError("lead-word-enough", most=A_DAY)
    actor = await db.get_one(Person, actor_id)
    topic = _topics(town, team, community, now)[sent]
    for person_id in told:
        notices.owe(
            db, person_id, "lead-word", due_at=now, topic=topic, priority=Priority.BULK,
            team=team, community=community, leader=actor.name, words=kept,
        )  # fmt: skip
    await db.flush()
    return len(told)


def _topics(town: Town, team: str, community: str, now: datetime) -> list[str]:
    day = now.astimezone(town.zone).date().isoformat()
    return [f"team-word-{team}-{community}-{day}-{n}" for n in range(1, A_DAY + 1)]


async def _sent(db: AsyncSession, town: Town, team: str, community: str, now: datetime) -> int:
    found = await db.scalar(
        select(func.count(Notice.topic.distinct())).where(
            Notice.topic.in_(_topics(town, team, community, now))
        )
    )
    return int(found or 0)
