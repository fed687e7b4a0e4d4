"""What is pressed in the booking form."""

from datetime import date, datetime

from aiogram import F, Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ErrorEvent
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import CommunityError
from community.hall import booking, slots, waitlist
from community.hall.seats import SlotTakenError
from community.hall.slots import BookingRefusedError
from community.people import Speaker
from config.texts import Say
from config.town import Town
from handlers.errors import LONGEST_PASSING
from handlers.forms import Question
from handlers.hall.booking.cards import booked_card
from handlers.hall.booking.draft import (
    STEPS,
    BookingForm,
    Data,
    InForm,
    Scene,
    start_in,
    visit_in,
    wish_in,
)
from handlers.hall.booking.lists import waiting_card
from handlers.hall.booking.questions import KIN, reason_text
from handlers.hall.booking.steps import (
    forget_reason,
    go_on,
    let_go,
    move,
    points_for,
    with_reason,
)
from handlers.hall.doors import TakeNumber
from handlers.menu import Door
from handlers.reply import Said, button, tell, toast
from handlers.wishes import Wish

router = Router(name="booking-press")

WHEN = (BookingForm.day, BookingForm.time, BookingForm.check)
ENDING = frozenset({"booking-too-many", "booking-paused", "booking-over"})
"""Refusals after which no other time helps: the form closes."""


def scene_of(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Scene:  # fmt: skip
    return Scene(db, person, state, say, town, now, query.from_user.id, query)


# --- what, and where -------------------------------------------------------------------------


@router.callback_query(InForm("item", BookingForm.item))
async def choose_item(
    query: CallbackQuery, value: str, db: AsyncSession, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data()
    if value not in data["services"]:
        data["services"] = [*data["services"], value]
    data |= {"choices": [], "department": None, "adding": False, "note": None}
    return await go_on(scene_of(query, db, person, state, say, town, now), data)


@router.callback_query(InForm("all", BookingForm.item))
async def choose_all(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """All that the sentence named, on one visit."""
    data = await state.get_data()
    data["services"] = list(dict.fromkeys([*data["services"], *data.get("choices", ())]))
    data |= {"choices": [], "adding": False, "note": None}
    return await go_on(scene_of(query, db, person, state, say, town, now), data)


@router.callback_query(InForm("department", BookingForm.item))
async def choose_department(
    query: CallbackQuery, value: str, db: AsyncSession, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Show a department's items, a page of them; without one, all departments."""
    code, _, page = value.partition(".")
    data = await state.get_data()
    data |= {"choices": [], "department": code or None, "page": int(page or 0), "note": None}
    return await scene_of(query, db, person, state, say, town, now).at(BookingForm.item, data)


@router.callback_query(InForm("add", BookingForm.check))
async def add_item(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"adding": True, "choices": [], "department": None}
    scene = scene_of(query, db, person, state, say, town, now)
    return await scene.at(BookingForm.item, data, BookingForm.check)


@router.callback_query(InForm("resume", BookingForm.item))
async def add_nothing(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"adding": False, "note": None}
    scene = scene_of(query, db, person, state, say, town, now)
    return await scene.at(BookingForm.check, data, BookingForm.day)


@router.callback_query(InForm("point", BookingForm.point))
async def choose_point(
    query: CallbackQuery, value: str, db: AsyncSession, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"point": value}
    return await go_on(scene_of(query, db, person, state, say, town, now), data)


@router.callback_query(InForm("points", *WHEN))
async def other_point(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data()
    data["points"] = [p.station for p in points_for(town, data["services"], person.community)]
    scene = scene_of(query, db, person, state, say, town, now)
    return await scene.at(BookingForm.point, data, BookingForm.day)


# --- when ------------------------------------------------------------------------------------


@router.callback_query(InForm("day", *WHEN))
async def choose_day(
    query: CallbackQuery, value: str, db: AsyncSession, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Show the times of a day; pressed under those of a part of it, all of them."""
    data = await state.get_data()
    day = date.fromisoformat(value)
    whole = data.get("day") == value
    data["wish"] = (Wish(day, day) if whole else wish_in(data).on(day)).kept()
    return await go_on(scene_of(query, db, person, state, say, town, now), data)


@router.callback_query(InForm("days", *WHEN))
async def all_days(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"wish": Wish().kept()}
    data.pop("start", None)
    return await go_on(scene_of(query, db, person, state, say, town, now), data)


@router.callback_query(InForm("times", BookingForm.check))
async def other_time(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Look at the day again; what is held stays held until something else is chosen."""
    data = await state.get_data()
    day = start_in(data.pop("start"), town).date()
    data["wish"] = Wish(day, day).kept()
    return await go_on(scene_of(query, db, person, state, say, town, now), data)


@router.callback_query(InForm("slot", BookingForm.day, BookingForm.time))
async def choose_slot(
    query: CallbackQuery, value: str, db: AsyncSession, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"start": value, "by_words": False}
    return await go_on(scene_of(query, db, person, state, say, town, now), data)


# --- the waiting list ------------------------------------------------------------------------


@router.callback_query(InForm("full", BookingForm.day))
async def which_full_day(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"waitlist": True}
    return await scene_of(query, db, person, state, say, town, now).at(BookingForm.day, data)


@router.callback_query(InForm("wait", BookingForm.day))
async def wait_for_day(
    query: CallbackQuery, value: str, db: AsyncSession, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"wait_day": value}
    scene = scene_of(query, db, person, state, say, town, now)
    if data.get("for_whom") and not data.get("consented"):
        return await scene.at(BookingForm.consent, data, BookingForm.day)
    return await _wait(scene, data)


async def _wait(scene: Scene, data: Data) -> Said:
    day = date.fromisoformat(str(data["wait_day"]))
    place = await waitlist.join(
        scene.db, scene.town, scene.person.id, visit_in(data), day,
        consented=bool(data.get("consented")), now=scene.now,
    )  # fmt: skip
    await let_go(scene, data)
    return scene.show(waiting_card(place, scene.say, scene.town, "waitlist-joined"))


# --- for whom --------------------------------------------------------------------------------


@router.callback_query(InForm("whom"))
async def for_family(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data()
    back = BookingForm.check if data.get("start") else BookingForm.day
    return await scene_of(query, db, person, state, say, town, now).at(BookingForm.whom, data, back)


@router.callback_query(InForm("kin", BookingForm.whom))
async def choose_kin(
    query: CallbackQuery, value: str, db: AsyncSession, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    name = str(say(f"booking-kin-{value}")) if value in KIN else value
    data = await state.get_data() | {"for_whom": name, "consented": False}
    scene = scene_of(query, db, person, state, say, town, now)
    return await scene.at(BookingForm.consent, data, BookingForm.whom)


@router.callback_query(InForm("myself"))
async def for_myself(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"for_whom": None, "consented": False}
    scene = scene_of(query, db, person, state, say, town, now)
    return await (_wait(scene, data) if data.get("wait_day") else go_on(scene, data))


@router.callback_query(InForm("consented", BookingForm.consent))
async def consented(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data() | {"consented": True}
    scene = scene_of(query, db, person, state, say, town, now)
    return await (_wait(scene, data) if data.get("wait_day") else go_on(scene, data))


# --- the last look ---------------------------------------------------------------------------


@router.callback_query(InForm("confirm", BookingForm.check))
async def press_confirm(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    return await confirm(scene_of(query, db, person, state, say, town, now))


async def confirm(scene: Scene) -> Said:
    """Make the held slot an appointment, or the chosen time the new one."""
    data = await scene.state.get_data()
    if data.get("changing"):
        return await move(scene, data)
    booked = await booking.confirm(
        scene.db, scene.town, int(data["booking_id"]), scene.person.id, now=scene.now
    )
    await scene.state.clear()
    card = await booked_card(scene.db, booked, scene.say, scene.town, scene.now, "booking-booked")
    return scene.show(card)


@router.callback_query(InForm("move", BookingForm.check))
async def press_move(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    return await confirm(scene_of(query, db, person, state, say, town, now))


@router.callback_query(InForm("leave"))
async def press_leave(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    return await leave(scene_of(query, db, person, state, say, town, now))


async def leave(scene: Scene) -> Said:
    """Give up what the form holds; an appointment that was to be moved stays where it was."""
    data = await scene.state.get_data()
    await let_go(scene, data)
    say = scene.say
    if data.get("changing"):
        text = say("booking-not-moved", number=data.get("number", ""), old=data.get("old", ""))
    else:
        text = say("booking-left")
    mine = [[button(say("booking-mine"), Door(intent="my_appointments"), many=True)]]
    return scene.show(Question(text, mine))


# --- refusals --------------------------------------------------------------------------------


@router.errors(ExceptionTypeFilter(SlotTakenError, BookingRefusedError), F.exception.as_("refusal"))
async def tell_why(
    event: ErrorEvent, refusal: CommunityError, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Say why not in the form itself, with what is free nearby; elsewhere say it and no more."""
    query, message = event.update.callback_query, event.update.message
    chat = query.from_user.id if query else message.chat.id if message else 0
    scene = Scene(db, person, state, say, town, now, chat, query)
    data = await state.get_data() if await state.get_state() in STEPS else {}
    if refusal.text_id in ENDING or not data.get("point"):
        if data:
            await state.clear()
            return _close(scene, refusal, data)
        return _plainly(scene, refusal)
    if isinstance(refusal, SlotTakenError):
        near = refusal.nearest
    elif refusal.text_id == "booking-day-limit" or not data.get("start"):
        near = []
    else:
        wanted = start_in(data["start"], town)
        near = await slots.nearest(
            db, town, visit_in(data), wanted, now=now, but=data.get("changing")
        )
    if refusal.text_id == "booking-day-limit":
        data["tried"] = data.get("start")
    forget_reason(data)
    known = with_reason(data, refusal.text_id, refusal.facts, near)
    return await scene.at(BookingForm.day, known)


def _close(scene: Scene, refusal: CommunityError, data: Data) -> Said:
    """No other time helps: say so in the form's message, with what can be done instead."""
    say, town = scene.say, scene.town
    keyboard = [[button(say("booking-mine"), Door(intent="my_appointments"), many=True)]]
    if data.get("point") and refusal.text_id == "booking-paused":
        walk_in = TakeNumber(point=str(data["point"]))
        keyboard.insert(0, [button(say("booking-walk-in"), walk_in, many=True)])
    return scene.show(Question(reason_text(refusal.text_id, refusal.facts, say, town), keyboard))


def _plainly(scene: Scene, refusal: CommunityError) -> Said:
    text = reason_text(refusal.text_id, refusal.facts, scene.say, scene.town)
    if scene.query is not None:
        passing = len(text.words) <= LONGEST_PASSING
        return [toast(scene.query, text, alert=not passing)]
    return tell(scene.chat, text)
