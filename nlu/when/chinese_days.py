"""Days, weeks and weekdays as they are said in Chinese."""

import re
from datetime import date, datetime, timedelta

from nlu.when import dates
from nlu.when.chinese_clocks import EVENING, MORNING
from nlu.when.chinese_words import ALONE, NEAR, WEEK, WEEKDAY, WEEKDAYS, span, steps
from nlu.when.model import Clock, DatePhrase, Precision
from nlu.when.numbers import NUMERAL, chinese_number
from nlu.when.rules import Meaning, nothing, rule

NEAR_DAYS = {"今": 0, "明": 1, "后": 2, "昨": -1, "前": -2}
HALF_MONTH = timedelta(days=15)
NOT_COUNTED = r"(?![次趟遍福期刊更]|回(?![来去家到老])|[1-7一二三两四五六七八九十][次回趟遍])"


def _near_day(match: re.Match[str], now: datetime) -> Meaning:
    step = NEAR_DAYS[match["near"]]
    further = len(match["big"]) if step > 0 else -len(match["big"])
    return dates.fixed(now.date() + (step + further) * dates.DAY)


def _this_day(match: re.Match[str], now: datetime) -> Meaning:
    return dates.fixed(now.date() + NEAR_DAYS[match[0][0]] * dates.DAY)


def _near_part(match: re.Match[str], now: datetime) -> Meaning:
    day = dates.fixed(now.date() + NEAR_DAYS[match["near"]] * dates.DAY)
    return (day, _early_or_late(match["part"])) if day else None


def _early_or_late(said: str) -> Clock:
    part = MORNING if said.startswith("早") else EVENING
    return Clock(part=part, precision=Precision.PART_OF_DAY)


def _days_away(match: re.Match[str], now: datetime) -> Meaning:
    said, unit, today = match["n"], match["unit"], now.date()
    sign = -1 if (match["way"] or "").endswith("前") else 1
    if said == "半":
        return _half_away(today, sign, unit)
    if "几" in said:
        return None
    count = sign * chinese_number(said)
    if unit[-1] in "月年":
        return _months_away(today, count * (dates.MONTHS if unit == "年" else 1))
    return dates.fixed(today + count * (dates.DAY if unit in "天日" else dates.WEEK))


def _half_away(today: date, sign: int, unit: str) -> DatePhrase | None:
    if unit == "年":
        return _months_away(today, sign * dates.MONTHS // 2)
    return dates.fixed(today + sign * HALF_MONTH) if unit == "个月" else None


def _months_away(today: date, months: int) -> DatePhrase | None:
    """Keep the day of the month where the month has it, else take the last day."""
    first = dates.month_on(today, months)
    last = dates.month_on(first, 1) - dates.DAY
    return dates.fixed(min(first + (today.day - 1) * dates.DAY, last))


def _weekday(match: re.Match[str], now: datetime) -> Meaning:
    number = WEEKDAYS.get(match["day"], int(match["day"]) - 1 if match["day"].isdigit() else 0)
    if not match["near"]:
        return dates.weekdays([number])
    monday = dates.week_of(now.date(), steps(match["near"]))
    return dates.fixed(monday + number * dates.DAY, weekday=True)


def _weekend(match: re.Match[str], now: datetime) -> Meaning:
    if match["every"]:
        return dates.next_weekend(every=True)
    if not match["near"]:
        return dates.next_weekend()
    return span(dates.weekend(dates.week_of(now.date(), steps(match["near"]))))


def _week(match: re.Match[str], now: datetime) -> Meaning:
    monday = dates.week_of(now.date(), steps(match["near"]))
    return dates.fixed_span(monday, monday + dates.WEEK, Precision.WEEK)


def _every_weekday(match: re.Match[str], _: datetime) -> Meaning:
    said = [WEEKDAYS[sign] for sign in match["days"] if sign in WEEKDAYS]
    if match["last"]:
        said = list(range(said[0], WEEKDAYS[match["last"]] + 1))
    return dates.weekdays(said, every=True) if said else None


def _every_day(match: re.Match[str], _: datetime) -> Meaning:
    if match["part"]:
        return dates.daily("FREQ=DAILY"), _early_or_late(match["part"])
    if match[0].endswith("工作日"):
        return dates.weekdays(range(dates.SATURDAY), every=True)
    return dates.daily("FREQ=DAILY" + (";INTERVAL=2" if match[0] == "隔天" else ""))


RULES = (
    rule(r"(?P<big>大{0,3})(?<![之以然最])(?P<near>[后前])天(?!气(?!温))", _near_day),
    rule(
        r"[今昨]天|[今昨]日|(?:[今昨明后]|(?<!之)前)儿个?|后日|明朝(?![代末初时历皇])"
        r"|(?<!聪)(?<!说(?=明天气(?!温)))明[天日]",
        _this_day,
    ),
    rule(
        r"(?<![文聪说证声])(?P<near>[今明昨后])(?P<part>[早晚夜])(?:上|间|里|晨)?"
        r"(?![餐饭报会点年期])",
        _near_part,
    ),
    rule(
        rf"{ALONE}(?:再?过)?(?P<n>半|几|[0-9]{{1,4}}|[{NUMERAL}]{{1,4}})"
        r"(?P<unit>天|日|周|个?星期|个?礼拜|个月|年)(?P<way>以后|之后|后|以前|之前|前)"
        r"(?![后面台景])",
        _days_away,
    ),
    rule(
        rf"(?:再过|(?<![一-龥])过)(?P<n>半|几|[0-9]{{1,4}}|[{NUMERAL}]{{1,4}})"
        r"(?P<unit>天|周|个?星期|个?礼拜|个月|年)(?P<way>后)?",
        _days_away,
    ),
    rule(rf"[{NUMERAL}0-9]{{1,3}}个半(?:月|星期|礼拜)(?:以?后|之后|以?前|之前)?", nothing),
    rule(
        rf"(?:(?<![0-9{NUMERAL}几多半金每])|(?<=[周期拜]{WEEKDAY}))(?<![两几半多{NUMERAL}]个"
        rf"(?=[星礼]))"
        rf"(?P<near>{NEAR})?{WEEK}"
        rf"(?P<day>{WEEKDAY}|[1-7](?![0-9点:人个天元次])){NOT_COUNTED}",
        _weekday,
    ),
    rule(rf"(?P<every>每个?)?(?P<near>{NEAR})?(?:{WEEK})末(?!端|梢)", _weekend),
    rule(rf"(?P<near>{NEAR}){WEEK}(?![{NUMERAL}日天末围边岁1-7])", _week),
    rule(
        rf"(?:每逢|每一?个?|逢){WEEK}(?P<days>{WEEKDAY}(?:[、,，和及 ]{{0,2}}{WEEK}?{WEEKDAY}"
        rf"(?![点时])){{0,6}})(?:[到至-]{WEEK}?(?P<last>{WEEKDAY}))?{NOT_COUNTED}",
        _every_weekday,
    ),
    rule(
        r"每一?个?(?:天|日|工作日|(?P<part>早|晚)上?)|天天(?=早|晚|上午|中午|下午)|"
        r"(?<!间)隔天",
        _every_day,
    ),
)
