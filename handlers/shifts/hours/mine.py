"""What a volunteer has given: hours, stars, the last shifts; and the certificate of it."""

import asyncio
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import SendDocument
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import files
from community.people import LONGEST_NAME, Speaker
from community.shifts.record import Record, Served, record
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Word
from handlers.forms import Question, answer_aside, asks
from handlers.paper import pdf
from handlers.paper.words import one_line
from handlers.reply import Keyboard, Said, button, tell, toast
from handlers.shifts.doors import FindShifts, MyRecord
from handlers.shifts.hours.paper import certificate, kind_name
from handlers.shifts.spans import duration, shift_name, stars

router = Router(name="hours-mine")

WORDS = (
    "我的时长", "我的服务时长", "我的志愿时长", "志愿时长", "服务时长", "我几星了", "我几颗星",
    "我的星级", "我有几颗星", "我几星", "我服务了多久", "志愿服务证明", "志愿者证书",
    "my hours", "my stars", "my service record", "how many hours do i have",
)  # fmt: skip


class Certify(CallbackData, prefix="certify"):
    """The certificate: ask, named, nameless, drop."""

    act: str


class CertificateForm(StatesGroup):
    name = State()


@router.message(Word(*WORDS))
async def from_words(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    text, keyboard = await card(db, person, say, town)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.callback_query(MyRecord.filter())
async def from_button(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town
) -> Said:
    return [toast(query), *tell(query.from_user.id, *await card(db, person, say, town))]


async def card(db: AsyncSession, person: Speaker, say: Say, town: Town) -> tuple[Text, Keyboard]:
    given = await record(db, town, person.id)
    waiting = say("hours-mine-waiting", span=duration(given.waiting, say)) if given.waiting else ""
    if not given.count:
        find = button(say("duty-find"), FindShifts(), many=True)
        return join([say("hours-mine-none"), waiting]), [[find]]
    text = join(
        [
            say("hours-mine", span=duration(given.minutes, say), count=given.count),
            _stars_line(given, say, town),
            *(_kind_line(kind, minutes, say, town) for kind, minutes in given.by_kind),
            waiting,
            say("hours-mine-last"),
            *(_shift_line(served, say, town) for served in given.shifts),
            say("hours-mine-apart") if town.time_bank else "",
        ]
    )
    return text, [[button(say("hours-certificate"), Certify(act="ask"), many=True)]]


def _stars_line(given: Record, say: Say, town: Town) -> Text:
    drawn = stars(given.stars, town.shift_rules)
    if given.next_star_minutes is None:
        return say("hours-mine-all-stars", stars=drawn)
    missing = duration(given.next_star_minutes - given.minutes, say)
    return say("hours-mine-stars", stars=drawn, missing=missing, next=given.stars + 1)


def _kind_line(kind: str, minutes: int, say: Say, town: Town) -> Text:
    return say("hours-mine-kind", kind=kind_name(kind, say, town), span=duration(minutes, say))


def _shift_line(served: Served, say: Say, town: Town) -> Text:
    return say(
        "hours-mine-shift", month=served.shift.day.month, day=served.shift.day.day,
        name=shift_name(served.shift, say, town), span=duration(served.minutes, say),
    )  # fmt: skip


# --- the certificate -----------------------------------------------------------------------


@asks(CertificateForm.name)
async def ask_name(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    known = data.get("name")
    named = [[button(say("hours-name-this", name=known), Certify(act="named"))]] if known else []
    nameless = [button(say("hours-name-none"), Certify(act="nameless"))]
    drop = [button(say("hours-drop"), Certify(act="drop"))]
    return Question(say("hours-ask-name"), [*named, nameless, drop])


@router.callback_query(Certify.filter(F.act == "ask"))
async def begin(
    query: CallbackQuery, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    """A name stands on the paper only if its owner wants it there."""
    data = {"name": person.name}
    await state.set_state(CertificateForm.name)
    await state.set_data(data)
    question = await ask_name(data, say, town)
    return [toast(query), *tell(query.from_user.id, question.text, question.keyboard)]


@router.callback_query(CertificateForm.name, Certify.filter(F.act == "drop"))
async def drop(query: CallbackQuery, state: FSMContext, say: Say) -> Said:
    await state.clear()
    return [toast(query), *tell(query.from_user.id, say("hours-certificate-dropped"))]


@router.callback_query(CertificateForm.name, Certify.filter(F.act.in_({"named", "nameless"})))
async def choose(
    query: CallbackQuery, callback_data: Certify, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    await state.clear()
    name = person.name if callback_data.act == "named" else None
    return [toast(query), await _print(query.from_user.id, name, db, person, say, town, now)]


@router.message(CertificateForm.name, F.text, ~F.text.startswith("/"))
async def hear_name(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    """A name that is typed stands on this one paper and is kept nowhere."""
    name = one_line(message.text or "").strip()[:LONGEST_NAME]
    if not any(c.isalpha() for c in name):
        question = await ask_name(await state.get_data(), say, town)
        return tell(message.chat.id, question.text, question.keyboard)
    await state.clear()
    return await _print(message.chat.id, name, db, person, say, town, now)


async def _print(
    chat: int, name: str | None, db: AsyncSession, person: Speaker, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    given = await record(db, town, person.id)
    if not given.count:
        return tell(chat, say("hours-mine-none"))
    content = await asyncio.to_thread(pdf, certificate(given, name, say, town, now))
    kept = await files.keep(
        db, person.id, kind="document", platform="linli", now=now, mime="application/pdf",
        size=len(content), content=content,
    )  # fmt: skip
    return SendDocument(
        chat_id=chat,
        document=f"file:{kept.id}",
        caption=say("hours-certificate-here").words,
        linli_name=f"service-{now.astimezone(town.zone):%Y-%m-%d}.pdf",
    )
