"""The four digits that hang at the place: typed there, they sign in, and later out."""

import re
from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import duty
from community.shifts.duty import DutyRefusedError, How
from config.texts import Say
from config.town import Town
from handlers.filters import plain
from handlers.reply import Said, tell
from handlers.shifts.duty import cards
from handlers.shifts.duty.way import began, ended

router = Router(name="duty-codes")

MOST_WRONG = 5
"""Codes that somebody may get wrong for one shift."""
WRONG = "duty_wrong_codes"
_A_CODE = re.compile(r"(签到|签退|sign in|sign out|code|码)?[\s:：]*(\d{4})")


class Code(Filter):
    """The message is a code, with or without what it is for."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        found = _A_CODE.fullmatch(plain((message.text or "")[:40]))
        return {"code": found[2], "named": bool(found[1])} if found else False


@router.message(StateFilter(None), Code())
async def hear_code(
    message: Message, code: str, named: bool, db: AsyncSession, person: Speaker,  # noqa: FBT001
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Four digits alone mean something else unless a shift of theirs begins or runs."""
    chat = message.chat.id
    running = await duty.on_duty(db, person.id)
    if running is not None:
        own = await duty.get(db, running.id, person.id)
        if code == own.shift.place_code:
            return tell(chat, *await ended(db, running.id, person, say, town, now))
    found = await duty.to_sign_in(db, town, person.id, now=now)
    if not found and running is None:
        if not named:
            raise SkipHandler
        return tell(chat, *await cards.nothing_now(db, town, person.id, say, now=now))
    about = found[0].signup.id if found else running.id if running else 0
    wrong = (await state.get_data()).get(WRONG, {})
    if wrong.get(str(about), 0) >= MOST_WRONG:
        raise DutyRefusedError("duty-codes-used")
    for own in found:
        if code == own.shift.place_code:
            how = How.CODE
            began_now = await began(db, own.signup.id, person, say, town, now, how, code=code)
            return tell(chat, *began_now)
    await state.update_data({WRONG: {str(about): wrong.get(str(about), 0) + 1}})
    raise DutyRefusedError("duty-wrong-code")
