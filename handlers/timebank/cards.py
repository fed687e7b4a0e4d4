"""How time, accounts, gifts and requests are shown, and the buttons that act on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.timebank.model import BankAccount, Gift, ServiceRequest
from config.texts import Say, Text
from config.town import Town
from handlers.reply import Keyboard, button

Data = dict[str, Any]
HALF_AN_HOUR, AN_HOUR = 30, 60
YES = frozenset(
    {
        "确认", "好", "好的", "是", "是的", "对", "可以", "行", "嗯", "确认送出",
        "yes", "ok", "okay", "confirm", "sure",
    }
)  # fmt: skip


class BankDo(CallbackData, prefix="bank"):
    """Opens a part of the bank: account, give, spend, donate, team, help, open."""

    act: str


class GiftDo(CallbackData, prefix="bank-gift"):
    """take, decline, withdraw or show a gift."""

    act: str
    gift_id: int


class RequestDo(CallbackData, prefix="bank-request"):
    """take, done, confirm, object, cancel or show a request."""

    act: str
    request_id: int


class Statement(CallbackData, prefix="bank-lines"):
    """Lines older than a transfer; 0 begins with the newest."""

    before: int = 0


class Export(CallbackData, prefix="bank-export"):
    kind: str


class Desk(CallbackData, prefix="bank-desk"):
    """The organisation's desk.

    home, find, audit, csv, disputed, open; of what `id` names: freeze, unfreeze, grant, reverse,
    pay, refund.
    """

    act: str
    id: int = 0


@dataclass(frozen=True)
class Scene:
    """What the steps of a form need."""

    db: AsyncSession
    person: Speaker
    state: FSMContext
    say: Say
    town: Town
    now: datetime
    chat: int


def hours(minutes: int, say: Say) -> Text:
    """Say an amount in hours and minutes; what went out has its minus before it."""
    whole, odd = divmod(abs(minutes), AN_HOUR)
    name = "bank-time-minutes" if not whole else "bank-time-both" if odd else "bank-time-hours"
    one = "-one" if whole == 1 and not odd else ""
    text = say(name + one, hours=f"{whole:,}", minutes=odd)
    return Text("−") + text if minutes < 0 else text


def masked(name: str | None, say: Say) -> str:
    """Show of a name what its holder recognises, and nobody else: 沈丽 is 沈*."""
    if not name or not name.strip():
        return say("bank-no-name").words
    return " ".join(part[0] + "*" * min(len(part) - 1, 3) for part in name.split())


def service_name(code: str, say: Say, town: Town) -> str:
    services = town.time_bank.services if town.time_bank else ()
    names = {service.code: service.name.text(say.language) for service in services}
    return names.get(code, code)


def community_name(code: str | None, say: Say, town: Town) -> str:
    return next((c.name.text(say.language) for c in town.communities if c.code == code), code or "")


def account_card(account: BankAccount, available: int, waiting: Sequence[Gift], say: Say) -> Text:
    text = say("bank-card", hours=hours(account.balance, say), number=account.number)
    if available != account.balance:
        aside = hours(account.balance - available, say)
        text = text + "\n" + say("bank-card-aside", hours=aside, free=hours(available, say))
    if account.frozen_at is not None:
        text = text + "\n" + say("bank-card-frozen")
    if waiting:
        text = text + "\n" + say("bank-card-gifts", count=len(waiting))
    return text


def account_keyboard(gifts: Sequence[Gift], say: Say) -> Keyboard:
    take = [
        [
            button(
                say("bank-open-gift", hours=hours(gift.minutes, say)),
                GiftDo(act="show", gift_id=gift.id),
                many=True,
            )
        ]
        for gift in gifts
    ]
    return [
        *take,
        [part("give", say), part("spend", say)],
        [part("donate", say), button(say("bank-do-lines"), Statement(), many=True)],
    ]


def part(act: str, say: Say) -> Any:
    return button(say(f"bank-do-{act}"), BankDo(act=act), many=True)


def request_card(request: ServiceRequest, say: Say, town: Town) -> Text:
    text = say(
        "bank-request-card",
        number=request.number,
        service=service_name(request.service, say, town),
        community=community_name(request.community, say, town),
        hours=hours(request.minutes, say),
    )
    if request.words:
        text = text + "\n" + say("bank-request-words", words=request.words)
    return text + "\n" + say(f"bank-request-is-{request.status.value}")


def act_on(act: str, request: ServiceRequest, say: Say, *, many: bool = False) -> Any:
    label = say(f"bank-request-do-{act}")
    return button(label, RequestDo(act=act, request_id=request.id), many=many)
