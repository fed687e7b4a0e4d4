"""The ways in to an appointment: a sentence, a door, an item's card."""

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from config.texts import Say
from config.town import Town
from config.town.items import find_items
from handlers import wishes
from handlers.filters import Meant
from handlers.forms import UNHEARD, answer_aside
from handlers.hall.booking.draft import STEPS, BookingForm, Data, Scene, new_draft
from handlers.hall.booking.steps import go_on, points_for, points_named
from handlers.hall.doors import BookItem, ItemList
from handlers.menu import Door
from handlers.reply import Said, button, toast
from nlu.meaning import Meaning

router = Router(name="booking-form")

MOST_CHOICES = 6
MOST_TOGETHER = 3
_AND = re.compile(r"和|跟|还有|顺便|以及|再办|加上|\band\b", re.IGNORECASE)
KEPT = ("services", "point", "for_whom", "consented", "booking_id")


def with_items(data: Data, words: str, meaning: Meaning | None, now: datetime, town: Town) -> Data:
    """Take the items that a sentence names: one is meant, several are asked about."""
    named = [e.value for e in meaning.entities if e.kind == "service"] if meaning else []
    found = find_items(town, wishes.without_when(words, now, town), hint=named)
    if data.get("adding"):
        at = data["point"]
        found = [
            service
            for service in found
            if at in {point.station for point in town.points_for(service)}
            and service.code not in data["services"]
        ]
    called = [service for service in found if service.name.zh in named]
    meant = called if len(called) == 1 else found
    data |= {"choices": [], "department": None}
    if len(meant) == 1:
        data["services"] = [*data["services"], meant[0].code]
    else:
        data["together"] = 1 < len(meant) <= MOST_TOGETHER and bool(_AND.search(words))
        data["choices"] = [service.code for service in meant[:MOST_CHOICES]]
    return data


def begun(words: str, meaning: Meaning | None, now: datetime, town: Town) -> Data:
    """Take all that the first sentence says: what, when, for whom."""
    wish = wishes.heard(words, now, town) or wishes.Wish()
    data = new_draft(
        wish=wish.kept(), unreal=wishes.no_such_day(words), for_whom=wishes.for_whom(words)
    )
    data = with_items(data, words, meaning, now, town)
    points = [p.station for p in points_for(town, data["services"], None)]
    named = points_named(words, points, town) if data["services"] else []
    return data | ({"point": named[0]} if len(named) == 1 else {})


@router.message(StateFilter(None, ItemList, BookingForm), Meant("book_appointment"))
async def hear(
    message: Message, meaning: Meaning, db: AsyncSession, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Begin with the sentence; in the form it says what is to be otherwise."""
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    data = begun(message.text or "", meaning, now, town)
    step, kept = await state.get_state(), await state.get_data()
    before = kept if step in STEPS else {}
    if not data["services"] and not data["choices"] and not before.get("changing"):
        if step == ItemList.open.state:
            before = {"services": [kept["item"]]}  # what they were just reading about
        data |= {k: before[k] for k in KEPT if before.get(k) and not data.get(k)}
    return await go_on(scene, data)


@router.message(Meant("book_appointment"))
async def hear_in_another_form(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """What is open elsewhere stays open; a button begins the appointment instead of it."""
    door = [[button(say("door-book_appointment"), Door(intent="book_appointment"), many=True)]]
    return await answer_aside(message.chat.id, say("booking-first"), state, say, town, door)


@router.callback_query(Door.filter(F.intent == "book_appointment"))
async def open_door(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    unheard = (await state.get_data()).get(UNHEARD)
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    if await state.get_state() in STEPS and not unheard:
        return [toast(query), await scene.ask()]
    data = begun(unheard, None, now, town) if unheard else new_draft()
    return [toast(query), await go_on(scene, data)]


@router.callback_query(BookItem.filter())
async def open_item(
    query: CallbackQuery, callback_data: BookItem, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    known = [s.code for s in town.services if s.code == callback_data.code]
    return [toast(query), await go_on(scene, new_draft(services=known))]
