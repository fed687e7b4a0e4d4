"""One problem, many voices: following, merging, and what belongs to two people only."""

import pytest

from community import cases
from community.cases import MoveRefusedError, Rung, Status
from community.errors import CommunityError, NotAvailableError
from community.reports import closing, merging, tasks, triage, work
from tests.community.conftest import House

WORKER = "沈丽"


async def number(house: House, case: int) -> str:
    return (await house.case(case)).number


async def merge(house: House, case: int, into: int, who: str = WORKER) -> None:
    await house.do(merging.merge, case, await number(house, into), house[who])


async def followers(house: House, case: int) -> int:
    return int(await house.do(merging.voices, case)) - 1


async def refused(house: House, case: int, into: int) -> str:
    before, other = await house.case(case), await house.case(into)
    with pytest.raises(CommunityError) as error:
        await merge(house, case, into)
    for was in (before, other):
        now = await house.case(was.id)
        assert (now.status, now.version, now.merged_into_id) == (
            was.status, was.version, was.merged_into_id,
        )  # fmt: skip
    return error.value.text_id


async def test_following_twice_is_once(house: House) -> None:
    case = await house.file()
    [neighbour] = await house.neighbours(1)
    for _ in range(2):
        await house.do(merging.follow, case, neighbour)
    assert await followers(house, case) == 1
    assert (await house.lines(case)).count("followed") == 1
    await house.do(merging.follow, case, house["王阿姨"])
    assert await followers(house, case) == 1, "it is theirs already"
    await house.do(merging.unfollow, case, neighbour)
    with pytest.raises(NotAvailableError):
        await house.do(merging.unfollow, case, neighbour)
    with pytest.raises(NotAvailableError):
        await house.do(merging.follow, 10**9, neighbour)


async def test_hot_when_twenty_follow(house: House) -> None:
    case = await house.file()
    neighbours = await house.neighbours(21)
    for neighbour in neighbours[:19]:
        await house.do(merging.follow, case, neighbour)
    assert (await house.case(case)).hot_at is None
    for neighbour in neighbours[19:]:
        await house.do(merging.follow, case, neighbour)
    assert (await house.case(case)).hot_at == house.now
    assert (await house.lines(case)).count("hot") == 1


async def test_merging_moves_voices_photos_and_heat(house: House) -> None:
    first = await house.file()
    second = await house.file(await house.person("李叔"))
    neighbours = await house.neighbours(20)
    for neighbour in neighbours[:19]:
        await house.do(merging.follow, second, neighbour)
    await house.do(merging.follow, second, house["王阿姨"])
    await house.do(merging.follow, first, neighbours[0])
    await house.do(merging.follow, second, neighbours[19])
    duplicate, goes_on = await house.do(
        merging.merge, second, await number(house, first), house[WORKER]
    )
    assert (duplicate.id, goes_on.id) == (second, first)
    merged = await house.case(second)
    assert (merged.status, merged.merged_into_id) == (Status.DUPLICATE, first)
    assert merged.closed_at == house.now
    assert (merged.leg, merged.due_at) == (None, None)
    assert await followers(house, first) == 21, "twenty neighbours and the other reporter"
    assert (await house.case(first)).hot_at == house.now
    assert len(await house.owed("李叔", "report-merged")) == 1
    assert len(await house.owed(neighbours[0], "report-merged")) == 1
    assert (await house.case(first)).status is Status.SUBMITTED, "it goes on as it stood"


async def test_a_neighbour_who_filed_twice_is_told_too(house: House) -> None:
    first, second = await house.file(), await house.file()
    await merge(house, second, first)
    assert await followers(house, first) == 0, "it is theirs"
    [told] = await house.owed("王阿姨", "report-merged")
    assert told.facts["into"] == await number(house, first)


async def test_following_a_merged_one_leads_on(house: House) -> None:
    a, b, c = await house.file(), await house.file(), await house.file()
    await merge(house, a, b)
    await merge(house, b, c)
    [neighbour] = await house.neighbours(1)
    followed = await house.do(merging.follow, a, neighbour)
    assert followed.id == c
    assert [await followers(house, case) for case in (a, b, c)] == [0, 0, 1]
    assert await house.do(merging.merged_from, c) == [await number(house, b)]


async def test_what_is_not_merged(house: House) -> None:
    a, b, c = await house.file(), await house.file(), await house.file()
    assert await refused(house, a, a) == "merge-refused-itself"
    with pytest.raises(NotAvailableError):
        await house.do(merging.merge, a, "R-2026-999999", house[WORKER])
    with pytest.raises(NotAvailableError):
        await house.do(merging.merge, 10**9, await number(house, a), house[WORKER])
    await merge(house, a, b)
    assert await refused(house, b, a) == "merge-refused-circle"
    await merge(house, b, c)
    assert await refused(house, c, a) == "merge-refused-closed"
    assert await refused(house, a, c) == "move-refused-merged"
    closed = await house.file(reporter=None)
    await house.do(closing.solve, closed, house[WORKER], "好了")
    assert await refused(house, c, closed) == "merge-refused-closed"
    assert await refused(house, closed, c) == "move-refused-solved"
    elsewhere = await house.file(reporter=None, community="kanghe")
    assert await refused(house, c, elsewhere) == "not-available"
    taken = await house.file(reporter=None)
    await house.do(work.take, taken, house["周敏"])
    assert await refused(house, taken, c) == "already-taken"


async def test_private_matters_are_nobody_elses(house: House) -> None:
    public = await house.file()
    private = await house.file(category="neighbours")
    other = await house.file(await house.person("李叔"), category="neighbours")
    assert await refused(house, public, private) == "merge-refused-private"
    assert await refused(house, private, public) == "merge-refused-private"
    assert await refused(house, other, private) == "merge-refused-private"
    [neighbour] = await house.neighbours(1)
    with pytest.raises(NotAvailableError):
        await house.do(merging.follow, private, neighbour)
    same = await house.file(category="neighbours")
    await merge(house, same, private)
    assert (await house.case(same)).merged_into_id == private, "one person's, told twice"


@pytest.mark.parametrize("how", ["mediate", "recategorise"])
async def test_what_becomes_private_is_taken_from_those_who_followed(
    house: House, how: str
) -> None:
    case = await house.file()
    [neighbour] = await house.neighbours(1)
    await house.do(merging.follow, case, neighbour)
    await house.do(triage.reword, case, house[WORKER], "楼道里有垃圾")
    if how == "mediate":
        await house.do(triage.mediate, case, house[WORKER], ["甲", "乙"])
    else:
        await house.do(triage.recategorise, case, house[WORKER], "neighbours")
    found = await house.case(case)
    assert found.private
    assert found.public_text is None
    with pytest.raises(NotAvailableError):
        await house.do(cases.by_number, found.number, neighbour)
    assert await house.do(cases.mine, neighbour) == []
    await house.do(closing.solve, case, house[WORKER], "两家说好了")
    assert await house.owed(neighbour, "report-solved") == []


async def test_a_case_with_open_parts_is_not_merged(house: House) -> None:
    """Somebody is at work on a part of it; that must end first."""
    a, b = await house.file(), await house.file()
    await house.do(tasks.split, a, house[WORKER], "清运", Rung.DEPARTMENT)
    with pytest.raises(MoveRefusedError) as error:
        await merge(house, a, b)
    assert error.value.text_id == "move-refused-tasks"
