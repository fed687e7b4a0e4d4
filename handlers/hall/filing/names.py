"""What the words of the hall call things: items, departments, points, materials, stages."""

from collections.abc import Sequence

from community.errors import NotAvailableError
from community.hall.model import Application
from config.texts import Say
from config.town import Service, Town


def known_item(town: Town, code: str) -> Service:
    """:raises NotAvailableError: the pack has it no more."""
    try:
        return town.service(code)
    except KeyError:
        raise NotAvailableError from None


def item_name(town: Town, code: str, say: Say) -> str:
    """Name an item; one that the pack has no more is called by its code."""
    return next((s.name.text(say.language) for s in town.services if s.code == code), code)


def department_name(town: Town, code: str, say: Say) -> str:
    return next((d.name.text(say.language) for d in town.departments if d.code == code), code)


def point_name(town: Town, station: str, say: Say) -> str:
    found = next((s for s in town.stations if s.code == station), None)
    return found.name.text(say.language) if found else station


def material_name(town: Town, code: str, say: Say) -> str:
    return next((m.name.text(say.language) for m in town.materials if m.code == code), code)


def materials_named(town: Town, codes: Sequence[str], say: Say) -> str:
    return listed([material_name(town, code, say) for code in codes], say)


def listed(names: Sequence[str], say: Say) -> str:
    return ("、" if say.language == "zh" else ", ").join(names)


def label(application: Application, say: Say, town: Town) -> str:
    """Write an application on a button: number and item."""
    return f"{application.number} · {item_name(town, application.service, say)}"
