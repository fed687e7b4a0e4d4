"""The way in: words, the menu's button, the list of one's matters; and a card's own buttons."""

import re
from collections.abc import Sequence
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import StaleError
from community.hall import estimate, queue
from community.hall.line import LIVE
from community.hall.model import TicketStatus
from community.people import Speaker
from config.texts import Say, Text
from config.town import Town
from handlers.filters import Meant, Word
from handlers.hall.doors import ItemList, ShowTicket
from handlers.hall.queue.cards import TicketDo, act, card, counter_of, point_name, wait_line
from handlers.hall.queue.choosing import choose, items_in
from handlers.hall.queue.clerks import tell_coming, wake_clerks
from handlers.hall.queue.points import named_in
from handlers.matters import Asking, Matter, lists_mine
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from nlu.meaning import Meaning

router = Router(name="queue-way")

WORDS = (
    "取号", "拿号", "取个号", "排队", "排号", "排队取号", "我的号",
    "还有几个", "还有几位", "还要等多久", "排到几号了",
    "queue", "the queue", "take a number", "get a number", "my number", "how many are ahead",
)  # fmt: skip
A_NUMBER = re.compile(r"(?i)[取拿]个?号(?!机|码)|\b(?:take|get) a (?:queue )?number\b")
"""Somebody wants a number; the machine that gave out paper ones may be what is broken."""
ABOUT_QUEUES = re.compile(
    r"(?i)[取拿排]个?号|排队|排长队|大厅|窗口|还有|多久|几个|几位|人多|\bqueue\b|\bnumber\b|\bwait(?:ing)?\b"
)


# --- the way in ----------------------------------------------------------------------------


@router.message(Word(*WORDS))
@router.message(StateFilter(None, ItemList), F.text.func(A_NUMBER.search))
@router.message(Meant("queue_status"))
async def from_words(
    message: Message, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime,
    meaning: Meaning | None,
) -> Said:  # fmt: skip
    words = message.text or ""
    item = _item(town, words, meaning)
    text, keyboard = await _open(db, person, now, say, town, words, item)
    return tell(message.chat.id, text, keyboard)


@router.callback_query(Door.filter(F.intent == "queue_status"))
async def from_menu(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    text, keyboard = await _open(db, person, now, say, town)
    return [toast(query), *tell(query.from_user.id, text, keyboard)]


def _item(town: Town, words: str, meaning: Meaning | None) -> Sequence[str]:
    """Give the item that a sentence names for certain, or none."""
    about = ABOUT_QUEUES.sub(" ", words)
    found = items_in(town, about, meaning) if about.strip() else []
    return found if len(found) == 1 else ()


async def _open(
    db: AsyncSession, person: Speaker, now: datetime, say: Say, town: Town, words: str = "",
    services: Sequence[str] = (),
) -> tuple[Text, Keyboard]:  # fmt: skip
    """Show the number that somebody has; who has none chooses where to take one."""
    own = await queue.mine(db, town, person.id, now=now)
    if own is not None and (own.status is not TicketStatus.MISSED or not own.rejoined):
        return await card(db, own, now, say, town)
    named = named_in(town, words) if words else None
    return await choose(db, person, now, say, town, services=services, named=named)


@router.callback_query(ShowTicket.filter())
async def show(
    query: CallbackQuery, callback_data: ShowTicket, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    ticket = await queue.get(db, callback_data.ticket_id, person.id)
    return [toast(query), *tell(query.from_user.id, *await card(db, ticket, now, say, town))]


@lists_mine
async def mine(asking: Asking) -> Sequence[Matter]:
    """The number that somebody has today, while it counts."""
    say, town = asking.say, asking.town
    ticket = await queue.mine(asking.db, town, asking.person.id, now=asking.now)
    if ticket is None or ticket.status not in LIVE:
        return ()
    if ticket.status is TicketStatus.WAITING:
        wait = await estimate.wait(asking.db, town, ticket, now=asking.now)
        stands = wait_line(wait, say)
    else:
        stands = say("queue-go-to", counter=counter_of(ticket, say, town))
    point = point_name(town, ticket.point, say)
    told = say("queue-matter", number=ticket.shown, point=point, stands=stands)
    label = say("queue-matter-button", number=ticket.shown)
    return [Matter(told, button(label, ShowTicket(ticket_id=ticket.id), many=True))]


# --- the card's buttons --------------------------------------------------------------------


@router.callback_query(TicketDo.filter(F.act == "look"))
async def look(
    query: CallbackQuery, callback_data: TicketDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    ticket = await queue.get(db, callback_data.ticket_id, person.id)
    text, keyboard = await card(db, ticket, now, say, town)
    return [toast(query, say("queue-looked")), replace(query, text, keyboard)]


@router.callback_query(TicketDo.filter(F.act == "leave"))
async def ask_leave(
    query: CallbackQuery, callback_data: TicketDo, db: AsyncSession, person: Speaker, say: Say
) -> Said:
    """A slip of the thumb must not cost a place: ask once."""
    ticket = await queue.get(db, callback_data.ticket_id, person.id)
    if ticket.status not in {TicketStatus.WAITING, TicketStatus.CALLED}:
        raise StaleError
    keyboard = [
        [act("left", say("queue-leave-yes"), ticket)],
        [act("look", say("queue-leave-no"), ticket)],
    ]
    return [toast(query), replace(query, say("queue-leave-sure", number=ticket.shown), keyboard)]


@router.callback_query(TicketDo.filter(F.act == "left"))
async def leave(
    query: CallbackQuery, callback_data: TicketDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    ticket = await queue.leave(db, town, callback_data.ticket_id, person.id, now=now)
    text, keyboard = await card(db, ticket, now, say, town)
    return [toast(query), replace(query, text, keyboard)]


@router.callback_query(TicketDo.filter(F.act == "coming"))
async def coming(
    query: CallbackQuery, callback_data: TicketDo, db: AsyncSession, person: Speaker, say: Say,
    now: datetime, town: Town,
) -> Said:  # fmt: skip
    ticket = await queue.get(db, callback_data.ticket_id, person.id)
    if ticket.status is not TicketStatus.CALLED:
        raise StaleError
    await tell_coming(db, ticket, now)
    return toast(query, say("queue-coming-told", counter=counter_of(ticket, say, town)))


@router.callback_query(TicketDo.filter(F.act == "rejoin"))
async def rejoin(
    query: CallbackQuery, callback_data: TicketDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    ticket = await queue.rejoin(db, town, callback_data.ticket_id, person.id, now=now)
    await wake_clerks(db, ticket, now)
    text, keyboard = await card(db, ticket, now, say, town)
    return [toast(query), replace(query, text, keyboard)]
