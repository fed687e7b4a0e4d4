"""Dates as they are said in English."""

import re
from datetime import date, datetime

from nlu.when import dates, festivals
from nlu.when.english_clocks import EVENING, NIGHT, PART, PARTS
from nlu.when.model import Clock, DatePhrase, Days, Precision
from nlu.when.numbers import WORDS, english_number
from nlu.when.rules import Meaning, Rule, english_rule

_WEEKDAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH_NAMES = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
FULL_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
SHORT_WEEKDAY = r"(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
SURE_MONTH = r"(?:january|february|april|june|july|august|september|october|november|december)"
DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
NTH = r"[0-9]{1,2}(?:st|nd|rd|th)"
YEAR = r"(?:,? (?P<year>20[0-9]{2})|,? (?P<near_year>(?:this|next|last) year))"
NEAR = r"(?P<near>next|this|last|the coming|coming)"
_AMOUNT = (
    r"(?P<n>[0-9]{1,4}|a couple of|"
    + "|".join(sorted((word for word in WORDS if " " not in word), key=len, reverse=True))
    + ")"
)
_STEPS = {"next": 1, "last": -1, "previous": -1}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}


def _weekday_number(said: str) -> int:
    return next(i for i, name in enumerate(_WEEKDAY_NAMES) if name[:3] == said[:3])


def _month_number(said: str) -> int:
    return next(i for i, name in enumerate(_MONTH_NAMES, 1) if name[:3] == said[:3])


def _year(match: re.Match[str], today: date) -> int | None:
    said = match.groupdict()
    if said.get("year"):
        return int(said["year"])
    if said.get("near_year"):
        return today.year + _STEPS.get(said["near_year"].split()[0], 0)
    return None


_NEAR_DAYS = {
    "today": 0,
    "tomorrow": 1,
    "tmr": 1,
    "tmrw": 1,
    "tomorow": 1,
    "yesterday": -1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "the day before yesterday": -2,
}


def _near_day(match: re.Match[str], now: datetime) -> Meaning:
    return dates.fixed(now.date() + _NEAR_DAYS[match[0]] * dates.DAY)


def _near_part(match: re.Match[str], now: datetime) -> Meaning:
    today = now.date()
    if match[0] == "tonight":
        day, part = dates.fixed(today), NIGHT
    elif match["last"]:
        day, part = dates.fixed(today - dates.DAY), EVENING
    else:
        day, part = dates.fixed(today), PARTS[match["part"]]
    return (day, Clock(part=part, precision=Precision.PART_OF_DAY)) if day else None


def _weekday(match: re.Match[str], now: datetime) -> Meaning:
    number, near = _weekday_number(match["day"]), match.groupdict().get("near")
    if near in _STEPS:
        monday = dates.week_of(now.date(), _STEPS[near])
        return dates.fixed(monday + number * dates.DAY, weekday=True)
    phrase = dates.weekdays([number])
    if near == "this":
        return DatePhrase(phrase.occurrence, floats=True, weekday=True)
    return phrase


def _every(match: re.Match[str], _: datetime) -> Meaning:
    what = match["what"]
    if what == "weekday":
        return dates.weekdays(range(dates.SATURDAY), every=True)
    if what == "weekend":
        return dates.next_weekend(every=True)
    if what in PARTS:
        part = Clock(part=PARTS[what], precision=Precision.PART_OF_DAY)
        return dates.daily("FREQ=DAILY"), part
    if what == "day":
        return dates.daily("FREQ=DAILY" + (";INTERVAL=2" if match["other"] else ""))
    if match["other"]:
        return None
    said = re.findall(WEEKDAY, what)
    return dates.weekdays([_weekday_number(name) for name in said], every=True)


def _plural_weekday(match: re.Match[str], _: datetime) -> Meaning:
    return dates.weekdays([_weekday_number(match["day"])], every=True)


def _weekend(match: re.Match[str], now: datetime) -> Meaning:
    near = match["near"]
    if near in _STEPS:
        return dates.fixed_span(*dates.weekend(dates.week_of(now.date(), _STEPS[near])))
    return dates.next_weekend()


def _near_week(match: re.Match[str], now: datetime) -> Meaning:
    weeks = 2 if match["after_next"] else _STEPS.get(match["near"], 0)
    monday = dates.week_of(now.date(), weeks)
    return dates.fixed_span(monday, monday + dates.WEEK, Precision.WEEK)


def _near_month(match: re.Match[str], now: datetime) -> Meaning:
    months = 2 if match["after_next"] else _STEPS.get(match["near"], 0)
    return dates.fixed_span(*dates.month_span(dates.month_on(now.date(), months)))


def _month_day(match: re.Match[str], now: datetime) -> Meaning:
    month, day = _month_number(match["month"]), english_number(match["day"])
    year, last = _year(match, now.date()), match.groupdict().get("last")
    phrase = dates.fixed(dates.valid(year, month, day)) if year else dates.day_of_year(month, day)
    return _up_to(phrase, last, now.date()) if last else phrase


def _up_to(first: DatePhrase | None, last: str, today: date) -> DatePhrase | None:
    start = first.occurrence(today) if first else None
    if start is None:
        return None
    end = dates.valid(start.start.year, start.start.month, english_number(last))
    if end is None or end <= start.start:
        return None
    return dates.fixed_span(start.start, end + dates.DAY, Precision.DAY)


def _figures(match: re.Match[str], _: datetime) -> Meaning:
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        return dates.fixed(dates.valid(int(match["year"]), month, day))
    return dates.day_of_year(month, day)


def _instant(match: re.Match[str], now: datetime) -> Meaning:
    """Read an ISO 8601 instant with its offset, and say it in the zone of the town."""
    there = datetime.fromisoformat(match[0].upper())
    here = there.astimezone(now.tzinfo)
    day = dates.fixed(here.date())
    return (day, Clock(here.hour, here.minute, exact=True)) if day else None


def _day_of_near_month(match: re.Match[str], now: datetime) -> Meaning:
    first = dates.month_on(now.date(), _STEPS.get(match["near"], 0))
    return dates.fixed(dates.valid(first.year, first.month, english_number(match["day"])))


def _day(match: re.Match[str], _: datetime) -> Meaning:
    every = bool(match.groupdict().get("every"))
    return dates.day_of_month(english_number(match["day"]), every=every)


def _month(match: re.Match[str], now: datetime) -> Meaning:
    month, year = _month_number(match["month"]), _year(match, now.date())
    if year:
        return dates.fixed_span(*dates.month_span(date(year, month, 1)))
    return dates.month_of_year(month)


_PARTS_OF_MONTH = {
    "beginning": (1, 5),
    "start": (1, 5),
    "early": (1, 10),
    "middle": (11, 20),
    "mid": (11, 20),
    "late": (21, -1),
    "end": (-5, -1),
}


def _part_of_month(match: re.Match[str], now: datetime) -> Meaning:
    said, bounds = match.groupdict(), _PARTS_OF_MONTH[match["part"]]
    if said.get("month"):
        month = _month_number(said["month"])
        return dates.floating(
            lambda after: (
                dates.part_of_month(date(year, month, 1), *bounds)
                for year in (after.year, after.year + 1)
            )
        )
    if said.get("near") in _STEPS:
        first = dates.month_on(now.date(), _STEPS[said["near"]])
        return dates.fixed_span(*dates.part_of_month(first, *bounds))
    return dates.floating(
        lambda after: (dates.part_of_month(dates.month_on(after, on), *bounds) for on in (0, 1))
    )


def _end_of_year(match: re.Match[str], now: datetime) -> Meaning:
    year = now.year + _STEPS.get(match["near"], 0)
    days = Days(date(year, 12, 1), date(year + 1, 1, 1), Precision.PART_OF_YEAR)
    return dates.fixed_span(*days)


def _away(match: re.Match[str], now: datetime) -> Meaning:
    count = english_number(match["n"]) * (-1 if match["way"] in {"ago", "earlier"} else 1)
    unit, today = match["unit"].rstrip("s"), now.date()
    if unit in {"month", "year"}:
        first = dates.month_on(today, count * (dates.MONTHS if unit == "year" else 1))
        last = dates.month_on(first, 1) - dates.DAY
        return dates.fixed(min(first + (today.day - 1) * dates.DAY, last))
    length = {"day": 1, "week": 7, "fortnight": 14}[unit]
    return dates.fixed(today + count * length * dates.DAY)


def _weeks_from(match: re.Match[str], now: datetime) -> Meaning:
    """Read a week from Friday."""
    length = dates.WEEK if match["unit"].startswith("week") else dates.DAY
    further = english_number(match["n"]) * length
    if match["near_day"]:
        return dates.fixed(now.date() + _NEAR_DAYS[match["near_day"]] * dates.DAY + further)
    day = dates.weekdays([_weekday_number(match["day"])]).occurrence(now.date() + dates.DAY)
    return dates.fixed(day.start + further) if day else None


def _nth_weekday(match: re.Match[str], now: datetime) -> Meaning:
    nth = _ORDINALS.get(match["nth"]) or english_number(match["nth"])
    number, today = _weekday_number(match["day"]), now.date()
    if match["every"]:
        return dates.nth_weekday_of_every_month(nth, number)
    if match["month"]:
        month = _month_number(match["month"])
        return dates.of_every_year(
            lambda year: dates.nth_weekday(date(year, month, 1), nth, number)
        )
    first = dates.month_on(today, _STEPS.get(match["near"], 0))
    return dates.fixed(dates.nth_weekday(first, nth, number))


def _festival(names: str, day_of: festivals.DayOfYear) -> Rule:
    def read(match: re.Match[str], now: datetime) -> Meaning:
        year = _year(match, now.date())
        return dates.fixed(day_of(year)) if year else dates.of_every_year(day_of)

    return english_rule(rf"(?:{names})(?:{YEAR})?(?! (?:road|street|square|park))", read)


_THEN = (
    r"(?= ?(?:$|[,.;:!?)(-]|at |from |and |or |to |until |till |of |in the |by |before "
    r"|after |noon|[^ -~]|[0-9]|morning|afternoon|evening|night|please|this|is |works|for "
    r"|but |if |not |instead|when |because ))"
)

RULES = (
    english_rule(
        r"(?:the )?day after tomorrow|the day before yesterday|today|tomorr?ow|tmrw?|yesterday",
        _near_day,
    ),
    english_rule(rf"tonight|(?P<last>last) night|this (?P<part>{PART})", _near_part),
    english_rule(rf"(?:on )?(?:{NEAR} )?(?P<day>{FULL_WEEKDAY})(?! ?school)", _weekday),
    english_rule(rf"(?:{NEAR}|on|by|until|till) (?P<day>{SHORT_WEEKDAY})", _weekday),
    english_rule(
        rf"(?<!the )(?P<day>{SHORT_WEEKDAY})(?= ?[0-9]| {MONTH}| (?:morning|afternoon|evening"
        rf"|night|noon))",
        _weekday,
    ),
    english_rule(
        rf"(?:(?<![a-z] )|(?<=for )|(?<= to )|(?<= or )|(?<= and ))(?P<day>{SHORT_WEEKDAY})"
        r"(?= at | from | ?[,;!?]| ?$)",
        _weekday,
    ),
    english_rule(rf"(?:on )?(?P<day>{FULL_WEEKDAY})s", _plural_weekday),
    english_rule(
        r"(?:every|each) (?P<other>other |second )?(?P<what>day|morning|afternoon|evening"
        r"|night|weekday"
        rf"|weekend|{WEEKDAY}(?:(?:,| and|, and) {WEEKDAY}){{0,6}})",
        _every,
    ),
    english_rule(r"(?:(?:on|at) )?(?:(?P<near>next|this|last|the|the coming) )?weekend", _weekend),
    english_rule(r"(?P<near>next|this|last) week|(?P<after_next>the week after next)", _near_week),
    english_rule(
        r"(?P<near>next|this|last) month|(?P<after_next>the month after next)", _near_month
    ),
    english_rule(
        rf"(?:on )?(?:the )?(?P<month>{MONTH})\.? (?:the )?(?P<day>{DAY})(?: ?(?:-|to|until"
        rf"|till) ?(?P<last>{DAY})(?! ?[ap]\.?m|:))?(?:{YEAR})?",
        _month_day,
    ),
    english_rule(
        rf"(?:on )?(?:the )?(?P<day>{DAY})(?: of)? (?P<month>{MONTH})(?:{YEAR})?", _month_day
    ),
    english_rule(
        rf"(?P<month>{MONTH})\.? (?P<day>{DAY}) ?(?:-|to|until|till) ?(?P<last>{DAY})(?!"
        rf" ?[ap]\.?m|:)(?:{YEAR})?",
        _month_day,
    ),
    english_rule(
        r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}))?(?![/%]|\.[0-9])",
        _figures,
    ),
    english_rule(
        r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
        r"(?:z|[+-][0-9]{2}:[0-9]{2})",
        _instant,
    ),
    english_rule(
        rf"(?P<near>next|this|last) month,? (?:on )?the (?P<day>{NTH})", _day_of_near_month
    ),
    english_rule(
        rf"(?:on )?the (?P<day>{NTH}) (?:of )?(?P<near>next|this|last) month", _day_of_near_month
    ),
    english_rule(rf"(?:on )?the (?P<day>{NTH})(?: of (?:the|each|every) month)?{_THEN}", _day),
    english_rule(
        rf"(?P<every>every|each) (?:month,? on )?(?:the )?(?P<day>{NTH})(?: of (?:the|each"
        rf"|every) month)?",
        _day,
    ),
    english_rule(rf"(?P<every>on) the (?P<day>{NTH}) of (?:each|every) month", _day),
    english_rule(
        rf"(?:in |next |this |last |since |until |by )?(?P<month>{SURE_MONTH})(?:{YEAR})?", _month
    ),
    english_rule(
        rf"(?:in|next|this|last|since|by) (?P<month>{MONTH})(?:{YEAR})?(?! (?:i|we|you|on)\b)",
        _month,
    ),
    english_rule(
        r"(?:(?:at|by|in|from) )?(?:the )?(?P<part>beginning|start|middle|end) of (?:the|"
        r"(?P<near>next|this|last)) month",
        _part_of_month,
    ),
    english_rule(
        rf"(?:(?:at|by|in) )?(?:the )?(?:(?P<part>beginning|start|middle|end) of) "
        rf"(?P<month>{MONTH})",
        _part_of_month,
    ),
    english_rule(rf"(?:in )?(?P<part>early|mid|late)[ -](?P<month>{MONTH})", _part_of_month),
    english_rule(
        r"(?:(?:at|by) )?(?:the )?end of (?:the|(?P<near>next|this|last)) year", _end_of_year
    ),
    english_rule(
        rf"in {_AMOUNT} (?P<unit>days?|weeks?|fortnights?|months?|years?)(?P<way>)(?:'? time)?",
        _away,
    ),
    english_rule(
        rf"{_AMOUNT} (?P<unit>days?|weeks?|fortnights?|months?|years?) (?P<way>from now|later"
        rf"|ago|earlier)",
        _away,
    ),
    english_rule(
        rf"{_AMOUNT} (?P<unit>days?|weeks?) (?:from|after) (?:(?P<near_day>today|tomorrow"
        rf"|yesterday)"
        rf"|(?:this |the coming )?(?P<day>{FULL_WEEKDAY}))",
        _weeks_from,
    ),
    english_rule(
        rf"(?:on )?(?:the |every )?(?P<nth>first|second|third|fourth|fifth|last|[1-5](?:st|nd"
        rf"|rd|th)) (?P<day>{WEEKDAY})"
        rf" (?:of|in) (?:(?P<every>every month|each month|the month)|(?P<near>next|this) month|"
        rf"(?P<month>{MONTH}))",
        _nth_weekday,
    ),
    english_rule(
        rf"(?:on )?(?P<every>every|each) (?P<nth>first|second|third|fourth|last|[1-5](?:st|nd"
        rf"|rd|th)) "
        rf"(?P<day>{WEEKDAY})",
        _nth_weekday,
    ),
    *(_festival(*festival) for festival in festivals.ENGLISH.items()),
)
