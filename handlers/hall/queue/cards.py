"""How a number is shown: itself in large type, who is ahead, how long, which counters work."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import estimate, line
from community.hall.estimate import Wait
from community.hall.model import Ticket, TicketStatus
from config.texts import Say, Text, join
from config.town import Town
from handlers.hall.doors import Checklist, TakeNumber
from handlers.reply import Keyboard, button


class TicketDo(CallbackData, prefix="ticket-do"):
    """One tap on a number's card: look, leave, left, coming, rejoin."""

    act: str
    ticket_id: int


def act(name: str, label: Text | str, ticket: Ticket, *, many: bool = True) -> InlineKeyboardButton:
    return button(label, TicketDo(act=name, ticket_id=ticket.id), many=many)


async def card(
    db: AsyncSession, ticket: Ticket, now: datetime, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    """Show a number as it stands now."""
    match ticket.status:
        case TicketStatus.WAITING:
            return await _waiting(db, ticket, now, say, town), _waiting_keyboard(ticket, say, town)
        case TicketStatus.CALLED:
            return called(ticket, say, town), called_keyboard(ticket, say)
        case TicketStatus.SERVING:
            text = say("queue-card-serving", counter=counter_of(ticket, say, town))
            return _under_number(ticket, say, text), []
        case TicketStatus.MISSED:
            return missed(ticket, say, town), missed_keyboard(ticket, say)
    text = say(f"queue-card-{ticket.status.value}", number=ticket.shown)
    again = button(say("queue-take-new"), TakeNumber(point=ticket.point), many=True)
    return text, [[again]]


async def _waiting(db: AsyncSession, ticket: Ticket, now: datetime, say: Say, town: Town) -> Text:
    wait = await estimate.wait(db, town, ticket, now=now)
    counters = await line.open_at(db, ticket.point)
    names = [counter_name(town, ticket.point, c.counter, say) for c in counters]
    lines = [
        say("queue-card-point", point=point_name(town, ticket.point, say)),
        wait_line(wait, say),
        say("queue-card-open", counters=say("and").words.join(names)) if names else "",
        _items_line(ticket, say, town),
        say("queue-card-booked") if ticket.booking_id else "",
        say("queue-card-again") if ticket.rejoined else "",
        say("queue-card-as-of", clock=f"{now.astimezone(town.zone):%H:%M}"),
    ]
    return _under_number(ticket, say, join(lines))


def wait_line(wait: Wait, say: Say) -> Text:
    """Say who is ahead and for how long; while no counter is open nobody can know."""
    ahead = say("queue-ahead", ahead=wait.ahead) if wait.ahead else say("queue-you-are-next")
    if wait.minutes is None:
        return say("queue-no-counter", ahead=ahead)
    return say("queue-about", ahead=ahead, minutes=wait.minutes)


def called(ticket: Ticket, say: Say, town: Town) -> Text:
    """The number and the counter on lines of their own: read at a glance, and read aloud."""
    last = ticket.calls >= town.queue.calls
    nth = "queue-called-last" if last else "queue-called-again"
    lines = [
        say("queue-counter", counter=counter_of(ticket, say, town)),
        say("queue-called-come", point=point_name(town, ticket.point, say)),
        say(nth, calls=ticket.calls, minutes=town.queue.call_minutes) if ticket.calls > 1 else "",
    ]
    return _under_number(ticket, say, join(lines))


def missed(ticket: Ticket, say: Say, town: Town) -> Text:
    if ticket.rejoined:
        return say("queue-missed-twice", number=ticket.shown)
    return say(
        "queue-missed-once",
        number=ticket.shown,
        point=point_name(town, ticket.point, say),
        places=town.queue.requeue_places,
    )


def _under_number(ticket: Ticket, say: Say, text: Text) -> Text:
    return say("queue-number", number=ticket.shown) + "\n" + text


def _items_line(ticket: Ticket, say: Say, town: Town) -> Text | str:
    names = items_of(ticket.services, say, town)
    return say("queue-card-items", items=say("and").words.join(names)) if names else ""


def items_of(codes: list[str], say: Say, town: Town) -> list[str]:
    """Name items; one that the pack has no more goes by its code."""
    known = {service.code: service.name.text(say.language) for service in town.services}
    return [known.get(code, code) for code in codes]


def point_name(town: Town, point: str, say: Say) -> str:
    names = {s.code: s.name.text(say.language) for s in town.stations}
    return names.get(point, point)


def counter_of(ticket: Ticket, say: Say, town: Town) -> str:
    return counter_name(town, ticket.point, ticket.counter or "", say)


def counter_name(town: Town, point: str, counter: str, say: Say) -> str:
    for known in town.points:
        for entry in known.counters:
            if (known.station, entry.code) == (point, counter):
                return entry.name.text(say.language)
    return counter


# --- buttons -------------------------------------------------------------------------------


def _waiting_keyboard(ticket: Ticket, say: Say, town: Town) -> Keyboard:
    known = {service.code for service in town.services}
    first = next((code for code in ticket.services if code in known), None)
    bring = [button(say("queue-what-to-bring"), Checklist(code=first), many=True)] if first else []
    acts = [act("look", say("queue-look"), ticket), act("leave", say("queue-leave"), ticket)]
    return [acts, bring] if bring else [acts]


def called_keyboard(ticket: Ticket, say: Say) -> Keyboard:
    return [
        [act("coming", say("queue-coming"), ticket)],
        [act("leave", say("queue-leave"), ticket)],
    ]


def missed_keyboard(ticket: Ticket, say: Say) -> Keyboard:
    if ticket.rejoined:
        return [[button(say("queue-take-new"), TakeNumber(point=ticket.point), many=True)]]
    return [[act("rejoin", say("queue-rejoin"), ticket)]]
