"""Accounts: a person's, a team's, and the pool; opened on first use, found by number."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.people import Person
from community.timebank.errors import BankRefusedError
from community.timebank.model import AccountKind, BankAccount
from config.town import Town

OLDEST = 120
TRIES = 20


async def find(db: AsyncSession, number: str) -> BankAccount | None:
    """Find an account by its number; case and a missing dash do not matter."""
    digits = "".join(char for char in number if char.isdigit())
    found: BankAccount | None = await db.scalar(
        select(BankAccount)
        .where(BankAccount.number == f"T-{digits}", BankAccount.kind != AccountKind.POOL)
        .execution_options(populate_existing=True)
    )
    return found


async def get(db: AsyncSession, account_id: int) -> BankAccount:
    """:raises NotAvailableError: there is no such account."""
    found = await db.get(BankAccount, account_id, populate_existing=True)
    if found is None:
        raise NotAvailableError
    return found


async def account_of(
    db: AsyncSession, person_id: int, *, now: datetime, open_one: bool = True
) -> BankAccount | None:
    """Give somebody's account; None when they have none and none is to be opened."""
    found = await db.scalar(
        select(BankAccount)
        .where(BankAccount.person_id == person_id)
        .execution_options(populate_existing=True)
    )
    if found is not None or not open_one:
        return found
    person = await db.get_one(Person, person_id)
    return await _open(
        db,
        {"kind": AccountKind.PERSON, "person_id": person_id, "community": person.community},
        now=now,
    )


async def owned(db: AsyncSession, person_id: int, *, now: datetime) -> BankAccount:
    """Give somebody's account, opened if need be."""
    found = await account_of(db, person_id, now=now)
    assert found is not None  # noqa: S101  it was opened
    return found


async def open_own(
    db: AsyncSession, town: Town, person_id: int, born: int, *, now: datetime
) -> BankAccount:
    """Open an account for who is old enough to redeem, though they gave no hours yet.

    :raises BankRefusedError: bank-year-wrong, bank-too-young(age).
    """
    check_born(town, born, now=now)
    account = await owned(db, person_id, now=now)
    account.born = account.born or born
    await db.flush()
    return account


def check_born(town: Town, born: int, *, now: datetime) -> None:
    """See that somebody of this year may have an account without having given hours.

    :raises NotAvailableError: the town has no time bank.
    :raises BankRefusedError: bank-year-wrong, bank-too-young(age).
    """
    bank, year = town.time_bank, now.astimezone(town.zone).year
    if bank is None:
        raise NotAvailableError
    if not year - OLDEST <= born <= year:
        raise BankRefusedError("bank-year-wrong")
    if year - born < bank.redeem_from:
        raise BankRefusedError("bank-too-young", age=bank.redeem_from)


async def team_account(
    db: AsyncSession, team: str, community: str, *, now: datetime
) -> BankAccount:
    found = await db.scalar(
        select(BankAccount)
        .where(
            BankAccount.kind == AccountKind.TEAM,
            BankAccount.team == team,
            BankAccount.community == community,
        )
        .execution_options(populate_existing=True)
    )
    return found or await _open(
        db, {"kind": AccountKind.TEAM, "team": team, "community": community}, now=now
    )


async def pool(db: AsyncSession, *, now: datetime) -> BankAccount:
    """公益池: the one account that may stand below zero."""
    found = await db.scalar(
        select(BankAccount)
        .where(BankAccount.kind == AccountKind.POOL)
        .execution_options(populate_existing=True)
    )
    return found or await _open(db, {"kind": AccountKind.POOL}, now=now)


async def _open(db: AsyncSession, of: Mapping[str, Any], *, now: datetime) -> BankAccount:
    """Open an account under a number of its own; two who open the same one get the same."""
    for _ in range(TRIES):
        number = f"T-{secrets.randbelow(900_000) + 100_000}"
        made = await db.scalar(
            insert(BankAccount)
            .values(number=number, balance=0, opened_at=now, **of)
            .on_conflict_do_nothing()
            .returning(BankAccount.id)
        )
        whose = (BankAccount.id == made,) if made else tuple(
            getattr(BankAccount, name) == value for name, value in of.items()
        )
        found = await db.scalar(select(BankAccount).where(*whose))
        if found is not None:
            return found
    raise RuntimeError("no free account number was found")
