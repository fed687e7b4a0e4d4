"""Service time in words, and a shift on one line."""

from community.shifts import shifts
from community.shifts.model import Shift
from config.texts import Say, Text
from config.town import Town
from config.town.volunteers import ShiftRules

AN_HOUR = 60


def duration(minutes: int, say: Say) -> Text:
    """Say minutes the way people count service: 2 小时, 1 小时 30 分钟, 45 分钟."""
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), AN_HOUR)
    if not rest:
        return say("hours-span-hours", sign=sign, hours=hours)
    if not hours:
        return say("hours-span-minutes", sign=sign, minutes=rest)
    return say("hours-span-both", sign=sign, hours=hours, minutes=rest)


def shift_name(shift: Shift, say: Say, town: Town) -> str:
    return shifts.name_of(town, shift).text(say.language)


def shift_line(shift: Shift, say: Say, town: Town) -> Text:
    """Name a shift with its day and its clock times."""
    first, last = (at.astimezone(town.zone) for at in (shift.starts_at, shift.ends_at))
    return say(
        "duty-shift-line", name=shift_name(shift, say, town), month=first.month, day=first.day,
        first=f"{first:%H:%M}", last=f"{last:%H:%M}",
    )  # fmt: skip


def stars(count: int, rules: ShiftRules) -> str:
    """Draw the stars somebody has, among those there are."""
    return "★" * count + "☆" * (len(rules.stars_hours) - count)
