"""A statement: what came and went, with the balance after each; to read and as CSV."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from community.timebank.model import BankAccount, Movement, Transfer, TransferKind

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be reckoned by a spreadsheet; it is written as text."""


@dataclass(frozen=True)
class Line:
    """One movement of an account; `balance` is what was there after it."""

    transfer_id: int
    at: datetime
    kind: TransferKind
    minutes: int
    balance: int
    other: str
    """The number of the account on the other side."""
    because: str | None


async def lines(
    db: AsyncSession, account: BankAccount, *, most: int = 10, before: int | None = None
) -> list[Line]:
    """Give the newest first.

    :param before: only what came before this transfer, for the next page.
    """
    later = 0
    if before is not None:
        later = int(
            await db.scalar(
                select(func.coalesce(func.sum(Movement.minutes), 0)).where(
                    Movement.account_id == account.id, Movement.transfer_id >= before
                )
            )
            or 0
        )
    other = aliased(Movement)
    wanted = [Movement.account_id == account.id]
    if before is not None:
        wanted.append(Movement.transfer_id < before)
    rows = await db.execute(
        select(Movement.minutes, Transfer, BankAccount.number)
        .join(Transfer, Transfer.id == Movement.transfer_id)
        .join(
            other,
            and_(other.transfer_id == Movement.transfer_id, other.account_id != account.id),
        )
        .join(BankAccount, BankAccount.id == other.account_id)
        .where(*wanted)
        .order_by(Movement.transfer_id.desc())
        .limit(most)
    )
    balance, found = account.balance - later, []
    for minutes, event, number in rows:
        found.append(
            Line(event.id, event.at, event.kind, minutes, balance, number, event.because)
        )
        balance -= minutes
    return found


def as_text(value: object) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(
    head: Sequence[str], statement: Sequence[Line], row: Callable[[Line], Sequence[object]]
) -> bytes:
    """Give a statement as CSV in UTF-8 with its mark, as spreadsheets like it.

    :param row: the cells of a line; numbers stay numbers.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([as_text(cell) for cell in head])
    for line in statement:
        writer.writerow(
            [cell if isinstance(cell, int | float) else as_text(cell) for cell in row(line)]
        )
    return out.getvalue().encode("utf-8-sig")
