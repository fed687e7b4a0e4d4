"""What the pack's people do with a report: each word of `people.yaml` as the operation it means."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import Grade, Rung, Status, TaskStatus
from community.reports import agenda, closing, merging, patrol, satisfaction, tasks, triage, work
from community.reports.agenda import Decided
from community.reports.satisfaction import Question
from config.town import DemoStep, Town


@dataclass(frozen=True)
class Told:
    """One step of one report, with all that an operation asks for."""

    db: AsyncSession
    town: Town
    case_id: int
    actor: int
    step: DemoStep
    now: datetime
    numbers: Mapping[str, str]
    """Of the reports that others name."""
    meeting_on: date
    next_workday: date

    @property
    def words(self) -> str:
        return self.step.words or ""

    @property
    def to(self) -> str:
        return self.step.to or ""


async def _take(t: Told) -> None:
    await work.take(t.db, t.town, t.case_id, t.actor, now=t.now)


async def _begin(t: Told) -> None:
    await work.begin(t.db, t.town, t.case_id, t.actor, now=t.now)


async def _assign(t: Told) -> None:
    await work.assign(
        t.db, t.town, t.case_id, t.actor, Rung(t.to),
        department=t.step.department, words=t.step.words, now=t.now,
    )  # fmt: skip


async def _schedule(t: Told) -> None:
    await work.schedule(t.db, t.town, t.case_id, t.actor, t.next_workday, t.words, now=t.now)


async def _ask(t: Told) -> None:
    await work.ask(t.db, t.town, t.case_id, t.actor, t.words, now=t.now)


async def _answer(t: Told) -> None:
    await work.answer(t.db, t.town, t.case_id, t.actor, t.words, now=t.now)


async def _solve(t: Told) -> None:
    await closing.solve(t.db, t.town, t.case_id, t.actor, t.words, now=t.now)


async def _turn_away(t: Told) -> None:
    await closing.turn_away(
        t.db, t.town, t.case_id, t.actor, t.words, status=Status(t.step.do), now=t.now
    )


async def _withdraw(t: Told) -> None:
    await closing.withdraw(t.db, t.case_id, t.actor, now=t.now)


async def _grade(t: Told) -> None:
    await triage.grade(t.db, t.town, t.case_id, t.actor, Grade(t.to), now=t.now)


async def _reword(t: Told) -> None:
    await triage.reword(t.db, t.town, t.case_id, t.actor, t.words, now=t.now)


async def _deliberate(t: Told) -> None:
    await triage.deliberate(t.db, t.town, t.case_id, t.actor, now=t.now)


async def _mediate(t: Told) -> None:
    await triage.mediate(t.db, t.town, t.case_id, t.actor, t.step.several, now=t.now)


async def _split(t: Told) -> None:
    await tasks.split(
        t.db, t.town, t.case_id, t.actor, t.words, Rung(t.to),
        department=t.step.department, now=t.now,
    )  # fmt: skip


async def _finish_task(t: Told) -> None:
    found = await tasks.tasks_of(t.db, t.case_id)
    task = next(x for x in found if x.rung == t.to and x.status is TaskStatus.OPEN)
    await tasks.finish_task(t.db, task.id, t.actor, t.words, now=t.now)


async def _merge(t: Told) -> None:
    await merging.merge(t.db, t.town, t.case_id, t.numbers[t.to], t.actor, now=t.now)


async def _decide(t: Told) -> None:
    await agenda.decide(
        t.db, t.town, t.case_id, t.actor, Decided(t.to), t.words,
        department=t.step.department, meeting_on=t.meeting_on, now=t.now,
    )  # fmt: skip


async def _rate(t: Told) -> None:
    for question, value in zip(Question, t.step.several, strict=True):
        await satisfaction.answer(t.db, t.town, t.case_id, t.actor, question, value, now=t.now)


async def _say_why(t: Told) -> None:
    await satisfaction.say_why(t.db, t.town, t.case_id, t.actor, t.words, now=t.now)


async def _reopen(t: Told) -> None:
    await satisfaction.ask_again(t.db, t.town, t.case_id, t.actor, t.words, now=t.now)


async def _settle(t: Told) -> None:
    await patrol.settle_on_the_spot(t.db, t.town, t.case_id, t.actor, t.words, now=t.now)


DEEDS: Mapping[str, Callable[[Told], Awaitable[None]]] = {
    "take": _take,
    "begin": _begin,
    "assign": _assign,
    "schedule": _schedule,
    "ask": _ask,
    "answer": _answer,
    "solve": _solve,
    "not_ours": _turn_away,
    "unsolvable": _turn_away,
    "withdraw": _withdraw,
    "grade": _grade,
    "reword": _reword,
    "deliberate": _deliberate,
    "mediate": _mediate,
    "split": _split,
    "finish_task": _finish_task,
    "merge": _merge,
    "decide": _decide,
    "rate": _rate,
    "say_why": _say_why,
    "reopen": _reopen,
    "settle": _settle,
}
THE_RESIDENTS = frozenset({"answer", "withdraw", "rate", "say_why", "reopen", "settle"})
"""What the one who reported does."""
