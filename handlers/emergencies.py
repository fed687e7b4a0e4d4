"""Danger to life is heard first, in every state: numbers, an alarm, and 「您现在安全吗？」."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import emergencies, handoff, notices
from community.cases import Case
from community.emergencies import Raised
from community.errors import CommunityError
from community.notices import Notice, Priority
from community.people import DESK_STAFF, Speaker
from config.texts import Say, Text, join
from config.town import Town
from handlers import menu, talking
from handlers.emergency_desk import router as desk
from handlers.filters import Alarmed, Word, plain
from handlers.forms import answer_aside
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, tell, toast
from handlers.talking import COMMAND, carried
from nlu.emergency import Alarm, Kind
from nlu.meaning import ACT_FROM, Meaning

router = Router(name="emergencies")

NUMBERS: dict[str, tuple[str, ...]] = {
    Kind.FIRE: ("119", "120"),
    Kind.GAS: ("119", "120"),
    Kind.MEDICAL: ("120",),
    Kind.FALL: ("120",),
    Kind.SELF_HARM: ("120", "110", "12356"),
    Kind.VIOLENCE: ("110", "120"),
    Kind.DROWNING: ("119", "120", "110"),
    Kind.TRAPPED: ("119", "110"),
    Kind.MISSING: ("110",),
    Kind.OTHER: ("120", "119", "110"),
}
"""Whom to call, the likeliest help first."""
ALL_NUMBERS = ("120", "119", "110", "12356")
NOT_ROUND_THE_CLOCK = "12356"

HEARD = "alarm"
"""Key in the dialogue's data: until when plain words are still about the alarm."""
LISTENS_FOR = timedelta(minutes=30)
ASKS_WORKER_AGAIN_AFTER = timedelta(minutes=30)
NEAR = frozenset(
    {"emergency", "report_problem", "raise_concern", "out_of_scope", "affirm", "deny", "greet"}
)
"""What people in danger may seem to mean when they go on writing."""
HOUSE_WORDS = (
    "菜单", "主菜单", "返回", "取消", "帮助", "人工", "转人工", "语言", "中文", "english", "menu",
    "main menu", "back", "cancel", "help", "human", "agent", "language",
)  # fmt: skip


WORK_WORDS = frozenset(
    {"开窗", "开窗口", "关窗", "关窗口", "窗口", "我的窗口", "叫号", "叫下一位", "办件", "待办"}
)
"""Said by staff at their desk; the model may take 「开窗」 for somebody at a window."""


class InDanger(CallbackData, prefix="in-danger"):
    case_id: int


class Safe(CallbackData, prefix="safe"):
    case_id: int


class WorkerInDanger(CallbackData, prefix="worker-in-danger"):
    """A worker's own danger, and not what a worker wrote about somebody else's."""


class Doubtful(Filter):
    """Words that leave room for doubt, or that only the model takes for danger."""

    async def __call__(
        self,
        _: TelegramObject,
        person: Speaker,
        alarm: Alarm | None = None,
        meaning: Meaning | None = None,
        raw_state: str | None = None,
    ) -> bool:
        if alarm is not None:
            return not alarm.certain
        if meaning is None or not meaning.may_be_emergency:
            return False
        if plain(meaning.text) in WORK_WORDS and person.is_one_of(DESK_STAFF):
            return False
        # An answer in a form ("over by number 6") means little by itself: there the model must
        # be of that mind first of all, and not only not rule it out.
        return raw_state is None or meaning.intent == "emergency"


OF_THEIR_OWN = frozenset(
    {
        "Form", "Words", "After", "Patrol", "ConcernForm", "NameForm", "BookingForm", "Filing",
        "Completing", "Grading", "ItemTest", "ItemForm", "ItemHome", "ItemList", "QueueForm",
        "QueueRating",
    }
)  # fmt: skip
"""Forms in which also a worker tells what they see or need themselves."""


def works_on_something(person: Speaker, raw_state: str | None) -> bool:
    """Say whether a worker writes about somebody else's matter: an answer, a result, a reason."""
    if raw_state is None or raw_state.partition(":")[0] in OF_THEIR_OWN:
        return False
    return person.is_one_of(DESK_STAFF)


# --- words of danger -----------------------------------------------------------------------


@router.message(Alarmed(), ~Doubtful())
@router.edited_message(Alarmed(), ~Doubtful())
async def hear_danger(
    message: Message, alarm: Alarm, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime, platform: Any,
    raw_state: str | None, talk: int | None,
) -> Said:  # fmt: skip
    if works_on_something(person, raw_state):
        await _ask_worker(db, person, now)
        raise SkipHandler
    words = message.text or message.caption or alarm.words
    files = await _files(message, db, person, platform.name, now)
    raised = await emergencies.raise_alarm(
        db, town, person.id, words,
        community=person.community, kind=alarm.kind.value, now=now, files=files,
    )  # fmt: skip
    live = await handoff.live_talk(db, person.id) if talk is not None else None
    if live is not None:
        await handoff.from_resident(db, live, words, now=now, files=files)
    await _listen_on(state, raw_state, now)
    return _calm(message.chat.id, raised, say, town)


async def _files(
    message: Message, db: AsyncSession, person: Speaker, platform: str, now: datetime
) -> Sequence[str]:
    """Keep the pictures, but let no rule about pictures stand in the way of an alarm."""
    try:
        return (await carried(message, db, person.id, platform, now=now)).files
    except CommunityError:
        return ()


async def _listen_on(state: FSMContext, raw_state: str | None, now: datetime) -> None:
    if raw_state is None:
        await state.update_data({HEARD: (now + LISTENS_FOR).isoformat()})


def _calm(chat_id: int, raised: Raised, say: Say, town: Town) -> Said:
    """Say the one calm text: whom to call, what to do now, who was told, and are you safe."""
    kind = raised.case.category or Kind.OTHER.value
    if raised.owner:
        told = say("emergency-told-owner", owner=raised.owner)
    else:
        told = say("emergency-told" if raised.ringing else "emergency-told-nobody")
    text = say(
        "emergency-calm",
        numbers=numbers(kind, say, town),
        advice=say(f"emergency-advice-{kind}"),
        told=told,
    )
    return tell(chat_id, text, safety_buttons(raised.case.id, say))


def numbers(kind: str, say: Say, town: Town) -> Text:
    names = {line.number: line.name.text(say.language) for line in town.emergency_lines}
    first = NUMBERS.get(kind, NUMBERS[Kind.OTHER])
    others = [
        f"{number} {names.get(number, say(f'emergency-line-{number}').words)}"
        for number in ALL_NUMBERS
        if number not in first
    ]
    lines = [
        say(
            "emergency-line-listens" if number == NOT_ROUND_THE_CLOCK else "emergency-line",
            number=number,
            name=names.get(number, say(f"emergency-line-{number}").words),
        )
        for number in first
    ]
    return join([*lines, say("emergency-others", numbers=" · ".join(others))])


def safety_buttons(case_id: int, say: Say) -> Keyboard:
    """Both may be pressed again: whoever was safe may not be any more."""
    return [
        [
            button(say("i-am-safe"), Safe(case_id=case_id), many=True),
            button(say("i-am-not-safe"), InDanger(case_id=case_id), many=True),
        ]
    ]


# --- words that leave doubt ----------------------------------------------------------------


@router.message(Doubtful())
@router.edited_message(Doubtful())
async def ask(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime, platform: Any,
    raw_state: str | None, talk: int | None,
    alarm: Alarm | None = None, meaning: Meaning | None = None,
) -> Said:  # fmt: skip
    """Ask whether there is danger; what the words were meant for goes on all the same."""
    if works_on_something(person, raw_state):
        raise SkipHandler
    kind = alarm.kind.value if alarm else Kind.OTHER.value
    words = message.text or message.caption or ""
    case, new = await emergencies.ask_first(
        db, town, person.id, words,
        community=person.community, kind=kind, now=now,
        files=await _files(message, db, person, platform.name, now),
    )  # fmt: skip
    elsewhere = talk is not None or raw_state is not None or _opens_a_door(meaning)
    if elsewhere and message.edit_date is None:
        if new:
            notices.owe(
                db, person.id, "emergency-asked",
                due_at=now, topic=case.number, unless="case-closed", priority=Priority.CRISIS,
                case_id=case.id,
            )  # fmt: skip
        raise SkipHandler
    await _listen_on(state, raw_state, now)
    if new or await emergencies.was_only_asked(db, case):
        return _asking(message.chat.id, case, say, town)
    return await _passed_on(message.chat.id, case, db, say)


def _opens_a_door(meaning: Meaning | None) -> bool:
    return (
        meaning is not None
        and meaning.confidence >= ACT_FROM
        and meaning.intent not in {"emergency", "out_of_scope"}
    )


def _asking(chat_id: int, case: Case, say: Say, town: Town) -> Said:
    kind = case.category or Kind.OTHER.value
    text_id = "emergency-ask-gently" if kind == Kind.SELF_HARM else "emergency-ask"
    keyboard = [
        [button(say("i-am-in-danger"), InDanger(case_id=case.id), many=True)],
        [button(say("i-am-not-in-danger"), Safe(case_id=case.id), many=True)],
    ]
    return tell(chat_id, say(text_id, numbers=numbers(kind, say, town)), keyboard)


@renders("emergency-asked")
async def asked(t: Telling) -> Said:
    case = await t.db.get_one(Case, t.facts["case_id"])
    return _asking(t.chat_id, case, t.say, t.town)


# --- the answers ---------------------------------------------------------------------------


@router.callback_query(InDanger.filter())
async def not_safe(
    query: CallbackQuery, callback_data: InDanger, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town, now: datetime,
    raw_state: str | None, pressed: str,
) -> Said:  # fmt: skip
    raised = await emergencies.in_danger(
        db, town, callback_data.case_id, person.id, pressed, now=now
    )
    await _listen_on(state, raw_state, now)
    return [toast(query), _calm(query.from_user.id, raised, say, town)]


@router.callback_query(Safe.filter())
async def safe(
    query: CallbackQuery, callback_data: Safe, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    closed = await emergencies.safe_now(db, callback_data.case_id, person.id, now=now)
    data = await state.get_data()
    if HEARD in data:
        await state.set_data({key: value for key, value in data.items() if key != HEARD})
    text = say("emergency-glad" if closed else "emergency-safe-noted")
    said = await answer_aside(query.from_user.id, text, state, say, town, menu.person_and_menu(say))
    return [toast(query), said]


# --- what is said after an alarm -----------------------------------------------------------


class AfterAlarm(Filter):
    """Shortly after an alarm plain words are about it: where it is, how it goes."""

    async def __call__(
        self, _: TelegramObject, state: FSMContext, now: datetime,
        raw_state: str | None = None, talk: int | None = None, meaning: Meaning | None = None,
    ) -> bool:  # fmt: skip
        if raw_state is not None or talk is not None:
            return False
        until = (await state.get_data()).get(HEARD)
        if not isinstance(until, str) or datetime.fromisoformat(until) < now:
            return False
        return not (meaning and meaning.confidence >= ACT_FROM and meaning.intent not in NEAR)


@router.message(~COMMAND, ~Word(*HOUSE_WORDS), AfterAlarm())
async def hear_more(
    message: Message, person: Speaker, db: AsyncSession, say: Say, now: datetime, platform: Any
) -> Said:
    case = await emergencies.open_alarm(db, person.id, now=now)
    if case is None:
        raise SkipHandler
    given = await carried(message, db, person.id, platform.name, now=now)
    if not given:
        raise SkipHandler
    words = given.words
    if given.place:
        words = f"{words} 📍 {given.place[0]:.5f}, {given.place[1]:.5f}".strip()
    await emergencies.add(db, case, words, now=now, files=given.files)
    return await _passed_on(message.chat.id, case, db, say)


async def _passed_on(chat_id: int, case: Case, db: AsyncSession, say: Say) -> Said:
    owner = await emergencies.owner_of(db, case)
    text = say("emergency-passed-on", owner=owner) if owner else say("emergency-noted")
    return tell(chat_id, text, safety_buttons(case.id, say))


# --- workers who write about danger --------------------------------------------------------


async def _ask_worker(db: AsyncSession, person: Speaker, now: datetime) -> None:
    """Ask the worker apart from what they write, so that their words still reach the resident."""
    asked_lately = await db.scalar(
        select(
            exists().where(
                Notice.person_id == person.id,
                Notice.text_id == "emergency-worker-asked",
                Notice.due_at > now - ASKS_WORKER_AGAIN_AFTER,
            )
        )
    )
    if not asked_lately:
        notices.owe(db, person.id, "emergency-worker-asked", due_at=now, priority=Priority.CRISIS)


@renders("emergency-worker-asked")
async def worker_asked(t: Telling) -> Said:
    keyboard = [[button(t.say("i-am-in-danger"), WorkerInDanger(), many=True)]]
    return tell(t.chat_id, t.say("emergency-worker-asked"), keyboard)


@router.callback_query(WorkerInDanger.filter())
async def worker_in_danger(
    query: CallbackQuery, person: Speaker, db: AsyncSession, say: Say, town: Town,
    now: datetime, pressed: str,
) -> Said:  # fmt: skip
    raised = await emergencies.raise_alarm(
        db, town, person.id, pressed,
        community=person.community, kind=Kind.OTHER.value, now=now,
    )  # fmt: skip
    return [toast(query), _calm(query.from_user.id, raised, say, town)]


# A live talk is heard right after danger, and before every word of the menu.
router.include_routers(desk, talking.router)
