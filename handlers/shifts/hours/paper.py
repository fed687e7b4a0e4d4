"""The certificate of service: how much, since when, in what; with a name only if it was given."""

from collections.abc import Iterator
from datetime import date, datetime

from community.shifts.record import Record
from config.texts import Say
from config.town import Town
from handlers.paper import Facts, Heading, Paper, Paragraph, Part, Space, Table
from handlers.shifts.spans import duration, shift_name, stars

LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""As papers name them (BCP 47)."""
ROOM_TO_SIGN = 12


def certificate(given: Record, name: str | None, say: Say, town: Town, now: datetime) -> Paper:
    return Paper(
        say("hours-paper-title").words,
        town.name.text(say.language),
        tuple(_parts(given, name, say, town, now)),
        made_at=now.astimezone(town.zone),
        author=town.name.text(say.language),
        language=LANGUAGES.get(say.language, say.language),
    )


def _parts(given: Record, name: str | None, say: Say, town: Town, now: datetime) -> Iterator[Part]:
    def word(text_id: str) -> str:
        return say(text_id).words

    rows = [
        (word("hours-paper-name"), name or ""),
        (word("hours-paper-hours"), duration(given.minutes, say).words),
        (word("hours-paper-shifts"), str(given.count)),
        (word("hours-paper-stars"), stars(given.stars, town.shift_rules)),
        (word("hours-paper-since"), day_name(given.since, say) if given.since else ""),
        (word("hours-paper-until"), day_name(now.astimezone(town.zone).date(), say)),
    ]
    yield Facts(tuple(row for row in rows if row[1]))
    yield Heading(word("hours-paper-kinds"), 2)
    yield Table(
        (word("hours-paper-kind"), word("hours-paper-hours")),
        tuple((kind_name(kind, say, town), duration(m, say).words) for kind, m in given.by_kind),
        (60, 40),
    )
    yield Heading(word("hours-paper-last"), 2)
    yield Table(
        (word("hours-paper-day"), word("hours-paper-shift"), word("hours-paper-hours")),
        tuple(
            (
                day_name(s.shift.day, say),
                shift_name(s.shift, say, town),
                duration(s.minutes, say).words,
            )
            for s in given.shifts
        ),
        (25, 50, 25),
    )
    yield Space()
    yield Paragraph(word("hours-paper-note"))
    yield Space(ROOM_TO_SIGN)
    yield Paragraph(word("hours-paper-sign"))


def kind_name(kind: str, say: Say, town: Town) -> str:
    """Name a kind of service; one that the pack has no more goes by its code."""
    return next((k.name.text(say.language) for k in town.shift_kinds if k.code == kind), kind)


def day_name(day: date, say: Say) -> str:
    return say("hours-paper-date", year=day.year, month=day.month, day=day.day).words
