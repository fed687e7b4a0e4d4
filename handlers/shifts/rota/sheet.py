"""The month on paper, to hang at the station: day, shift, who."""

from datetime import datetime

from community.shifts.rota import View
from config.texts import Say
from config.town import Town
from handlers.paper import Heading, Paper, Table
from handlers.shifts.rota import cards


def sheet(view: View, say: Say, town: Town, now: datetime) -> Paper:
    comma = say("rota-comma").words
    plan = tuple(
        (
            cards.day_name(slot.shift.day, say).words,
            cards.slot_name(slot, say, town).words,
            comma.join(
                [cards.person_name(view, person, say) for person in slot.people]
                + [say("rota-paper-missing", missing=slot.missing).words] * bool(slot.missing)
            ),
        )
        for slot in view.slots
    )
    loads = tuple(
        (cards.person_name(view, person, say), str(count)) for person, count in view.loads
    )
    head = tuple(say(f"rota-paper-{name}").words for name in ("day", "shift", "people"))
    return Paper(
        cards.head(view.plan, say, town).words,
        town.name.text(say.language),
        (
            Table(head, plan, (20, 40, 40)),
            Heading(say("rota-paper-loads").words, 2),
            Table((head[2], say("rota-paper-times").words), loads, (70, 30)),
        ),
        made_at=now.astimezone(town.zone),
        author=town.name.text(say.language),
        language="zh-CN" if say.language == "zh" else "en",
    )
