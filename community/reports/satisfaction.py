"""After closing: the four questions, once per matter, and opening again what is not solved."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, notices
from community.cases import (
    Case,
    CaseEvent,
    Leg,
    Rung,
    Satisfaction,
    Satisfied,
    Status,
    clocks,
)
from community.errors import CommunityError, NotAvailableError
from community.notices import Notice
from community.reports import news
from config.town import Town

LONGEST_WORD = 1000
REMINDER = "report-how-was-it"


class Question(StrEnum):
    """需要吗、参与了吗、受益了吗、满意吗."""

    NEEDED = "needed"
    TOOK_PART = "took_part"
    BENEFITED = "benefited"
    SATISFIED = "satisfied"


class RatingRefusedError(CommunityError):
    """Not solved, or too long ago."""

    text_id = "rating-refused"


class WordMissingError(CommunityError):
    """A case opens again with a word on what is still wrong, never with a mere tap."""

    text_id = "reopen-needs-word"


async def remind(db: AsyncSession, town: Town, case: Case, *, now: datetime) -> None:
    """Owe the one reminder; what was asked before about this matter is not asked again."""
    if case.reporter_id is None or await answers(db, case.id) is not None:
        return
    asked = await db.scalar(
        select(Notice.id)
        .where(
            Notice.topic == case.number,
            Notice.text_id == REMINDER,
            Notice.delivered_at.is_not(None),
        )
        .limit(1)
    )
    if asked is not None:
        return
    await notices.drop(db, case.number, text_id=REMINDER, because="solved again", now=now)
    notices.owe(
        db,
        case.reporter_id,
        REMINDER,
        due_at=now + timedelta(days=town.settings.satisfaction_reminder_days),
        topic=case.number,
        unless="satisfaction-begun",
        case_id=case.id,
        number=case.number,
    )


async def answers(db: AsyncSession, case_id: int) -> Satisfaction | None:
    return await db.get(Satisfaction, case_id)


async def answer(
    db: AsyncSession,
    town: Town,
    case_id: int,
    reporter_id: int,
    question: Question,
    value: str,
    *,
    now: datetime,
) -> Satisfaction:
    """Keep one tap; tapping another answer to the same question changes it.

    :param value: "yes" or "no"; for `SATISFIED` also "partly".
    :raises NotAvailableError: not their report.
    :raises RatingRefusedError: not solved, or solved more than `rating_days` ago.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    if case.status is not Status.SOLVED or too_late(town, case, now):
        raise RatingRefusedError(number=case.number)
    kept = await answers(db, case_id)
    if kept is None:
        kept = Satisfaction(case_id=case_id, begun_at=now)
        db.add(kept)
    if question is Question.SATISFIED:
        kept.satisfied = Satisfied(value)
    else:
        setattr(kept, question.value, value == "yes")
    whole = None not in {kept.needed, kept.took_part, kept.benefited, kept.satisfied}
    if whole and kept.answered_at is None:
        kept.answered_at = now
        cases.note(db, case, "rated", actor_id=reporter_id, now=now, satisfied=kept.satisfied)
    await db.flush()
    return kept


async def to_rate(db: AsyncSession, town: Town, reporter_id: int, *, now: datetime) -> Case | None:
    """Find the matter of theirs that was solved last and can still be rated."""
    found: Case | None = await db.scalar(
        select(Case)
        .where(
            Case.reporter_id == reporter_id,
            Case.status == Status.SOLVED,
            Case.closed_at > now - timedelta(days=town.settings.rating_days),
        )
        .order_by(Case.closed_at.desc())
        .limit(1)
    )
    return found


def too_late(town: Town, case: Case, now: datetime) -> bool:
    return bool(case.closed_at) and now - case.closed_at > timedelta(  # type: ignore[operator]
        days=town.settings.rating_days
    )


async def say_why(
    db: AsyncSession, town: Town, case_id: int, reporter_id: int, words: str, *, now: datetime
) -> bool:
    """Add the resident's word; with a bad answer it opens the case again. Says whether it did.

    :raises NotAvailableError: not their report.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    kept = await answers(db, case_id)
    if kept is None:
        raise NotAvailableError
    kept.word = words[:LONGEST_WORD]
    bad = kept.satisfied is Satisfied.NO
    if bad and case.status is Status.SOLVED and not too_late(town, case, now):
        await _reopen(db, town, case, kept.word, now=now)
        return True
    cases.note(db, case, "rating-word", actor_id=reporter_id, now=now, words=kept.word)
    if case.owner_id is not None:
        notices.owe(
            db,
            case.owner_id,
            "report-rating-word",
            due_at=now,
            topic=case.number,
            number=case.number,
            words=kept.word,
        )
    return False


async def ask_again(
    db: AsyncSession, town: Town, case_id: int, reporter_id: int, words: str, *, now: datetime
) -> Case:
    """The resident says that it is not solved after all: 申请重办.

    :raises NotAvailableError: not their report.
    :raises WordMissingError: without saying what is wrong.
    :raises RatingRefusedError: closed too long ago; a new report is the way.
    :raises MoveRefusedError: it is not closed, or was withdrawn, merged or archived.
    """
    case = await cases.get_for_reporter(db, case_id, reporter_id)
    cases.check(case, Status.REOPEN_REQUESTED)
    if not words.strip():
        raise WordMissingError(number=case.number)
    if too_late(town, case, now):
        raise RatingRefusedError(number=case.number)
    await _reopen(db, town, case, words[:LONGEST_WORD], now=now)
    return case


async def _reopen(db: AsyncSession, town: Town, case: Case, words: str, *, now: datetime) -> None:
    """Back to whoever closed it, who has the time in which a new report would be seen."""
    cases.move(
        db,
        case,
        Status.REOPEN_REQUESTED,
        "reopen-requested",
        actor_id=case.reporter_id,
        now=now,
        words=words,
    )
    if case.rung is Rung.TOWN_OFFICE:
        # Whoever decided does not mend; the social worker sees first what is wrong.
        case.rung, case.owner_id = Rung.SOCIAL_WORKER, None
    clocks.start(db, town, case, Leg.SEEN, now=now)
    if case.owner_id is not None:
        news.tell_owner(db, case, "report-reopened", now=now, words=words)
    else:
        await news.offer(db, town, case, now=now)


async def decline(
    db: AsyncSession, case_id: int, worker_id: int, reason: str, *, now: datetime
) -> Case:
    """Leave it closed as it was, with a reason that the resident reads.

    :raises NotAvailableError, MoveRefusedError: see `cases`.
    """
    case = await cases.get_for_staff(db, case_id, worker_id)
    if case.status is not Status.REOPEN_REQUESTED:
        cases.check(case, Status.REOPEN_REQUESTED)
    reason = reason[:LONGEST_WORD]
    case.owner_id = case.owner_id or worker_id
    back = await _closed_as(db, case)
    cases.move(db, case, back, "reopen-declined", actor_id=worker_id, now=now, words=reason)
    clocks.stop(db, case, now=now)
    await news.tell_everybody(db, case, "report-reopen-declined", now=now, reason=reason)
    return case


async def _closed_as(db: AsyncSession, case: Case) -> Status:
    """Say how the case was closed before somebody asked to open it again."""
    ends = {s.value.replace("_", "-"): s for s in (Status.NOT_OURS, Status.UNSOLVABLE)}
    last = await db.scalar(
        select(CaseEvent.what)
        .where(CaseEvent.case_id == case.id, CaseEvent.what.in_(("solved", *ends)))
        .order_by(CaseEvent.id.desc())
        .limit(1)
    )
    return ends.get(last or "", Status.SOLVED)
