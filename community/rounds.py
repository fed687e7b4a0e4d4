"""Rounds of the clock: steps that are due, each in a transaction of its own."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from community import clock
from community.database import Sessions
from config.town import Town

Step = Callable[[AsyncSession, Town, datetime], Awaitable[int]]


async def run(steps: Sequence[Step], sessions: Sessions, town: Town) -> int:
    """Do what is due; say how much there was.

    A step that fails does not keep the others from their work; its fault is raised after them.
    """
    done, faults = 0, []
    for step in steps:
        try:
            async with sessions() as db, db.begin():
                done += await step(db, town, await clock.now(db))
        except Exception as fault:  # noqa: BLE001  raised below
            faults.append(fault)
    if faults:
        raise faults[0]
    return done
