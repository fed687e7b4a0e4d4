"""The way in: what is said of the time bank, its door, and its lines in 「我的事项」."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.timebank import accounts, giving, redeeming
from community.timebank.model import RequestStatus
from config.texts import Say, Text, join
from config.town import Town
from handlers import menu
from handlers.filters import Meant, Word
from handlers.forms import answer_aside
from handlers.matters import Asking, Matter, lists_mine
from handlers.menu import Door
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, tell, toast
from handlers.timebank import account, helping, spending, statement
from handlers.timebank import giving as give
from handlers.timebank.cards import GiftDo, RequestDo, Scene, hours, part, service_name
from handlers.timebank.giving import GiveForm
from handlers.timebank.spending import SpendForm
from handlers.timebank.words import Ask, Wish, heard_surely, understood
from nlu.meaning import ACT_FROM, Meaning

router = Router(name="timebank-entry")


class Heard(Filter):
    """A sentence that is the bank's for certain, unless the model surely hears another."""

    async def __call__(
        self, message: Message, meaning: Meaning | None = None
    ) -> bool | dict[str, Any]:
        words = message.text or ""
        if meaning is not None and meaning.confidence >= ACT_FROM:
            if meaning.intent != "time_bank":
                return False
            named = meaning.first("person")
            return {"wish": understood(words, named.text if named else None)}
        wish = heard_surely(words)
        return {"wish": wish} if wish else False


class Aside(Filter):
    """A question to the bank in the middle of another form."""

    async def __call__(self, message: Message, meaning: Meaning | None = None) -> bool:
        return (
            meaning is not None
            and meaning.intent == "time_bank"
            and is_aside(message.text or "", meaning)
        )


@router.message(Word("时间银行", "time bank", "我的时间", "时间存折"), StateFilter(None))
@router.message(StateFilter(None), F.text, Heard())
async def from_words(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, wish: Wish | None = None,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    return await answer(scene, wish or Wish(Ask.BALANCE), message.text or "")


class Anew(Filter):
    """Another business of the bank, said in the middle of one: 明细, 捐一小时."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        wish = heard_surely(message.text or "")
        return {"wish": wish} if wish else False


IN_BETWEEN = (
    GiveForm.amount, GiveForm.whom, GiveForm.family, GiveForm.check,
    SpendForm.whom, SpendForm.length, SpendForm.check,
)  # fmt: skip


@router.message(StateFilter(*IN_BETWEEN), F.text, Anew())
async def begin_anew(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, wish: Wish,
) -> Said:  # fmt: skip
    """What is only asked leaves the form open; what is to be done takes its place."""
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    if wish.ask in {Ask.GIVE, Ask.DONATE, Ask.TEAM, Ask.SPEND, Ask.OPEN}:
        await state.clear()
        return await answer(scene, wish, message.text or "")
    text, keyboard = await _shown(scene, wish.ask)
    return await answer_aside(scene.chat, text, state, say, town, keyboard)


async def answer(scene: Scene, wish: Wish, words: str) -> Said:
    """Open what the sentence asks for."""
    if scene.town.time_bank is None:
        return tell(scene.chat, *_none_here(scene.say))
    if wish.ask in {Ask.GIVE, Ask.DONATE, Ask.TEAM}:
        return await give.begin(scene, wish)
    if wish.ask is Ask.SPEND:
        return await spending.begin(scene, words, wish.minutes)
    if wish.ask is Ask.OPEN:
        return await account.begin_opening(scene)
    return tell(scene.chat, *await _shown(scene, wish.ask))


async def _shown(scene: Scene, ask: Ask) -> tuple[Text, Keyboard]:
    say = scene.say
    match ask:
        case Ask.HELP:
            return await helping.open_requests(scene)
        case Ask.STATEMENT:
            return await statement.show(scene)
        case Ask.RECORD:
            return say("bank-record-elsewhere"), menu.door("my_shifts", say)
        case Ask.ABOUT:
            text = join([account.about(scene), say("bank-about-more")], "\n\n")
            return text, [[part("account", say)]]
    return await account.show(scene)


def _none_here(say: Say) -> tuple[Text, Keyboard]:
    return say("bank-none-here"), menu.person_and_menu(say)


@router.message(~StateFilter(None), Meant("time_bank"), Aside())
async def from_a_form(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    """What is there is said; the form that is open asks on."""
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    text, keyboard = await account.show(scene)
    return await answer_aside(scene.chat, text, state, say, town, keyboard)


@router.callback_query(Door.filter(F.intent == "time_bank"))
async def from_menu(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    if town.time_bank is None:
        text, keyboard = _none_here(say)
    else:
        text, keyboard = await account.show(scene)
    return [toast(query), await answer_aside(scene.chat, text, state, say, town, keyboard)]


@lists_mine
async def mine(asking: Asking) -> Sequence[Matter]:
    """Gifts to take, help to give or to confirm."""
    db, say, me = asking.db, asking.say, asking.person.id
    own = await accounts.account_of(db, me, now=asking.now, open_one=False)
    gifts = await giving.waiting_for(db, own.id) if own else []
    matters = [
        Matter(
            say("bank-matter-gift", hours=hours(gift.minutes, say)),
            button(
                say("bank-open-gift", hours=hours(gift.minutes, say)),
                GiftDo(act="show", gift_id=gift.id),
                many=True,
            ),
        )
        for gift in gifts
    ]
    for request in await redeeming.mine(db, me):
        helps = request.helper_id == me
        stands = "help" if helps else request.status.value
        if helps and request.status is not RequestStatus.TAKEN:
            continue
        line = say(
            f"bank-matter-{stands}",
            number=request.number,
            service=service_name(request.service, say, asking.town),
        )
        opens = RequestDo(act="show", request_id=request.id)
        label = say("bank-open-request", number=request.number)
        matters.append(Matter(line, button(label, opens, many=True)))
    return matters
