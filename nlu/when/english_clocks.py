"""Times of day as they are said in English, and times counted from now."""

import re
from datetime import datetime

from nlu.when.chinese_clocks import H
from nlu.when.model import Clock, Part, Precision, Twelve
from nlu.when.numbers import WORDS, english_number
from nlu.when.rules import Meaning, english_rule, minutes_on

MORNING = Part(6 * H, 12 * H, Twelve.AM)
AFTERNOON = Part(12 * H, 18 * H, Twelve.PM)
EVENING = Part(18 * H, 24 * H, Twelve.PM)
NIGHT = Part(18 * H, 24 * H, Twelve.NIGHT)
AM = Part(0, 12 * H, Twelve.AM)
PM = Part(12 * H, 24 * H, Twelve.PM)

PARTS = {"morning": MORNING, "afternoon": AFTERNOON, "evening": EVENING, "night": NIGHT}
PART = "(?:morning|afternoon|evening|night)"

_HOUR_WORDS = "|".join(sorted(list(WORDS)[1:13], key=len, reverse=True))
_HOUR = rf"(?:[0-9]{{1,2}}|{_HOUR_WORDS})"
_FIGURE = "[0-9]{1,2}"
_MINUTE_WORDS = "twenty[ -]five|twenty|ten|five|[0-9]{1,2}(?= minutes?| past)"
_MERIDIEM = r"(?:am|pm|a\.m\.?|p\.m\.?)"
_AMOUNT = (
    r"(?:[0-9]{1,4}(?:\.[0-9])?|a couple of|"
    + "|".join(sorted((word for word in WORDS if " " not in word), key=len, reverse=True))
    + ")"
)
_NEXT = (
    r"(?= {0,3}$| ?[,.;!?)](?:$|[ \n])| (?:on|in the|tonight|today|tomorrow|or|and|to|till"
    r"|until|for|please|this|next"
    r"|mon|tue|wed|thu|fri|sat|sun|sharp|is|would|works|if)|[^ -~])"
)
_NOON, _LAST_HOUR, _LAST_MINUTE = 12, 24, 59


def _clock(hour: int, minute: int, meridiem: str | None, *, hour_only: bool) -> Clock | None:
    if hour > _LAST_HOUR or minute > _LAST_MINUTE or (hour == _LAST_HOUR and minute):
        return None
    precision = Precision.HOUR if hour_only else Precision.MINUTE
    exact = hour > _NOON or hour == 0
    if meridiem is None:
        return Clock(hour, minute, exact=exact, precision=precision)
    if exact:
        return (
            None
            if hour == 0 or meridiem[0] == "a"
            else Clock(hour, minute, exact=True, precision=precision)
        )
    half = hour % _NOON + (_NOON if meridiem[0] == "p" else 0)
    return Clock(half, minute, PM if meridiem[0] == "p" else AM, exact=True, precision=precision)


def _with_meridiem(match: re.Match[str], _: datetime) -> Meaning:
    minute = match["minute"]
    return _clock(
        english_number(match["hour"]), int(minute or 0), match["half"], hour_only=not minute
    )


def _plain(match: re.Match[str], _: datetime) -> Meaning:
    return _clock(english_number(match["hour"]), 0, None, hour_only=True)


def _beside_the_hour(match: re.Match[str], _: datetime) -> Meaning:
    """Read half past two, quarter to four."""
    said = match["minutes"]
    minutes = (
        30
        if said == "half"
        else 15
        if "quarter" in said
        else english_number(said.replace("-", " "))
    )
    hour = english_number(match["hour"])
    if match["way"] in {"to", "before"}:
        hour = hour - 1 if hour > 1 else _NOON
        minutes = 60 - minutes
    return _clock(hour, minutes, match["half"], hour_only=False)


def _range(match: re.Match[str], _: datetime) -> Meaning:
    """Read from 2 to 4pm, which says the half of the day only once."""
    half, first_half = match["half"] or None, match["first_half"] or None
    last = _clock(english_number(match["hour"]), int(match["minute"] or 0), half, hour_only=True)
    hour, minute = english_number(match["first"]), int(match["first_minute"] or 0)
    first = _clock(hour, minute, first_half, hour_only=not match["first_minute"])
    if first is None or last is None:
        return None
    if half and not first_half and not first.exact:
        shared = _clock(hour, minute, half, hour_only=not match["first_minute"])
        other = _clock(hour, minute, "am" if half[0] == "p" else "pm", hour_only=True)
        first = shared if _minutes(shared) < _minutes(last) else other
    if first is None:
        return None
    return Clock(
        first.hour, first.minute, first.part, first.exact, until=last, precision=first.precision
    )


def _minutes(clock: Clock | None) -> int:
    return (clock.hour or 0) * 60 + clock.minute if clock else 0


def _noon(match: re.Match[str], _: datetime) -> Meaning:
    hour = _LAST_HOUR if match[0].endswith("midnight") else _NOON
    return Clock(hour, exact=True)


def _part(match: re.Match[str], _: datetime) -> Meaning:
    return Clock(part=PARTS[match["part"]], precision=Precision.PART_OF_DAY)


def _weak_part(match: re.Match[str], _: datetime) -> Meaning:
    return Clock(part=PARTS[match["part"]], precision=Precision.PART_OF_DAY, weak=True)


def _from_now(match: re.Match[str], now: datetime) -> Meaning:
    minutes = 0.0
    said = match.groupdict()
    if said.get("half_hour"):
        minutes = 30
    elif said.get("quarter"):
        minutes = 45 if said["quarter"].startswith("three") else 15
    else:
        amount = said["amount"]
        count = float(amount) if amount[0].isdigit() else WORDS[amount]
        minutes = count * (60 if said["unit"].startswith("h") else 1)
        if said.get("and_half"):
            minutes += 30
        if said.get("more"):
            minutes += english_number(said["more"])
    return minutes_on(
        now, -minutes if (said.get("way") or "").endswith(("ago", "earlier")) else minutes
    )


_LENGTH = (
    r"(?:(?P<half_hour>half an? hour)|(?P<quarter>(?:a |three )quarters? of an hour)"
    rf"|(?P<amount>{_AMOUNT}) ?(?P<unit>hours?|hrs?|minutes?|mins?)"
    rf"(?P<and_half> and a half)?(?: (?:and )?(?P<more>{_AMOUNT}) (?:minutes?|mins?))?)"
)


RULES = (
    english_rule(
        rf"(?P<hour>{_FIGURE}|{_HOUR_WORDS})(?:[:.](?P<minute>[0-5][0-9]))? ?(?P<half>{_MERIDIEM})"
        r"(?:(?<=\.)|(?!\.[a-z]))",
        _with_meridiem,
    ),
    english_rule(rf"(?P<hour>{_HOUR}) ?o'? ?clock", _plain),
    english_rule(
        rf"(?:at|by|around|about|until|till|before|after|@) ?(?P<hour>{_HOUR}){_NEXT}", _plain
    ),
    english_rule(rf"(?P<hour>{_HOUR})(?= (?:in the|this) {PART}| tonight)", _plain),
    english_rule(
        rf"(?:a )?(?P<minutes>half|quarter|{_MINUTE_WORDS}) (?:minutes? )?(?P<way>past|after|to"
        rf"|before) "
        rf"(?P<hour>{_HOUR})(?: ?(?P<half>{_MERIDIEM}))?",
        _beside_the_hour,
    ),
    english_rule(
        rf"(?:(?:from|between) )?(?P<first>{_HOUR})(?::(?P<first_minute>[0-5][0-9]))? ?"
        rf"(?P<first_half>{_MERIDIEM})?"
        rf" ?(?:-|to|till|until|and) ?(?P<hour>{_HOUR})(?::(?P<minute>[0-5][0-9]))? ?"
        rf"(?P<half>{_MERIDIEM})",
        _range,
    ),
    english_rule(
        rf"(?:from|between) (?P<first>{_HOUR})(?::(?P<first_minute>[0-5][0-9]))?(?P<first_half>)"
        rf" ?(?:-|to|till|until|and) ?(?P<hour>{_HOUR})(?::(?P<minute>[0-5][0-9]))?"
        rf"(?P<half>){_NEXT}",
        _range,
    ),
    english_rule(r"(?:12 )?noon|mid-?day|(?:12 )?midnight", _noon),
    english_rule(rf"(?:in|during) the (?:early |late )?(?P<part>{PART})", _part),
    english_rule(r"at (?P<part>night)", _part),
    english_rule(rf"(?P<part>{PART})s?", _weak_part),
    english_rule(rf"in (?:about |around )?{_LENGTH}(?:'? time)?(?! ago)", _from_now),
    english_rule(rf"{_LENGTH} (?P<way>from now|later|ago|earlier)", _from_now),
)
