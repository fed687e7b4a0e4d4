"""What a volunteer sees before, on, and after duty."""

from collections.abc import Collection
from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community.shifts import duty, shifts, teams
from community.shifts.duty import Done, Duty, Findings
from community.shifts.model import Shift, Signup, SignupStatus
from config.texts import Say, Text, join
from config.town import Town
from handlers.menu import Door
from handlers.reply import Keyboard, button
from handlers.shifts.doors import FindShifts, MyRecord, ShowSignup, SignIn
from handlers.shifts.spans import duration, shift_line, shift_name
from handlers.times import when

MOST_LEADERS = 3


class DutyDo(CallbackData, prefix="duty-do"):
    """A tap on duty: look, tick, clear, out, out-at-end, still, went, found, away."""

    act: str
    signup_id: int
    ticks: str = ""
    """Lines of the checklist that are ticked off, by their number: `0,2`."""


def act(
    name: str, label: Text | str, signup: Signup, *, ticks: str = "", many: bool = True
) -> InlineKeyboardButton:
    return button(label, DutyDo(act=name, signup_id=signup.id, ticks=ticks), many=many)


def ticked(ticks: str) -> set[int]:
    return {int(n) for n in ticks.split(",") if n.isdecimal()}


def as_ticks(lines: Collection[int]) -> str:
    return ",".join(str(n) for n in sorted(lines))


# --- before --------------------------------------------------------------------------------


def begin(found: Duty, say: Say, town: Town) -> tuple[Text, Keyboard]:
    """Offer to sign in, by a tap, the place, or the code."""
    text = join(
        [say("duty-begin", shift=shift_line(found.shift, say, town)), say("duty-begin-ways")]
    )
    return text, [[button(say("duty-sign-in"), SignIn(signup_id=found.signup.id), many=True)]]


def choose(found: Collection[Duty], say: Say, town: Town) -> tuple[Text, Keyboard]:
    keyboard = [
        [button(shift_line(d.shift, say, town), SignIn(signup_id=d.signup.id), many=True)]
        for d in found
    ]
    return say("duty-which"), keyboard


async def nothing_now(
    db: AsyncSession, town: Town, person_id: int, say: Say, *, now: datetime
) -> tuple[Text, Keyboard]:
    """Say what there is instead: a shift that is over and unsaid, the next one, or none."""
    past = await duty.unsaid(db, person_id, now=now)
    if past is not None:
        return unsaid(past, say, town)
    coming = await duty.next_expected(db, person_id, now=now)
    if coming is None:
        find = button(say("duty-find"), FindShifts(), many=True)
        return say("duty-none"), [[find]]
    opens = duty.opens_at(town, coming.shift)
    text = say(
        "duty-next", shift=shift_line(coming.shift, say, town), opens=when(opens, now, say, town)
    )
    show = button(say("duty-show"), ShowSignup(signup_id=coming.signup.id), many=True)
    return text, [[show]]


def unsaid(found: Duty, say: Say, town: Town) -> tuple[Text, Keyboard]:
    """Ask about a shift that is over and to which nobody signed in."""
    keyboard = [
        [act("went", say("duty-all-clear"), found.signup)],
        [act("found", say("duty-found"), found.signup)],
        [act("away", say("duty-was-away"), found.signup)],
    ]
    return say("duty-unsaid", shift=shift_line(found.shift, say, town)), keyboard


# --- on duty -------------------------------------------------------------------------------


async def on_duty(
    db: AsyncSession, found: Duty, say: Say, town: Town, *, ticks: str = "", now: datetime
) -> tuple[Text, Keyboard]:
    """The card of a running duty: since when, what to look at, what was found."""
    signup, shift = found.signup, found.shift
    if signup.status is not SignupStatus.ON_DUTY or signup.signed_in_at is None:
        return say("duty-ended", shift=shift_line(shift, say, town)), []
    lines = [name.text(say.language) for name in shifts.checklist(town, shift)]
    done = ticked(ticks) & set(range(len(lines)))
    looked = await duty.findings(db, signup, now=now)
    text = join(
        [
            say(
                "duty-on", name=shift_name(shift, say, town),
                since=f"{signup.signed_in_at.astimezone(town.zone):%H:%M}",
                ends=f"{shift.ends_at.astimezone(town.zone):%H:%M}",
            ),
            say("duty-checklist", done=len(done), count=len(lines)) if lines else "",
            findings_line(looked, say),
            say("duty-on-hint"),
        ]
    )  # fmt: skip
    marks = [
        act("tick", f"{'☑' if n in done else '☐'} {line}", signup, ticks=as_ticks(done ^ {n}))
        for n, line in enumerate(lines)
    ]
    ticks = as_ticks(done)
    taps = [
        button(say("duty-found"), Door(intent="patrol"), many=True),
        act("clear", say("duty-all-clear"), signup, ticks=ticks),
    ]
    out = act("out", say("duty-sign-out"), signup, ticks=ticks)
    return text, [*([mark] for mark in marks), taps, [out]]


def findings_line(looked: Findings, say: Say) -> Text | str:
    if looked.problems:
        return say("duty-findings", problems=looked.problems, clear=looked.clear)
    return say("duty-findings-clear", clear=looked.clear) if looked.clear else ""


# --- after ---------------------------------------------------------------------------------


async def summary(
    db: AsyncSession, done: Done, say: Say, town: Town, *, ticks: str = ""
) -> tuple[Text, Keyboard]:
    """Sum a duty up: when, how long, what was found, the hours, and who confirms them."""
    signup, shift = done.signup, done.shift
    lines = shifts.checklist(town, shift)
    count = len(ticked(ticks) & set(range(len(lines))))
    text = join(
        [
            say("duty-done", name=shift_name(shift, say, town)),
            _signed_line(signup, say, town),
            say("duty-checklist", done=count, count=len(lines)) if count else "",
            findings_line(done.findings, say),
            await _hours_line(db, done, say, town),
        ]
    )
    return text, [[button(say("duty-my-hours"), MyRecord(), many=True)]]


def _signed_line(signup: Signup, say: Say, town: Town) -> Text | str:
    if signup.signed_in_at is None or signup.signed_out_at is None:
        return ""
    first, last = (t.astimezone(town.zone) for t in (signup.signed_in_at, signup.signed_out_at))
    return say("duty-signed", first=f"{first:%H:%M}", last=f"{last:%H:%M}")


async def _hours_line(db: AsyncSession, done: Done, say: Say, town: Town) -> Text:
    if done.hours is None:
        return say("duty-no-hours")
    names = await confirmers(db, town, done.shift, done.signup.person_id)
    span = duration(done.hours.minutes, say)
    whole = town.shift_rules.confirm_hours
    if not names:
        return say("duty-hours-by-time", span=span, hours=whole)
    return say("duty-hours", span=span, leader=say("and").words.join(names), hours=whole)


async def confirmers(db: AsyncSession, town: Town, shift: Shift, but: int | None) -> list[str]:
    """Name who may confirm the hours of a shift."""
    leaders = await teams.leaders(db, town, shift.team, shift.community)
    return [p.name for p in leaders if p.name and p.id != but][:MOST_LEADERS]
