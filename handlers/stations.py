"""Service points: where, when, what it costs. All of it from the town pack."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Station, Town
from config.town.calendar import spans_of
from config.town.find import find_community, plain
from handlers import menu
from handlers.filters import Meant
from handlers.forms import answer_aside
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, rows
from handlers.times import all_day, open_line
from nlu.meaning import Meaning

router = Router(name="stations")

MOST_STATIONS = 6
MOST_WORDS = 1000

KINDS: dict[str, tuple[str, ...]] = {
    "canteen": ("食堂", "吃饭", "午饭", "晚饭", "饭堂", "canteen", "lunch", "dinner", "meal"),
    "breakfast": ("早餐", "早饭", "早点", "breakfast"),
    "haircut": ("理发", "剪头", "剃头", "剪发", "haircut", "barber", "hairdresser"),
    "clinic": (
        "医疗", "量血压", "血糖", "义诊", "看病", "卫生站", "医疗站", "clinic", "blood pressure",
        "doctor", "nurse",
    ),
    "laundry": ("洗衣", "洗被", "laundry", "washing"),
    "repair": ("维修点", "修理", "修伞", "修鞋", "磨刀", "修东西", "repair"),
    "reading": ("书屋", "看书", "图书", "借书", "阅览", "reading", "library", "books"),
    "activity": ("活动室", "活动中心", "棋牌", "activity room"),
    "daycare": ("四点半", "托管", "看孩子", "放学", "after-school", "after school", "daycare"),
    "counselling": ("心理", "谈心", "counselling", "counseling"),
    "legal": ("法律", "律师", "打官司", "legal", "lawyer"),
    "supplies": ("爱心超市", "超市", "积分换", "supplies", "store"),
    "rest": ("驿站", "休息", "充电", "喝水", "歇脚", "rest stop", "charge my phone"),
    "hall": (
        "大厅", "办事大厅", "服务中心", "便民中心", "政务", "service hall", "town hall", "hall",
    ),
    "point": (
        "服务点", "服务站", "居委会", "居委", "社区电话", "社区办公", "社区在哪", "便民服务点",
        "community office", "service point", "office",
    ),
}  # fmt: skip
"""Words that people use for a kind of service point."""


class ShowStation(CallbackData, prefix="station"):
    code: str


class ShowKind(CallbackData, prefix="station-kind"):
    kind: str


# --- finding -------------------------------------------------------------------------------


def find_stations(town: Town, words: str, near: str | None = None) -> Sequence[Station]:
    """Find the service points that `words` speak of, those of the community `near` first.

    A name wins over a kind; a community that is named narrows a kind down.
    """
    wanted = plain(words[:MOST_WORDS])
    named = [s for s in town.stations if plain(s.name.zh) in wanted or plain(s.name.en) in wanted]
    if named:
        return named
    aliased: set[str] = {
        s.kind for s in town.stations if any(plain(alias) in wanted for alias in s.aliases)
    }
    kinds = aliased or {
        kind for kind, names in KINDS.items() if any(plain(name) in wanted for name in names)
    }
    here = find_community(town, words[:MOST_WORDS])
    found = [s for s in town.stations if s.kind in kinds]
    if here is not None:
        of_community = [s for s in town.stations if s.community == here.code]
        return [s for s in found if s.community == here.code] or found or of_community
    return sorted(found, key=lambda s: s.community != near)


# --- telling -------------------------------------------------------------------------------


def hours_today(station: Station, now: datetime, say: Say, town: Town) -> Text | str:
    today = now.astimezone(town.zone).date()
    spans = sorted(span for t in station.hours for span in spans_of(town, t, today, today))
    if not spans or all_day(station):
        return ""
    between = "，" if say.language == "zh" else ", "
    return say("station-today", hours=between.join(f"{a:%H:%M}–{b:%H:%M}" for a, b in spans))


def station_text(station: Station, now: datetime, say: Say, town: Town) -> Text:
    facts = say(
        "station-facts",
        address=station.address.text(say.language),
        phone=station.phone,
        price=station.price.text(say.language),
        whom=station.for_whom.text(say.language),
    )
    head = say("station-name", name=station.name.text(say.language))
    today = hours_today(station, now, say, town)
    return join([head, open_line(station, now, say, town), today, facts])


def stations_text(
    stations: Sequence[Station], now: datetime, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    """Tell one in full, several in a line each with a button, none as a list of kinds."""
    if len(stations) == 1:
        return station_text(stations[0], now, say, town), menu.door("talk_to_human", say)
    if not stations:
        return say("station-which"), _kinds(town, say)
    lines = [
        say(
            "station-line",
            name=s.name.text(say.language),
            open=open_line(s, now, say, town),
            address=s.address.text(say.language),
        )
        for s in stations[:MOST_STATIONS]
    ]
    buttons = [
        button(s.name.text(say.language), ShowStation(code=s.code), many=True)
        for s in stations[:MOST_STATIONS]
    ]
    return join(lines, "\n\n"), rows(buttons)


def _kinds(town: Town, say: Say) -> Keyboard:
    kinds = dict.fromkeys(s.kind for s in town.stations)
    return rows(
        [button(say(f"station-kind-{k}"), ShowKind(kind=k), many=True) for k in kinds], wide=3
    )


# --- talk ----------------------------------------------------------------------------------


def _heard(message: Message, meaning: Meaning | None, *kinds: str) -> str:
    """Give the words, with the town's own names for what was recognised in them."""
    known = [e.value for e in meaning.entities if e.kind in kinds] if meaning else []
    return " ".join([message.text or "", *known])


@router.message(Meant("station_info"))
async def tell_station(
    message: Message, meaning: Meaning | None, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    found = find_stations(town, _heard(message, meaning, "place"), person.community)
    text, keyboard = stations_text(found, now, say, town)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.callback_query(Door.filter(F.intent == "station_info"))
async def open_stations(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    keyboard = _kinds(town, say)
    return await answer_aside(query.from_user.id, say("station-which"), state, say, town, keyboard)


@router.callback_query(ShowKind.filter())
async def show_kind(
    query: CallbackQuery, callback_data: ShowKind, person: Speaker, state: FSMContext,
    say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    found = [s for s in town.stations if s.kind == callback_data.kind]
    found.sort(key=lambda s: s.community != person.community)
    text, keyboard = stations_text(found, now, say, town)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


@router.callback_query(ShowStation.filter())
async def show_station(
    query: CallbackQuery, callback_data: ShowStation, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    found = [s for s in town.stations if s.code == callback_data.code]
    text, keyboard = stations_text(found, now, say, town)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)


class BareName(Filter):
    """The message is the name of a service point, and nothing else."""

    async def __call__(self, message: Message, town: Town) -> bool | dict[str, Any]:
        words = plain((message.text or "")[:MOST_WORDS])
        found = next((station for station in town.stations if words in _names(station)), None)
        return {"found": found} if found else False


def _names(station: Station) -> set[str]:
    return {plain(name) for name in (station.name.zh, station.name.en, *station.aliases)}


@router.message(StateFilter(None), BareName())
async def name_alone(
    message: Message, found: Station, state: FSMContext, say: Say, town: Town, now: datetime
) -> Said:
    """Hear a bare name also while the understanding is away."""
    text, keyboard = stations_text([found], now, say, town)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)
