"""Following a case from outside: with its number and code, or no longer."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.numbers import find_number
from community.people import Speaker
from community.reports import codes, merging
from config.texts import Say
from config.town import Town
from handlers.cases import StopFollowing, show
from handlers.reply import Said, replace, tell, toast

router = Router(name="report-follow")


class NumberAndCode(Filter):
    """A case number and the code that opens it, however they are typed."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        words = message.text or ""
        number = find_number(words)
        if number is None:
            return False
        rest = codes.read_code(words)
        digits = number.replace("-", "")
        code = rest.removeprefix(codes.read_code(digits))
        fits = len(code) == codes.LENGTH and rest != code
        return {"number": number, "code": code} if fits else False


@router.message(F.text, NumberAndCode())
async def follow_by_code(
    message: Message,
    number: str,
    code: str,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Whoever has the code may follow: the reporter on another platform, or family."""
    case = await codes.find(db, number, code)
    if case.reporter_id != person.id:
        await merging.follow_by_code(db, case, person.id, now=now)
    text, keyboard = await show(db, case, person.id, say, town)
    return tell(message.chat.id, text, keyboard)


@router.callback_query(StopFollowing.filter())
async def stop_following(
    query: CallbackQuery, callback_data: StopFollowing, db: AsyncSession, person: Speaker, say: Say
) -> Said:
    await merging.unfollow(db, callback_data.case_id, person.id)
    return [toast(query), replace(query, say("follow-stopped"))]
