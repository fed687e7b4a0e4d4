"""Taking a place: by a button, with the reason when it cannot be, and what fits instead."""

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import shifts, signing, waiting
from community.shifts.errors import SignupRefusedError
from config.texts import Say, Text, join
from config.town import Town
from handlers import menu
from handlers.errors import said_fact
from handlers.reply import Keyboard, Said, replace, tell, toast
from handlers.shifts.taking.cards import Take, place_card, shift_buttons, shift_card

router = Router(name="taking-way")

START = re.compile(r"(?i)^\s*[/／]start(?:@\w+)?\s+s_(?P<key>[\w-]{8,40})\s*$")


@router.message(F.text.regexp(START).as_("found"))
async def from_link(
    message: Message, found: re.Match[str], person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    """A link or a QR code at the place opens the card of its shift."""
    shift = await shifts.by_key(db, found["key"])
    return tell(message.chat.id, *await shift_card(db, shift, person.id, say, town, now))


@router.callback_query(Take.filter())
async def take(
    query: CallbackQuery, callback_data: Take, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    shift = await shifts.get(db, callback_data.shift_id)
    try:
        if callback_data.wait:
            signup = await waiting.wait(
                db, town, person.id, shift.id, callback_data.role, now=now
            )
        else:
            signup = await signing.sign_up(
                db, town, person.id, shift.id, callback_data.role, now=now
            )
    except SignupRefusedError as refused:
        text, keyboard = await _instead(refused, say, town, db, now)
        return [toast(query), *tell(query.from_user.id, text, keyboard)]
    text, keyboard = await place_card(db, signup, shift, say, town, now)
    done = say("shift-waiting-now" if callback_data.wait else "shift-signed-up")
    return [toast(query), replace(query, join([done, text], "\n\n"), keyboard)]


async def _instead(
    refused: SignupRefusedError, say: Say, town: Town, db: AsyncSession, now: datetime
) -> tuple[Text, Keyboard]:
    facts = {name: said_fact(fact, say, town, now) for name, fact in refused.facts.items()}
    why = say(refused.text_id, **facts)
    if refused.text_id == "volunteer-not-yet":
        return why, menu.door("become_volunteer", say)
    if not refused.instead:
        return why, []
    others = [await shifts.get(db, shift_id) for shift_id in refused.instead]
    return join([why, say("shift-instead")], "\n"), shift_buttons(others, say, town)
