"""Times of day as they are said in Chinese, and times counted from now."""

import re
from datetime import datetime

from nlu.when.model import Clock, Part, Precision, Twelve
from nlu.when.numbers import NUMERAL, chinese_number
from nlu.when.rules import Meaning, minutes_on, rule

H = 60
DAWN = Part(0, 6 * H, Twelve.DAWN)
EARLY = Part(5 * H, 8 * H, Twelve.AM)
MORNING = Part(6 * H, 10 * H, Twelve.AM)
FORENOON = Part(8 * H, 12 * H, Twelve.AM)
NOON = Part(11 * H, 13 * H, Twelve.NOON)
AFTERNOON = Part(13 * H, 18 * H, Twelve.PM)
DUSK = Part(17 * H, 19 * H, Twelve.PM)
EVENING = Part(18 * H, 24 * H, Twelve.NIGHT)
NIGHT = Part(23 * H, 26 * H, Twelve.NIGHT)

PARTS = {
    "凌晨": DAWN,
    "后半夜": DAWN,
    "清晨": EARLY,
    "清早": EARLY,
    "大清早": EARLY,
    "一大早": EARLY,
    "一早": EARLY,
    "早上": MORNING,
    "早晨": MORNING,
    "早间": MORNING,
    "早": MORNING,
    "上午": FORENOON,
    "中午": NOON,
    "正午": NOON,
    "午间": NOON,
    "下午": AFTERNOON,
    "午后": AFTERNOON,
    "傍晚": DUSK,
    "黄昏": DUSK,
    "晚上": EVENING,
    "晚间": EVENING,
    "夜晚": EVENING,
    "夜里": EVENING,
    "夜间": EVENING,
    "晚": EVENING,
    "深夜": NIGHT,
    "半夜": NIGHT,
    "大半夜": NIGHT,
    "午夜": NIGHT,
}

_ALONE = rf"(?:(?<![0-9{NUMERAL}.:第几多/周期拜])|(?<=[周期拜][一二三四五六]))"
_HOUR = r"(?:[0-9]{1,2}|二?十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
_TENS = r"(?:[二三四五]?十[一二三四五六七八九]?)"
_MINUTES = (
    r"(?:[0-5][0-9](?![0-9])|[0-9](?=分)|[零〇][一二三四五六七八九]|"
    rf"{_TENS}(?![{NUMERAL}个人位名块元天岁万])|[一二三四五六七八九](?=分)|{_TENS}(?=分))"
)
_PART = (
    "(?:" + "|".join(sorted(PARTS.keys() - {"早", "晚"}, key=len, reverse=True)) + "|"
    "(?<![今明昨后每])[早晚])"
)
_O_CLOCK = (
    r"(?:点(?![名餐单击赞评菜心子位儿火歌播货](?!元))|(?<!小)时"
    r"(?![候间常代刻光不期长节装段速隔机效事差令髦]))"
)
_AGO_OR_AHEAD = r"以后|之后|后|以前|之前|前"
_AMOUNT = rf"(?:[0-9]{{1,4}}|[{NUMERAL}]{{1,4}}|几)"
_LAST_HOUR, _LAST_MINUTE = 24, 59
_QUARTER, _HALF = 15, 30
_NEVER_ALONE = {"一点", "两点"}


def _clock(said: str, minute: int, part: str | None, *, hour_only: bool) -> Clock | None:
    hour = chinese_number(said)
    if hour > _LAST_HOUR or (hour == _LAST_HOUR and minute):
        return None
    return Clock(
        hour=hour,
        minute=minute,
        part=PARTS[part] if part else None,
        exact=hour > _LAST_HOUR // 2 or hour == 0,
        precision=Precision.HOUR if hour_only else Precision.MINUTE,
    )


def _minutes(match: re.Match[str]) -> int:
    if match["half"]:
        return _HALF
    if match["quarters"]:
        return _QUARTER * chinese_number(match["quarters"])
    return chinese_number(match["minute"]) if match["minute"] else 0


def _o_clock(match: re.Match[str], _: datetime) -> Meaning:
    minute = _minutes(match)
    hour_only = not (minute or match["sharp"] or match["minute"])
    clock = _clock(match["hour"], minute, match["part"], hour_only=hour_only)
    if clock and match["to"]:
        return _before(clock, match["to"])
    if clock and match[0] in _NEVER_ALONE:
        return Clock(clock.hour, precision=Precision.HOUR, weak=True)
    return clock


def _before(clock: Clock, minutes: str) -> Clock | None:
    """Take the minutes off that 差五分三点 or 三点差五分 says."""
    less = _QUARTER if "刻" in minutes else chinese_number(minutes)
    if clock.hour is None or not 0 < less <= _LAST_MINUTE or clock.minute:
        return None
    hour = clock.hour - 1 if clock.hour else _LAST_HOUR - 1
    if clock.hour == 1:
        hour = _LAST_HOUR // 2
    return Clock(hour, _LAST_MINUTE + 1 - less, clock.part, exact=clock.exact)


def _to_the_hour(match: re.Match[str], _: datetime) -> Meaning:
    clock = _clock(match["hour"], 0, match["part"], hour_only=False)
    return _before(clock, match["to"]) if clock else None


def _digits(match: re.Match[str], _: datetime) -> Meaning:
    clock = _clock(match["hour"], int(match["minute"]), match["part"], hour_only=False)
    if clock and match["hour"].startswith("0") and not match["part"]:
        return Clock(clock.hour, clock.minute, exact=True)
    return clock


def _two_hours(match: re.Match[str], _: datetime) -> Meaning:
    """Read 下午两到四点, which says 点 only once."""
    first = _clock(
        match["first"], _HALF if match["first_half"] else 0, match["part"], hour_only=True
    )
    last = _clock(match["hour"], _minutes(match), match["last_part"], hour_only=True)
    if first is None or last is None:
        return None
    return Clock(
        first.hour,
        first.minute,
        first.part,
        exact=first.exact,
        until=last,
        precision=first.precision,
    )


def _part(match: re.Match[str], _: datetime) -> Meaning:
    return Clock(part=PARTS[match[0]], precision=Precision.PART_OF_DAY)


def _from_now(match: re.Match[str], now: datetime) -> Meaning:
    if "几" in match[0]:
        return None
    minutes = 0.0
    if match["hours"]:
        said = match["hours"]
        hours = float(said) if said[0].isdigit() and said.isascii() else chinese_number(said)
        minutes += hours * 60
    if match["half"] or match["and_half"]:
        minutes += _HALF
    if match["quarters"]:
        minutes += _QUARTER * chinese_number(match["quarters"])
    for name in ("minutes", "only_minutes"):
        if match[name]:
            minutes += chinese_number(match[name])
    ago = (match["way"] or "").endswith("前")
    return minutes_on(now, -minutes if ago else minutes)


_LENGTH = (
    r"(?:(?P<half>半)个?(?:小时|钟头)"
    rf"|(?P<hours>[0-9]{{1,3}}\.[0-9]|{_AMOUNT})个?(?P<and_half>半)?(?:小时|钟头)"
    rf"(?:(?:零|又)?(?P<minutes>{_AMOUNT})分钟?)?"
    rf"|(?P<only_minutes>{_AMOUNT})分钟?"
    r"|(?P<quarters>[一两三])刻钟)"
)
_MORE = (
    rf"(?:钟|(?P<sharp>整|正)|(?P<half>半)(?!个|小时|天|年)|(?P<quarters>[一三])刻|"
    rf"(?P<minute>{_MINUTES})(?:分(?!钟))?"
    rf"|差(?P<to>{_TENS}|[一二三四五六七八九]|[0-9]{{1,2}}|一刻)分?)?"
)


RULES = (
    rule(rf"(?:(?P<part>{_PART})的? ?)?{_ALONE}(?P<hour>{_HOUR}) ?{_O_CLOCK}{_MORE}", _o_clock),
    rule(
        rf"(?P<part>{_PART})?差(?P<to>{_TENS}|[一二两三四五六七八九]|[0-9]{{1,2}}|一刻)"
        rf"(?:分钟?)?到?"
        rf"(?P<hour>{_HOUR})点钟?",
        _to_the_hour,
    ),
    rule(
        rf"(?:(?P<part>{_PART})的? ?)?(?<![0-9a-su-z:.])(?P<hour>[0-9]{{1,2}}):"
        rf"(?P<minute>[0-5][0-9])"
        r"(?::[0-5][0-9](?:\.[0-9]{1,6})?)?(?![0-9:])",
        _digits,
    ),
    rule(
        rf"(?:(?P<part>{_PART})的? ?)?{_ALONE}(?P<first>{_HOUR})点?(?P<first_half>半)?[到至-]"
        rf"(?P<last_part>{_PART})?(?P<hour>{_HOUR}) ?{_O_CLOCK}{_MORE}",
        _two_hours,
    ),
    rule(
        r"凌晨|后半夜|清晨|大?清早|一?大早上?|(?<![一每今明昨])一早|早[上晨间]|(?<!马)"
        r"(?<!楼)上午(?![休睡餐饭觉])|[中正]午(?![休睡餐饭觉])|午间"
        r"|(?<!楼)(?<!地)下午(?![休睡餐饭觉])|午后|傍晚|黄昏|晚[上间]|夜[晚里间]|深夜|大?半夜|午夜",
        _part,
    ),
    rule(
        rf"(?<![0-9{NUMERAL}.])(?:再?过)?{_LENGTH}(?P<way>{_AGO_OR_AHEAD})(?![后面台])", _from_now
    ),
    rule(rf"(?:再过|(?<![一-龥])过){_LENGTH}(?P<way>后)?", _from_now),
)
