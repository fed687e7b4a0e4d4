"""What somebody has booked: shown, moved, cancelled, put into their calendar."""

from collections.abc import Callable, Sequence
from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.methods import SendDocument
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import files
from community.errors import StaleError
from community.hall import booking, waitlist
from community.hall.model import Booking, BookingStatus
from community.numbers import find_number
from community.people import Speaker
from config.texts import Say, Text
from config.town import Town
from handlers import wishes
from handlers.filters import HasNumber, Meant, Word
from handlers.forms import Question, answer_aside
from handlers.hall.booking import lists
from handlers.hall.booking.calendar import calendar_file
from handlers.hall.booking.cards import Act, booked_card, facts_text, moment_name
from handlers.hall.booking.draft import STEPS, BookingForm, Scene, new_draft
from handlers.hall.booking.lists import Place, waiting_card
from handlers.hall.booking.press import leave
from handlers.hall.booking.steps import go_on
from handlers.hall.doors import ItemList, ShowBooking
from handlers.matters import Asking, shows_numbered
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.wishes import Wish
from nlu.meaning import ACT_FROM, Meaning

router = Router(name="booking-mine")

DEEDS = frozenset({"cancel_appointment", "change_appointment"})


# --- the list, and one of it -----------------------------------------------------------------


@shows_numbered
async def shown(asking: Asking, number: str) -> tuple[Text, Keyboard] | None:
    """A-2026-…: an appointment.

    :raises NotAvailableError: not theirs.
    """
    if not number.startswith("A"):
        return None
    booked = await booking.by_number(asking.db, number, asking.person.id)
    card = await booked_card(asking.db, booked, asking.say, asking.town, asking.now, "booking-card")
    return card.text, card.keyboard or []


@router.message(StateFilter(None, ItemList), HasNumber())
@router.message(Meant("my_appointments", "track_report"), HasNumber())
async def show_numbered(
    message: Message, number: str, meaning: Meaning | None, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Show an appointment whose number is said with words around it."""
    if meaning and meaning.intent in DEEDS and meaning.confidence >= ACT_FROM:
        raise SkipHandler
    found = await shown(Asking(db, person, say, town, now), number)
    if found is None:
        raise SkipHandler
    return await answer_aside(message.chat.id, found[0], state, say, town, found[1])


@router.message(Word("我的预约", "我的约", "预约", "my appointments", "my appointment"))
@router.message(Meant("my_appointments"))
async def tell_mine(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    found = await lists.mine(db, person.id, say, town, now)
    return await answer_aside(message.chat.id, found.text, state, say, town, found.keyboard)


@router.callback_query(Door.filter(F.intent == "my_appointments"))
async def open_mine(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    found = await lists.mine(db, person.id, say, town, now)
    return await answer_aside(query.from_user.id, found.text, state, say, town, found.keyboard)


@router.callback_query(ShowBooking.filter())
async def show_booking(
    query: CallbackQuery, callback_data: ShowBooking, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    booked = await booking.get(db, callback_data.booking_id, person.id)
    card = await booked_card(db, booked, say, town, now, "booking-card")
    return await answer_aside(query.from_user.id, card.text, state, say, town, card.keyboard)


async def _fresh(db: AsyncSession, pressed: Act, person: Speaker) -> Booking:
    """Lock the appointment that a button spoke of.

    :raises NotAvailableError: not theirs.
    :raises StaleError: it has changed since.
    """
    booked = await booking.get(db, pressed.booking_id, person.id)
    if booked.version != pressed.version:
        raise StaleError
    return booked


async def _which(
    words: str, db: AsyncSession, person: Speaker, now: datetime, town: Town
) -> tuple[Sequence[Booking], list[Wish]]:
    """Find the appointments that a sentence may mean, and the days that it says besides."""
    number = find_number(words)
    if number and number.startswith("A"):
        return [await booking.by_number(db, number, person.id)], wishes.heard_all(words, now, town)
    coming = [
        b for b in await booking.mine(db, person.id, now=now) if b.status is BookingStatus.BOOKED
    ]
    said = wishes.heard_all(words, now, town)
    for wish in said:
        on_day = [b for b in coming if b.starts_at.astimezone(town.zone).date() == wish.one_day]
        if on_day:
            return on_day, [w for w in said if w is not wish]
    return coming, said


# --- cancelling ------------------------------------------------------------------------------


@router.message(StateFilter(None, ItemList, BookingForm), Meant("cancel_appointment"))
async def hear_cancel(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    words = message.text or ""
    if await state.get_state() in STEPS and find_number(words) is None:
        return await leave(Scene(db, person, state, say, town, now, message.chat.id))
    found, _ = await _which(words, db, person, now, town)
    asked = await _ask_cancel(found, db, person, say, town, now)
    return tell(message.chat.id, asked.text, asked.keyboard)


@router.callback_query(Door.filter(F.intent == "cancel_appointment"))
async def open_cancel(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    found, _ = await _which("", db, person, now, town)
    asked = await _ask_cancel(found, db, person, say, town, now)
    return await answer_aside(query.from_user.id, asked.text, state, say, town, asked.keyboard)


async def _ask_cancel(
    found: Sequence[Booking], db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Question:
    if not found:
        return await lists.mine(db, person.id, say, town, now)
    if len(found) == 1:
        return _sure(found[0], say, town)
    return lists.choices(found, say("booking-cancel-which"), say, town, _acting("cancel"))


def _acting(act: str) -> Callable[[Booking], Act]:
    return lambda booked: Act(act=act, booking_id=booked.id, version=booked.version)


def _sure(booked: Booking, say: Say, town: Town) -> Question:
    """:raises BookingRefusedError: it cannot be cancelled any more."""
    facts = facts_text(booked.services, booked.point, booked.starts_at, booked.for_whom, say, town)
    yes = button(say("booking-cancel-yes"), _acting("sure")(booked))
    no = button(say("booking-cancel-no"), ShowBooking(booking_id=booked.id))
    text = say("booking-cancel-sure", number=booked.number, facts=facts)
    return Question(text, [[yes, no]])


@router.callback_query(Act.filter(F.act == "cancel"))
async def press_cancel(
    query: CallbackQuery, callback_data: Act, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    booked = await _fresh(db, callback_data, person)
    booking.check_changeable(town, booked, now)
    asked = _sure(booked, say, town)
    return [toast(query), *tell(query.from_user.id, asked.text, asked.keyboard)]


@router.callback_query(Act.filter(F.act == "sure"))
async def press_sure(
    query: CallbackQuery, callback_data: Act, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    await _fresh(db, callback_data, person)
    booked = await booking.cancel(db, town, callback_data.booking_id, person.id, now=now)
    again = [[button(say("booking-new"), Door(intent="book_appointment"), many=True)]]
    when = moment_name(booked.starts_at, say, town)
    text = say("booking-cancelled", number=booked.number, when=when)
    return [toast(query), replace(query, text, again)]


# --- moving ----------------------------------------------------------------------------------


@router.message(StateFilter(None, ItemList, BookingForm), Meant("change_appointment"))
async def hear_change(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    """Move the one that is meant to the time that is said, once that was looked at."""
    words = message.text or ""
    found, said = await _which(words, db, person, now, town)
    if len(found) != 1:
        if not found:
            asked = await lists.mine(db, person.id, say, town, now)
        else:
            lead = say("booking-change-which")
            asked = lists.choices(found, lead, say, town, _acting("change"))
        return await answer_aside(message.chat.id, asked.text, state, say, town, asked.keyboard)
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    day = found[0].starts_at.astimezone(town.zone).date()
    of_day = None if wishes.heard_all(words, now, town) else wishes.heard(words, now, town, day)
    wish = said[-1] if said else of_day or Wish()
    unreal = wishes.no_such_day(words)
    return await _change(scene, found[0], wish, unreal, by_words=True)


@router.callback_query(Door.filter(F.intent == "change_appointment"))
async def open_change(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    found, _ = await _which("", db, person, now, town)
    if len(found) == 1:
        scene = Scene(db, person, state, say, town, now, query.from_user.id)
        return [toast(query), await _change(scene, found[0], Wish(), None)]
    lead = say("booking-change-which")
    asked = (
        lists.choices(found, lead, say, town, _acting("change"))
        if found
        else await lists.mine(db, person.id, say, town, now)
    )
    return await answer_aside(query.from_user.id, asked.text, state, say, town, asked.keyboard)


@router.callback_query(Act.filter(F.act == "change"))
async def press_change(
    query: CallbackQuery, callback_data: Act, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    booked = await _fresh(db, callback_data, person)
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    return [toast(query), await _change(scene, booked, Wish(), None)]


@router.message(Meant(*DEEDS))
async def hear_in_another_form(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    """What is open elsewhere asks on; the appointments are told meanwhile."""
    found = await lists.mine(db, person.id, say, town, now)
    return await answer_aside(message.chat.id, found.text, state, say, town, found.keyboard)


async def _change(
    scene: Scene, booked: Booking, wish: Wish, unreal: str | None, *, by_words: bool = False
) -> Said:
    """:raises BookingRefusedError: it is too late."""
    booking.check_changeable(scene.town, booked, scene.now)
    data = new_draft(
        services=[*booked.services], point=booked.point, for_whom=booked.for_whom,
        consented=booked.for_whom is not None, wish=wish.kept(), unreal=unreal,
        changing=booked.id, number=booked.number, by_words=by_words,
        old=moment_name(booked.starts_at, scene.say, scene.town),
    )  # fmt: skip
    return await go_on(scene, data)


# --- coming, and the calendar ----------------------------------------------------------------


@router.callback_query(Act.filter(F.act == "keep"))
async def press_keep(
    query: CallbackQuery, callback_data: Act, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    booked = await booking.keep(db, town, callback_data.booking_id, person.id, now=now)
    card = await booked_card(db, booked, say, town, now, "booking-kept")
    return [toast(query), replace(query, card.text, card.keyboard)]


@router.callback_query(Act.filter(F.act == "calendar"))
async def send_calendar(
    query: CallbackQuery, callback_data: Act, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime, web_address: str,
) -> Said:  # fmt: skip
    """Send the appointment as a file for the phone's calendar, and the link that stays true."""
    booked = await booking.get(db, callback_data.booking_id, person.id)
    content = calendar_file(booked, say, town, now)
    kept = await files.keep(
        db, person.id, kind="document", platform="linli", now=now,
        mime="text/calendar; charset=utf-8", size=len(content), content=content,
    )  # fmt: skip
    document = SendDocument(
        chat_id=query.from_user.id,
        document=f"file:{kept.id}",
        caption=say("booking-calendar-file", number=booked.number).words,
        linli_name=f"{booked.number}.ics",
    )
    address = f"{web_address}/calendar/{booked.calendar_key}.ics"
    link = say("booking-calendar-link", address=address)
    return [toast(query), document, *tell(query.from_user.id, link)]


# --- the waiting list ------------------------------------------------------------------------


@router.callback_query(Place.filter(F.act == "accept"))
async def accept_offer(
    query: CallbackQuery, callback_data: Place, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    booked = await waitlist.accept(db, town, callback_data.waiting_id, person.id, now=now)
    card = await booked_card(db, booked, say, town, now, "booking-booked")
    return [toast(query), replace(query, card.text, card.keyboard)]


@router.callback_query(Place.filter(F.act == "pass"))
async def pass_offer(
    query: CallbackQuery, callback_data: Place, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    place = await waitlist.let_pass(db, callback_data.waiting_id, person.id, now=now)
    card = waiting_card(place, say, town, "waitlist-passed")
    return [toast(query), replace(query, card.text, card.keyboard)]


@router.callback_query(Place.filter(F.act == "leave"))
async def leave_list(
    query: CallbackQuery, callback_data: Place, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    place = await waitlist.leave(db, callback_data.waiting_id, person.id, now=now)
    facts = lists.waiting_facts(place, say, town)
    new = [[button(say("booking-new"), Door(intent="book_appointment"), many=True)]]
    return [toast(query), replace(query, say("waitlist-left", **facts), new)]
