"""Hours that wait for a leader: all of them in one message, or one after the other."""

from collections.abc import Sequence

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from community.shifts.hours import Claimed
from config.texts import Say, Text, join
from config.town import Town
from handlers.reply import Keyboard, button
from handlers.shifts.doors import ConfirmHours
from handlers.shifts.spans import duration, shift_line, shift_name

MOST_LINES = 12


class HoursDo(CallbackData, prefix="hours-do"):
    """A leader's tap: all, one, yes, change, no, fix, because, drop."""

    act: str
    ids: str = ""
    """Rows of hours, by their numbers: `3,5`; all stands for those that were shown, no others."""


def act(
    name: str, label: Text | str, ids: Sequence[int], *, many: bool = True
) -> InlineKeyboardButton:
    return button(label, HoursDo(act=name, ids=",".join(map(str, ids))), many=many)


def ids_in(data: HoursDo) -> list[int]:
    return [int(n) for n in data.ids.split(",") if n.isdecimal()]


def waiting_list(
    waiting: Sequence[Claimed], say: Say, town: Town, head: Text | None = None
) -> tuple[Text, Keyboard]:
    """Show all that waits, with the taps that settle it."""
    if not waiting:
        return join([head, say("hours-none-waiting")] if head else [say("hours-none-waiting")]), []
    shown = waiting[:MOST_LINES]
    more = len(waiting) - len(shown)
    text = join(
        [
            head or say("hours-waiting", count=len(waiting)),
            *(_line(n, one, say, town) for n, one in enumerate(shown, start=1)),
            say("hours-more", count=more) if more else "",
        ]
    )
    ids = [one.hours.id for one in shown]
    return text, [
        [act("all", say("hours-confirm-all", count=len(ids)), ids)],
        [act("one", say("hours-one-by-one"), ids[:1])],
    ]


def _line(n: int, one: Claimed, say: Say, town: Town) -> Text:
    local = one.shift.starts_at.astimezone(town.zone)
    line = say(
        "hours-line", n=n, name=name_of(one, say), shift=shift_name(one.shift, say, town),
        month=local.month, day=local.day, span=duration(one.hours.minutes, say),
    )  # fmt: skip
    return line + say(f"hours-mark-{one.doubt}") if one.doubt else line


def name_of(one: Claimed, say: Say) -> str:
    return one.name or say("hours-no-name").words


def detail(one: Claimed, say: Say, town: Town) -> tuple[Text, Keyboard]:
    """Show one claim with all that bears on it."""
    signup, ids = one.signup, [one.hours.id]
    clocks = [
        f"{at.astimezone(town.zone):%H:%M}" if at else "?"
        for at in (signup.signed_in_at, signup.signed_out_at)
    ]
    text = join(
        [
            say("hours-of", name=name_of(one, say)),
            shift_line(one.shift, say, town),
            say(
                "hours-signed", first=clocks[0], last=clocks[1],
                how=say(f"hours-how-{signup.signed_in_by or 'button'}"),
            ),
            say(f"hours-doubt-{one.doubt}") if one.doubt else "",
            say("hours-claimed", span=duration(one.hours.minutes, say)),
        ]
    )  # fmt: skip
    return text, [
        [act("yes", say("hours-confirm"), ids)],
        [act("change", say("hours-change"), ids), act("no", say("hours-refuse"), ids)],
        [button(say("hours-all-waiting"), ConfirmHours(), many=True)],
    ]


def next_of(waiting: Sequence[Claimed], say: Say, town: Town, head: Text) -> tuple[Text, Keyboard]:
    """Show the next claim below what was done with the last."""
    if not waiting:
        return waiting_list(waiting, say, town, head)
    text, keyboard = detail(waiting[0], say, town)
    return join([head, text], "\n\n"), keyboard
