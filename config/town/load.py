"""Reading a town pack: a folder of YAML files, checked as a whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from config.town import demo, hall, model, volunteers
from config.town.demo_check import DemoCheck
from config.town.entry import Entry
from config.town.hall_check import HallCheck
from config.town.pages import Page, Where, read_page
from config.town.problems import Problem, TownPackError, did_you_mean, in_words
from config.town.times import LEGS
from config.town.volunteers_check import VolunteersCheck

FILES: dict[str, type[Entry]] = {
    "town.yaml": model.TownFile,
    "categories.yaml": model.CategoriesFile,
    "places.yaml": model.PlacesFile,
    "stations.yaml": model.StationsFile,
    "services.yaml": hall.ServicesFile,
    "hall.yaml": hall.HallFile,
    "teams.yaml": model.TeamsFile,
    "volunteers.yaml": volunteers.VolunteersFile,
    "duty.yaml": model.DutyFile,
    "people.yaml": demo.PeopleFile,
}
OPTIONAL = {"people.yaml", "hall.yaml", "volunteers.yaml"}
KNOWN_KEYS = sorted(
    {
        key
        for room in (model, hall, volunteers, demo)
        for entry in vars(room).values()
        if isinstance(entry, type) and issubclass(entry, Entry)
        for key in entry.model_fields
    }
)


@dataclass(slots=True)
class Reading:
    town: model.Town | None
    problems: list[Problem]


def load_town(path: Path) -> model.Town:
    """Read the pack in the folder `path`.

    :raises TownPackError: with every problem that was found, each with file and line.
    """
    reading = _read(path)
    if reading.town is None or reading.problems:
        raise TownPackError(reading.problems)
    return reading.town


def check_town(path: Path) -> list[Problem]:
    return _read(path).problems


def _read(path: Path) -> Reading:
    if not path.is_dir():
        return Reading(None, [Problem(str(path), 1, "There is no such folder.")])
    problems = list(_strangers(path))
    pages: dict[str, Page] = {}
    parts: dict[str, Any] = {}
    for name, kind in FILES.items():
        if name in OPTIONAL and not (path / name).exists():
            pages[name], parts[name] = Page(name), kind()
            continue
        page = pages[name] = read_page(path / name)
        if page.data is not None:
            parts[name] = _checked(kind, page)
        problems.extend(page.problems)
    if problems:
        return Reading(None, sorted(problems))
    town = _assembled(path, parts)
    kinds = (References, HallCheck, VolunteersCheck, DemoCheck)
    checks = [kind(town, pages) for kind in kinds]
    return Reading(town, sorted(problem for check in checks for problem in check.problems()))


def _strangers(path: Path) -> Iterator[Problem]:
    """Find misspelt files, which would otherwise be passed over in silence."""
    for file in path.iterdir():
        if file.suffix in {".yaml", ".yml"} and file.name not in FILES:
            hint = did_you_mean(file.name, list(FILES))
            yield Problem(file.name, 1, f"This file is not part of a town pack.{hint}")


def _checked(kind: type[Entry], page: Page) -> Entry | None:
    try:
        return kind.model_validate(page.data)
    except ValidationError as error:
        for detail in error.errors():
            known = LEGS if "clocks" in detail["loc"][:-1] else KNOWN_KEYS
            page.complain(page.line(detail["loc"]), in_words(detail, known))
        return None


def _assembled(path: Path, parts: dict[str, Any]) -> model.Town:
    fields = {"path": path, "people": parts["people.yaml"]}
    for name, part in parts.items():
        if name != "people.yaml":
            fields.update({key: getattr(part, key) for key in type(part).model_fields})
    return model.Town.model_validate(fields)


class References:
    """What no single entry can know: codes used twice, and names that nobody bears."""

    def __init__(self, town: model.Town, pages: dict[str, Page]) -> None:
        self.town = town
        self.pages = pages
        self.communities = {entry.code for entry in town.communities}
        self.places = {entry.code for entry in town.places}
        self.categories = {entry.code for entry in town.categories}

    def problems(self) -> Iterator[Problem]:
        yield from self._twice()
        yield from self._whole_town()
        yield from self._dangling()
        yield from self._ambiguous("services.yaml", "services", self.town.services)
        yield from self._ambiguous("categories.yaml", "categories", self.town.categories)
        yield from self._ambiguous("teams.yaml", "teams", self.town.teams)
        yield from self._ambiguous("teams.yaml", "shift_kinds", self.town.shift_kinds)

    def _at(self, file: str, *where: int | str, message: str) -> Problem:
        return Problem(file, self.pages[file].line(where), message)

    def _twice(self) -> Iterator[Problem]:
        for file, kind in FILES.items():
            for key in kind.model_fields:
                entries = getattr(self.town, key, None)
                if not isinstance(entries, tuple):
                    continue
                codes = [getattr(entry, "code", None) for entry in entries]
                yield from self._repeated(file, key, "code", codes)
        people = self.town.people
        yield from self._repeated("people.yaml", "staff", "name", [p.name for p in people.staff])
        yield from self._repeated(
            "people.yaml", "residents", "name", [p.name for p in people.residents]
        )

    def _repeated(
        self, file: str, key: str, what: str, values: Iterable[str | None]
    ) -> Iterator[Problem]:
        first: dict[str, int] = {}
        for i, value in enumerate(values):
            if value is None:
                continue
            # QR codes and deep links are read by people too: a-1 and A-1 would be mixed up
            folded = value.casefold()
            if folded in first:
                line = self.pages[file].line((key, first[folded], what))
                message = f'The {what} "{value}" is already used on line {line}.'
                yield self._at(file, key, i, what, message=message)
            first.setdefault(folded, i)

    def _whole_town(self) -> Iterator[Problem]:
        if sum(community.default for community in self.town.communities) > 1:
            message = "Only one community can be the default."
            yield self._at("town.yaml", "communities", message=message)
        if "other" not in self.categories:
            message = 'One category must have the code "other": it takes what fits nowhere else.'
            yield self._at("categories.yaml", "categories", message=message)

    def _dangling(self) -> Iterator[Problem]:
        town, people = self.town, self.town.people
        departments = {entry.code for entry in town.departments}
        staff = {entry.name for entry in people.staff}
        residents = {entry.name for entry in people.residents}
        demo = "people.yaml"
        yield from self._missing("places.yaml", "places", "community", self.communities)
        yield from self._missing("stations.yaml", "stations", "community", self.communities)
        yield from self._missing("stations.yaml", "stations", "place", self.places)
        yield from self._missing("services.yaml", "services", "department", departments)
        yield from self._missing("categories.yaml", "categories", "department", departments)
        for field, known in (
            ("kind", {entry.code for entry in town.shift_kinds}),
            ("team", {entry.code for entry in town.teams}),
            ("community", self.communities),
            ("place", self.places),
            ("gives_training", {entry.code for entry in town.trainings}),
        ):
            yield from self._missing("volunteers.yaml", "shift_templates", field, known)
        yield from self._missing("duty.yaml", "duty", "community", self.communities)
        yield from self._missing(demo, "staff", "community", self.communities)
        yield from self._missing(demo, "staff", "department", departments)
        yield from self._missing(demo, "residents", "community", self.communities)
        yield from self._missing(demo, "residents", "place", self.places)
        yield from self._missing(demo, "reports", "resident", residents | staff)
        yield from self._missing(demo, "reports", "category", self.categories)
        yield from self._missing(demo, "reports", "place", self.places)
        yield from self._missing(demo, "reports", "owner", staff)

    def _missing(self, file: str, key: str, field: str, known: set[str]) -> Iterator[Problem]:
        holder = self.town.people if file == "people.yaml" else self.town
        for i, entry in enumerate(getattr(holder, key)):
            value = getattr(entry, field)
            if value is not None and value not in known:
                message = f'There is no {field} "{value}".{did_you_mean(value, sorted(known))}'
                yield self._at(file, key, i, field, message=message)

    def _ambiguous(
        self,
        file: str,
        key: str,
        entries: Iterable[hall.Service | model.Category | model.Team | model.ShiftKind],
    ) -> Iterator[Problem]:
        """Understanding turns each word into one canonical name: two would be a coin toss."""
        owner: dict[str, tuple[int, str]] = {}
        for i, entry in enumerate(entries):
            for where, word in _words(entry):
                first, name = owner.setdefault(word.casefold(), (i, entry.name.zh))
                if first != i:
                    line = self.pages[file].line((key, first))
                    message = f'"{word}" already stands for "{name}" on line {line}.'
                    yield self._at(file, key, i, *where, message=message)


def _words(
    entry: hall.Service | model.Category | model.Team | model.ShiftKind,
) -> Iterator[tuple[Where, str]]:
    yield ("name", "zh"), entry.name.zh
    yield ("name", "en"), entry.name.en
    field = "words" if isinstance(entry, model.Category) else "aliases"
    for i, word in enumerate(getattr(entry, field)):
        yield (field, i), word
