"""People and how we know them: accounts on platforms, roles, invitations, consents."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint, exists, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from community import notices
from community.database import Base
from community.errors import CommunityError

INVITATION_LIVES = timedelta(hours=24)
LONGEST_NAME = 50
PAYLOADS = ("p_", "s_")
"""So begin start parameters that name a place or a shift; no invitation may look like one."""


class Role(StrEnum):
    VOLUNTEER = "volunteer"
    LEADER = "leader"
    SOCIAL_WORKER = "social_worker"
    CLERK = "clerk"
    OFFICE = "office"
    TOWN_OFFICE = "town_office"
    ORGANISATION = "organisation"
    """The social organisation that rules the time bank."""
    ADMIN = "admin"


CASE_STAFF = frozenset({Role.SOCIAL_WORKER, Role.OFFICE, Role.TOWN_OFFICE, Role.ADMIN})
"""Roles that may handle residents' cases, each within its community where it has one."""


DESK_STAFF = CASE_STAFF | {Role.CLERK, Role.LEADER, Role.VOLUNTEER}
"""Roles that look after a queue of reports; clerks and volunteers see only what lies in theirs."""


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    language: Mapped[str | None]
    community: Mapped[str | None]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Speaker:
    """Who speaks in a turn: what a handler may know without asking the database again."""

    id: int
    name: str | None = None
    language: str | None = None
    community: str | None = None
    roles: frozenset[tuple[Role, str | None]] = frozenset()

    @classmethod
    def of(
        cls,
        id_: int,
        name: str | None,
        language: str | None,
        community: str | None,
        roles: Sequence[str] | None,
    ) -> "Speaker":
        """:param roles: as `role:community`, the community empty for the whole town."""
        held = (role.partition(":") for role in roles or ())
        return cls(
            id_, name, language, community, frozenset((Role(r), c or None) for r, _, c in held)
        )

    def is_one_of(self, roles: Collection[Role]) -> bool:
        return any(role in roles for role, _ in self.roles)


class Account(Base):
    """Somebody's account on a platform; the same number elsewhere is somebody else."""

    __tablename__ = "accounts"
    __table_args__ = (UniqueConstraint("platform", "bot", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    platform: Mapped[str]
    bot: Mapped[str]
    external_id: Mapped[int]
    last_seen_at: Mapped[datetime | None]
    unreachable_at: Mapped[datetime | None]


class RoleHeld(Base):
    __tablename__ = "roles_held"
    __table_args__ = (Index("ix_roles_held_role", "role", "community"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role]
    community: Mapped[str | None]
    department: Mapped[str | None]
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invitation(Base):
    """A code that gives a role once; only its hash is kept."""

    __tablename__ = "invitations"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[Role | None]
    community: Mapped[str | None]
    department: Mapped[str | None]
    name: Mapped[str | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Whose account it opens, where the person is known already: a login, not a new person."""
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    used_at: Mapped[datetime | None]


class Consent(Base):
    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    purpose: Mapped[str]
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class InvitationRefusedError(CommunityError):
    text_id = "invitation-refused"


async def known(
    db: AsyncSession, platform: str, bot: str, external_id: int, *, now: datetime
) -> Person:
    """Find the person behind an account; whom we never met before is welcomed as new."""
    person = await db.scalar(
        select(Person)
        .join(Account)
        .where(Account.platform == platform, Account.bot == bot, Account.external_id == external_id)
    )
    if person is None:
        person = Person(created_at=now)
        db.add(person)
        await db.flush()
        db.add(Account(person_id=person.id, platform=platform, bot=bot, external_id=external_id))
    return person


async def settle_in(db: AsyncSession, person_id: int, community: str | None) -> None:
    """Remember where somebody lives, once; the next time nobody has to ask."""
    await db.execute(
        update(Person)
        .where(Person.id == person_id, Person.community.is_(None))
        .values(community=community)
    )


async def roles_of(db: AsyncSession, person_id: int) -> Sequence[RoleHeld]:
    rows = await db.scalars(
        select(RoleHeld).where(RoleHeld.person_id == person_id, RoleHeld.revoked_at.is_(None))
    )
    return rows.all()


async def holds(
    db: AsyncSession, person_id: int, roles: Collection[Role], community: str | None
) -> bool:
    """Say whether the person has one of the roles, for this community or for the whole town."""
    found = await db.scalar(
        select(
            exists().where(
                RoleHeld.person_id == person_id,
                RoleHeld.revoked_at.is_(None),
                RoleHeld.role.in_(roles),
                (RoleHeld.community.is_(None)) | (RoleHeld.community == community),
            )
        )
    )
    return bool(found)


async def staff_of(
    db: AsyncSession,
    community: str | None,
    roles: Collection[Role] = CASE_STAFF,
    *,
    department: str | None = None,
) -> Sequence[Person]:
    """Everybody who holds one of the roles for the community or for the whole town.

    :param department: only those of this department, or of all.
    """
    of_department = (
        (RoleHeld.department.is_(None)) | (RoleHeld.department == department)
        if department is not None
        else true()
    )
    rows = await db.scalars(
        select(Person)
        .where(
            Person.erased_at.is_(None),
            exists().where(
                RoleHeld.person_id == Person.id,
                RoleHeld.revoked_at.is_(None),
                RoleHeld.role.in_(roles),
                (RoleHeld.community.is_(None)) | (RoleHeld.community == community),
                of_department,
            ),
        )
        .order_by(Person.id)
    )
    return rows.all()


def hash_of(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


async def invite(
    db: AsyncSession,
    role: Role | None,
    *,
    now: datetime,
    community: str | None = None,
    department: str | None = None,
    name: str | None = None,
    person_id: int | None = None,
    lives: timedelta = INVITATION_LIVES,
) -> str:
    """Make a one-time code (128 bits, fits a Telegram start parameter).

    :param role: what it gives; None for a code that only opens a known person's account.
    """
    code = secrets.token_urlsafe(16)
    while code.startswith(PAYLOADS):
        code = secrets.token_urlsafe(16)
    db.add(
        Invitation(
            code_hash=hash_of(code),
            role=role,
            community=community,
            department=department,
            name=name,
            person_id=person_id,
            expires_at=now + lives,
        )
    )
    await db.flush()
    return code


async def accept_invitation(
    db: AsyncSession, code: str, person_id: int, *, now: datetime
) -> Invitation:
    """Take the role that the code gives; a person who already has it keeps it once.

    :raises InvitationRefusedError: unknown, used or expired; the three look the same.
    """
    person = await db.get_one(Person, person_id)
    invitation: Invitation | None = await db.scalar(
        update(Invitation)
        .where(
            Invitation.code_hash == hash_of(code),
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_by=person.id, used_at=now)
        .returning(Invitation)
    )
    if invitation is None:
        return await _taken_before(db, code, person_id)
    if invitation.person_id is not None:
        await db.execute(
            update(Account)
            .where(Account.person_id == person_id)
            .values(person_id=invitation.person_id)
        )
        person = await db.get_one(Person, invitation.person_id)
        await notices.now_reachable(db, person.id, now=now)
    if invitation.name:
        person.name = invitation.name[:LONGEST_NAME]
    person.community = person.community or invitation.community
    held = await roles_of(db, person.id)
    if invitation.role is not None and not any(
        (r.role, r.community, r.department)
        == (invitation.role, invitation.community, invitation.department)
        for r in held
    ):
        db.add(
            RoleHeld(
                person_id=person.id,
                role=invitation.role,
                community=invitation.community,
                department=invitation.department,
                granted_at=now,
            )
        )
    return invitation


async def _taken_before(db: AsyncSession, code: str, person_id: int) -> Invitation:
    """Opening one's own link again changes nothing, and is no fault."""
    invitation: Invitation | None = await db.get(Invitation, hash_of(code))
    if invitation is None or person_id not in {invitation.used_by, invitation.person_id}:
        raise InvitationRefusedError
    if invitation.used_at is None:
        raise InvitationRefusedError
    return invitation


async def consented(db: AsyncSession, person_id: int, purpose: str) -> bool:
    found = await db.scalar(
        select(
            exists().where(
                Consent.person_id == person_id,
                Consent.purpose == purpose,
                Consent.withdrawn_at.is_(None),
            )
        )
    )
    return bool(found)


async def consent(
    db: AsyncSession, person_id: int, purpose: str, text_version: str, *, now: datetime
) -> None:
    """Keep that the person agreed to this version of the text; twice is once."""
    if not await consented(db, person_id, purpose):
        db.add(
            Consent(person_id=person_id, purpose=purpose, text_version=text_version, given_at=now)
        )
