"""合并: one matter that was reported twice goes on as one; both are looked at before."""

import re
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import Case, Kind
from community.errors import CommunityError
from community.numbers import find_number
from community.people import CASE_STAFF, Speaker
from community.reports import merging, nearby, news
from community.reports.nearby import Near
from config.texts import Say, Text, join
from config.town import Town
from handlers.cases import moment, place_name, state_line
from handlers.filters import Staff
from handlers.forms import Question, asks, hears_numbers
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.reports.cards import Desk
from handlers.reports.sorting import Sort, glance, held, kept, seen, step, tidy, to_menu

router = Router(name="report-merge")
router.message.filter(Staff(CASE_STAFF))
router.callback_query.filter(Staff(CASE_STAFF))

MOST_OFFERED = 6
LONGEST_SIDE = 400
"""Of each text, where two are compared."""
_DIGITS = re.compile(r"[0-9０-９]{1,6}")


class Merging(StatesGroup):
    number = State()


hears_numbers(Merging.number)


@asks(Merging.number)
async def ask_into(data: dict[str, Any], say: Say, town: Town) -> Question:
    case_id, offered = int(data["case_id"]), data["offered"]
    head = say("merge-into" if offered else "merge-into-none", number=data["number"])
    lines, keyboard = [], []
    for near in offered:
        far = _far(near, say)
        at = moment(datetime.fromisoformat(near["at"]), say, town)
        lines.append(say("merge-line", **{**near, "at": at, "far": far}))
        label = say("merge-button", number=near["number"], far=far, people=near["people"])
        action = Sort(act="merge-into", case_id=case_id, value=near["number"])
        keyboard.append([button(label, action, many=True)])
    if offered:
        lines.append(say("merge-or-number"))
    return Question(join([head, *lines], "\n\n"), [*keyboard, to_menu(say, case_id)])


def _far(near: dict[str, Any], say: Say) -> Text:
    if near["metres"] is None:
        return say("merge-by-name")
    return say("merge-metres", metres=near["metres"])


@router.callback_query(Sort.filter(F.act == "merge"))
async def begin(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    case = await held(db, callback_data.case_id, person)
    data = kept(case, offered=await _offered(db, town, case, person, now))
    await state.set_state(Merging.number)
    await state.set_data(data)
    question = await ask_into(data, say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


async def _offered(
    db: AsyncSession, town: Town, case: Case, person: Speaker, now: datetime
) -> list[dict[str, Any]]:
    """Those like it that this worker may handle, the likeliest first."""
    if case.private:
        return []
    found: list[dict[str, Any]] = []
    for near in await nearby.others_like(db, town, case, now=now):
        other = await db.get_one(Case, near.case_id)
        if len(found) < MOST_OFFERED and await cases.may_handle(db, other, person.id):
            found.append(_told(near, other))
    return found


def _told(near: Near, other: Case) -> dict[str, Any]:
    return {
        "number": near.number,
        "place": near.place or "…",
        "metres": None if near.metres is None else round(near.metres),
        "at": near.created_at.isoformat(),
        "people": near.people,
        "text": glance(near.public_text or other.text).words,
    }


# --- which one -------------------------------------------------------------------------------


@router.callback_query(Sort.filter(F.act == "merge-into"))
async def chosen(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    case = await held(db, callback_data.case_id, person)
    text, keyboard = await _look(db, case, callback_data.value, person, say, town)
    return [toast(query), replace(query, text, keyboard)]


@router.message(StateFilter(Merging.number), F.text, ~F.text.startswith("/"))
async def typed(
    message: Message,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    words, data = tidy(message.text), await state.get_data()
    case = await held(db, int(data["case_id"]), person, words=words)
    number = _number(words, now, town)
    try:
        if number is None:
            raise UnreadError
        text, keyboard = await _look(db, case, number, person, say, town)
    except CommunityError as refused:
        question = await ask_into(data, say, town)
        reason = say(refused.text_id, **refused.facts)
        text, keyboard = join([reason, question.text], "\n\n"), question.keyboard or []
    return tell(message.chat.id, text, keyboard)


class UnreadError(CommunityError):
    text_id = "merge-number-unread"


class UnknownError(CommunityError):
    """No such report, or not one of theirs; facts: number."""

    text_id = "merge-number-unknown"


def _number(words: str, now: datetime, town: Town) -> str | None:
    """Read a number; a few digits alone are those of this year."""
    if _DIGITS.fullmatch(words):
        return f"R-{now.astimezone(town.zone).year}-{int(words):06}"
    return find_number(words)


# --- both side by side -----------------------------------------------------------------------


async def _look(
    db: AsyncSession, case: Case, into: str, person: Speaker, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    """Both texts, and what merging will do.

    :raises UnknownError: no such report, or not one of theirs.
    :raises MergeRefusedError, MoveRefusedError: see `merging.check`.
    """
    target = await db.scalar(select(Case).where(Case.number == into, Case.kind == Kind.REPORT))
    if target is None or not await cases.may_handle(db, target, person.id):
        raise UnknownError(number=into)
    await merging.check(db, case, target)
    text = say(
        "merge-check",
        ends=_side(case, say, town),
        goes_on=_side(target, say, town),
        told=await _told_how_many(db, case),
        into=target.number,
    )
    sure = step(say("merge-yes"), "merge-yes", case, into, many=False)
    others = step(say("merge-other"), "merge", case)
    return text, [[sure, others], to_menu(say, case.id)]


def _side(case: Case, say: Say, town: Town) -> Text:
    return say(
        "merge-side",
        number=case.number,
        place=place_name(case, say, town) or say("report-place-unknown"),
        at=moment(case.created_at, say, town),
        state=state_line(case, say, town),
        text=glance(case.text, LONGEST_SIDE),
    )


async def _told_how_many(db: AsyncSession, case: Case) -> int:
    return len({*await news.followers_of(db, case.id), case.reporter_id} - {None})


@router.callback_query(Sort.filter(F.act == "merge-yes"))
async def merge(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    # Not locked here: merging locks both cases, always in the same order.
    case = await seen(db, callback_data.case_id, person, version=callback_data.version)
    into = callback_data.value
    count = await _told_how_many(db, case)
    case, target = await merging.merge(db, town, case.id, into, person.id, now=now)
    if (await state.get_data()).get("case_id") == case.id:
        await state.clear()
    text = say("merge-done", number=case.number, into=into, told=count)
    keyboard = [[button(say("merge-show", into=into), Desk(act="card", case_id=target.id))]]
    return [toast(query), replace(query, text, keyboard)]
