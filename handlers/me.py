"""My matters and my data: where things stand, what is kept, a copy of it, and its end."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import SendDocument
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, files, me, people
from community.me import ForgetChats, Kept
from community.people import DESK_STAFF, Speaker
from config.texts import Say, Text, join
from config.town import Town
from handlers import matters, menu
from handlers.cases import ShowCase, ShowWork, case_line, label, moment, show
from handlers.filters import HasNumber, Meant, Word, plain
from handlers.forms import Question, answer_aside, asks
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, tell

router = Router(name="me")

WordsOf = Callable[[AsyncSession, int], Awaitable[Sequence[dict[str, Any]]]]
"""Gives what was said in a person's chats."""

MOST_CASES = 10
DELETE_WORDS = ("删", "注销", "清除", "抹掉", "delete", "erase", "remove", "forget me")
EXPORT_WORDS = ("导出", "下载", "拷贝", "一份", "export", "download", "copy")
WITHDRAW_WORDS = ("撤回同意", "收回同意", "不同意了", "withdraw", "revoke")


class NameForm(StatesGroup):
    name = State()


class MyData(CallbackData, prefix="my-data"):
    """What to do with my data: export, delete, keep, name, agree, refuse, withdraw."""

    act: str


# --- my matters ----------------------------------------------------------------------------


@router.message(Meant("track_report"), HasNumber())
@router.message(StateFilter(None), HasNumber())
async def show_numbered(
    message: Message, number: str, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town,
) -> Said:  # fmt: skip
    case = await cases.by_number(db, number, person.id)
    text, keyboard = await show(db, case, person.id, say, town)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.message(Word("我的事项", "我的", "我的上报", "进度", "my matters", "my reports"))
@router.message(Meant("track_report"))
async def my_matters(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = await _matters(matters.Asking(db, person, say, town, now))
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.callback_query(Door.filter(F.intent == "track_report"))
async def open_matters(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = await _matters(matters.Asking(db, person, say, town, now))
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


async def _matters(asking: matters.Asking) -> tuple[Text, Keyboard]:
    """Tell the cases that a person brought or follows, and what other rooms have for them."""
    say, town = asking.say, asking.town
    mine = await cases.mine(asking.db, asking.person.id, most=MOST_CASES)
    others = await matters.mine(asking)
    work: Keyboard = (
        [[button(say("door-work"), ShowWork(), many=True)]]
        if asking.person.is_one_of(DESK_STAFF)
        else []
    )
    if not mine and not others:
        return say("my-matters-none"), [*work, *menu.door("report_problem", say)]
    lines = [*(m.line for m in others), *(case_line(case, say, town) for case in mine)]
    buttons = [
        *([m.button] for m in others),
        *([button(label(c, say, town), ShowCase(case_id=c.id), many=True)] for c in mine),
    ]
    more = say("my-matters-more", most=MOST_CASES) if len(mine) == MOST_CASES else ""
    return join([say("my-matters"), *lines, more], "\n\n"), [*buttons, *work]


@router.callback_query(ShowCase.filter())
async def show_case(
    query: CallbackQuery, callback_data: ShowCase, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town,
) -> Said:  # fmt: skip
    case = await me.case_of(db, callback_data.case_id, person.id)
    text, keyboard = await show(db, case, person.id, say, town)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


# --- my data -------------------------------------------------------------------------------


@router.message(Word("我的数据", "我的信息", "个人信息", "隐私", "my data", "privacy"))
@router.message(Word("导出我的数据", "导出数据", "export my data"))
@router.message(Word("删除我的数据", "删除数据", "注销", "注销账号", "delete my data"))
@router.message(Word("撤回同意", "收回同意", "withdraw consent", "withdraw my consent"))
@router.message(Meant("my_data"))
async def my_data(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town,
    now: datetime, words_of: WordsOf,
) -> Said:  # fmt: skip
    """Hear what is wanted of the data: its end, a copy, the consent back; else show it."""
    heard = plain(message.text or "")
    chat = message.chat.id
    if any(word in heard for word in WITHDRAW_WORDS):
        return tell(chat, await _withdraw(person, db, say, now))
    if any(word in heard for word in DELETE_WORDS):
        return tell(chat, say("erase-sure"), _sure(say))
    if any(word in heard for word in EXPORT_WORDS):
        return await _export(chat, person, db, say, now, words_of)
    text, keyboard = await _data(person, db, say, town)
    return await answer_aside(chat, text, state, say, town, keyboard)


@router.callback_query(Door.filter(F.intent == "my_data"))
async def open_data(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town
) -> Said:
    text, keyboard = await _data(person, db, say, town)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


async def _data(person: Speaker, db: AsyncSession, say: Say, town: Town) -> tuple[Text, Keyboard]:
    kept = await me.overview(db, person.id)
    acts = ["export", "name", "delete"]
    if kept.consents:
        acts.insert(2, "withdraw")
    keyboard = [[button(say(f"my-data-{act}"), MyData(act=act), many=True)] for act in acts]
    return _kept_text(kept, say, town), keyboard


def _kept_text(kept: Kept, say: Say, town: Town) -> Text:
    community = next(
        (c.name.text(say.language) for c in town.communities if c.code == kept.community), None
    )
    between = say("and").words
    roles = between.join(dict.fromkeys(say(f"role-{held.role.value}").words for held in kept.roles))
    parts = [
        say("my-data", since=moment(kept.since, say, town)),
        say("my-data-known", name=kept.name or say("nothing").words, language=say("language-name")),
        say("my-data-community", community=community) if community else "",
        say("my-data-roles", roles=roles) if roles else "",
        say("my-data-counts", cases=kept.cases, open=kept.open_cases, files=kept.files),
        *(
            say("my-data-consent", version=c.text_version, at=moment(c.given_at, say, town))
            for c in kept.consents
        ),
        say("my-data-days", phone=town.default_community.phone),
    ]
    return join(parts)


# --- a copy --------------------------------------------------------------------------------


@router.callback_query(MyData.filter(F.act == "export"))
async def export(
    query: CallbackQuery, person: Speaker, db: AsyncSession, say: Say, now: datetime,
    words_of: WordsOf,
) -> Said:  # fmt: skip
    return await _export(query.from_user.id, person, db, say, now, words_of)


async def _export(
    chat_id: int, person: Speaker, db: AsyncSession, say: Say, now: datetime, words_of: WordsOf
) -> Said:
    """Give all that is kept: as a page to read, and as JSON for other programs."""
    whole: dict[str, Any] = dict(await me.export(db, person.id))
    whole["messages"] = list(await words_of(db, person.id))
    as_json = json.dumps(whole, ensure_ascii=False, indent=1, default=str)
    page = _readable(whole, say)
    sent: list[Any] = []
    for name, mime, content in (
        ("linli-my-data.txt", "text/plain; charset=utf-8", page),
        ("linli-my-data.json", "application/json", as_json),
    ):
        stored = content.encode("utf-8", "replace")
        kept = await files.keep(
            db, person.id, kind="document", platform="linli", now=now,
            mime=mime, size=len(stored), content=stored,
        )  # fmt: skip
        last = name.endswith(".json")
        sent.append(
            SendDocument(
                chat_id=chat_id,
                document=f"file:{kept.id}",
                caption=say("my-data-exported").words if last else None,
                linli_name=name,
            )
        )
    return sent


def _readable(whole: dict[str, Any], say: Say) -> str:
    parts = [say("export-title").words]
    for table, rows in whole.items():
        if rows:
            parts.append(f"\n== {say(f'export-{table}').words} ({len(rows)}) ==")
        for row in rows:
            known = {k: v for k, v in row.items() if v not in (None, "", {}, [])}
            parts.append("\n".join(f"{key}: {value}" for key, value in known.items()) + "\n")
    return "\n".join(parts)


# --- the end -------------------------------------------------------------------------------


def _sure(say: Say) -> Keyboard:
    return [
        [button(say("erase-yes"), MyData(act="erase"))],
        [button(say("erase-no"), MyData(act="keep"))],
    ]


@router.callback_query(MyData.filter(F.act == "delete"))
async def ask_delete(query: CallbackQuery, say: Say) -> Said:
    return tell(query.from_user.id, say("erase-sure"), _sure(say))


@router.callback_query(MyData.filter(F.act == "keep"))
async def keep(query: CallbackQuery, say: Say) -> Said:
    return tell(query.from_user.id, say("erase-kept"))


@router.callback_query(MyData.filter(F.act == "erase"))
async def delete(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext, say: Say,
    town: Town, now: datetime, erase: ForgetChats,
) -> Said:  # fmt: skip
    gone = await me.erase(db, town, person.id, forget_chats=erase, now=now)
    await state.clear()
    kept = say("erased-but", numbers=say("and").words.join(gone.kept)) if gone.kept else ""
    return tell(query.from_user.id, join([say("erased"), kept], "\n\n"))


# --- a name, by consent --------------------------------------------------------------------


@router.callback_query(MyData.filter(F.act == "name"))
async def begin_name(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town
) -> Said:
    """Ask for consent before the first personal detail, then for the name."""
    if not await people.consented(db, person.id, me.CONTACT):
        buttons = [
            [button(say("consent-yes"), MyData(act="agree"))],
            [button(say("consent-no"), MyData(act="refuse"))],
        ]
        return tell(query.from_user.id, say("consent-contact", version=me.CONSENT_VERSION), buttons)
    return await _ask_name(query.from_user.id, state, say, town)


@router.callback_query(MyData.filter(F.act == "agree"))
async def agree(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    await me.agree(db, person.id, now=now)
    return await _ask_name(query.from_user.id, state, say, town)


@router.callback_query(MyData.filter(F.act == "refuse"))
async def refuse(query: CallbackQuery, person: Speaker, say: Say, town: Town) -> Said:
    own = next((c for c in town.communities if c.code == person.community), town.default_community)
    text = say("consent-refused", community=own.name.text(say.language), phone=own.phone)
    return tell(query.from_user.id, text, menu.main(say))


async def _ask_name(chat_id: int, state: FSMContext, say: Say, town: Town) -> Said:
    await state.clear()
    await state.set_state(NameForm.name)
    question = await ask_name({}, say, town)
    return tell(chat_id, question.text, question.keyboard)


@asks(NameForm.name)
async def ask_name(_: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(say("name-ask"), [[button(say("name-cancel"), Door(intent="cancel"))]])


@router.message(NameForm.name, F.text, ~F.text.startswith("/"))
async def take_name(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town
) -> Said:
    if not plain(message.text or ""):
        question = await ask_name({}, say, town)
        return tell(message.chat.id, question.text, question.keyboard)
    name = await me.set_name(db, person.id, message.text or "")
    await state.clear()
    return tell(message.chat.id, say("name-kept", name=name))


@router.callback_query(MyData.filter(F.act == "withdraw"))
async def withdraw(
    query: CallbackQuery, person: Speaker, db: AsyncSession, say: Say, now: datetime
) -> Said:
    return tell(query.from_user.id, await _withdraw(person, db, say, now))


async def _withdraw(person: Speaker, db: AsyncSession, say: Say, now: datetime) -> Text:
    withdrawn = await me.withdraw_consent(db, person.id, now=now)
    return say("consent-withdrawn") if withdrawn else say("consent-none")
