"""What the time bank keeps about people, and what of it stays when they have it erased."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from community import keeping
from community.keeping import Keeper
from community.timebank import accounts, ledger
from community.timebank.model import (
    BankAccount,
    BankAudit,
    Gift,
    GiftStatus,
    Movement,
    Relation,
    RequestStatus,
    ServiceRequest,
    Transfer,
    TransferKind,
)
from config.town import Town


async def forget(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:  # noqa: ARG001  a Forget
    """Close the account: what is promised ends, what is left goes to the pool, the lines stay."""
    await _let_go_of_help(db, person_id, now)
    account = await accounts.account_of(db, person_id, now=now, open_one=False)
    if account is None:
        return
    await _end_promises(db, account.id, now)
    pool = await accounts.pool(db, now=now)
    account = (await ledger.lock(db, [pool.id, account.id]))[account.id]
    if account.balance > 0:
        await ledger.write(
            db, TransferKind.DONATE, account.id, pool.id, account.balance, now=now, made_by=None
        )
    await db.execute(
        delete(Relation).where(or_(Relation.account_id == account.id, Relation.to_id == account.id))
    )
    account.person_id = account.born = account.frozen_at = account.frozen_because = None
    account.frozen_by = account.opened_by = None
    account.closed_at = now
    await db.flush()


async def _let_go_of_help(db: AsyncSession, person_id: int, now: datetime) -> None:
    """What they took on is open again; what they asked for is called off; their words go."""
    await db.execute(
        update(ServiceRequest)
        .where(
            ServiceRequest.helper_id == person_id, ServiceRequest.status == RequestStatus.TAKEN
        )
        .values(status=RequestStatus.OPEN, taken_at=None)
    )
    await db.execute(
        update(ServiceRequest).where(ServiceRequest.helper_id == person_id).values(helper_id=None)
    )
    theirs = ServiceRequest.person_id == person_id
    await db.execute(
        update(ServiceRequest)
        .where(theirs, ServiceRequest.status.in_(ledger.UNPAID))
        .values(status=RequestStatus.CANCELLED, ended_at=now)
    )
    await db.execute(
        update(ServiceRequest)
        .where(theirs)
        .values(person_id=None, for_whom=None, words=None, ended_because=None)
    )


async def _end_promises(db: AsyncSession, account_id: int, now: datetime) -> None:
    either = or_(Gift.from_id == account_id, Gift.to_id == account_id)
    await db.execute(
        update(Gift)
        .where(either, Gift.status == GiftStatus.OFFERED)
        .values(status=GiftStatus.LAPSED, ended_at=now)
    )
    await db.execute(update(Gift).where(either).values(word=None))


async def hand_on(db: AsyncSession, town: Town, person_id: int, now: datetime) -> None:
    """Nothing of the bank lies in one worker's hands."""


async def numbers_of(db: AsyncSession, person_id: int) -> Sequence[str]:
    rows = await db.scalars(
        select(ServiceRequest.number)
        .where(ServiceRequest.person_id == person_id)
        .order_by(ServiceRequest.id)
    )
    return rows.all()


def _account_of(person_id: int) -> Select[int]:
    return select(BankAccount.id).where(BankAccount.person_id == person_id)


keeping.keeps(
    Keeper(
        subjects={
            "bank_accounts": BankAccount.person_id,
            "bank_requests": ServiceRequest.person_id,
            "bank_requests_helped": ServiceRequest.helper_id,
        },
        actors=(
            BankAccount.frozen_by,
            BankAccount.opened_by,
            Transfer.made_by,
            BankAudit.actor_id,
        ),
        beside={
            Movement: lambda person_id: Movement.account_id.in_(_account_of(person_id)),
            Gift: lambda person_id: or_(
                Gift.from_id.in_(_account_of(person_id)), Gift.to_id.in_(_account_of(person_id))
            ),
            Relation: lambda person_id: Relation.account_id.in_(_account_of(person_id)),
        },
        forget=forget,
        numbers=numbers_of,
        hand_on=hand_on,
    )
)
