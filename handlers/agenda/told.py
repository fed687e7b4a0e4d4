"""What the meeting decided, told to the rungs below that had the case in hand."""

from community import cases
from community.cases import Case
from handlers.cases import show_button
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, tell


@renders("decided-above")
async def decided_above(t: Telling) -> Said:
    case = await t.db.get_one(Case, t.facts["case_id"])
    keyboard: Keyboard = []
    if await cases.may_see(t.db, case, t.notice.person_id):  # not all of them still reach it
        keyboard = show_button(case, t.say, t.town)
    decided = t.say(f"decision-is-{t.facts['decided']}")
    number, words = t.facts["number"], t.facts["words"]
    text = t.say("decided-above", number=number, decided=decided, words=words)
    return tell(t.chat_id, text, keyboard)
