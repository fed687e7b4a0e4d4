"""What the queue tells by itself: it is soon, it is now, it was missed, it is over."""

from aiogram import Router

from community.hall import estimate, queue
from community.hall.model import Ticket
from handlers.hall.queue.cards import act, card, point_name, wait_line
from handlers.notices import Telling, renders
from handlers.reply import Said, tell

router = Router(name="queue-told")


async def _ticket(t: Telling) -> Ticket:
    return await queue.get(t.db, t.facts["ticket_id"], t.notice.person_id)


@renders("queue-called", "queue-missed", "queue-over")
async def tell_as_it_stands(t: Telling) -> Said:
    """The card itself; a number that has gone on since is shown where it is now."""
    return tell(t.chat_id, *await card(t.db, await _ticket(t), t.now, t.say, t.town))


@renders("queue-heads-up")
async def tell_soon(t: Telling) -> Said:
    ticket = await _ticket(t)
    wait = await estimate.wait(t.db, t.town, ticket, now=t.now)
    point = point_name(t.town, ticket.point, t.say)
    stands = wait_line(wait, t.say)
    text = t.say("queue-soon", number=ticket.shown, point=point, stands=stands)
    look = act("look", t.say("queue-look"), ticket)
    return tell(t.chat_id, text, [[look, act("leave", t.say("queue-leave"), ticket)]])


@renders("queue-counter-closed")
async def tell_nobody_calls(t: Telling) -> Said:
    ticket = await _ticket(t)
    point = point_name(t.town, ticket.point, t.say)
    text = t.say("queue-nobody-calls", number=ticket.shown, point=point)
    look = act("look", t.say("queue-look"), ticket)
    return tell(t.chat_id, text, [[look, act("leave", t.say("queue-leave"), ticket)]])
