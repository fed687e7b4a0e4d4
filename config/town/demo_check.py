"""What is wrong with the hall's part of the demo: names, items and counters that are not there."""

from collections.abc import Collection, Iterable, Iterator

from config.town.demo import DemoHall
from config.town.model import Town
from config.town.pages import Page, Where
from config.town.problems import Problem, did_you_mean

PEOPLE = "people.yaml"
Reference = tuple[Where, str, str | None]
"""Where it stands, what it should be, and the name or code that is written there."""


class DemoCheck:
    def __init__(self, town: Town, pages: dict[str, Page]) -> None:
        self.town = town
        self.page = pages[PEOPLE]
        people = town.people
        self.known: dict[str, Collection[str]] = {
            "resident": {person.name for person in people.residents},
            "staff": {person.name for person in people.staff},
            "point": {point.station for point in town.points},
        }

    def problems(self) -> Iterator[Problem]:
        yield from self._volunteers()
        hall = self.town.people.hall
        if hall is None:
            return
        self.known |= {
            "service": {service.code for service in self.town.services},
            "counter": self._counters(hall.point),
        }
        for where, what, name in self._references(hall):
            known = self.known[what]
            if name is not None and name not in known:
                hint = did_you_mean(name, sorted(known))
                message = f'There is no {what} "{name}".{hint}'
                yield Problem(PEOPLE, self.page.line(("hall", *where)), message)

    def _volunteers(self) -> Iterator[Problem]:
        people = self.town.people
        known = {
            "person": {p.name for p in people.staff} | {p.name for p in people.residents},
            "team": {t.code for t in self.town.teams if t.kind == "volunteer"},
            "training": {t.code for t in self.town.trainings},
            "template": {t.code for t in self.town.shift_templates},
        }
        wanted: list[tuple[Where, str, str | None]] = []
        for i, one in enumerate(people.volunteers):
            at = ("volunteers", i)
            wanted.append(((*at, "name"), "person", one.name))
            for field, codes in (("team", one.teams), ("training", one.trainings)):
                wanted += [((*at, f"{field}s", k), field, code) for k, code in enumerate(codes)]
            wanted += [((*at, "next", k), "template", code) for k, code in enumerate(one.next)]
        for i, account in enumerate(people.accounts):
            wanted.append((("accounts", i, "resident"), "person", account.resident))
            wanted.append((("accounts", i, "by"), "person", account.by))
        for where, what, name in wanted:
            if name is not None and name not in known[what]:
                hint = did_you_mean(name, sorted(known[what]))
                yield Problem(PEOPLE, self.page.line(where), f'There is no {what} "{name}".{hint}')

    def _counters(self, station: str) -> set[str]:
        points = [point for point in self.town.points if point.station == station]
        return {counter.code for point in points for counter in point.counters}

    def _references(self, hall: DemoHall) -> Iterator[Reference]:
        yield ("point",), "point", hall.point
        yield from self._days(hall)
        for i, filed in enumerate(hall.applications):
            at = ("applications", i)
            yield from self._of(at, resident=filed.resident, service=filed.service)
            yield (*at, "clerk"), "staff", filed.clerk
            for k, step in enumerate(filed.steps):
                yield (*at, "steps", k, "by"), "staff", step.by
        for i, booked in enumerate(hall.bookings):
            at = ("bookings", i)
            yield from self._of(at, resident=booked.resident, service=booked.service)
        for i, full in enumerate(hall.full_days):
            at = ("full_days", i)
            yield from self._of(at, point=full.point, service=full.service)
            yield from self._names((*at, "waiting"), "resident", full.waiting)
        yield from self._now(hall)

    def _days(self, hall: DemoHall) -> Iterator[Reference]:
        for i, day in enumerate(hall.days):
            at = ("days", i)
            yield from self._of(at, counter=day.counter)
            yield (*at, "clerk"), "staff", day.clerk
            for k, served in enumerate(day.served):
                inner = (*at, "served", k)
                yield from self._of(inner, resident=served.resident, service=served.service)

    def _now(self, hall: DemoHall) -> Iterator[Reference]:
        if hall.now is None:
            return
        for i, counter in enumerate(hall.now.counters):
            yield from self._of(("now", "counters", i), counter=counter.counter)
            yield ("now", "counters", i, "clerk"), "staff", counter.clerk
        for i, number in enumerate(hall.now.numbers):
            at = ("now", "numbers", i)
            yield from self._of(at, resident=number.resident, service=number.service)
            yield (*at, "clerk"), "staff", number.clerk

    @staticmethod
    def _of(where: Where, **named: str | None) -> Iterator[Reference]:
        """Give the keys that are called as what they name."""
        for what, name in named.items():
            yield (*where, what), what, name

    @staticmethod
    def _names(where: Where, what: str, names: Iterable[str]) -> Iterator[Reference]:
        for i, name in enumerate(names):
            yield (*where, i), what, name
