"""Spending time: a service of the catalogue, for whom, how long, when and what; then one look."""

from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.timebank import accounts, giving, ledger, redeeming
from community.timebank.redeeming import LONGEST_SERVICE, price
from config.texts import Say, Text
from config.town import BankService, Town
from handlers.filters import plain
from handlers.forms import SKIPS, Question, answer_aside, asks
from handlers.menu import Door
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, rows, tell, toast
from handlers.timebank.account import mine, no_account
from handlers.timebank.amounts import minutes_answered
from handlers.timebank.cards import (
    AN_HOUR,
    HALF_AN_HOUR,
    YES,
    BankDo,
    Data,
    Scene,
    act_on,
    hours,
    request_card,
)
from handlers.timebank.words import called_in
from handlers.years import year_in
from nlu.meaning import Meaning

router = Router(name="timebank-spending")

LENGTHS = (HALF_AN_HOUR, AN_HOUR, 2 * AN_HOUR, 3 * AN_HOUR)
LONGEST_WORDS = 200
ME = "-"


class SpendForm(StatesGroup):
    service = State()
    whom = State()
    born = State()
    length = State()
    words = State()
    check = State()


class Spend(CallbackData, prefix="bank-spend"):
    """An answer in the form: service, whom, length, words, sure."""

    what: str
    value: str = ""


def services_of(town: Town) -> tuple[BankService, ...]:
    return town.time_bank.services if town.time_bank else ()


# --- the way in ----------------------------------------------------------------------------


async def begin(scene: Scene, words: str = "", minutes: int | None = None) -> Said:
    """Begin with the service that the sentence names; a price is seen before it is asked."""
    account = await mine(scene)
    if account is None:
        return tell(scene.chat, *no_account(scene))
    family = [r.called for r in await giving.relations(scene.db, account.id) if r.is_family]
    data: Data = {"free": await ledger.available(scene.db, account), "family": family}
    data["born"] = account.born
    data["service"] = _service_in(scene.town, words)
    data["length"] = minutes if minutes and 0 < minutes <= LONGEST_SERVICE else None
    called = called_in(words)
    data["whom"] = called if called and (called in family) else None
    return await go_on(scene, data)


def _service_in(town: Town, words: str) -> str | None:
    said = plain(words)
    for service in services_of(town):
        names = (service.name.zh, service.name.en, *service.words)
        if any(name.casefold() in said for name in names):
            return service.code
    return None


@router.callback_query(BankDo.filter(F.act == "spend"))
async def press_begin(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    return [toast(query), await begin(scene)]


async def go_on(scene: Scene, data: Data, note: Text | str = "") -> Said:
    """Ask the first question that is still open."""
    steps = {
        "service": SpendForm.service,
        "whom": SpendForm.whom,
        "born": SpendForm.born,
        "length": SpendForm.length,
        "words": SpendForm.words,
    }
    if data.get("length") is not None and data.get("service"):
        service = next(s for s in services_of(scene.town) if s.code == data["service"])
        data["price"] = price(service, data["length"])
        if data["price"] > data["free"]:
            note = scene.say(
                "bank-price-too-much",
                price=hours(data["price"], scene.say),
                free=hours(data["free"], scene.say),
            )
            data["length"] = None
    if data.get("whom") != ME:
        steps.pop("born")
    step = next((s for name, s in steps.items() if data.get(name) is None), SpendForm.check)
    await scene.state.set_state(step)
    await scene.state.set_data(data)
    return await answer_aside(scene.chat, Text("") + note, scene.state, scene.say, scene.town)


# --- the questions -------------------------------------------------------------------------


def _cancel(say: Say) -> Keyboard:
    return [[button(say("bank-cancel"), Door(intent="cancel"))]]


@asks(SpendForm.service)
async def ask_service(data: Data, say: Say, town: Town) -> Question:
    choices = [
        button(
            say(
                "bank-service-line",
                service=service.name.text(say.language),
                price=hours(service.minutes_per_hour, say),
            ),
            Spend(what="service", value=service.code),
        )
        for service in services_of(town)
    ]
    text = say("bank-ask-service", free=hours(data["free"], say))
    return Question(text, [*([c] for c in choices), *_cancel(say)])


@asks(SpendForm.whom)
async def ask_whom(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    me = button(say("bank-for-me"), Spend(what="whom", value=ME))
    family = [button(called, Spend(what="whom", value=called)) for called in data["family"]]
    return Question(say("bank-ask-for-whom"), [[me], *rows(family), *_cancel(say)])


@asks(SpendForm.born)
async def ask_age(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    age = town.time_bank.redeem_from if town.time_bank else 0
    return Question(say("bank-ask-age", age=age), _cancel(say))


@asks(SpendForm.length)
async def ask_length(data: Data, say: Say, town: Town) -> Question:
    service = next(s for s in services_of(town) if s.code == data["service"])
    choices = [
        button(hours(minutes, say), Spend(what="length", value=str(minutes)))
        for minutes in LENGTHS
        if price(service, minutes) <= data["free"]
    ]
    text = say(
        "bank-ask-length",
        service=service.name.text(say.language),
        price=hours(service.minutes_per_hour, say),
        free=hours(data["free"], say),
    )
    return Question(text, [*rows(choices), *_cancel(say)])


@asks(SpendForm.words)
async def ask_words(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    skip = button(say("bank-no-words"), Spend(what="words"))
    return Question(say("bank-ask-words"), [[skip], *_cancel(say)])


@asks(SpendForm.check)
async def ask_check(data: Data, say: Say, town: Town) -> Question:
    service = next(s for s in services_of(town) if s.code == data["service"])
    whom = say("bank-for-me") if data["whom"] == ME else data["whom"]
    text = say(
        "bank-check-spend",
        service=service.name.text(say.language),
        whom=whom,
        length=hours(data["length"], say),
        price=hours(data["price"], say),
        left=hours(data["free"] - data["price"], say),
        words=data["words"] or say("bank-nothing-said"),
    )
    return Question(text, [[button(say("bank-sure-spend"), Spend(what="sure"))], *_cancel(say)])


# --- the answers ---------------------------------------------------------------------------


@router.message(StateFilter(SpendForm), F.text, ~F.text.startswith("/"))
async def hear(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, meaning: Meaning | None, raw_state: str | None = None,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    words, data = message.text or "", await state.get_data()
    said, step = plain(words), (raw_state or "").partition(":")[2]
    if step != "words" and is_aside(words, meaning):
        raise SkipHandler
    if step == "born" and (born := year_in(words, now.astimezone(town.zone).year)):
        await accounts.open_own(db, town, person.id, born, now=now)
        return await go_on(scene, data | {"born": born})
    answer = _answer(step, words, data, town)
    if answer is not None:
        return await go_on(scene, data | answer)
    if step == "check" and said in YES:
        return await _ask(scene, data)
    note = say("bank-length-wrong") if step == "length" else say("bank-unread")
    return await answer_aside(scene.chat, note, state, say, town)


def _answer(step: str, words: str, data: Data, town: Town) -> Data | None:
    """Read an answer to the question that is open; None when it says nothing."""
    said = plain(words)
    if step == "service" and (code := _service_in(town, words)):
        return {"service": code}
    if step == "whom":
        called = called_in(words)
        if said in {"我", "自己", "我自己", "给我", "me", "myself", "for me"}:
            return {"whom": ME}
        return {"whom": called} if called in data["family"] else None
    if step == "length":
        minutes = minutes_answered(words)
        if minutes is not None and 0 < minutes <= LONGEST_SERVICE:
            return {"length": minutes}
    if step == "words" and said:
        return {"words": "" if said in SKIPS else words.strip()[:LONGEST_WORDS]}
    return None


@router.callback_query(Spend.filter(), StateFilter(SpendForm))
async def press(
    query: CallbackQuery, callback_data: Spend, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    data, value = await state.get_data(), callback_data.value
    if callback_data.what == "sure":
        if await state.get_state() != SpendForm.check.state:
            return [toast(query), await go_on(scene, data)]
        return [toast(query), await _ask(scene, data)]
    data[callback_data.what] = int(value) if callback_data.what == "length" else value
    return [toast(query), await go_on(scene, data)]


async def _ask(scene: Scene, data: Data) -> Said:
    request = await redeeming.ask(
        scene.db, scene.town, scene.person.id, data["service"], data["length"],
        for_whom=None if data["whom"] == ME else data["whom"],
        words=data["words"] or None, now=scene.now,
    )  # fmt: skip
    await scene.state.clear()
    text = scene.say("bank-asked") + "\n\n" + request_card(request, scene.say, scene.town)
    return tell(scene.chat, text, [[act_on("cancel", request, scene.say)]])
