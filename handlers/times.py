"""Times in words: today, tomorrow, or the day of the month."""

from datetime import datetime

from config.texts import Say, Text
from config.town import Span, Town


def span_name(span: Span, say: Say) -> Text:
    """Say a span the way a promise is told: 4 个工作小时, 1 working day."""
    one = "-one" if span.amount == 1 else ""
    return say(f"span-{span.unit.replace(' ', '-')}{one}", n=f"{span.amount:g}")


def when(at: datetime, now: datetime, say: Say, town: Town) -> Text:
    """Say a time the way people do: today, tomorrow, or the day of the month."""
    at = at.astimezone(town.zone)
    days = (at.date() - now.astimezone(town.zone).date()).days
    clock = f"{at:%H:%M}"
    if days == 0:
        return say("time-today", clock=clock)
    if days == 1:
        return say("time-tomorrow", clock=clock)
    return say("time-on-day", month=at.month, day=at.day, clock=clock)
