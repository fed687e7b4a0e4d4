"""One problem, many voices: following a case, and merging those that were filed twice."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, notices
from community.cases import OPEN, Case, Follower, Kind, MoveRefusedError, Status, clocks
from community.errors import NotAvailableError, ReasonedError
from community.reports import news
from community.reports.closing import open_tasks
from community.reports.filing import LONGEST_WORDS, Draft
from community.reports.work import owned
from config.town import Town


class MergeRefusedError(ReasonedError):
    """Into itself, in a circle, or into something that is closed or private: its text says why."""


async def follow(
    db: AsyncSession, town: Town, case_id: int, person_id: int, *, now: datetime
) -> Case:
    """「我也是」: the case's news goes to this person too; twice is once.

    A case that was merged meanwhile leads to the one that goes on.

    :raises NotAvailableError: no such case, or a private one.
    :raises MoveRefusedError: it was closed meanwhile.
    """
    case = await _goes_on_as(db, await db.get(Case, case_id, with_for_update=True))
    if case is None or case.private or case.kind is not Kind.REPORT:
        raise NotAvailableError
    if case.status not in OPEN:
        raise MoveRefusedError("follow-refused-closed", number=case.number)
    if case.reporter_id != person_id and await _add(db, case, person_id, now):
        cases.note(db, case, "followed", actor_id=person_id, now=now, public=False)
        await _may_be_hot(db, town, case, now)
    return case


async def join(
    db: AsyncSession, town: Town, case_id: int, draft: Draft, person_id: int, *, now: datetime
) -> Case:
    """Follow instead of filing twice; what was written and photographed goes into the case.

    :raises NotAvailableError: no such case, or a private one.
    """
    case = await follow(db, town, case_id, person_id, now=now)
    if draft.text:
        words = draft.text[:LONGEST_WORDS]
        cases.note(
            db, case, "neighbour-said", actor_id=person_id, now=now, words=words, public=False
        )
    for file_id in draft.files:
        await cases.attach(db, case, file_id, now=now)
    return case


async def _add(db: AsyncSession, case: Case, person_id: int, now: datetime) -> bool:
    added = await db.scalar(
        insert(Follower)
        .values(case_id=case.id, person_id=person_id, since=now)
        .on_conflict_do_nothing()
        .returning(Follower.person_id)
    )
    return added is not None


async def follow_by_code(db: AsyncSession, case: Case, person_id: int, *, now: datetime) -> None:
    """Let somebody follow who showed the case's code: a private matter too."""
    if await _add(db, case, person_id, now):
        cases.note(db, case, "followed", actor_id=person_id, now=now, public=False)


async def unfollow(db: AsyncSession, case_id: int, person_id: int) -> None:
    """:raises NotAvailableError: they do not follow it."""
    following = await db.get(Follower, (case_id, person_id))
    if following is None:
        raise NotAvailableError
    await db.delete(following)


async def voices(db: AsyncSession, case_id: int) -> int:
    """How many people speak of it: the reporter and those who follow."""
    counted = await db.scalar(
        select(func.count()).select_from(Follower).where(Follower.case_id == case_id)
    )
    return 1 + (counted or 0)


async def _may_be_hot(db: AsyncSession, town: Town, case: Case, now: datetime) -> None:
    """Mark a case for the office once enough people follow it."""
    followers = await voices(db, case.id) - 1
    if case.hot_at is None and followers >= town.settings.hot_followers:
        case.hot_at = now
        cases.note(db, case, "hot", actor_id=None, now=now, public=False, followers=followers)


async def _goes_on_as(db: AsyncSession, case: Case | None) -> Case | None:
    while case is not None and case.merged_into_id is not None:
        case = await db.get(Case, case.merged_into_id, with_for_update=True)
    return case


async def merge(
    db: AsyncSession, town: Town, case_id: int, into: str, worker_id: int, *, now: datetime
) -> tuple[Case, Case]:
    """Close a duplicate; its reporter and followers go on with the other one, and are told.

    :param into: the number of the case that goes on.
    :returns: the duplicate, and the case that goes on.
    :raises NotAvailableError: one of the two is not theirs, or there is no such number.
    :raises MergeRefusedError: into itself, in a circle, into a closed or another private one.
    :raises AlreadyTakenError: see `cases`.
    :raises MoveRefusedError: see `cases`; or parts of it are still open.
    """
    target_id = await db.scalar(
        select(Case.id).where(Case.number == into, Case.kind == Kind.REPORT)
    )
    if target_id is None:
        raise NotAvailableError
    for locked in sorted((case_id, target_id)):  # always in this order: two merges never wait
        await db.get(Case, locked, with_for_update=True)
    case = await owned(db, town, case_id, worker_id, now=now)
    target = await cases.get_for_staff(db, target_id, worker_id)
    await check(db, case, target)
    case.merged_into_id = target.id
    cases.move(
        db, case, Status.DUPLICATE, "merged", actor_id=worker_id, now=now, into=target.number
    )
    clocks.stop(db, case, now=now)
    case.question_expires_at = None
    cases.note(
        db, target, "merged-here", actor_id=worker_id, now=now, public=False, other=case.number
    )
    voices_ = {*await news.followers_of(db, case.id), case.reporter_id}
    for person_id in sorted(p for p in voices_ if p is not None):
        if person_id != target.reporter_id:
            await _add(db, target, person_id, now)
        notices.owe(
            db,
            person_id,
            "report-merged",
            due_at=now,
            topic=case.number,
            case_id=target.id,
            number=case.number,
            into=target.number,
        )
    for file_id in await cases.files_of(db, case.id):
        await cases.attach(db, target, file_id, now=now)
    await _may_be_hot(db, town, target, now)
    return case, target


async def check(db: AsyncSession, case: Case, target: Case) -> None:
    """Ask whether a case may be merged into another one, before anybody decides it.

    :raises MergeRefusedError, MoveRefusedError: see `merge`.
    """
    facts = {"number": case.number, "into": target.number}
    if target.id == case.id:
        raise MergeRefusedError("merge-refused-itself", **facts)
    if await open_tasks(db, case.id):
        raise MoveRefusedError("move-refused-tasks", number=case.number)
    if target.merged_into_id == case.id:
        raise MergeRefusedError("merge-refused-circle", **facts)
    if target.status not in OPEN:
        raise MergeRefusedError("merge-refused-closed", **facts)
    another_ones = target.private and case.reporter_id != target.reporter_id
    if case.private != target.private or another_ones:
        raise MergeRefusedError("merge-refused-private", **facts)


async def merged_from(db: AsyncSession, case_id: int) -> list[str]:
    rows = await db.scalars(
        select(Case.number).where(Case.merged_into_id == case_id).order_by(Case.number)
    )
    return [*rows]
