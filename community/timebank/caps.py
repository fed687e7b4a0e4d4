"""The cap of an account: what comes in above it goes on to the pool, and its holder is told."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.timebank import accounts, ledger
from community.timebank.model import AccountKind, BankAccount, TransferKind
from config.town import Town

AN_HOUR = 60


async def pass_on(
    db: AsyncSession,
    town: Town,
    account: BankAccount,
    came: int,
    *,
    now: datetime,
    hours_id: int | None = None,
) -> int:
    """Move what a locked account has above the cap on to the pool; say how much.

    :param came: minutes that just came in; no more than these go on.
    """
    bank = town.time_bank
    if bank is None or account.kind is not AccountKind.PERSON:
        return 0
    surplus = min(account.balance - bank.cap_hours * AN_HOUR, came)
    if surplus <= 0:
        return 0
    pool = await accounts.pool(db, now=now)
    await ledger.write(
        db, TransferKind.SURPLUS, account.id, pool.id, surplus,
        now=now, made_by=None, hours_id=hours_id,
    )  # fmt: skip
    if account.person_id is not None:
        notices.owe(
            db, account.person_id, "bank-surplus", due_at=now, minutes=surplus, cap=bank.cap_hours
        )
    return surplus
