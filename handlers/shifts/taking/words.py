"""Which shift a sentence means: its kind, team or template, and when."""

from dataclasses import dataclass
from datetime import datetime

from community.shifts.model import Shift
from config.town import Town
from handlers.wishes import Wish, heard, minutes_of

SIGN_UP = ("报名", "参加", "报个", "加入", "sign up", "sign me up", "join", "take part")


@dataclass(frozen=True)
class Wanted:
    """What a sentence says of a shift; None where it says nothing."""

    kind: str | None = None
    team: str | None = None
    template: str | None = None
    when: Wish | None = None

    @property
    def says_which(self) -> bool:
        return any((self.kind, self.team, self.template))

    def fits(self, shift: Shift, town: Town) -> bool:
        if self.template is not None:
            named = shift.template == self.template
        elif self.team is not None and self.kind is None:
            named = shift.team == self.team
        else:
            named = self.kind is None or shift.kind == self.kind
        return named and self.on_time(shift, town)

    def on_time(self, shift: Shift, town: Town) -> bool:
        if self.when is None:
            return True
        start = shift.starts_at.astimezone(town.zone)
        first, last = self.when.first, self.when.last
        if first is not None and start.date() < first:
            return False
        if last is not None and start.date() > last:
            return False
        if self.when.at is not None:
            return minutes_of(start) <= self.when.at < minutes_of(start) + _length(shift)
        begins = minutes_of(start)
        return begins < self.when.ends and self.when.begins < begins + _length(shift)


def _length(shift: Shift) -> int:
    return max(int((shift.ends_at - shift.starts_at).total_seconds()) // 60, 1)


def wanted_in(words: str, now: datetime, town: Town) -> Wanted:
    """Read a sentence; the longest name in it counts, for 平安巡逻队 also says 巡逻."""
    said = words.casefold()
    when = heard(words, now, town)
    template = _longest(said, [(t.code, (t.name.zh, t.name.en)) for t in town.shift_templates])
    team = _longest(
        said,
        [
            (t.code, (t.name.zh, t.name.en, *t.aliases))
            for t in town.teams
            if t.kind == "volunteer"
        ],
    )
    kind = _longest(said, [(k.code, (k.name.zh, k.name.en, *k.aliases)) for k in town.shift_kinds])
    return Wanted(kind, team, template, when)


def _longest(said: str, named: list[tuple[str, tuple[str, ...]]]) -> str | None:
    hits = [
        (len(name), code)
        for code, names in named
        for name in names
        if name.casefold() in said
    ]
    return max(hits)[1] if hits else None


def is_sign_up(words: str, town: Town) -> bool:
    """Say whether a sentence wants a shift, without asking the model."""
    said = words.casefold()
    asked = any(word in said for word in SIGN_UP)
    return asked and wanted_in(words, datetime.now(town.zone), town).says_which
