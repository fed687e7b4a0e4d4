"""Refusals of the town in words: an expected outcome, not a fault to log."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import ErrorEvent

from community.errors import CommunityError
from config.texts import Say
from config.town import Name, Town
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
    facts = {name: said_fact(value, say, town, now) for name, value in refusal.facts.items()}
    text = say(refusal.text_id, **facts)
    query = event.update.callback_query
    if query is not None:
        question = await open_question(state, say, town)
        again = tell(query.from_user.id, question.text, question.keyboard) if question else []
        return [toast(query, text, alert=len(text.words) > LONGEST_PASSING), *again]
    message = event.update.message or event.update.edited_message
    return tell(message.chat.id, text) if message else []


def said_fact(fact: Any, say: Say, town: Town, now: datetime) -> Any:
    """Put a fact as people say it: a moment, or what the pack names in two languages."""
    if type(fact) is datetime:
        return when(fact, now, say, town)
    return fact.text(say.language) if isinstance(fact, Name) else fact
