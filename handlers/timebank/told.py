"""Gifts to take, and what the bank tells by itself to the other side."""

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.people import Person, Speaker
from community.timebank import giving
from community.timebank.model import BankAccount, Gift, GiftStatus, ServiceRequest
from config.texts import Say, Text, join
from config.town import Town
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.timebank.cards import Desk, GiftDo, hours, masked, request_card
from handlers.timebank.helping import keyboard_of

router = Router(name="timebank-told")


async def gift_card(
    db: AsyncSession, gift: Gift, person_id: int, say: Say
) -> tuple[Text, Keyboard]:
    """Show a gift to who gave it or to who may take it."""
    giver = await db.get_one(BankAccount, gift.from_id)
    receiver = await db.get_one(BankAccount, gift.to_id)
    mine = receiver.person_id == person_id
    other = giver if mine else receiver
    person = await db.get(Person, other.person_id) if other.person_id else None
    name = masked(person.name if person else None, say)
    side = "to-me" if mine else "from-me"
    if gift.status is not GiftStatus.OFFERED:
        over = say(f"bank-gift-is-{gift.status.value}", hours=hours(gift.minutes, say), name=name)
        return over, []
    text = say(f"bank-gift-{side}", hours=hours(gift.minutes, say), name=name)
    if gift.word:
        text = text + "\n" + say("bank-gift-word", word=gift.word)
    acts = ("take", "decline") if mine else ("withdraw",)
    buttons = [button(say(f"bank-gift-do-{act}"), GiftDo(act=act, gift_id=gift.id)) for act in acts]
    return text, [buttons]


async def _gift(db: AsyncSession, gift_id: int, person_id: int) -> Gift:
    """:raises NotAvailableError: it is neither from nor for them."""
    gift = await db.get(Gift, gift_id, populate_existing=True)
    own = await db.scalar(select(BankAccount.id).where(BankAccount.person_id == person_id))
    if gift is None or own not in {gift.from_id, gift.to_id}:
        raise NotAvailableError
    return gift


@renders("bank-gift-taken", "bank-gift-declined")
async def tell_end_of_gift(t: Telling) -> Said:
    gift = await _gift(t.db, t.facts["gift_id"], t.notice.person_id)
    return tell(t.chat_id, *await gift_card(t.db, gift, t.notice.person_id, t.say))


REQUEST_NEWS = (
    "bank-request-taken", "bank-request-done", "bank-request-paid", "bank-request-open-again",
    "bank-request-cancelled",
)  # fmt: skip


@renders(*REQUEST_NEWS)
async def tell_request(t: Telling) -> Said:
    """What the other side did, and the request as it stands now."""
    me, request = t.notice.person_id, await t.db.get_one(ServiceRequest, t.facts["request_id"])
    other = request.helper_id if request.person_id == me else request.person_id
    person = await t.db.get(Person, other) if other else None
    name = (person.name if person else None) or t.say("bank-somebody").words
    what = t.notice.text_id.removeprefix("bank-request-")
    head = t.say(f"bank-told-{what}", name=name, hours=hours(request.minutes, t.say))
    text = join([head, request_card(request, t.say, t.town)], "\n\n")
    return tell(t.chat_id, text, keyboard_of(request, me, t.say))


@renders("bank-request-disputed")
async def tell_dispute(t: Telling) -> Said:
    text = t.say("bank-told-disputed", number=t.facts["number"])
    look = button(t.say("bank-desk-disputed"), Desk(act="disputed"), many=True)
    return tell(t.chat_id, text, [[look]])


@renders("bank-granted", "bank-reversed")
async def tell_moved(t: Telling) -> Said:
    """What the organisation did to the account."""
    way = "granted" if t.notice.text_id == "bank-granted" else "reversed-out"
    if t.facts.get("came"):
        way = "reversed-in"
    return tell(t.chat_id, t.say(f"bank-told-{way}", hours=hours(t.facts["minutes"], t.say)))


@renders("bank-surplus")
async def tell_surplus(t: Telling) -> Said:
    cap = t.town.time_bank.cap_hours if t.town.time_bank else 0
    return tell(
        t.chat_id, t.say("bank-told-surplus", hours=hours(t.facts["minutes"], t.say), cap=cap)
    )


@renders("bank-was-frozen", "bank-was-unfrozen")
async def tell_frozen(t: Telling) -> Said:
    how = t.notice.text_id.removeprefix("bank-was-")
    return tell(t.chat_id, t.say(f"bank-told-{how}", number=t.facts["number"]))


@renders("bank-request-decided")
async def tell_decided(t: Telling) -> Said:
    how = "paid" if t.facts["paid"] else "back"
    return tell(t.chat_id, t.say(f"bank-told-decided-{how}", number=t.facts["number"]))


@renders("bank-gift")
async def tell_gift(t: Telling) -> Said:
    gift = await _gift(t.db, t.facts["gift_id"], t.notice.person_id)
    return tell(t.chat_id, *await gift_card(t.db, gift, t.notice.person_id, t.say))


@router.callback_query(GiftDo.filter(F.act == "show"))
async def show_gift(
    query: CallbackQuery, callback_data: GiftDo, db: AsyncSession, person: Speaker, say: Say
) -> Said:
    gift = await _gift(db, callback_data.gift_id, person.id)
    return [toast(query), *tell(query.from_user.id, *await gift_card(db, gift, person.id, say))]


@router.callback_query(GiftDo.filter(F.act.in_({"take", "decline", "withdraw"})))
async def act_on_gift(
    query: CallbackQuery, callback_data: GiftDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    gift_id, me = callback_data.gift_id, person.id
    match callback_data.act:
        case "take":
            gift = await giving.take_gift(db, town, gift_id, me, now=now)
        case "decline":
            gift = await giving.decline(db, town, gift_id, me, now=now)
        case _:
            gift = await giving.withdraw(db, town, gift_id, me, now=now)
    return [toast(query), replace(query, *await gift_card(db, gift, me, say))]
