"""What a patrol finds, what it mends on the spot, and what is archived by itself."""

from datetime import timedelta

import pytest

from community.cases import MoveRefusedError, Rung, Status
from community.errors import NotAvailableError
from community.reports import aftercare, closing, patrol, work
from community.reports.filing import Draft
from tests.community.conftest import House

WORKER = "沈丽"


async def test_what_is_mended_on_the_spot(house: House) -> None:
    draft = Draft("井盖松了", "facilities")
    found = await house.do(patrol.report, draft, house["杨金花"])
    assert found.community == "hongqiao"
    done = await house.do(patrol.settle_on_the_spot, found.id, house["杨金花"], "盖好了")
    assert (done.status, done.rung, done.leg) == (Status.SOLVED, Rung.VOLUNTEER, None)
    with pytest.raises(MoveRefusedError):
        await house.do(patrol.settle_on_the_spot, found.id, house["杨金花"], "盖好了")
    taken = await house.do(patrol.report, draft, house["杨金花"])
    await house.do(work.take, taken.id, house[WORKER])
    with pytest.raises(MoveRefusedError):
        await house.do(patrol.settle_on_the_spot, taken.id, house["杨金花"], "盖好了")
    own = await house.file("杨金花")
    with pytest.raises(NotAvailableError):
        await house.do(patrol.settle_on_the_spot, own, house["杨金花"], "盖好了")


async def test_who_walks_where(house: House) -> None:
    draft = Draft("井盖松了", "facilities")
    clear = await house.do(patrol.all_clear, house["杨金花"])
    assert (clear.community, clear.case_id) == ("hongqiao", None)
    for who in ("王阿姨", "蒋伟"):
        with pytest.raises(NotAvailableError):
            await house.do(patrol.report, draft, house[who])
    with pytest.raises(NotAvailableError):
        await house.do(patrol.all_clear, house["杨金花"], community="kanghe")
    for _ in range(7):
        await house.do(patrol.report, draft, house["杨金花"])


async def test_archived_after_two_weeks(house: House) -> None:
    solved, withdrawn, open_ = [await house.file() for _ in range(3)]
    await house.do(closing.solve, solved, house[WORKER], "好了")
    await house.do(closing.withdraw, withdrawn, house["王阿姨"])
    closed_at = house.now
    await house.later(timedelta(days=14))
    assert await house.do(aftercare.archive_closed) == 0
    await house.later(timedelta(seconds=1))
    assert await house.do(aftercare.archive_closed) == 2
    assert await house.do(aftercare.archive_closed) == 0
    for case in (solved, withdrawn):
        found = await house.case(case)
        assert (found.status, found.closed_at) == (Status.ARCHIVED, closed_at)
        assert (await house.events(case))[-1].public is False
    assert (await house.case(open_)).status is Status.SUBMITTED
