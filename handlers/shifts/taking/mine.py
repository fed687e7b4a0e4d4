"""「我的班次」: one's own places, 我会到, 请假, and whether a moved shift still suits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import changing, shifts, signing
from community.shifts.errors import SignupRefusedError
from community.shifts.model import Shift, Signup, SignupStatus
from config.texts import Say, Text, join
from config.town import Town
from handlers import menu
from handlers.filters import Meant, Word
from handlers.forms import Question, answer_aside, asks
from handlers.matters import Asking, Matter, lists_mine
from handlers.menu import Door
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.shifts.doors import MyShifts, ShowSignup
from handlers.shifts.spans import shift_line
from handlers.shifts.taking.cards import OnPlace, place_card
from handlers.shifts.taking.words import wanted_in

router = Router(name="taking-mine")

WORDS = ("我的班次", "我的排班", "我的班", "my shifts")
CANNOT = ("我来不了", "请假", "我要请假", "i cannot come", "i can't come")
MOST, MOST_MATTERS = 10, 3


class Leaving(StatesGroup):
    why = State()


async def _list(
    person: Speaker, say: Say, town: Town, db: AsyncSession, now: datetime
) -> tuple[Text, Keyboard]:
    mine = await signing.mine(db, person.id, now=now)
    find = [button(say("door-join_shift"), Door(intent="join_shift"), many=True)]
    if not mine:
        return say("shift-mine-none"), [find]
    return say("shift-mine-head", count=len(mine)), [*_buttons(mine[:MOST], say, town), find]


def _buttons(mine: Sequence[tuple[Signup, Shift]], say: Say, town: Town) -> Keyboard:
    return [
        [
            button(
                say(_mark(signup)) + " " + shift_line(shift, say, town),
                ShowSignup(signup_id=signup.id),
                many=True,
            )
        ]
        for signup, shift in mine
    ]


def _mark(signup: Signup) -> str:
    return {
        SignupStatus.WAITING: "shift-mark-waiting",
        SignupStatus.COMING: "shift-mark-coming",
        SignupStatus.ON_DUTY: "shift-mark-on-duty",
    }.get(signup.status, "shift-mark-signed-up")


@router.message(Meant("my_shifts"))
@router.message(Word(*WORDS))
async def show_mine(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = await _list(person, say, town, db, now)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.callback_query(Door.filter(F.intent.in_({"my_shifts", "leave_shift"})))
@router.callback_query(MyShifts.filter())
async def show_mine_again(
    query: CallbackQuery, person: Speaker, say: Say, town: Town, db: AsyncSession, now: datetime
) -> Said:
    shown = await _list(person, say, town, db, now)
    return [toast(query), *tell(query.from_user.id, *shown)]


@router.callback_query(ShowSignup.filter())
async def show_place(
    query: CallbackQuery, callback_data: ShowSignup, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    signup = await signing.get(db, callback_data.signup_id, person.id)
    shift = await shifts.get(db, signup.shift_id)
    card = await place_card(db, signup, shift, say, town, now)
    return [toast(query), *tell(query.from_user.id, *card)]


@router.message(Meant("leave_shift"))
@router.message(Word(*CANNOT))
async def cannot_come(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    """「周六的巡逻我去不了」 finds one's own place."""
    wanted = wanted_in(message.text or "", now, town)
    mine = await signing.mine(db, person.id, now=now)
    fits = [(signup, shift) for signup, shift in mine if wanted.fits(shift, town)] or mine
    if len(fits) == 1:
        text, keyboard = await place_card(db, *fits[0], say, town, now)
        text = join([say("shift-leave-this"), text], "\n\n")
    elif fits:
        text, keyboard = say("shift-leave-which"), _buttons(fits[:MOST], say, town)
    else:
        text, keyboard = say("shift-mine-none"), menu.person_and_menu(say)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


# --- what one says of a place ---------------------------------------------------------------


@asks(Leaving.why)
async def ask_why(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    hours = town.shift_rules.leave_free_hours
    stay = [[button(say("shift-stay"), Door(intent="cancel"))]]
    return Question(say("shift-late-reason", hours=hours), stay)


@router.callback_query(OnPlace.filter(F.do == "leave"))
async def leave(
    query: CallbackQuery, callback_data: OnPlace, person: Speaker, state: FSMContext, say: Say,
    town: Town, db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    try:
        await signing.leave(db, town, callback_data.signup_id, person.id, now=now)
    except SignupRefusedError as refused:
        if refused.text_id != "shift-late-reason":
            raise
        await state.set_state(Leaving.why)
        await state.set_data({"signup_id": callback_data.signup_id})
        question = await ask_why({}, say, town)
        return [toast(query), *tell(query.from_user.id, question.text, question.keyboard)]
    return [toast(query), replace(query, say("shift-left"))]


@router.message(Leaving.why, F.text, ~F.text.startswith("/"))
async def hear_why(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    words = (message.text or "").strip()
    if is_aside(words, None):
        raise SkipHandler
    if not any(c.isalnum() for c in words):
        question = await ask_why({}, say, town)
        return tell(message.chat.id, question.text, question.keyboard)
    data = await state.get_data()
    await state.clear()
    await signing.leave(db, town, data["signup_id"], person.id, words, now=now)
    return tell(message.chat.id, say("shift-left-late"))


@router.callback_query(OnPlace.filter())
async def answer(
    query: CallbackQuery, callback_data: OnPlace, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    signup_id = callback_data.signup_id
    if callback_data.do == "suits-not":
        await changing.reconfirm(db, town, signup_id, person.id, comes=False, now=now)
        return [toast(query), replace(query, say("shift-left"))]
    signup = await changing.reconfirm(db, town, signup_id, person.id, comes=True, now=now)
    shift = await shifts.get(db, signup.shift_id)
    text, keyboard = await place_card(db, signup, shift, say, town, now)
    return [toast(query), replace(query, join([say("shift-see-you"), text], "\n\n"), keyboard)]


@lists_mine
async def coming(asking: Asking) -> list[Matter]:
    mine = await signing.mine(asking.db, asking.person.id, now=asking.now)
    return [
        Matter(
            asking.say("shift-matter", line=shift_line(shift, asking.say, asking.town).words),
            button(
                shift_line(shift, asking.say, asking.town),
                ShowSignup(signup_id=signup.id),
                many=True,
            ),
        )
        for signup, shift in mine[:MOST_MATTERS]
    ]
