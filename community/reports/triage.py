"""What a social worker makes of a report before it is sent on: its wording, grade, kind, way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import Case, CaseFile, Follower, Grade, Leg, Party, Status, Track, clocks
from community.errors import CommunityError, NotAvailableError
from community.reports import news
from community.reports.promises import category_of
from community.reports.work import owned
from config.town import Town

LONGEST_PUBLIC = 500
LONGEST_PARTY = 60
MOST_PARTIES = 6


class PrivateError(CommunityError):
    """A matter between people is never shown to others."""

    text_id = "private-never-public"


class PartiesError(CommunityError):
    text_id = "too-many-parties"


async def grade(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, grade_: Grade, *, now: datetime
) -> Case:
    """易/中/难: how hard it will be to solve.

    :raises NotAvailableError, AlreadyTakenError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    _still_open(case)
    case.grade = grade_
    case.version += 1
    cases.note(db, case, f"graded-{grade_.value}", actor_id=worker_id, now=now, public=False)
    return case


async def reword(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, words: str, *, now: datetime
) -> Case:
    """Write what others may read of it; the reporter's own words stay as they are.

    :raises PrivateError: a private matter has no public wording.
    :raises NotAvailableError, AlreadyTakenError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    if case.private:
        raise PrivateError(number=case.number)
    case.public_text = words[:LONGEST_PUBLIC]
    case.version += 1
    cases.note(db, case, "reworded", actor_id=worker_id, now=now, words=case.public_text)
    return case


async def recategorise(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, category: str, *, now: datetime
) -> Case:
    """Put it under another category; the running promise is reckoned anew from its start.

    :raises NotAvailableError, AlreadyTakenError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    _still_open(case)
    new = category_of(town, category)
    case.category = new.code
    if new.private:
        await _make_private(db, case)
    case.version += 1
    clocks.recompute(town, case)
    cases.note(db, case, "recategorised", actor_id=worker_id, now=now, category=new.code)
    return case


async def deliberate(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, *, now: datetime
) -> Case:
    """Make it a matter that neighbours talk over together; it gets the time that takes.

    The room of deliberations finds such cases by their track.

    :raises PrivateError: a matter between people is not talked over by everybody.
    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    if case.private:
        raise PrivateError(number=case.number)
    _still_open(case)
    if case.track is Track.DELIBERATION and case.leg is Leg.DELIBERATION:
        return case
    case.track = Track.DELIBERATION
    _to_work(db, case, "deliberation", worker_id, now)
    clocks.start(db, town, case, Leg.DELIBERATION, now=now)
    await news.tell_everybody(db, case, "report-deliberation", now=now)
    return case


async def mediate(
    db: AsyncSession,
    town: Town,
    case_id: int,
    worker_id: int,
    parties: Sequence[str],
    *,
    now: datetime,
) -> Case:
    """Make it a mediation between parties: private from now on, whatever it was before.

    :param parties: as the worker calls them; calling again adds those that are new.
    :raises PartiesError: more than six.
    :raises NotAvailableError, AlreadyTakenError, MoveRefusedError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    _still_open(case)
    known = {*await parties_of(db, case.id)}
    new = [p for p in dict.fromkeys(w.strip()[:LONGEST_PARTY] for w in parties) if p]
    new = [p for p in new if p not in known]
    if len(known) + len(new) > MOST_PARTIES:
        raise PartiesError(number=case.number, most=MOST_PARTIES)
    db.add_all(Party(case_id=case.id, called=called, added_at=now) for called in new)
    await _make_private(db, case)
    if case.track is not Track.MEDIATION:
        case.track = Track.MEDIATION
        _to_work(db, case, "mediation", worker_id, now)
        clocks.start(db, town, case, clocks.LEG_ON[case.rung], now=now)
        await news.tell_reporter(db, case, "report-mediation", now=now)
    await db.flush()
    return case


async def parties_of(db: AsyncSession, case_id: int) -> Sequence[str]:
    rows = await db.scalars(select(Party.called).where(Party.case_id == case_id).order_by(Party.id))
    return rows.all()


async def release_photos(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, *, now: datetime
) -> int:
    """Let others see the photos that are there now; says how many are new to them.

    :raises PrivateError: photos of a private matter are never shown.
    :raises NotAvailableError: not theirs, or there are no photos.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    if case.private:
        raise PrivateError(number=case.number)
    rows = await db.scalars(
        select(CaseFile).where(CaseFile.case_id == case.id, CaseFile.released_at.is_(None))
    )
    kept = rows.all()
    if not kept:
        raise NotAvailableError
    for file in kept:
        file.released_at = now
    cases.note(db, case, "photos-released", actor_id=worker_id, now=now, public=False)
    return len(kept)


async def take_photos_back(
    db: AsyncSession, town: Town, case_id: int, worker_id: int, *, now: datetime
) -> None:
    """Hide the photos from others again.

    :raises NotAvailableError, AlreadyTakenError: see `cases`.
    """
    case = await owned(db, town, case_id, worker_id, now=now)
    for file in await db.scalars(select(CaseFile).where(CaseFile.case_id == case.id)):
        file.released_at = None
    cases.note(db, case, "photos-hidden", actor_id=worker_id, now=now, public=False)


def _still_open(case: Case) -> None:
    if case.status not in cases.OPEN:
        cases.check(case, Status.IN_PROGRESS)


async def _make_private(db: AsyncSession, case: Case) -> None:
    """Nothing that others could read stays behind, and nobody else hears how it goes on."""
    case.private = True
    case.public_text = None
    case.hot_at = None
    await db.execute(delete(Follower).where(Follower.case_id == case.id))
    await db.execute(update(CaseFile).where(CaseFile.case_id == case.id).values(released_at=None))


def _to_work(db: AsyncSession, case: Case, what: str, worker_id: int, now: datetime) -> None:
    if case.status in {Status.IN_PROGRESS, Status.REOPENED}:
        case.version += 1
        cases.note(db, case, what, actor_id=worker_id, now=now)
    else:
        cases.move(db, case, Status.IN_PROGRESS, what, actor_id=worker_id, now=now)
