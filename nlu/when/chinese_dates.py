"""Dates as they are said in Chinese."""

import re
from datetime import date, datetime, timedelta

from nlu.when import dates, festivals, lunar
from nlu.when.chinese_clocks import EVENING, MORNING
from nlu.when.model import Clock, DatePhrase, Days, Precision
from nlu.when.numbers import NUMERAL, chinese_number
from nlu.when.rules import Meaning, Reader, Rule, nothing

ALONE = rf"(?<![0-9{NUMERAL}.第几多#/a-z])"
"""Not in the middle of a longer number or behind the sign of one."""

N = rf"(?:[0-9]{{1,2}}|[{NUMERAL}]{{1,3}})"
YEAR = (
    r"(?:(?P<year>(?:19|20)[0-9]{2}|[一二][零〇一二三四五六七八九]{3})年"
    r"|(?P<near_year>今年|明年|后年|去年|前年))的? ?"
)
NEAR_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
NEAR_MONTH = r"(?:(?:下+|上+)一?个月|这个月|本月|当月|下月|上月)"
WEEK = r"(?:周|星期|礼拜)"
WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
WEEKDAY = "[一二三四五六日天]"
NEAR = r"(?:(?:下+|上+)(?:一?个)?|这一?个?|本)"
NOT_COUNTED = r"(?![次回趟遍福期刊更]|[1-7一二三两四五六七八九十][次回趟遍])"
NO_PLACE = r"(?!路|街|广场|村|社区|小区|新村|新区|桥|河|上河|公园|小学|中学|苑|糕|木|弄|里)"

HALVES = {"年", "个月"}
HALF_MONTH = timedelta(days=15)

NEAR_DAYS = {"今": 0, "明": 1, "后": 2, "昨": -1, "前": -2}


def _year(match: re.Match[str], today: date) -> int | None:
    said = match.groupdict()
    if said.get("year"):
        return chinese_number(said["year"])
    if said.get("near_year"):
        return today.year + NEAR_YEARS[said["near_year"]]
    return None


def _steps(said: str) -> int:
    """Count weeks or months away: 下 is 1, 下下 is 2, 上 is -1, 这 and 本 are 0."""
    return said.count("下") - said.count("上")


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
    said, unit = match["n"], match["unit"]
    if "几" in said or (said == "半" and unit not in HALVES):
        return None
    sign = -1 if (match["way"] or "").endswith("前") else 1
    today = now.date()
    if said == "半":
        if unit == "年":
            return _months_away(today, sign * dates.MONTHS // 2)
        return dates.fixed(today + sign * HALF_MONTH)
    count = sign * chinese_number(said)
    match unit[-1]:
        case "月":
            return _months_away(today, count)
        case "年":
            return _months_away(today, count * dates.MONTHS)
        case "天" | "日":
            return dates.fixed(today + count * dates.DAY)
    return dates.fixed(today + count * dates.WEEK)


def _months_away(today: date, months: int) -> DatePhrase | None:
    """Keep the day of the month where the month has it, else take the last day."""
    first = dates.month_on(today, months)
    last = dates.month_on(first, 1) - dates.DAY
    return dates.fixed(min(first + (today.day - 1) * dates.DAY, last))


def _weekday(match: re.Match[str], now: datetime) -> Meaning:
    number = WEEKDAYS.get(match["day"], int(match["day"]) - 1 if match["day"].isdigit() else 0)
    if not match["near"]:
        return dates.weekdays([number])
    monday = dates.week_of(now.date(), _steps(match["near"]))
    return dates.fixed(monday + number * dates.DAY, weekday=True)


def _weekend(match: re.Match[str], now: datetime) -> Meaning:
    if match["every"]:
        return dates.next_weekend(every=True)
    if not match["near"]:
        return dates.next_weekend()
    return _span(dates.weekend(dates.week_of(now.date(), _steps(match["near"]))))


def _span(days: Days) -> DatePhrase:
    return dates.fixed_span(*days)


def _week(match: re.Match[str], now: datetime) -> Meaning:
    monday = dates.week_of(now.date(), _steps(match["near"]))
    return dates.fixed_span(monday, monday + dates.WEEK, Precision.WEEK)


def _month_day(match: re.Match[str], now: datetime) -> Meaning:
    month, day = chinese_number(match["month"]), chinese_number(match["day"])
    year = _year(match, now.date())
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
        first = dates.month_on(now.date(), _steps(match["near"]))
        return dates.fixed(dates.valid(first.year, first.month, day))
    return dates.day_of_month(day, every=bool(match["every"]))


def _written(match: re.Match[str], _: datetime) -> Meaning:
    return dates.fixed(
        dates.valid(int(match["year"]), int(match["month"]), int(match["day"]))
    )


def _month(match: re.Match[str], now: datetime) -> Meaning:
    month = chinese_number(match["month"])
    year = _year(match, now.date())
    first = dates.valid(year, month, 1) if year else None
    if year:
        return _span(dates.month_span(first)) if first else None
    return dates.month_of_year(month)


def _near_month(match: re.Match[str], now: datetime) -> Meaning:
    return _span(dates.month_span(dates.month_on(now.date(), _steps(match["near"]))))


PARTS_OF_MONTH = {
    "初": (1, 5),
    "上旬": (1, 10),
    "中": (11, 20),
    "中旬": (11, 20),
    "下旬": (21, -1),
    "底": (-5, -1),
    "末": (-5, -1),
}


def _part_of_month(match: re.Match[str], now: datetime) -> Meaning:
    bounds = PARTS_OF_MONTH[match["part"]]
    today = now.date()
    if match["near"]:
        return _span(dates.part_of_month(dates.month_on(today, _steps(match["near"])), *bounds))
    month, year = chinese_number(match["month"]), _year(match, today)
    if dates.valid(today.year, month, 1) is None:
        return None
    if year:
        return _span(dates.part_of_month(date(year, month, 1), *bounds))
    return dates.floating(
        lambda after: (
            dates.part_of_month(date(on, month, 1), *bounds)
            for on in (after.year, after.year + 1)
        )
    )


def _part_of_this_month(match: re.Match[str], _: datetime) -> Meaning:
    bounds = PARTS_OF_MONTH[match[0].removeprefix("月")]
    return dates.floating(
        lambda after: (dates.part_of_month(dates.month_on(after, on), *bounds) for on in (0, 1))
    )


def _part_of_year(match: re.Match[str], now: datetime) -> Meaning:
    month = 1 if match["part"] == "初" else dates.MONTHS

    def span(year: int) -> Days:
        first = date(year, month, 1)
        return Days(first, dates.month_on(first, 1), Precision.PART_OF_YEAR)

    year = _year(match, now.date())
    if year:
        return _span(span(year))
    return dates.floating(lambda after: (span(on) for on in (after.year, after.year + 1)))


def _nth_weekday(match: re.Match[str], now: datetime) -> Meaning:
    nth = chinese_number(match["nth"]) if match["nth"] else -1
    number, today = WEEKDAYS[match["day"]], now.date()
    if match["near"]:
        first = dates.month_on(today, _steps(match["near"]))
        return dates.fixed(dates.nth_weekday(first, nth, number))
    if match["month"]:
        month = chinese_number(match["month"])
        if dates.valid(today.year, month, 1) is None:
            return None
        year = _year(match, today)
        if year:
            return dates.fixed(dates.nth_weekday(date(year, month, 1), nth, number))
        return dates.of_every_year(
            lambda on: dates.nth_weekday(date(on, month, 1), nth, number)
        )
    return dates.nth_weekday_of_every_month(nth, number)


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


def _lunar_day(match: re.Match[str], now: datetime) -> Meaning:
    signs = {"正": 1, "冬": 11, "腊": 12}
    month = signs.get(match["month"]) or chinese_number(match["month"])
    day = chinese_number(match["day"].removeprefix("初"))
    leap = bool(match["leap"])
    year = _year(match, now.date())
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
    day, year = chinese_number(match["day"]), _year(match, now.date())
    if year:
        return dates.fixed(lunar.solar(year, 1, day))
    return _every_lunar_year(1, day)


def _festival(names: str, day_of: festivals.DayOfYear) -> Rule:
    def read(match: re.Match[str], now: datetime) -> Meaning:
        year = _year(match, now.date())
        return dates.fixed(day_of(year)) if year else dates.of_every_year(day_of)

    return _rule(
        rf"{ALONE}(?:{YEAR})?(?:{names})(?![0-9{NUMERAL}号]){NO_PLACE}(?:当天|那天|当日|假期|长假|期间)?", read
    )


def _rule(pattern: str, read: Reader) -> Rule:
    return Rule(re.compile(pattern), read)


BEFORE_PLAIN_DAY = r"(?<![路街巷弄道坊里村组队座幢栋楼院宅号桥浜社区苑园期])"
AFTER_PLAIN_DAY = (
    r"(?:号(?![楼线门院弄室车店厅桌台馆柜窗岗机井房床座位口栋幢单棚铺码令召场泳电角球选仓库病男女])"
    r"|日(?![游内后前均报志期记子夜常元光产本历用]))"
)

RULES = (
    _rule(
        rf"{ALONE}(?:(?P<every>每年的?)|{YEAR})?(?P<month>{N})月份?的? ?(?P<day>{N})"
        rf"(?:[日号]|(?=$|[ ,，。!?！？；;、]|上午|下午|[早晚]|中午)(?<=[0-9]))",
        _month_day,
    ),
    _rule(
        rf"{ALONE}{BEFORE_PLAIN_DAY}(?:(?P<month>{N})月)?(?P<day>{N})[日号]?[到至-]"
        rf"(?P<last>{N}){AFTER_PLAIN_DAY}",
        _days_of_month,
    ),
    _rule(
        rf"{ALONE}{BEFORE_PLAIN_DAY}(?:(?P<every>每个?月)|(?P<near>{NEAR_MONTH}))?的? ?"
        rf"(?P<day>{N}){AFTER_PLAIN_DAY}",
        _day,
    ),
    _rule(
        r"(?<![0-9a-z_./-])(?P<year>(?:19|20)[0-9]{2})(?P<sign>[-/.])(?P<month>[0-9]{1,2})"
        r"(?P=sign)(?P<day>[0-9]{1,2})(?![0-9/]|[.-][0-9])",
        _written,
    ),
    _rule(rf"(?P<big>大{{0,3}})(?<![之以然最])(?P<near>[后前])天(?!气(?!温))", _near_day),
    _rule(
        r"[今昨][天日儿]|(?<!聪)(?<!说(?=明天气(?!温)))明[天日儿]",
        _this_day,
    ),
    _rule(
        r"(?<![文聪说证声])(?P<near>[今明昨后])(?P<part>[早晚夜])(?:上|间|里|晨)?(?![餐饭报会点年期])",
        _near_part,
    ),
    _rule(
        rf"{ALONE}(?:再?过)?(?P<n>半|几|[0-9]{{1,4}}|[{NUMERAL}]{{1,4}})"
        r"(?P<unit>天|日|周|个?星期|个?礼拜|个月|年)(?P<way>以后|之后|后|以前|之前|前)(?![后面台景])",
        _days_away,
    ),
    _rule(
        rf"再?过(?P<n>半|几|[0-9]{{1,4}}|[{NUMERAL}]{{1,4}})"
        r"(?P<unit>天|周|个?星期|个?礼拜|个月|年)(?P<way>后)?",
        _days_away,
    ),
    _rule(rf"[{NUMERAL}0-9]{{1,3}}个半(?:月|星期|礼拜)(?:以?后|之后|以?前|之前)?", nothing),
    _rule(
        rf"(?<![0-9{NUMERAL}几多半金每四])(?<![两几半多{NUMERAL}]个)(?P<near>{NEAR})?{WEEK}"
        rf"(?P<day>{WEEKDAY}|[1-7](?![0-9点:人个天元次]))(?!{WEEK}){NOT_COUNTED}",
        _weekday,
    ),
    _rule(rf"(?P<every>每个?)?(?P<near>{NEAR})?(?:{WEEK})末(?!端|梢)", _weekend),
    _rule(rf"(?P<near>{NEAR}){WEEK}(?![{NUMERAL}日天末围边岁1-7])", _week),
    _rule(
        rf"{ALONE}(?:{YEAR})?(?P<month>{N})月份?(?![0-9{NUMERAL}后前天初底末子饼亮光])", _month
    ),
    _rule(rf"(?P<near>{NEAR_MONTH})(?!的?[0-9{NUMERAL}月底末初])", _near_month),
    _rule(
        rf"{ALONE}(?:(?P<near>{NEAR_MONTH})的?|(?:{YEAR})?(?P<month>{N})月)月?"
        r"(?P<part>底|末|初|上旬|中旬|下旬)",
        _part_of_month,
    ),
    _rule(
        rf"(?<![0-9{NUMERAL}个满岁])月(?:底|末|初|中(?![央间文国]))|(?<!月)[上中下]旬",
        _part_of_this_month,
    ),
    _rule(rf"(?:{YEAR})?年?(?<=年)(?P<part>底|末|初)", _part_of_year),
    _rule(
        rf"{ALONE}(?:每个?月|(?P<near>{NEAR_MONTH})|(?:{YEAR})?(?P<month>{N})月份?)的?"
        rf"(?:第(?P<nth>[一二三四五1-5])|最后一)个?{WEEK}(?P<day>{WEEKDAY})",
        _nth_weekday,
    ),
    _rule(
        rf"(?:每逢|每一?个?|逢){WEEK}(?P<days>{WEEKDAY}(?:[、,，和及 ]{{0,2}}{WEEK}?{WEEKDAY}"
        rf"(?![点时])){{0,6}})(?:[到至-]{WEEK}?(?P<last>{WEEKDAY}))?{NOT_COUNTED}",
        _every_weekday,
    ),
    _rule(r"每一?个?(?:天|日|工作日|(?P<part>早|晚)上?)|天天|(?<!间)隔天", _every_day),
    _rule(
        rf"(?:{YEAR})?(?:(?:农历|阴历|旧历)的?(?P<leap>闰)?(?P<month>[正冬腊]|{N})月"
        rf"(?P<day>初[一二三四五六七八九十]|{N})[日号]?)",
        _lunar_day,
    ),
    _rule(
        rf"(?:{YEAR})?(?P<leap>闰)?(?P<month>[正冬腊](?=月)|[{NUMERAL}]{{1,2}}(?=月初))月"
        rf"(?P<day>初[一二三四五六七八九十]|[{NUMERAL}]{{1,3}})",
        _lunar_day,
    ),
    _rule(rf"(?:{YEAR})?大年初(?P<day>[一二三四五六七八九十])", _new_year_day),
    *(_festival(*festival) for festival in festivals.CHINESE.items()),
)
