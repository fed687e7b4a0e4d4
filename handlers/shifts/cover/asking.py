"""Asking for cover: why (or not), anybody or a swap; and taking the request back."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import cover, cover_round, shifts, signing
from community.shifts.model import CoverRequest
from config.texts import Say, Text
from config.town import Town
from handlers.filters import plain
from handlers.forms import SKIPS, Question, asks
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.shifts.doors import AskCover, ShowSignup
from handlers.shifts.spans import shift_line
from handlers.times import when
from nlu.meaning import Meaning

router = Router(name="cover-asking")


class CoverForm(StatesGroup):
    why = State()
    how = State()


class CoverHow(CallbackData, prefix="cover-how"):
    """`how`: skip the reason, anyone, swap, or no."""

    how: str
    signup_id: int


class CoverSwap(CallbackData, prefix="cover-swap"):
    signup_id: int
    swap_for: int


class CoverBack(CallbackData, prefix="cover-back"):
    """Takes a request back: they will come after all."""

    request_id: int


# --- the questions -------------------------------------------------------------------------


@router.callback_query(AskCover.filter())
async def begin(
    query: CallbackQuery, callback_data: AskCover, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    signup = await signing.get(db, callback_data.signup_id, person.id)
    there = await cover.open_for(db, signup.id)
    if there is not None:
        return [toast(query), *tell(query.from_user.id, *await _stands(db, there, say, town, now))]
    shift = await shifts.get(db, signup.shift_id)
    if cover_round.is_over(shift, now):
        raise cover.CoverRefusedError("cover-too-late")
    await state.set_state(CoverForm.why)
    line = shift_line(shift, say, town).words
    await state.set_data({"signup_id": signup.id, "shift": line})
    question = await ask_why(await state.get_data(), say, town)
    return [toast(query), *tell(query.from_user.id, question.text, question.keyboard)]


@asks(CoverForm.why)
async def ask_why(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    keyboard = [[_how("skip", data["signup_id"], say)], [_how("no", data["signup_id"], say)]]
    return Question(say("cover-ask-why", shift=data["shift"]), keyboard)


@asks(CoverForm.how)
async def ask_how(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    keyboard = [[_how(how, data["signup_id"], say)] for how in ("anyone", "swap", "no")]
    return Question(say("cover-ask-how"), keyboard)


def _how(how: str, signup_id: int, say: Say) -> Any:
    return button(say(f"cover-how-{how}"), CoverHow(how=how, signup_id=signup_id))


@router.message(StateFilter(CoverForm.why), F.text, ~F.text.startswith("/"))
async def take_why(
    message: Message, state: FSMContext, say: Say, town: Town, meaning: Meaning | None
) -> Said:
    words = message.text or ""
    if is_aside(words, meaning):
        raise SkipHandler
    why = None if plain(words) in SKIPS or not plain(words) else words[: cover.LONGEST_REASON]
    data = await state.update_data(why=why)
    await state.set_state(CoverForm.how)
    question = await ask_how(data, say, town)
    return tell(message.chat.id, question.text, question.keyboard)


@router.callback_query(CoverHow.filter(F.how == "skip"))
async def skip_why(
    query: CallbackQuery, callback_data: CoverHow, state: FSMContext, say: Say, town: Town
) -> Said:
    data = {"signup_id": callback_data.signup_id, "why": None}
    await state.set_state(CoverForm.how)
    await state.set_data(data)
    question = await ask_how(data, say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


@router.callback_query(CoverHow.filter(F.how == "no"))
async def not_after_all(query: CallbackQuery, state: FSMContext, say: Say) -> Said:
    await _done(state)
    return [toast(query), replace(query, say("cover-still-yours"))]


async def _done(state: FSMContext) -> str | None:
    """Close the form; give the reason that was said in it."""
    if await state.get_state() not in {CoverForm.why.state, CoverForm.how.state}:
        return None
    why: str | None = (await state.get_data()).get("why")
    await state.clear()
    return why


@router.callback_query(CoverHow.filter(F.how == "anyone"))
async def anyone(
    query: CallbackQuery, callback_data: CoverHow, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    why = await _done(state)
    request = await cover.ask(db, town, callback_data.signup_id, person.id, why, now=now)
    return [toast(query), replace(query, *await _stands(db, request, say, town, now))]


@router.callback_query(CoverHow.filter(F.how == "swap"))
async def swap(
    query: CallbackQuery, callback_data: CoverHow, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Show what teammates have that could be had for it."""
    asked = callback_data.signup_id
    await signing.get(db, asked, person.id)
    found = await cover.swaps(db, town, asked, person.id, now=now)
    keyboard = [
        [button(shift_line(shift, say, town), CoverSwap(signup_id=asked, swap_for=theirs.id))]
        for theirs, shift in found
    ]
    last = [[_how("anyone", asked, say)], [_how("no", asked, say)]]
    text = say("cover-which-swap" if found else "cover-no-swaps")
    return [toast(query), replace(query, text, [*keyboard, *last])]


@router.callback_query(CoverSwap.filter())
async def swap_for(
    query: CallbackQuery, callback_data: CoverSwap, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    why = await _done(state)
    request = await cover.ask(
        db, town, callback_data.signup_id, person.id, why, callback_data.swap_for, now=now
    )
    return [toast(query), replace(query, *await _stands(db, request, say, town, now))]


# --- the request that there is -------------------------------------------------------------


async def _stands(
    db: AsyncSession, request: CoverRequest, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    signup = await signing.lock(db, request.signup_id)
    shift = await shifts.get(db, signup.shift_id)
    asked = await cover_round.asked(db, request.id)
    line = shift_line(shift, say, town)
    if request.swap_for_id is not None:
        text = say("cover-swap-asked", shift=line)
    elif asked:
        text = say("cover-is-asked", shift=line, count=asked)
    elif request.rounds:
        text = say("cover-nobody-yet", shift=line)
    else:
        begins = when(cover_round.first_round(town, shift), now, say, town)
        text = say("cover-will-be-asked", shift=line, at=begins)
    back = button(say("cover-withdraw"), CoverBack(request_id=request.id))
    mine = button(say("cover-my-shift"), ShowSignup(signup_id=signup.id), many=True)
    return text, [[back], [mine]]


@router.callback_query(CoverBack.filter())
async def take_back(
    query: CallbackQuery, callback_data: CoverBack, db: AsyncSession, person: Speaker, say: Say,
    now: datetime,
) -> Said:  # fmt: skip
    await cover.withdraw(db, callback_data.request_id, person.id, now=now)
    return [toast(query), replace(query, say("cover-withdrawn"))]
