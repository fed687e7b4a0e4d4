"""What rooms have for 「我的事项」, for a worker's desk, and behind a number that was typed."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiogram.types import InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from config.texts import Say, Text
from config.town import Town
from handlers.reply import Keyboard


@dataclass(frozen=True)
class Matter:
    """One line of a list, and the button that opens it."""

    line: Text
    button: InlineKeyboardButton


@dataclass(frozen=True)
class Asking:
    """For whom a list is made, when, and in which words."""

    db: AsyncSession
    person: Speaker
    say: Say
    town: Town
    now: datetime


Lister = Callable[[Asking], Awaitable[Sequence[Matter]]]
Shower = Callable[[Asking, str], Awaitable[tuple[Text, Keyboard] | None]]
_MINE: list[Lister] = []
_WORK: list[Lister] = []
_NUMBERED: list[Shower] = []


def lists_mine(lister: Lister) -> Lister:
    """Add a room's open matters of a resident."""
    _MINE.append(lister)
    return lister


def lists_work(lister: Lister) -> Lister:
    """Add what a room has waiting for a member of staff."""
    _WORK.append(lister)
    return lister


async def mine(asking: Asking) -> list[Matter]:
    return [matter for lister in _MINE for matter in await lister(asking)]


async def work(asking: Asking) -> list[Matter]:
    return [matter for lister in _WORK for matter in await lister(asking)]


def shows_numbered(shower: Shower) -> Shower:
    """Add how a room shows what has a number; None when it is none of the room's."""
    _NUMBERED.append(shower)
    return shower


async def numbered(asking: Asking, number: str) -> tuple[Text, Keyboard] | None:
    """Show what has this number, if a room knows it; else it is a case's.

    :raises NotAvailableError: a room's, but not theirs.
    """
    for shower in _NUMBERED:
        if shown := await shower(asking, number):
            return shown
    return None
