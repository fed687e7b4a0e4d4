"""What is heard in every state: menu, help, cancel, back, language, a number, a welcome."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, F, Router
from aiogram.dispatcher.event.bases import UNHANDLED
from aiogram.filters import Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, people
from community.numbers import find_number
from community.people import (
    DESK_STAFF,
    Invitation,
    InvitationRefusedError,
    Person,
    Role,
    Speaker,
)
from community.reports.patrol import PATROL_ROLES
from config.texts import LANGUAGES, Say, Text, join, speaker
from config.town import Town
from handlers import matters, menu
from handlers.cases import ShowWork, show
from handlers.filters import Meant, Word, plain
from handlers.forms import SKIPS, answer_aside, is_answer, open_question
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, tell, toast

router = Router(name="always")

BACK = "back"
"""A form may put the name of the step before under this key; "返回" then goes there."""
OPENS = "[ps]_"
"""Payloads of QR codes begin so, at places and of shifts: their rooms read them."""
LONGEST_CANCEL = 15
"""A longer sentence in the middle of a form is an answer, whatever it may mean besides."""
LONGEST_AROUND_NUMBER = 4
HOURS_OF_GREETINGS = (
    (5, "night"), (11, "morning"), (13, "noon"), (18, "afternoon"), (23, "evening"), (24, "night"),
)  # fmt: skip
FORMS = {
    "Form": "form-report",
    "Words": "form-words",
    "Note": "form-note",
    "ConcernForm": "form-concern",
    "NameForm": "form-name",
    "Patrol": "form-patrol",
    "After": "form-words",
    "BookingForm": "form-booking",
    **dict.fromkeys(("Join", "CoverForm", "Leaving"), "form-volunteer"),
    **dict.fromkeys(("OpenForm", "SpendForm", "GiveForm", "ObjectForm"), "form-bank"),
    **dict.fromkeys(("Refuse", "Deciding", "BankDesk"), "form-note"),
    **dict.fromkeys(("ItemTest", "ItemForm", "ItemHome", "ItemList", "QueueForm"), "form-item"),
    **dict.fromkeys(("Filing", "Completing"), "form-item"),
    "Handling": "form-note",
    "QueueRating": "form-words",
    "Grading": "form-words",
    **dict.fromkeys(("Wording", "Sides", "Merging", "Splitting", "Doing"), "form-note"),
}
"""What is dropped, by the group of the state in which it was open."""
LANGUAGE_WORDS = {
    "zh": ("中文", "汉语", "简体中文", "普通话", "chinese", "zh", "说中文", "切换中文"),
    "en": ("english", "英文", "英语", "en", "in english", "切换英文"),
}


class Language(CallbackData, prefix="language"):
    code: str


class Resume(CallbackData, prefix="resume"):
    """Ask again what the open form asks."""


class Command(Filter):
    """A command, typed on any platform, in any width, with or without the bot's name."""

    def __init__(self, *names: str) -> None:
        self._names = frozenset(names)

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        first, _, rest = (message.text or "").strip().partition(" ")
        if first[:1] not in {"/", "／"}:
            return False
        name = plain(first[1:].partition("@")[0])
        return {"payload": rest.strip()} if name in self._names else False


class OnlyNumber(Filter):
    """The message is the number of a case, and hardly anything else; no form asks for one."""

    async def __call__(
        self, message: Message, raw_state: str | None = None
    ) -> bool | dict[str, Any]:
        words = (message.text or "").strip()
        number = find_number(words)
        if (
            number is None
            or is_answer(raw_state)
            or len(words) > len(number) + LONGEST_AROUND_NUMBER
        ):
            return False
        return {"number": number}


class ShortOrNoForm(Filter):
    async def __call__(self, message: Message, raw_state: str | None = None) -> bool:
        words = message.text or ""
        return raw_state is None or (len(words) <= LONGEST_CANCEL and plain(words) not in SKIPS)


class NoTalk(Filter):
    """No live talk is going on, from neither side: there these words have another meaning."""

    async def __call__(
        self, _: TelegramObject, talk: int | None = None, raw_state: str | None = None
    ) -> bool:
        return talk is None and not (raw_state or "").startswith("Talking:")


class TellForgotten(BaseMiddleware):
    """Say once, before the answer, that a draft was forgotten after a day; danger goes first."""

    async def __call__(self, handler: Any, event: TelegramObject, data: dict[str, Any]) -> Any:
        said = await handler(event, data)
        quiet = not data.get("expired") or data.get("alarm") or said is UNHANDLED
        if quiet or not isinstance(event, Message):
            return said
        return [tell(event.chat.id, data["say"]("draft-forgotten")), said or []]


def greeting(now: datetime, say: Say, town: Town) -> Text:
    hour = now.astimezone(town.zone).hour
    part = next(name for until, name in HOURS_OF_GREETINGS if hour < until)
    return say(f"greeting-{part}")


def role_names(roles: Sequence[tuple[Role, str | None]], say: Say, town: Town) -> str:
    """Name roles with their communities: 社工（虹桥社区）."""
    names = []
    for role, code in sorted(roles, key=lambda held: (held[0], held[1] or "")):
        name = say(f"role-{role.value}").words
        where = next((c.name.text(say.language) for c in town.communities if c.code == code), "")
        names.append(say("role-of", role=name, community=where).words if where else name)
    return say("and").words.join(names)


async def menu_for(person: Speaker, say: Say) -> Keyboard:
    own = [button(say("door-work"), ShowWork(), many=True)] if person.is_one_of(DESK_STAFF) else []
    if person.is_one_of(PATROL_ROLES):
        own += menu.door("patrol", say)[0]
    return [own, *menu.main(say)] if own else menu.main(say)


async def _with_open_form(
    chat_id: int, text: Text, keyboard: Keyboard, state: FSMContext, say: Say, town: Town
) -> Said:
    """Show the menu; a form that is open stays open, with a button back to it."""
    if await open_question(state, say, town) is None:
        return tell(chat_id, text, keyboard)
    resume = [[button(say("resume"), Resume(), many=True)]]
    return tell(chat_id, join([text, say("form-still-open")], "\n\n"), [*resume, *keyboard])


# --- start ---------------------------------------------------------------------------------


@router.message(Command("start"), ~F.text.regexp(rf"(?i)^\s*[/／]\w+(?:@\w+)?\s+{OPENS}"))
async def start(
    message: Message, payload: str, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Welcome; with an invitation's code, give its role; with any other payload, just welcome."""
    kind_line: Text | str = ""
    if payload:
        try:
            invitation = await people.accept_invitation(db, payload, person.id, now=now)
        except InvitationRefusedError as refusal:
            kind_line = say(refusal.text_id)
        else:
            return await _welcome_invited(message.chat.id, invitation, person, db, say, town)
    welcome = say("welcome", greeting=greeting(now, say, town), town=town.name.text(say.language))
    roles = role_names(tuple(person.roles), say, town)
    whole = join([kind_line, welcome, say("your-roles", roles=roles) if roles else ""], "\n\n")
    keyboard = await menu_for(person, say)
    return await _with_open_form(message.chat.id, whole, keyboard, state, say, town)


async def _welcome_invited(
    chat_id: int, invitation: Invitation, person: Speaker, db: AsyncSession, say: Say, town: Town
) -> Said:
    """Say what the code gave: a role and what it can do, or an account known before."""
    who = await db.get_one(Person, invitation.person_id or person.id)
    held = frozenset((r.role, r.community) for r in await people.roles_of(db, who.id))
    if invitation.role is not None:
        name = role_names([(invitation.role, invitation.community)], say, town)
        parts = [say("role-taken", role=name), say(f"role-can-{invitation.role.value}")]
        text = join(parts, "\n\n")
    elif held:
        roles = role_names(tuple(held), say, town)
        text = say("welcome-back", name=who.name or "", roles=roles)
    else:
        text = say("welcome-back-plain", name=who.name or "")
    now_known = Speaker(who.id, who.name, who.language, who.community, held)
    return tell(chat_id, text, await menu_for(now_known, say))


# --- menu, help, numbers -------------------------------------------------------------------


@router.message(NoTalk(), Command("menu"))
@router.message(NoTalk(), Word("菜单", "主菜单", "目录", "功能", "menu", "main menu"))
@router.message(NoTalk(), StateFilter(None), Meant("show_menu"))
async def show_menu(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    keyboard = await menu_for(person, say)
    return await _with_open_form(message.chat.id, say("menu"), keyboard, state, say, town)


@router.callback_query(Door.filter(F.intent == "show_menu"))
async def open_menu(
    query: CallbackQuery, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    keyboard = await menu_for(person, say)
    return await _with_open_form(query.from_user.id, say("menu"), keyboard, state, say, town)


@router.callback_query(Resume.filter())
async def resume(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    question = await open_question(state, say, town)
    if question is None:
        return [toast(query), *tell(query.from_user.id, say("menu"), menu.main(say))]
    return tell(query.from_user.id, question.text, question.keyboard)


@router.message(Command("help"))
@router.message(NoTalk(), Word("帮助", "怎么用", "使用说明", "help", "how does this work"))
async def give_help(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    lines = "、" if say.language == "zh" else ", "
    numbers = lines.join(f"{e.name.text(say.language)} {e.number}" for e in town.emergency_lines)
    parts = [say("help", town=town.name.text(say.language), emergency=numbers)]
    if person.is_one_of(DESK_STAFF):
        parts.append(say("help-staff"))
    keyboard = await menu_for(person, say)
    text = join(parts, "\n\n")
    return await _with_open_form(message.chat.id, text, keyboard, state, say, town)


@router.message(NoTalk(), OnlyNumber())
async def show_number(
    message: Message, number: str, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Show what has the number that is all that was typed, also in the middle of a form."""
    shown = await matters.numbered(matters.Asking(db, person, say, town, now), number)
    if shown is None:
        case = await cases.by_number(db, number, person.id)
        shown = await show(db, case, person.id, say, town)
    text, keyboard = shown
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


# --- cancel, back --------------------------------------------------------------------------


@router.message(NoTalk(), Command("cancel"))
@router.message(NoTalk(), Word("取消", "算了", "不弄了", "cancel", "stop", "never mind"))
@router.message(NoTalk(), Meant("cancel"), ShortOrNoForm())
async def cancel(message: Message, person: Speaker, state: FSMContext, say: Say) -> Said:
    """Drop what is open, and say what it was."""
    dropped = await _what_is_open(state, say)
    await state.clear()
    text = say("cancelled", what=dropped) if dropped else say("nothing-to-cancel")
    return tell(message.chat.id, text, await menu_for(person, say))


@router.callback_query(Door.filter(F.intent == "cancel"))
async def press_cancel(query: CallbackQuery, person: Speaker, state: FSMContext, say: Say) -> Said:
    dropped = await _what_is_open(state, say)
    await state.clear()
    text = say("cancelled", what=dropped) if dropped else say("nothing-to-cancel")
    return tell(query.from_user.id, text, await menu_for(person, say))


async def _what_is_open(state: FSMContext, say: Say) -> Text | None:
    """Name the open form by the group of its state, or None when nothing is open."""
    name = await state.get_state()
    return say(FORMS.get(name.partition(":")[0], "form-other")) if name else None


@router.message(NoTalk(), Word("返回", "上一步", "后退", "back", "go back"))
@router.message(NoTalk(), Command("back"))
async def back(message: Message, person: Speaker, state: FSMContext, say: Say, town: Town) -> Said:
    """Go one step back where the form offers it, else to the menu."""
    data = await state.get_data()
    step = data.get(BACK)
    if isinstance(step, str):
        await state.set_state(step)
        await state.set_data({key: value for key, value in data.items() if key != BACK})
    question = await open_question(state, say, town)
    if question is not None and isinstance(step, str):
        return tell(message.chat.id, question.text, question.keyboard)
    keyboard = await menu_for(person, say)
    return await _with_open_form(message.chat.id, say("menu"), keyboard, state, say, town)


# --- language ------------------------------------------------------------------------------


@router.message(Command("language"))
@router.message(NoTalk(), Word("语言", "切换语言", "换语言", "language"))
async def ask_language(
    message: Message, payload: str = "", *, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town,
) -> Said:  # fmt: skip
    wanted = _language_in(payload)
    if wanted:
        return await _switch(message.chat.id, wanted, db, person, state, town)
    return tell(message.chat.id, say("which-language"), _languages())


@router.message(NoTalk(), Word(*LANGUAGE_WORDS["zh"], *LANGUAGE_WORDS["en"]))
@router.message(NoTalk(), StateFilter(None), Meant("switch_language"))
async def switch_language(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    wanted = _language_in(message.text or "")
    if wanted:
        return await _switch(message.chat.id, wanted, db, person, state, town)
    return tell(message.chat.id, say("which-language"), _languages())


@router.callback_query(Door.filter(F.intent == "switch_language"))
async def open_languages(query: CallbackQuery, say: Say) -> Said:
    return tell(query.from_user.id, say("which-language"), _languages())


@router.callback_query(Language.filter())
async def press_language(
    query: CallbackQuery, callback_data: Language, db: AsyncSession, person: Speaker,
    state: FSMContext, town: Town,
) -> Said:  # fmt: skip
    code = callback_data.code if callback_data.code in LANGUAGES else LANGUAGES[0]
    return await _switch(query.from_user.id, code, db, person, state, town)


def _language_in(words: str) -> str | None:
    """Find the one language that is named, or None when none or both are."""
    heard = plain(words)
    if not heard:
        return None
    exact = [code for code, names in LANGUAGE_WORDS.items() if heard in names]
    long = [
        code
        for code, names in LANGUAGE_WORDS.items()
        if any(name in heard for name in names if len(name) > 2 or not name.isascii())  # noqa: PLR2004
    ]
    found = exact or long
    return found[0] if len(found) == 1 else None


def _languages() -> Keyboard:
    return [[button(speaker(c)("language-name"), Language(code=c), many=True) for c in LANGUAGES]]


async def _switch(
    chat_id: int, code: str, db: AsyncSession, person: Speaker, state: FSMContext, town: Town
) -> Said:
    """Keep the language, and answer in it at once."""
    (await db.get_one(Person, person.id)).language = code
    say = speaker(code)
    keyboard = await menu_for(person, say)
    return await answer_aside(chat_id, say("language-switched"), state, say, town, keyboard)


# --- small talk ----------------------------------------------------------------------------


@router.message(NoTalk(), StateFilter(None), Word("你好", "您好", "hi", "hello", "在吗", "早上好"))
@router.message(NoTalk(), StateFilter(None), Meant("greet"))
async def greet(message: Message, person: Speaker, say: Say, town: Town, now: datetime) -> Said:
    text = say("greeted", greeting=greeting(now, say, town))
    return tell(message.chat.id, text, await menu_for(person, say))


@router.message(NoTalk(), StateFilter(None), Word("谢谢", "谢谢您", "thanks", "thank you"))
@router.message(NoTalk(), StateFilter(None), Meant("thank"))
async def thank(message: Message, say: Say) -> Said:
    return tell(message.chat.id, say("thanked"))


@router.message(NoTalk(), StateFilter(None), Word("再见", "拜拜", "bye", "goodbye"))
@router.message(NoTalk(), StateFilter(None), Meant("goodbye"))
async def goodbye(message: Message, say: Say) -> Said:
    return tell(message.chat.id, say("farewell"))


@router.message(NoTalk(), StateFilter(None), Word("好", "好的", "是", "嗯", "行", "ok", "yes"))
@router.message(NoTalk(), StateFilter(None), Meant("affirm"))
async def affirm(message: Message, say: Say) -> Said:
    return tell(message.chat.id, say("affirmed"), menu.door("show_menu", say))


@router.message(NoTalk(), StateFilter(None), Word("不", "不用", "不用了", "没有", "no"))
@router.message(NoTalk(), StateFilter(None), Meant("deny"))
async def deny(message: Message, say: Say) -> Said:
    return tell(message.chat.id, say("denied"), menu.door("show_menu", say))
