"""How long a month's rota takes: 200 people, 30 days, with OR-tools and with fair turns."""

import random
from datetime import datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from benchmarks.bench import load_now
from community.shifts import fair_turns, solver
from community.shifts.rota_problem import WEEKDAYS, Candidate, Post, Problem, broken

PEOPLE, DAYS = 200, 30
GOAL = 30.0
ZONE = ZoneInfo("Asia/Shanghai")
HOURS = (7.0, 7.5, 7.5, 8.5, 13.0, 14.0, 15.0, 16.0, 18.5, 19.0)
"""When the shifts of a day begin: one of each team, two hours with three walkers and a captain."""
PARTS = [f"{day}-{part}" for day in WEEKDAYS for part in ("morning", "afternoon", "evening")]


async def main() -> None:
    month = _month(random.Random(1))
    seats = sum(post.seats for post in month.posts)
    for name, solve in (("fair turns", fair_turns.solve), ("OR-tools", solver.solve)):
        if name == "OR-tools" and solver.or_tools() is None:
            print("rota with OR-tools: not installed")
            continue
        started = perf_counter()
        found = solve(month)
        took = perf_counter() - started
        faults = len(broken(month, found.turns))
        worth = found.worth
        print(
            f"rota with {name}: {took:.1f} s (goal {GOAL:.0f}) for {PEOPLE} people, {DAYS} days,"
            f" {seats:,} seats: {worth.uncovered} uncovered, {faults} rules broken, unfairness"
            f" {worth.unfairness} (most turns less fewest; sum of squares {worth.squares:,}),"
            f" {worth.close} on neighbouring days ({load_now()})"
        )


def _month(chance: random.Random) -> Problem:
    """Some can at any time, most at some; three in ten may lead a patrol."""
    first = datetime(2026, 12, 1, tzinfo=ZONE)
    starts = [first + timedelta(days=day, hours=hour) for day in range(DAYS) for hour in HOURS]
    ends = [start + timedelta(hours=2) for start in starts]
    posts = [
        Post(start, end, n, role, seats, training)
        for n, (start, end) in enumerate(zip(starts, ends, strict=True))
        for role, seats, training in (("walker", 3, None), ("captain", 1, "first-aid"))
    ]
    people = [
        Candidate(
            number,
            age=chance.choice((17, 30, 45, 66, 72, 80)),
            free=frozenset(chance.sample(PARTS, chance.randint(4, 21)))
            if chance.random() < 0.8
            else frozenset(),
            most=chance.choice((None, None, 4, 6, 8, 10)),
            certificates={"first-aid": None} if chance.random() < 0.3 else {},
        )
        for number in range(PEOPLE)
    ]
    return Problem(ZONE, tuple(posts), tuple(people))
