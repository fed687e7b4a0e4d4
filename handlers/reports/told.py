"""How each piece of news about a report is said, and what may be pressed under it."""

from datetime import date, datetime

from community.cases import Case, Status
from community.reports import satisfaction
from config.texts import Text, join
from handlers.cases import day_name, moment, rung_name
from handlers.menu import door
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, tell
from handlers.reports.cards import Mine, card, open_button
from handlers.reports.rating import rating_keyboard


async def _case(t: Telling) -> Case:
    return await t.db.get_one(Case, t.facts["case_id"])


def _facts(t: Telling) -> dict[str, str]:
    """The notice's facts as words of its reader's language."""
    facts = {k: str(v) for k, v in t.facts.items()}
    facts["owner"] = facts.get("owner") or t.say("somebody").words
    if "rung" in facts:
        facts["rung"] = rung_name(facts["rung"], facts.get("department"), t.say, t.town)
    if "day" in facts:
        facts["day"] = day_name(date.fromisoformat(facts["day"]), t.say)
    if "due_at" in facts:
        facts["at"] = moment(datetime.fromisoformat(facts["due_at"]), t.say, t.town)
    return facts


@renders("report-card")
async def offered(t: Telling) -> Said:
    return await card(t, await _case(t), t.say("desk-new"))


@renders("report-answered")
async def answered(t: Telling) -> Said:
    lead = t.say("desk-answered", number=t.facts["number"], words=t.facts["words"])
    return await card(t, await _case(t), lead)


@renders("report-unanswered")
async def unanswered(t: Telling) -> Said:
    return await card(t, await _case(t), t.say("desk-unanswered", number=t.facts["number"]))


@renders("report-reopened")
async def reopened(t: Telling) -> Said:
    lead = t.say("desk-reopened", number=t.facts["number"], words=t.facts["words"])
    return await card(t, await _case(t), lead)


@renders("report-recheck")
async def recheck(t: Telling) -> Said:
    case = await _case(t)
    text = t.say("desk-recheck", number=case.number, place=case.place or "")
    return tell(t.chat_id, text, open_button(case.id, t.say))


@renders("report-question", "report-question-again")
async def question(t: Telling) -> Said:
    case = await _case(t)
    keyboard = [[button(t.say("mine-answer"), Mine(act="answer", case_id=case.id))]]
    return tell(t.chat_id, t.say(t.notice.text_id, **_facts(t)), keyboard)


@renders("report-solved")
async def solved(t: Telling) -> Said:
    case = await _case(t)
    text = t.say("report-solved", **_facts(t))
    if case.status is not Status.SOLVED or case.reporter_id != t.notice.person_id:
        return tell(t.chat_id, text, open_button(case.id, t.say))
    if await satisfaction.answers(t.db, case.id) is not None:
        keyboard = [[button(t.say("mine-again"), Mine(act="again", case_id=case.id))]]
        return tell(t.chat_id, text, keyboard)
    return tell(
        t.chat_id, join([text, t.say("rate-ask")], "\n"), rating_keyboard(case, None, t.say)
    )


@renders("report-how-was-it")
async def how_was_it(t: Telling) -> Said:
    case = await _case(t)
    text = t.say("report-how-was-it", number=case.number, what=_short(case))
    return tell(t.chat_id, text, rating_keyboard(case, None, t.say))


@renders("report-withdrawn-by-other")
async def withdrawn_by_other(t: Telling) -> Said:
    """The problem may be there all the same: whoever followed can go on with it."""
    text = t.say("report-withdrawn-by-other", number=t.facts["number"])
    return tell(t.chat_id, text, door("report_problem", t.say))


@renders(
    "report-taken",
    "report-assigned",
    "report-scheduled",
    "report-climbed",
    "report-not-ours",
    "report-unsolvable",
    "report-reopen-declined",
    "report-merged",
    "report-deliberation",
    "report-mediation",
)
async def moved(t: Telling) -> Said:
    """News with a way to look at the whole."""
    keyboard: Keyboard = open_button(int(t.facts["case_id"]), t.say)
    return tell(t.chat_id, t.say(t.notice.text_id, **_facts(t)), keyboard)


def _short(case: Case) -> Text:
    return Text(case.text[:40] + ("…" if len(case.text) > 40 else ""))  # noqa: PLR2004
