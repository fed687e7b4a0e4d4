"""Giving time: to whom and how much, one look, and it is set aside until they take it."""

from datetime import datetime

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Person, Speaker
from community.shifts.model import TeamMember
from community.timebank import accounts, giving, ledger
from community.timebank.model import BankAccount
from config.texts import Say, Text
from config.town import Town
from handlers.filters import plain
from handlers.forms import Question, answer_aside, asks
from handlers.menu import Door
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, rows, tell, toast
from handlers.timebank.account import mine, no_account
from handlers.timebank.amounts import is_all, minutes_answered
from handlers.timebank.cards import (
    AN_HOUR,
    HALF_AN_HOUR,
    YES,
    BankDo,
    Data,
    GiftDo,
    Scene,
    community_name,
    hours,
    masked,
)
from handlers.timebank.words import (
    Ask,
    Wish,
    called_in,
    is_elder_kin,
    is_other_kin,
    number_answered,
)
from nlu.meaning import Meaning

router = Router(name="timebank-giving")

AMOUNTS = (HALF_AN_HOUR, AN_HOUR, 2 * AN_HOUR, 4 * AN_HOUR)
LONGEST_BARE_NAME = 8


class GiveForm(StatesGroup):
    amount = State()
    whom = State()
    family = State()
    check = State()


class Give(CallbackData, prefix="bank-give"):
    """An answer in the form: amount, whom, family, sure, change."""

    what: str
    value: str = ""


# --- the way in ----------------------------------------------------------------------------


async def begin(scene: Scene, wish: Wish) -> Said:
    """Begin with what the sentence said; only what is missing is asked."""
    account = await mine(scene)
    if account is None:
        return tell(scene.chat, *no_account(scene))
    free = await ledger.available(scene.db, account)
    data: Data = {"free": free, "to": wish.ask.value, "account": account.id}
    data["known"] = [r.called for r in await giving.relations(scene.db, account.id)]
    data["called"], data["number"] = wish.called, wish.number
    data["minutes"] = free if wish.everything else wish.minutes
    return await go_on(scene, data)


@router.callback_query(BankDo.filter(F.act.in_({"give", "donate", "team"})))
async def press_begin(
    query: CallbackQuery, callback_data: BankDo, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    return [toast(query), await begin(scene, Wish(Ask(callback_data.act)))]


async def go_on(scene: Scene, data: Data, note: Text | str = "") -> Said:
    """Ask for what is missing; a wrong amount is said at once, with what there is."""
    step = GiveForm.check
    if data.get("minutes") is not None and (refused := _amount_refused(data, scene.say)):
        note, data["minutes"] = refused, None
    if data["to"] == Ask.GIVE and data.get("to_id") is None:
        step, found = await _find(scene, data)
        note = note or found
    if step is not GiveForm.whom and data.get("minutes") is None:
        step = GiveForm.amount
    if step is GiveForm.check and data["to"] == Ask.TEAM and data.get("team") is None:
        return await _team(scene, data)
    await scene.state.set_state(step)
    await scene.state.set_data(data)
    return await answer_aside(scene.chat, Text("") + note, scene.state, scene.say, scene.town)


def _amount_refused(data: Data, say: Say) -> Text | None:
    minutes, free = data["minutes"], data["free"]
    if minutes <= 0:
        return say("bank-amount-nothing", free=hours(free, say))
    if minutes > free:
        return say("bank-amount-too-much", wanted=hours(minutes, say), free=hours(free, say))
    return None


async def _find(scene: Scene, data: Data) -> tuple[State, Text | str]:
    """Find the receiver by what they are called, or by number; else say what is missing."""
    say, called = scene.say, data.get("called")
    if data.get("number") is None and called:
        relation = await giving.relation(scene.db, data["account"], called)
        if relation is None:
            return GiveForm.whom, say("bank-not-known-yet", called=called)
        account = await scene.db.get_one(BankAccount, relation.to_id)
    elif data.get("number"):
        found = await accounts.find(scene.db, data["number"])
        if found is None or found.closed_at is not None:
            wrong, data["number"] = data["number"], None
            return GiveForm.whom, say("bank-no-such-number", number=wrong)
        if found.id == data["account"]:
            data["number"] = None
            return GiveForm.whom, say("bank-own-number")
        account = found
        if called and data.get("family") is None:
            if not is_elder_kin(called) and not is_other_kin(called):
                return GiveForm.family, ""
            data["family"] = is_elder_kin(called)
    else:
        return GiveForm.whom, ""
    person = await scene.db.get(Person, account.person_id) if account.person_id else None
    data["to_id"] = account.id
    data["name"] = masked(account_name(account, person), say)
    data["number"] = account.number
    data["where"] = community_name(account.community, say, scene.town)
    return GiveForm.check, ""


def account_name(account: BankAccount, person: Person | None) -> str | None:  # noqa: ARG001
    return person.name if person else None


async def _team(scene: Scene, data: Data) -> Said:
    teams = await _teams_of(scene)
    if not teams:
        await scene.state.clear()
        return tell(scene.chat, scene.say("bank-no-team"))
    data["team"], data["team_community"] = teams[0]
    data["name"] = scene.town.team(teams[0][0]).name.text(scene.say.language)
    return await go_on(scene, data)


async def _teams_of(scene: Scene) -> list[tuple[str, str]]:
    rows = await scene.db.execute(
        select(TeamMember.team, TeamMember.community)
        .where(TeamMember.person_id == scene.person.id)
        .order_by(TeamMember.team, TeamMember.community)
    )
    return [(row.team, row.community) for row in rows]


# --- the questions -------------------------------------------------------------------------


def _cancel(say: Say) -> Keyboard:
    return [[button(say("bank-cancel"), Door(intent="cancel"))]]


@asks(GiveForm.amount)
async def ask_amount(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    choices = [
        button(hours(minutes, say), Give(what="amount", value=str(minutes)))
        for minutes in AMOUNTS
        if minutes <= data["free"]
    ]
    text = say("bank-ask-amount", free=hours(data["free"], say))
    return Question(text, [*rows(choices), *_cancel(say)])


@asks(GiveForm.whom)
async def ask_whom(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    if data.get("called"):
        return Question(say("bank-ask-number", called=data["called"]), _cancel(say))
    known = [button(called, Give(what="whom", value=called)) for called in data.get("known", ())]
    return Question(say("bank-ask-whom"), [*rows(known), *_cancel(say)])


@asks(GiveForm.family)
async def ask_family(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    yes = button(say("bank-family-yes"), Give(what="family", value="yes"))
    no = button(say("bank-family-no"), Give(what="family", value="no"))
    return Question(say("bank-ask-family", called=data["called"]), [[yes], [no]])


@asks(GiveForm.check)
async def ask_check(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    facts = {
        "hours": hours(data["minutes"], say),
        "left": hours(data["free"] - data["minutes"], say),
        "name": data.get("name", ""),
        "called": data.get("called") or say("bank-them"),
        "number": data.get("number") or "",
    }
    text = say(f"bank-check-{data['to']}", **facts)
    sure = button(say(f"bank-sure-{data['to']}"), Give(what="sure"))
    change = button(say("bank-change-amount"), Give(what="change"))
    return Question(text, [[sure], [change, *_cancel(say)[0]]])


# --- the answers ---------------------------------------------------------------------------


@router.message(
    StateFilter(GiveForm.amount, GiveForm.whom, GiveForm.family, GiveForm.check),
    F.text, ~F.text.startswith("/"),
)  # fmt: skip
async def hear(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, meaning: Meaning | None, raw_state: str | None = None,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    words, data = message.text or "", await state.get_data()
    said = plain(words)
    minutes = data["free"] if is_all(words) else minutes_answered(words)
    answer: Data | None = None
    match raw_state:
        case GiveForm.check.state if said in YES:
            return await _send(scene, data)
        case GiveForm.amount.state | GiveForm.check.state if minutes is not None:
            answer = {"minutes": minutes}
        case GiveForm.whom.state if number := number_answered(words):
            answer = {"number": number}
        case GiveForm.whom.state if not is_aside(words, meaning) and (called := _called(words)):
            answer = {"called": called}
        case GiveForm.family.state if said in YES | _NOT:
            answer = {"family": said in YES}
    if answer is not None:
        return await go_on(scene, data | answer)
    if is_aside(words, meaning):
        raise SkipHandler
    return await answer_aside(scene.chat, say("bank-unread"), state, say, town)


_NOT = frozenset({"不是", "不", "否", "no", "not"})


def _called(words: str) -> str | None:
    said = plain(words)
    found = called_in(words)
    if found is None and 0 < len(said) <= LONGEST_BARE_NAME and "不" not in said:
        found = said
    return found


@router.callback_query(Give.filter(), StateFilter(GiveForm))
async def press(
    query: CallbackQuery, callback_data: Give, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    data, value = await state.get_data(), callback_data.value
    match callback_data.what:
        case "amount":
            data["minutes"] = int(value)
        case "whom":
            data["called"] = value
        case "family":
            data["family"] = value == "yes"
        case "change":
            data["minutes"] = None
        case "sure" if await state.get_state() == GiveForm.check.state:
            return [toast(query), await _send(scene, data)]
    return [toast(query), await go_on(scene, data)]


async def _send(scene: Scene, data: Data) -> Said:
    """Set it aside or give it away; a refusal leaves the form as it is."""
    db, say, me, now, minutes = scene.db, scene.say, scene.person.id, scene.now, data["minutes"]
    facts = {"hours": hours(minutes, say), "name": data.get("name", "")}
    if data["to"] == Ask.DONATE:
        await giving.donate(db, scene.town, me, minutes, now=now)
        await scene.state.clear()
        return tell(scene.chat, say("bank-donated", **facts))
    if data["to"] == Ask.TEAM:
        await giving.to_team(
            db, scene.town, me, data["team"], data["team_community"], minutes, now=now
        )
        await scene.state.clear()
        return tell(scene.chat, say("bank-given-to-team", **facts))
    gift = await giving.offer_gift(db, scene.town, me, data["to_id"], minutes, now=now)
    if data.get("called") and data.get("family") is not None:
        await giving.remember(
            db, data["account"], data["called"], data["to_id"], is_family=data["family"], now=now
        )
    await scene.state.clear()
    back = button(say("bank-gift-do-withdraw"), GiftDo(act="withdraw", gift_id=gift.id))
    return tell(scene.chat, say("bank-gift-sent", **facts), [[back]])
