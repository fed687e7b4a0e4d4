"""The month's rota by OR-tools where it is installed, else by fair turns; both keep all rules."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from types import ModuleType
from typing import Any

from community.shifts import fair_turns
from community.shifts.rota_problem import Assignment, Problem, Turn

NAME = "or-tools"
LONGEST = 20.0
"""Seconds; what is best so far then stands."""
WORK = 12.0
"""The solver's own measure of time: the same on every machine, so that answers are the same."""
SEED = 1


def solve(problem: Problem, *, longest: float = LONGEST) -> Assignment:
    """Cover the most seats, then share them evenly, then keep turns apart.

    Takes up to `longest` seconds: keep it off the event loop.
    """
    fair = fair_turns.solve(problem)
    solver = or_tools()
    if solver is None or not problem.posts or not problem.people:
        return fair
    best = _Model(problem, solver).best(fair, longest)
    found = Assignment(problem, best, NAME)
    return min(found, Assignment(problem, fair.turns, NAME), key=lambda a: a.worth.order)


def or_tools() -> ModuleType | None:
    """Give its solver, or None where the extra `rota` is not installed."""
    try:
        from ortools.sat.python import cp_model  # noqa: PLC0415  an extra; a second to import
    except ImportError:
        return None
    module: ModuleType = cp_model
    return module


@dataclass(frozen=True)
class _Goal:
    costs: Any
    share: float
    """Of the time."""


class _Model:
    def __init__(self, problem: Problem, cp_model: ModuleType) -> None:
        self.problem = problem
        self.cp = cp_model
        self.model = cp_model.CpModel()
        self.has: dict[Turn, Any] = {
            (post, who): self.model.new_bool_var("")
            for who, posts in enumerate(problem.suits)
            for post in posts
        }
        self._seats()
        for who in range(len(problem.people)):
            self._rest(who)

    def best(self, start: Assignment, longest: float) -> tuple[Turn, ...]:
        """Reach one goal after the other, and keep each that is reached."""
        turns = start.turns
        most, fewest = self._bounds()
        for goal in (
            _Goal(-sum(self.has.values()), 0.2),
            _Goal(most - fewest, 0.4),
            _Goal(self._close(), 0.4),
        ):
            self._hint(turns)
            self.model.minimize(goal.costs)
            solver = self._solver(goal.share, longest)
            if solver.solve(self.model) not in {self.cp.OPTIMAL, self.cp.FEASIBLE}:
                break
            turns = tuple(sorted(turn for turn, has in self.has.items() if solver.value(has)))
            self.model.add(goal.costs <= round(solver.objective_value))
        return turns

    def _seats(self) -> None:
        wanting = defaultdict(list)
        for (post, _), has in self.has.items():
            wanting[post].append(has)
        for post, theirs in wanting.items():
            self.model.add(sum(theirs) <= self.problem.posts[post].seats)

    def _rest(self, who: int) -> None:
        """Of posts too near to each other one at most; most are such by time, in whole groups."""
        one, posts = self.problem.people[who], self.problem.suits[who]
        if one.most is not None:
            most = max(one.most - one.had, 0)
            self.model.add(sum(self.has[post, who] for post in posts) <= most)
        near, grouped = self.problem.near_of(who), set[tuple[int, int]]()
        for first in sorted(posts, key=lambda n: self.problem.posts[n].starts_at):
            group = [first]
            for other in sorted(near[first] & set(posts)):
                later = self.problem.posts[other].starts_at >= self.problem.posts[first].starts_at
                if later and all(other in near[n] for n in group):
                    group.append(other)
            pairs = {(min(a, b), max(a, b)) for a in group for b in group if a != b}
            if not pairs <= grouped:
                self.model.add_at_most_one(self.has[post, who] for post in group)
                grouped |= pairs
            for other in sorted(near[first] & set(posts)):
                pair = (min(first, other), max(first, other))
                if pair not in grouped:
                    self.model.add_at_most_one(self.has[first, who], self.has[other, who])
                    grouped.add(pair)

    def _bounds(self) -> tuple[Any, Any]:
        """The most and the fewest shifts of anybody who may have one."""
        problem = self.problem
        highest = max(one.had for one in problem.people) + len(problem.posts)
        most = self.model.new_int_var(0, highest, "")
        fewest = self.model.new_int_var(0, highest, "")
        for who, posts in enumerate(problem.suits):
            if posts:
                load = problem.people[who].had + sum(self.has[post, who] for post in posts)
                self.model.add(load <= most)
                self.model.add(load >= fewest)
        return most, fewest

    def _close(self) -> Any:
        """Count the pairs of neighbouring days on which somebody has a shift."""
        pairs = []
        for who, posts in enumerate(self.problem.suits):
            days = defaultdict(list)
            for post in posts:
                days[self.problem.day_of(post)].append(self.has[post, who])
            for day, after in pairwise(sorted(days)):
                if after - day == timedelta(days=1):
                    both = self.model.new_bool_var("")
                    self.model.add(sum(days[day]) + sum(days[after]) <= 1 + 3 * both)
                    pairs.append(both)
        return sum(pairs)

    def _hint(self, turns: tuple[Turn, ...]) -> None:
        self.model.clear_hints()
        given = set(turns)
        for turn, has in self.has.items():
            self.model.add_hint(has, turn in given)

    def _solver(self, share: float, longest: float) -> Any:
        solver = self.cp.CpSolver()
        solver.parameters.random_seed = SEED
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = WORK * share
        solver.parameters.max_time_in_seconds = longest * share
        return solver
