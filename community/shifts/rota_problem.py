"""A month's rota as a problem: posts to fill, people who may, and what a good answer is."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cached_property
from itertools import combinations

A_DAY = timedelta(hours=24)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOON, EVENING = 12, 18


@dataclass(frozen=True)
class Stretch:
    """Time that somebody has given already."""

    starts_at: datetime
    ends_at: datetime

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at


@dataclass(frozen=True)
class Post(Stretch):
    """A role of a shift with so many free seats."""

    shift_id: int
    role: str
    seats: int = 1
    training: str | None = None
    from_age: int = 16


@dataclass(frozen=True)
class Candidate:
    """`free` names parts of the week (`sat-morning`); empty: any. Hours are the law of `Rest`."""

    person_id: int
    age: int
    free: frozenset[str] = frozenset()
    most: int | None = None
    certificates: Mapping[str, date | None] = field(default_factory=dict)
    given: tuple[Stretch, ...] = ()
    had: int = 0
    """Shifts of this rota that they have already."""


@dataclass(frozen=True)
class Rest:
    most_hours: int = 10
    least_break_hours: int = 11
    elder_hours: int = 4
    elder_from: int = 70


@dataclass(frozen=True)
class Problem:
    zone: tzinfo
    posts: tuple[Post, ...]
    people: tuple[Candidate, ...]
    rest: Rest = Rest()

    @cached_property
    def suits(self) -> tuple[tuple[int, ...], ...]:
        """For each of the people the posts that they may have, each taken by itself."""
        return tuple(
            tuple(n for n, post in enumerate(self.posts) if self._suits(one, post))
            for one in self.people
        )

    @cached_property
    def may(self) -> tuple[frozenset[int], ...]:
        """For each post the people who may have it."""
        found: list[set[int]] = [set() for _ in self.posts]
        for who, posts in enumerate(self.suits):
            for post in posts:
                found[post].add(who)
        return tuple(map(frozenset, found))

    @cached_property
    def near(self) -> tuple[frozenset[int], ...]:
        """For each post the others that nobody may have besides it."""
        return self._pairs(elder=False)

    @cached_property
    def near_for_elders(self) -> tuple[frozenset[int], ...]:
        return self._pairs(elder=True)

    def near_of(self, who: int) -> tuple[frozenset[int], ...]:
        return self.near_for_elders if self.is_elder(who) else self.near

    def is_elder(self, who: int) -> bool:
        return self.people[who].age >= self.rest.elder_from

    def day_of(self, post: int) -> date:
        return self._days[post]

    @cached_property
    def _days(self) -> tuple[date, ...]:
        return tuple(post.starts_at.astimezone(self.zone).date() for post in self.posts)

    def _suits(self, one: Candidate, post: Post) -> bool:
        elder = one.age >= self.rest.elder_from
        return (
            one.age >= post.from_age
            and post.length <= timedelta(hours=self.rest.most_hours)
            and not (elder and post.length > timedelta(hours=self.rest.elder_hours))
            and is_free(one, post, self.zone)
            and has_training(one, post, self.zone)
            and not any(self.too_near(post, other, elder=elder) for other in one.given)
        )

    def too_near(self, one: Stretch, other: Stretch, *, elder: bool) -> bool:
        """Say whether the rules of rest forbid both to one person; any two suffice to tell."""
        first, second = sorted((one, other), key=lambda s: (s.starts_at, s.ends_at))
        apart = second.starts_at - first.ends_at
        if apart < timedelta(hours=self.rest.least_break_hours) or apart <= timedelta(0):
            return True
        both = first.length + second.length
        if min(A_DAY - apart, both) > timedelta(hours=self.rest.most_hours):
            return True
        days = {s.astimezone(self.zone).date() for s in (first.ends_at, second.starts_at)}
        return elder and len(days) == 1 and both > timedelta(hours=self.rest.elder_hours)

    def _pairs(self, *, elder: bool) -> tuple[frozenset[int], ...]:
        order = sorted(range(len(self.posts)), key=lambda n: self.posts[n].starts_at)
        starts = [self.posts[n].starts_at for n in order]
        found: list[set[int]] = [set() for _ in self.posts]
        for at, one in enumerate(order):
            last = bisect_right(starts, self.posts[one].ends_at + A_DAY)
            for other in order[at + 1 : last]:
                if self.too_near(self.posts[one], self.posts[other], elder=elder):
                    found[one].add(other)
                    found[other].add(one)
        return tuple(map(frozenset, found))


def is_free(one: Candidate, stretch: Stretch, zone: tzinfo) -> bool:
    return not one.free or parts_of(stretch, zone) <= one.free


def has_training(one: Candidate, post: Post, zone: tzinfo) -> bool:
    if post.training is None:
        return True
    if post.training not in one.certificates:
        return False
    until = one.certificates[post.training]
    return until is None or until >= post.starts_at.astimezone(zone).date()


def parts_of(stretch: Stretch, zone: tzinfo) -> frozenset[str]:
    """Name the parts of the week that it touches: `sat-morning`, `sat-afternoon`."""
    first = stretch.starts_at.astimezone(zone)
    last = (stretch.ends_at - timedelta(microseconds=1)).astimezone(zone)
    found, at = {_part(first)}, first
    while at < last:
        at = min(at + timedelta(hours=1), last)
        found.add(_part(at))
    return frozenset(found)


def _part(at: datetime) -> str:
    part = "morning" if at.hour < NOON else "afternoon" if at.hour < EVENING else "evening"
    return f"{WEEKDAYS[at.weekday()]}-{part}"


# --- answers -------------------------------------------------------------------------------

Turn = tuple[int, int]
"""A post and one of the people, by their numbers in the problem."""


@dataclass(frozen=True)
class Worth:
    """How good an answer is; the smaller is better, what stands first weighs most."""

    uncovered: int
    unfairness: int
    """The most shifts that one of them has, less the fewest; who can have none is not counted."""
    squares: int
    """Of the shifts of each: 3 and 3 are fairer than 4 and 2."""
    close: int
    """Shifts on neighbouring days."""

    @property
    def order(self) -> tuple[int, int, int, int]:
        return (self.uncovered, self.unfairness, self.squares, self.close)


@dataclass(frozen=True)
class Assignment:
    problem: Problem
    turns: tuple[Turn, ...]
    made_with: str

    @property
    def uncovered(self) -> list[tuple[Post, int]]:
        """Posts with seats that nobody could be given, and how many."""
        given = Counter(post for post, _ in self.turns)
        posts = enumerate(self.problem.posts)
        return [(post, post.seats - given[n]) for n, post in posts if post.seats > given[n]]

    @property
    def loads(self) -> list[int]:
        return loads(self.problem, self.turns)

    @property
    def worth(self) -> Worth:
        counted = [n for n, suits in zip(self.loads, self.problem.suits, strict=True) if suits]
        return Worth(
            uncovered=sum(missing for _, missing in self.uncovered),
            unfairness=max(counted, default=0) - min(counted, default=0),
            squares=sum(n * n for n in counted),
            close=self._close(),
        )

    def _close(self) -> int:
        days: dict[int, set[date]] = defaultdict(set)
        for post, who in self.turns:
            days[who].add(self.problem.day_of(post))
        return sum(day + timedelta(days=1) in theirs for theirs in days.values() for day in theirs)


def loads(problem: Problem, turns: Iterable[Turn]) -> list[int]:
    given = Counter(who for _, who in turns)
    return [one.had + given[who] for who, one in enumerate(problem.people)]


def broken(problem: Problem, turns: Sequence[Turn]) -> list[str]:
    """Say which rules an answer breaks; there is no good answer that breaks one."""
    faults = []
    for n, given in Counter(post for post, _ in turns).items():
        if given > problem.posts[n].seats:
            faults.append(f"post {n} is given too often")
    theirs: dict[int, list[int]] = defaultdict(list)
    for post, who in turns:
        theirs[who].append(post)
        if who not in problem.may[post]:
            faults.append(f"post {post} is not for {who}")
    for who, posts in theirs.items():
        one = problem.people[who]
        if one.most is not None and one.had + len(posts) > one.most:
            faults.append(f"{who} has more than they wish")
        for first, second in combinations(posts, 2):
            if first == second or second in problem.near_of(who)[first]:
                faults.append(f"{who} cannot have both {first} and {second}")
    return faults


def able(problem: Problem, turns: Sequence[Turn], post: int) -> list[int]:
    """Give who could have a post besides what all have, whoever has the fewest first."""
    theirs: dict[int, set[int]] = defaultdict(set)
    for other, who in turns:
        theirs[who].add(other)
    found = []
    for who in problem.may[post]:
        one = problem.people[who]
        full = one.most is not None and one.had + len(theirs[who]) >= one.most
        if not full and post not in theirs[who] and not problem.near_of(who)[post] & theirs[who]:
            found.append(who)
    had = loads(problem, turns)
    return sorted(found, key=lambda who: (had[who], who))
