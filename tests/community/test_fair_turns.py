"""A rota as a problem, answered with OR-tools and without: the rules are never broken."""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.shifts import fair_turns, solver
from community.shifts.rota_problem import (
    Assignment,
    Candidate,
    Post,
    Problem,
    Rest,
    Stretch,
    broken,
    parts_of,
)

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 30, tzinfo=ZONE)
Solve = Callable[[Problem], Assignment]


def quick_solver(problem: Problem) -> Assignment:
    return solver.solve(problem, longest=2.0)


@pytest.fixture(params=["fair-turns", "or-tools"])
def solve(request: pytest.FixtureRequest) -> Solve:
    if request.param == "fair-turns":
        return fair_turns.solve
    pytest.importorskip("ortools")
    return quick_solver


def post(
    day: int, hour: float = 7.5, hours: float = 2, *, shift_id: int | None = None, seats: int = 1,
    training: str | None = None, from_age: int = 16, role: str = "walker",
) -> Post:  # fmt: skip
    starts = MONDAY + timedelta(days=day, hours=hour)
    ends = starts + timedelta(hours=hours)
    number = shift_id if shift_id is not None else day * 100 + int(hour * 2)
    return Post(starts, ends, number, role, seats, training, from_age)


def somebody(number: int, age: int = 40, **more: object) -> Candidate:
    return Candidate(number, age, **more)  # type: ignore[arg-type]


def problem(posts: list[Post], people: list[Candidate], rest: Rest | None = None) -> Problem:
    return Problem(ZONE, tuple(posts), tuple(people), rest or Rest())


def who_has(found: Assignment) -> dict[int, list[int]]:
    """Give for each post, in order, the numbers of its people."""
    theirs: dict[int, list[int]] = {n: [] for n in range(len(found.problem.posts))}
    for n, who in found.turns:
        theirs[n].append(found.problem.people[who].person_id)
    return theirs


# --- who may have what ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "wanted", "may"),
    [
        (somebody(1), post(0), True),
        (somebody(1, free=frozenset({"mon-morning"})), post(0), True),
        (somebody(1, free=frozenset({"tue-morning"})), post(0), False),
        (somebody(1, free=frozenset({"mon-morning"})), post(0, 11, 2), False),
        (somebody(1, free=frozenset({"mon-morning", "mon-afternoon"})), post(0, 11, 2), True),
        (somebody(1, 15), post(0), False),
        (somebody(1, 17), post(0, from_age=18), False),
        (somebody(1, 75), post(0, hours=4), True),
        (somebody(1, 75), post(0, hours=4.5), False),
        (somebody(1), post(0, hours=10.5), False),
        (somebody(1), post(0, training="first-aid"), False),
        (somebody(1, certificates={"first-aid": None}), post(0, training="first-aid"), True),
        (
            somebody(1, certificates={"first-aid": date(2026, 11, 30)}),
            post(0, training="first-aid"),
            True,
        ),
        (
            somebody(1, certificates={"first-aid": date(2026, 11, 29)}),
            post(0, training="first-aid"),
            False,
        ),
    ],
)  # fmt: skip
def test_who_suits_a_post(one: Candidate, wanted: Post, may: bool) -> None:
    assert problem([wanted], [one]).suits == ((0,) if may else (),)


@pytest.mark.parametrize(
    ("first", "second", "age", "both"),
    [
        (post(0, 7.5), post(1, 7.5), 40, True),
        (post(0, 7.5), post(0, 8), 40, False),
        (post(0, 18, 2), post(1, 6), 40, False),
        (post(0, 18, 2), post(1, 7), 40, True),
        (post(0, 22, 4), post(1, 1), 40, False),
        (post(0, 7, 6), post(1, 0, 6), 40, False),
        (post(0, 0, 2), post(0, 13, 3), 40, True),
        (post(0, 0, 2), post(0, 13, 3), 75, False),
        (post(0, 0, 2), post(0, 13, 2), 75, True),
    ],
    ids=[
        "next day", "at once", "10 h apart", "11 h apart", "over midnight", "12 h in 24",
        "5 h a day", "5 h a day, an elder", "4 h a day, an elder",
    ],
)  # fmt: skip
def test_which_two_one_may_have(first: Post, second: Post, age: int, both: bool) -> None:
    there = problem([first, second], [somebody(1, age)])
    assert (1 not in there.near_of(0)[0]) is both
    given_already = somebody(1, age, given=(Stretch(first.starts_at, first.ends_at),))
    assert problem([second], [given_already]).suits == ((0,) if both else (),)


def test_a_shift_over_noon_or_midnight_touches_both_parts() -> None:
    assert parts_of(post(0, 11.5, 1), ZONE) == {"mon-morning", "mon-afternoon"}
    assert parts_of(post(0, 23, 2), ZONE) == {"mon-evening", "tue-morning"}
    assert parts_of(post(0, 10, 2), ZONE) == {"mon-morning"}


# --- answers -------------------------------------------------------------------------------


def test_turns_go_round(solve: Solve) -> None:
    found = solve(problem([post(day) for day in range(6)], [somebody(n) for n in (1, 2, 3)]))
    assert found.loads == [2, 2, 2]
    assert (found.worth.uncovered, found.worth.unfairness, found.worth.close) == (0, 0, 0)


def test_who_had_turns_already_waits_for_the_others(solve: Solve) -> None:
    found = solve(problem([post(0), post(2)], [somebody(1, had=2), somebody(2), somebody(3)]))
    assert found.loads == [2, 1, 1]


def test_nobody_gets_more_than_they_wish(solve: Solve) -> None:
    people = [somebody(1, most=1), somebody(2, most=2, had=1)]
    found = solve(problem([post(day) for day in range(0, 8, 2)], people))
    assert found.loads == [1, 2]
    assert found.worth.uncovered == 2


def test_what_nobody_can_do_is_said(solve: Solve) -> None:
    wanted = [post(0, seats=2), post(1, training="first-aid")]
    found = solve(problem(wanted, [somebody(1), somebody(2)]))
    assert found.uncovered == [(wanted[1], 1)]


def test_the_one_with_a_training_is_kept_for_where_it_is_needed(solve: Solve) -> None:
    wanted = [post(0, role="walker"), post(0, role="captain", training="first-aid")]
    people = [somebody(1, certificates={"first-aid": None}), somebody(2)]
    assert who_has(solve(problem(wanted, people))) == {0: [2], 1: [1]}


def test_a_seat_is_freed_for_who_can_only_have_that(solve: Solve) -> None:
    """Dealt in order, the only one for Tuesday would have Monday evening."""
    monday, tuesday = post(0, 18), post(1, 6)
    people = [
        somebody(1),
        somebody(2, free=frozenset({"mon-evening"})),
        somebody(3, free=frozenset({"tue-evening"})),
    ]
    found = solve(problem([monday, tuesday], people))
    assert who_has(found) == {0: [2], 1: [1]}


def test_nothing_to_give_and_nobody_to_give_it(solve: Solve) -> None:
    assert solve(problem([], [somebody(1)])).turns == ()
    assert solve(problem([post(0, seats=3)], [])).worth.uncovered == 3


def test_the_same_question_has_the_same_answer(solve: Solve) -> None:
    asked = problem([post(d, seats=2) for d in range(10)], [somebody(n) for n in range(7)])
    assert solve(asked).turns == solve(asked).turns


def test_without_or_tools_turns_are_fair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "or_tools", lambda: None)
    assert solver.solve(problem([post(0)], [somebody(1)])).made_with == "fair-turns"


def test_the_solver_is_never_worse_than_fair_turns() -> None:
    pytest.importorskip("ortools")
    people = [somebody(n, most=3 + n % 3) for n in range(6)]
    asked = problem([post(d, h) for d in range(9) for h in (7.5, 17.5)], people)
    best, fair = solver.solve(asked, longest=5.0), fair_turns.solve(asked)
    assert best.made_with == "or-tools"
    assert broken(asked, best.turns) == []
    assert best.worth.order <= fair.worth.order


# --- whatever the month is like ------------------------------------------------------------

PARTS = [f"{day}-{part}" for day in ("mon", "tue", "wed") for part in ("morning", "evening")]
posts_of_a_week = st.lists(
    st.builds(
        post,
        st.integers(0, 6),
        st.sampled_from([0.0, 6.0, 7.5, 8.5, 12.0, 18.0, 22.5]),
        st.sampled_from([1.0, 2.0, 4.0, 5.0, 11.0]),
        shift_id=st.integers(1, 9),
        seats=st.integers(1, 3),
        training=st.sampled_from([None, None, "first-aid"]),
        from_age=st.sampled_from([16, 18]),
    ),
    max_size=12,
)
anybody = st.builds(
    Candidate,
    st.integers(1, 99),
    st.sampled_from([15, 16, 30, 69, 70, 85]),
    st.frozensets(st.sampled_from(PARTS), max_size=5),
    st.sampled_from([None, 0, 1, 3]),
    st.sampled_from([{}, {"first-aid": None}, {"first-aid": date(2026, 12, 2)}]),
    st.lists(st.builds(post, st.integers(0, 6)), max_size=2).map(tuple),
    st.integers(0, 3),
)


@settings(max_examples=80, deadline=None)
@given(posts_of_a_week, st.lists(anybody, max_size=6))
def test_no_rule_is_ever_broken(posts: list[Post], people: list[Candidate]) -> None:
    asked = problem(posts, people)
    found = fair_turns.solve(asked)
    assert broken(asked, found.turns) == []
    given_seats = Counter(n for n, _ in found.turns)
    for n, wanted in enumerate(posts):
        assert given_seats[n] <= wanted.seats
    for who in range(len(people)):
        theirs = sorted((posts[n] for n, w in found.turns if w == who), key=lambda p: p.starts_at)
        for first, second in pairwise(theirs):
            assert second.starts_at - first.ends_at >= timedelta(hours=11)


@settings(max_examples=10, deadline=None)
@given(posts_of_a_week, st.lists(anybody, max_size=5))
def test_the_solver_breaks_none_either(posts: list[Post], people: list[Candidate]) -> None:
    pytest.importorskip("ortools")
    asked = problem(posts, people)
    found = quick_solver(asked)
    assert broken(asked, found.turns) == []
    assert found.worth.order <= fair_turns.solve(asked).worth.order


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 12), st.lists(st.integers(1, 5), min_size=1, max_size=30))
def test_where_all_are_free_the_loads_differ_by_one_at_most(count: int, seats: list[int]) -> None:
    posts = [post(day, seats=wanted) for day, wanted in enumerate(seats)]
    found = fair_turns.solve(problem(posts, [somebody(n) for n in range(count)]))
    assert found.worth.unfairness <= 1
    assert found.worth.uncovered == sum(max(0, wanted - count) for wanted in seats)
