"""The town's own words for understanding: a new town hands over its pack and retrains."""

from collections.abc import Iterable

from config.town.hall import Service
from config.town.model import Category, Community, Place, ShiftKind, Team, Town

Lookups = dict[str, list[str] | dict[str, list[str]]]


def lookups(town: Town) -> Lookups:
    """Give names by entity: a list where the words stand for themselves, else name -> aliases.

    Only companion teams are asked for by name; volunteer teams are met through their shifts.
    """
    sites: list[Place | Community] = [*town.places, *town.communities]
    companions = (team for team in town.teams if team.kind == "companion")
    return {
        "place": _distinct(
            word for named in sites for word in (named.name.zh, named.name.en, *named.aliases)
        ),
        "service": _by_name(town.services),
        "team": _by_name(companions),
        "shift_kind": _by_name(kind for kind in town.shift_kinds if kind.learned),
        "problem_category": _by_name(town.reportable),
    }


def _by_name(entries: Iterable[Service | Team | ShiftKind | Category]) -> dict[str, list[str]]:
    """Map each canonical name to its other words, the English name first."""
    return {entry.name.zh: _distinct((entry.name.en, *_words(entry))) for entry in entries}


def _words(entry: Service | Team | ShiftKind | Category) -> tuple[str, ...]:
    return entry.words if isinstance(entry, Category) else entry.aliases


def _distinct(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
