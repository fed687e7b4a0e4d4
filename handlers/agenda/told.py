"""What the meeting decided: told to the resident, to followers, and to the rungs below."""

from datetime import datetime

from community import cases
from community.cases import Case
from config.texts import Text
from handlers.cases import day_name, rung_name, show_button
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, tell


async def _case(t: Telling) -> Case:
    return await t.db.get_one(Case, t.facts["case_id"])


async def _with_case(t: Telling, text: Text) -> Said:
    case = await _case(t)
    keyboard: Keyboard = []
    if await cases.may_see(t.db, case, t.notice.person_id):  # not all staff still reach it
        keyboard = show_button(case, t.say, t.town)
    return tell(t.chat_id, text, keyboard)


@renders("decided-above")
async def decided_above(t: Telling) -> Said:
    decided = t.say(f"decision-is-{t.facts['decided']}")
    number, words = t.facts["number"], t.facts["words"]
    text = t.say("decided-above", number=number, decided=decided, words=words)
    return await _with_case(t, text)


@renders("report-decided")
async def decided(t: Telling) -> Said:
    case = await _case(t)
    rung = rung_name(case.rung, case.department, t.say, t.town)
    number, words = t.facts["number"], t.facts["words"]
    return await _with_case(t, t.say("report-decided", number=number, rung=rung, words=words))


@renders("report-decided-later")
async def put_off(t: Telling) -> Said:
    number, words = t.facts["number"], t.facts["words"]
    return await _with_case(t, t.say("report-decided-later", number=number, words=words))


@renders("report-carried-over")
async def carried_over(t: Telling) -> Said:
    by = datetime.fromisoformat(t.facts["due_at"]).astimezone(t.town.zone).date()
    text = t.say("report-carried-over", number=t.facts["number"], by=day_name(by, t.say))
    return await _with_case(t, text)
