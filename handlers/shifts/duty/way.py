"""Signing in and out by words, a tap, or one's place; and the taps of a running duty."""

from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.reports import patrol
from community.shifts import duty
from community.shifts.duty import How
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Word
from handlers.forms import answer_aside
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.shifts.doors import SignIn
from handlers.shifts.duty import cards
from handlers.shifts.duty.cards import DutyDo
from handlers.shifts.spans import shift_name

router = Router(name="duty-way")

IN_WORDS = (
    "签到", "我到了", "我签到", "我要签到", "到岗", "到岗了", "我到岗了", "打卡", "上岗",
    "sign in", "sign me in", "check in", "i am here", "i'm here",
)  # fmt: skip
OUT_WORDS = (
    "签退", "我签退", "我要签退", "下班了", "我下班了", "下岗了", "值完了", "巡完了", "巡逻完了",
    "sign out", "sign me out", "check out", "i am done", "i'm done",
)  # fmt: skip


# --- signing in ----------------------------------------------------------------------------


@router.message(Word(*IN_WORDS))
async def sign_in_by_words(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = await _arrive(db, person, say, town, now)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


async def _arrive(
    db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    found = await duty.to_sign_in(db, town, person.id, now=now)
    running = await duty.on_duty(db, person.id)
    if len(found) > 1:
        return cards.choose(found, say, town)
    if found:
        return await began(db, found[0].signup.id, person, say, town, now)
    if running is not None:
        own = await duty.get(db, running.id, person.id)
        return await cards.on_duty(db, own, say, town, now=now)
    return await cards.nothing_now(db, town, person.id, say, now=now)


async def began(
    db: AsyncSession, signup_id: int, person: Speaker, say: Say, town: Town, now: datetime,
    how: How = How.BUTTON, *, lat: float | None = None, lon: float | None = None,
    code: str | None = None,
) -> tuple[Text, Keyboard]:  # fmt: skip
    """Sign in and show the card; a duty that ends with it is named."""
    former = await duty.on_duty(db, person.id)
    await duty.sign_in(db, town, signup_id, person.id, how, lat=lat, lon=lon, code=code, now=now)
    own = await duty.get(db, signup_id, person.id)
    text, keyboard = await cards.on_duty(db, own, say, town, now=now)
    if former is None or former.id == signup_id:
        return text, keyboard
    ended = await duty.get(db, former.id, person.id)
    line = say("duty-former", name=shift_name(ended.shift, say, town))
    return join([line, text]), keyboard


@router.callback_query(SignIn.filter())
async def sign_in(
    query: CallbackQuery, callback_data: SignIn, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = await began(db, callback_data.signup_id, person, say, town, now)
    return [toast(query, say("duty-signed-in")), *tell(query.from_user.id, text, keyboard)]


@router.message(StateFilter(None), F.location)
async def sign_in_by_place(
    message: Message, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    """A place that is shared when a shift of theirs begins signs in; else it is a report's."""
    assert message.location is not None  # noqa: S101  the filter saw it
    found = await duty.to_sign_in(db, town, person.id, now=now)
    if not found:
        raise SkipHandler
    text, keyboard = await began(
        db, found[0].signup.id, person, say, town, now, How.PLACE,
        lat=message.location.latitude, lon=message.location.longitude,
    )  # fmt: skip
    return tell(message.chat.id, text, keyboard)


# --- on duty -------------------------------------------------------------------------------


@router.callback_query(DutyDo.filter(F.act.in_({"look", "tick"})))
async def tick(
    query: CallbackQuery, callback_data: DutyDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    own = await duty.get(db, callback_data.signup_id, person.id)
    text, keyboard = await cards.on_duty(db, own, say, town, ticks=callback_data.ticks, now=now)
    return [toast(query), replace(query, text, keyboard)]


@router.callback_query(DutyDo.filter(F.act == "clear"))
async def all_clear(
    query: CallbackQuery, callback_data: DutyDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    own = await duty.get(db, callback_data.signup_id, person.id)
    await patrol.all_clear(
        db, town, person.id, now=now, community=own.shift.community, place_code=own.shift.place
    )
    text, keyboard = await cards.on_duty(db, own, say, town, ticks=callback_data.ticks, now=now)
    return [toast(query, say("duty-clear-kept")), replace(query, text, keyboard)]


# --- signing out ---------------------------------------------------------------------------


@router.message(Word(*OUT_WORDS))
async def sign_out_by_words(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    running = await duty.on_duty(db, person.id)
    if running is None:
        text, keyboard = await cards.nothing_now(db, town, person.id, say, now=now)
        text = join([say("duty-not-signed-in"), text])
    else:
        text, keyboard = await ended(db, running.id, person, say, town, now)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


async def ended(
    db: AsyncSession, signup_id: int, person: Speaker, say: Say, town: Town, now: datetime,
    *, at: datetime | None = None, ticks: str = "",
) -> tuple[Text, Keyboard]:  # fmt: skip
    done = await duty.sign_out(db, town, signup_id, person.id, at=at, now=now)
    return await cards.summary(db, done, say, town, ticks=ticks)


@router.callback_query(DutyDo.filter(F.act == "out"))
async def ask_out(
    query: CallbackQuery, callback_data: DutyDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Sign out; long before the end a slip of the thumb is asked about once."""
    own = await duty.get(db, callback_data.signup_id, person.id)
    if now < own.shift.ends_at - duty.AROUND:
        ends = f"{own.shift.ends_at.astimezone(town.zone):%H:%M}"
        keyboard = [
            [_again("out-now", say("duty-out-yes"), callback_data)],
            [_again("look", say("duty-out-no"), callback_data)],
        ]
        return [toast(query), replace(query, say("duty-out-sure", ends=ends), keyboard)]
    return await _out(query, callback_data, db, person, say, town, now)


def _again(act: str, label: Text, data: DutyDo) -> InlineKeyboardButton:
    return button(label, data.model_copy(update={"act": act}), many=True)


@router.callback_query(DutyDo.filter(F.act == "out-now"))
async def out_now(
    query: CallbackQuery, callback_data: DutyDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    return await _out(query, callback_data, db, person, say, town, now)


async def _out(
    query: CallbackQuery, data: DutyDo, db: AsyncSession, person: Speaker, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = await ended(db, data.signup_id, person, say, town, now, ticks=data.ticks)
    return [toast(query), replace(query, text, keyboard)]
