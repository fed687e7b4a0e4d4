"""What somebody has ready: ticked with a file or without, and what is still missing."""

import pytest

from community.errors import NotAvailableError
from community.hall import checklist
from tests.community.conftest import House
from tests.community.desk import photo, staffed


async def ready(house: House, who: str = "王阿姨") -> dict[str, str | None]:
    async with house.sessions() as db:
        return await checklist.ready(db, house[who], "MZ-007")


async def test_ticking_twice_keeps_the_file(house: House) -> None:
    me, card = house["王阿姨"], await photo(house)
    await house.do(checklist.tick, me, "MZ-007", "id-card", file_id=card)
    await house.do(checklist.tick, me, "MZ-007", "photo")
    await house.do(checklist.tick, me, "MZ-007", "id-card")
    assert await ready(house) == {"id-card": card, "photo": None}
    newer = await photo(house)
    await house.do(checklist.tick, me, "MZ-007", "id-card", file_id=newer)
    await house.do(checklist.untick, me, "MZ-007", "photo")
    assert await ready(house) == {"id-card": newer}


async def test_lists_and_files_are_their_own(house: House) -> None:
    await staffed(house)
    await house.do(checklist.tick, house["王阿姨"], "MZ-007", "photo")
    assert await ready(house, "李叔") == {}
    with pytest.raises(NotAvailableError):
        await house.do(checklist.tick, house["李叔"], "MZ-007", "photo", file_id=await photo(house))


def test_what_only_a_proxy_brings_is_asked_of_proxies(house: House) -> None:
    town, service = house.town, house.town.service("MZ-007")
    all_ = [b.material for b in service.materials]
    own = [b.material for b in checklist.missing(town, service, {}, proxy=False)]
    assert [b.material for b in checklist.missing(town, service, {}, proxy=True)] == all_
    assert own == [b.material for b in service.materials if not b.proxy]
    left = checklist.missing(town, service, {"id-card": None}, proxy=False)
    assert [b.material for b in left] == [code for code in own if code != "id-card"]
