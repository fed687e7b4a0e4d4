"""How the guide's dialogues begin beside others: never by dropping what somebody was filling in."""

from collections.abc import Mapping
from functools import wraps
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery

from community.errors import NotAvailableError
from config.texts import Say
from config.town import Town
from handlers.forms import Asker, Question, answer_aside, open_question
from handlers.menu import Door
from handlers.reply import Said, button

OURS = ("ItemTest:", "ItemList:", "ItemForm:", "ItemHome:")
"""So begin the states of the guide, of which one may take the place of another."""


async def is_free(state: FSMContext, say: Say, town: Town) -> bool:
    """Say whether nothing but the guide's own is open."""
    held = await state.get_state()
    return held is None or held.startswith(OURS) or await open_question(state, say, town) is None


async def busy(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    return await answer_aside(query.from_user.id, say("item-busy"), state, say, town)


async def begin(state: FSMContext, step: State, data: Mapping[str, Any]) -> None:
    await state.set_state(step)
    await state.set_data(data)


def while_there(asker: Asker) -> Asker:
    """Ask on, or say that what the question was about is not offered any more."""

    @wraps(asker)
    async def ask(data: dict[str, Any], say: Say, town: Town) -> Question:
        try:
            return await asker(data, say, town)
        except NotAvailableError:
            close = button(say("item-gone-close"), Door(intent="cancel"), many=True)
            return Question(say("item-gone"), [[close]])

    return ask
