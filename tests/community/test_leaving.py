"""Who leaves hands on: everything goes back to its queue, and each colleague reads one message."""

import asyncio

from community import cases, leaving
from community.cases import Rung
from community.errors import CommunityError
from community.people import Role, RoleHeld
from community.reports import closing, tasks, work
from tests.community.conftest import House


async def test_forty_cases_are_one_message_to_each_colleague(house: House) -> None:
    forty = [await house.file(reporter=None) for _ in range(40)]
    for case in forty:
        await house.do(work.take, case, house["沈丽"])
    closed = await house.file(reporter=None)
    await house.do(closing.solve, closed, house["沈丽"], "好了")
    await house.do(work.assign, forty[0], house["沈丽"], Rung.COMMUNITY)
    await house.all_told()
    assert await house.do(leaving.dismiss, house["沈丽"]) == 39
    assert await house.owed("沈丽") == []
    told = await house.owed(text_id="cases-handed-on")
    assert {n.person_id for n in told} == {house["周敏"]}, "who is on duty when she is not"
    assert [n.facts["case_ids"] for n in told] == [forty[1:]]
    for case in forty:
        found = await house.case(case)
        assert found.owner_id is None
        assert found.closed_at is None
        assert found.due_at is not None, "the clock runs on"
    assert (await house.case(closed)).owner_id is None
    assert len(await house.do(cases.waiting_for, house["周敏"], most=100)) == 39
    assert await house.do(leaving.dismiss, house["沈丽"]) == 0, "twice is once"


async def test_each_rung_has_its_colleagues(house: House) -> None:
    other = await house.person("赵刚", Role.CLERK, None, "CG")
    stranger = await house.person("钱工", Role.CLERK, None, "ZJ")
    case = await house.file()
    await house.do(work.assign, case, house["沈丽"], Rung.DEPARTMENT)
    await house.do(work.take, case, house["蒋伟"])
    part = await house.do(tasks.split, case, house["蒋伟"], "看看", Rung.DEPARTMENT)
    await house.do(tasks.take_task, part.id, house["蒋伟"])
    assert await house.do(leaving.dismiss, house["蒋伟"]) == 1
    assert {n.person_id for n in await house.owed(text_id="cases-handed-on")} == {other}
    [left] = await house.do(cases.tasks_waiting_for, other)
    assert (left.id, left.owner_id) == (part.id, None)
    assert await house.do(cases.waiting_for, stranger) == []


async def test_who_keeps_a_role_keeps_the_work(house: House) -> None:
    case = await house.file()
    await house.do(work.take, case, house["朱文斌"])
    async with house.sessions() as db, db.begin():
        db.add(
            RoleHeld(
                person_id=house["朱文斌"], role=Role.ADMIN, community=None, granted_at=house.now
            )
        )
    assert await house.do(leaving.dismiss, house["朱文斌"], role=Role.OFFICE) == 0
    assert (await house.case(case)).owner_id == house["朱文斌"]
    assert await house.do(leaving.dismiss, house["朱文斌"]) == 1


async def test_a_department_without_clerks_waits_for_one_and_climbs(house: House) -> None:
    case = await house.file()
    await house.do(work.assign, case, house["沈丽"], Rung.DEPARTMENT)
    await house.do(work.take, case, house["蒋伟"])
    await house.do(leaving.dismiss, house["蒋伟"])
    assert await house.owed(text_id="cases-handed-on") == []
    new = await house.person("赵刚", Role.CLERK, None, "CG")
    assert [c.id for c in await house.do(cases.waiting_for, new)] == [case]
    await house.leaves("赵刚")
    await house.overdue(case)
    await house.round()
    assert (await house.case(case)).rung is Rung.TOWN_OFFICE


async def test_leaving_while_the_work_is_moved(house: House) -> None:
    """Whoever comes first: the case is in a queue at the end, and owned by nobody who left."""
    for _ in range(4):
        worker = await house.person("新人", Role.SOCIAL_WORKER)
        owned = [await house.file(reporter=None) for _ in range(4)]
        for case in owned:
            await house.do(work.take, case, worker)
        ended = await asyncio.gather(
            house.do(leaving.dismiss, worker),
            *(house.do(work.assign, case, worker, Rung.COMMUNITY) for case in owned),
            return_exceptions=True,
        )
        assert all(isinstance(e, CommunityError) for e in ended if isinstance(e, BaseException))
        assert {(await house.case(case)).owner_id for case in owned} == {None}
