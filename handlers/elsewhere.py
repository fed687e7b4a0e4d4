"""Rooms that are not open yet: an honest line, and a person who helps now. Worries go at once."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, handoff
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Town
from config.town.find import find_community
from handlers import menu
from handlers.cases import moment
from handlers.filters import Meant
from handlers.forms import Question, answer_aside, asks
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, tell
from nlu.meaning import Meaning

router = Router(name="elsewhere")

TOPICS = {
    "request_companion": "companions",
    "companion_checkin": "companions",
    "propose_topic": "commons",
    "vote_topic": "commons",
    "fund_projects": "commons",
    "job_info": "jobs",
}
"""Which line answers an intent whose room is not open yet."""


class ConcernForm(StatesGroup):
    words = State()


@router.message(Meant(*TOPICS))
async def elsewhere(
    message: Message, meaning: Meaning, state: FSMContext, say: Say, town: Town
) -> Said:
    text = say(f"elsewhere-{TOPICS[meaning.intent]}")
    keyboard = menu.person_and_menu(say)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.callback_query(Door.filter(F.intent.in_(TOPICS)))
async def open_elsewhere(
    query: CallbackQuery, callback_data: Door, state: FSMContext, say: Say, town: Town
) -> Said:
    text = say(f"elsewhere-{TOPICS[callback_data.intent]}")
    keyboard = menu.person_and_menu(say)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


@router.message(Meant("out_of_scope"))
async def out_of_scope(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    text = say("out-of-scope", town=town.name.text(say.language))
    return await answer_aside(message.chat.id, text, state, say, town, menu.main(say))


# --- a worry about somebody ----------------------------------------------------------------


@router.message(StateFilter(None), Meant("raise_concern"))
async def hear_concern(
    message: Message, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    return tell(message.chat.id, await _pass_on(message.text or "", db, person, say, town, now))


@router.callback_query(Door.filter(F.intent == "raise_concern"))
async def open_concern(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    await state.clear()
    await state.set_state(ConcernForm.words)
    question = await ask_concern({}, say, town)
    return tell(query.from_user.id, question.text, question.keyboard)


@asks(ConcernForm.words)
async def ask_concern(_: dict[str, object], say: Say, town: Town) -> Question:  # noqa: ARG001
    cancel: Keyboard = [[button(say("concern-cancel"), Door(intent="cancel"))]]
    return Question(say("concern-ask"), cancel)


@router.message(ConcernForm.words, F.text)
async def take_concern(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    await state.clear()
    return tell(message.chat.id, await _pass_on(message.text or "", db, person, say, town, now))


async def _pass_on(
    words: str, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Text:
    """Hand the worry to the duty worker of the community that it names, else of the person's."""
    where = find_community(town, words)
    community = where.code if where else person.community
    called = await handoff.call(db, town, person.id, words, [], community=community, now=now)
    if not called.new:
        cases.note(
            db, called.case, "resident-said", actor_id=person.id, now=now,
            words=words[: handoff.LONGEST_WORDS],
        )  # fmt: skip
    when = (
        say("concern-comes", at=moment(called.comes_at, say, town))
        if called.comes_at
        else say("concern-now")
    )
    return join([say("concern-passed", number=called.case.number), when, say("concern-danger")])
