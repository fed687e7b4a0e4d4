"""One's account: what is in it, what is set aside, its number; and opening one."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.timebank import accounts, giving, ledger
from community.timebank.model import BankAccount
from config.texts import Say, Text, join
from config.town import Town
from handlers import menu
from handlers.forms import Question, asks
from handlers.menu import Door
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, tell, toast
from handlers.timebank.cards import (
    BankDo,
    Scene,
    account_card,
    account_keyboard,
    part,
)
from handlers.years import year_in
from nlu.meaning import Meaning

router = Router(name="timebank-account")



class OpenForm(StatesGroup):
    born = State()


async def mine(scene: Scene) -> BankAccount | None:
    return await accounts.account_of(scene.db, scene.person.id, now=scene.now, open_one=False)


async def show(scene: Scene) -> tuple[Text, Keyboard]:
    """Show the account; who has none hears what the bank is, and how to begin."""
    account = await mine(scene)
    if account is None:
        return no_account(scene)
    waiting = await giving.waiting_for(scene.db, account.id)
    available = await ledger.available(scene.db, account)
    text = account_card(account, available, waiting, scene.say)
    return text, account_keyboard(waiting, scene.say)


def no_account(scene: Scene) -> tuple[Text, Keyboard]:
    say, bank = scene.say, scene.town.time_bank
    age = bank.redeem_from if bank else 0
    text = join([about(scene), say("bank-no-account", age=age)], "\n\n")
    return text, [*menu.door("become_volunteer", say), [part("open", say)]]


def about(scene: Scene) -> Text:
    say, bank = scene.say, scene.town.time_bank
    if bank is None:
        return say("bank-none-here")
    return say(
        "bank-about",
        organisation=bank.organisation.text(say.language),
        age=bank.redeem_from,
        cap=bank.cap_hours,
    )


@router.callback_query(BankDo.filter(F.act == "account"))
async def show_again(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    return [toast(query), *tell(scene.chat, *await show(scene))]


# --- opening -------------------------------------------------------------------------------


@router.callback_query(BankDo.filter(F.act == "open"))
async def press_open(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    return [toast(query), *await begin_opening(scene)]


async def begin_opening(scene: Scene) -> list[Any]:
    """Ask in which year they were born; who has an account is shown it."""
    if await mine(scene) is not None or scene.town.time_bank is None:
        return tell(scene.chat, *await show(scene))
    await scene.state.set_state(OpenForm.born)
    await scene.state.set_data({})
    question = await ask_born({}, scene.say, scene.town)
    return tell(scene.chat, question.text, question.keyboard)


@asks(OpenForm.born)
async def ask_born(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    age = town.time_bank.redeem_from if town.time_bank else 0
    cancel = button(say("bank-cancel"), Door(intent="cancel"))
    return Question(say("bank-ask-born", age=age), [[cancel]])


@router.message(OpenForm.born, F.text, ~F.text.startswith("/"))
async def hear_born(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, meaning: Meaning | None,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    words = message.text or ""
    born = year_in(words, now.astimezone(town.zone).year)
    if born is None:
        if is_aside(words, meaning):
            raise SkipHandler
        question = await ask_born({}, say, town)
        text = join([say("bank-born-unread"), question.text])
        return tell(scene.chat, text, question.keyboard)
    await accounts.open_own(db, town, person.id, born, now=now)
    await state.clear()
    text, keyboard = await show(scene)
    return tell(scene.chat, join([say("bank-opened"), text], "\n\n"), keyboard)
