"""Hours that were confirmed become time in the bank: once each, so many a day, up to the cap."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community.shifts.model import HoursStatus, ServiceHours, Volunteer
from community.timebank import accounts, caps, ledger
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
    minutes = min(hours.minutes, await _left_of_day(db, town, bank, account, hours))
    if minutes <= 0:
        return None
    pool = await accounts.pool(db, now=now)
    made = await ledger.write(
        db, TransferKind.EARN, pool.id, account.id, minutes,
        now=now, made_by=None, hours_id=hours.id,
    )  # fmt: skip
    await caps.pass_on(db, town, account, minutes, now=now, hours_id=hours.id)
    return made


async def _account(db: AsyncSession, person_id: int, *, now: datetime) -> BankAccount:
    """Lock the account of a volunteer, whose year of birth it learns."""
    opened = await accounts.owned(db, person_id, now=now)
    pool = await accounts.pool(db, now=now)
    account = (await ledger.lock(db, [pool.id, opened.id]))[opened.id]
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


async def _left_of_day(
    db: AsyncSession, town: Town, bank: TimeBank, account: BankAccount, hours: ServiceHours
) -> int:
    """How much of the day on which these hours ended still counts."""
    local = hours.ended_at.astimezone(town.zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    earned = await db.scalar(
        select(func.coalesce(func.sum(Movement.minutes), 0))
        .join(Transfer, Transfer.id == Movement.transfer_id)
        .join(ServiceHours, ServiceHours.id == Transfer.hours_id)
        .where(
            Movement.account_id == account.id,
            ServiceHours.ended_at >= midnight,
            ServiceHours.ended_at < midnight + timedelta(days=1),
            Transfer.kind == TransferKind.EARN,
        )
    )
    return bank.day_hours * AN_HOUR - int(earned or 0)
