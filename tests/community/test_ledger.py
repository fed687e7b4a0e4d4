"""The ledger: two sides and a sum of zero, whoever writes and however many at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from community.errors import CommunityError, NotAvailableError
from community.people import Role
from community.shifts.model import HoursStatus, ServiceHours
from community.timebank import (
    accounts,
    earning,
    forgetting,
    giving,
    ledger,
    organisation,
    redeeming,
)
from community.timebank.errors import BankRefusedError
from community.timebank.model import (
    BankAccount,
    RequestStatus,
    ServiceRequest,
    TransferKind,
)
from tests.community.conftest import House


async def earn(house: House, person: int, minutes: int, days: int = 0) -> None:
    async with house.sessions() as db, db.begin():
        hours = ServiceHours(
            person_id=person, team="patrol", community="hongqiao", kind="patrol",
            minutes=minutes, ended_at=house.now - timedelta(days=days),
            status=HoursStatus.CONFIRMED, confirmed_at=house.now,
        )  # fmt: skip
        db.add(hours)
        await db.flush()
        await earning.earn(db, house.town, hours, now=house.now)
        await earning.earn(db, house.town, hours, now=house.now)  # once is enough


async def account(house: House, person: int) -> int:
    async with house.sessions() as db, db.begin():
        return (await accounts.owned(db, person, now=house.now)).id


async def balance(house: House, account_id: int) -> int:
    async with house.sessions() as db:
        return (await accounts.get(db, account_id)).balance


async def adds_up(house: House) -> None:
    async with house.sessions() as db:
        assert await db.scalar(select(func.coalesce(func.sum(BankAccount.balance), 0))) == 0
        wrong = await db.scalar(
            text(
                "select count(*) from bank_accounts a where balance <> coalesce((select"
                " sum(minutes) from bank_movements m where m.account_id = a.id), 0)"
            )
        )
        assert wrong == 0


@pytest.fixture
async def two(house: House) -> tuple[int, int]:
    """Two neighbours, each with eight hours."""
    await house.at("2026-11-23T10:00")
    first, second = await house.neighbours(2)
    await earn(house, first, 480)
    await earn(house, second, 480)
    return first, second


# --- PostgreSQL's word ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "insert into bank_transfers (kind, at) values ('gift', now())",
        "update bank_movements set minutes = minutes + 1",
        "delete from bank_movements",
        "update bank_accounts set balance = balance + 1 where kind = 'person'",
        """insert into bank_accounts (number, kind, balance, opened_at)
        values ('T-1', 'person', 60, now())""",
        """with t as (insert into bank_transfers (kind, at) values ('gift', now()) returning id)
        insert into bank_movements select t.id, a.id, 60 from t, bank_accounts a
        where a.kind = 'person'""",
    ],
)
async def test_no_hand_can_break_it(house: House, two: tuple[int, int], statement: str) -> None:
    with pytest.raises(DBAPIError):
        async with house.sessions() as db, db.begin():
            await db.execute(text(statement))
    assert await balance(house, await account(house, two[0])) == 480
    await adds_up(house)


# --- transfers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "reason"),
    [
        (0, "bank-nothing"),
        (-60, "bank-negative"),
        (481, "bank-too-much"),
        (100_001, "bank-far-too-much"),
        (60_000_000_000, "bank-far-too-much"),
        (480, None),
    ],
)
async def test_only_what_is_there_can_be_given(
    house: House, two: tuple[int, int], minutes: int, reason: str | None
) -> None:
    giver, receiver = [await account(house, person) for person in two]
    moving: Any = house.do(ledger.transfer, TransferKind.GIFT, giver, receiver, minutes)
    if reason is None:
        await moving
        assert await balance(house, receiver) == 960
    else:
        with pytest.raises(BankRefusedError) as refused:
            await moving
        assert refused.value.text_id == reason
    await adds_up(house)


async def test_not_to_oneself_nor_to_nobody(house: House, two: tuple[int, int]) -> None:
    mine = await account(house, two[0])
    with pytest.raises(BankRefusedError):
        await house.do(ledger.transfer, TransferKind.GIFT, mine, mine, 10)
    with pytest.raises(NotAvailableError):
        await house.do(ledger.transfer, TransferKind.GIFT, mine, 999_999, 10)
    with pytest.raises(NotAvailableError):
        await house.do(ledger.transfer, TransferKind.GIFT, 999_999, mine, 10)


async def test_nothing_goes_to_who_was_erased(house: House, two: tuple[int, int]) -> None:
    theirs = await account(house, two[1])
    async with house.sessions() as db, db.begin():
        await forgetting.forget(db, house.town, two[1], house.now)
    assert await balance(house, theirs) == 0
    with pytest.raises(BankRefusedError) as refused:
        await house.do(giving.offer_gift, two[0], theirs, 60)
    assert refused.value.text_id == "bank-closed"
    await adds_up(house)


# --- earning --------------------------------------------------------------------------------


async def test_eight_hours_a_day_also_after_a_correction(house: House) -> None:
    await house.at("2026-11-23T10:00")
    (one,) = await house.neighbours(1)
    mine = await account(house, one)
    for minutes, kept in ((300, 300), (-60, 240), (400, 480), (60, 480)):
        await earn(house, one, minutes)
        assert await balance(house, mine) == kept
    await adds_up(house)


async def test_above_the_cap_it_goes_to_the_pool(house: House, two: tuple[int, int]) -> None:
    giver, receiver = two
    theirs = await account(house, receiver)
    for days in range(1, 188):
        await earn(house, receiver, 480, days)
    assert await balance(house, theirs) == 90_000
    assert await house.owed(receiver, "bank-surplus")
    await house.do(giving.donate, receiver, 60)
    gifts = [await house.do(giving.offer_gift, giver, theirs, 60) for _ in range(3)]
    for gift in gifts:
        await house.do(giving.take_gift, gift.id, receiver)
    assert await balance(house, theirs) == 90_000
    await adds_up(house)


# --- gifts and help -------------------------------------------------------------------------


async def test_a_gift_is_set_aside_until_it_is_taken(house: House, two: tuple[int, int]) -> None:
    giver, receiver = two
    mine, theirs = await account(house, giver), await account(house, receiver)
    gift = await house.do(giving.offer_gift, giver, theirs, 400)
    assert await balance(house, mine) == 480
    with pytest.raises(BankRefusedError) as refused:
        await house.do(giving.donate, giver, 100)
    assert refused.value.facts["available"] == 80
    with pytest.raises(NotAvailableError):
        await house.do(giving.take_gift, gift.id, giver)
    await house.do(giving.take_gift, gift.id, receiver)
    assert (await balance(house, mine), await balance(house, theirs)) == (80, 880)
    with pytest.raises(BankRefusedError):
        await house.do(giving.take_gift, gift.id, receiver)


@pytest.mark.parametrize("end", ["decline", "withdraw", "by time"])
async def test_a_gift_ends(house: House, two: tuple[int, int], end: str) -> None:
    giver, receiver = two
    mine, theirs = await account(house, giver), await account(house, receiver)
    gift = await house.do(giving.offer_gift, giver, theirs, 60)
    if end == "decline":
        await house.do(giving.decline, gift.id, receiver)
        assert await house.owed(giver, "bank-gift-declined")
    elif end == "withdraw":
        await house.do(giving.withdraw, gift.id, giver)
    else:
        await house.later(timedelta(hours=72))
        assert await house.do(giving.settle_gifts) == 1
        assert await house.do(giving.settle_gifts) == 0
    assert await balance(house, mine) == (420 if end == "by time" else 480)


async def test_help_is_asked_for_given_and_paid(house: House, two: tuple[int, int]) -> None:
    elder, other = two
    helper = await house.person("志愿者", Role.VOLUNTEER)
    mine = await account(house, elder)
    with pytest.raises(BankRefusedError) as refused:
        await house.do(redeeming.ask, elder, "haircut", 60)
    assert refused.value.text_id == "bank-redeem-age"
    async with house.sessions() as db, db.begin():
        (await accounts.get(db, mine)).born = 1950
    request = await house.do(redeeming.ask, elder, "haircut", 60, words="周三下午")
    assert request.minutes == 90
    with pytest.raises(NotAvailableError):
        await house.do(redeeming.take, request.id, other)
    await house.do(redeeming.take, request.id, helper)
    await house.do(redeeming.done, request.id, helper)
    with pytest.raises(NotAvailableError):
        await house.do(redeeming.confirm, request.id, other)
    await house.do(redeeming.confirm, request.id, elder)
    assert await balance(house, mine) == 390
    assert await balance(house, await account(house, helper)) == 90
    with pytest.raises(BankRefusedError):
        await house.do(redeeming.confirm, request.id, elder)
    await adds_up(house)


async def test_what_is_disputed_the_organisation_decides(
    house: House, two: tuple[int, int]
) -> None:
    elder, other = two
    organiser = await house.person("何静", Role.ORGANISATION, None)
    helper = await house.person("志愿者", Role.VOLUNTEER)
    mine = await account(house, elder)
    async with house.sessions() as db, db.begin():
        (await accounts.get(db, mine)).born = 1950
    request = await house.do(redeeming.ask, elder, "company", 60)
    await house.do(redeeming.take, request.id, helper)
    await house.do(redeeming.done, request.id, helper)
    await house.do(redeeming.dispute, request.id, elder, "没有来")
    assert await house.owed(organiser, "bank-request-disputed")
    with pytest.raises(NotAvailableError):
        await house.do(organisation.decide, other, request.id, pay=False, because="没来")
    await house.do(organisation.decide, organiser, request.id, pay=False, because="没来")
    assert await balance(house, mine) == 480
    async with house.sessions() as db:
        assert await ledger.set_aside(db, mine) == 0


# --- the organisation -----------------------------------------------------------------------


async def test_freezing_reversing_and_granting(house: House, two: tuple[int, int]) -> None:
    first, second = two
    mine, theirs = await account(house, first), await account(house, second)
    organiser = await house.person("何静", Role.ORGANISATION, None)
    with pytest.raises(NotAvailableError):
        await house.do(organisation.freeze, first, theirs, "因为")
    await house.do(organisation.freeze, organiser, mine, "账目要查")
    with pytest.raises(BankRefusedError) as refused:
        await house.do(giving.donate, first, 10)
    assert refused.value.text_id == "bank-frozen"
    await house.do(organisation.unfreeze, organiser, mine, "查清楚了")
    moved = await house.do(ledger.transfer, TransferKind.GIFT, mine, theirs, 60)
    await house.do(organisation.reverse, organiser, moved.id, "送错了")
    assert (await balance(house, mine), await balance(house, theirs)) == (480, 480)
    with pytest.raises(BankRefusedError) as refused:
        await house.do(organisation.reverse, organiser, moved.id, "再来")
    assert refused.value.text_id == "bank-reversed-already"
    with pytest.raises(BankRefusedError) as refused:
        await house.do(organisation.grant, organiser, theirs, 60, "困难", from_id=mine)
    assert refused.value.text_id == "bank-not-theirs-to-give"
    await house.do(organisation.grant, organiser, theirs, 60, "独居老人")
    assert await balance(house, theirs) == 540
    totals = await house.do(organisation.totals, organiser)
    assert totals.sum == 0
    deeds = [row.deed for row in await house.do(organisation.audit, organiser)]
    assert sorted(deeds) == ["freeze", "grant", "reverse", "unfreeze"]


async def test_nothing_is_reversed_into_a_closed_account(
    house: House, two: tuple[int, int]
) -> None:
    first, second = two
    mine, theirs = await account(house, first), await account(house, second)
    organiser = await house.person("何静", Role.ORGANISATION, None)
    moved = await house.do(ledger.transfer, TransferKind.GIFT, mine, theirs, 60)
    async with house.sessions() as db, db.begin():
        await forgetting.forget(db, house.town, first, house.now)
    with pytest.raises(BankRefusedError):
        await house.do(organisation.reverse, organiser, moved.id, "送错了")
    assert await balance(house, mine) == 0
    await adds_up(house)


# --- many at once ---------------------------------------------------------------------------


async def test_mixed_transfers_at_once_neither_lose_nor_lock(house: House) -> None:
    await house.at("2026-11-23T10:00")
    people = await house.neighbours(5)
    helper = await house.person("志愿者", Role.VOLUNTEER)
    for person in (*people, helper):
        await earn(house, person, 480, 1)
    ids = [await account(house, person) for person in (*people, helper)]
    async with house.sessions() as db, db.begin():
        (await accounts.get(db, ids[0])).born = 1940
    faults: list[BaseException] = []
    for turn in range(4):
        request = await house.do(redeeming.ask, people[0], "company", 15)
        async with house.sessions() as db, db.begin():
            row = await db.get_one(ServiceRequest, request.id)
            row.status, row.helper_id, row.done_at = RequestStatus.DONE, helper, house.now
        done = await asyncio.gather(
            house.do(redeeming.confirm, request.id, people[0]),
            earn(house, people[1], 30, 2 + turn),
            house.do(giving.donate, people[2], 7),
            *(
                house.do(ledger.transfer, TransferKind.GIFT, ids[k % 6], ids[(k * k + 1) % 6], 7)
                for k in range(10)
                if k % 6 != (k * k + 1) % 6
            ),
            return_exceptions=True,
        )
        faults += [d for d in done if isinstance(d, BaseException)]
    assert [f for f in faults if not isinstance(f, CommunityError)] == []
    await adds_up(house)
