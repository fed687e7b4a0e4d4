"""Months, numbered days and festivals as they are said in Chinese."""

import re
from datetime import date, datetime

from nlu.when import dates, festivals, lunar
from nlu.when.chinese_words import (
    ALONE,
    NEAR_MONTH,
    WEEK,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    N,
    span,
    steps,
    year_said,
)
from nlu.when.model import DatePhrase, Days, Precision
from nlu.when.numbers import NUMERAL, chinese_number
from nlu.when.rules import Meaning, Rule, rule

NO_PLACE = r"(?!路|街|广场|村|社区|小区|新村|新区|桥|河|上河|公园|小学|中学|苑|糕|木|粥|弄|里)"
LUNAR = r"(?:农历|阴历|旧历)的?"
BEFORE_PLAIN_DAY = r"(?<![路街巷弄道坊里村组队座幢栋楼院宅号桥浜社区苑园期])"
AFTER_PLAIN_DAY = (
    r"(?:号(?![楼线门院弄室车店厅桌台馆柜窗岗机井房床座位口栋幢单棚铺码令召场泳电角球选仓库病男女议提方老])"
    r"|日(?![游内后前均报志期记子夜常元光产本历用]))"
)

PARTS_OF_MONTH = {
    "初": (1, 5),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, -1),
    "底": (-5, -1),
    "末": (-5, -1),
}


def _month_day(match: re.Match[str], now: datetime) -> Meaning:
    month, day = chinese_number(match["month"]), chinese_number(match["day"])
    year = year_said(match, now.date())
    if year:
        return dates.fixed(dates.valid(year, month, day))
    return dates.day_of_year(month, day, every=bool(match["every"]))


def _days_of_month(match: re.Match[str], now: datetime) -> Meaning:
    """Read 12月3-5号, which names the month once or not at all."""
    day, last = chinese_number(match["day"]), chinese_number(match["last"])
    if match["month"]:
        first = dates.day_of_year(chinese_number(match["month"]), day)
    else:
        first = dates.day_of_month(day)
    start = first.occurrence(now.date()) if first else None
    if start is None:
        return None
    end = dates.valid(start.start.year, start.start.month, last)
    if end is None or end <= start.start:
        return None
    return dates.fixed_span(start.start, end + dates.DAY, Precision.DAY)


def _day(match: re.Match[str], now: datetime) -> Meaning:
    day = chinese_number(match["day"])
    if match["near"]:
        first = dates.month_on(now.date(), steps(match["near"]))
        return dates.fixed(dates.valid(first.year, first.month, day))
    return dates.day_of_month(day, every=bool(match["every"]))


def _written(match: re.Match[str], _: datetime) -> Meaning:
    return dates.fixed(dates.valid(int(match["year"]), int(match["month"]), int(match["day"])))


def _month(match: re.Match[str], now: datetime) -> Meaning:
    month = chinese_number(match["month"])
    year = year_said(match, now.date())
    first = dates.valid(year, month, 1) if year else None
    if year:
        return span(dates.month_span(first)) if first else None
    return dates.month_of_year(month)


def _near_month(match: re.Match[str], now: datetime) -> Meaning:
    return span(dates.month_span(dates.month_on(now.date(), steps(match["near"]))))


def _part_of_month(match: re.Match[str], now: datetime) -> Meaning:
    bounds = PARTS_OF_MONTH[match["part"]]
    today = now.date()
    if match["near"]:
        return span(dates.part_of_month(dates.month_on(today, steps(match["near"])), *bounds))
    month, year = chinese_number(match["month"]), year_said(match, today)
    if dates.valid(today.year, month, 1) is None:
        return None
    if year:
        return span(dates.part_of_month(date(year, month, 1), *bounds))
    return dates.floating(
        lambda after: (
            dates.part_of_month(date(on, month, 1), *bounds) for on in (after.year, after.year + 1)
        )
    )


def _part_of_this_month(match: re.Match[str], _: datetime) -> Meaning:
    bounds = PARTS_OF_MONTH[match[0].removeprefix("月")]
    return dates.floating(
        lambda after: (dates.part_of_month(dates.month_on(after, on), *bounds) for on in (0, 1))
    )


def _part_of_year(match: re.Match[str], now: datetime) -> Meaning:
    month = 1 if match["part"] == "初" else dates.MONTHS

    def month_of(year: int) -> Days:
        first = date(year, month, 1)
        return Days(first, dates.month_on(first, 1), Precision.PART_OF_YEAR)

    year = year_said(match, now.date())
    if year:
        return span(month_of(year))
    return dates.floating(lambda after: (month_of(on) for on in (after.year, after.year + 1)))


def _nth_weekday(match: re.Match[str], now: datetime) -> Meaning:
    nth = chinese_number(match["nth"]) if match["nth"] else -1
    number, today = WEEKDAYS[match["day"]], now.date()
    if match["near"]:
        first = dates.month_on(today, steps(match["near"]))
        return dates.fixed(dates.nth_weekday(first, nth, number))
    if match["month"]:
        month = chinese_number(match["month"])
        if dates.valid(today.year, month, 1) is None:
            return None
        year = year_said(match, today)
        if year:
            return dates.fixed(dates.nth_weekday(date(year, month, 1), nth, number))
        return dates.of_every_year(lambda on: dates.nth_weekday(date(on, month, 1), nth, number))
    return dates.nth_weekday_of_every_month(nth, number)


def _lunar_day(match: re.Match[str], now: datetime) -> Meaning:
    signs = {"正": 1, "冬": 11, "腊": 12}
    month = signs.get(match["month"]) or chinese_number(match["month"])
    day = chinese_number(match["day"].removeprefix("初"))
    leap = bool(match["leap"])
    year = year_said(match, now.date())
    if year:
        return dates.fixed(lunar.solar(year, month, day, leap=leap))
    return _every_lunar_year(month, day, leap=leap)


def _every_lunar_year(month: int, day: int, *, leap: bool = False) -> DatePhrase:
    """Find the day in the next lunar year; refuse a thirtieth that its month does not have."""

    def occurrence(after: date) -> Days | None:
        for year in range(after.year - 1, after.year + 2):
            nearly = lunar.solar(year, month, min(day, lunar.SMALL_MONTH), leap=leap)
            if nearly and nearly >= after:
                found = lunar.solar(year, month, day, leap=leap)
                return dates.days(found) if found else None
        return None

    return DatePhrase(occurrence, floats=True)


def _new_year_day(match: re.Match[str], now: datetime) -> Meaning:
    day, year = chinese_number(match["day"]), year_said(match, now.date())
    if year:
        return dates.fixed(lunar.solar(year, 1, day))
    return _every_lunar_year(1, day)


def _festival(names: str, day_of: festivals.DayOfYear) -> Rule:
    def read(match: re.Match[str], now: datetime) -> Meaning:
        year = year_said(match, now.date())
        return dates.fixed(day_of(year)) if year else dates.of_every_year(day_of)

    return rule(
        rf"{ALONE}(?:{YEAR})?(?:{names})(?!节|号|[0-9{NUMERAL}]{{1,3}}[年月日号点]"
        rf"|[之以]?[前后]){NO_PLACE}(?:当天"
        rf"|那天|当日|假期|长假|期间)?",
        read,
    )


RULES = (
    rule(
        rf"{ALONE}(?:(?P<every>每年的?)|{YEAR})?(?P<month>{N})月份?的? ?(?P<day>{N})"
        rf"(?:[日号]|(?=$|[ ,，。!?！？；;、]|上午|下午|[早晚]|中午)(?<=[0-9]))",
        _month_day,
    ),
    rule(
        rf"{ALONE}{BEFORE_PLAIN_DAY}(?:(?P<month>{N})月)?(?P<day>{N})[日号]?[到至-]"
        rf"(?P<last>{N}){AFTER_PLAIN_DAY}",
        _days_of_month,
    ),
    rule(
        rf"{ALONE}{BEFORE_PLAIN_DAY}(?:(?P<every>每个?月)|(?P<near>{NEAR_MONTH}))?的? ?"
        rf"(?P<day>{N}){AFTER_PLAIN_DAY}",
        _day,
    ),
    rule(
        r"(?<![0-9a-z_./-])(?P<year>(?:19|20)[0-9]{2})(?P<sign>[-/.])(?P<month>[0-9]{1,2})"
        r"(?P=sign)(?P<day>[0-9]{1,2})(?![0-9/]|[.-][0-9])",
        _written,
    ),
    rule(rf"{ALONE}(?:{YEAR})?(?P<month>{N})月份?(?![0-9{NUMERAL}后前天初底末子饼亮光])", _month),
    rule(rf"(?P<near>{NEAR_MONTH})(?!的?[0-9{NUMERAL}]{{1,3}}[号日]|[月底末初])", _near_month),
    rule(
        rf"{ALONE}(?:(?P<near>{NEAR_MONTH})的?|(?:{YEAR})?(?P<month>{N})月)月?"
        r"(?P<part>底|末|初|上旬|中旬|下旬)",
        _part_of_month,
    ),
    rule(
        rf"(?<![0-9{NUMERAL}个满岁])月(?:底|末|初|中(?![央间文国]))|(?<!月)[上中下]旬",
        _part_of_this_month,
    ),
    rule(rf"(?:{YEAR})?年?(?<=年)(?P<part>底|末|初)", _part_of_year),
    rule(
        rf"{ALONE}(?:每个?月|(?P<near>{NEAR_MONTH})|(?:{YEAR})?(?P<month>{N})月份?)的?"
        rf"(?:第(?P<nth>[一二三四五1-5])|最后一)个?{WEEK}(?P<day>{WEEKDAY})",
        _nth_weekday,
    ),
    rule(
        rf"(?:{YEAR})?{LUNAR}(?P<leap>闰)?(?P<month>[正冬腊]|{N})月"
        rf"(?P<day>初[一二三四五六七八九十]|{N})[日号]?",
        _lunar_day,
    ),
    rule(
        rf"{LUNAR}(?:{YEAR})(?P<leap>闰)?(?P<month>[正冬腊]|{N})月"
        rf"(?P<day>初[一二三四五六七八九十]|{N})[日号]?",
        _lunar_day,
    ),
    rule(
        rf"(?:{YEAR})?(?P<leap>闰)?(?P<month>[正冬腊](?=月)|[{NUMERAL}]{{1,2}}(?=月初))月"
        rf"(?P<day>初[一二三四五六七八九十]|[{NUMERAL}]{{1,3}})",
        _lunar_day,
    ),
    rule(rf"(?:{YEAR})?大年初(?P<day>[一二三四五六七八九十])", _new_year_day),
    *(_festival(*festival) for festival in festivals.CHINESE.items()),
)
