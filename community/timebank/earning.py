"""Hours that were confirmed become time in the bank: once each, so many a day, up to the cap."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.shifts.model import HoursStatus, ServiceHours, Volunteer
from community.timebank import accounts, ledger
from community.timebank.model import BankAccount, Movement, Transfer, TransferKind
from config.town import TimeBank, Town

AN_HOUR = 60


async def earn(
    db: AsyncSession, town: Town, hours: ServiceHours, *, now: datetime
) -> Transfer | None:
    """Book confirmed hours; what is above the day's most stays in the service record only.

    A correction downwards takes back what is there. Nothing happens twice for the same hours.
    """
    bank = town.time_bank
    if bank is None or hours.person_id is None or hours.status is not HoursStatus.CONFIRMED:
        return None
    account = await _account(db, hours.person_id, now=now)
    known = await db.scalar(select(Transfer.id).where(Transfer.hours_id == hours.id).limit(1))
    if known is not None or account.closed_at is not None:
        return None
    if hours.minutes < 0:
        return await _take_back(db, account, hours, now=now)
    minutes = min(hours.minutes, await _left_of_day(db, town, bank, hours))
    if minutes <= 0:
        return None
    pool = await accounts.pool(db, now=now)
    made = await ledger.write(
        db, TransferKind.EARN, pool.id, account.id, minutes,
        now=now, made_by=None, hours_id=hours.id,
    )  # fmt: skip
    await _pass_on(db, bank, account, hours, minutes, now=now)
    return made


async def _account(db: AsyncSession, person_id: int, *, now: datetime) -> BankAccount:
    """Lock the account of a volunteer, whose year of birth it learns."""
    opened = await accounts.owned(db, person_id, now=now)
    account = (await ledger.lock(db, [opened.id]))[opened.id]
    volunteer = await db.get(Volunteer, person_id)
    if account.born is None and volunteer is not None:
        account.born = volunteer.born
        await db.flush()
    return account


async def _take_back(
    db: AsyncSession, account: BankAccount, hours: ServiceHours, *, now: datetime
) -> Transfer | None:
    back = min(-hours.minutes, account.balance)
    if back <= 0:
        return None
    pool = await accounts.pool(db, now=now)
    return await ledger.write(
        db, TransferKind.EARN, account.id, pool.id, back,
        now=now, made_by=None, hours_id=hours.id,
    )  # fmt: skip


async def _pass_on(
    db: AsyncSession,
    bank: TimeBank,
    account: BankAccount,
    hours: ServiceHours,
    earned: int,
    *,
    now: datetime,
) -> None:
    """What is above the cap goes on to the pool; its giver is told."""
    surplus = min(account.balance - bank.cap_hours * AN_HOUR, earned)
    if surplus <= 0 or hours.person_id is None:
        return
    pool = await accounts.pool(db, now=now)
    await ledger.write(
        db, TransferKind.SURPLUS, account.id, pool.id, surplus,
        now=now, made_by=None, hours_id=hours.id,
    )  # fmt: skip
    notices.owe(
        db, hours.person_id, "bank-surplus", due_at=now, minutes=surplus, cap=bank.cap_hours
    )


async def _left_of_day(
    db: AsyncSession, town: Town, bank: TimeBank, hours: ServiceHours
) -> int:
    """How much of the day on which these hours ended still counts."""
    local = hours.ended_at.astimezone(town.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    earned = await db.scalar(
        select(func.coalesce(func.sum(Movement.minutes), 0))
        .join(Transfer, Transfer.id == Movement.transfer_id)
        .join(ServiceHours, ServiceHours.id == Transfer.hours_id)
        .where(
            ServiceHours.person_id == hours.person_id,
            ServiceHours.ended_at >= midnight,
            ServiceHours.ended_at < midnight + timedelta(days=1),
            Transfer.kind == TransferKind.EARN,
            Movement.minutes > 0,
        )
    )
    return bank.day_hours * AN_HOUR - int(earned or 0)
