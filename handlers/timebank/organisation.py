"""The organisation's desk: find an account, freeze, grant, reverse, decide, audit, open one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Person, Role, Speaker
from community.timebank import accounts, ledger, organisation, statement
from community.timebank.model import BankAccount, BankAudit
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Staff, Word, plain
from handlers.forms import Question, answer_aside, asks
from handlers.menu import Door
from handlers.reply import Said, button, rows, tell, toast
from handlers.timebank.amounts import minutes_answered
from handlers.timebank.cards import Data, Desk, Scene, hours, masked, request_card
from handlers.timebank.statement import line_text, send, table
from handlers.timebank.words import number_answered, number_in
from handlers.years import year_in

RULERS = frozenset({Role.ORGANISATION, Role.ADMIN})
router = Router(name="timebank-organisation")
router.message.filter(Staff(RULERS))
router.callback_query.filter(Staff(RULERS))

WORDS = ("时间银行管理", "管理时间银行", "run the time bank", "time bank desk", "/timebank")
LAST_LINES, LAST_DEEDS, MOST_DEEDS = 5, 15, 10_000
LONGEST_WORDS = 200
NEEDS_MINUTES = frozenset({"grant"})


class BankDesk(StatesGroup):
    number = State()
    minutes = State()
    because = State()
    sure = State()
    name = State()
    born = State()


# --- the desk ------------------------------------------------------------------------------


@router.message(Word(*WORDS))
async def open_desk(
    message: Message, db: AsyncSession, person: Speaker, say: Say, town: Town
) -> Said:
    return tell(message.chat.id, *await home(db, person, say, town))


async def home(db: AsyncSession, person: Speaker, say: Say, town: Town) -> tuple[Text, Any]:
    totals = await organisation.totals(db, town, person.id)
    text = say(
        "bank-desk",
        pool=hours(totals.pool, say),
        held=hours(totals.people + totals.teams, say),
        accounts=totals.accounts,
        total=totals.sum,
        frozen=totals.frozen,
        disputed=len(await organisation.disputed(db, town, person.id)),
    )
    acts = ("find", "open", "disputed", "audit", "csv")
    return text, rows([button(say(f"bank-desk-{act}"), Desk(act=act), many=True) for act in acts])


@router.message(StateFilter(None), F.text.func(number_in))
async def find_typed(
    message: Message, db: AsyncSession, person: Speaker, say: Say, town: Town
) -> Said:
    """A number alone is enough at this desk."""
    number = number_in(message.text or "") or ""
    return tell(message.chat.id, *await account_card(db, person, number, say, town))


async def account_card(
    db: AsyncSession, person: Speaker, number: str, say: Say, town: Town
) -> tuple[Text, Any]:
    await organisation.require(db, town, person.id)
    account = await accounts.find(db, number)
    if account is None:
        return say("bank-no-such-number", number=number), []
    holder = await db.get(Person, account.person_id) if account.person_id else None
    found = await statement.lines(db, account, most=LAST_LINES)
    text = say(
        "bank-desk-account",
        number=account.number,
        name=masked(holder.name if holder else None, say),
        hours=hours(account.balance, say),
        free=hours(await ledger.available(db, account), say),
    )
    frozen = say("bank-desk-frozen", because=account.frozen_because or "")
    lines = [text, frozen if account.frozen_at else "", *(line_text(o, say, town) for o in found)]
    freeze = "unfreeze" if account.frozen_at else "freeze"
    acts = [
        button(say(f"bank-desk-{act}"), Desk(act=act, id=account.id), many=True)
        for act in (freeze, "grant")
    ]
    turn = [
        [
            button(
                say("bank-desk-reverse", hours=hours(line.minutes, say)),
                Desk(act="reverse", id=line.transfer_id),
                many=True,
            )
        ]
        for line in found
    ]
    return join(lines), [acts, *turn]


async def _numbers(db: AsyncSession, deeds: Sequence[BankAudit]) -> dict[int | None, str]:
    ids = {deed.account_id for deed in deeds}
    rows = await db.execute(
        select(BankAccount.id, BankAccount.number).where(BankAccount.id.in_(ids))
    )
    return {row.id: row.number for row in rows}


def _deed(deed: BankAudit, say: Say) -> Text:
    return say(f"bank-deed-{deed.deed.replace(' ', '-')}")


@router.callback_query(Desk.filter(F.act == "audit"))
async def show_audit(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town
) -> Said:
    deeds = await organisation.audit(db, town, person.id, most=LAST_DEEDS)
    numbers = await _numbers(db, deeds)
    lines = [
        say(
            "bank-desk-deed",
            day=f"{deed.at.astimezone(town.zone):%m-%d %H:%M}",
            deed=_deed(deed, say),
            number=numbers.get(deed.account_id, ""),
            because=deed.because or "",
        )
        for deed in deeds
    ]
    return [toast(query), *tell(query.from_user.id, join([say("bank-desk-audit-head"), *lines]))]


@router.callback_query(Desk.filter(F.act == "disputed"))
async def show_disputed(
    query: CallbackQuery, db: AsyncSession, person: Speaker, say: Say, town: Town
) -> Said:
    """Requests about which the two sides disagree: pay, or give the time back."""
    found = await organisation.disputed(db, town, person.id)
    if not found:
        return [toast(query), *tell(query.from_user.id, say("bank-desk-no-disputes"))]
    said: list[Said] = []
    for one in found:
        because = say("bank-desk-objection", because=one.ended_because or "")
        acts = [
            button(say(f"bank-desk-{act}"), Desk(act=act, id=one.id), many=True)
            for act in ("pay", "refund")
        ]
        text = join([request_card(one, say, town), because])
        said.extend(tell(query.from_user.id, text, [acts]))
    return [toast(query), *said]


@router.callback_query(Desk.filter(F.act == "csv"))
async def export_audit(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    deeds = await organisation.audit(db, town, person.id, most=MOST_DEEDS)
    numbers = await _numbers(db, deeds)
    head = [say(f"bank-column-{name}").words for name in ("day", "deed", "account", "because")]
    rows_ = [
        [
            f"{deed.at.astimezone(town.zone):%Y-%m-%d %H:%M}", _deed(deed, say).words,
            numbers.get(deed.account_id, ""), deed.because or "",
        ]
        for deed in deeds
    ]  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    name = f"time-bank-audit-{now.astimezone(town.zone):%Y-%m-%d}.csv"
    document = await send(scene, table(head, rows_), name, say("bank-audit-sent").words)
    return [toast(query), document]


# --- what needs a reason -------------------------------------------------------------------

FIRST_STEPS = {"find": BankDesk.number, "open": BankDesk.name, "grant": BankDesk.minutes}


@router.callback_query(
    Desk.filter(
        F.act.in_({"find", "open", "grant", "freeze", "unfreeze", "reverse", "pay", "refund"})
    )
)
async def begin(
    query: CallbackQuery, callback_data: Desk, state: FSMContext, say: Say, town: Town
) -> Said:
    data: Data = {"act": callback_data.act, "id": callback_data.id}
    await state.set_state(FIRST_STEPS.get(callback_data.act, BankDesk.because))
    await state.set_data(data)
    return [toast(query), await answer_aside(query.from_user.id, Text(""), state, say, town)]


@asks(BankDesk.number, BankDesk.minutes, BankDesk.because, BankDesk.name, BankDesk.born)
async def ask(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    """The step is the first fact that the data lacks."""
    cancel = [[button(say("bank-cancel"), Door(intent="cancel"))]]
    act = data["act"]
    if act == "find":
        return Question(say("bank-desk-ask-number"), cancel)
    if act == "open":
        return Question(
            say("bank-desk-ask-born" if "name" in data else "bank-desk-ask-name"), cancel
        )
    if act == "grant" and "minutes" not in data:
        return Question(say("bank-desk-ask-minutes"), cancel)
    return Question(say("bank-desk-ask-because", act=say(f"bank-desk-act-{act}")), cancel)


@asks(BankDesk.sure)
async def ask_sure(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    minutes = data.get("minutes")
    text = say(
        "bank-desk-sure",
        act=say(f"bank-desk-act-{data['act']}"),
        hours=hours(minutes, say) if minutes else "",
        because=data["because"],
    )
    sure = button(say("bank-desk-do-it"), Desk(act="sure"))
    return Question(text, [[sure, button(say("bank-cancel"), Door(intent="cancel"))]])


@router.message(StateFilter(BankDesk), F.text, ~F.text.startswith("/"))
async def hear(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime, raw_state: str | None = None,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, message.chat.id)
    words, data = (message.text or "").strip()[:LONGEST_WORDS], await state.get_data()
    match raw_state:
        case BankDesk.number.state if number := number_answered(words):
            shown = await account_card(db, person, number, say, town)
            await state.clear()
            return tell(scene.chat, *shown)
        case BankDesk.minutes.state if (minutes := minutes_answered(words)) is not None:
            if minutes > 0:
                return await _next(scene, BankDesk.because, data | {"minutes": minutes})
        case BankDesk.because.state if plain(words):
            return await _next(scene, BankDesk.sure, data | {"because": words})
        case BankDesk.name.state if plain(words):
            return await _next(scene, BankDesk.born, data | {"name": words})
        case BankDesk.born.state if born := year_in(words, now.astimezone(town.zone).year):
            return await _open_for(scene, data["name"], born)
    return await answer_aside(scene.chat, say("bank-unread"), state, say, town)


async def _next(scene: Scene, step: State, data: Data) -> Said:
    await scene.state.set_state(step)
    await scene.state.set_data(data)
    return await answer_aside(scene.chat, Text(""), scene.state, scene.say, scene.town)


async def _open_for(scene: Scene, name: str, born: int) -> Said:
    """Open it for an elder without a phone, and give the slip that they take home."""
    community = scene.person.community or scene.town.default_community.code
    account = await organisation.open_for(
        scene.db, scene.town, scene.person.id, name, born, community, now=scene.now
    )
    await scene.state.clear()
    bank = scene.town.time_bank
    slip = scene.say(
        "bank-desk-slip",
        name=name,
        number=account.number,
        organisation=bank.organisation.text(scene.say.language) if bank else "",
    )
    return tell(scene.chat, join([scene.say("bank-desk-opened"), slip], "\n\n"))


@router.callback_query(Desk.filter(F.act == "sure"), StateFilter(BankDesk.sure))
async def do_it(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    data, me = await state.get_data(), person.id
    wanted, because = data["id"], data["because"]
    match data["act"]:
        case "freeze":
            await organisation.freeze(db, town, me, wanted, because, now=now)
        case "unfreeze":
            await organisation.unfreeze(db, town, me, wanted, because, now=now)
        case "grant":
            await organisation.grant(db, town, me, wanted, data["minutes"], because, now=now)
        case "reverse":
            await organisation.reverse(db, town, me, wanted, because, now=now)
        case "pay" | "refund" as act:
            await organisation.decide(
                db, town, me, wanted, pay=act == "pay", because=because, now=now
            )
    await state.clear()
    done = say("bank-desk-done", act=say(f"bank-desk-act-{data['act']}"))
    return [toast(query), *tell(query.from_user.id, done, (await home(db, person, say, town))[1])]
