"""公开说法: what others may read of a report. The resident's own words stay as they are."""

import re
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardButton, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.me import MASK, without_numbers
from community.people import CASE_STAFF, Speaker
from community.reports import triage
from config.texts import Say, Text, join
from config.town import Town
from handlers.cases import kind_name, place_name
from handlers.filters import Staff
from handlers.forms import Question, asks
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.reports.sorting import (
    LONGEST_SHOWN,
    Sort,
    fault_in,
    finished,
    form_of,
    glance,
    held,
    kept,
    look_at,
    tidy,
    to_menu,
)

router = Router(name="report-wording")
router.message.filter(Staff(CASE_STAFF))
router.callback_query.filter(Staff(CASE_STAFF))

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余杜叶程魏"
    "苏吕丁任卢姚沈姜崔钟谭陆汪范金石廖贾韦夏付方邹熊孟秦邱江尹薛阎段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔汤俞费章鲁柳"
)
_NAMED = re.compile(
    rf"[{SURNAMES}](?=先生|女士|小姐|阿姨|叔叔|师傅|老师|奶奶|爷爷|大爷|大妈|大伯|伯伯|婆婆|某某)"
)
_NAMED_EN = re.compile(r"\b(Mr|Mrs|Ms|Miss|Dr)\.?\s+[A-Z][\w'-]+")
_ROOM = re.compile(r"\d{3,4}(?=\s?[室户])")
_ROOM_EN = re.compile(r"(?i)\b(room|flat|apartment|apt\.?)\s+\d{2,4}\b")


class Wording(StatesGroup):
    words = State()
    check = State()


def proposal(words: str) -> str:
    """Propose a public wording: the same words without numbers, rooms and surnames with a title."""
    words = _ROOM.sub(MASK, without_numbers(words))
    words = _NAMED.sub("某", words)
    words = _NAMED_EN.sub(rf"\1 {MASK}", words)
    words = _ROOM_EN.sub(rf"\1 {MASK}", words)
    most = triage.LONGEST_PUBLIC
    return words if len(words) <= most else words[: most - 1] + "…"


def _act(label: Text, act: str, data: dict[str, Any], *, many: bool = True) -> InlineKeyboardButton:
    look = "" if act == "reword" else str(data.get("look", ""))
    return button(label, Sort(act=act, case_id=int(data["case_id"]), value=look), many=many)


@asks(Wording.words)
async def ask_words(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    parts = [say("wording-own", number=data["number"], text=data["text"])]
    if data.get("public"):
        parts.append(say("wording-now", text=data["public"]))
    if data.get("words"):
        parts.append(say("wording-last", text=data["words"]))
    parts.append(say("wording-proposal", text=data["proposal"]))
    keyboard = [
        [_act(say("wording-take"), "reword-take", data)],
        to_menu(say, int(data["case_id"])),
    ]
    return Question(join(parts, "\n\n"), keyboard)


@asks(Wording.check)
async def ask_check(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    words = str(data["words"])
    text = say("wording-check", about=data["about"], text=words)
    keyboard: Keyboard = [
        [
            _act(say("wording-publish"), "reword-yes", data, many=False),
            _act(say("sort-change"), "reword", data),
        ],
        to_menu(say, int(data["case_id"])),
    ]
    if without_numbers(words) != words:
        text = join([text, say("wording-number")], "\n\n")
        keyboard = [[_act(say("wording-mask"), "reword-mask", data)], *keyboard]
    return Question(text, keyboard)


@router.callback_query(Sort.filter(F.act == "reword"))
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
    if case.private:
        raise triage.PrivateError(number=case.number)
    where, before = place_name(case, say, town), await state.get_data()
    again = await state.get_state() == Wording.check.state and before.get("case_id") == case.id
    data = kept(
        case,
        text=case.text[:LONGEST_SHOWN] + ("…" if len(case.text) > LONGEST_SHOWN else ""),
        public=case.public_text or "",
        proposal=proposal(case.text),
        about=" · ".join(part for part in (kind_name(case, say, town), where) if part),
        words=before["words"] if again else "",
        look=before["look"] if again else 0,
    )
    await state.set_state(Wording.words)
    await state.set_data(data)
    question = await ask_words(data, say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


@router.callback_query(StateFilter(Wording), Sort.filter(F.act.in_({"reword-take", "reword-mask"})))
async def take(
    query: CallbackQuery, callback_data: Sort, state: FSMContext, say: Say, town: Town
) -> Said:
    data = await form_of(state, callback_data)
    words = data["proposal"] if callback_data.act == "reword-take" else data["words"]
    question = await _look(without_numbers(str(words)), state, say, town)
    return [toast(query), replace(query, question.text, question.keyboard)]


@router.message(StateFilter(Wording), F.text, ~F.text.startswith("/"))
async def typed(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """Look at the words once more before they are public; other words replace them."""
    words = tidy(message.text)
    fault = fault_in(words, triage.LONGEST_PUBLIC, say)
    if fault is not None:
        looking = await state.get_state() == Wording.check.state
        question = await (ask_check if looking else ask_words)(await state.get_data(), say, town)
        return tell(message.chat.id, join([fault, question.text], "\n\n"), question.keyboard)
    question = await _look(words, state, say, town)
    return tell(message.chat.id, question.text, question.keyboard)


async def _look(words: str, state: FSMContext, say: Say, town: Town) -> Question:
    return await ask_check(
        await look_at(state, Wording.check, Wording.words, words=words), say, town
    )


@router.callback_query(StateFilter(Wording.check), Sort.filter(F.act == "reword-yes"))
async def publish(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    words = str((await form_of(state, callback_data))["words"])
    case = await held(db, callback_data.case_id, person, words=words)
    case = await triage.reword(db, town, case.id, person.id, words, now=now)
    await state.clear()
    lead = say("wording-done", text=glance(words))
    return await finished(query, lead, db, case, person, say, town, now)
