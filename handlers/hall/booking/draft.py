"""What the booking form keeps in the dialogue, its steps, and its buttons."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall.slots import Visit
from community.people import Speaker
from config.texts import Say
from config.town import Town
from handlers.always import BACK
from handlers.forms import Question, open_question
from handlers.reply import Said, replace, tell, toast
from handlers.wishes import Wish

Data = dict[str, Any]
CLOCK = "%Y-%m-%dT%H%M"
"""How a button names a slot, by the town's clock: CallbackData allows no colon."""


class BookingForm(StatesGroup):
    item = State()
    point = State()
    day = State()
    time = State()
    whom = State()
    consent = State()
    check = State()


STEPS = frozenset(step.state for step in BookingForm.__all_states__)


class Pick(CallbackData, prefix="book"):
    """An answer to a question of the form.

    `draft` names the form that asked: a button of an earlier one means nothing any more.
    """

    draft: str
    what: str
    value: str = ""


class InForm(Filter):
    """A button of the form that is open, at one of these steps."""

    def __init__(self, what: str, *steps: State) -> None:
        self._what = what
        self._steps = frozenset(step.state for step in steps) or STEPS

    async def __call__(
        self, query: CallbackQuery, state: FSMContext, raw_state: str | None = None
    ) -> bool | dict[str, Any]:
        start = f"{Pick.__prefix__}:"
        if raw_state not in self._steps or not (query.data or "").startswith(start):
            return False
        pick = Pick.unpack(query.data or "")
        if pick.what != self._what or pick.draft != (await state.get_data()).get("draft"):
            return False
        return {"value": pick.value}


@dataclass(frozen=True)
class Scene:
    """Who is where in the form; what is shown replaces the message whose button was pressed."""

    db: AsyncSession
    person: Speaker
    state: FSMContext
    say: Say
    town: Town
    now: datetime
    chat: int
    query: CallbackQuery | None = None

    def show(self, question: Question) -> Said:
        if self.query is None:
            return tell(self.chat, question.text, question.keyboard)
        edit = replace(self.query, question.text, question.keyboard)
        return [toast(self.query), edit]

    async def at(self, step: State, data: Data, back: State | None = None) -> Said:
        """Keep the answers, go to a step, and ask its question."""
        data.pop(BACK, None)
        if back is not None:
            data[BACK] = back.state
        await self.state.set_state(step)
        await self.state.set_data(data)
        return await self.ask()

    async def ask(self) -> Said:
        question = await open_question(self.state, self.say, self.town)
        return self.show(question) if question else []


def new_draft(**known: Any) -> Data:
    return {"draft": secrets.token_hex(4), "services": [], **known}


def visit_in(data: Data) -> Visit:
    return Visit(data["point"], tuple(data["services"]), data.get("for_whom"))


def wish_in(data: Data) -> Wish:
    return Wish.of(data.get("wish"))


def start_in(written: str, town: Town) -> datetime:
    """Read a slot from a button."""
    return datetime.strptime(written, CLOCK).replace(tzinfo=town.zone)


def day_of(data: Data) -> date | None:
    return date.fromisoformat(data["day"]) if data.get("day") else None
