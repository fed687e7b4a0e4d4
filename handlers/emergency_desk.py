"""The workers' side of an alarm: it rings, one takes it, talks, and says how it ended."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, emergencies, handoff
from community.cases import OPEN, Case, Kind
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Town
from handlers import menu
from handlers.cases import acts_on, moment
from handlers.filters import Word, plain
from handlers.forms import Question, asks
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.talking import (
    COMMAND,
    LEAVE_WORDS,
    enter,
    name_of,
    show_carried,
    talk_buttons,
)  # fmt: skip

router = Router(name="emergency-desk")

LONGEST_QUOTE = 300


class Take(CallbackData, prefix="alarm-take"):
    case_id: int


class TalkTo(CallbackData, prefix="alarm-talk"):
    case_id: int


class Handled(CallbackData, prefix="alarm-handled"):
    case_id: int


class Closing(StatesGroup):
    """The worker writes how the alarm ended."""

    words = State()


@renders("alarm")
async def ring(t: Telling) -> Said:
    case = await t.db.get_one(Case, t.facts["case_id"])
    keyboard = [[button(t.say("alarm-take"), Take(case_id=case.id))]]
    text = await _card(t.db, case, t.say, t.town)
    if t.notice.times:
        text = join([t.say("alarm-again", times=t.notice.times + 1), text])
        return tell(t.chat_id, text, keyboard)
    t.notice.facts = {**t.facts, "files": [*await cases.files_of(t.db, case.id)]}
    return await show_carried(t, text, keyboard)


async def _card(db: AsyncSession, case: Case, say: Say, town: Town) -> Text:
    communities = {c.code: c.name.text(say.language) for c in town.communities}
    more = await emergencies.said_last(db, case)
    is_safe = await emergencies.says_safe(db, case)
    return join(
        [
            say(
                "alarm",
                number=case.number,
                kind=say(f"emergency-kind-{case.category or 'other'}"),
                who=await name_of(db, case, say),
                community=communities.get(case.community or "", ""),
                at=moment(case.created_at, say, town),
            ),
            say("alarm-words", words=case.text[:LONGEST_QUOTE]),
            say("alarm-words", words=more[:LONGEST_QUOTE]) if more else "",
            say("alarm-no-answer") if await emergencies.was_only_asked(db, case) else "",
            "" if is_safe is None else say("alarm-says-safe" if is_safe else "alarm-says-not-safe"),
        ]
    )


@router.callback_query(Take.filter())
async def take(
    query: CallbackQuery, callback_data: Take, person: Speaker, db: AsyncSession,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    case = await emergencies.take(db, callback_data.case_id, person.id, now=now)
    text = join([await _card(db, case, say, town), say("alarm-yours")], "\n\n")
    keyboard = owner_buttons(case, say)
    toasted = toast(query, say("alarm-yours-toast"))
    # The alarm may have come as a picture, whose text cannot be replaced.
    if query.message is not None and getattr(query.message, "photo", None):
        return [toasted, *tell(query.from_user.id, text, keyboard)]
    return [toasted, replace(query, text, keyboard)]


def owner_buttons(case: Case, say: Say) -> Keyboard:
    return [
        [
            button(say("alarm-talk"), TalkTo(case_id=case.id), many=True),
            button(say("alarm-handled"), Handled(case_id=case.id), many=True),
        ]
    ]


@acts_on(Kind.EMERGENCY)
def acts(case: Case, person_id: int, say: Say) -> Keyboard:
    if case.status not in OPEN or case.reporter_id == person_id:
        return []
    if case.owner_id is None:
        return [[button(say("alarm-take"), Take(case_id=case.id))]]
    return owner_buttons(case, say) if case.owner_id == person_id else []


@renders("alarm-more", "alarm-safe", "alarm-not-safe")
async def tell_owner(t: Telling) -> Said:
    case = await t.db.get_one(Case, t.facts["case_id"])
    who = await name_of(t.db, case, t.say)
    text = t.say(
        t.notice.text_id,
        number=case.number,
        who=who,
        words=str(t.facts.get("words") or "")[:LONGEST_QUOTE],
    )
    return await show_carried(t, text, acts(case, t.notice.person_id, t.say))


@router.callback_query(TalkTo.filter())
async def talk_to(
    query: CallbackQuery, callback_data: TalkTo, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, now: datetime,
) -> Said:  # fmt: skip
    alarm = await emergencies.owned(db, callback_data.case_id, person.id)
    case = await handoff.start(db, alarm, person.id, now=now)
    await enter(state, case)
    text = say("alarm-in-talk", who=await name_of(db, alarm, say), number=alarm.number)
    return [toast(query), *tell(query.from_user.id, text, talk_buttons(case.id, say, inside=True))]


@router.callback_query(Handled.filter())
async def handled(
    query: CallbackQuery, callback_data: Handled, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town,
) -> Said:  # fmt: skip
    case = await emergencies.owned(db, callback_data.case_id, person.id)
    await state.set_state(Closing.words)
    await state.set_data({"case_id": case.id, "number": case.number})
    question = await ask_how_it_ended(await state.get_data(), say, town)
    return [toast(query), *tell(query.from_user.id, question.text)]


@asks(Closing.words)
async def ask_how_it_ended(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(say("alarm-how", number=data.get("number", "")))


@router.message(StateFilter(Closing.words), F.text, ~COMMAND, ~Word(*LEAVE_WORDS))
async def close(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data()
    words = message.text or ""
    if not plain(words):
        question = await ask_how_it_ended(data, say, town)
        return tell(message.chat.id, question.text)
    case = await emergencies.close(db, int(data.get("case_id", 0)), person.id, words, now=now)
    await state.clear()
    text = say("alarm-closed-by-you", number=case.number)
    return tell(message.chat.id, text, menu.door("show_menu", say))
