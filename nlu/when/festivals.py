"""The days that have names: fixed, by the moon, and by the sun."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from nlu.when import lunar

DayOfYear = Callable[[int], date | None]


def _fixed(month: int, day: int) -> DayOfYear:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> DayOfYear:
    return lambda year: lunar.solar(year, month, day)


def new_years_eve(year: int) -> date | None:
    """Find the eve of the Spring Festival that falls into `year`."""
    spring = lunar.solar(year, 1, 1)
    return spring - timedelta(days=1) if spring else None


def _laba(year: int) -> date | None:
    """Find the eighth of the twelfth month, which may fall into the next January."""
    for lunar_year in (year - 1, year):
        day = lunar.solar(lunar_year, 12, 8)
        if day and day.year == year:
            return day
    return None


def _solar_term(month: int, constant: float, exceptions: Mapping[int, int]) -> DayOfYear:
    """Shou Xing's rule for the solar terms; it holds from 2000 to 2099."""

    def day_of(year: int) -> date | None:
        first, last = 2000, 2099
        if not first <= year <= last:
            return None
        short = year % 100
        day = int(0.2422 * short + constant) - short // 4
        return date(year, month, exceptions.get(year, day))

    return day_of


QINGMING = _solar_term(4, 4.81, {})
WINTER_SOLSTICE = _solar_term(12, 21.94, {2021: 21})

CHINESE: dict[str, DayOfYear] = {
    "元旦节?": _fixed(1, 1),
    "除夕夜?|大年三十|年三十|大年夜": new_years_eve,
    "春节|大年初一": _lunar(1, 1),
    "元宵节?": _lunar(1, 15),
    "情人节": _fixed(2, 14),
    "妇女节|三八节|三八妇女节": _fixed(3, 8),
    "植树节": _fixed(3, 12),
    "清明节?": QINGMING,
    "五一劳动节|国际劳动节|劳动节|五一节?": _fixed(5, 1),
    "五四青年节|青年节": _fixed(5, 4),
    "六一儿童节|儿童节|六一节?": _fixed(6, 1),
    "端午节?": _lunar(5, 5),
    "建党节|七一建党节": _fixed(7, 1),
    "建军节|八一建军节": _fixed(8, 1),
    "七夕节?": _lunar(7, 7),
    "教师节": _fixed(9, 10),
    "中秋节?": _lunar(8, 15),
    "国庆节?|十一国庆节|十一(?=假期|长假|黄金周)": _fixed(10, 1),
    "重阳节?": _lunar(9, 9),
    "冬至": WINTER_SOLSTICE,
    "腊八节?": _laba,
    "平安夜": _fixed(12, 24),
    "圣诞节?": _fixed(12, 25),
}

ENGLISH: dict[str, DayOfYear] = {
    r"(?:spring festival|(?:chinese|lunar) new year(?:'?s)?)(?: day)?": _lunar(1, 1),
    r"(?:spring festival|(?:chinese|lunar) new year(?:'?s)?) eve": new_years_eve,
    r"new year'?s day": _fixed(1, 1),
    r"new year'?s eve": _fixed(12, 31),
    r"lantern festival": _lunar(1, 15),
    r"valentine'?s day": _fixed(2, 14),
    r"(?:international )?women'?s day": _fixed(3, 8),
    r"qing ?ming(?: festival)?|tomb[- ]sweeping (?:day|festival)": QINGMING,
    r"labou?r day|may day": _fixed(5, 1),
    r"children'?s day": _fixed(6, 1),
    r"dragon boat festival": _lunar(5, 5),
    r"qixi(?: festival)?": _lunar(7, 7),
    r"teachers?'?s? day": _fixed(9, 10),
    r"(?:mid-?autumn|moon)(?: festival)": _lunar(8, 15),
    r"national day": _fixed(10, 1),
    r"(?:double ninth|chongyang)(?: festival)?": _lunar(9, 9),
    r"winter solstice": WINTER_SOLSTICE,
    r"christmas(?: day)?|xmas": _fixed(12, 25),
    r"christmas eve": _fixed(12, 24),
}
