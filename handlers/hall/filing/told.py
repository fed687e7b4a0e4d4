"""How each piece of news about an application is told to its applicant."""

from datetime import datetime

from community.hall.model import Application, Stage
from config.texts import join
from handlers.cases import day_name
from handlers.hall.filing.cards import Mine, grades, is_rated, show_button
from handlers.hall.filing.names import department_name, item_name, point_name
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, tell


def _facts(t: Telling) -> dict[str, str]:
    """The notice's facts as words of its reader's language."""
    facts = {name: str(fact) for name, fact in t.facts.items()}
    facts["item"] = item_name(t.town, facts.get("service", ""), t.say)
    if "department" in facts:
        facts["department"] = department_name(t.town, facts["department"], t.say)
    if facts.get("due"):
        due = datetime.fromisoformat(facts["due"]).astimezone(t.town.zone)
        facts["due"] = day_name(due.date(), t.say)
    return facts


def _shown(t: Telling) -> Keyboard:
    return show_button(int(t.facts["application_id"]), t.say)


@renders(
    "application-received",
    "application-accepted",
    "application-in-progress",
    "application-step",
    "application-refused",
)
async def moved(t: Telling) -> Said:
    """News with a way to look at the whole."""
    return tell(t.chat_id, t.say(t.notice.text_id, **_facts(t)), _shown(t))


@renders("application-incomplete")
async def incomplete(t: Telling) -> Said:
    found = await t.db.get_one(Application, t.facts["application_id"])
    keyboard = _shown(t)
    if found.stage is Stage.INCOMPLETE:
        complete = Mine(act="complete", application_id=found.id)
        keyboard = [[button(t.say("application-complete"), complete, many=True)], *keyboard]
    return tell(t.chat_id, t.say("application-incomplete", **_facts(t)), keyboard)


@renders("application-approved")
async def approved(t: Telling) -> Said:
    facts = _facts(t)
    lines = [t.say("application-approved", **facts)]
    if facts.get("words"):
        lines.append(t.say("application-approved-words", words=facts["words"]))
    if t.facts.get("fetch"):
        point = point_name(t.town, facts["point"], t.say)
        lines.append(t.say("application-approved-fetch", point=point))
    return tell(t.chat_id, join(lines), _shown(t))


@renders("application-how-was-it")
async def how_was_it(t: Telling) -> Said:
    application_id = int(t.facts["application_id"])
    text = t.say("application-how-was-it", **_facts(t))
    rated = await is_rated(t.db, application_id)
    return tell(t.chat_id, text, _shown(t) if rated else grades(application_id, t.say))
