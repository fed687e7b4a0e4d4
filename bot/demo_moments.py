"""When something happened in the demo town: what its pack writes, against the town's calendar."""

from datetime import date, datetime, time, timedelta

from community.cases import Leg
from config.town import Town
from config.town.calendar import (
    add_span,
    is_workday,
    is_working_time,
    next_meeting,
    spans_of,
    working_spans,
)
from config.town.duty import on_duty

DECIDED_AFTER = timedelta(minutes=30)
"""From the start of the office's meeting until its decisions are entered."""
MEETS_FOR = timedelta(hours=1)
LONGEST_WITHOUT_MEETING = timedelta(days=30)
CLIMBS_IN = tuple(timedelta(hours=hours) for hours in (3, 2.5, 2, 1.5, 1, 0.5))
"""How soon after the demo began a case may climb: the first that fits people's hours."""
ONE_DAY = timedelta(days=1)
AWAKE, LONG_ENOUGH = timedelta(minutes=40), timedelta(hours=1)
DAYS_LOOKED_AHEAD = 20


class Moments:
    """Reads the moments of one past; `now` is when the demo begins."""

    def __init__(self, town: Town, now: datetime) -> None:
        self._town = town
        self._now = now
        self.meeting = last_meeting(town, now)

    def read(self, moment: str, category: str) -> datetime:
        """Say when `moment` was (see `PastMoment`).

        :param category: whose time at a department ends soon, for "climbs".
        """
        if moment == "meeting":
            return self.meeting + DECIDED_AFTER
        if moment.startswith("climbs"):
            _, _, before = moment.partition("-")
            return self._before(self._climbs(category), before)
        days, _, clock = moment.partition(" ")
        if clock:
            return self._on_workday(int(days.removesuffix("d")), time.fromisoformat(clock))
        return self._before(self._now, days)

    def next_workday(self) -> date:
        return self.workday(1)

    def workday(self, away: int) -> date:
        """Give the workday so many after today, or before it if the number is negative."""
        day = self._now.astimezone(self._town.zone).date()
        step = ONE_DAY if away > 0 else -ONE_DAY
        left = abs(away)
        while left:
            day += step
            left -= is_workday(self._town, day)
        return day

    def _before(self, moment: datetime, minutes: str) -> datetime:
        return worked_before(self._town, moment, int(minutes.removesuffix("m") or 0))

    def _on_workday(self, ago: int, clock: time) -> datetime:
        return datetime.combine(self.workday(-ago), clock, self._town.zone)

    def _climbs(self, category: str) -> datetime:
        """From when on a department's time ends within the demo's first hours."""
        span = self._town.clock(Leg.DEPARTMENT.value, category)
        whole = add_span(self._town, self._now, span) - self._now
        starts = [self._now + soon - whole for soon in CLIMBS_IN]
        home = self._town.default_community.code
        in_hours = [at for at in starts if is_working_time(self._town, at)]
        on_call = [at for at in starts if on_duty(self._town, home, at)]
        return next(iter([*in_hours, *on_call, starts[-1]]))


def worked_before(town: Town, moment: datetime, minutes: int) -> datetime:
    """Say since when the town has worked so many minutes until `moment`."""
    left = timedelta(minutes=minutes)
    if not left:
        return moment
    day = moment.astimezone(town.zone).date()
    while True:
        for opens, closes in reversed(working_spans(town, day)):
            worked = min(closes, moment) - opens
            if worked >= left:
                return (opens + worked - left).astimezone(town.zone)
            left -= max(worked, timedelta())
        day -= ONE_DAY


def hall_awake(town: Town, now: datetime) -> datetime:
    """Say from when on the demo's hall has been open for a while, and is so for a while yet."""
    hours = town.station(town.people.hall.point).hours if town.people.hall else ()
    today = now.astimezone(town.zone).date()
    until = today + timedelta(days=DAYS_LOOKED_AHEAD)
    spans = sorted(span for times in hours for span in spans_of(town, times, today, until))
    begins = (max(now, opens + AWAKE) for opens, ends in spans if now <= ends - LONG_ENOUGH)
    return next(begins, now)


def last_meeting(town: Town, now: datetime) -> datetime:
    """Say when the last meeting that is over by `now` began."""
    found = next_meeting(town, now - LONGEST_WITHOUT_MEETING)
    while (later := next_meeting(town, found)) + MEETS_FOR <= now:
        found = later
    return found
