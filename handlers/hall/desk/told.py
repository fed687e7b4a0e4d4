"""How clerks hear of applications: the card of a new one, reminders, what others did with one."""

from community.errors import NotAvailableError
from community.hall import applications
from config.texts import join
from handlers.hall.desk.cards import Handle, card
from handlers.hall.filing.names import item_name
from handlers.notices import Telling, renders
from handlers.reply import Said, button, tell


@renders("application-card", "application-due-soon", "application-overdue", "application-completed")
async def with_card(t: Telling) -> Said:
    """The card, so that the next move is one tap away."""
    facts = _facts(t)
    lead = t.say(f"clerk-told-{t.notice.text_id.removeprefix('application-')}", **facts)
    try:
        found = await applications.get_for_clerk(
            t.db, t.town, int(t.facts["application_id"]), t.notice.person_id
        )
    except NotAvailableError:  # their role was taken away meanwhile
        return []
    text, keyboard = await card(t.db, found, t.notice.person_id, t.now, t.say, t.town)
    return tell(t.chat_id, join([lead, text], "\n\n"), keyboard)


@renders("application-taken-over", "application-withdrawn")
async def gone(t: Telling) -> Said:
    shown = Handle(act="card", application_id=int(t.facts["application_id"]))
    keyboard = [[button(t.say("clerk-see-card"), shown, many=True)]]
    text_id = f"clerk-told-{t.notice.text_id.removeprefix('application-')}"
    return tell(t.chat_id, t.say(text_id, **_facts(t)), keyboard)


def _facts(t: Telling) -> dict[str, str]:
    facts = {name: str(fact) for name, fact in t.facts.items()}
    facts["owner"] = facts.get("owner") or t.say("somebody").words
    if "service" in facts:
        facts["item"] = item_name(t.town, facts["service"], t.say)
    return facts
