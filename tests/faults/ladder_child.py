"""A process that does all kinds of deeds to reports, or lets them climb, until it is killed."""

import asyncio
import random
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import clock
from community.cases import Case, reaches
from community.database import Sessions, connect, sessions_of
from community.errors import CommunityError
from community.people import Person, RoleHeld
from community.reports import ladder
from config.town import BUILTIN, load_town
from tests.community.conftest import House
from tests.community.deeds import ANYBODYS, OFFICES, RESIDENTS, STAFF, By

FEW_AT_ONCE = 4
"""Many small transactions: more of them are killed in the middle."""
MEANT = 0.8
"""How often a deed is done by somebody who may."""

TOWN = load_town(BUILTIN)
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


async def start(url: str, seed: int, *, deeds: bool) -> BaseProcess:
    """Start one and wait until it is at work.

    It is a fork of a process that has imported everything and opened nothing.
    """
    here, there = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_live, args=(url, seed, deeds, there), daemon=True)
    process.start()
    there.close()
    assert await asyncio.to_thread(here.poll, 30), "it does not come to work"
    assert here.recv() == "ready"
    here.close()
    return process


def _live(url: str, seed: int, deeds: bool, ready: Connection) -> None:
    ladder.AT_ONCE = FEW_AT_ONCE
    asyncio.run(_until_killed(url, random.Random(seed), ready, deeds=deeds))


async def _until_killed(url: str, chance: random.Random, ready: Connection, *, deeds: bool) -> None:
    sessions = sessions_of(connect(url, connections=2))
    house = await house_of(sessions)
    ready.send("ready")
    while True:
        if deeds and chance.random() < 0.8:
            await _one_deed(house, chance)
        else:
            await house.round()


async def house_of(sessions: Sessions) -> House:
    async with sessions() as db:
        now: datetime = await clock.now(db)
        found = await db.execute(select(Person.name, Person.id))
        return House(sessions, TOWN, now, {name or "": id_ for name, id_ in found})


async def _one_deed(house: House, chance: random.Random) -> None:
    deed = chance.choice(chance.choice((STAFF, STAFF, RESIDENTS, OFFICES, ANYBODYS)))
    if deed == "dismiss":
        return  # nobody would be left
    async with house.sessions() as db:
        cases = [*await db.scalars(select(Case).order_by(Case.id))]
        case = chance.choice(cases)
        who = await _who(db, house, deed, case, chance)
    try:
        numbers = [one.number for one in cases]
        await By(house, who, numbers).does(deed, case, chance.randrange(len(numbers)))
    except CommunityError:
        pass


async def _who(db: AsyncSession, house: House, deed: str, case: Case, chance: random.Random) -> int:
    if chance.random() > MEANT or deed in ANYBODYS:
        return chance.choice([*house.who.values()])
    if deed in RESIDENTS:
        return case.reporter_id or 0
    if case.owner_id is not None and deed not in OFFICES:
        return case.owner_id
    held = await db.scalars(select(RoleHeld))
    may = [role.person_id for role in held if reaches(role, case)]
    return chance.choice(may or [0])


def some_time(chance: random.Random) -> timedelta:
    return timedelta(hours=chance.choice((1, 4, 20, 80, 200)))
