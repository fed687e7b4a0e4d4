"""What a program asks for: the query of GET requests, read strictly."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.web.open311.refusals import Refusal
from config.town import Category, Town

SPAN = timedelta(days=90)
MOST = 1000
MOST_ON_A_PAGE = 200
LAST_PAGE = 10_000
MOST_IDS = 200
LONGEST_LIST = 8000
STATES = frozenset({"open", "closed"})

NUMBER = re.compile(r"R-20\d{2}-\d{6}")
_MOMENT = re.compile(
    r"20\d{2}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+ -]\d{2}:\d{2}))?"
)
_COUNT = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class Asked:
    """Reports that are wanted; `numbers`, where there are any, override all else."""

    start: datetime
    end: datetime
    numbers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    states: frozenset[str] = STATES
    limit: int = MOST
    offset: int = 0


def read(query: Mapping[str, str], town: Town, now: datetime) -> Asked:
    """:raises Refusal: something in the query cannot be understood."""
    start, end = _range(query, town, now)
    limit, offset = _page(query)
    codes = tuple(_listed(query, "service_code"))
    for code in codes:
        public_category(town, code)
    states = frozenset(_listed(query, "status"))
    if not states <= STATES:
        raise Refusal(400, "open311-bad-status")
    return Asked(start, end, _numbers(query), codes, states or STATES, limit, offset)


def public_category(town: Town, code: str) -> Category:
    """Give a category that programs may know.

    :raises Refusal: none such, or a private one; both look the same.
    """
    for category in town.categories:
        if category.code == code and not category.private:
            return category
    raise Refusal(404, "open311-no-service")


def _listed(query: Mapping[str, str], name: str) -> list[str]:
    given = query.get(name, "")
    if len(given) > LONGEST_LIST:
        raise Refusal(400, "open311-too-many", name=name, most=MOST_IDS)
    return [part.strip() for part in given.split(",") if part.strip()]


def _numbers(query: Mapping[str, str]) -> tuple[str, ...]:
    wanted = _listed(query, "service_request_id")
    if len(wanted) > MOST_IDS:
        raise Refusal(400, "open311-too-many", name="service_request_id", most=MOST_IDS)
    if query.get("service_request_id", "") and not wanted:
        raise Refusal(400, "open311-bad-number")
    numbers = tuple(number.upper() for number in wanted)
    if not all(NUMBER.fullmatch(number) for number in numbers):
        raise Refusal(400, "open311-bad-number")
    return numbers


def _range(query: Mapping[str, str], town: Town, now: datetime) -> tuple[datetime, datetime]:
    start = _moment(query, "start_date", town)
    end = _moment(query, "end_date", town)
    if start is None:
        end = end or now
        return end - SPAN, end
    end = end or start + SPAN
    if start > end:
        raise Refusal(400, "open311-start-after-end")
    if end - start > SPAN:
        raise Refusal(400, "open311-long-range", days=SPAN.days)
    return start, end


def _moment(query: Mapping[str, str], name: str, town: Town) -> datetime | None:
    given = query.get(name, "")
    if not given:
        return None
    if not _MOMENT.fullmatch(given):
        raise Refusal(400, "open311-bad-date", name=name)
    try:
        # A plus that was not encoded arrives as a space.
        moment = datetime.fromisoformat(given.replace(" ", "+"))
    except ValueError:
        raise Refusal(400, "open311-bad-date", name=name) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=town.zone)


def _page(query: Mapping[str, str]) -> tuple[int, int]:
    page, size = query.get("page", ""), query.get("page_size", "")
    if not page and not size:
        return MOST, 0
    number = _count(page, "page", LAST_PAGE) if page else 1
    limit = _count(size, "page_size", MOST_ON_A_PAGE) if size else MOST_ON_A_PAGE
    return limit, (number - 1) * limit


def _count(given: str, name: str, most: int) -> int:
    if not _COUNT.fullmatch(given) or not 1 <= int(given) <= most:
        raise Refusal(400, "open311-bad-count", name=name, most=most)
    return int(given)
