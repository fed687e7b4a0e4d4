"""转调解: a matter between parties. It becomes private, and who they are is written down."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.cases import Track
from community.errors import StaleError
from community.people import CASE_STAFF, Speaker
from community.reports import triage
from community.reports.promises import category_of
from config.texts import Say, Text, join, literal
from config.town import Town
from handlers.filters import Staff
from handlers.forms import Question, asks
from handlers.reply import Keyboard, Said, button, replace, rows, tell, toast
from handlers.reports.sorting import (
    Sort,
    fault_in,
    finished,
    form_of,
    held,
    kept,
    look_at,
    tidy,
    to_menu,
)

router = Router(name="report-sides")
router.message.filter(Staff(CASE_STAFF))
router.callback_query.filter(Staff(CASE_STAFF))


class Sides(StatesGroup):
    who = State()
    check = State()


def _act(
    label: Text | str, act: str, data: dict[str, Any], value: str = ""
) -> InlineKeyboardButton:
    action = Sort(act=act, case_id=int(data["case_id"]), value=value)
    return button(label, action, many=act != "mediate-yes")


def _listed(called: list[str], say: Say) -> Text:
    between = "、" if say.language == "zh" else ", "
    return join([literal(one) for one in called], between)


@asks(Sides.who)
async def ask_who(data: dict[str, Any], say: Say, town: Town) -> Question:
    already = bool(data["is_mediation"])
    parts = [say("sides-add" if already else "sides-who", number=data["number"])]
    if data["known"]:
        parts.append(say("sides-known", who=_listed(data["known"], say)))
    if data["new"]:
        parts.append(say("sides-new", who=_listed(data["new"], say)))
    named = [party.text(say.language) for party in category_of(town, data["category"]).parties]
    there = {*data["known"], *data["new"]}
    keyboard: Keyboard = rows(
        [_act(name, "side", data, str(n)) for n, name in enumerate(named) if name not in there]
    )
    if data["new"]:
        keyboard = [*keyboard, [_act(say("sides-enough"), "sides-check", data)]]
    return Question(join(parts, "\n\n"), [*keyboard, to_menu(say, int(data["case_id"]))])


@asks(Sides.check)
async def ask_check(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    already = bool(data["is_mediation"])
    text_id = "sides-check-more" if already else "sides-check"
    text = say(text_id, number=data["number"], who=_listed(data["new"], say))
    sure = say("sides-yes-more") if already else say("sides-yes")
    act = "sides" if already else "mediate"
    keyboard = [
        [
            _act(sure, "mediate-yes", data, str(data["look"])),
            _act(say("sort-change"), act, data),
        ],
        to_menu(say, int(data["case_id"])),
    ]
    return Question(text, keyboard)


@router.callback_query(Sort.filter(F.act.in_({"mediate", "sides"})))
async def begin(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
) -> Said:
    case = await held(db, callback_data.case_id, person)
    before = await state.get_data()
    again = await state.get_state() == Sides.check.state and before.get("case_id") == case.id
    data = kept(
        case,
        category=case.category,
        is_mediation=case.track is Track.MEDIATION,
        known=list(await triage.parties_of(db, case.id)),
        new=before["new"] if again else [],
        look=before["look"] if again else 0,
    )
    await state.set_state(Sides.who)
    await state.set_data(data)
    question = await ask_who(data, say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


@router.callback_query(StateFilter(Sides), Sort.filter(F.act == "side"))
async def named(
    query: CallbackQuery, callback_data: Sort, state: FSMContext, say: Say, town: Town
) -> Said:
    """One of the parties that the town names for this kind of matter."""
    data = await form_of(state, callback_data.model_copy(update={"value": ""}))
    parties = category_of(town, data["category"]).parties
    if int(callback_data.value) >= len(parties):
        raise StaleError
    name = parties[int(callback_data.value)].text(say.language)
    question = await _added([name], state, say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


@router.message(StateFilter(Sides), F.text, ~F.text.startswith("/"))
async def typed(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """Each line is one party."""
    lines = [line for line in map(tidy, (message.text or "").splitlines()) if line]
    question = await _added(lines or [""], state, say, town)
    return tell(message.chat.id, question.text, question.keyboard)


async def _added(lines: list[str], state: FSMContext, say: Say, town: Town) -> Question:
    """Take the lines in, or say why not; what stood there before stays."""
    data = await state.get_data()
    new = list(dict.fromkeys([*data["new"], *lines]))
    new = [called for called in new if called not in data["known"]]
    faults = [fault_in(line, triage.LONGEST_PARTY, say) for line in lines]
    fault = next((found for found in faults if found is not None), None)
    if fault is None and len(new) + len(data["known"]) > triage.MOST_PARTIES:
        fault = say("too-many-parties", number=data["number"], most=triage.MOST_PARTIES)
    if fault is None:
        data["new"] = new
        await state.set_data(data)
    await state.set_state(Sides.who)
    question = await ask_who(data, say, town)
    if fault is None:
        return question
    return Question(join([fault, question.text], "\n\n"), question.keyboard)


@router.callback_query(StateFilter(Sides.who), Sort.filter(F.act == "sides-check"))
async def check(
    query: CallbackQuery, callback_data: Sort, state: FSMContext, say: Say, town: Town
) -> Said:
    await form_of(state, callback_data)
    question = await ask_check(await look_at(state, Sides.check, Sides.who), say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


@router.callback_query(StateFilter(Sides.check), Sort.filter(F.act == "mediate-yes"))
async def mediate(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    data = await form_of(state, callback_data)
    new = [str(called) for called in data["new"]]
    case = await held(db, callback_data.case_id, person, words="\n".join(new))
    case = await triage.mediate(db, town, case.id, person.id, new, now=now)
    await state.clear()
    lead = say("sides-done", who=_listed(list(await triage.parties_of(db, case.id)), say))
    return await finished(query, lead, db, case, person, say, town, now)
