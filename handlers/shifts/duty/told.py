"""What is asked by itself: is somebody still there, and how was the day."""

from aiogram import Router

from community.shifts import duty
from handlers.notices import Telling, renders
from handlers.reply import Said, tell
from handlers.shifts.duty import cards
from handlers.shifts.duty.cards import act
from handlers.shifts.spans import shift_line

router = Router(name="duty-told")


@renders("duty-still-there")
async def ask_still_there(t: Telling) -> Said:
    own = await duty.get(t.db, t.facts["signup_id"], t.notice.person_id)
    ends = f"{own.shift.ends_at.astimezone(t.town.zone):%H:%M}"
    keyboard = [
        [act("out-at-end", t.say("duty-out-at-end", ends=ends), own.signup)],
        [act("out-now", t.say("duty-out-just-now"), own.signup)],
        [act("still", t.say("duty-still"), own.signup)],
    ]
    text = t.say("duty-still-there", shift=shift_line(own.shift, t.say, t.town))
    return tell(t.chat_id, text, keyboard)


@renders("duty-day-end")
async def ask_day_end(t: Telling) -> Said:
    own = await duty.get(t.db, t.facts["signup_id"], t.notice.person_id)
    return tell(t.chat_id, *cards.unsaid(own, t.say, t.town))
