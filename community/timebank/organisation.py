"""What the social organisation does: freeze, grant, reverse, decide; each deed is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError
from community.people import Person, Role, holds
from community.timebank import accounts, caps, giving, ledger, redeeming
from community.timebank.errors import BankRefusedError
from community.timebank.model import (
    AccountKind,
    BankAccount,
    BankAudit,
    Movement,
    RequestStatus,
    ServiceRequest,
    Transfer,
    TransferKind,
)
from config.town import Town

RULERS = frozenset({Role.ORGANISATION, Role.ADMIN})
LONGEST_REASON = 200


@dataclass(frozen=True)
class Totals:
    """All accounts by kind, in minutes; their sum is zero."""

    people: int
    teams: int
    pool: int
    accounts: int
    frozen: int

    @property
    def sum(self) -> int:
        return self.people + self.teams + self.pool


async def rules_bank(db: AsyncSession, person_id: int) -> bool:
    return await holds(db, person_id, RULERS, None)


async def require(db: AsyncSession, town: Town, person_id: int) -> None:
    """:raises NotAvailableError: the town has no bank, or this person does not rule it."""
    giving.bank_of(town)
    if not await rules_bank(db, person_id):
        raise NotAvailableError


def _reason(because: str) -> str:
    """:raises BankRefusedError: bank-needs-reason."""
    if not (kept := because.strip()[:LONGEST_REASON]):
        raise BankRefusedError("bank-needs-reason")
    return kept


def _keep(
    db: AsyncSession,
    actor_id: int,
    deed: str,
    *,
    now: datetime,
    account_id: int | None = None,
    transfer_id: int | None = None,
    because: str | None = None,
) -> None:
    db.add(
        BankAudit(
            at=now,
            actor_id=actor_id,
            deed=deed,
            account_id=account_id,
            transfer_id=transfer_id,
            because=because,
        )
    )


async def freeze(
    db: AsyncSession, town: Town, actor_id: int, account_id: int, because: str, *, now: datetime
) -> BankAccount:
    """Stop an account: nothing goes out of it, nothing is given to it; hours are still earned.

    :raises BankRefusedError: bank-needs-reason, bank-closed, bank-frozen.
    """
    await require(db, town, actor_id)
    account = await _locked(db, account_id)
    ledger.check_open(account)
    reason = _reason(because)
    account.frozen_at, account.frozen_by, account.frozen_because = now, actor_id, reason
    _keep(db, actor_id, "freeze", now=now, account_id=account.id, because=account.frozen_because)
    if account.person_id is not None:
        notices.owe(db, account.person_id, "bank-was-frozen", due_at=now, number=account.number)
    await db.flush()
    return account


async def unfreeze(
    db: AsyncSession, town: Town, actor_id: int, account_id: int, because: str, *, now: datetime
) -> BankAccount:
    """:raises BankRefusedError: bank-needs-reason, bank-not-frozen."""
    await require(db, town, actor_id)
    account = await _locked(db, account_id)
    if account.frozen_at is None:
        raise BankRefusedError("bank-not-frozen", number=account.number)
    reason = _reason(because)
    account.frozen_at = account.frozen_by = account.frozen_because = None
    _keep(db, actor_id, "unfreeze", now=now, account_id=account.id, because=reason)
    if account.person_id is not None:
        notices.owe(db, account.person_id, "bank-was-unfrozen", due_at=now, number=account.number)
    await db.flush()
    return account


async def _locked(db: AsyncSession, account_id: int) -> BankAccount:
    found = (await ledger.lock(db, [account_id])).get(account_id)
    if found is None or found.kind is AccountKind.POOL:
        raise NotAvailableError
    return found


async def grant(
    db: AsyncSession,
    town: Town,
    actor_id: int,
    account_id: int,
    minutes: int,
    because: str,
    *,
    from_id: int | None = None,
    now: datetime,
) -> Transfer:
    """Give an elder time out of the pool, or out of what a team put together.

    :raises BankRefusedError: bank-needs-reason, or why it cannot be moved.
    """
    await require(db, town, actor_id)
    reason = _reason(because)
    source = from_id or (await accounts.pool(db, now=now)).id
    if (await accounts.get(db, source)).kind is AccountKind.PERSON:
        raise BankRefusedError("bank-not-theirs-to-give")
    if (await accounts.get(db, account_id)).kind is not AccountKind.PERSON:
        raise NotAvailableError
    made = await ledger.transfer(
        db, TransferKind.GRANT, source, account_id, minutes,
        now=now, made_by=actor_id, because=reason,
    )  # fmt: skip
    await caps.pass_on(db, town, await accounts.get(db, account_id), minutes, now=now)
    _keep(
        db, actor_id, "grant", now=now, account_id=account_id, transfer_id=made.id, because=reason
    )
    account = await accounts.get(db, account_id)
    if account.person_id is not None:
        notices.owe(db, account.person_id, "bank-granted", due_at=now, minutes=minutes)
    return made


async def reverse(
    db: AsyncSession, town: Town, actor_id: int, transfer_id: int, because: str, *, now: datetime
) -> Transfer:
    """Undo a transfer by its contrary; nothing that was written is changed.

    :raises NotAvailableError: there is no such transfer.
    :raises BankRefusedError: bank-needs-reason, bank-reversed-already, bank-no-reversal-of-one,
        bank-reverse-short(missing) when what came in was spent.
    """
    await require(db, town, actor_id)
    reason = _reason(because)
    event = await db.get(Transfer, transfer_id, with_for_update=True)
    if event is None:
        raise NotAvailableError
    if event.kind is TransferKind.REVERSAL:
        raise BankRefusedError("bank-no-reversal-of-one")
    if await db.scalar(select(Transfer.id).where(Transfer.reverses_id == transfer_id)):
        raise BankRefusedError("bank-reversed-already")
    rows = await db.scalars(
        select(Movement).where(Movement.transfer_id == transfer_id).order_by(Movement.minutes)
    )
    gave, got = rows.all()
    locked = await ledger.lock(db, [gave.account_id, got.account_id])
    giver, holder = locked[gave.account_id], locked[got.account_id]
    if giver.closed_at is not None:
        raise BankRefusedError("bank-closed", number=giver.number)
    if holder.kind is not AccountKind.POOL:
        missing = got.minutes - await ledger.available(db, holder)
        if missing > 0:
            raise BankRefusedError("bank-reverse-short", missing=missing)
    made = await ledger.write(
        db, TransferKind.REVERSAL, got.account_id, gave.account_id, got.minutes,
        now=now, made_by=actor_id, reverses_id=transfer_id, because=reason,
    )  # fmt: skip
    _keep(
        db, actor_id, "reverse", now=now, account_id=got.account_id, transfer_id=made.id,
        because=reason,
    )  # fmt: skip
    for account in locked.values():
        if account.person_id is not None:
            notices.owe(
                db, account.person_id, "bank-reversed", due_at=now, minutes=got.minutes,
                came=account.id == gave.account_id,
            )  # fmt: skip
    return made


async def decide(
    db: AsyncSession,
    town: Town,
    actor_id: int,
    request_id: int,
    *,
    pay: bool,
    because: str,
    now: datetime,
) -> ServiceRequest:
    """Settle what two people see differently: pay for it, or not.

    :raises BankRefusedError: bank-needs-reason, bank-request-over, or why it cannot be paid.
    """
    await require(db, town, actor_id)
    reason = _reason(because)
    request, account = await redeeming.lock(db, request_id)
    if request.status is not RequestStatus.DISPUTED:
        raise BankRefusedError("bank-request-over", number=request.number)
    if pay:
        await redeeming.pay(db, town, request, made_by=actor_id, now=now)
    else:
        request.status, request.ended_at = RequestStatus.CANCELLED, now
    _keep(
        db, actor_id, "pay" if pay else "call off", now=now, account_id=account.id, because=reason
    )
    for person_id in {request.person_id, request.helper_id} - {None}:
        notices.owe(
            db, person_id or 0, "bank-request-decided", due_at=now, topic=request.number,
            number=request.number, request_id=request.id, paid=pay,
        )  # fmt: skip
    return request


async def disputed(db: AsyncSession, town: Town, actor_id: int) -> Sequence[ServiceRequest]:
    await require(db, town, actor_id)
    rows = await db.scalars(
        select(ServiceRequest)
        .where(ServiceRequest.status == RequestStatus.DISPUTED)
        .order_by(ServiceRequest.created_at, ServiceRequest.id)
    )
    return rows.all()


async def open_for(
    db: AsyncSession,
    town: Town,
    actor_id: int,
    name: str,
    born: int,
    community: str,
    *,
    now: datetime,
) -> BankAccount:
    """Open an account for somebody without a phone, who agreed to it.

    :raises BankRefusedError: bank-needs-name, bank-year-wrong, bank-too-young(age).
    """
    await require(db, town, actor_id)
    called = name.strip()[:50]
    if not called:
        raise BankRefusedError("bank-needs-name")
    accounts.check_born(town, born, now=now)
    person = Person(name=called, language="zh", community=community, created_at=now)
    db.add(person)
    await db.flush()
    account = await accounts.open_own(db, town, person.id, born, now=now)
    account.opened_by = actor_id
    await db.flush()
    _keep(db, actor_id, "open", now=now, account_id=account.id)
    return account


async def holder(db: AsyncSession, account: BankAccount) -> Person | None:
    """Give whose account it is; None for a team's, the pool, and who was erased."""
    return await db.get(Person, account.person_id) if account.person_id else None


async def totals(db: AsyncSession, town: Town, actor_id: int) -> Totals:
    await require(db, town, actor_id)
    rows = await db.execute(
        select(
            BankAccount.kind,
            func.sum(BankAccount.balance),
            func.count(),
            func.count(BankAccount.frozen_at),
        )
        .group_by(BankAccount.kind)
        .order_by(BankAccount.kind)
    )
    found = {kind: (int(total), count, frozen) for kind, total, count, frozen in rows}
    none = (0, 0, 0)
    return Totals(
        people=found.get(AccountKind.PERSON, none)[0],
        teams=found.get(AccountKind.TEAM, none)[0],
        pool=found.get(AccountKind.POOL, none)[0],
        accounts=sum(count for _, count, _ in found.values()),
        frozen=sum(frozen for _, _, frozen in found.values()),
    )


async def audit(
    db: AsyncSession, town: Town, actor_id: int, *, most: int = 20
) -> Sequence[BankAudit]:
    """What was done, the latest first."""
    await require(db, town, actor_id)
    rows = await db.scalars(
        select(BankAudit).order_by(BankAudit.at.desc(), BankAudit.id.desc()).limit(most)
    )
    return rows.all()
