"""Many matters in one message: the morning's, the week's, what climbed or was handed on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.types import InlineKeyboardButton, Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import Case, Rung, clocks
from community.people import CASE_STAFF, Role, Speaker
from community.reports import agenda, digest
from community.reports.digest import Morning, Week
from config.texts import Say, Text, join
from config.town import Town
from handlers.cases import LADDER, ShowAgenda, ShowCase, ShowWork, label, moment, rung_name
from handlers.filters import Staff, Word
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, tell

router = Router(name="digest")
router.message.filter(Staff(CASE_STAFF | {Role.CLERK, Role.LEADER}))

MOST_LISTED = 8
ONE_WEEK = timedelta(weeks=1)
BAR = 10
"""Characters of a whole bar."""


# --- the morning ---------------------------------------------------------------------------


@renders("morning-digest")
async def morning(t: Telling) -> Said:
    """Count anew: what was settled since then is not counted any more."""
    found = await digest.morning(t.db, t.town, t.notice.person_id, now=t.now)
    if not found.anything:
        return []
    return tell(t.chat_id, *_morning(found, t.say, t.town, t.now))


@router.message(Word("早报", "今日工作", "今天的工作", "digest", "/digest"))
async def ask_morning(
    message: Message, person: Speaker, db: AsyncSession, say: Say, town: Town, now: datetime
) -> Said:
    found = await digest.morning(db, town, person.id, now=now)
    if not found.anything:
        return tell(message.chat.id, say("digest-nothing"))
    return tell(message.chat.id, *_morning(found, say, town, now))


def _morning(found: Morning, say: Say, town: Town, now: datetime) -> tuple[Text, Keyboard]:
    counts = [
        say(f"digest-{name}", count=count)
        for name, count in (
            ("new", found.new),
            ("due-today", found.due_today),
            ("overdue", found.overdue),
            ("badly-late", found.badly_late),
            ("reopened", found.reopened),
            ("unowned", found.unowned),
        )
        if count
    ]
    lines = [
        say("digest-head", count=found.in_hand) if found.in_hand else say("digest-head-none"),
        join(counts, "\n") if counts else say("digest-calm"),
        say("digest-first") if found.first else "",
    ]
    return join(lines), [*_buttons(found.first, say, town, now), [_work(say)]]


def _work(say: Say) -> InlineKeyboardButton:
    return button(say("door-work"), ShowWork(), many=True)


def _buttons(found: Sequence[Case], say: Say, town: Town, now: datetime) -> Keyboard:
    """A button for each case; what is overdue has a sign."""
    return [
        [
            button(
                ("❗" if clocks.overdue(case, now) else "") + label(case, say, town),
                ShowCase(case_id=case.id),
                many=True,
            )
        ]
        for case in found[:MOST_LISTED]
    ]


# --- the week ------------------------------------------------------------------------------


@renders("week-summary")
async def week(t: Telling) -> Said:
    parts = [
        await _week(t.db, community, t.say, t.town, t.now) for community in t.facts["communities"]
    ]
    return tell(t.chat_id, join(parts, "\n\n"), await _doors(t))


async def _doors(t: Telling) -> Keyboard:
    doors = [_work(t.say)]
    if await agenda.may_decide(t.db, t.notice.person_id):
        doors.append(button(t.say("agenda-to-list"), ShowAgenda(), many=True))
    return [doors]


async def _week(
    db: AsyncSession, community: str | None, say: Say, town: Town, now: datetime
) -> Text:
    this = await digest.week(db, community, now=now)
    # What came in the two weeks since then, less this week's, is the week before.
    both = await digest.week(db, community, now=now - ONE_WEEK)
    where = next((c.name for c in town.communities if c.code == community), town.name)
    until = now.astimezone(town.zone)
    head = say(
        "week-head",
        where=where.text(say.language),
        since=_day(until - ONE_WEEK, say),
        until=_day(until, say),
    )
    return join(
        [
            join([head, *_four(this, both, say)]),
            join(_flow(this, both, say)),
            join([say("week-rungs", count=this.open_now), *_rungs(this, say, town)]),
        ],
        "\n\n",
    )


def _day(at: datetime, say: Say) -> str:
    return f"{at.month}月{at.day}日" if say.language == "zh" else f"{at.day} {at:%b}"


def _four(this: Week, both: Week, say: Say) -> list[Text]:
    """The four first indicators: needed, took part, benefited, satisfied."""
    if not this.asked:
        return [say("week-four-none")]
    lines = [say("week-four", asked=this.asked)]
    for name in ("needed", "took_part", "benefited", "satisfied"):
        yes, asked = getattr(this, name), this.asked
        before = _percent(getattr(both, name) - yes, both.asked - asked)
        line = say(
            f"week-{name.replace('_', '-')}",
            bar=_bar(yes, asked), share=_percent(yes, asked), yes=yes, asked=asked,
        )  # fmt: skip
        lines.append(line + say("week-before", before=before) if before else line)
    return lines


def _flow(this: Week, both: Week, say: Say) -> list[Text]:
    kept = _percent(this.clocks_kept, this.clocks)
    lines = [
        say("week-came", count=this.came) + _before(both.came - this.came, say),
        say("week-solved", count=this.solved) + _before(both.solved - this.solved, say),
        say("week-climbed", count=this.climbed) + _before(both.climbed - this.climbed, say),
    ]
    if kept:
        of, n = this.clocks_kept, this.clocks
        line = say("week-kept", bar=_bar(of, n), share=kept, kept=of, clocks=n)
        before = _percent(both.clocks_kept - of, both.clocks - n)
        lines.append(line + say("week-before", before=before) if before else line)
    lines.append(say("week-open", open=this.open_now, overdue=this.overdue, badly=this.badly_late))
    if this.hot:
        lines.append(say("week-hot", count=this.hot))
    return lines


def _before(count: int, say: Say) -> Text:
    return say("week-before", before=count)


def _rungs(this: Week, say: Say, town: Town) -> list[Text]:
    return [
        say(
            "week-rung",
            rung=rung_name(rung, None, say, town),
            bar=_bar(count, max(this.on_rung.values())),
            count=count,
        )
        for rung in LADDER
        if (count := this.on_rung.get(rung, 0))
    ]


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole > 0 else ""


def _bar(part: int, whole: int) -> str:
    """Draw a share; what is not nothing shows."""
    full = max(round(BAR * part / whole), 1) if part and whole else 0
    return "▇" * full + "▁" * (BAR - full)


# --- several cases at once -----------------------------------------------------------------


@renders("climbed-here", "climbed-away", "soon-overdue", "cases-handed-on")
async def several(t: Telling) -> Said:
    """List what still waits: what was closed or taken meanwhile is nobody's business now."""
    found = await _still(t)
    if not found:
        return []
    lines = [_line(t, case) for case in found[:MOST_LISTED]]
    more = len(found) - MOST_LISTED
    text = join(
        [
            t.say(t.notice.text_id, count=len(found)),
            *lines,
            t.say("several-more", count=more) if more > 0 else "",
        ]
    )
    reached = [c for c in found[:MOST_LISTED] if await cases.may_see(t.db, c, t.notice.person_id)]
    keyboard = [*_buttons(reached, t.say, t.town, t.now), [_work(t.say)]]
    for_meeting = any(case.rung is Rung.TOWN_OFFICE for case in reached)
    if for_meeting and await agenda.may_decide(t.db, t.notice.person_id):
        keyboard.append([button(t.say("agenda-to-list"), ShowAgenda(), many=True)])
    return tell(t.chat_id, text, keyboard)


async def _still(t: Telling) -> Sequence[Case]:
    rows = await t.db.scalars(
        select(Case)
        .where(Case.id.in_(t.facts["case_ids"]), Case.closed_at.is_(None))
        .order_by(Case.due_at.nulls_last(), Case.id)
    )
    away = t.notice.text_id == "climbed-away"  # then it is good that others have taken it
    return [c for c in rows if away or c.owner_id in {None, t.notice.person_id}]


def _line(t: Telling, case: Case) -> Text:
    what = label(case, t.say, t.town)
    if t.notice.text_id == "climbed-away":
        rung = rung_name(case.rung, case.department, t.say, t.town)
        return t.say("several-now-with", what=what, rung=rung)
    if case.due_at is None or case.paused_at is not None:
        return t.say("several-line", what=what)
    return t.say("several-due", what=what, at=moment(case.due_at, t.say, t.town))
