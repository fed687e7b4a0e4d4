"""Refusals of the town in words: an expected outcome, not a fault to log."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import ErrorEvent

from community.errors import CommunityError
from config.texts import Say
from config.town import Town
from handlers.forms import open_question
from handlers.reply import Said, tell, toast
from handlers.times import when

router = Router(name="errors")

LONGEST_PASSING = 40
"""Characters that can be read in a toast before it passes."""


@router.errors(ExceptionTypeFilter(CommunityError), F.exception.as_("refusal"))
async def tell_refusal(
    event: ErrorEvent, refusal: CommunityError, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    times = {k: when(v, now, say, town) for k, v in refusal.facts.items() if type(v) is datetime}
    text = say(refusal.text_id, **{**refusal.facts, **times})
    query = event.update.callback_query
    if query is not None:
        question = await open_question(state, say, town)
        again = tell(query.from_user.id, question.text, question.keyboard) if question else []
        return [toast(query, text, alert=len(text.words) > LONGEST_PASSING), *again]
    message = event.update.message or event.update.edited_message
    return tell(message.chat.id, text) if message else []
