"""「报名周六上午巡逻」: from a sentence, a link or a list to the card of a shift."""

from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import joining, shifts, signing
from community.shifts.model import Shift
from config.texts import Say, Text
from config.town import Town
from handlers import menu
from handlers.filters import Meant, Word
from handlers.forms import answer_aside
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, tell, toast
from handlers.shifts.doors import FindShifts, ShowShift
from handlers.shifts.taking.cards import shift_buttons, shift_card
from handlers.shifts.taking.words import Wanted, is_sign_up, wanted_in

router = Router(name="taking-finding")

WORDS = (
    "报名", "我要报名", "有什么班", "有哪些班次", "报名值班", "shifts", "sign up", "open shifts",
)  # fmt: skip
MOST = 6
LOOKED_AT = 40
KEY = "s_"


async def _find(
    wanted: Wanted, person: Speaker, say: Say, town: Town, db: AsyncSession, now: datetime
) -> tuple[Text, Keyboard]:
    """One that fits: its card; several: a list; none: the nearest that they may take."""
    if await joining.volunteer(db, person.id) is None:
        return say("shift-join-first"), menu.door("become_volunteer", say)
    days = (wanted.when.first, wanted.when.last) if wanted.when else (None, None)
    near = await signing.may_take(
        db, town, person.id, now=now, kind=wanted.kind, first=days[0], last=days[1], most=LOOKED_AT
    )
    fits = [one.shift for one in near if wanted.fits(one.shift, town)]
    own = [shift for shift in fits if shift.community == person.community]
    fits = own or fits
    open_ = await signing.may_take(db, town, person.id, now=now, most=LOOKED_AT)
    may = [one.shift for one in open_]
    if not fits and (wanted.says_which or wanted.when):
        known = await shifts.coming(db, town, now=now, most=500)
        named = [shift for shift in known if wanted.fits(shift, town)]
        here = [s for s in named if s.community == (person.community or s.community)] or named
        if len(here) == 1 or (here and wanted.when and wanted.when.one_day):
            return await shift_card(db, here[0], person.id, say, town, now)
    if len(fits) == 1:
        return await shift_card(db, fits[0], person.id, say, town, now)
    if fits:
        return say("shift-which"), _listed(fits, say, town)
    if may:
        asked = wanted.says_which or wanted.when
        return say("shift-none-such" if asked else "shift-which"), _listed(may, say, town)
    return say("shift-none"), menu.person_and_menu(say)


def _listed(found: list[Shift], say: Say, town: Town) -> Keyboard:
    buttons = list(shift_buttons(found[:MOST], say, town))
    if len(found) > MOST:
        buttons.append([button(say("shift-more"), FindShifts(page=1), many=True)])
    return buttons


@router.message(Meant("join_shift"))
@router.message(Word(*WORDS))
async def from_words(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    wanted = wanted_in(message.text or "", now, town)
    text, keyboard = await _find(wanted, person, say, town, db, now)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.message(StateFilter(None), F.text, ~F.text.startswith("/"))
async def from_a_sentence(
    message: Message, person: Speaker, say: Say, town: Town, db: AsyncSession, now: datetime
) -> Said:
    """Without the model, too: a sentence that names a kind of shift and wants to take part."""
    if not is_sign_up(message.text or "", town):
        raise SkipHandler
    wanted = wanted_in(message.text or "", now, town)
    return tell(message.chat.id, *await _find(wanted, person, say, town, db, now))


@router.callback_query(Door.filter(F.intent == "join_shift"))
async def from_door(
    query: CallbackQuery, person: Speaker, say: Say, town: Town, db: AsyncSession, now: datetime
) -> Said:
    found = await _find(Wanted(), person, say, town, db, now)
    return [toast(query), *tell(query.from_user.id, *found)]


@router.callback_query(FindShifts.filter())
async def page(
    query: CallbackQuery, callback_data: FindShifts, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    open_ = await signing.may_take(db, town, person.id, now=now, most=LOOKED_AT)
    at = max(callback_data.page, 0) * MOST
    found = [one.shift for one in open_][at:]
    if not found:
        none = say("shift-none")
        return [toast(query), *tell(query.from_user.id, none, menu.person_and_menu(say))]
    buttons = list(shift_buttons(found[:MOST], say, town))
    if len(found) > MOST:
        buttons.append(
            [button(say("shift-more"), FindShifts(page=callback_data.page + 1), many=True)]
        )
    return [toast(query), *tell(query.from_user.id, say("shift-which"), buttons)]


@router.callback_query(ShowShift.filter())
async def show(
    query: CallbackQuery, callback_data: ShowShift, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    shift = await shifts.get(db, callback_data.shift_id)
    card = await shift_card(db, shift, person.id, say, town, now)
    return [toast(query), *tell(query.from_user.id, *card)]
