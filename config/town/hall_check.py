"""What is wrong with the hall's part of a pack, beyond what a single entry can know."""

from collections.abc import Collection, Iterable, Iterator

from config.town.hall import Form, Point, Service
from config.town.model import Town
from config.town.pages import Page, Where
from config.town.problems import Problem, did_you_mean

SERVICES, HALL = "services.yaml", "hall.yaml"
WITH_COUNTERS = {"hall", "point"}


class HallCheck:
    def __init__(self, town: Town, pages: dict[str, Page]) -> None:
        self.town = town
        self.pages = pages
        self.materials = {entry.code for entry in town.materials}
        self.departments = {entry.code for entry in town.departments}
        self.points = {point.station for point in town.points}
        self.stations = {station.code: station.kind for station in town.stations}

    def problems(self) -> Iterator[Problem]:
        yield from self._materials()
        for i, service in enumerate(self.town.services):
            yield from self._service(("services", i), service)
        for i, point in enumerate(self.town.points):
            yield from self._point(("points", i), point)
        for i, form in enumerate(self.town.forms):
            yield from self._form(("forms", i), form)
        yield from self._points_apart()

    def _materials(self) -> Iterator[Problem]:
        forms = {form.code for form in self.town.forms}
        for i, material in enumerate(self.town.materials):
            if material.form is not None:
                where = ("materials", i, "form")
                yield from self._known(SERVICES, where, "form", material.form, forms)

    def _service(self, where: Where, service: Service) -> Iterator[Problem]:
        for i, department in enumerate(service.steps):
            step = (*where, "steps", i)
            yield from self._known(SERVICES, step, "department", department, self.departments)
        brought = [
            ((*where, "materials", i, "material"), entry.material)
            for i, entry in enumerate(service.materials)
        ]
        points = [((*where, "points", i), station) for i, station in enumerate(service.points)]
        for at, code in brought:
            yield from self._known(SERVICES, at, "material", code, self.materials)
        for at, code in points:
            yield from self._known(SERVICES, at, "point", code, self.points)
        yield from self._once(SERVICES, "material", brought)
        yield from self._once(SERVICES, "point", points)
        yield from self._promise(where, service)
        if self.points and not service.points and not self.town.points_for(service):
            # a town without counters only tells what an item needs
            message = f'No point handles "{service.name.zh}": give it points, or the hall counters.'
            yield self._at(SERVICES, where, message)

    def _promise(self, where: Where, service: Service) -> Iterator[Problem]:
        """Compare spans of one unit only: how long 5 working days take, the calendar knows."""
        promised, statutory = service.promised, service.statutory
        if promised.unit == statutory.unit and promised.amount > statutory.amount:
            message = f'"promised" is longer than "statutory": {promised} against {statutory}.'
            yield self._at(SERVICES, (*where, "promised"), message)

    def _point(self, where: Where, point: Point) -> Iterator[Problem]:
        station = point.station
        at = (*where, "station")
        yield from self._known(HALL, at, "station", station, self.stations)
        kind = self.stations.get(station, "hall")
        if kind not in WITH_COUNTERS:
            message = f'Counters stand in a hall or a point, and "{station}" is a {kind}.'
            yield self._at(HALL, at, message)
        counters = [
            ((*where, "counters", i, "code"), counter.code)
            for i, counter in enumerate(point.counters)
        ]
        yield from self._once(HALL, "counter", counters)

    def _points_apart(self) -> Iterator[Problem]:
        points = list(enumerate(self.town.points))
        stations = [(("points", i, "station"), point.station) for i, point in points]
        yield from self._once(HALL, "station", stations)
        # a number is called by its letter: A012 must be one person's
        prefixes = [(("points", i, "prefix"), point.prefix) for i, point in points]
        yield from self._once(HALL, "prefix", prefixes)

    def _form(self, where: Where, form: Form) -> Iterator[Problem]:
        fields = [
            ((*where, "fields", i, "code"), entry.code) for i, entry in enumerate(form.fields)
        ]
        yield from self._once(HALL, "field", fields)
        for i, entry in enumerate(form.fields):
            if entry.kind == "choice" and not entry.choices:
                message = f'The field "{entry.code}" is a choice and has no "choices".'
                yield self._at(HALL, (*where, "fields", i, "kind"), message)
            if entry.choices and entry.kind != "choice":
                message = f'The field "{entry.code}" has "choices": its kind must be choice.'
                yield self._at(HALL, (*where, "fields", i, "choices"), message)

    def _known(
        self, file: str, where: Where, what: str, code: str, known: Collection[str]
    ) -> Iterator[Problem]:
        if code not in known:
            hint = did_you_mean(code, sorted(known))
            yield self._at(file, where, f'There is no {what} "{code}".{hint}')

    def _once(self, file: str, what: str, codes: Iterable[tuple[Where, str]]) -> Iterator[Problem]:
        first: dict[str, Where] = {}
        for where, code in codes:
            folded = code.casefold()
            if folded in first:
                line = self.pages[file].line(first[folded])
                message = f'The {what} "{code}" is already used on line {line}.'
                yield self._at(file, where, message)
            first.setdefault(folded, where)

    def _at(self, file: str, where: Where, message: str) -> Problem:
        return Problem(file, self.pages[file].line(where), message)
