"""What a department does with an application: take, ask, accept, pass on, decide, hand out."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, notices
from community.hall import filed, news, steps, terms
from community.hall.model import Application, Stage
from community.hall.stages import ApplicationRefusedError, check, move, note
from community.people import Person
from config.town import Town

LONGEST_NOTE = 1000
ASK_AFTER = timedelta(hours=1)
"""After the matter is over: how was it?"""


async def take(
    db: AsyncSession,
    town: Town,
    application_id: int,
    clerk_id: int,
    *,
    instead: bool = False,
    now: datetime,
) -> Application:
    """Make the clerk the owner; of two who press at once, one wins.

    :param instead: take it over from a colleague, who is told.
    :raises NotAvailableError: not theirs to take.
    :raises AlreadyTakenError: somebody owns it.
    :raises ApplicationRefusedError: it is closed, or with another department now.
    """
    application = await _theirs(db, town, application_id, clerk_id)
    if application.closed_at is not None:
        check(application, Stage.ACCEPTED)
    owner_id = application.owner_id
    if owner_id == clerk_id:
        return application
    if owner_id is not None and not instead:
        raise await _taken(db, application)
    await _take_up(db, town, application, clerk_id, now=now)
    if owner_id is not None:
        clerk = await db.get_one(Person, clerk_id)
        notices.owe(
            db,
            owner_id,
            "application-taken-over",
            due_at=now,
            topic=application.number,
            application_id=application.id,
            number=application.number,
            owner=clerk.name or "",
        )
    return application


async def _theirs(db: AsyncSession, town: Town, application_id: int, clerk_id: int) -> Application:
    """Lock it for somebody of the department that has it now.

    :raises NotAvailableError: not theirs.
    :raises ApplicationRefusedError: another department of its way has it; facts: department.
    """
    application = await filed.get_for_clerk(db, town, application_id, clerk_id)
    if not await filed.works_on(db, town, application, clerk_id):
        raise ApplicationRefusedError(
            "application-elsewhere", number=application.number, department=application.department
        )
    return application


async def _taken(db: AsyncSession, application: Application) -> cases.AlreadyTakenError:
    owner = await db.get(Person, application.owner_id)
    name = owner.name if owner else None
    return cases.AlreadyTakenError(number=application.number, owner=name or "…")


async def _take_up(
    db: AsyncSession, town: Town, application: Application, clerk_id: int, *, now: datetime
) -> None:
    application.owner_id = clerk_id
    application.version += 1
    note(db, application, "taken", actor_id=clerk_id, now=now)
    await terms.remind(db, town, application, now=now)


async def _owned(
    db: AsyncSession, town: Town, application_id: int, clerk_id: int, to: Stage, *, now: datetime
) -> Application:
    """Lock it for its owner, when it can move there; who acts on one without an owner takes it.

    :raises NotAvailableError, AlreadyTakenError, ApplicationRefusedError: see `take`.
    """
    application = await _theirs(db, town, application_id, clerk_id)
    if application.owner_id not in {None, clerk_id}:
        raise await _taken(db, application)
    check(application, to)
    if application.owner_id is None:
        await _take_up(db, town, application, clerk_id, now=now)
    return application


async def ask_to_complete(
    db: AsyncSession, town: Town, application_id: int, clerk_id: int, lacking: str, *, now: datetime
) -> Application:
    """Ask once, with one list, for what is missing; the clock stands still meanwhile.

    :raises NotAvailableError, AlreadyTakenError: see `take`.
    :raises ApplicationRefusedError: it was asked before, is accepted, or is closed.
    """
    lacking = _needed(lacking)
    application = await _owned(db, town, application_id, clerk_id, Stage.INCOMPLETE, now=now)
    move(db, application, Stage.INCOMPLETE, "incomplete", actor_id=clerk_id, now=now, words=lacking)
    application.lacking = lacking
    terms.pause(application, now=now)
    news.tell_applicant(db, application, "application-incomplete", now=now, lacking=lacking)
    return application


def _needed(words: str) -> str:
    """:raises ApplicationRefusedError: there are none, and the applicant must know why."""
    words = words.strip()[:LONGEST_NOTE]
    if not words:
        raise ApplicationRefusedError("application-needs-words")
    return words


async def accept(
    db: AsyncSession, town: Town, application_id: int, clerk_id: int, *, now: datetime
) -> Application:
    """:raises NotAvailableError, AlreadyTakenError, ApplicationRefusedError: see `take`."""
    application = await _owned(db, town, application_id, clerk_id, Stage.ACCEPTED, now=now)
    move(db, application, Stage.ACCEPTED, "accepted", actor_id=clerk_id, now=now)
    news.tell_applicant(db, application, "application-accepted", now=now)
    return application


async def start(
    db: AsyncSession, town: Town, application_id: int, clerk_id: int, *, now: datetime
) -> Application:
    """Begin the first department's part.

    :raises NotAvailableError, AlreadyTakenError, ApplicationRefusedError: see `take`.
    """
    application = await _owned(db, town, application_id, clerk_id, Stage.IN_PROGRESS, now=now)
    department = application.department
    move(
        db,
        application,
        Stage.IN_PROGRESS,
        "started",
        actor_id=clerk_id,
        now=now,
        department=department,
    )
    news.tell_applicant(db, application, "application-in-progress", now=now, department=department)
    return application


async def step_done(
    db: AsyncSession, town: Town, application_id: int, clerk_id: int, *, now: datetime
) -> Application:
    """End a department's part: the next one is told; after the last, the item's own decides.

    :raises NotAvailableError, AlreadyTakenError: see `take`.
    :raises ApplicationRefusedError: it is not in progress, or all parts are done.
    """
    application = await _theirs(db, town, application_id, clerk_id)
    if application.stage is not Stage.IN_PROGRESS:
        check(application, Stage.IN_PROGRESS)
        raise ApplicationRefusedError("application-not-started", number=application.number)
    if application.owner_id not in {None, clerk_id}:
        raise await _taken(db, application)
    way = await steps.steps_of(db, application.id)
    step = steps.current(way)
    if step is None:
        raise ApplicationRefusedError("application-steps-done", number=application.number)
    step.done_at, step.done_by = now, clerk_id
    application.version += 1
    done, of = step.position, len(way)
    note(
        db,
        application,
        "step-done",
        actor_id=clerk_id,
        now=now,
        department=step.department,
        done=done,
        of=of,
    )
    news.tell_applicant(
        db, application, "application-step", now=now, department=step.department, done=done, of=of
    )
    following = steps.current(way)
    item = filed.item_of(town, application)
    last = item.department if item else step.department
    await _pass_on(
        db, town, application, following.department if following else last, clerk_id, now=now
    )
    return application


async def _pass_on(
    db: AsyncSession,
    town: Town,
    application: Application,
    department: str,
    clerk_id: int,
    *,
    now: datetime,
) -> None:
    """Who works for the next department too keeps it; else it lies there for somebody to take."""
    if department == application.department:
        application.owner_id = clerk_id
    else:
        application.department, application.owner_id = department, None
        await news.offer(db, town, application, now=now)
    await terms.remind(db, town, application, now=now)


async def approve(
    db: AsyncSession,
    town: Town,
    application_id: int,
    clerk_id: int,
    words: str | None = None,
    *,
    now: datetime,
) -> Application:
    """Decide for the applicant; the decision ends the part of a department that is alone with it.

    :param words: what the applicant should know, such as when and where to fetch the result.
    :raises NotAvailableError, AlreadyTakenError: see `take`.
    :raises ApplicationRefusedError: not from where it stands, or other departments are not done.
    """
    application = await _owned(db, town, application_id, clerk_id, Stage.APPROVED, now=now)
    way = await steps.steps_of(db, application.id)
    step = steps.current(way)
    if step is not None and len(way) > 1:
        raise ApplicationRefusedError(
            "application-steps-left",
            number=application.number,
            department=step.department,
            done=step.position - 1,
            of=len(way),
        )
    if step is not None:
        step.done_at, step.done_by = now, clerk_id
    words = words.strip()[:LONGEST_NOTE] or None if words else None
    move(db, application, Stage.APPROVED, "approved", actor_id=clerk_id, now=now, words=words)
    fetch = filed.collectable(town, application)
    news.tell_applicant(
        db,
        application,
        "application-approved",
        now=now,
        words=words or "",
        fetch=fetch,
        point=application.point,
    )
    if not fetch:
        news.ask_how_it_was(db, application, at=now + ASK_AFTER)
    return application


async def refuse(
    db: AsyncSession, town: Town, application_id: int, clerk_id: int, reason: str, *, now: datetime
) -> Application:
    """Decide against it, with the reason that the applicant reads.

    :raises NotAvailableError, AlreadyTakenError, ApplicationRefusedError: see `take`.
    """
    reason = _needed(reason)
    application = await _owned(db, town, application_id, clerk_id, Stage.REFUSED, now=now)
    terms.resume(town, application, now=now)
    move(db, application, Stage.REFUSED, "refused", actor_id=clerk_id, now=now, words=reason)
    application.reason = reason
    news.tell_applicant(db, application, "application-refused", now=now, reason=reason)
    news.ask_how_it_was(db, application, at=now + ASK_AFTER)
    return application


async def collected(
    db: AsyncSession, town: Town, application_id: int, clerk_id: int, *, now: datetime
) -> Application:
    """Say that the result was fetched; any department of its way may hand it out.

    :raises NotAvailableError: not theirs.
    :raises ApplicationRefusedError: there is nothing to fetch, or not yet.
    """
    application = await filed.get_for_clerk(db, town, application_id, clerk_id)
    check(application, Stage.COLLECTED)
    if not filed.collectable(town, application):
        raise ApplicationRefusedError("application-nothing-to-fetch", number=application.number)
    move(db, application, Stage.COLLECTED, "collected", actor_id=clerk_id, now=now)
    news.ask_how_it_was(db, application, at=now + ASK_AFTER)
    return application
