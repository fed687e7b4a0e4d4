"""Hours: who confirms them, when they count by themselves, and what they make: stars, a record."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from community.conditions import no_hours_waiting
from community.errors import CommunityError, NotAvailableError
from community.people import Role
from community.shifts import hours, hours_round
from community.shifts.hours import HoursRefusedError
from community.shifts.model import HoursStatus, ServiceHours
from community.shifts.record import Given, Record, hours_given, next_star, record, star_of
from community.timebank.model import BankAccount
from config.town import Town
from tests.community.conftest import House
from tests.community.on_duty import LEADER, Morning

WANG, LI = "王阿姨", "李叔"


@pytest.fixture
async def morning(house: House) -> Morning:
    morning = Morning(house)
    await morning.volunteer(WANG)
    return morning


async def reason_of(deed: object) -> str:
    with pytest.raises(HoursRefusedError) as refused:
        await deed  # type: ignore[misc]
    return refused.value.text_id


async def given(morning: Morning, minutes: int, *, name: str = WANG) -> ServiceHours:
    """Somebody brings a record along."""
    async with morning.house.sessions() as db, db.begin():
        hours_row = ServiceHours(
            person_id=morning.house[name], team="patrol", community="hongqiao", kind="patrol",
            minutes=minutes, ended_at=morning.house.now, status=HoursStatus.CONFIRMED,
            confirmed_at=morning.house.now,
        )  # fmt: skip
        db.add(hours_row)
    return hours_row


# --- confirming ----------------------------------------------------------------------------


async def test_a_leader_confirms_and_the_volunteer_hears(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    leader = morning.house[LEADER]
    done = await morning.house.do(hours.confirm, claimed.id, leader)
    assert (done.status, done.confirmed_by, done.minutes) == (HoursStatus.CONFIRMED, leader, 120)
    [told] = await morning.house.owed(WANG, "hours-confirmed")
    assert told.facts["minutes"] == 120


async def test_the_second_leader_hears_that_it_is_settled(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    await morning.house.do(hours.confirm, claimed.id, morning.house[LEADER])
    again = morning.house.do(hours.confirm, claimed.id, morning.house["沈丽"])
    assert await reason_of(again) == "hours-already"
    refusing = morning.house.do(hours.refuse, claimed.id, morning.house["沈丽"], "不在")
    assert await reason_of(refusing) == "hours-already"


async def test_two_leaders_at_once_confirm_once(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    leaders = [morning.house[name] for name in (LEADER, "沈丽", "周敏")]
    results = await asyncio.gather(
        *(morning.house.do(hours.confirm, claimed.id, leader) for leader in leaders),
        *(morning.house.do(hours.confirm_all, [claimed.id], leader) for leader in leaders),
        return_exceptions=True,
    )
    assert all(
        not isinstance(r, BaseException) or isinstance(r, CommunityError) for r in results
    ), results
    done = [r for r in results if isinstance(r, ServiceHours)]
    done += [h for r in results if isinstance(r, list) for h in r]
    assert len(done) == 1
    assert len(await morning.house.owed(WANG, "hours-confirmed")) == 1
    whole: Record = await morning.house.do(record, morning.house[WANG])
    assert whole.minutes == 120


async def test_only_who_leads_there_confirms(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    for name in (WANG, "陆建国", "朱文斌"):
        with pytest.raises(NotAvailableError):
            await morning.house.do(hours.confirm, claimed.id, morning.house[name])
        assert await morning.house.do(hours.waiting_for, morning.house[name]) == []


async def test_nobody_confirms_their_own(morning: Morning) -> None:
    leader = morning.house[LEADER]
    async with morning.house.sessions() as db, db.begin():
        morning.house.who["领队"] = leader
    claimed = await morning.served(LEADER)
    assert await reason_of(morning.house.do(hours.confirm, claimed.id, leader)) == "hours-own"
    assert await morning.house.do(hours.confirm_all, [claimed.id], leader) == []
    assert await morning.house.do(hours.confirm, claimed.id, morning.house["沈丽"])


@pytest.mark.parametrize(
    ("minutes", "refused"),
    [
        (0, "hours-too-few"),
        (-60, "hours-too-few"),
        (601, "hours-too-many"),
        (10**9, "hours-too-many"),
        (600, None),
        (1, None),
    ],
)
async def test_other_minutes_must_be_a_days(
    morning: Morning, minutes: int, refused: str | None
) -> None:
    claimed = await morning.served(WANG)
    confirming = morning.house.do(hours.confirm, claimed.id, morning.house[LEADER], minutes)
    if refused:
        assert await reason_of(confirming) == refused
        assert [h.status for h in await morning.hours()] == [HoursStatus.CLAIMED]
    else:
        assert (await confirming).minutes == minutes
        assert len(await morning.house.owed(WANG, "hours-changed")) == 1


async def test_refused_hours_do_not_count_and_are_explained(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    leader = morning.house[LEADER]
    wordless = morning.house.do(hours.refuse, claimed.id, leader, "  ")
    assert await reason_of(wordless) == "hours-need-a-word"
    await morning.house.do(hours.refuse, claimed.id, leader, "没有到场")
    [told] = await morning.house.owed(WANG, "hours-refused")
    assert told.facts["word"] == "没有到场"
    assert (await morning.house.do(record, morning.house[WANG])).minutes == 0


async def test_a_correction_is_a_row_of_its_own(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    leader, who = morning.house[LEADER], morning.house[WANG]
    early = morning.house.do(hours.correct, claimed.id, leader, 60, "早退")
    assert await reason_of(early) == "hours-not-confirmed"
    await morning.house.do(hours.confirm, claimed.id, leader)
    made = await morning.house.do(hours.correct, claimed.id, leader, 60, "早退")
    assert (made.minutes, made.corrects_id) == (-60, claimed.id)
    again = morning.house.do(hours.correct, claimed.id, leader, 60, "早退")
    assert await reason_of(again) == "hours-as-they-are"
    whole: Record = await morning.house.do(record, who)
    assert (whole.minutes, whole.count, whole.shifts[0].minutes) == (60, 1, 60)
    await morning.house.do(hours.correct, claimed.id, leader, 90, "看错了")
    assert (await morning.house.do(record, who)).minutes == 90
    assert [h.minutes for h in await morning.hours()] == [120, -60, 30]


async def test_confirmed_hours_are_time_in_the_bank_once(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    leader = morning.house[LEADER]

    async def balance() -> int:
        async with morning.house.sessions() as db:
            found = await db.scalar(
                select(BankAccount.balance).where(BankAccount.person_id == morning.house[WANG])
            )
            return found or 0

    assert await balance() == 0
    await morning.house.do(hours.confirm, claimed.id, leader)
    assert await balance() == 120
    await morning.house.do(hours.correct, claimed.id, leader, 90, "早退")
    assert await balance() == 90


# --- what leaders are told -----------------------------------------------------------------


async def test_a_leader_gets_one_message_for_all(morning: Morning) -> None:
    await morning.served(WANG)
    await morning.served(LI)
    [told] = await morning.house.owed(LEADER, "hours-waiting")
    assert told.due_at.astimezone(morning.house.town.zone).strftime("%H:%M") == "18:00"
    assert await morning.house.owed("沈丽", "hours-waiting") == []
    await morning.house.do(
        hours.confirm_all, [h.id for h in await morning.hours()], morning.house[LEADER]
    )
    async with morning.house.sessions() as db:
        assert await no_hours_waiting(db, told)


async def test_leaders_are_reminded_after_a_day_and_two(morning: Morning) -> None:
    await morning.served(WANG, "2026-11-23T07:30", "2026-11-23T09:30")
    await morning.served(LI, "2026-11-23T14:00", "2026-11-23T16:00")
    told = []
    for hour in range(75):
        await morning.house.at("2026-11-23T16:00")
        await morning.house.later(timedelta(hours=hour))
        await morning.step(hours_round.auto_confirm)
        if await morning.step(hours_round.nag):
            told.append(hour)
    assert told == [18, 42]
    assert len(await morning.house.owed(LEADER, "hours-nag")) == 2


async def test_after_three_days_hours_count_by_themselves(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    await morning.house.at(claimed.ended_at + timedelta(hours=72, seconds=-1))
    assert await morning.step(hours_round.auto_confirm) == 0
    await morning.house.later(timedelta(seconds=1))
    assert await morning.step(hours_round.auto_confirm) == 1
    assert await morning.step(hours_round.auto_confirm) == 0
    [done] = await morning.hours()
    assert (done.status, done.confirmed_by) == (HoursStatus.CONFIRMED, None)
    assert done.confirmed_at is not None
    [told] = await morning.house.owed(LEADER, "hours-by-time")
    assert told.facts["count"] == 1


# --- the record and the stars --------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours_given_so_far", "stars", "next_hours"),
    [
        (0, 0, 100),
        (99.99, 0, 100),
        (100, 1, 300),
        (299.9, 1, 300),
        (300, 2, 600),
        (600, 3, 1000),
        (1000, 4, 1500),
        (1500, 5, None),
        (10**6, 5, None),
        (-5, 0, 100),
    ],
)
def test_stars(town: Town, hours_given_so_far: float, stars: int, next_hours: int | None) -> None:
    minutes = int(hours_given_so_far * 60)
    assert star_of(minutes, town.shift_rules) == stars
    expected = next_hours * 60 if next_hours else None
    assert next_star(minutes, town.shift_rules) == expected


async def test_a_new_star_is_told_once(morning: Morning) -> None:
    await given(morning, 99 * 60)
    leader = morning.house[LEADER]
    first = await morning.served(WANG, "2026-11-23T07:30", "2026-11-23T09:30")
    await morning.house.do(hours.confirm, first.id, leader)
    [told] = await morning.house.owed(WANG, "star-reached")
    assert told.facts == {"stars": 1, "hours": 100}
    await morning.house.do(hours.correct, first.id, leader, 10, "早退")
    await morning.house.do(hours.correct, first.id, leader, 120, "看错了")
    second = await morning.served(WANG, "2026-11-24T07:30", "2026-11-24T09:30")
    await morning.house.do(hours.confirm, second.id, leader)
    assert len(await morning.house.owed(WANG, "star-reached")) == 1


async def test_the_record_sums_up(morning: Morning) -> None:
    leader, who = morning.house[LEADER], morning.house[WANG]
    for day in range(1, 8):
        claimed = await morning.served(
            WANG, f"2026-11-{day:02}T07:30", f"2026-11-{day:02}T08:30",
            kind="patrol" if day < 6 else "station",
        )  # fmt: skip
        if day < 7:
            await morning.house.do(hours.confirm, claimed.id, leader)
    whole: Record = await morning.house.do(record, who)
    assert (whole.minutes, whole.count, whole.waiting, whole.stars) == (360, 6, 60, 0)
    assert whole.next_star_minutes == 6000
    assert list(whole.by_kind) == [("patrol", 300), ("station", 60)]
    assert [s.shift.day.day for s in whole.shifts] == [6, 5, 4, 3, 2]
    assert whole.since == date(2026, 11, 1)


async def test_the_desk_counts_what_was_given(morning: Morning) -> None:
    for name in (WANG, LI):
        claimed = await morning.served(name)
        await morning.house.do(hours.confirm, claimed.id, morning.house[LEADER])
    await morning.served(WANG, "2026-11-24T07:30", "2026-11-24T09:30")
    first, last = date(2026, 11, 23), date(2026, 11, 24)
    assert await morning.house.do(hours_given, "hongqiao", first, last) == Given(240, 2, 2)
    assert await morning.house.do(hours_given, None, first, last) == Given(240, 2, 2)
    assert await morning.house.do(hours_given, "kanghe", first, last) == Given(0, 0, 0)
    assert await morning.house.do(hours_given, None, last, last) == Given(0, 0, 0)


async def test_social_workers_confirm_where_nobody_leads(morning: Morning) -> None:
    await morning.house.leaves(LEADER)
    await morning.served(WANG)
    assert len(await morning.house.owed("沈丽", "hours-waiting")) == 1
    assert len(await morning.house.owed("周敏", "hours-waiting")) == 1


async def test_a_leader_of_another_community_sees_nothing(morning: Morning) -> None:
    stranger = await morning.house.person("别的领队", Role.LEADER, "kanghe")
    await morning.served(WANG)
    assert await morning.house.do(hours.waiting_for, stranger) == []
