"""The agenda on paper: the list, what the last meeting decided, and a page for each case.

Papers lie about on tables: of a matter between people only its number and category are printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import Case, CaseEvent, Decision, Rung
from community.reports import agenda
from community.reports.agenda import Agenda, Item
from community.reports.promises import category_of
from config.texts import Say
from config.town import Town
from handlers.agenda.cards import age, category_name, community_name, is_personal
from handlers.agenda.meetings import since_last, todays_or_next
from handlers.agenda.way import broken, is_of_the_way
from handlers.cases import day_name, event_line, place_name, rung_name
from handlers.paper import Facts, Heading, PageBreak, Paper, Paragraph, Part, Space, Table

LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""As papers name them (BCP 47)."""
LONGEST_WORDS = 1500
ROOM_TO_WRITE = 30
"""Millimetres for a decision by hand."""


@dataclass(frozen=True)
class Whole:
    """All that is printed."""

    agenda: Agenda
    events: dict[int, Sequence[CaseEvent]]
    decisions: Sequence[tuple[Decision, Case]]


async def agenda_paper(
    db: AsyncSession, whole: Agenda, say: Say, town: Town, now: datetime
) -> Paper:
    """Write the agenda out, with each case's way up, and what was decided the last time."""
    events = {
        item.case.id: await cases.timeline(db, item.case.id)
        for item in whole.items
        if not is_personal(item.case)
    }
    decisions = [
        decided for day in since_last(town, now) for decided in await agenda.decisions_of(db, day)
    ]
    return _Writer(say, town, now).paper(Whole(whole, events, decisions))


class _Writer:
    def __init__(self, say: Say, town: Town, now: datetime) -> None:
        self.say = say
        self.town = town
        self.now = now

    def word(self, text_id: str) -> str:
        return self.say(text_id).words

    def paper(self, whole: Whole) -> Paper:
        office = self.town.office.name.text(self.say.language)
        at = f"{todays_or_next(self.town, self.now):%Y-%m-%d %H:%M}"
        count = len(whole.agenda.items)
        return Paper(
            self.say("pack-title", office=office).words,
            self.say("pack-subtitle", at=at, count=count).words,
            tuple(self.parts(whole)),
            made_at=self.now.astimezone(self.town.zone),
            author=self.town.name.text(self.say.language),
            language=LANGUAGES.get(self.say.language, self.say.language),
        )

    def parts(self, whole: Whole) -> Iterator[Part]:
        yield Heading(self.word("pack-list"))
        if whole.agenda.items:
            yield self.list(whole.agenda.items)
        else:
            yield Paragraph(self.word("pack-list-none"))
        if whole.agenda.hot:
            yield Heading(self.word("pack-hot"))
            yield self.hot(whole.agenda.hot)
        yield Heading(self.word("pack-decided"))
        if whole.decisions:
            yield self.decisions(whole.decisions)
        else:
            yield Paragraph(self.word("pack-decided-none"))
        for n, item in enumerate(whole.agenda.items, start=1):
            yield PageBreak()
            yield from self.case(n, item, whole.events.get(item.case.id, ()))

    def list(self, items: Sequence[Item]) -> Table:
        head = ("n", "number", "category", "where", "days", "voices", "mark")
        rows = [
            (str(n), item.case.number, self.category(item.case), *self._of(item))
            for n, item in enumerate(items, start=1)
        ]
        return self.table(head, rows, (5, 19, 16, 30, 10, 10, 10))

    def _of(self, item: Item) -> tuple[str, str, str, str]:
        if is_personal(item.case):
            return (self.word("pack-personal"), "", "", "")
        mark = self.word("pack-mark-hot") if item.case.hot_at else ""
        days, voices = str(age(item.case, self.now)), str(item.voices)
        return (self.where(item.case), days, voices, mark)

    def hot(self, hot: Sequence[Case]) -> Table:
        rows = [
            (
                case.number,
                self.category(case),
                self.where(case),
                rung_name(case.rung, case.department, self.say, self.town),
            )
            for case in hot
            if not is_personal(case)
        ]
        return self.table(("number", "category", "where", "rung"), rows, (19, 16, 40, 25))

    def decisions(self, decisions: Sequence[tuple[Decision, Case]]) -> Table:
        rows = [
            (
                self.day(decision.meeting_on),
                case.number,
                self.word(f"decision-is-{decision.decided}"),
                self.word("pack-personal") if is_personal(case) else decision.words,
            )
            for decision, case in decisions
        ]
        return self.table(("day", "number", "decided", "words"), rows, (23, 19, 18, 40))

    def case(self, n: int, item: Item, events: Sequence[CaseEvent]) -> Iterator[Part]:
        case = item.case
        yield Heading(f"{n}. {case.number} {self.category(case)}")
        if is_personal(case):
            yield Paragraph(self.word("pack-personal"))
            yield from self.decision()
            return
        if case.public_text:
            yield Paragraph(case.public_text)
        else:
            yield Paragraph(self.word("pack-own-words"))
            yield Paragraph(case.text[:LONGEST_WORDS])
        facts = [
            ("place", self.where(case)),
            ("since", self.say(
                "pack-opened", day=self.day(self.local(case.created_at)), days=age(case, self.now)
            ).words),
            ("voices", str(item.voices)),
            ("hot-mark", self.word("pack-yes") if case.hot_at else ""),
            ("carried", str(item.carried) if item.carried else ""),
            ("proposed", self.proposed(case)),
        ]  # fmt: skip
        yield Facts(tuple((self.word(f"pack-{name}"), value) for name, value in facts if value))
        yield Heading(self.word("pack-way"), 2)
        yield from self.way(events)
        late = broken(events)
        yield Heading(self.say("pack-broken", count=len(late)).words, 2)
        for promise in late:
            whose = rung_name(promise.rung, promise.department, self.say, self.town)
            day = self.day(self.local(promise.at))
            yield Paragraph(self.say("pack-broken-line", rung=whose, day=day).words)
        yield from self.decision()

    def way(self, events: Sequence[CaseEvent]) -> Iterator[Part]:
        for event in (*events[:1], *(e for e in events[1:] if is_of_the_way(e))):
            yield Paragraph(event_line(event, self.say, self.town).words)

    def decision(self) -> Iterator[Part]:
        yield Heading(self.word("pack-decision"), 2)
        yield Space(ROOM_TO_WRITE)
        yield Paragraph(self.word("pack-decision-lines"))

    def proposed(self, case: Case) -> str:
        """Whose it would be by its category; else the community's."""
        code = case.department or category_of(self.town, case.category).department
        if code:
            return rung_name(Rung.DEPARTMENT, code, self.say, self.town)
        return rung_name(Rung.COMMUNITY, None, self.say, self.town)

    def category(self, case: Case) -> str:
        return category_name(case, self.say, self.town)

    def where(self, case: Case) -> str:
        place = place_name(case, self.say, self.town)
        return " · ".join(p for p in (community_name(case, self.say, self.town), place) if p)

    def local(self, at: datetime) -> date:
        return at.astimezone(self.town.zone).date()

    def day(self, day: date) -> str:
        return day_name(day, self.say)

    def table(
        self, head: Sequence[str], rows: Sequence[tuple[str, ...]], widths: tuple[float, ...]
    ) -> Table:
        return Table(tuple(self.word(f"pack-column-{name}") for name in head), tuple(rows), widths)
