"""A leader looks at who would like to join: take them in, or say no for now."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Person, Speaker
from community.shifts import joining, teams
from community.shifts.model import Volunteer
from config.texts import Say, Text, join
from config.town import Town
from handlers.forms import Question, asks
from handlers.menu import Door
from handlers.notices import Telling, renders
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, replace, tell, toast, without_buttons
from handlers.shifts.joining import times
from nlu.meaning import Meaning

router = Router(name="joining-decide")

LONGEST_REASON = 200


class Refuse(StatesGroup):
    words = State()


class Decide(CallbackData, prefix="applicant"):
    """in or no."""

    do: str
    volunteer_id: int


@renders("volunteer-applied")
async def applied(telling: Telling) -> Said:
    say, town, db = telling.say, telling.town, telling.db
    one = await db.get(Volunteer, telling.facts["volunteer_id"])
    if one is None:
        return []
    text = await _card(db, one, say, town, telling.now)
    keyboard: Keyboard = [
        [button(say("volunteer-take-in"), Decide(do="in", volunteer_id=one.person_id)),
         button(say("volunteer-say-no"), Decide(do="no", volunteer_id=one.person_id), many=True)],
    ]  # fmt: skip
    return tell(telling.chat_id, text, keyboard)


async def _card(db: AsyncSession, one: Volunteer, say: Say, town: Town, now: datetime) -> Text:
    person = await db.get_one(Person, one.person_id)
    comma = say("volunteer-and").words
    wanted = comma.join(
        town.team(member.team).name.text(say.language)
        for member in await teams.mine(db, one.person_id)
    )
    lines = [
        say(
            "volunteer-applicant",
            name=person.name or say("volunteer-no-name").words,
            community=town.community(one.community).name.text(say.language),
            age=now.astimezone(town.zone).year - one.born,
        ),
        say("volunteer-card-teams", teams=wanted or say("volunteer-any-team").words),
        say("volunteer-card-free", free=times.in_words(one.free, say)),
    ]
    if one.guardian:
        lines.append(say("volunteer-check-guardian", guardian=one.guardian))
    return join(lines, "\n")


@router.callback_query(Decide.filter(F.do == "in"))
async def take_in(
    query: CallbackQuery, callback_data: Decide, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    one = await joining.approve(db, town, callback_data.volunteer_id, person.id, now=now)
    card = await _card(db, one, say, town, now)
    return [toast(query), replace(query, join([card, say("volunteer-did-take-in")], "\n\n"))]


@asks(Refuse.words)
async def ask_why(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(
        say("volunteer-ask-why-not"), [[button(say("volunteer-cancel"), Door(intent="cancel"))]]
    )


@router.callback_query(Decide.filter(F.do == "no"))
async def say_no(
    query: CallbackQuery, callback_data: Decide, person: Speaker, state: FSMContext, say: Say,
    town: Town, db: AsyncSession,
) -> Said:  # fmt: skip
    await joining.applicant(db, town, callback_data.volunteer_id, person.id)
    await state.set_state(Refuse.words)
    await state.set_data({"volunteer_id": callback_data.volunteer_id})
    question = await ask_why({}, say, town)
    asked = tell(query.from_user.id, question.text, question.keyboard)
    return [toast(query), without_buttons(query), *asked]


@router.message(Refuse.words, F.text, ~F.text.startswith("/"))
async def hear_why(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime, meaning: Meaning | None,
) -> Said:  # fmt: skip
    words = (message.text or "").strip()
    if is_aside(words, meaning):
        raise SkipHandler
    data = await state.get_data()
    await state.clear()
    await joining.refuse(
        db, town, data["volunteer_id"], person.id, words[:LONGEST_REASON], now=now
    )
    return tell(message.chat.id, say("volunteer-did-say-no"))
