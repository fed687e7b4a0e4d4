"""What a clerk is told while the card stands still: somebody came, is coming, was sent."""

from aiogram import Router

from handlers.hall.counters.cards import show_button
from handlers.notices import Telling, renders
from handlers.reply import Said, tell

router = Router(name="counters-told")


@renders("counter-somebody-waits", "counter-on-the-way", "counter-sent-to-you")
async def tell_clerk(t: Telling) -> Said:
    text = t.say(t.notice.text_id, number=t.facts["number"])
    return tell(t.chat_id, text, [[show_button(t.say)]])
