"""The four digits that hang at the place: typed there, they sign in, and later out."""

import re
from collections.abc import Sequence
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
from community.shifts.duty import Duty, DutyRefusedError, How
from community.shifts.model import Signup
from config.texts import Say, Text
from config.town import Town
from handlers.filters import plain
from handlers.forms import answer_aside
from handlers.reply import Keyboard, Said
from handlers.shifts.duty import cards
from handlers.shifts.duty.way import began, ended

router = Router(name="duty-codes")

MOST_WRONG = 5
"""Codes that somebody may get wrong for one shift."""
WRONG = "duty_wrong_codes"
_A_CODE = re.compile(r"(签到|签退|sign in|sign out|code|码)?[\s:：]*(\d{4})")


class Code(Filter):
    """The message is a code.

    :param named: only with what it is for: 签到 4821.
    """

    def __init__(self, *, named: bool = False) -> None:
        self._named = named

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        found = _A_CODE.fullmatch(plain((message.text or "")[:40]))
        if found is None or (self._named and not found[1]):
            return False
        return {"code": found[2], "named": bool(found[1])}


@router.message(StateFilter(None), Code())
@router.message(Code(named=True))
async def hear_code(
    message: Message, code: str, named: bool, db: AsyncSession, person: Speaker,  # noqa: FBT001
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Four digits alone mean something else unless a shift of theirs begins or runs."""
    running = await duty.on_duty(db, person.id)
    found = await duty.to_sign_in(db, town, person.id, now=now)
    if running is None and not found:
        if not named:
            raise SkipHandler
        text, keyboard = await cards.nothing_now(db, town, person.id, say, now=now)
    else:
        text, keyboard = await _use(code, running, found, db, person, state, say, town, now)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


async def _use(
    code: str, running: Signup | None, found: Sequence[Duty], db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> tuple[Text, Keyboard]:  # fmt: skip
    """Sign out of the duty that runs, or in to the one that begins.

    :raises DutyRefusedError: it is neither's code, or too many were wrong before.
    """
    about = str(running.id if running is not None else found[0].signup.id)
    wrong = (await state.get_data()).get(WRONG, {}).get(about, 0)
    if wrong >= MOST_WRONG:
        raise DutyRefusedError("duty-codes-used")
    if running is not None:
        own = await duty.get(db, running.id, person.id)
        if code == own.shift.place_code:
            return await ended(db, running.id, person, say, town, now)
    for own in found:
        if code == own.shift.place_code:
            return await began(db, own.signup.id, person, say, town, now, How.CODE, code=code)
    await state.update_data({WRONG: {about: wrong + 1}})
    raise DutyRefusedError("duty-wrong-code")
