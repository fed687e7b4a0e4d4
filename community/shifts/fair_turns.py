"""A rota without a solver: whoever has had the fewest turns is next; then it is mended."""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from datetime import timedelta

from community.shifts.rota_problem import Assignment, Problem, Turn

NAME = "fair-turns"
ONE_DAY = timedelta(days=1)
MOST_ROUNDS = 20
"""Of mending: each makes the rota better, or it is the last."""


def solve(problem: Problem) -> Assignment:
    table = _Table(problem)
    _deal(table)
    for _ in range(MOST_ROUNDS):
        if not (_cover(table) | _even_out(table)):
            break
    return Assignment(problem, tuple(table.turns), NAME)


@dataclass
class _Table:
    """What is dealt so far."""

    problem: Problem
    posts_of: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    filled: Counter[int] = field(default_factory=Counter)

    @property
    def turns(self) -> list[Turn]:
        return sorted((post, who) for who, posts in self.posts_of.items() for post in posts)

    def load(self, who: int) -> int:
        return self.problem.people[who].had + len(self.posts_of[who])

    def give(self, post: int, who: int) -> None:
        self.posts_of[who].add(post)
        self.filled[post] += 1

    def take(self, post: int, who: int) -> None:
        self.posts_of[who].remove(post)
        self.filled[post] -= 1

    def can(self, post: int, who: int, *, instead_of: int | None = None) -> bool:
        """Say whether the rules let somebody have it, perhaps instead of another of theirs."""
        theirs = self.posts_of[who] - {instead_of}
        most = self.problem.people[who].most
        return (
            who in self.problem.may[post]
            and post not in theirs
            and not (self.problem.near_of(who)[post] & theirs)
            and (most is None or self.problem.people[who].had + len(theirs) < most)
        )

    def closeness(self, post: int, who: int) -> int:
        """Count their shifts on the days beside it."""
        day = self.problem.day_of(post)
        days = [self.problem.day_of(other) for other in self.posts_of[who]]
        return sum(abs(other - day) <= ONE_DAY for other in days)

    def last_before(self, post: int, who: int) -> int:
        """Day number of their latest shift up to then, so that turns go round."""
        day = self.problem.day_of(post)
        days = [self.problem.day_of(other) for other in self.posts_of[who]]
        return max((other.toordinal() for other in days if other <= day), default=0)

    def open_posts(self) -> list[int]:
        return [n for n, post in enumerate(self.problem.posts) if self.filled[n] < post.seats]


def _deal(table: _Table) -> None:
    """The posts that the fewest may have come first; else they go by time."""
    posts = table.problem.posts
    may = table.problem.may
    for n in sorted(range(len(posts)), key=lambda n: (len(may[n]), posts[n].starts_at, n)):
        while table.filled[n] < posts[n].seats:
            able = [who for who in may[n] if table.can(n, who)]
            if not able:
                break
            table.give(n, min(able, key=lambda who: _claim(table, n, who)))


def _claim(table: _Table, post: int, who: int) -> tuple[int, int, int, int]:
    return (
        table.load(who), table.closeness(post, who), table.last_before(post, who),
        table.problem.people[who].person_id,
    )  # fmt: skip


def _cover(table: _Table) -> bool:
    """Fill what stayed open: somebody gives up one post for it, which another can take."""
    better = False
    for post in table.open_posts():
        while table.filled[post] < table.problem.posts[post].seats and _cover_one(table, post):
            better = True
    return better


def _cover_one(table: _Table, post: int) -> bool:
    for who in sorted(table.problem.may[post], key=lambda w: (table.load(w), w)):
        if table.can(post, who):
            table.give(post, who)
            return True
        for given in sorted(table.posts_of[who]):
            if not table.can(post, who, instead_of=given):
                continue
            others = (w for w in table.problem.may[given] if w != who and table.can(given, w))
            other = min(others, key=lambda w: (table.load(w), w), default=None)
            if other is not None:
                table.take(given, who)
                table.give(post, who)
                table.give(given, other)
                return True
    return False


def _even_out(table: _Table) -> bool:
    """Let a post go, from hand to hand, from who has many to who has two fewer or less."""
    better = False
    while any(_hand_down(table, who) for who in _busiest_first(table)):
        better = True
    return better


def _busiest_first(table: _Table) -> list[int]:
    return sorted(range(len(table.problem.people)), key=lambda who: (-table.load(who), who))


def _hand_down(table: _Table, start: int) -> bool:
    """Find the shortest chain of hands; each gives one post to the next and gets one back."""
    enough = table.load(start) - 2
    came: dict[int, tuple[int, int]] = {}
    seen, line = {start}, deque([start])
    while line:
        giver = line.popleft()
        got = came[giver][1] if giver in came else None
        for post in sorted(table.posts_of[giver]):
            if got is not None and not table.can(got, giver, instead_of=post):
                continue
            for taker in sorted(table.problem.may[post] - seen, key=lambda w: (table.load(w), w)):
                if table.load(taker) <= enough and table.can(post, taker):
                    came[taker] = (giver, post)
                    _shift_along(table, came, taker, start)
                    return True
                if _might_take(table, post, taker):
                    seen.add(taker)
                    came[taker] = (giver, post)
                    line.append(taker)
    return False


def _might_take(table: _Table, post: int, who: int) -> bool:
    return any(table.can(post, who, instead_of=given) for given in table.posts_of[who])


def _shift_along(table: _Table, came: dict[int, tuple[int, int]], taker: int, start: int) -> None:
    while taker != start:
        giver, post = came[taker]
        table.take(post, giver)
        table.give(post, taker)
        taker = giver
