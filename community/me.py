"""What we keep about a person: shown, given out, corrected, and erased at their word."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from community import cases, keeping, leaving, notices, people
from community.cases import (
    OPEN,
    Case,
    CaseEvent,
    CaseFile,
    CaseTask,
    Decision,
    Follower,
    Kind,
    Party,
    PatrolFinding,
    Satisfaction,
    Status,
    TaskStatus,
)
from community.errors import CommunityError, NotAvailableError
from community.files import StoredFile
from community.notices import Notice
from community.people import Account, Consent, Invitation, Person, RoleHeld
from config.town import Town

CONTACT = "contact"
"""The purpose of keeping what a person is called, and how to reach them."""
CONSENT_VERSION = "2026-11"
"""Of the text `consent-contact`; a new wording is a new version."""
MASK = "…"

ForgetChats = Callable[[AsyncSession, int, Sequence[str], Sequence[str]], Awaitable[None]]
"""Erases a person's messages, and what others were told of their cases: gone ones, open ones."""

LONG_NUMBER = r"(?<![A-Za-z0-9-])\+?\d(?:[\s-]?\d){6,}[Xx]?"
"""What may be a telephone, identity or card number; understood by Python and by PostgreSQL."""


class EraseRefusedError(CommunityError):
    """An alarm is open: whoever looks for the person needs to know them. Facts: number."""

    text_id = "erase-refused"


class ConsentMissingError(CommunityError):
    text_id = "consent-missing"


@dataclass(frozen=True)
class Kept:
    """What we keep about somebody, as counts and plain facts."""

    since: datetime
    name: str | None
    language: str | None
    community: str | None
    roles: Sequence[RoleHeld]
    consents: Sequence[Consent]
    cases: int
    open_cases: int
    files: int


@dataclass(frozen=True)
class Erased:
    """The numbers of open reports that stay, without the person, until they are settled."""

    kept: Sequence[str]


async def overview(db: AsyncSession, person_id: int) -> Kept:
    person = await db.get_one(Person, person_id)
    consents = await db.scalars(
        select(Consent).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
    )
    return Kept(
        since=person.created_at,
        name=person.name,
        language=person.language,
        community=person.community,
        roles=await people.roles_of(db, person_id),
        consents=consents.all(),
        cases=await _count(db, Case, Case.reporter_id == person_id),
        open_cases=await _count(
            db, Case, (Case.reporter_id == person_id) & Case.closed_at.is_(None)
        ),
        files=await _count(db, StoredFile, StoredFile.person_id == person_id),
    )


async def _count(db: AsyncSession, of: type[Any], where: ColumnElement[bool]) -> int:
    return await db.scalar(select(func.count()).select_from(of).where(where)) or 0


async def case_of(db: AsyncSession, case_id: int, person_id: int) -> Case:
    """Find a case for its reporter, or for staff who may handle it.

    :raises NotAvailableError: no such case, or not theirs.
    """
    case = await db.get(Case, case_id)
    if case is None or (
        case.reporter_id != person_id and not await cases.may_handle(db, case, person_id)
    ):
        raise NotAvailableError
    return case


# --- consent and the name ------------------------------------------------------------------


async def agree(db: AsyncSession, person_id: int, *, now: datetime) -> None:
    await people.consent(db, person_id, CONTACT, CONSENT_VERSION, now=now)


async def set_name(db: AsyncSession, person_id: int, name: str) -> str:
    """Keep what the person wants to be called, and give it as it was kept.

    :raises ConsentMissingError: they have not agreed.
    """
    if not await people.consented(db, person_id, CONTACT):
        raise ConsentMissingError
    person = await db.get_one(Person, person_id)
    person.name = " ".join(name.split())[: people.LONGEST_NAME]
    return person.name


async def withdraw_consent(db: AsyncSession, person_id: int, *, now: datetime) -> bool:
    """Take every consent back, and forget what was kept by it; say whether there was one.

    Staff keep the name of their office: it was given with the role, not by consent.
    """
    withdrawn = await db.scalars(
        update(Consent)
        .where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(Consent.id)
    )
    if not withdrawn.all():
        return False
    if not await people.roles_of(db, person_id):
        (await db.get_one(Person, person_id)).name = None
    return True


# --- export --------------------------------------------------------------------------------

SUBJECT: Mapping[str, InstrumentedAttribute[Any]] = {
    "people": Person.id,
    "accounts": Account.person_id,
    "roles_held": RoleHeld.person_id,
    "consents": Consent.person_id,
    "invitations": Invitation.used_by,
    "logins": Invitation.person_id,
    "cases": Case.reporter_id,
    "followed": Follower.person_id,
    "patrols": PatrolFinding.person_id,
    "files": StoredFile.person_id,
    "notices": Notice.person_id,
}
"""Columns that say whom a row is about."""
ACTOR: Sequence[InstrumentedAttribute[Any]] = (
    Case.owner_id,
    CaseEvent.actor_id,
    CaseTask.owner_id,
    CaseTask.made_by,
    Decision.decided_by,
)
"""Columns that say who did something in a row that is about somebody else, or about nobody."""
NOT_GIVEN_OUT = frozenset(
    {"code_hash", "follow_hash", "content", "thumb", "owner_id", "actor_id", "version",
     "done_by", "calendar_key", "offer_id", "feed_key", "mentor_id", "decided_by", "brought_by",
     "noted_by", "confirmed_by", "taken_by", "helper_id", "opened_by", "frozen_by", "made_by"}
)
NEIGHBOUR = "neighbour-said"
"""Lines that a follower wrote into somebody else's case."""


async def export(db: AsyncSession, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Give all that we keep about a person, table by table, in plain values."""
    given = {}
    for name, column in subjects().items():
        table = column.class_.__table__
        rows = await db.execute(select(*_given_out(table)).where(column == person_id))
        given[name] = [dict(row) for row in rows.mappings()]
    rows = await db.execute(
        select(*_given_out(CaseEvent.__table__))
        .join(Case, Case.id == CaseEvent.case_id)
        .where(
            or_(
                and_(Case.reporter_id == person_id, CaseEvent.public),
                and_(CaseEvent.actor_id == person_id, CaseEvent.what == NEIGHBOUR),
            )
        )
        .order_by(CaseEvent.at, CaseEvent.id)
    )
    given["case_events"] = [dict(row) for row in rows.mappings()]
    rows = await db.execute(
        select(*_given_out(Satisfaction.__table__))
        .join(Case, Case.id == Satisfaction.case_id)
        .where(Case.reporter_id == person_id)
    )
    given["case_satisfaction"] = [dict(row) for row in rows.mappings()]
    for keeper in keeping.keepers():
        for of, whose in keeper.beside.items():
            rows = await db.execute(select(*_given_out(of.__table__)).where(whose(person_id)))
            given[of.__tablename__] = [dict(row) for row in rows.mappings()]
    return given


def subjects() -> Mapping[str, InstrumentedAttribute[Any]]:
    """Give the columns that say whom a row is about, those of all rooms."""
    return {**SUBJECT, **{k: v for keeper in keeping.keepers() for k, v in keeper.subjects.items()}}


def actors() -> Sequence[InstrumentedAttribute[Any]]:
    return [*ACTOR, *(column for keeper in keeping.keepers() for column in keeper.actors)]


def _given_out(table: Any) -> list[ColumnElement[Any]]:
    return [column for column in table.columns if column.name not in NOT_GIVEN_OUT]


# --- erasing -------------------------------------------------------------------------------


async def erase(
    db: AsyncSession,
    town: Town,
    person_id: int,
    *,
    forget_chats: ForgetChats,
    now: datetime,
) -> Erased:
    """Erase a person: what remains names nobody.

    Open reports stay as matters of a place, without numbers in them, for somebody must still
    settle them. Closed cases keep what kind of matter it was, where and when. Roles and consents
    stay as dates only. Everything else goes.

    :raises EraseRefusedError: an alarm is open; nothing was changed.
    """
    brought = (
        await db.scalars(
            select(Case).where(Case.reporter_id == person_id).with_for_update().order_by(Case.id)
        )
    ).all()
    for case in brought:
        if case.kind is Kind.EMERGENCY and case.status in OPEN:
            raise EraseRefusedError(number=case.number)
    stays = [c for c in brought if c.kind is Kind.REPORT and c.status in OPEN]
    goes = [c for c in brought if c not in stays]
    others = [n for k in keeping.keepers() for n in await k.numbers(db, person_id)]
    gone = [*(c.number for c in goes), *others]
    await forget_chats(db, person_id, gone, [c.number for c in stays])
    for keeper in keeping.keepers():
        await keeper.forget(db, town, person_id, now)
    await _forget_words(db, brought, person_id)
    for case in stays:
        case.text = without_numbers(case.text)
        _tell_owner(db, case, "reporter-erased", now=now)
    for case in goes:
        _close(db, case, now=now)
        case.text = ""
        case.latitude = case.longitude = None
        case.place = case.place if case.place_code else None
    for case in brought:
        case.reporter_id = case.follow_hash = None
        cases.note(db, case, "reporter-erased", actor_id=None, now=now, public=False)
    await _forget_person(db, person_id, now=now)
    await leaving.hand_on(db, town, person_id, now=now)
    return Erased(kept=[case.number for case in stays])


def without_numbers(words: str) -> str:
    """Take out what may be a telephone, identity or card number."""
    return re.sub(LONG_NUMBER, MASK, words)


def _tell_owner(db: AsyncSession, case: Case, text_id: str, *, now: datetime) -> None:
    if case.owner_id is not None:
        notices.owe(db, case.owner_id, text_id, due_at=now, topic=case.number, number=case.number)


def _close(db: AsyncSession, case: Case, *, now: datetime) -> None:
    """End an open talk: there is nobody left to talk with."""
    if case.status in OPEN:
        cases.move(db, case, Status.WITHDRAWN, "withdrawn", actor_id=None, now=now)
        _tell_owner(db, case, "reporter-erased", now=now)


async def _forget_words(db: AsyncSession, brought: Sequence[Case], person_id: int) -> None:
    """Forget what the person wrote into their cases, and what others were told of it."""
    ids = [case.id for case in brought]
    talks = [case.id for case in brought if case.kind is not Kind.REPORT]
    await db.execute(
        update(CaseEvent)
        .where(
            CaseEvent.case_id.in_(ids),
            or_(CaseEvent.actor_id == person_id, CaseEvent.case_id.in_(talks)),
        )
        .values(note=None)
    )
    await db.execute(
        update(CaseEvent)
        .where(CaseEvent.actor_id == person_id, CaseEvent.what == NEIGHBOUR)
        .values(note=None)
    )
    await db.execute(update(Satisfaction).where(Satisfaction.case_id.in_(ids)).values(word=None))
    await db.execute(delete(Party).where(Party.case_id.in_(ids)))
    await db.execute(update(CaseEvent).where(CaseEvent.case_id.in_(talks)).values(facts={}))
    await db.execute(update(CaseEvent).where(CaseEvent.actor_id == person_id).values(actor_id=None))
    about = Notice.topic.in_([case.number for case in brought])
    await db.execute(
        update(Notice)
        .where(about, Notice.facts.has_key("words"))
        .values(facts=Notice.facts.concat({"words": MASK, "files": []}))
    )
    theirs = select(StoredFile.id).where(StoredFile.person_id == person_id)
    await db.execute(delete(CaseFile).where(CaseFile.file_id.in_(theirs)))
    await db.execute(delete(StoredFile).where(StoredFile.person_id == person_id))


async def _forget_person(db: AsyncSession, person_id: int, *, now: datetime) -> None:
    await db.execute(delete(Follower).where(Follower.person_id == person_id))
    for column in (
        PatrolFinding.person_id,
        CaseTask.made_by,
        Decision.decided_by,
    ):
        await db.execute(
            update(column.class_).where(column == person_id).values({column.key: None})
        )
    await db.execute(
        update(CaseTask)
        .where(CaseTask.owner_id == person_id, CaseTask.status != TaskStatus.OPEN)
        .values(owner_id=None)
    )
    owed = (Notice.person_id == person_id, Notice.delivered_at.is_(None))
    await db.execute(
        update(Notice)
        .where(*owed, Notice.dropped_at.is_(None))
        .values(dropped_at=now, dropped_because="erased")
    )
    await db.execute(
        update(Notice)
        .where(Notice.person_id == person_id)
        .values(facts={}, topic=None, unless=None, matters=False)
    )
    await db.execute(delete(Invitation).where(Invitation.person_id == person_id))
    await db.execute(
        update(Invitation).where(Invitation.used_by == person_id).values(used_by=None, name=None)
    )
    await db.execute(
        update(RoleHeld)
        .where(RoleHeld.person_id == person_id, RoleHeld.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    await db.execute(
        update(Consent)
        .where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    await db.execute(delete(Account).where(Account.person_id == person_id))
    person = await db.get_one(Person, person_id)
    person.name = person.language = person.community = None
    person.erased_at = now
