"""What is wrong with the volunteers' part of a pack, beyond what a single entry can know."""

from collections.abc import Iterator
from datetime import date

from config.town.model import Town
from config.town.pages import Page, Where
from config.town.problems import Problem, did_you_mean
from config.town.volunteers import ShiftTemplate

FILE = "volunteers.yaml"
LONGEST = 12
"""Hours that a shift may last."""


class VolunteersCheck:
    def __init__(self, town: Town, pages: dict[str, Page]) -> None:
        self.town = town
        self.pages = pages
        self.trainings = {entry.code for entry in town.trainings}
        self.companions = {entry.code for entry in town.teams if entry.kind == "companion"}

    def problems(self) -> Iterator[Problem]:
        for i, template in enumerate(self.town.shift_templates):
            yield from self._template(("shift_templates", i), template)
        yield from self._stars()

    def _at(self, where: Where, message: str) -> Problem:
        return Problem(FILE, self.pages[FILE].line(where), message)

    def _template(self, where: Where, template: ShiftTemplate) -> Iterator[Problem]:
        starts, ends = template.hours.on(date(2026, 1, 1), self.town.zone)
        if (ends - starts).total_seconds() > LONGEST * 3600:
            message = f'"{template.hours}" is longer than {LONGEST} hours: make two shifts of it.'
            yield self._at((*where, "hours"), message)
        if template.first_day and template.last_day and template.last_day < template.first_day:
            yield self._at((*where, "last_day"), "The last day lies before the first.")
        if template.team in self.companions:
            message = f'"{template.team}" visits people; shifts are for volunteer teams.'
            yield self._at((*where, "team"), message)
        seen: set[str] = set()
        for i, role in enumerate(template.roles):
            here = (*where, "roles", i)
            if role.code in seen:
                yield self._at((*here, "code"), f'The role "{role.code}" stands here twice.')
            seen.add(role.code)
            if role.training is not None and role.training not in self.trainings:
                hint = did_you_mean(role.training, sorted(self.trainings))
                yield self._at(
                    (*here, "training"), f'There is no training "{role.training}".{hint}'
                )

    def _stars(self) -> Iterator[Problem]:
        stars = self.town.shift_rules.stars_hours
        if list(stars) != sorted(set(stars)):
            yield self._at(("shift_rules", "stars_hours"), "Each star needs more than the last.")
