"""A month's rota in words: what is missing first, who has how many, and day by day."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from aiogram.filters.callback_data import CallbackData

from community.shifts import rota, shifts
from community.shifts.model import RotaPlan
from community.shifts.rota import Slot, View
from config.texts import Say, Text, join
from config.town import Town
from handlers.reply import Keyboard, button, rows
from handlers.shifts.spans import shift_name
from handlers.times import WEEKDAYS

DAYS_A_PAGE = 7
MOST_GAPS = 8
MOST_PEOPLE = 60


class RotaDo(CallbackData, prefix="rota-do"):
    """A button of a plan's card."""

    act: str
    plan_id: int


class RotaDays(CallbackData, prefix="rota-days"):
    plan_id: int
    page: int = 0


class RotaDay(CallbackData, prefix="rota-day"):
    """Opens one day to change it; `day` as 2026-12-01."""

    plan_id: int
    day: str


def act(name: str, say: Say, plan: RotaPlan, *, many: bool = False) -> Keyboard:
    return [[button(say(f"rota-do-{name}"), RotaDo(act=name, plan_id=plan.id), many=many)]]


def day_name(day: date, say: Say) -> Text:
    weekday = WEEKDAYS["zh" if say.language == "zh" else "en"][day.weekday()]
    return say("rota-day", month=day.month, day=day.day, weekday=weekday)


def head(plan: RotaPlan, say: Say, town: Town) -> Text:
    return say(
        "rota-head",
        team=town.team(plan.team).name.text(say.language),
        community=town.community(plan.community).name.text(say.language),
        year=plan.month.year,
        month=plan.month.month,
    )


def person_name(view: View, person_id: int, say: Say) -> str:
    return view.names.get(person_id) or say("rota-no-name", number=person_id).words


# --- the plan as a whole -------------------------------------------------------------------


def card(view: View, say: Say, town: Town) -> tuple[Text, Keyboard]:
    plan = view.plan
    if plan.made_with == rota.ASKED:
        return join([head(plan, say, town), say("rota-making")], "\n"), act(
            "look", say, plan, many=True
        )
    given = sum(len(slot.people) for slot in view.slots)
    missing = sum(slot.missing for slot in view.slots)
    loads = [count for _, count in view.loads]
    lines = [
        head(plan, say, town),
        say("rota-published" if plan.published_at else f"rota-made-with-{plan.made_with}"),
        say("rota-counts", given=given, missing=missing),
    ]
    if loads:
        lines.append(say("rota-spread", people=len(loads), most=loads[0], least=loads[-1]))
    if missing:
        lines += [say("rota-gaps-head"), *_gap_lines(view, say, town)]
    return join(lines, "\n"), _buttons(view, missing, say)


def _gap_lines(view: View, say: Say, town: Town) -> Iterator[Text]:
    for slot in view.gaps[:MOST_GAPS]:
        yield say(
            "rota-gap-line", day=day_name(slot.shift.day, say), what=slot_name(slot, say, town),
            missing=slot.missing,
        )  # fmt: skip
    if len(view.gaps) > MOST_GAPS:
        yield say("rota-gaps-more", count=len(view.gaps) - MOST_GAPS)


def _buttons(view: View, missing: int, say: Say) -> Keyboard:
    plan = view.plan
    look = [
        button(say("rota-do-days"), RotaDays(plan_id=plan.id), many=True),
        button(say("rota-do-people"), RotaDo(act="people", plan_id=plan.id), many=True),
    ]
    paper = act("paper", say, plan, many=True)
    if plan.published_at is not None:
        return [look, *(act("fill", say, plan, many=True) if missing else []), *paper]
    return [look, *act("publish", say, plan, many=True), *act("again", say, plan), *paper]


def people(view: View, say: Say, town: Town) -> tuple[Text, Keyboard]:
    """How often each has a turn, the most first."""
    loads = view.loads
    lines = [
        say("rota-load-line", name=person_name(view, person, say), count=count)
        for person, count in loads[:MOST_PEOPLE]
    ]
    if len(loads) > MOST_PEOPLE:
        lines.append(say("rota-people-more", count=len(loads) - MOST_PEOPLE))
    return join([head(view.plan, say, town), *lines], "\n"), act("look", say, view.plan, many=True)


# --- day by day ----------------------------------------------------------------------------


def slot_name(slot: Slot, say: Say, town: Town) -> Text:
    first, last = (at.astimezone(town.zone) for at in (slot.shift.starts_at, slot.shift.ends_at))
    return say(
        "rota-slot", first=f"{first:%H:%M}", last=f"{last:%H:%M}",
        name=shift_name(slot.shift, say, town),
        role=shifts.role_name(town, slot.shift, slot.role).text(say.language),
    )  # fmt: skip


def by_day(view: View) -> list[tuple[date, list[Slot]]]:
    grouped = groupby(view.slots, key=lambda slot: slot.shift.day)
    return [(day, list(slots)) for day, slots in grouped]


def days(view: View, page: int, say: Say, town: Town) -> tuple[Text, Keyboard]:
    """A week of the plan; days can be opened to change them while it is a draft."""
    plan = view.plan
    first = plan.month + timedelta(days=page * DAYS_A_PAGE)
    last = first + timedelta(days=DAYS_A_PAGE)
    shown = [(day, slots) for day, slots in by_day(view) if first <= day < last]
    lines = [head(plan, say, town)]
    for day, slots in shown:
        lines += [say("rota-day-head", day=day_name(day, say)), *_slots(view, slots, say, town)]
    if not shown:
        lines.append(say("rota-no-shifts"))
    turn = []
    if page:
        turn.append(
            button(say("rota-earlier"), RotaDays(plan_id=plan.id, page=page - 1), many=True)
        )
    if any(slot.shift.day >= last for slot in view.slots):
        turn.append(button(say("rota-later"), RotaDays(plan_id=plan.id, page=page + 1), many=True))
    change = [
        button(
            say("rota-change-day", day=day_name(day, say)),
            RotaDay(plan_id=plan.id, day=day.isoformat()),
            many=True,
        )
        for day, _ in shown
        if plan.published_at is None
    ]
    keyboard = [*rows(change), *([turn] if turn else []), *act("look", say, plan, many=True)]
    return join(lines, "\n"), keyboard


def _slots(view: View, slots: Sequence[Slot], say: Say, town: Town) -> Iterator[Text]:
    comma = say("rota-comma").words
    for slot in slots:
        names = comma.join(person_name(view, person, say) for person in slot.people)
        what = slot_name(slot, say, town)
        if not slot.missing:
            yield say("rota-slot-full", what=what, names=names)
        elif names:
            yield say("rota-slot-some", what=what, names=names, missing=slot.missing)
        else:
            yield say("rota-slot-none", what=what, missing=slot.missing)


def month_name(month: datetime | date) -> str:
    return f"{month:%Y-%m}"
