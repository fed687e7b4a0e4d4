"""How the agenda looks: the list of its items, and one item as a whole."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import OPEN, Case, CaseEvent, Kind, Rung, Track
from community.errors import NotAvailableError
from community.reports import agenda, merging
from community.reports.agenda import Agenda, Decided, Item
from community.reports.promises import category_of
from config.texts import Say, Text, join
from config.town import Town
from handlers.agenda.meetings import todays_or_next
from handlers.agenda.way import is_of_the_way, way
from handlers.cases import (
    ShowCase,
    event_line,
    label,
    moment,
    place_name,
    rung_name,
    state_line,
)
from handlers.reply import Keyboard, button

ON_A_PAGE = 8
MOST_HOT = 5
LONGEST_WORDS = 800
MOST_WAY_LINES = 12


class AgendaPage(CallbackData, prefix="agenda-page"):
    page: int


class AgendaItem(CallbackData, prefix="agenda-item"):
    case_id: int


class Decide(CallbackData, prefix="agenda-decide"):
    """What the meeting says; `version` is the case's when the button was shown."""

    act: str
    case_id: int
    version: int


class Export(CallbackData, prefix="agenda-export"):
    """The printed pack: as pdf or markdown."""

    kind: str


# --- the list ------------------------------------------------------------------------------


async def agenda_list(
    db: AsyncSession, whole: Agenda, page: int, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    last = max(0, (len(whole.items) - 1) // ON_A_PAGE)
    page = min(max(page, 0), last)
    first = page * ON_A_PAGE
    items = whole.items[first : first + ON_A_PAGE]
    lines = [
        item_line(n, item, await cases.timeline(db, item.case.id), say, town, now)
        for n, item in enumerate(items, start=first + 1)
    ]
    legend = say("agenda-legend") if lines else say("agenda-empty")
    text = join([_head(whole, say, town, now), *lines, legend, _hot(whole, say, town)], "\n\n")
    keyboard = [
        [button(f"{n}. {label(item.case, say, town)}", AgendaItem(case_id=item.case.id), many=True)]
        for n, item in enumerate(items, start=first + 1)
    ]
    keyboard += [
        [button(f"★ {label(case, say, town)}", ShowCase(case_id=case.id), many=True)]
        for case in whole.hot[:MOST_HOT]
    ]
    turn = []
    if page > 0:
        turn.append(button(say("agenda-page-back"), AgendaPage(page=page - 1), many=True))
    if page < last:
        turn.append(button(say("agenda-page-on"), AgendaPage(page=page + 1), many=True))
    prints = [
        button(say("agenda-print"), Export(kind="pdf"), many=True),
        button(say("agenda-markdown"), Export(kind="markdown"), many=True),
    ]
    return text, [*keyboard, *([turn] if turn else []), prints]


def _head(whole: Agenda, say: Say, town: Town, now: datetime) -> Text:
    office = town.office.name.text(say.language)
    following, count = moment(whole.meeting_at, say, town), len(whole.items)
    today = todays_or_next(town, now)
    if today != whole.meeting_at:
        at = f"{today:%H:%M}"
        return say("agenda-head-today", office=office, at=at, next=following, count=count)
    return say("agenda-head", office=office, at=following, count=count)


def item_line(
    n: int, item: Item, events: Sequence[CaseEvent], say: Say, town: Town, now: datetime
) -> Text:
    line = say(
        "agenda-item",
        n=n,
        hot="★ " if item.case.hot_at else "",
        number=item.case.number,
        category=category_name(item.case, say, town),
        where=where(item.case, say, town),
        days=age(item.case, now),
        voices=item.voices,
        way=way(events, say, town),
    )
    return line + say("agenda-item-carried", count=item.carried) if item.carried else line


def _hot(whole: Agenda, say: Say, town: Town) -> Text:
    if not whole.hot:
        return Text("")
    lines = [
        say(
            "agenda-hot-line",
            number=case.number,
            category=category_name(case, say, town),
            where=where(case, say, town),
            rung=rung_name(case.rung, case.department, say, town),
        )
        for case in whole.hot[:ON_A_PAGE]
    ]
    return join([say("agenda-hot", count=len(whole.hot)), *lines])


# --- one item ------------------------------------------------------------------------------


async def fetched(db: AsyncSession, case_id: int, person_id: int) -> Case:
    """Lock a case for somebody of the office; it need not be on the agenda any more.

    :raises NotAvailableError: no such report, or not theirs to decide.
    """
    case = await cases.get_for_staff(db, case_id, person_id)
    if case.kind is not Kind.REPORT or not await agenda.may_decide(db, person_id):
        raise NotAvailableError
    return case


async def item_card(
    db: AsyncSession, case: Case, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    events = await cases.timeline(db, case.id, public_only=False)
    moved = [event for event in events if is_of_the_way(event)][-MOST_WAY_LINES:]
    opened = [event for event in events[:1] if event not in moved]
    head = say(
        "agenda-card",
        hot="★ " if case.hot_at else "",
        number=case.number,
        category=category_name(case, say, town),
        where=where(case, say, town),
        state=state_line(case, say, town),
        days=age(case, now),
        voices=await merging.voices(db, case.id),
    )
    parts = [
        head,
        say("agenda-card-private") if is_personal(case) else "",
        say("agenda-card-public", words=_short(case.public_text)) if case.public_text else "",
        say("agenda-card-words", words=_short(case.text)),
        say("agenda-card-way", way=way(events, say, town)),
        join([event_line(event, say, town) for event in (*opened, *moved)]),
    ]
    on_it = is_on_agenda(case)
    return join([*parts, say("agenda-card-ask" if on_it else "agenda-card-gone")], "\n\n"), (
        decision_buttons(case.id, case.version, say) if on_it else to_list(say)
    )


def decision_buttons(case_id: int, version: int, say: Say) -> Keyboard:
    each = [
        button(
            say(f"decision-is-{decided.value}"),
            Decide(act=decided.value, case_id=case_id, version=version),
        )
        for decided in Decided
    ]
    return [each[:2], each[2:4], [*each[4:], *to_list(say)[0]]]


def to_list(say: Say) -> Keyboard:
    return [[button(say("agenda-to-list"), AgendaPage(page=0), many=True)]]


def is_on_agenda(case: Case) -> bool:
    return case.status in OPEN and case.rung is Rung.TOWN_OFFICE


def is_personal(case: Case) -> bool:
    """A matter between people: told to who decides, never printed."""
    return case.private or case.track is Track.MEDIATION


def category_name(case: Case, say: Say, town: Town) -> str:
    return category_of(town, case.category).name.text(say.language)


def community_name(case: Case, say: Say, town: Town) -> str:
    return next(
        (c.name.text(say.language) for c in town.communities if c.code == case.community), ""
    )


def where(case: Case, say: Say, town: Town) -> str:
    parts = (community_name(case, say, town), place_name(case, say, town))
    return "".join(f" · {part}" for part in parts if part)


def age(case: Case, now: datetime) -> int:
    """Days that the case is open, begun ones not counted."""
    return (now - case.created_at).days


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS] + "…"
