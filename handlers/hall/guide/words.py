"""An item of the hall in words: what to bring, where, how long, what it costs."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from community.errors import NotAvailableError
from config.texts import Say, Text, join
from config.town import Service, Station, Town
from config.town.calendar import open_until
from config.town.entry import Name
from config.town.hall import Brought
from handlers.times import open_line, span_name

MOST_POINTS = 2
"""The nearest are told in full, the others are counted."""


def item(town: Town, code: str) -> Service:
    """Give an item by its code.

    :raises NotAvailableError: the pack has it no more.
    """
    try:
        return town.service(code)
    except KeyError:
        raise NotAvailableError from None


def label(service: Service, say: Say) -> str:
    return f"{service.name.text(say.language)} · {service.code}"


def both(name: Name, say: Say) -> str:
    """Give the Chinese name, which the counter reads, and beside it the person's own."""
    own = name.text(say.language)
    return name.zh if own == name.zh else f"{name.zh} {own}"


def listed(names: Sequence[str], say: Say) -> str:
    return ("、" if say.language == "zh" else ", ").join(names)


# --- what to bring -------------------------------------------------------------------------


def material_name(code: str, say: Say, town: Town) -> str:
    return town.material(code).name.text(say.language)


def counted(brought: Brought, say: Say, town: Town) -> str:
    """Name a material with how often it is asked for: 身份证（原件 1、复印件 1）."""
    name = material_name(brought.material, say, town)
    if brought.originals and brought.copies:
        said = say("item-both", name=name, originals=brought.originals, copies=brought.copies)
    elif brought.originals:
        said = say("item-originals", name=name, originals=brought.originals)
    elif brought.copies:
        said = say("item-copies", name=name, copies=brought.copies)
    else:
        return name
    return said.words


def wanted(service: Service, *, proxy: bool) -> list[Brought]:
    """Give what is asked of who comes for themselves, or for somebody else."""
    return [brought for brought in service.materials if proxy or not brought.proxy]


def remark(brought: Brought, say: Say, town: Town) -> str:
    """Give what the item says of a material, else what the material itself says."""
    said = brought.note or town.material(brought.material).hint
    return said.text(say.language) if said else ""


def material_line(brought: Brought, say: Say, town: Town) -> Text:
    name, note = counted(brought, say, town), remark(brought, say, town)
    if note:
        return say("item-material-note", name=name, note=note)
    return say("item-material", name=name)


# --- where ---------------------------------------------------------------------------------


def places(service: Service, community: str | None, town: Town) -> list[Station]:
    """Say where an item is handled: the point of one's own community first, then the hall."""
    stations = [town.station(point.station) for point in town.points_for(service)]
    return sorted(stations, key=lambda s: (s.community != community, s.kind != "hall"))


def open_now(service: Service, community: str | None, now: datetime, town: Town) -> Station | None:
    """Give the nearest place that handles an item and is open."""
    return next(
        (
            station
            for station in places(service, community, town)
            if open_until(town, station, now) is not None
        ),
        None,
    )


def where_lines(
    service: Service, community: str | None, now: datetime, say: Say, town: Town
) -> Iterator[Text]:
    stations = places(service, community, town)
    for station in stations[:MOST_POINTS]:
        yield say(
            "item-where",
            name=station.name.text(say.language),
            open=open_line(station, now, say, town),
            address=station.address.text(say.language),
            phone=station.phone,
        )
    others = stations[MOST_POINTS:]
    if others:
        names = listed([station.name.text(say.language) for station in others], say)
        yield say("item-where-others", names=names)


# --- the rest of the card ------------------------------------------------------------------


def days_line(service: Service, say: Say) -> Text:
    return say(
        "item-days",
        promised=span_name(service.promised, say),
        statutory=span_name(service.statutory, say),
    )


def fee_line(service: Service, say: Say) -> Text:
    fee = say(f"item-fee-{service.fee.kind}")
    if service.fee.note is None:
        return fee
    return say("item-fee-note", fee=fee, note=service.fee.note.text(say.language))


def visits_line(service: Service, say: Say) -> Text:
    if service.visits <= 1:
        return say("item-visits-one" if service.visits else "item-visits-none")
    return say("item-visits", n=service.visits)


def why_visit(service: Service, say: Say) -> Text:
    """Say in one sentence why somebody has to come."""
    reasons = [
        say(text_id).words
        for text_id, needed in (
            ("item-needs-signature", service.needs_signature),
            ("item-needs-stamp", service.needs_stamp),
            ("item-needs-originals", service.needs_original_check),
        )
        if needed
    ]
    return say("item-visit-because", reasons=listed(reasons, say))


def card_text(service: Service, community: str | None, now: datetime, say: Say, town: Town) -> Text:
    """Tell all that one needs to know of an item, at once."""
    department = town.department(service.department).name.text(say.language)
    materials = wanted(service, proxy=False)
    count = len(service.conditions)
    parts = [
        say(
            "item-head",
            name=service.name.text(say.language),
            code=service.code,
            department=department,
        ),
        join(
            [
                say("item-bring", n=len(materials)),
                *(material_line(brought, say, town) for brought in materials),
                say("item-proxy-more") if any(b.proxy for b in service.materials) else "",
            ]
        ),
        join([*where_lines(service, community, now, say, town)]),
        join(
            [
                days_line(service, say),
                fee_line(service, say),
                visits_line(service, say),
                say("item-result", what=service.result.text(say.language))
                if service.result
                else "",
                say("item-basis", name=service.basis.text(say.language)) if service.basis else "",
            ]
        ),
        say("item-conditions-one" if count == 1 else "item-conditions", n=count) if count else "",
        town.notice.text(say.language) if town.notice else "",
    ]
    return join(parts, "\n\n")
