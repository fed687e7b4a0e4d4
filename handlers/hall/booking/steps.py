"""What is still missing for an appointment, and what follows when nothing is."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from community.hall import booking, checklist, slots
from community.hall.slots import BookingRefusedError, Day
from config.town import Point, Town
from config.town.find import find_community
from handlers import wishes
from handlers.filters import plain
from handlers.hall.booking.cards import booked_card, station_of
from handlers.hall.booking.draft import (
    CLOCK,
    BookingForm,
    Data,
    Scene,
    start_in,
    visit_in,
    wish_in,
)
from handlers.reply import Said
from handlers.wishes import ONE_DAY, Wish

HALL = ("大厅", "便民服务中心", "便民中心", "服务中心", "the hall", "service hall")
"""How people call the town's hall, of which there is one."""


def points_for(town: Town, services: Sequence[str], community: str | None) -> list[Point]:
    """Give the points that handle all of these items, one's own community's first."""
    sets = [town.points_for(town.service(code)) for code in services]
    common = [point for point in town.points if all(point in found for found in sets)]
    return sorted(common, key=lambda p: town.station(p.station).community != community)


def points_named(words: str, points: Sequence[str], town: Town) -> list[str]:
    """Find the points that somebody names, by their own name or by that of their community."""
    said, here = plain(words), find_community(town, words)
    found = []
    for point in points:
        station = station_of(point, town)
        if station is None:
            continue
        names = (station.name.zh, station.name.en, *station.aliases)
        if here is not None:
            ours = (station.community, station.kind) == (here.code, "point")
        else:
            ours = station.kind == "hall" and any(word in said for word in HALL)
        if ours or any(plain(name) in said for name in names):
            found.append(point)
    return found


async def go_on(scene: Scene, data: Data) -> Said:
    """Ask what is missing next; when nothing is, hold the slot."""
    known = {service.code for service in scene.town.services}
    if data.get("changing") and not known.issuperset(data["services"]):
        raise BookingRefusedError("booking-not-here")
    data["services"] = [code for code in data["services"] if code in known]
    if not data["services"]:
        return await scene.at(BookingForm.item, data)
    points = [p.station for p in points_for(scene.town, data["services"], scene.person.community)]
    if not points:
        raise BookingRefusedError("booking-not-here")
    data["points"] = points
    if data.get("point") not in points:
        if len(points) > 1:
            return await scene.at(BookingForm.point, data, BookingForm.item)
        data["point"] = points[0]
    if data.get("tried") and data.get("consented"):
        data["start"] = data.pop("tried")
    if not data.get("start"):
        return await _choose(scene, data)
    return await _chosen(scene, data)


async def _chosen(scene: Scene, data: Data) -> Said:
    """A slot was chosen: what was typed is shown once more before anything is moved."""
    if data.get("changing"):
        if data.get("by_words"):
            return await scene.at(BookingForm.check, data, BookingForm.day)
        return await move(scene, data)
    if data.get("for_whom") and not data.get("consented"):
        return await scene.at(BookingForm.consent, data, BookingForm.day)
    return await _hold(scene, data)


# --- when ------------------------------------------------------------------------------------


async def _choose(scene: Scene, data: Data) -> Said:
    """Offer what fits the wish: a slot, the times of a day, or days; else say why it cannot be."""
    town, visit, wish = scene.town, visit_in(data), wish_in(data)
    first, last = slots.window(town, scene.now)
    days = await slots.free_days(
        scene.db, town, visit, first, last, now=scene.now, but=data.get("changing")
    )
    data |= {"times": [], "day": None, "waiting": None, "waitlist": False}
    forget_reason(data)
    data["full"] = _full(town, data["point"], first, last, {day.date for day in days})
    data["days"] = [_counted(day) for day in days]
    unreal = data.pop("unreal", None)
    if unreal:
        return await refuse(scene, data, "booking-no-such-day", {"day": unreal}, scene.now)
    if wish.first is None or wish.last is None:
        fit = [Day(day.date, tuple(s for s in day.starts if wish.fits(s))) for day in days]
        data["days"] = [_counted(day) for day in fit if day.starts] or data["days"]
        return await scene.at(BookingForm.day, data)
    if wish.one_day:
        return await _on_day(scene, data, wish, days)
    fit = [day for day in days if wish.first <= day.date <= wish.last]
    if fit:
        data["days"] = [_counted(day) for day in fit]
        return await scene.at(BookingForm.day, data)
    why = slots.why_not_day(town, visit, wish.first, scene.now)
    why = slots.why_not_day(town, visit, wish.last, scene.now) and why
    reason, facts = (why.text_id, why.facts) if why else ("booking-days-full", {})
    return await refuse(scene, data, reason, facts, wish.moment(wish.first, town))


async def _on_day(scene: Scene, data: Data, wish: Wish, days: Sequence[Day]) -> Said:
    town, visit = scene.town, visit_in(data)
    asked = wish.one_day or scene.now.date()
    wanted = wish.moment(asked, town)
    if why := slots.why_not_day(town, visit, asked, scene.now):
        return await refuse(scene, data, why.text_id, why.facts, wanted)
    day = next((day for day in days if day.date == asked), None)
    if day is None:
        data["waiting"] = asked.isoformat()
        return await refuse(scene, data, "booking-day-full", {"day": asked.isoformat()}, wanted)
    if wish.at is not None:
        if wanted in day.starts:
            data["start"] = wanted.strftime(CLOCK)
            return await go_on(scene, data)
        reason, facts = _why_not_at(scene, data, wanted)
        return await refuse(scene, data, reason, facts, wanted)
    fit = [start for start in day.starts if wish.fits(start)]
    if not fit:
        data["note"] = {"id": "booking-part-full", "facts": {}}
    data["day"] = asked.isoformat()
    data["times"] = [start.strftime("%H%M") for start in fit or day.starts]
    data["more"] = bool(fit) and len(fit) < len(day.starts)
    return await scene.at(BookingForm.time, data, BookingForm.day)


def _why_not_at(scene: Scene, data: Data, wanted: datetime) -> tuple[str, dict[str, Any]]:
    town, visit = scene.town, visit_in(data)
    point = town.point(visit.point)
    why = slots.why_not(town, visit, wanted, scene.now)
    spans = slots.hours_of(town, point, wanted.date())
    if why is None:
        return "slot-taken", {}
    if any(opens <= wanted < closes for opens, closes in spans):
        return "booking-between", {"minutes": point.slot_minutes}
    return why.text_id, why.facts


async def refuse(
    scene: Scene, data: Data, reason: str, facts: dict[str, Any], wanted: datetime
) -> Said:
    """Say why it cannot be so, with the three free slots that are nearest."""
    near = await _nearest(scene, data, wanted)
    return await scene.at(BookingForm.day, with_reason(data, reason, facts, near))


async def _nearest(scene: Scene, data: Data, wanted: datetime) -> list[datetime]:
    """Give the free slots on the nearest days, at about the time that was wished for."""
    town, visit, wish = scene.town, visit_in(data), wish_in(data)
    first, last = slots.window(town, scene.now)
    days = await slots.free_days(
        scene.db, town, visit, first, last, now=scene.now, but=data.get("changing")
    )
    starts = [start for day in days for start in day.starts]
    fit = [start for start in starts if wish.at is not None or wish.fits(start)] or starts
    asked, clock = wanted.astimezone(town.zone).date(), wishes.minutes_of(wanted)
    fit.sort(key=lambda s: (abs((s.date() - asked).days), abs(wishes.minutes_of(s) - clock)))
    return sorted(fit[: slots.NEAREST])


def with_reason(
    data: Data, reason: str, facts: dict[str, Any], near: Sequence[datetime]
) -> Data:  # fmt: skip
    data.pop("start", None)
    data["reason"] = {"id": reason, "facts": facts}
    data["near"] = [start.strftime(CLOCK) for start in near]
    return data


def forget_reason(data: Data) -> None:
    data.pop("reason", None)
    data.pop("note", None)
    data["near"] = []


def _counted(day: Day) -> list[str | int]:
    morning = sum(wishes.minutes_of(start) < wishes.NOON for start in day.starts)
    return [day.date.isoformat(), morning, len(day.starts) - morning]


def _full(town: Town, point: str, first: date, last: date, free: set[date]) -> list[str]:
    """Give the days of the window on which the point works, with nothing free."""
    full, day = [], first
    while day <= last:
        if day not in free and slots.hours_of(town, town.point(point), day):
            full.append(day.isoformat())
        day += ONE_DAY
    return full


# --- holding, moving -----------------------------------------------------------------------


async def _hold(scene: Scene, data: Data) -> Said:
    start = start_in(data["start"], scene.town)
    data.pop("booking_id", None)
    # Kept before the slot is asked for: a refusal goes on from these answers.
    await scene.state.set_state(BookingForm.day)
    await scene.state.set_data(data)
    held = await booking.hold(
        scene.db, scene.town, scene.person.id, visit_in(data), start,
        consented=bool(data.get("consented")), now=scene.now,
    )  # fmt: skip
    until = held.held_until or scene.now
    data |= {
        "booking_id": held.id,
        "until": until.astimezone(scene.town.zone).strftime("%H:%M"),
        "ready": await ready_for(scene, data["services"]),
        "at_times": data.get("times", []),
    }
    forget_reason(data)
    return await scene.at(BookingForm.check, data, BookingForm.day)


async def ready_for(scene: Scene, services: Sequence[str]) -> list[str]:
    """Give what they have ticked off already, of all items together."""
    ready: set[str] = set()
    for code in services:
        ready |= set(await checklist.ready(scene.db, scene.person.id, code))
    return sorted(ready)


async def move(scene: Scene, data: Data) -> Said:
    """Move an appointment to the slot that was chosen."""
    await scene.state.set_state(BookingForm.day)
    await scene.state.set_data(data)
    moved = await booking.change(
        scene.db, scene.town, int(data["changing"]), scene.person.id,
        start_in(data["start"], scene.town), now=scene.now,
    )  # fmt: skip
    await scene.state.clear()
    card = await booked_card(scene.db, moved, scene.say, scene.town, scene.now, "booking-moved")
    return scene.show(card)


async def let_go(scene: Scene, data: Data) -> None:
    """Give back what the form holds, and close it."""
    if data.get("booking_id"):
        await booking.let_go(scene.db, int(data["booking_id"]), scene.person.id, now=scene.now)
    await scene.state.clear()
