"""Redeeming: help from the catalogue, paid with time once the one who was helped says so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices, numbers
from community.errors import NotAvailableError
from community.people import Person, Role, holds, staff_of
from community.timebank import accounts, caps, giving, ledger
from community.timebank.errors import BankRefusedError
from community.timebank.model import (
    BankAccount,
    RequestStatus,
    ServiceRequest,
    TransferKind,
)
from config.town import BankService, Town

PREFIX: numbers.Prefix = "B"
HELPERS = frozenset({Role.VOLUNTEER, Role.LEADER, Role.SOCIAL_WORKER})
MOST_OPEN = 5
LONGEST_WORDS = 300
LONGEST_SERVICE = 8 * 60
AT_ONCE = 1
"""Each in a transaction of its own: locks of several would be taken in no order."""


def price(service: BankService, minutes: int) -> int:
    """What so many minutes of a service cost, in minutes; a half is rounded up."""
    return (minutes * service.minutes_per_hour + 30) // 60


def service_of(town: Town, code: str) -> BankService:
    """:raises NotAvailableError: the bank offers no such service."""
    for service in giving.bank_of(town).services:
        if service.code == code:
            return service
    raise NotAvailableError


async def ask(
    db: AsyncSession,
    town: Town,
    person_id: int,
    service: str,
    minutes: int,
    *,
    for_whom: str | None = None,
    words: str | None = None,
    now: datetime,
) -> ServiceRequest:
    """Ask for help; its price is set aside until it was given, or not.

    :param minutes: how long it takes.
    :param for_whom: what the asker calls them: of their family, as they said before.
    :raises NotAvailableError: no bank, or no such service.
    :raises BankRefusedError: bank-redeem-age(age), bank-too-long(hours), bank-too-many(most),
        or why it cannot be paid.
    """
    bank, wanted = giving.bank_of(town), service_of(town, service)
    if not 0 < minutes <= LONGEST_SERVICE:
        raise BankRefusedError("bank-too-long", hours=LONGEST_SERVICE // 60)
    own = await accounts.owned(db, person_id, now=now)
    account = (await ledger.lock(db, [own.id]))[own.id]
    if for_whom is None:
        year = now.astimezone(town.zone).year
        if account.born is None or year - account.born < bank.redeem_from:
            raise BankRefusedError("bank-redeem-age", age=bank.redeem_from)
    else:
        known = await giving.relation(db, account.id, for_whom)
        if known is None or not known.is_family:
            raise BankRefusedError("bank-not-family", called=for_whom)
    open_ = await db.scalars(
        select(ServiceRequest.id).where(
            ServiceRequest.account_id == account.id, ServiceRequest.status.in_(ledger.UNPAID)
        )
    )
    if len(open_.all()) >= MOST_OPEN:
        raise BankRefusedError("bank-too-many", most=MOST_OPEN)
    cost = price(wanted, minutes)
    await ledger.check_spendable(db, account, cost)
    person = await db.get_one(Person, person_id)
    community = person.community or account.community or town.default_community.code
    request = ServiceRequest(
        number=await numbers.next_number(db, PREFIX, now=now),
        account_id=account.id,
        person_id=person_id,
        for_whom=for_whom,
        service=service,
        community=community,
        minutes=cost,
        words=words[:LONGEST_WORDS] if words else None,
        status=RequestStatus.OPEN,
        created_at=now,
    )
    db.add(request)
    await db.flush()
    return request


async def get(db: AsyncSession, request_id: int, person_id: int) -> ServiceRequest:
    """Give a request to who asked or helps; an open one to whoever may help in its community.

    :raises NotAvailableError: there is none, or it is not for them.
    """
    found = await db.get(ServiceRequest, request_id, populate_existing=True)
    if found is None:
        raise NotAvailableError
    if person_id in {found.person_id, found.helper_id}:
        return found
    if found.status is RequestStatus.OPEN and await holds(
        db, person_id, HELPERS, found.community
    ):
        return found
    raise NotAvailableError


async def lock(db: AsyncSession, request_id: int) -> tuple[ServiceRequest, BankAccount]:
    """Lock the accounts of payer and helper, and the pool's; then the request.

    :raises NotAvailableError: there is no such request.
    """
    before = await db.get(ServiceRequest, request_id)
    if before is None:
        raise NotAvailableError
    wanted = [(await accounts.pool(db, now=before.created_at)).id, before.account_id]
    if before.helper_id is not None:
        wanted.append((await accounts.owned(db, before.helper_id, now=before.created_at)).id)
    account = (await ledger.lock(db, wanted))[before.account_id]
    request = await db.get_one(
        ServiceRequest, request_id, with_for_update=True, populate_existing=True
    )
    return request, account


async def mine(db: AsyncSession, person_id: int) -> Sequence[ServiceRequest]:
    """What somebody asked for, or helps with, and has not ended."""
    rows = await db.scalars(
        select(ServiceRequest)
        .where(
            or_(ServiceRequest.person_id == person_id, ServiceRequest.helper_id == person_id),
            ServiceRequest.status.in_(ledger.UNPAID),
        )
        .order_by(ServiceRequest.created_at, ServiceRequest.id)
    )
    return rows.all()


async def open_requests(
    db: AsyncSession, person_id: int, *, most: int = 10
) -> Sequence[ServiceRequest]:
    """What a volunteer could help with, the oldest first; the own community's only."""
    person = await db.get_one(Person, person_id)
    rows = await db.scalars(
        select(ServiceRequest)
        .where(
            ServiceRequest.status == RequestStatus.OPEN,
            ServiceRequest.person_id != person_id,
            *([ServiceRequest.community == person.community] if person.community else []),
        )
        .order_by(ServiceRequest.created_at, ServiceRequest.id)
        .limit(most)
    )
    found = rows.all()
    return [one for one in found if await holds(db, person_id, HELPERS, one.community)]


# --- its way -------------------------------------------------------------------------------


async def take(
    db: AsyncSession, town: Town, request_id: int, person_id: int, *, now: datetime
) -> ServiceRequest:
    """「我来」.

    :raises NotAvailableError: no such request, or they do not volunteer there.
    :raises BankRefusedError: bank-own-request, bank-request-over.
    """
    giving.bank_of(town)
    request, _ = await lock(db, request_id)
    if not await holds(db, person_id, HELPERS, request.community):
        raise NotAvailableError
    if request.person_id == person_id:
        raise BankRefusedError("bank-own-request")
    _must_be(request, RequestStatus.OPEN)
    request.status, request.helper_id, request.taken_at = RequestStatus.TAKEN, person_id, now
    _tell(db, request.person_id, "bank-request-taken", request, now=now)
    return request


async def done(
    db: AsyncSession, town: Town, request_id: int, person_id: int, *, now: datetime
) -> ServiceRequest:
    """The helper says that it is done; who asked confirms, or nobody objects in time.

    :raises NotAvailableError: no such request, or somebody else helps.
    :raises BankRefusedError: bank-request-over.
    """
    bank = giving.bank_of(town)
    request, _ = await lock(db, request_id)
    if request.helper_id != person_id:
        raise NotAvailableError
    _must_be(request, RequestStatus.TAKEN)
    request.status, request.done_at = RequestStatus.DONE, now
    for hours in (0, *bank.nag_hours):
        _tell(
            db, request.person_id, "bank-request-done", request,
            now=now + timedelta(hours=hours), unless="bank-request-settled",
        )  # fmt: skip
    return request


async def confirm(
    db: AsyncSession, town: Town, request_id: int, person_id: int | None, *, now: datetime
) -> ServiceRequest:
    """Pay for help that was given.

    :param person_id: who asked; None for the clock, when nobody objected.
    :raises NotAvailableError: no such request, or not theirs.
    :raises BankRefusedError: bank-request-over, or an account is frozen.
    """
    giving.bank_of(town)
    request, _ = await lock(db, request_id)
    if person_id is not None and request.person_id != person_id:
        raise NotAvailableError
    _must_be(request, RequestStatus.DONE)
    await pay(db, town, request, made_by=person_id, now=now)
    return request


async def pay(
    db: AsyncSession, town: Town, request: ServiceRequest, *, made_by: int | None, now: datetime
) -> None:
    """Move the price of a locked request to its helper; to the pool when the helper is gone."""
    if request.helper_id is None:
        to = await accounts.pool(db, now=now)
    else:
        to = await accounts.owned(db, request.helper_id, now=now)
    await ledger.transfer(
        db, TransferKind.REDEEM, request.account_id, to.id, request.minutes,
        now=now, made_by=made_by, promised=request.minutes, request_id=request.id,
    )  # fmt: skip
    request.status, request.ended_at = RequestStatus.PAID, now
    await caps.pass_on(db, town, to, request.minutes, now=now)
    await db.flush()
    _tell(db, request.helper_id, "bank-request-paid", request, now=now)


async def dispute(
    db: AsyncSession, town: Town, request_id: int, person_id: int, words: str, *, now: datetime
) -> ServiceRequest:
    """Who asked says that it was not so; the organisation decides.

    :raises NotAvailableError: no such request, or not theirs.
    :raises BankRefusedError: bank-request-over.
    """
    giving.bank_of(town)
    request, _ = await lock(db, request_id)
    if request.person_id != person_id:
        raise NotAvailableError
    _must_be(request, RequestStatus.DONE)
    request.status, request.ended_because = RequestStatus.DISPUTED, words[:LONGEST_WORDS]
    for one in await staff_of(db, request.community, {Role.ORGANISATION}):
        _tell(db, one.id, "bank-request-disputed", request, now=now)
    return request


async def cancel(
    db: AsyncSession, town: Town, request_id: int, person_id: int, *, now: datetime
) -> ServiceRequest:
    """Who asked calls it off before it is done; or the helper cannot come, and it is open again.

    :raises NotAvailableError: no such request, or not theirs.
    :raises BankRefusedError: bank-request-over.
    """
    giving.bank_of(town)
    request, _ = await lock(db, request_id)
    if person_id == request.helper_id:
        _must_be(request, RequestStatus.TAKEN)
        request.status, request.helper_id, request.taken_at = RequestStatus.OPEN, None, None
        _tell(db, request.person_id, "bank-request-open-again", request, now=now)
        return request
    if request.person_id != person_id:
        raise NotAvailableError
    _must_be(request, RequestStatus.OPEN, RequestStatus.TAKEN)
    _tell(db, request.helper_id, "bank-request-cancelled", request, now=now)
    request.status, request.ended_at = RequestStatus.CANCELLED, now
    return request


def _must_be(request: ServiceRequest, *statuses: RequestStatus) -> None:
    if request.status not in statuses:
        raise BankRefusedError("bank-request-over", number=request.number)


def _tell(
    db: AsyncSession,
    person_id: int | None,
    text_id: str,
    request: ServiceRequest,
    *,
    now: datetime,
    unless: str | None = None,
) -> None:
    if person_id is not None:
        notices.owe(
            db, person_id, text_id, due_at=now, topic=request.number, unless=unless,
            number=request.number, request_id=request.id, service=request.service,
            minutes=request.minutes,
        )  # fmt: skip


async def settle_requests(db: AsyncSession, town: Town, now: datetime) -> int:
    """Pay for help to which nobody objected in time; a frozen account goes to the organisation."""
    if town.time_bank is None:
        return 0
    since = now - timedelta(hours=town.time_bank.confirm_hours)
    due = await db.scalars(
        select(ServiceRequest.id)
        .where(ServiceRequest.status == RequestStatus.DONE, ServiceRequest.done_at <= since)
        .order_by(ServiceRequest.id)
        .limit(AT_ONCE)
    )
    settled = 0
    for request_id in due.all():
        settled += 1
        try:
            await confirm(db, town, request_id, None, now=now)
        except BankRefusedError:
            request, _ = await lock(db, request_id)
            request.status = RequestStatus.DISPUTED
            for one in await staff_of(db, request.community, {Role.ORGANISATION}):
                _tell(db, one.id, "bank-request-disputed", request, now=now)
    return settled
