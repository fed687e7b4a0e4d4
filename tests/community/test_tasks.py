"""A matter in parts: each has its owner and clock, and the case closes after the last one."""

import pytest

from community import cases
from community.cases import MoveRefusedError, Rung, Status, TaskStatus
from community.errors import CommunityError, NotAvailableError
from community.people import Role
from community.reports import closing, tasks
from community.reports.tasks import TaskTakenError, TooManyTasksError
from community.reports.work import NobodyThereError, NoDepartmentError
from tests.community.conftest import House

WORKER = "沈丽"


async def split(house: House, case: int, to: Rung = Rung.DEPARTMENT, **more: str) -> int:
    return int((await house.do(tasks.split, case, house[WORKER], "清运垃圾", to, **more)).id)


async def test_the_last_part_tells_the_owner_to_close(house: House) -> None:
    case = await house.file()
    haul = await split(house, case)
    watch = await split(house, case, Rung.VOLUNTEER)
    assert [n.facts["task_id"] for n in await house.owed("蒋伟", "task-card")] == [haul]
    assert [n.facts["task_id"] for n in await house.owed("杨金花", "task-card")] == [watch]
    for close in (closing.solve, closing.turn_away):
        with pytest.raises(MoveRefusedError) as refused:
            await house.do(close, case, house[WORKER], "好了")
        assert refused.value.text_id == "move-refused-tasks"
    await house.do(tasks.take_task, haul, house["蒋伟"])
    await house.do(tasks.finish_task, haul, house["蒋伟"], "拉走了")
    [told] = await house.owed(WORKER, "task-done")
    assert told.facts["left"] == 1
    await house.do(tasks.finish_task, watch, house["杨金花"], "看过了")
    [told] = await house.owed(WORKER, "tasks-all-done")
    assert told.facts["result"] == "看过了"
    await house.do(closing.solve, case, house[WORKER], "好了")
    assert (await house.case(case)).status is Status.SOLVED
    assert "拉走了" not in [e.note for e in await house.events(case) if e.public]


async def test_whose_part_it_is(house: House) -> None:
    case = await house.file()
    task = await split(house, case)
    for name in ("何平", "陆建国", "杨金花", "王阿姨"):
        with pytest.raises(NotAvailableError):
            await house.do(tasks.take_task, task, house[name])
    with pytest.raises(NotAvailableError):
        await house.do(tasks.take_task, 10**9, house["蒋伟"])
    other = await house.person("赵刚", Role.CLERK, None, "CG")
    await house.do(tasks.take_task, task, house["蒋伟"])
    with pytest.raises(TaskTakenError):
        await house.do(tasks.take_task, task, other)
    with pytest.raises(TaskTakenError):
        await house.do(tasks.finish_task, task, other, "好")
    with pytest.raises(NotAvailableError):
        await house.do(tasks.cancel_task, task, house["蒋伟"])
    await house.do(tasks.cancel_task, task, house[WORKER])
    with pytest.raises(TaskTakenError):
        await house.do(tasks.finish_task, task, house["蒋伟"], "好")
    assert await house.owed("蒋伟", "task-due") == [], "nobody is reminded of what was taken back"
    await house.do(closing.solve, case, house[WORKER], "好了")


async def test_parts_need_somebody_behind_them(house: House) -> None:
    case = await house.file(category="traffic")
    with pytest.raises(NobodyThereError):
        await split(house, case)
    with pytest.raises(NoDepartmentError):
        await split(house, case, department="XX")
    assert await split(house, case, department="ZJ")
    other = await house.file(category="other")
    with pytest.raises(NoDepartmentError):
        await split(house, other)


async def test_ten_parts_are_enough(house: House) -> None:
    case = await house.file()
    made = [await split(house, case) for _ in range(tasks.MOST_TASKS)]
    with pytest.raises(TooManyTasksError):
        await split(house, case)
    await house.do(tasks.finish_task, made[0], house["蒋伟"], "好")
    await split(house, case)


@pytest.mark.parametrize("status", ["solved", "withdrawn"])
async def test_a_closed_case_is_not_split(house: House, status: str) -> None:
    case = await house.file()
    if status == "solved":
        await house.do(closing.solve, case, house[WORKER], "好了")
    else:
        await house.do(closing.withdraw, case, house["王阿姨"])
    with pytest.raises(CommunityError) as refused:
        await split(house, case)
    assert refused.value.text_id == f"move-refused-{status}"


async def test_what_is_withdrawn_takes_its_parts_along(house: House) -> None:
    case = await house.file()
    taken, waiting = await split(house, case), await split(house, case, Rung.VOLUNTEER)
    await house.do(tasks.take_task, taken, house["蒋伟"])
    await house.do(closing.withdraw, case, house["王阿姨"])
    found = await house.do(tasks.tasks_of, case)
    assert [task.status for task in found] == [TaskStatus.CANCELLED] * 2
    assert len(await house.owed("蒋伟", "report-withdrawn")) == 1, "who is at work on it stops"
    assert await house.owed("杨金花") == []
    assert await house.do(cases.tasks_waiting_for, house["蒋伟"]) == []
    assert {taken, waiting} == {task.id for task in found}
