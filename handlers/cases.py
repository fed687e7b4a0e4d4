"""How a case is told: its state, its timeline, its buttons. Common ground for the rooms."""

from collections.abc import Callable, Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import OPEN, Case, CaseEvent, Kind, Status
from config.texts import Say, Text, join
from config.town import Town
from handlers.reply import Keyboard, button

LONGEST_QUOTE = 200
MOST_LINES = 12
"""Of a long timeline the last lines are told."""
PROMISED = frozenset({Status.SUBMITTED, Status.REOPENED})
QUIET_EVENTS = frozenset({"resident-said", "worker-said", "transcript", "said"})
"""Words of a talk: both sides have them in the chat already."""


class ShowCase(CallbackData, prefix="case-show"):
    case_id: int


class ShowWork(CallbackData, prefix="work"):
    """Opens the list of what lies on a worker's desk."""


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
    """Say where a case stands; while nobody has looked at it, also until when somebody will."""
    state = say(f"case-state-{case.status.value}")
    if case.status in PROMISED and case.promised_at:
        return say("case-state-by", state=state, at=moment(case.promised_at, say, town))
    return state


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


def case_text(case: Case, events: Sequence[CaseEvent], say: Say, town: Town) -> Text:
    """Tell where a case stands and all that happened to it, without anybody's name."""
    head = say(
        "case-head",
        number=case.number,
        kind=kind_name(case, say, town),
        where=_where(case, say, town),
        state=state_line(case, say, town),
    )
    words = case.text if len(case.text) <= LONGEST_QUOTE else case.text[:LONGEST_QUOTE] + "…"
    told = [e for e in events if e.what not in QUIET_EVENTS][-MOST_LINES:]
    lines = [event_line(event, say, town) for event in told]
    quote = say("case-words", words=words) if words else ""
    return join([head, quote, join(lines)], "\n\n")


def event_line(event: CaseEvent, say: Say, town: Town) -> Text:
    what = say(f"event-{event.what}", **{"stars": "", **event.facts})
    line = say("case-event", at=moment(event.at, say, town), what=what)
    return line + say("case-event-note", note=event.note) if event.note else line


def _where(case: Case, say: Say, town: Town) -> str:
    place = place_name(case, say, town)
    return f" · {place}" if place else ""


async def show(
    db: AsyncSession, case: Case, person_id: int, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    """Tell a case that was fetched for this person; staff also see the inner lines."""
    own = case.reporter_id == person_id
    events = await cases.timeline(db, case.id, public_only=own)
    return case_text(case, events, say, town), case_keyboard(case, person_id, say)


def is_open(case: Case) -> bool:
    return case.status in OPEN


def show_button(case: Case, say: Say, town: Town) -> Keyboard:
    return [[button(label(case, say, town), ShowCase(case_id=case.id), many=True)]]
