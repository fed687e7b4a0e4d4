"""What is told by itself: hours wait, hours count, a new star."""

from aiogram import Router

from community.shifts import hours
from community.shifts.record import minutes_of
from handlers.notices import Telling, renders
from handlers.reply import Said, button, tell
from handlers.shifts.doors import MyRecord
from handlers.shifts.hours.cards import waiting_list
from handlers.shifts.spans import duration, stars

router = Router(name="hours-told")


@renders("hours-waiting", "hours-nag")
async def tell_waiting(t: Telling) -> Said:
    """All that waits, in one message; what was settled meanwhile is not asked for."""
    waiting = await hours.waiting_for(t.db, t.town, t.notice.person_id)
    if not waiting:
        return []
    head = None
    if t.notice.text_id == hours.NAG:
        first = waiting[0].hours.ended_at.timestamp()
        days = int((t.now.timestamp() - first) // 86_400)
        most = t.town.shift_rules.confirm_hours
        head = t.say("hours-nag", count=len(waiting), days=days, hours=most)
    return tell(t.chat_id, *waiting_list(waiting, t.say, t.town, head))


@renders("hours-confirmed", "hours-changed", "hours-refused", "hours-corrected")
async def tell_decided(t: Telling) -> Said:
    facts = dict(t.facts)
    span = duration(facts.pop("minutes"), t.say)
    facts["stands"] = duration(facts.get("stands", 0), t.say)
    whole = duration(await minutes_of(t.db, t.notice.person_id), t.say)
    text = t.say(t.notice.text_id, **facts, span=span, whole=whole)
    return tell(t.chat_id, text, [[button(t.say("duty-my-hours"), MyRecord(), many=True)]])


@renders("star-reached")
async def tell_star(t: Telling) -> Said:
    drawn = stars(t.facts["stars"], t.town.shift_rules)
    text = t.say("star-reached", stars=drawn, count=t.facts["stars"], hours=t.facts["hours"])
    return tell(t.chat_id, text, [[button(t.say("duty-my-hours"), MyRecord(), many=True)]])
