"""The four questions after closing, each a row of one tap; and asking for it to be done again."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import Case, Satisfaction, Satisfied, Status
from community.people import Speaker
from community.reports import satisfaction
from community.reports.satisfaction import Question as Asked
from config.texts import Say
from config.town import Town
from handlers.filters import Meant, plain
from handlers.forms import Question, asks
from handlers.reply import (
    Keyboard,
    Said,
    button,
    replace,
    tell,
    toast,
    with_buttons,
    without_buttons,
)
from handlers.reports.cards import Mine, Rate

router = Router(name="report-rating")

LONGEST_WHAT = 40
CHOICES = {
    Asked.NEEDED: ("yes", "no"),
    Asked.TOOK_PART: ("yes", "no"),
    Asked.BENEFITED: ("yes", "no"),
    Asked.SATISFIED: ("yes", "partly", "no"),
}


class After(StatesGroup):
    """The resident writes why it was not good, or what is still wrong."""

    why = State()
    again = State()


@asks(After.why)
async def ask_why(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    keyboard = [[button(say("mine-no-word"), Mine(act="no-word", case_id=data["case_id"]))]]
    return Question(say("mine-ask-why-bad" if data.get("bad") else "mine-ask-why"), keyboard)


@asks(After.again)
async def ask_what_is_wrong(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    keyboard = [[button(say("mine-leave-it"), Mine(act="no-word", case_id=data["case_id"]))]]
    return Question(say("mine-ask-again", number=data.get("number", "")), keyboard)


def _given(kept: Satisfaction | None, question: Asked) -> str | None:
    if kept is None:
        return None
    if question is Asked.SATISFIED:
        return kept.satisfied.value if kept.satisfied else None
    answer = getattr(kept, question.value)
    return None if answer is None else ("yes" if answer else "no")


def rating_keyboard(case: Case, kept: Satisfaction | None, say: Say) -> Keyboard:
    """A row a question; what was tapped bears a mark, and can be tapped otherwise."""
    rows = []
    for question, values in CHOICES.items():
        given = _given(kept, question)
        rows.append(
            [
                button(
                    ("✓ " if value == given else "") + say(f"rate-{question.value}-{value}").words,
                    Rate(case_id=case.id, question=question.value, value=value),
                    many=True,
                )
                for value in values
            ]
        )
    return rows


@router.message(StateFilter(None), Meant("rate_service"))
async def offer_rating(
    message: Message, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    """「我要评价」: the last matter that was closed and can still be rated."""
    case = await satisfaction.to_rate(db, town, person.id, now=now)
    if case is None:
        return tell(message.chat.id, say("rate-nothing"))
    kept = await satisfaction.answers(db, case.id)
    text = say("rate-this", number=case.number, what=case.text[:LONGEST_WHAT])
    return tell(message.chat.id, text, rating_keyboard(case, kept, say))


@router.callback_query(Rate.filter())
async def rate(
    query: CallbackQuery,
    callback_data: Rate,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    question = Asked(callback_data.question)
    kept = await satisfaction.answer(
        db, town, callback_data.case_id, person.id, question, callback_data.value, now=now
    )
    case = await db.get_one(Case, callback_data.case_id)
    if None in {kept.needed, kept.took_part, kept.benefited, kept.satisfied}:
        return [
            toast(query, say("rate-go-on")),
            with_buttons(query, rating_keyboard(case, kept, say)),
        ]
    bad = kept.satisfied is Satisfied.NO
    await state.set_state(After.why)
    data = {"case_id": case.id, "bad": bad}
    await state.set_data(data)
    asked = await ask_why(data, say, town)
    done = say("rate-done", number=case.number) + "\n" + asked.text
    said = tell(query.from_user.id, done, asked.keyboard)
    return [toast(query, say("mine-thanks")), without_buttons(query), *said]


@router.callback_query(Mine.filter(F.act == "no-word"))
async def no_word(query: CallbackQuery, state: FSMContext, say: Say) -> Said:
    if await state.get_state() in {After.why.state, After.again.state}:
        await state.clear()
    return [toast(query), replace(query, say("mine-thanks"))]


@router.message(StateFilter(After.why), F.text, ~F.text.startswith("/"))
async def why(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    words = message.text or ""
    data = await state.get_data()
    if not plain(words):
        asked = await ask_why(data, say, town)
        return tell(message.chat.id, asked.text, asked.keyboard)
    await state.clear()
    reopened = await satisfaction.say_why(db, town, int(data["case_id"]), person.id, words, now=now)
    return tell(message.chat.id, say("mine-reopened" if reopened else "mine-word-kept"))


@router.callback_query(Mine.filter(F.act == "again"))
async def begin_again(
    query: CallbackQuery,
    callback_data: Mine,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """「还没解决」: asked for a word first, so that somebody can do something about it."""
    case = await cases.get_for_reporter(db, callback_data.case_id, person.id)
    cases.check(case, Status.REOPEN_REQUESTED)
    if satisfaction.too_late(town, case, now):
        raise satisfaction.RatingRefusedError(number=case.number)
    await state.set_state(After.again)
    data = {"case_id": case.id, "number": case.number}
    await state.set_data(data)
    asked = await ask_what_is_wrong(data, say, town)
    return [toast(query), *tell(query.from_user.id, asked.text, asked.keyboard)]


@router.message(StateFilter(After.again), F.text, ~F.text.startswith("/"))
async def again(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    words = message.text or ""
    data = await state.get_data()
    if not plain(words):
        asked = await ask_what_is_wrong(data, say, town)
        return tell(message.chat.id, asked.text, asked.keyboard)
    await satisfaction.ask_again(db, town, int(data["case_id"]), person.id, words, now=now)
    await state.clear()
    return tell(message.chat.id, say("mine-reopened"))
