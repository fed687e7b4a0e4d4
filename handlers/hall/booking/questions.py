"""How each step of the booking form asks; all that it needs stands in the form's data."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from aiogram.types import InlineKeyboardButton

from config.texts import Say, Text, join
from config.town import Service, Town
from config.town.calendar import is_workday
from handlers.cases import WEEKDAYS_ZH, day_name
from handlers.forms import Question, asks
from handlers.hall.booking.cards import (
    bring_text,
    facts_text,
    item_names,
    moment_name,
    point_name,
    station_of,
)
from handlers.hall.booking.draft import BookingForm, Data, Pick, start_in
from handlers.hall.doors import TakeNumber
from handlers.menu import Door
from handlers.reply import Keyboard, button, rows

PAGE = 8
IN_A_ROW = 4
FIRST_WEEKEND_DAY = 5
KIN = ("mother", "father", "partner", "child", "elder")
DATES = {"until", "day"}
"""Facts of refusals that are days or moments in ISO form."""


def pick(data: Data, what: str, value: str = "") -> Pick:
    return Pick(draft=data.get("draft", ""), what=what, value=value)


def press(label: Text | str, data: Data, what: str, value: str = "") -> InlineKeyboardButton:
    return button(label, pick(data, what, value), many=True)


def give_up(data: Data, say: Say) -> InlineKeyboardButton:
    label = say("booking-leave-change") if data.get("changing") else say("booking-leave")
    return button(label, pick(data, "leave"))


# --- why not ---------------------------------------------------------------------------------


def reason_text(reason: str, facts: dict[str, Any], say: Say, town: Town) -> Text:
    """Say a refusal, its days the way people name them."""
    day = facts.get("day")
    if reason == "booking-closed-day" and day:
        closed = date.fromisoformat(day)
        if not is_workday(town, closed):
            weekend = closed.weekday() >= FIRST_WEEKEND_DAY
            reason = "booking-closed-weekend" if weekend else "booking-closed-holiday"
    return say(reason, **{name: _named(name, fact, say) for name, fact in facts.items()})


def _named(name: str, fact: object, say: Say) -> object:
    if name not in DATES or not isinstance(fact, str):
        return fact
    try:
        return day_name(date.fromisoformat(fact[:10]), say)
    except ValueError:
        return fact


# --- what --------------------------------------------------------------------------------------


def items_of(town: Town, department: str, point: str | None) -> list[Service]:
    """Give a department's items; at a point, those that it handles."""
    return [
        service
        for service in town.services
        if service.department == department
        and (point is None or point in {p.station for p in town.points_for(service)})
    ]


@asks(BookingForm.item)
async def ask_item(data: Data, say: Say, town: Town) -> Question:
    adding = data["point"] if data.get("adding") else None
    department = data.get("department")
    known = {service.code: service for service in town.services}
    choices = [known[code] for code in data.get("choices", ()) if code in known]
    if choices:
        keyboard = [[_item(service, data, say)] for service in choices]
        if data.get("together"):
            keyboard.append([press(say("booking-all-items"), data, "all")])
        keyboard.append([press(say("booking-other-item"), data, "department"), _out(data, say)])
        return Question(_lead(data, say("booking-which-item"), say, town), keyboard)
    if department:
        found = items_of(town, department, adding)
        page = min(int(data.get("page", 0)), (len(found) - 1) // PAGE)
        shown = found[page * PAGE : (page + 1) * PAGE]
        keyboard = [[_item(service, data, say)] for service in shown]
        turn = [
            press(label, data, "department", f"{department}.{at}")
            for label, at in (("◀", page - 1), ("▶", page + 1))
            if 0 <= at * PAGE < len(found)
        ]
        keyboard += [turn] if turn else []
        keyboard.append([press(say("booking-departments"), data, "department"), _out(data, say)])
        name = town.department(department).name.text(say.language)
        return Question(say("booking-which-of", department=name), keyboard)
    departments = [
        press(d.name.text(say.language), data, "department", f"{d.code}.0")
        for d in town.departments
        if items_of(town, d.code, adding)
    ]
    lead = _lead(data, say("booking-add-what" if adding else "booking-ask-item"), say, town)
    return Question(lead, [*rows(departments, wide=3), [_out(data, say)]])


def _item(service: Service, data: Data, say: Say) -> InlineKeyboardButton:
    return press(service.name.text(say.language), data, "item", service.code)


def _out(data: Data, say: Say) -> InlineKeyboardButton:
    if data.get("adding"):
        return press(say("booking-add-nothing"), data, "resume")
    return give_up(data, say)


def _lead(data: Data, question: Text, say: Say, town: Town) -> Text:
    note = data.get("note")
    if not note:
        return question
    return join([reason_text(note["id"], note["facts"], say, town), question])


# --- where -------------------------------------------------------------------------------------


@asks(BookingForm.point)
async def ask_point(data: Data, say: Say, town: Town) -> Question:
    keyboard = [
        [press(point_name(point, say, town), data, "point", point)]
        for point in data.get("points", ())
    ]
    lines = [
        say(
            "booking-point-line",
            name=station.name.text(say.language),
            address=station.address.text(say.language),
        )
        for point in data.get("points", ())
        if (station := station_of(point, town))
    ]
    question = say("booking-which-point", what=item_names(data["services"], say, town))
    return Question(join([question, *lines]), [*keyboard, [give_up(data, say)]])


# --- when --------------------------------------------------------------------------------------


@asks(BookingForm.day)
async def ask_day(data: Data, say: Say, town: Town) -> Question:
    reason = data.get("reason")
    if reason:
        return _ask_nearest(reason, data, say, town)
    head = _head(data, say, town)
    if data.get("waitlist"):
        full = [date.fromisoformat(day) for day in data.get("full", ())]
        keyboard = [[press(day_name(d, say), data, "wait", d.isoformat())] for d in full]
        back = press(say("booking-back-days"), data, "days")
        return Question(say("booking-which-full"), [*keyboard, [back]])
    days = data.get("days", ())
    month = date.fromisoformat(days[0][0]).month if days else 0
    names = [(day[0], _day_label(*day, say=say, month=month)) for day in days]
    keyboard = [[press(name, data, "day", day)] for day, name in names]
    keyboard += [_full_row(data, say)] if data.get("full") and not data.get("changing") else []
    last = [give_up(data, say)]
    if len(data.get("points", ())) > 1 and not data.get("changing"):
        last.insert(0, press(say("booking-other-point"), data, "points"))
    question = say("booking-which-day") if days else say("booking-nothing-free")
    return Question(join([head, question]), [*keyboard, last])


def _head(data: Data, say: Say, town: Town) -> Text:
    what = item_names(data["services"], say, town)
    return say("booking-head", what=what, point=point_name(data["point"], say, town))


def _day_label(day: str, morning: int, afternoon: int, *, say: Say, month: int) -> Text:
    """Name a day and what is free on it: 周三 25日 · 上午3个 下午5个.

    :param month: which goes without saying.
    """
    when = date.fromisoformat(day)
    far = "" if when.month == month else f"{when.month}月"
    name = f"周{WEEKDAYS_ZH[when.weekday()]} {far}{when.day}日" if say.language == "zh" else (
        f"{when:%a} {when.day} {when:%b}"
    )  # fmt: skip
    if not morning:
        return say("booking-day-afternoon", day=name, n=afternoon)
    if not afternoon:
        return say("booking-day-morning", day=name, n=morning)
    return say("booking-day-both", day=name, morning=morning, afternoon=afternoon)


def _full_row(data: Data, say: Say) -> list[InlineKeyboardButton]:
    return [press(say("booking-day-is-full"), data, "full")]


def _ask_nearest(reason: Data, data: Data, say: Say, town: Town) -> Question:
    """Say why it cannot be so, and offer the slots that are nearest."""
    near = [start_in(start, town) for start in data.get("near", ())]
    keyboard = [
        [press(moment_name(start, say, town), data, "slot", f"{start:%Y-%m-%dT%H%M}")]
        for start in near
    ]
    waiting = data.get("waiting")
    if waiting and not data.get("changing"):
        label = say("booking-wait", day=day_name(date.fromisoformat(waiting), say))
        keyboard.append([press(label, data, "wait", waiting)])
    if reason["id"] == "booking-too-soon":
        label = say("booking-walk-in")
        keyboard.append([button(label, TakeNumber(point=data["point"]), many=True)])
    if reason["id"] == "booking-day-limit":
        keyboard += [
            [press(say("booking-for-family"), data, "whom")],
            [button(say("booking-mine"), Door(intent="my_appointments"), many=True)],
        ]
    keyboard.append([press(say("booking-all-days"), data, "days"), give_up(data, say)])
    offer = say("booking-nearest") if near else ""
    if reason["id"] != "booking-day-limit" and not near:
        offer = say("booking-nothing-free")
    why = reason_text(reason["id"], reason["facts"], say, town)
    return Question(join([why, offer]), keyboard)


@asks(BookingForm.time)
async def ask_time(data: Data, say: Say, town: Town) -> Question:
    times: Sequence[str] = data.get("times", ())
    day = data.get("day") or ""
    buttons: dict[bool, list[InlineKeyboardButton]] = {True: [], False: []}
    for time in times:
        label = f"{time[:2]}:{time[2:]}"
        buttons[time < "1200"].append(press(label, data, "slot", f"{day}T{time}"))
    keyboard: list[list[InlineKeyboardButton]] = []
    for half in (True, False):
        keyboard += [list(row) for row in rows(buttons[half], wide=IN_A_ROW)]
    if data.get("more"):
        keyboard.append([press(say("booking-whole-day"), data, "day", day)])
    keyboard.append([press(say("booking-other-day"), data, "days"), give_up(data, say)])
    question = say(
        "booking-which-time",
        day=day_name(date.fromisoformat(day), say),
        halves=_halves(len(buttons[True]), len(buttons[False]), say),
    )
    return Question(join([_head(data, say, town), _lead(data, question, say, town)]), keyboard)


def _halves(morning: int, afternoon: int, say: Say) -> Text:
    parts = [say("booking-morning", n=morning)] if morning else []
    parts += [say("booking-afternoon", n=afternoon)] if afternoon else []
    return join(parts, "，" if say.language == "zh" else ", ")


# --- for whom, and the last look -----------------------------------------------------------


@asks(BookingForm.whom)
async def ask_whom(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001  an asker
    kin = [press(say(f"booking-kin-{one}"), data, "kin", one) for one in KIN]
    own = press(say("booking-myself"), data, "myself")
    return Question(say("booking-ask-whom"), [*rows(kin, wide=3), [own]])


@asks(BookingForm.consent)
async def ask_consent(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001  an asker
    agrees = button(say("booking-consented"), pick(data, "consented"))
    own = press(say("booking-myself"), data, "myself")
    text = say("booking-ask-consent", name=data.get("for_whom") or "")
    return Question(text, [[agrees], [own, give_up(data, say)]])


@asks(BookingForm.check)
async def ask_check(data: Data, say: Say, town: Town) -> Question:
    start = start_in(data["start"], town)
    for_whom = data.get("for_whom")
    facts = facts_text(data["services"], data["point"], start, for_whom, say, town)
    other = press(say("booking-other-time"), data, "times")
    if data.get("changing"):
        head = say("booking-check-move", number=data.get("number", ""), old=data.get("old", ""))
        yes = button(say("booking-move"), pick(data, "move"))
        return Question(join([head, facts], "\n\n"), [[yes], [other, give_up(data, say)]])
    ready: Sequence[str] = data.get("ready", ())
    bring = bring_text(data["services"], ready, say, town, proxy=bool(for_whom))
    held = say("booking-held", until=data.get("until", ""))
    keyboard: Keyboard = [
        [button(say("booking-confirm"), pick(data, "confirm"))],
        [other, press(say("booking-add-item"), data, "add")],
        [_whom_button(data, say), give_up(data, say)],
    ]
    return Question(join([say("booking-check"), facts, bring, held], "\n\n"), keyboard)


def _whom_button(data: Data, say: Say) -> InlineKeyboardButton:
    if data.get("for_whom"):
        return press(say("booking-myself"), data, "myself")
    return press(say("booking-for-family"), data, "whom")
