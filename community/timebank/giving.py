"""Giving time: to somebody who takes it, to the pool, to a team; and whom one gives to."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError
from community.timebank import accounts, caps, ledger
from community.timebank.errors import BankRefusedError
from community.timebank.model import (
    AccountKind,
    BankAccount,
    Gift,
    GiftStatus,
    Relation,
    Transfer,
    TransferKind,
)
from config.town import TimeBank, Town

LONGEST_CALLED = 20
LONGEST_WORD = 100
AT_ONCE = 1
"""Each in a transaction of its own: locks of several would be taken in no order."""


def bank_of(town: Town) -> TimeBank:
    """:raises NotAvailableError: the town has no time bank."""
    if town.time_bank is None:
        raise NotAvailableError
    return town.time_bank


def topic_of(gift: Gift) -> str:
    return f"gift-{gift.id}"


# --- to somebody ---------------------------------------------------------------------------


async def offer_gift(
    db: AsyncSession,
    town: Town,
    person_id: int,
    to_id: int,
    minutes: int,
    *,
    word: str | None = None,
    now: datetime,
) -> Gift:
    """Set time aside for another account until its holder takes it.

    Whoever has no chat takes it by the 72 hours.

    :param to_id: the account.
    :raises NotAvailableError: no bank, or no such account of a person.
    :raises BankRefusedError: why it cannot be given.
    """
    bank = bank_of(town)
    mine = await accounts.owned(db, person_id, now=now)
    if mine.id == to_id:
        raise BankRefusedError("bank-self")
    locked = await ledger.lock(db, [mine.id, to_id])
    theirs = locked.get(to_id)
    if theirs is None or theirs.kind is not AccountKind.PERSON:
        raise NotAvailableError
    ledger.check_open(theirs)
    await ledger.check_spendable(db, locked[mine.id], minutes)
    if theirs.balance + minutes > bank.cap_hours * 60:
        raise BankRefusedError("bank-cap", cap=bank.cap_hours)
    gift = Gift(
        from_id=mine.id,
        to_id=to_id,
        minutes=minutes,
        word=word[:LONGEST_WORD] if word else None,
        status=GiftStatus.OFFERED,
        created_at=now,
    )
    db.add(gift)
    await db.flush()
    if theirs.person_id is not None:
        notices.owe(
            db, theirs.person_id, "bank-gift", due_at=now, topic=topic_of(gift),
            unless="gift-over", gift_id=gift.id,
        )  # fmt: skip
    return gift


async def get(db: AsyncSession, gift_id: int, person_id: int) -> Gift:
    """Give a gift to who gave it, or for whom it is.

    :raises NotAvailableError: no such gift, or not theirs.
    """
    gift = await db.get(Gift, gift_id)
    if gift is None:
        raise NotAvailableError
    holders = await db.scalars(
        select(BankAccount.person_id).where(BankAccount.id.in_((gift.from_id, gift.to_id)))
    )
    if person_id not in holders.all():
        raise NotAvailableError
    return gift


async def gift_of(db: AsyncSession, gift_id: int) -> tuple[Gift, BankAccount, BankAccount]:
    """Lock a gift and give both accounts: whose it was, and for whom.

    :raises NotAvailableError: there is no such gift.
    """
    before = await db.get(Gift, gift_id)
    if before is None:
        raise NotAvailableError
    pool = await accounts.pool(db, now=before.created_at)
    locked = await ledger.lock(db, [pool.id, before.from_id, before.to_id])
    gift = await db.get_one(Gift, gift_id, with_for_update=True, populate_existing=True)
    return gift, locked[gift.from_id], locked[gift.to_id]


async def take_gift(
    db: AsyncSession, town: Town, gift_id: int, person_id: int, *, now: datetime
) -> Gift:
    """Take a gift.

    :raises NotAvailableError: no such gift, or not for them.
    :raises BankRefusedError: bank-gift-over, or an account is frozen.
    """
    bank_of(town)
    gift, mine, theirs = await gift_of(db, gift_id)
    if theirs.person_id != person_id:
        raise NotAvailableError
    await _take(db, town, gift, mine, theirs, made_by=person_id, now=now)
    return gift


async def _take(
    db: AsyncSession,
    town: Town,
    gift: Gift,
    mine: BankAccount,
    theirs: BankAccount,
    *,
    made_by: int | None,
    now: datetime,
) -> None:
    if gift.status is not GiftStatus.OFFERED:
        raise BankRefusedError("bank-gift-over")
    ledger.check_open(theirs)
    await ledger.check_spendable(db, mine, gift.minutes, promised=gift.minutes)
    gift.status, gift.ended_at = GiftStatus.TAKEN, now
    await db.flush()
    await ledger.write(
        db, TransferKind.GIFT, mine.id, theirs.id, gift.minutes,
        now=now, made_by=made_by, gift_id=gift.id,
    )  # fmt: skip
    await caps.pass_on(db, town, theirs, gift.minutes, now=now)
    if mine.person_id is not None:
        notices.owe(
            db, mine.person_id, "bank-gift-taken", due_at=now, topic=topic_of(gift),
            gift_id=gift.id, minutes=gift.minutes,
        )  # fmt: skip


async def decline(
    db: AsyncSession, town: Town, gift_id: int, person_id: int, *, now: datetime
) -> Gift:
    """Send a gift back.

    :raises NotAvailableError: no such gift, or not for them.
    :raises BankRefusedError: bank-gift-over.
    """
    bank_of(town)
    gift, mine, theirs = await gift_of(db, gift_id)
    if theirs.person_id != person_id:
        raise NotAvailableError
    _end(gift, GiftStatus.DECLINED, now=now)
    if mine.person_id is not None:
        notices.owe(
            db, mine.person_id, "bank-gift-declined", due_at=now, topic=topic_of(gift),
            gift_id=gift.id, minutes=gift.minutes,
        )  # fmt: skip
    return gift


async def withdraw(
    db: AsyncSession, town: Town, gift_id: int, person_id: int, *, now: datetime
) -> Gift:
    """Take a gift back, as long as it was not taken.

    :raises NotAvailableError: no such gift, or not theirs.
    :raises BankRefusedError: bank-gift-over.
    """
    bank_of(town)
    gift, mine, _ = await gift_of(db, gift_id)
    if mine.person_id != person_id:
        raise NotAvailableError
    _end(gift, GiftStatus.WITHDRAWN, now=now)
    return gift


def _end(gift: Gift, status: GiftStatus, *, now: datetime) -> None:
    if gift.status is not GiftStatus.OFFERED:
        raise BankRefusedError("bank-gift-over")
    gift.status, gift.ended_at = status, now


async def waiting_for(db: AsyncSession, account_id: int) -> Sequence[Gift]:
    """Gifts that wait to be taken, the oldest first."""
    rows = await db.scalars(
        select(Gift)
        .where(Gift.to_id == account_id, Gift.status == GiftStatus.OFFERED)
        .order_by(Gift.created_at, Gift.id)
    )
    return rows.all()


async def settle_gifts(db: AsyncSession, town: Town, now: datetime) -> int:
    """Give what nobody declined in time; what cannot be given goes back to its giver."""
    if town.time_bank is None:
        return 0
    since = now - timedelta(hours=town.time_bank.confirm_hours)
    due = await db.scalars(
        select(Gift.id)
        .where(Gift.status == GiftStatus.OFFERED, Gift.created_at <= since)
        .order_by(Gift.id)
        .limit(AT_ONCE)
    )
    settled = 0
    for gift_id in due.all():
        gift, mine, theirs = await gift_of(db, gift_id)
        if gift.status is not GiftStatus.OFFERED:
            continue
        settled += 1
        try:
            await _take(db, town, gift, mine, theirs, made_by=None, now=now)
        except BankRefusedError:
            gift.status, gift.ended_at = GiftStatus.LAPSED, now
    return settled


# --- to all --------------------------------------------------------------------------------


async def donate(
    db: AsyncSession, town: Town, person_id: int, minutes: int, *, now: datetime
) -> Transfer:
    """Give time to 公益池, for elders who need it most.

    :raises BankRefusedError: why it cannot be given.
    """
    bank_of(town)
    mine = await accounts.owned(db, person_id, now=now)
    pool = await accounts.pool(db, now=now)
    return await ledger.transfer(
        db, TransferKind.DONATE, mine.id, pool.id, minutes, now=now, made_by=person_id
    )


async def to_team(
    db: AsyncSession,
    town: Town,
    person_id: int,
    team: str,
    community: str,
    minutes: int,
    *,
    now: datetime,
) -> Transfer:
    """Put time together with one's team; from there it can only go to who needs it.

    :raises BankRefusedError: why it cannot be given.
    """
    bank_of(town)
    mine = await accounts.owned(db, person_id, now=now)
    account = await accounts.team_account(db, team, community, now=now)
    return await ledger.transfer(
        db, TransferKind.POOL, mine.id, account.id, minutes, now=now, made_by=person_id
    )


# --- whom one gives to ---------------------------------------------------------------------


async def relations(db: AsyncSession, account_id: int) -> Sequence[Relation]:
    """Whom somebody gives to, the latest first."""
    rows = await db.scalars(
        select(Relation)
        .where(Relation.account_id == account_id)
        .order_by(Relation.at.desc(), Relation.called)
    )
    return rows.all()


async def relation(db: AsyncSession, account_id: int, called: str) -> Relation | None:
    return await db.get(Relation, (account_id, called[:LONGEST_CALLED]))


async def remember(
    db: AsyncSession, account_id: int, called: str, to_id: int, *, is_family: bool, now: datetime
) -> None:
    """Keep whom these words stand for; said again of another account, they stand for that."""
    values = {"to_id": to_id, "is_family": is_family, "at": now}
    await db.execute(
        insert(Relation)
        .values(account_id=account_id, called=called[:LONGEST_CALLED], **values)
        .on_conflict_do_update(index_elements=["account_id", "called"], set_=values)
    )
