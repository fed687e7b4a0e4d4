"""What the rota tells by itself: the draft is there; your turns of the month."""

from aiogram import Router

from community.shifts import rota
from community.shifts.model import RotaPlan
from config.texts import join
from handlers.notices import Telling, renders
from handlers.reply import Said, button, tell
from handlers.shifts.doors import MyShifts, ShowSignup
from handlers.shifts.rota import cards
from handlers.shifts.spans import shift_line

router = Router(name="rota-told")

MOST_BUTTONS = 6


@renders("rota-drafted")
async def tell_drafted(t: Telling) -> Said:
    view = await rota.view(t.db, t.town, t.facts["plan_id"], t.notice.person_id)
    text, keyboard = cards.card(view, t.say, t.town)
    return tell(t.chat_id, join([t.say("rota-drafted"), text], "\n\n"), keyboard)


@renders("rota-yours")
async def tell_turns(t: Telling) -> Said:
    """All turns of somebody's month, each with a button where they can leave or ask for cover."""
    plan = await t.db.get(RotaPlan, t.facts["plan_id"])
    turns = await rota.theirs(t.db, t.facts["plan_id"], t.notice.person_id, now=t.now)
    if plan is None or not turns:
        return []
    lines = [t.say("rota-yours-line", shift=shift_line(s, t.say, t.town)) for _, s in turns]
    head = cards.head(plan, t.say, t.town)
    text = join([t.say("rota-yours", head=head, count=len(turns)), *lines], "\n")
    text = join([text, t.say("rota-yours-hint")], "\n\n")
    keyboard = [
        [button(shift_line(shift, t.say, t.town), ShowSignup(signup_id=signup.id), many=True)]
        for signup, shift in turns[:MOST_BUTTONS]
    ]
    mine = [button(t.say("rota-all-mine"), MyShifts(), many=True)]
    return tell(t.chat_id, text, [*keyboard, mine])
