"""When a message never arrives: the account rests, and where it mattered a person is asked."""

from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, clock, duty, notices
from community.cases import OPEN, Case, Kind, Status
from community.notices import Notice, Priority
from community.people import Account, Person
from config.town import Town

LONGEST_WORD = 3500


async def mark(db: AsyncSession, platform: str, bot: str, external_id: int) -> None:
    """Note that an account cannot be reached, until it speaks to us again."""
    await db.execute(
        update(Account)
        .where(Account.platform == platform, Account.bot == bot, Account.external_id == external_id)
        .values(unreachable_at=datetime.now(UTC))
    )


async def came_back(db: AsyncSession, platform: str, bot: str, external_id: int) -> None:
    """Note that somebody speaks to us again."""
    await db.execute(
        update(Account)
        .where(Account.platform == platform, Account.bot == bot, Account.external_id == external_id)
        .values(unreachable_at=None)
    )


async def ask_somebody(db: AsyncSession, town: Town, notice_id: int) -> None:
    """Open a case for the duty worker when a notice that mattered did not reach its person."""
    notice = await db.get(Notice, notice_id)
    if notice is None or not (notice.matters or notice.priority == Priority.CRISIS):
        return
    now = await clock.now(db)
    person = await db.get_one(Person, notice.person_id)
    case = await cases.open_case(
        db,
        "C",
        Kind.HANDOFF,
        notice.topic or notice.text_id,
        now=now,
        community=duty.community_or_default(town, person.community),
        reporter_id=None,
    )
    cases.note(db, case, "unreachable", actor_id=None, now=now, public=False, notice=notice.id)
    for worker in await duty.everybody_for_alarm(db, town, case.community, now):
        if worker.id != notice.person_id:
            notices.owe(
                db,
                worker.id,
                "person-unreachable",
                due_at=now,
                topic=case.number,
                unless="case-taken",
                number=case.number,
                about=notice.topic or "",
                case_id=case.id,
            )


async def look_after(db: AsyncSession, case_id: int, worker_id: int, *, now: datetime) -> Case:
    """Take what needs somebody outside the chat: a person whom no message reaches any more.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.owner_id == worker_id and case.status in OPEN:
        return case
    if case.owner_id is not None:
        raise cases.AlreadyTakenError(number=case.number, owner=await _name(db, case.owner_id))
    cases.move(db, case, Status.IN_PROGRESS, "taken", actor_id=worker_id, now=now)
    case.owner_id = worker_id
    return case


async def settle(
    db: AsyncSession, case_id: int, worker_id: int, words: str, *, now: datetime
) -> Case:
    """Close what was looked after, with a word on how it ended.

    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await look_after(db, case_id, worker_id, now=now)
    words = words[:LONGEST_WORD]
    cases.move(
        db, case, Status.SOLVED, "solved", actor_id=worker_id, now=now, words=words, public=False
    )
    return case


async def _name(db: AsyncSession, person_id: int) -> str:
    person = await db.get(Person, person_id)
    return (person.name if person else None) or "…"
