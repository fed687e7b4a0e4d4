"""A team's month: drafted by the clock, looked through by its leader, published to all."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import CommunityError, NotAvailableError, ReasonedError
from community.people import Person
from community.shifts import fair_turns, rota_data, shifts, signing, solver, teams
from community.shifts.model import RotaPlan, Shift, Signup, SignupSource, SignupStatus, Volunteer
from community.shifts.rota_problem import Assignment, Problem, Turn, able
from config.town import Town

ASKED = ""
"""`made_with` of a plan whose draft is not made yet."""
AT_ONCE = 1
"""Drafts that one round makes: each takes up to half a minute."""
ONE_DAY = timedelta(days=1)


class RotaRefusedError(ReasonedError):
    """Why a month cannot be drafted, changed or published so."""


@dataclass(frozen=True)
class Entry:
    """One turn of a draft."""

    shift_id: int
    role: str
    person_id: int


@dataclass(frozen=True)
class Slot:
    """A role of a shift in the draft: who is to have it, and how many are missing."""

    shift: Shift
    role: str
    people: tuple[int, ...]
    missing: int


@dataclass(frozen=True)
class View:
    """A draft as its leader looks at it, in the order of time."""

    plan: RotaPlan
    slots: tuple[Slot, ...]
    names: dict[int, str | None]
    """Of all members; who has no name yet has none here."""

    @property
    def loads(self) -> list[tuple[int, int]]:
        """How often each member has a turn, the most first."""
        count = Counter(person for slot in self.slots for person in slot.people)
        return sorted(((p, count[p]) for p in self.names), key=lambda one: (-one[1], one[0]))

    @property
    def gaps(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.missing]


# --- asking for a draft --------------------------------------------------------------------


async def of(db: AsyncSession, team: str, community: str, month: date) -> RotaPlan | None:
    found: RotaPlan | None = await db.scalar(
        select(RotaPlan).where(
            RotaPlan.team == team,
            RotaPlan.community == community,
            RotaPlan.month == month.replace(day=1),
        )
    )
    return found


async def get(db: AsyncSession, town: Town, plan_id: int, actor_id: int) -> RotaPlan:
    """Lock a plan for who leads its team.

    :raises NotAvailableError: no such plan, or not theirs to look at.
    """
    found = await db.get(RotaPlan, plan_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotAvailableError
    await teams.require_lead(db, town, actor_id, found.team, found.community)
    return found


async def plan(
    db: AsyncSession, town: Town, team: str, community: str, month: date, actor_id: int,
    *, again: bool = False, now: datetime,
) -> RotaPlan:  # fmt: skip
    """Ask for the draft of a month; the next round of the clock makes it and tells.

    :param again: throw away the draft that there is.
    :raises NotAvailableError: this person does not lead the team.
    :raises RotaRefusedError: rota-there-is-a-draft, rota-is-published, rota-month-over.
    """
    await teams.require_lead(db, town, actor_id, team, community)
    month = month.replace(day=1)
    if rota_data.last_day(month) < now.astimezone(town.zone).date():
        raise RotaRefusedError("rota-month-over")
    made = await db.scalar(
        insert(RotaPlan)
        .values(
            team=team, community=community, month=month, draft=[], made_with=ASKED,
            made_by=actor_id, made_at=now,
        )
        .on_conflict_do_nothing()
        .returning(RotaPlan.id)
    )  # fmt: skip
    if made is not None:
        return await get(db, town, made, actor_id)
    there = await of(db, team, community, month)
    assert there is not None  # noqa: S101  it was in the way of the new one
    found = await get(db, town, there.id, actor_id)
    if found.published_at is not None:
        raise RotaRefusedError("rota-is-published")
    if found.made_with != ASKED and not again:
        raise RotaRefusedError("rota-there-is-a-draft")
    found.draft, found.made_with, found.made_by, found.made_at = [], ASKED, actor_id, now
    return found


async def make_drafts(db: AsyncSession, town: Town, now: datetime) -> int:
    """Step: make what was asked for, and tell who asked."""
    rows = await db.scalars(
        select(RotaPlan)
        .where(RotaPlan.made_with == ASKED, RotaPlan.published_at.is_(None))
        .order_by(RotaPlan.made_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    asked = rows.all()
    for one in asked:
        problem = await rota_data.problem(db, town, one.team, one.community, one.month, now=now)
        found = await asyncio.to_thread(solver.solve, problem)
        one.draft, one.made_with = _entries(problem, found.turns), found.made_with
        if one.made_by is not None:
            notices.owe(
                db, one.made_by, "rota-drafted", due_at=now, topic=f"rota-{one.id}",
                plan_id=one.id,
            )  # fmt: skip
    return len(asked)


def _entries(problem: Problem, turns: Sequence[Turn]) -> list[dict[str, object]]:
    return [
        asdict(
            Entry(
                problem.posts[post].shift_id,
                problem.posts[post].role,
                problem.people[who].person_id,
            )
        )
        for post, who in turns
    ]


def entries(plan: RotaPlan) -> list[Entry]:
    return [Entry(**entry) for entry in plan.draft]


# --- looking through it --------------------------------------------------------------------


async def view(db: AsyncSession, town: Town, plan_id: int, actor_id: int) -> View:
    """Show a draft, or, once published, the places as they are.

    :raises NotAvailableError: no such plan, or not theirs to look at.
    """
    found = await get(db, town, plan_id, actor_id)
    rows = await rota_data.shifts_of(db, found.team, found.community, found.month)
    places = await shifts.places_of(db, [shift.id for shift in rows])
    taken = await rota_data.taken(db, [shift.id for shift in rows])
    drafted: dict[tuple[int, str], list[int]] = {}
    if found.published_at is None:
        for entry in entries(found):
            drafted.setdefault((entry.shift_id, entry.role), []).append(entry.person_id)
    slots = []
    for shift in rows:
        for place in places.get(shift.id, []):
            key = (shift.id, place.role)
            who = dict.fromkeys([*taken.get(key, ()), *drafted.get(key, ())])
            slots.append(Slot(shift, place.role, tuple(who), max(place.places - len(who), 0)))
    members = {p.id for p in await teams.members(db, found.team, found.community)}
    wanted = members | {person for slot in slots for person in slot.people}
    named = await db.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return View(found, tuple(slots), {row[0]: row[1] for row in named})


async def choices(
    db: AsyncSession, town: Town, plan_id: int, actor_id: int, shift_id: int, role: str,
    *, now: datetime,
) -> list[tuple[int, int]]:  # fmt: skip
    """Give who could have this place too, with how many turns they have; the fewest first."""
    found = await get(db, town, plan_id, actor_id)
    problem, turns = await _drafted(db, town, found, entries(found), now=now)
    post = _post(problem, shift_id, role)
    loads = Assignment(problem, tuple(turns), found.made_with).loads
    return [(problem.people[w].person_id, loads[w]) for w in able(problem, turns, post)]


async def change(
    db: AsyncSession, town: Town, plan_id: int, actor_id: int, shift_id: int, role: str,
    old: int | None, new: int | None, *, now: datetime,
) -> RotaPlan:  # fmt: skip
    """Put somebody else into a place of the draft, somebody into an empty one, or nobody.

    :raises RotaRefusedError: rota-is-published, rota-cannot-have-it.
    """
    found = await get(db, town, plan_id, actor_id)
    if found.published_at is not None:
        raise RotaRefusedError("rota-is-published")
    there = entries(found)
    if old is not None:
        gone = Entry(shift_id, role, old)
        if gone not in there:
            raise RotaRefusedError("rota-changed-meanwhile")
        there.remove(gone)
    if new is not None:
        problem, turns = await _drafted(db, town, found, there, now=now)
        post = _post(problem, shift_id, role)
        filled = sum(n == post for n, _ in turns)
        may = {problem.people[w].person_id for w in able(problem, turns, post)}
        if new not in may or filled >= problem.posts[post].seats:
            raise RotaRefusedError("rota-cannot-have-it")
        there.append(Entry(shift_id, role, new))
    found.draft = [asdict(entry) for entry in there]
    return found


async def _drafted(
    db: AsyncSession, town: Town, found: RotaPlan, there: Sequence[Entry], *, now: datetime
) -> tuple[Problem, list[Turn]]:
    """Give the month as it is now, and what of the draft still fits into it."""
    problem = await rota_data.problem(db, town, found.team, found.community, found.month, now=now)
    posts = {(post.shift_id, post.role): n for n, post in enumerate(problem.posts)}
    people = {one.person_id: who for who, one in enumerate(problem.people)}
    return problem, [
        (posts[entry.shift_id, entry.role], people[entry.person_id])
        for entry in there
        if (entry.shift_id, entry.role) in posts and entry.person_id in people
    ]


def _post(problem: Problem, shift_id: int, role: str) -> int:
    for n, post in enumerate(problem.posts):
        if (post.shift_id, post.role) == (shift_id, role):
            return n
    raise RotaRefusedError("rota-changed-meanwhile")


# --- publishing ----------------------------------------------------------------------------


async def publish(
    db: AsyncSession, town: Town, plan_id: int, actor_id: int, *, now: datetime
) -> list[Entry]:
    """Give everybody their places, and tell each once; say what could not be given any more.

    :raises RotaRefusedError: rota-is-published, rota-is-being-made.
    """
    found = await get(db, town, plan_id, actor_id)
    if found.published_at is not None:
        raise RotaRefusedError("rota-is-published")
    if found.made_with == ASKED:
        raise RotaRefusedError("rota-is-being-made")
    found.published_at = now
    return await _place(db, town, found, actor_id, entries(found), now=now)


async def fill(db: AsyncSession, town: Town, plan_id: int, actor_id: int, *, now: datetime) -> int:
    """Give out the places of a published month that are empty; say how many were given."""
    found = await get(db, town, plan_id, actor_id)
    if found.published_at is None:
        raise RotaRefusedError("rota-not-published")
    problem = await rota_data.problem(db, town, found.team, found.community, found.month, now=now)
    turns = (await asyncio.to_thread(fair_turns.solve, problem)).turns
    more = [Entry(**entry) for entry in _entries(problem, turns)]  # type: ignore[arg-type]
    left = await _place(db, town, found, actor_id, more, now=now)
    given = [entry for entry in more if entry not in left]
    found.draft = [*found.draft, *map(asdict, given)]
    return len(given)


async def _place(
    db: AsyncSession, town: Town, found: RotaPlan, actor_id: int, wanted: Sequence[Entry],
    *, now: datetime,
) -> list[Entry]:  # fmt: skip
    """Place each; all rows are locked before, in the one order: volunteers, then shifts."""
    people = sorted({entry.person_id for entry in wanted})
    ids = sorted({entry.shift_id for entry in wanted})
    for table, key, values in (
        (Volunteer, Volunteer.person_id, people), (Shift, Shift.id, ids),
    ):  # fmt: skip
        await db.execute(select(table).where(key.in_(values)).order_by(key).with_for_update())
    left, told = [], set()
    for entry in sorted(wanted, key=lambda e: (e.person_id, e.shift_id)):
        try:
            async with db.begin_nested():
                await signing.place(
                    db, town, actor_id, entry.person_id, entry.shift_id, entry.role,
                    SignupSource.ROTA, now=now,
                )  # fmt: skip
        except CommunityError:
            left.append(entry)
        else:
            told.add(entry.person_id)
    for person_id in sorted(told):
        notices.owe(
            db, person_id, "rota-yours", due_at=now, topic=f"rota-{found.id}", plan_id=found.id,
        )  # fmt: skip
    return left


async def theirs(
    db: AsyncSession, plan_id: int, person_id: int, *, now: datetime
) -> list[tuple[Signup, Shift]]:
    """What of a published month somebody has and is still to come, in order."""
    found = await db.get(RotaPlan, plan_id)
    if found is None:
        return []
    rows = await db.execute(
        select(Signup, Shift)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            Signup.person_id == person_id,
            Signup.source == SignupSource.ROTA,
            Signup.status.in_((SignupStatus.SIGNED_UP, SignupStatus.COMING)),
            Shift.team == found.team,
            Shift.community == found.community,
            Shift.day >= found.month,
            Shift.day <= rota_data.last_day(found.month),
            Shift.starts_at > now,
        )
        .order_by(Shift.starts_at)
    )
    return [(signup, shift) for signup, shift in rows]
