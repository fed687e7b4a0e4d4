"""A person instead of the bot: 人工 in every state, the workers' card, and words meanwhile."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter, StateFilter, or_f
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message, TelegramObject
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, handoff, unreachable
from community.cases import OPEN, Case, Kind
from community.handoff import Called, Line
from community.people import CASE_STAFF, Speaker
from config.texts import Say, Text, join
from config.town import Town
from handlers import menu
from handlers.cases import ShowCase, acts_on
from handlers.filters import Meant, Staff, Word
from handlers.forms import Question, answer_aside, asks
from handlers.menu import Door
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.talking import (
    COMMAND,
    Join,
    carried,
    enter,
    files_shown,
    name_of,
    slash,
    talk_buttons,
)  # fmt: skip
from handlers.times import when
from nlu.meaning import ACT_FROM, Meaning

router = Router(name="handoff")

Transcript = Callable[[], Awaitable[Sequence[tuple[str, str]]]]

CALLED = "called"
"""Key in the dialogue's data: the case of a call, and until when words belong to it."""
LISTENS_FOR = timedelta(hours=2)
LONGEST_WISH = 20
"""A longer sentence in the middle of a form is an answer, whatever it may mean besides."""
LONGEST_LINE = 120
MOST_LINES = 10
WORDS = (
    "人工", "转人工", "找人工", "人工服务", "人工客服", "客服", "真人", "找真人", "社工", "找社工",
    "我要人工", "接人工", "human", "a human", "agent", "person", "real person", "a real person",
    "operator", "talk to a human", "talk to a person", "social worker", "rengong",
)  # fmt: skip


class CallOff(CallbackData, prefix="call-off"):
    case_id: int


class LookAfter(CallbackData, prefix="look-after"):
    case_id: int


class Settle(CallbackData, prefix="settle"):
    case_id: int


class Settling(StatesGroup):
    """The worker writes how it ended."""

    words = State()


class Brief(Filter):
    """A wish in few words, or no form open that the words could be an answer to."""

    async def __call__(self, message: Message, raw_state: str | None = None) -> bool:
        return raw_state is None or len(message.text or "") <= LONGEST_WISH


# --- calling -------------------------------------------------------------------------------


@router.message(or_f(Word(*WORDS), slash("human", "person", "agent")))
@router.message(F.text, ~COMMAND, Meant("talk_to_human"), Brief())
async def call(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime, transcript: Transcript,
) -> Said:  # fmt: skip
    words = message.text or ""
    return await _call(message.chat.id, words, person, db, state, say, town, now, transcript)


@router.callback_query(Door.filter(F.intent == "talk_to_human"))
async def press_call(
    query: CallbackQuery, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime, transcript: Transcript, pressed: str,
) -> Said:  # fmt: skip
    return [
        toast(query),
        *await _call(query.from_user.id, pressed, person, db, state, say, town, now, transcript),
    ]


async def _call(
    chat_id: int, words: str, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime, transcript: Transcript, lead: Text | None = None,
) -> Sequence[Said]:  # fmt: skip
    """Call somebody, say honestly when they come, and leave an open form as it is."""
    live = await handoff.live_talk(db, person.id)
    if live is not None:
        return tell(chat_id, say("handoff-live", number=live.number))
    lines = [Line(who, said) for who, said in await transcript()]
    called = await handoff.call(
        db, town, person.id, words, lines, community=person.community, now=now
    )
    if await state.get_state() is None:
        until = (now + LISTENS_FOR).isoformat()
        await state.update_data({CALLED: {"case": called.case.id, "until": until}})
    off = [[button(say("handoff-call-off"), CallOff(case_id=called.case.id))]]
    text = join([lead or "", _called(called, say, town, now)])
    said = await answer_aside(chat_id, text, state, say, town, off)
    return said if isinstance(said, Sequence) else [said]


@router.message(or_f(F.voice, F.video_note))
async def pass_on_voice(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext,
    say: Say, town: Town, now: datetime, transcript: Transcript, platform: Any,
) -> Said:  # fmt: skip
    """We do not pretend to understand a voice: somebody who can will listen to it."""
    given = await carried(message, db, person.id, platform.name, now=now)
    words, lead = say("voice-note").words, say("voice-passed-on")
    said = await _call(message.chat.id, words, person, db, state, say, town, now, transcript, lead)
    call = await handoff.talk_of(db, person.id)
    if call is not None:
        await handoff.add_while_waiting(db, call.id, person.id, words, now=now, files=given.files)
    return said


def _called(called: Called, say: Say, town: Town, now: datetime) -> Text:
    number = called.case.number
    first = say("handoff-called" if called.new else "handoff-called-again", number=number)
    if called.on_duty:
        coming = say("handoff-soon")
        if called.ahead:
            coming = say("handoff-queue", ahead=called.ahead)
    elif called.comes_at is not None:
        coming = say("handoff-later", when=when(called.comes_at, now, say, town))
    else:
        coming = say("handoff-unknown")
    return join([first + coming, say("handoff-meanwhile"), say("handoff-danger")])


@router.callback_query(CallOff.filter())
async def call_off(
    query: CallbackQuery, callback_data: CallOff, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, now: datetime,
) -> Said:  # fmt: skip
    case = await cases.get_for_reporter(db, callback_data.case_id, person.id)
    await handoff.end(db, case, person.id, now=now)
    if CALLED in (data := await state.get_data()):
        await state.set_data({key: value for key, value in data.items() if key != CALLED})
    return replace(query, say("handoff-called-off", number=case.number))


class Waiting(Filter):
    """Somebody was called, nobody has come yet, and the words open no other door."""

    async def __call__(
        self, _: TelegramObject, state: FSMContext, now: datetime,
        raw_state: str | None = None, meaning: Meaning | None = None,
    ) -> bool | dict[str, Any]:  # fmt: skip
        called = None if raw_state else (await state.get_data()).get(CALLED)
        if not called or datetime.fromisoformat(called["until"]) < now:
            return False
        if meaning and meaning.confidence >= ACT_FROM and meaning.intent != "out_of_scope":
            return False
        return {"called_case": int(called["case"])}


@router.message(~COMMAND, Waiting())
async def write_on(
    message: Message, called_case: int, person: Speaker, db: AsyncSession,
    say: Say, now: datetime, platform: Any,
) -> Said:  # fmt: skip
    """Keep what is written until somebody comes: they will read it first."""
    given = await carried(message, db, person.id, platform.name, now=now)
    if not given:
        raise SkipHandler
    words = given.words
    if given.place:
        words = f"{words} 📍 {given.place[0]:.5f}, {given.place[1]:.5f}".strip()
    case = await handoff.add_while_waiting(
        db, called_case, person.id, words, now=now, files=given.files
    )
    if case is None:
        raise SkipHandler
    return tell(message.chat.id, say("handoff-noted", number=case.number))


# --- the workers' card ---------------------------------------------------------------------


@renders("handoff-card")
async def card(t: Telling) -> Said:
    case = await t.db.get_one(Case, t.facts["case_id"])
    keyboard = [
        [
            button(t.say("handoff-join"), Join(case_id=case.id)),
            button(t.say("handoff-details"), ShowCase(case_id=case.id), many=True),
        ]
    ]
    return tell(t.chat_id, await _card_text(t.db, case, t.say, t.town), keyboard)


async def _card_text(db: AsyncSession, case: Case, say: Say, town: Town) -> Text:
    communities = {c.code: c.name.text(say.language) for c in town.communities}
    head = say(
        "handoff-card",
        number=case.number,
        who=await name_of(db, case, say),
        community=communities.get(case.community or "", ""),
        words=case.text[:LONGEST_LINE],
    )
    lines = await _lines(db, case, say)
    return join([head, say("handoff-card-lines") if lines else "", *lines])


async def _lines(db: AsyncSession, case: Case, say: Say) -> list[Text]:
    return [
        say(f"handoff-line-{line.who}", words=line.words[:LONGEST_LINE])
        for line in (await handoff.transcript_of(db, case))[-MOST_LINES:]
    ]


@router.callback_query(Join.filter())
async def join_talk(
    query: CallbackQuery, callback_data: Join, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, now: datetime,
) -> Said:  # fmt: skip
    """Go into the talk; the card stays above, to be read."""
    case = await handoff.join(db, callback_data.case_id, person.id, now=now)
    await enter(state, case)
    text = say("handoff-in-talk", who=await name_of(db, case, say), number=case.number)
    waiting = [
        event.note or ""
        for event in await cases.timeline(db, case.id)
        if event.what == handoff.WAITING_SAID
    ]
    said = [say("handoff-line-resident", words=words) for words in waiting[-MOST_LINES:]]
    whole = join([text, say("handoff-said-waiting") if said else "", *said])
    chat = query.from_user.id
    return [
        toast(query),
        *tell(chat, whole, talk_buttons(case.id, say, inside=True)),
        *await files_shown(db, chat, await cases.files_of(db, case.id)),
    ]


@acts_on(Kind.HANDOFF)
def acts(case: Case, person_id: int, say: Say) -> Keyboard:
    if case.status not in OPEN:
        return []
    if case.reporter_id == person_id:
        return [[button(say("handoff-call-off"), CallOff(case_id=case.id))]]
    if case.reporter_id is None:
        return _unreachable_buttons(case, person_id, say)
    if case.owner_id is None:
        return [[button(say("handoff-join"), Join(case_id=case.id))]]
    return talk_buttons(case.id, say) if case.owner_id == person_id else []


# --- a person whom no message reaches ------------------------------------------------------


@renders("person-unreachable")
async def tell_unreachable(t: Telling) -> Said:
    number, about = t.facts["number"], t.facts.get("about") or "—"
    keyboard = [[button(t.say("look-after"), LookAfter(case_id=t.facts["case_id"]))]]
    return tell(t.chat_id, t.say("person-unreachable", number=number, about=about), keyboard)


def _unreachable_buttons(case: Case, person_id: int, say: Say) -> Keyboard:
    if case.owner_id is None:
        return [[button(say("look-after"), LookAfter(case_id=case.id))]]
    if case.owner_id == person_id:
        return [[button(say("settle"), Settle(case_id=case.id), many=True)]]
    return []


@router.callback_query(LookAfter.filter())
async def look_after(
    query: CallbackQuery, callback_data: LookAfter, person: Speaker, db: AsyncSession,
    say: Say, now: datetime,
) -> Said:  # fmt: skip
    case = await unreachable.look_after(db, callback_data.case_id, person.id, now=now)
    text = say("look-after-taken", number=case.number, about=case.text)
    return replace(query, text, _unreachable_buttons(case, person.id, say))


@router.callback_query(Settle.filter(), Staff(CASE_STAFF))
async def begin_settling(
    query: CallbackQuery, callback_data: Settle, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town,
) -> Said:  # fmt: skip
    case = await cases.get_for_staff(db, callback_data.case_id, person.id)
    await state.set_state(Settling.words)
    await state.set_data({"case_id": case.id, "number": case.number})
    question = await ask_how_it_ended(await state.get_data(), say, town)
    return [toast(query), *tell(query.from_user.id, question.text)]


@asks(Settling.words)
async def ask_how_it_ended(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(say("settle-how", number=data.get("number", "")))


@router.message(StateFilter(Settling.words), F.text, ~COMMAND)
async def settle(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, now: datetime
) -> Said:
    case_id = int((await state.get_data()).get("case_id", 0))
    case = await unreachable.settle(db, case_id, person.id, message.text or "", now=now)
    await state.clear()
    return tell(message.chat.id, say("settled", number=case.number), menu.door("show_menu", say))
