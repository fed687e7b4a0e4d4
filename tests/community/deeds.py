"""All that people and the clock do to reports, each by a name, for histories made at random."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from community import leaving
from community.cases import Case, CaseTask, Grade, Rung, Status
from community.reports import (
    aftercare,
    agenda,
    closing,
    merging,
    satisfaction,
    tasks,
    triage,
    work,
)
from community.reports.agenda import Decided
from community.reports.satisfaction import Question
from tests.community.conftest import House

Deed = Callable[[House, Case, int], Awaitable[object]]
"""The third is the other case's place in the list, or whatever else a deed chooses by."""


async def _task(house: House, case: Case) -> CaseTask:
    made = await house.do(tasks.tasks_of, case.id)
    return made[-1] if made else CaseTask(id=0)


class By:
    """Deeds of one person; `others` are the numbers of all cases."""

    def __init__(self, house: House, who: int, others: list[str]) -> None:
        self._house = house
        self._who = who
        self._others = others

    async def does(self, deed: str, case: Case, choice: int) -> None:
        name, _, word = deed.partition(" ")
        await getattr(self, f"_{name}")(case, word, choice)

    async def _take(self, case: Case, _: str, __: int) -> None:
        await self._house.do(work.take, case.id, self._who)

    async def _begin(self, case: Case, _: str, __: int) -> None:
        await self._house.do(work.begin, case.id, self._who)

    async def _ask(self, case: Case, _: str, __: int) -> None:
        await self._house.do(work.ask, case.id, self._who, "哪里？")

    async def _answer(self, case: Case, _: str, __: int) -> None:
        await self._house.do(work.answer, case.id, self._who, "这里")

    async def _assign(self, case: Case, rung: str, _: int) -> None:
        await self._house.do(work.assign, case.id, self._who, Rung(rung))

    async def _schedule(self, case: Case, _: str, days: int) -> None:
        day = self._house.now.date() + timedelta(days=days)
        await self._house.do(work.schedule, case.id, self._who, day, "来")

    async def _solve(self, case: Case, _: str, __: int) -> None:
        await self._house.do(closing.solve, case.id, self._who, "好了")

    async def _refuse(self, case: Case, status: str, _: int) -> None:
        await self._house.do(
            closing.turn_away, case.id, self._who, "不归我们", status=Status(status)
        )

    async def _withdraw(self, case: Case, _: str, __: int) -> None:
        await self._house.do(closing.withdraw, case.id, self._who)

    async def _reopen(self, case: Case, _: str, __: int) -> None:
        await self._house.do(satisfaction.ask_again, case.id, self._who, "又来了")

    async def _decline(self, case: Case, _: str, __: int) -> None:
        await self._house.do(satisfaction.decline, case.id, self._who, "看过了")

    async def _rate(self, case: Case, value: str, _: int) -> None:
        tap = partial(self._house.do, satisfaction.answer, case.id, self._who)
        for question in Question:
            await tap(question, value)

    async def _word(self, case: Case, _: str, __: int) -> None:
        await self._house.do(satisfaction.say_why, case.id, self._who, "还是脏")

    async def _split(self, case: Case, rung: str, _: int) -> None:
        await self._house.do(tasks.split, case.id, self._who, "清运", Rung(rung))

    async def _finish(self, case: Case, _: str, __: int) -> None:
        task = await _task(self._house, case)
        await self._house.do(tasks.finish_task, task.id, self._who, "好")

    async def _cancel(self, case: Case, _: str, __: int) -> None:
        task = await _task(self._house, case)
        await self._house.do(tasks.cancel_task, task.id, self._who)

    async def _grade(self, case: Case, _: str, __: int) -> None:
        await self._house.do(triage.grade, case.id, self._who, Grade.HARD)

    async def _reword(self, case: Case, _: str, __: int) -> None:
        await self._house.do(triage.reword, case.id, self._who, "楼道有垃圾")

    async def _recategorise(self, case: Case, category: str, _: int) -> None:
        await self._house.do(triage.recategorise, case.id, self._who, category)

    async def _deliberate(self, case: Case, _: str, __: int) -> None:
        await self._house.do(triage.deliberate, case.id, self._who)

    async def _mediate(self, case: Case, _: str, __: int) -> None:
        await self._house.do(triage.mediate, case.id, self._who, ["甲", "乙"])

    async def _follow(self, case: Case, _: str, __: int) -> None:
        await self._house.do(merging.follow, case.id, self._who)

    async def _unfollow(self, case: Case, _: str, __: int) -> None:
        await self._house.do(merging.unfollow, case.id, self._who)

    async def _merge(self, case: Case, _: str, choice: int) -> None:
        into = self._others[choice % len(self._others)]
        await self._house.do(merging.merge, case.id, into, self._who)

    async def _decide(self, case: Case, decided: str, _: int) -> None:
        await self._house.do(agenda.decide, case.id, self._who, Decided(decided), "会上定了")

    async def _dismiss(self, _: Case, __: str, ___: int) -> None:
        await self._house.do(leaving.dismiss, self._who)


RESIDENTS = ("answer", "withdraw", "reopen", "rate yes", "rate no", "word")
STAFF = (
    "take", "begin", "ask", "schedule", "solve", "refuse not_ours", "refuse unsolvable", "decline",
    *(f"assign {rung.value}" for rung in Rung), "split department", "split volunteer", "finish",
    "cancel", "grade", "reword", "recategorise safety", "recategorise neighbours", "deliberate",
    "mediate", "merge", "dismiss",
)  # fmt: skip
OFFICES = tuple(f"decide {decided.value}" for decided in Decided)
ANYBODYS = ("follow", "unfollow")
CLOCKS = ("an hour", "a day", "ten days", "overdue", "archive")


async def time_passes(house: House, how: str, case: Case) -> None:
    """Move the clock, and let the ladder do all that has become due."""
    spans = {"an hour": timedelta(hours=1), "a day": timedelta(days=1), "ten days": timedelta(10)}
    if how in spans:
        await house.later(spans[how])
    elif how == "overdue":
        await house.at(max(case.due_at or house.now, house.now))
    elif how == "archive":
        await house.do(aftercare.archive_closed)
    await house.round()
