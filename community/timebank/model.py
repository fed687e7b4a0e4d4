"""The tables of the time bank. All amounts are minutes."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base


class AccountKind(StrEnum):
    PERSON = "person"
    TEAM = "team"
    POOL = "pool"
    """公益池: it issues what is earned, so it may stand below zero, and takes what is donated."""


class BankAccount(Base):
    """`balance` is kept by a trigger from the movements; nothing else may write it."""

    __tablename__ = "bank_accounts"
    __table_args__ = (
        CheckConstraint("kind = 'pool' or balance >= 0", name="no_debts"),
        Index(
            "ix_bank_accounts_pool", "kind", unique=True, postgresql_where="kind = 'pool'"
        ),
        Index(
            "ix_bank_accounts_team", "team", "community", unique=True,
            postgresql_where="kind = 'team'",
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    """T- and six digits; what others type to give."""
    kind: Mapped[AccountKind]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), unique=True)
    """Whose it is; None for a team, the pool, and who was erased."""
    team: Mapped[str | None]
    community: Mapped[str | None]
    born: Mapped[int | None]
    """The year, where the holder has told it: redeeming has an age."""
    balance: Mapped[int] = mapped_column(default=0)
    frozen_at: Mapped[datetime | None]
    frozen_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    frozen_because: Mapped[str | None]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The organisation's member who opened it for somebody without a phone."""
    closed_at: Mapped[datetime | None]


class TransferKind(StrEnum):
    EARN = "earn"
    SURPLUS = "surplus"
    """Above the cap: it goes on to the pool."""
    REDEEM = "redeem"
    GIFT = "gift"
    DONATE = "donate"
    POOL = "pool"
    """Into a team's account."""
    GRANT = "grant"
    """From the pool, by the organisation."""
    REVERSAL = "reversal"


class Transfer(Base):
    """An event of the ledger; written once, never changed."""

    __tablename__ = "bank_transfers"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TransferKind]
    at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    hours_id: Mapped[int | None] = mapped_column(ForeignKey("service_hours.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("bank_requests.id"), unique=True)
    gift_id: Mapped[int | None] = mapped_column(ForeignKey("bank_gifts.id"), unique=True)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("bank_transfers.id"), unique=True)
    because: Mapped[str | None]
    """Of a reversal or a grant; never names anybody."""


class Movement(Base):
    """One side of a transfer; a positive one comes in."""

    __tablename__ = "bank_movements"
    __table_args__ = (
        CheckConstraint("minutes <> 0", name="some_minutes"),
        Index("ix_bank_movements_account", "account_id", "transfer_id"),
    )

    transfer_id: Mapped[int] = mapped_column(ForeignKey("bank_transfers.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"), primary_key=True)
    minutes: Mapped[int]


class RequestStatus(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    """The helper says so; the one who was helped confirms, or 72 hours pass."""
    PAID = "paid"
    CANCELLED = "cancelled"
    DISPUTED = "disputed"


class ServiceRequest(Base):
    """Redeeming: somebody asks for a service of the catalogue and pays with time.

    `minutes` are set aside in the payer's account from the beginning until it ends.
    """

    __tablename__ = "bank_requests"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="some_minutes"),
        Index("ix_bank_requests_open", "community", postgresql_where="status = 'open'"),
        Index("ix_bank_requests_payer", "account_id", "status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Who asked; they confirm."""
    for_whom: Mapped[str | None]
    service: Mapped[str]
    community: Mapped[str]
    minutes: Mapped[int]
    """Its price."""
    words: Mapped[str | None]
    status: Mapped[RequestStatus]
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]


class GiftStatus(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Gift(Base):
    """Time given to somebody: set aside until they take it, by hand or by 72 hours."""

    __tablename__ = "bank_gifts"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="some_minutes"),
        Index("ix_bank_gifts_open", "from_id", postgresql_where="status = 'offered'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"), index=True)
    minutes: Mapped[int]
    word: Mapped[str | None]
    status: Mapped[GiftStatus]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Relation(Base):
    """Whom somebody gives to, by what they call them: 我妈, 王奶奶."""

    __tablename__ = "bank_relations"

    account_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"), primary_key=True)
    called: Mapped[str] = mapped_column(primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("bank_accounts.id"))
    is_family: Mapped[bool]
    """Parents and grandparents, by the holder's word: who is not old enough may redeem for them."""
    at: Mapped[datetime]


class BankAudit(Base):
    """What the organisation did: freezing, grants, reversals, accounts opened for others."""

    __tablename__ = "bank_audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    deed: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("bank_accounts.id"), index=True)
    transfer_id: Mapped[int | None] = mapped_column(ForeignKey("bank_transfers.id"))
    because: Mapped[str | None]
