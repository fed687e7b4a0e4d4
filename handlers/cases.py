"""How a case is told: its state, its timeline, its buttons. Common ground for the rooms."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from aiogram.filters.callback_data import CallbackData
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import OPEN, Case, CaseEvent, Kind, Leg, Rung
from community.people import Person
from config.texts import Say, Text, join
from config.town import Town
from config.town.calendar import next_meeting
from handlers.reply import Keyboard, button

LONGEST_QUOTE = 200
MOST_LINES = 12
"""Of a long timeline the last lines are told."""
LADDER = (Rung.VOLUNTEER, Rung.SOCIAL_WORKER, Rung.COMMUNITY, Rung.DEPARTMENT, Rung.TOWN_OFFICE)
WEEKDAYS_ZH = "一二三四五六日"
TOLD_TO_ALL = frozenset(
    {"solved", "not-ours", "unsolvable", "scheduled", "decided", "decided-later"}
)
"""Lines whose words were written for everybody who follows; a reporter's own words are not."""
QUIET_EVENTS = frozenset({"resident-said", "worker-said", "transcript", "said"})
"""Words of a talk: both sides have them in the chat already."""


class ShowCase(CallbackData, prefix="case-show"):
    case_id: int


class ShowWork(CallbackData, prefix="work"):
    """Opens the list of what lies on a worker's desk."""


class ShowTasks(CallbackData, prefix="tasks"):
    """Opens the list of a worker's sub-tasks."""


class ShowAgenda(CallbackData, prefix="agenda"):
    """Opens the agenda of the town office's next meeting."""


class StopFollowing(CallbackData, prefix="unfollow"):
    case_id: int


Acts = Callable[[Case, int, Say], Keyboard]
_ACTS: dict[Kind, Acts] = {}


def acts_on(kind: Kind) -> Callable[[Acts], Acts]:
    """Register what a person may press beside a case; gets the case and the person's id."""

    def register(acts: Acts) -> Acts:
        _ACTS[kind] = acts
        return acts

    return register


def case_keyboard(case: Case, person_id: int, say: Say) -> Keyboard:
    acts = _ACTS.get(case.kind)
    return acts(case, person_id, say) if acts else []


def moment(at: datetime, say: Say, town: Town) -> str:
    """Write a moment by the town's clock: 11月23日 16:20, 23 Nov 16:20."""
    local = at.astimezone(town.zone)
    if say.language == "zh":
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {local:%b %H:%M}"


def kind_name(case: Case, say: Say, town: Town) -> str:
    """Name a case by its category where it has one, else by its kind."""
    for category in town.categories:
        if case.kind is Kind.REPORT and category.code == case.category:
            return category.name.text(say.language)
    return say(f"case-kind-{case.kind.value}").words


def place_name(case: Case, say: Say, town: Town) -> str:
    for place in town.places:
        if place.code == case.place_code:
            return place.name.text(say.language)
    return case.place or ""


def state_line(case: Case, say: Say, town: Town) -> Text:
    """Say where a case stands and, while its clock runs, until when what will have happened."""
    state = say(f"case-state-{case.status.value}")
    if case.status not in OPEN or case.due_at is None or case.paused_at is not None:
        return state
    if case.leg is Leg.MEETING and case.leg_started_at is not None:
        meeting = next_meeting(town, case.leg_started_at)
        return say("case-state-meeting", state=state, at=day_name(meeting.date(), say))
    leg = f"case-by-{case.leg.value}" if case.leg else "case-state-by"
    return say(leg, state=state, at=moment(case.due_at, say, town))


def day_name(day: date, say: Say) -> str:
    """Write a day: 11月30日（周一）, Mon 30 Nov."""
    if say.language == "zh":
        return f"{day.month}月{day.day}日（周{WEEKDAYS_ZH[day.weekday()]}）"
    return f"{day:%a} {day.day} {day:%b}"


def rung_name(rung: Rung | str, department: str | None, say: Say, town: Town) -> str:
    """Name a rung as people know it: the department itself where one is meant."""
    for known in town.departments:
        if rung == Rung.DEPARTMENT and known.code == department:
            return known.name.text(say.language)
    return say(f"rung-{Rung(rung).value}").words


def ladder_line(case: Case, say: Say, town: Town, owner: str | None = None) -> Text:
    """Draw the ladder with the rung where the case stands, and say who has it in hand."""
    steps: list[Text] = []
    for rung in LADDER:
        name = rung_name(rung, case.department if rung is case.rung else None, say, town)
        steps.append(say("case-rung-here", rung=name) if rung is case.rung else Text(name))
    ladder = join(steps, " › ")
    if not is_open(case):
        return ladder
    where = rung_name(case.rung, case.department, say, town)
    if case.owner_id is None:
        return ladder + "\n" + say("case-in-queue", rung=where)
    return ladder + "\n" + say("case-in-hand", owner=owner or where)


def label(case: Case, say: Say, town: Town) -> str:
    """Write a case on a button: number, what, where."""
    return f"{case.number} · {kind_name(case, say, town)}{_where(case, say, town)}"


def case_line(case: Case, say: Say, town: Town) -> Text:
    """Tell a case in two lines: for lists."""
    return say(
        "case-line",
        number=case.number,
        kind=kind_name(case, say, town),
        where=_where(case, say, town),
        state=state_line(case, say, town),
        at=moment(case.created_at, say, town),
    )


def case_text(
    case: Case,
    events: Sequence[CaseEvent],
    say: Say,
    town: Town,
    *,
    owner: str | None = None,
    words: str | None = None,
    place: str | None = None,
) -> Text:
    """Tell where a case stands, who has it, and all that happened to it.

    :param owner: who has it in hand, for those who may know the name.
    :param words: what is told in place of the reporter's own words.
    :param place: what is told in place of how the reporter called it.
    """
    head = say(
        "case-head",
        number=case.number,
        kind=kind_name(case, say, town),
        where=_where(case, say, town) if place is None else place and f" · {place}",
        state=state_line(case, say, town),
    )
    words = case.text if words is None else words
    words = words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE] + "…"
    if case.kind is Kind.REPORT:
        head = head + "\n" + ladder_line(case, say, town, owner)
    told = [e for e in events if e.what not in QUIET_EVENTS][-MOST_LINES:]
    lines = [event_line(event, say, town) for event in told]
    quote = say("case-words", words=words) if words else ""
    return join([head, quote, join(lines)], "\n\n")


def event_line(event: CaseEvent, say: Say, town: Town) -> Text:
    what = say(f"event-{event.what}", **{"stars": "", **_event_facts(event, say, town)})
    line = say("case-event", at=moment(event.at, say, town), what=what)
    return line + say("case-event-note", note=event.note) if event.note else line


def _event_facts(event: CaseEvent, say: Say, town: Town) -> dict[str, Any]:
    """Turn the codes that an event carries into words."""
    facts = dict(event.facts)
    if "from" in facts:
        facts["from"] = rung_name(facts["from"], facts.get("from_department"), say, town)
    rung = facts.get("rung") or Rung.SOCIAL_WORKER
    facts["rung"] = rung_name(rung, facts.get("department"), say, town)
    facts["department"] = rung_name(Rung.DEPARTMENT, facts.get("department"), say, town)
    if "category" in facts:
        facts["category"] = next(
            (c.name.text(say.language) for c in town.categories if c.code == facts["category"]),
            facts["category"],
        )
    if "day" in facts:
        facts["day"] = day_name(date.fromisoformat(facts["day"]), say)
    if facts.get("satisfied"):
        facts["satisfied"] = say(f"satisfied-{facts['satisfied']}").words
    return facts


def _where(case: Case, say: Say, town: Town) -> str:
    place = place_name(case, say, town)
    return f" · {place}" if place else ""


async def show(
    db: AsyncSession, case: Case, person_id: int, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    """Tell a case that was fetched for this person; staff also see the inner lines."""
    staff = await cases.may_handle(db, case, person_id)
    events = await cases.timeline(db, case.id, public_only=not staff)
    owner = await db.get(Person, case.owner_id) if case.owner_id else None
    name = owner.name if owner else None
    own = case.reporter_id == person_id or staff
    words = None if own else case.public_text or ""
    if not own:
        events = [event for event in events if event.note is None or event.what in TOLD_TO_ALL]
    place = None if own or case.public_text or case.place_code else ""
    text = case_text(case, events, say, town, owner=name, words=words, place=place)
    if own:
        return text, case_keyboard(case, person_id, say)
    return text, [[button(say("follow-stop"), StopFollowing(case_id=case.id))]]


def is_open(case: Case) -> bool:
    return case.status in OPEN


def show_button(case: Case, say: Say, town: Town) -> Keyboard:
    return [[button(label(case, say, town), ShowCase(case_id=case.id), many=True)]]
