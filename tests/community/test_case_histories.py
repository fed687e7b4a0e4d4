"""Random histories of a report: whatever is pressed in whatever order, its rules hold."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, reports
from community.cases import MOVES, OPEN, Case, CaseEvent, Status
from community.database import Sessions
from community.errors import CommunityError
from community.notices import Notice
from community.people import Person, Role, RoleHeld
from community.reports import Draft, Refer
from config.town import Town

NINE = datetime(2026, 11, 23, 1, tzinfo=UTC)
Step = Callable[[AsyncSession, Town, int, int, datetime], Awaitable[object]]

STEPS: dict[str, Step] = {
    "take": lambda db, _, case, who, now: reports.take(db, case, who, now=now),
    "ask": lambda db, _, case, who, now: reports.ask(db, case, who, "哪里？", now=now),
    "answer": lambda db, _, case, who, now: reports.answer(db, case, who, "这里", now=now),
    "refer": lambda db, town, case, who, now: reports.refer(
        db, town, case, who, Refer.DEPARTMENT, now=now
    ),
    "solve": lambda db, _, case, who, now: reports.solve(db, case, who, "好了", now=now),
    "turn away": lambda db, _, case, who, now: reports.turn_away(db, case, who, "不归", now=now),
    "withdraw": lambda db, _, case, who, now: reports.withdraw(db, case, who, now=now),
    "rate badly": lambda db, town, case, who, now: reports.rate(db, town, case, who, 1, now=now),
    "rate well": lambda db, town, case, who, now: reports.rate(db, town, case, who, 5, now=now),
}


async def _people(db: AsyncSession) -> list[int]:
    """A resident, two workers of the place, one of another place."""
    made = []
    for name, community in (("王", None), ("沈丽", "hongqiao"), ("周敏", None), ("陆", "kanghe")):
        person = Person(name=name, created_at=NINE)
        db.add(person)
        await db.flush()
        made.append(person.id)
        if name != "王":
            db.add(
                RoleHeld(
                    person_id=person.id,
                    role=Role.SOCIAL_WORKER,
                    community=community,
                    granted_at=NINE,
                )
            )
    return made


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 3)), max_size=12))
async def test_any_history_keeps_the_machines_word(
    history: list[tuple[str, int]], sessions: Sessions, town: Town
) -> None:
    async with sessions() as db, db.begin() as transaction:
        who = await _people(db)
        draft = Draft("垃圾桶满了", "environment", community="hongqiao")
        case = await reports.file(db, town, draft, who[0], now=NINE)
        before, closed = case.version, case.closed_at
        for n, (step, actor) in enumerate(history, start=1):
            status, owner = case.status, case.owner_id
            try:
                async with db.begin_nested():
                    now = NINE + timedelta(minutes=n)
                    await STEPS[step](db, town, case.id, who[actor], now)
            except CommunityError:
                await db.refresh(case)
                assert (case.status, case.owner_id) == (status, owner)
                continue
            assert actor != 3, "a worker of another community may do nothing"
            assert case.status is status or _reachable(status, case.status)
            assert case.version >= before
            assert (case.closed_at is None) is (case.status in OPEN)
            assert case.owner_id in {None, who[1], who[2]}
            before, closed = case.version, case.closed_at
        await db.flush()
        await _keeps_its_books(db, case, who[0])
        assert closed == case.closed_at
        await transaction.rollback()


def _reachable(start: Status, end: Status) -> bool:
    """One move, or taking it up on the way."""
    return end in MOVES[start] or (
        Status.IN_PROGRESS in MOVES[start] and end in MOVES[Status.IN_PROGRESS]
    )


async def _keeps_its_books(db: AsyncSession, case: Case, resident: int) -> None:
    times = [event.at for event in await cases.timeline(db, case.id, public_only=False)]
    assert times == sorted(times)
    assert len(list(await db.scalars(select(CaseEvent).where(CaseEvent.what == "opened")))) == 1
    owed = list(await db.scalars(select(Notice).where(Notice.text_id == "report-card")))
    assert all(notice.person_id != resident for notice in owed)
    if case.rating is not None:
        rated = await db.scalars(select(CaseEvent).where(CaseEvent.what == "rated"))
        assert len(list(rated)) == 1
