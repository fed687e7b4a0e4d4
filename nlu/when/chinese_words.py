"""The words that the Chinese rules for days and for the calendar share."""

import re
from datetime import date

from nlu.when import dates
from nlu.when.model import DatePhrase, Days
from nlu.when.numbers import NUMERAL, chinese_number

ALONE = rf"(?<![0-9{NUMERAL}.第几多#/a-z])"
"""Not in the middle of a longer number or behind the sign of one."""

N = rf"(?:[0-9]{{1,2}}|[{NUMERAL}]{{1,3}})"
YEAR = (
    r"(?:(?P<year>(?:19|20)[0-9]{2}|[一二][零〇一二三四五六七八九]{3})年"
    r"|(?P<short_year>[0-9]{2})年|(?P<near_year>今年|明年|后年|去年|前年))的? ?"
)
NEAR_YEARS = {"前年": -2, "去年": -1, "今年": 0, "明年": 1, "后年": 2}
NEAR_MONTH = r"(?:(?:下{1,4}|上{1,4})一?个月|这个月|本月|当月|下月|上月)"
WEEK = r"(?:周|星期|礼拜)"
WEEKDAYS = {sign: number for number, sign in enumerate("一二三四五六日")} | {"天": 6}
WEEKDAY = "[一二三四五六日天]"
NEAR = r"(?:(?:下{1,4}|上{1,4})(?:一?个)?|这一?个?|本)"


def year_said(match: re.Match[str], today: date) -> int | None:
    said = match.groupdict()
    if said.get("year"):
        return chinese_number(said["year"])
    if said.get("short_year"):
        return today.year // 100 * 100 + int(said["short_year"])
    if said.get("near_year"):
        return today.year + NEAR_YEARS[said["near_year"]]
    return None


def steps(said: str) -> int:
    """Count weeks or months away: 下 is 1, 下下 is 2, 上 is -1, 这 and 本 are 0."""
    return said.count("下") - said.count("上")


def span(days: Days) -> DatePhrase:
    return dates.fixed_span(*days)
