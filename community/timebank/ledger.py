"""The ledger: every event is one transfer of two movements; what is promised is set aside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.timebank.errors import BankRefusedError
from community.timebank.model import (
    AccountKind,
    BankAccount,
    Gift,
    GiftStatus,
    Movement,
    RequestStatus,
    ServiceRequest,
    Transfer,
    TransferKind,
)

UNPAID = (
    RequestStatus.OPEN,
    RequestStatus.TAKEN,
    RequestStatus.DONE,
    RequestStatus.DISPUTED,
)
MOST_MINUTES = 100_000
"""Of one transfer; 1,666 hours."""


async def set_aside(db: AsyncSession, account_id: int) -> int:
    """Minutes that are promised already: gifts not yet taken, help not yet paid."""
    requests = await db.scalar(
        select(func.coalesce(func.sum(ServiceRequest.minutes), 0)).where(
            ServiceRequest.account_id == account_id, ServiceRequest.status.in_(UNPAID)
        )
    )
    gifts = await db.scalar(
        select(func.coalesce(func.sum(Gift.minutes), 0)).where(
            Gift.from_id == account_id, Gift.status == GiftStatus.OFFERED
        )
    )
    return int(requests or 0) + int(gifts or 0)


async def available(db: AsyncSession, account: BankAccount) -> int:
    """Minutes that may be spent or given now."""
    return account.balance - await set_aside(db, account.id)


async def lock(db: AsyncSession, account_ids: Sequence[int]) -> dict[int, BankAccount]:
    """Lock accounts in the one order that there is: the pool first, then as they were opened."""
    rows = await db.scalars(
        select(BankAccount)
        .where(BankAccount.id.in_(account_ids))
        .order_by((BankAccount.kind != AccountKind.POOL), BankAccount.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {account.id: account for account in rows}


def check_minutes(minutes: int) -> None:
    """:raises BankRefusedError: bank-nothing, bank-negative or bank-far-too-much."""
    if minutes == 0:
        raise BankRefusedError("bank-nothing")
    if minutes < 0:
        raise BankRefusedError("bank-negative")
    if minutes > MOST_MINUTES:
        raise BankRefusedError("bank-far-too-much", hours=MOST_MINUTES // 60)


def check_open(account: BankAccount) -> None:
    """:raises BankRefusedError: bank-closed or bank-frozen."""
    if account.closed_at is not None:
        raise BankRefusedError("bank-closed", number=account.number)
    if account.frozen_at is not None:
        raise BankRefusedError("bank-frozen", number=account.number)


async def check_spendable(
    db: AsyncSession, account: BankAccount, minutes: int, *, promised: int = 0
) -> None:
    """See that a locked account can give so much.

    :param promised: of these minutes so many are set aside for this very purpose.
    :raises BankRefusedError: why it cannot.
    """
    check_minutes(minutes)
    check_open(account)
    free = await available(db, account) + promised
    if minutes > free:
        raise BankRefusedError("bank-too-much", minutes=minutes, available=max(free, 0))


async def transfer(
    db: AsyncSession,
    kind: TransferKind,
    from_id: int,
    to_id: int,
    minutes: int,
    *,
    now: datetime,
    made_by: int | None = None,
    promised: int = 0,
    **refs: Any,
) -> Transfer:
    """Move minutes from one account to another.

    :param refs: what it came of: hours_id, request_id, gift_id, reverses_id, because.
    :param promised: so many of them are set aside for this very purpose.
    :raises NotAvailableError: there is no such account.
    :raises BankRefusedError: bank-self, bank-nothing, bank-negative, bank-far-too-much,
        bank-closed, bank-frozen, bank-too-much(available).
    """
    if from_id == to_id:
        raise BankRefusedError("bank-self")
    locked = await lock(db, [from_id, to_id])
    if len(locked) < len({from_id, to_id}):
        raise NotAvailableError
    check_minutes(minutes)
    if locked[from_id].kind is not AccountKind.POOL:
        await check_spendable(db, locked[from_id], minutes, promised=promised)
    check_open(locked[to_id])
    return await write(db, kind, from_id, to_id, minutes, now=now, made_by=made_by, **refs)


async def write(
    db: AsyncSession,
    kind: TransferKind,
    from_id: int,
    to_id: int,
    minutes: int,
    *,
    now: datetime,
    made_by: int | None,
    **refs: Any,
) -> Transfer:
    """Write both movements, always in the order of the accounts; PostgreSQL checks their sum."""
    event = Transfer(kind=kind, at=now, made_by=made_by, **refs)
    db.add(event)
    await db.flush()
    for account_id, amount in sorted(((from_id, -minutes), (to_id, minutes))):
        db.add(Movement(transfer_id=event.id, account_id=account_id, minutes=amount))
        await db.flush()
    for account_id in (from_id, to_id):
        known = await db.get(BankAccount, account_id)
        if known is not None:
            await db.refresh(known, ["balance"])
    return event
