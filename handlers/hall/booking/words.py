"""What is typed in the booking form: a time, an item, a name, a yes."""

from datetime import date, datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import slots
from community.hall.booking import LONGEST_NAME
from community.people import Speaker
from config.texts import Say, clean
from config.town import Town
from handlers import wishes
from handlers.filters import Word, plain
from handlers.hall.booking.draft import (
    CLOCK,
    BookingForm,
    Data,
    Scene,
    day_of,
    start_in,
    visit_in,
    wish_in,
)
from handlers.hall.booking.form import with_items
from handlers.hall.booking.press import confirm, leave
from handlers.hall.booking.steps import go_on, points_named
from handlers.hall.ordinals import place_in
from handlers.reply import Said
from handlers.wishes import Wish
from nlu.meaning import ACT_FROM, Meaning

router = Router(name="booking-words")
router.message.filter(F.text, ~F.text.startswith("/"))

LEAVES = (
    "不约了", "不约", "先不约", "不办了", "不预约了", "不改了", "放弃", "don't book", "do not book",
    "leave it", "forget it",
)  # fmt: skip
YES = frozenset(
    {
        "是", "是的", "对", "对的", "好", "好的", "好啊", "可以", "行", "嗯", "嗯嗯", "嗯好的",
        "好吧", "行吧", "可以的", "确认", "确认预约",
        "确定", "就这样", "没问题", "同意", "同意了", "他同意", "她同意", "对方同意", "1", "ok",
        "okay", "fine", "that is fine", "yes please", "ok thanks",
        "yes", "y", "yep", "sure", "confirm", "book it", "agreed",
        "they agree", "she agrees", "he agrees",
    }
)  # fmt: skip
NO = frozenset(
    {
        "不",
        "不要",
        "不要了",
        "不行",
        "不对",
        "不同意",
        "没有",
        "no",
        "nope",
        "no thanks",
        "no thank you",
    }
)
NONE = frozenset({"都不是", "都不对", "不是这些", "none of these", "none of them", "neither"})
MYSELF = frozenset({"本人", "自己", "我自己", "我本人", "给自己", "myself", "me", "for myself"})
EARLIEST = (
    "最早", "越早越好", "越快越好", "尽快", "尽早", "随便", "都行", "都可以", "earliest", "soonest",
    "any time", "anytime", "as soon as possible", "asap", "whenever",
)  # fmt: skip
MORE = ("再加", "加一", "加上", "还要", "还有", "顺便", "也要", "also", "add", "and also")
OURS = frozenset(
    {
        "book_appointment", "change_appointment", "service_guide", "affirm", "deny", "out_of_scope",
        "request_companion", "station_info", "cancel_appointment",
    }
)  # fmt: skip
"""What an answer may be taken for; other intents, surely heard, are asked in between."""
SHORT = 14
TWO_DIGITS = 2
LENGTH_OF_DAY = len("2026-11-23")


def is_aside(words: str, meaning: Meaning | None) -> bool:
    """Say whether the sentence is about something else."""
    if meaning is None or meaning.confidence < ACT_FROM:
        return False
    if meaning.intent in {"service_guide", "station_info"}:
        return len(words) > SHORT
    return meaning.intent not in OURS


@router.message(StateFilter(BookingForm), Word(*LEAVES))
async def hear_leave(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    return await leave(Scene(db, person, state, say, town, now, message.chat.id))


@router.message(BookingForm.item)
async def hear_item(
    message: Message, meaning: Meaning | None, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    words = message.text or ""
    if is_aside(words, meaning) or not plain(words):
        raise SkipHandler
    data = await state.get_data()
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    data["note"] = None
    if data.get("adding") and plain(words) in NO:
        return await scene.at(BookingForm.check, data | {"adding": False}, BookingForm.day)
    before, choices = len(data["services"]), data.get("choices") or ()
    at = place_in(words, len(choices))
    if at is not None:
        data["services"] = list(dict.fromkeys([*data["services"], choices[at]]))
        return await go_on(scene, data | {"choices": [], "adding": False})
    if choices and plain(words) in NONE:
        return await scene.at(BookingForm.item, data | {"choices": [], "department": None})
    if not data.get("adding") and plain(words) in NO:
        return await leave(scene)
    data = with_items(data, words, meaning, now, town)
    if wish := wishes.heard(words, now, town):
        data["wish"] = wish.kept()
    if len(data["services"]) > before:
        return await go_on(scene, data | {"adding": False})
    if not data["choices"]:
        note = "booking-no-item-here" if data.get("adding") else "booking-no-item"
        # What was offered stays: the answer was not heard, the question is still the same.
        data |= {"note": {"id": note, "facts": {}}, "choices": [*choices]}
    return await scene.at(BookingForm.item, data)


@router.message(BookingForm.point)
async def hear_point(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    data, words = await state.get_data(), message.text or ""
    scene, points = (
        Scene(db, person, state, say, town, now, message.chat.id),
        data.get("points", ()),
    )
    if plain(words) in NO:
        return await leave(scene)
    at = place_in(words, len(points))
    found = points_named(words, points, town) if at is None else [points[at]]
    if len(found) != 1:
        raise SkipHandler
    return await go_on(scene, data | {"point": found[0]})


@router.message(StateFilter(BookingForm.day, BookingForm.time))
async def hear_when(
    message: Message, meaning: Meaning | None, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    words, data = message.text or "", await state.get_data()
    if is_aside(words, meaning) or _names_items(words, meaning, now, town):
        raise SkipHandler
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    said, near = plain(words), data.get("near", ())
    if said in NO:
        return await leave(scene)
    shown = near or _shown(data, await state.get_state())
    # Without times to choose from, a number alone is a day or an hour.
    at = place_in(words, len(shown), bare=bool(near))
    if at is not None and len(shown[at]) > LENGTH_OF_DAY:
        return await go_on(scene, data | {"start": shown[at], "by_words": True})
    if at is not None:
        day = date.fromisoformat(shown[at])
        return await go_on(scene, data | {"wish": wish_in(data).on(day).kept()})
    if said.isdecimal() and len(said) <= TWO_DIGITS:
        words = f"{said}日" if await state.get_state() == BookingForm.day.state else f"{said}点"
    wish = wishes.heard(words, now, town, day_of(data))
    if wish is None and any(word in said for word in EARLIEST):
        nearest = await slots.nearest(
            db, town, visit_in(data), now, now=now, most=1, but=data.get("changing")
        )
        if nearest:
            start = nearest[0].strftime(CLOCK)
            return await go_on(scene, data | {"start": start, "by_words": True})
    return await _wished(scene, data, words, wish)


def _shown(data: Data, step: str | None) -> list[str]:
    """Give the moments or days that the buttons show, in their order."""
    if step == BookingForm.time.state:
        return [f"{data.get('day')}T{time}" for time in data.get("times", ())]
    return [day[0] for day in data.get("days", ())]


async def _wished(scene: Scene, data: Data, words: str, wish: Wish | None) -> Said:
    unreal = wishes.no_such_day(words)
    if wish is None and unreal is None:
        raise SkipHandler
    data |= {"unreal": unreal, "by_words": True}
    if wish is not None:
        data["wish"] = wish.kept()
    data.pop("start", None)
    return await go_on(scene, data)


def _names_items(words: str, meaning: Meaning | None, now: datetime, town: Town) -> bool:
    """A whole new sentence in the middle of the form begins anew."""
    if meaning is None or meaning.intent != "book_appointment" or meaning.confidence < ACT_FROM:
        return False
    found = with_items({"services": []}, words, meaning, now, town)
    return bool(found["services"] or found["choices"])


# --- for whom --------------------------------------------------------------------------------


@router.message(BookingForm.whom)
async def hear_name(
    message: Message, meaning: Meaning | None, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    words = " ".join(clean(message.text or "").split())
    if is_aside(words, meaning) or not plain(words) or len(words) > LONGEST_NAME:
        raise SkipHandler
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    data = await state.get_data()
    if plain(words) in MYSELF:
        return await go_on(scene, data | {"for_whom": None, "consented": False})
    name = wishes.for_whom(words) or wishes.for_whom(f"给{words}") or words
    data |= {"for_whom": name, "consented": False}
    return await scene.at(BookingForm.consent, data, BookingForm.whom)


@router.message(BookingForm.consent)
async def hear_consent(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    said = plain(message.text or "")
    if said not in YES | MYSELF:
        raise SkipHandler
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    data = await state.get_data()
    if said in MYSELF:
        return await go_on(scene, data | {"for_whom": None, "consented": False})
    return await go_on(scene, data | {"consented": True})


# --- the last look ---------------------------------------------------------------------------


@router.message(BookingForm.check)
async def hear_check(
    message: Message, meaning: Meaning | None, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Yes books it, no leaves it; a time, a person or one more item changes it."""
    words, data = message.text or "", await state.get_data()
    said, moving = plain(words), bool(data.get("changing"))
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    if said in YES or (meaning and meaning.intent == "affirm" and len(words) <= SHORT):
        return await confirm(scene)
    if said in NO:
        return await leave(scene)
    if is_aside(words, meaning):
        raise SkipHandler
    if not moving and any(said.startswith(word) for word in MORE):
        more = with_items(data | {"adding": True}, words, meaning, now, town)
        if len(more["services"]) > len(data["services"]):
            return await go_on(scene, more | {"adding": False})
        return await scene.at(BookingForm.item, more, BookingForm.check)
    name = wishes.for_whom(words)
    if name and not moving:
        data |= {"for_whom": name, "consented": False}
        return await scene.at(BookingForm.consent, data, BookingForm.check)
    if _names_items(words, meaning, now, town):
        raise SkipHandler
    day = start_in(data["start"], town).date()
    return await _wished(scene, data, words, wishes.heard(words, now, town, day))
