"""A hall with clerks of three departments, and what residents file there."""

from datetime import datetime
from typing import Any

import pytest

from community import files
from community.hall import applications
from community.hall.applications import ApplicationRefusedError, Filing
from community.hall.model import Application, Ticket, TicketStatus
from community.people import Role
from tests.community.conftest import House

CLERKS = {"钱芳": "MZ", "孙伟": "YB", "冯玲": "CL", "马强": "MZ"}
CARD = Filing("MZ-007", "point-hongqiao")
"""老年优待证: one department, with something to fetch; may be filed in chat."""
CARE = "CL-004"
"""重度残疾人护理补贴: two departments, at the counter only."""


async def staffed(house: House) -> House:
    for name, department in CLERKS.items():
        await house.person(name, Role.CLERK, None, department)
    await house.person("洛东窗口", Role.CLERK, "luodong", None)
    await house.person("李叔")
    return house


async def filed(house: House, who: str = "王阿姨", filing: Filing = CARD) -> int:
    return int((await house.do(applications.file, house[who], filing)).id)


async def photo(house: House, who: str = "王阿姨") -> str:
    async with house.sessions() as db, db.begin():
        kept = await files.keep(
            db, house[who], kind="photo", platform="telegram", now=house.now, source="x"
        )
        return kept.id


async def ticket(
    house: House,
    who: str | None = "王阿姨",
    status: TicketStatus = TicketStatus.SERVING,
    number: int = 1,
) -> int:
    async with house.sessions() as db, db.begin():
        made = Ticket(
            point="hall",
            day=house.now.date(),
            prefix="A",
            number=number,
            person_id=house[who] if who else None,
            services=[CARE],
            place=house.now.timestamp(),
            status=status,
            taken_at=house.now,
        )
        db.add(made)
        await db.flush()
        return made.id


async def at_counter(house: House, who: str | None = "王阿姨", service: str = CARE) -> int:
    number = await ticket(house, who)
    found = await house.do(applications.file_at_counter, house["冯玲"], number, service)
    return int(found.id)


async def does(house: House, deed: str, id_: int, who: str, *words: Any) -> Application:
    found: Application = await house.do(getattr(applications, deed), id_, house[who], *words)
    return found


async def refused(house: House, deed: str, id_: int, who: str, *words: Any) -> str:
    with pytest.raises(ApplicationRefusedError) as refusal:
        await does(house, deed, id_, who, *words)
    return refusal.value.text_id


async def get(house: House, id_: int) -> Application:
    async with house.sessions() as db:
        return await db.get_one(Application, id_)


async def lines(house: House, id_: int) -> list[str]:
    async with house.sessions() as db:
        return [event.what for event in await applications.events(db, id_)]


async def texts(house: House, who: str) -> list[str]:
    return [notice.text_id for notice in await house.owed(who)]


def at(house: House, words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=house.town.zone)
