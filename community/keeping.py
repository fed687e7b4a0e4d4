"""What rooms keep about people: each room brings its columns, and forgets at a person's word.

`me` gives out and erases what is named here; a room above it stays unknown to it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from config.town import Town

PersonColumn = InstrumentedAttribute[Any]
Forget = Callable[[AsyncSession, Town, int, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Keeper:
    """What one room keeps.

    :param subjects: by the name under which they are given out, columns that say whom a row is
        about.
    :param actors: columns that say who did something in a row about somebody else.
    :param beside: tables without such a column, by how their rows are found for a person's id.
    :param forget: erases, in the transaction of the whole; it comes before files are deleted.
    :param numbers: finds the numbers of a person's matters, by which others were told of them.
    :param hand_on: what a worker who leaves had in hand goes back to the others.
    """

    subjects: Mapping[str, PersonColumn]
    actors: Sequence[PersonColumn]
    forget: Forget
    numbers: Callable[[AsyncSession, int], Awaitable[Sequence[str]]]
    hand_on: Forget
    beside: Mapping[type[Any], Callable[[int], ColumnElement[bool]]] = field(default_factory=dict)


_KEEPERS: list[Keeper] = []


def keeps(keeper: Keeper) -> None:
    _KEEPERS.append(keeper)


def keepers() -> Sequence[Keeper]:
    return _KEEPERS
