"""Following a report without an account: its number, and a code of ten characters."""

import hmac
import secrets

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import Case, Kind
from community.errors import NotAvailableError
from community.people import hash_of

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are mistaken for another when they are read out or copied: 0 O 1 I L U."""
LENGTH = 10
_MEANT = str.maketrans({"O": "Q", "0": "Q", "I": "J", "1": "J", "L": "J", "U": "V"})


def new_code(case: Case) -> str:
    """Make the case's code, and keep only its hash; an older code no longer opens it."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    case.follow_hash = hash_of(code)
    return code


def read_code(words: str) -> str:
    """Bring a typed code to the form in which it was given."""
    return "".join(c for c in words.upper() if c.isalnum()).translate(_MEANT)


async def find(db: AsyncSession, number: str, code: str) -> Case:
    """Find a report by its number and code.

    :raises NotAvailableError: no such number or a wrong code; both look the same.
    """
    case: Case | None = await db.scalar(
        select(Case).where(Case.number == number, Case.kind == Kind.REPORT)
    )
    kept = case.follow_hash if case is not None else None
    fits = hmac.compare_digest(kept or "-", hash_of(read_code(code)))
    if case is None or not fits:
        raise NotAvailableError
    return case
