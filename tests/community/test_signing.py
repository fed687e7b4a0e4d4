"""Signing up: one seat for each, a reason for every no, and what fits instead."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from community.database import Sessions, connect, sessions_of
from community.errors import NotAvailableError
from community.people import Person, Role
from community.shifts import changing, shifts, signing, waiting
from community.shifts.errors import ShiftRefusedError, SignupRefusedError
from community.shifts.model import (
    HAS_A_PLACE,
    Shift,
    ShiftPlaces,
    ShiftStatus,
    Signup,
    SignupSource,
    SignupStatus,
    Volunteer,
)
from community.shifts.shifts import NewShift
from tests.community.conftest import House
from tests.community.on_duty import Morning

WANG, LI, ZHU = "王阿姨", "李叔", "朱爷爷"
SATURDAY = "2026-11-28"


@pytest.fixture
async def week(house: House) -> Morning:
    """The shifts of the pack are made, on a Monday at nine."""
    await house.at("2026-11-23T09:00")
    morning = Morning(house)
    await morning.volunteer(WANG)
    await morning.volunteer(LI)
    await morning.volunteer(ZHU, born=1950)
    await house.do(shifts.make_due, now=house.now)
    return morning


async def find(house: House, template: str, day: str) -> Shift:
    async with house.sessions() as db:
        found = await db.scalar(
            select(Shift).where(
                Shift.template == template, Shift.day == datetime.fromisoformat(day).date()
            )
        )
    assert found is not None
    return found


async def why(house: House, who: int, shift: Shift, role: str | None = None) -> SignupRefusedError:
    with pytest.raises(SignupRefusedError) as refused:
        await house.do(signing.sign_up, who, shift.id, role)
    return refused.value


# --- the calendar --------------------------------------------------------------------------


async def test_the_packs_shifts_are_made_once(house: House) -> None:
    await house.at("2026-11-23T09:00")
    made = await house.do(shifts.make_due, now=house.now)
    assert made > 100
    assert await house.do(shifts.make_due, now=house.now) == 0
    async with house.sessions() as db:
        first = await db.scalar(
            select(Shift).where(Shift.template == "hq-patrol-morning").order_by(Shift.starts_at)
        )
        assert first is not None
        begins = first.starts_at.astimezone(house.town.zone)
        assert begins.isoformat() == "2026-11-24T07:30:00+08:00"
        roles = await shifts.places(db, first.id)
    assert [(r.role, r.places, r.training) for r in roles] == [
        ("walker", 3, None),
        ("captain", 1, "first-aid"),
    ]
    await house.later(timedelta(days=1))
    assert await house.do(shifts.make_due, now=house.now) > 0


# --- signing up ----------------------------------------------------------------------------


async def test_a_place_is_taken_and_reminded_of(week: Morning) -> None:
    house = week.house
    shift = await find(house, "hq-green-saturday", SATURDAY)
    signup = await house.do(signing.sign_up, house[WANG], shift.id)
    assert (signup.role, signup.seat, signup.status) == ("helper", 1, SignupStatus.SIGNED_UP)
    owed = await house.owed(WANG, "shift-reminder")
    assert [n.facts["hours"] for n in owed] == [48, 2]
    assert [n.due_at for n in owed] == [
        shift.starts_at - timedelta(hours=48),
        shift.starts_at - timedelta(hours=2),
    ]
    assert (await why(house, house[WANG], shift)).text_id == "shift-already"


async def test_every_no_has_its_reason(week: Morning) -> None:
    house = week.house
    walk = await find(house, "hq-patrol-morning", SATURDAY)
    assert (await why(house, house[WANG], walk, "captain")).text_id == "shift-needs-training"
    stranger = await house.person("路人")
    assert (await why(house, stranger, walk)).text_id == "volunteer-not-yet"
    minor = await week.volunteer("小周", born=2011)
    assert (await why(house, minor, walk)).text_id == "shift-too-young"
    with pytest.raises(NotAvailableError):
        await house.do(signing.sign_up, house[WANG], walk.id, "king")
    with pytest.raises(NotAvailableError):
        await house.do(signing.sign_up, house[WANG], 0)
    await house.at("2026-11-28T07:30")
    assert (await why(house, house[WANG], walk)).text_id == "shift-past"


async def test_a_clash_says_with_what_and_offers_others(week: Morning) -> None:
    house = week.house
    green = await find(house, "hq-green-saturday", SATURDAY)
    walk = await find(house, "hq-patrol-morning", SATURDAY)
    await house.do(signing.sign_up, house[WANG], green.id)
    refused = await why(house, house[WANG], walk)
    assert refused.text_id == "shift-clash"
    assert refused.facts["start"] == green.starts_at
    assert refused.instead
    assert green.id not in refused.instead
    taken = await house.do(signing.sign_up, house[WANG], refused.instead[0])
    assert taken.status is SignupStatus.SIGNED_UP


async def test_elders_rest_after_four_hours(week: Morning) -> None:
    house = week.house
    walk = await find(house, "hq-patrol-morning", SATURDAY)
    await house.do(signing.sign_up, house[ZHU], walk.id)
    long = await week.shift(f"{SATURDAY}T13:00", f"{SATURDAY}T15:30")
    async with house.sessions() as db, db.begin():
        db.add(ShiftPlaces(shift_id=long.id, role=shifts.HELPER, places=2, from_age=16))
    assert (await why(house, house[ZHU], long)).text_id == "shift-elder-hours"
    assert (await house.do(signing.sign_up, house[WANG], long.id)).seat == 1


async def test_what_one_may_take_comes_first_from_the_own_community(week: Morning) -> None:
    house = week.house
    found = await house.do(signing.may_take, house[WANG], most=30)
    assert {o.shift.community for o in found} == {"hongqiao"}
    assert all(o.role != "captain" for o in found)
    starts = [o.shift.starts_at for o in found]
    assert starts == sorted(starts)
    saturday = datetime.fromisoformat(SATURDAY).date()
    only = await house.do(
        signing.may_take, house[WANG], kind="patrol", first=saturday, last=saturday
    )
    assert {o.shift.template for o in only if o.shift.community == "hongqiao"} == {
        "hq-patrol-morning",
        "hq-patrol-evening",
    }


# --- five hundred at once ------------------------------------------------------------------


async def test_five_hundred_at_once_and_no_place_twice(week: Morning, database_url: str) -> None:
    house = week.house
    shift = await find(house, "hq-green-saturday", SATURDAY)
    async with house.sessions() as db, db.begin():
        crowd = [Person(name=f"志愿者{n}", created_at=house.now) for n in range(500)]
        db.add_all(crowd)
        await db.flush()
        db.add_all(_volunteer(person.id, house.now) for person in crowd)
    engine = connect(database_url, connections=12)
    sessions, doors = sessions_of(engine), asyncio.Semaphore(12)

    async def one(person_id: int) -> str:
        async with doors:
            return await _try(sessions, house, person_id, shift.id)

    try:
        said = Counter(await asyncio.gather(*(one(person.id) for person in crowd)))
    finally:
        await engine.dispose()
    assert said == {"a place": 8, "shift-full": 492}
    async with house.sessions() as db:
        seats = [s.seat for s in await shifts.signups(db, shift.id, HAS_A_PLACE)]
    assert sorted(seats, key=lambda seat: seat or 0) == list(range(1, 9))


def _volunteer(person_id: int, now: datetime) -> Volunteer:
    return Volunteer(
        person_id=person_id, status="active", community="hongqiao", born=1970,
        skills=[], languages=[], free=[], applied_at=now,
    )  # fmt: skip


async def _try(sessions: Sessions, house: House, person_id: int, shift_id: int) -> str:
    async with sessions() as db, db.begin():
        try:
            # No next best here: five hundred would each look through a month.
            await signing.sign_up(
                db, house.town, person_id, shift_id, now=house.now, source=SignupSource.LEADER
            )
        except SignupRefusedError as refused:
            return refused.text_id
    return "a place"


# --- leaving -------------------------------------------------------------------------------


async def test_one_leaves_freely_until_a_day_before(week: Morning) -> None:
    house = week.house
    leader = await house.person("杨队", Role.LEADER)
    shift = await find(house, "hq-green-saturday", SATURDAY)
    signup = await house.do(signing.sign_up, house[WANG], shift.id)
    left = await house.do(signing.leave, signup.id, house[WANG])
    assert left.status is SignupStatus.LEFT
    assert not [n for n in await house.owed(WANG, "shift-reminder") if n.dropped_at is None]
    again = await house.do(signing.sign_up, house[WANG], shift.id)
    assert again.seat == 1
    await house.at("2026-11-27T09:00")
    with pytest.raises(SignupRefusedError) as refused:
        await house.do(signing.leave, again.id, house[WANG])
    assert refused.value.text_id == "shift-late-reason"
    await house.do(signing.leave, again.id, house[WANG], "发烧了")
    (told,) = await house.owed(leader, "signup-left-late")
    assert told.facts["words"] == "发烧了"


async def test_nobody_gives_back_anothers_place(week: Morning) -> None:
    house = week.house
    shift = await find(house, "hq-green-saturday", SATURDAY)
    signup = await house.do(signing.sign_up, house[WANG], shift.id)
    with pytest.raises(NotAvailableError):
        await house.do(signing.leave, signup.id, house[LI])
    with pytest.raises(NotAvailableError):
        await house.do(signing.say_coming, signup.id, house[LI])
    coming = await house.do(signing.say_coming, signup.id, house[WANG])
    assert coming.status is SignupStatus.COMING


async def test_who_is_on_duty_signs_out_first(week: Morning) -> None:
    house = week.house
    shift = await week.shift()
    signup_id = await week.place(shift, house[WANG], SignupStatus.ON_DUTY)
    with pytest.raises(SignupRefusedError) as refused:
        await house.do(signing.leave, signup_id, house[WANG])
    assert refused.value.text_id == "shift-sign-out-first"


# --- the waiting list ----------------------------------------------------------------------


async def full(week: Morning, template: str = "hq-road-school", day: str = "2026-11-27") -> Shift:
    """Fill a shift with two others."""
    shift = await find(week.house, template, day)
    for name in ("甲", "乙"):
        await week.volunteer(name)
        await week.house.do(signing.sign_up, week.house[name], shift.id)
    return shift


async def test_a_freed_place_goes_to_the_next_in_line(week: Morning) -> None:
    house = week.house
    shift = await full(week)
    assert (await why(house, house[WANG], shift)).text_id == "shift-full"
    first = await house.do(waiting.wait, house[WANG], shift.id, "guide")
    second = await house.do(waiting.wait, house[LI], shift.id, "guide")
    async with house.sessions() as db:
        assert [await waiting.position(db, s) for s in (first, second)] == [1, 2]
    mine = await house.do(signing.mine, house["甲"])
    await house.do(signing.leave, mine[0][0].id, house["甲"])
    (told,) = await house.owed(WANG, "shift-moved-up")
    async with house.sessions() as db:
        seated = await db.get_one(Signup, told.facts["signup_id"])
    assert (seated.person_id, seated.status) == (house[WANG], SignupStatus.SIGNED_UP)
    assert not await house.owed(LI, "shift-moved-up")


async def test_late_all_who_wait_are_asked_and_the_first_has_it(week: Morning) -> None:
    house = week.house
    shift = await full(week)
    for name in (WANG, LI):
        await house.do(waiting.wait, house[name], shift.id, "guide")
    await house.at("2026-11-26T18:00")
    mine = await house.do(signing.mine, house["甲"])
    await house.do(signing.leave, mine[0][0].id, house["甲"], "孩子病了")
    assert await house.owed(WANG, "shift-free-now")
    assert await house.owed(LI, "shift-free-now")
    got = await house.do(signing.sign_up, house[LI], shift.id)
    assert got.status is SignupStatus.SIGNED_UP
    assert (await why(house, house[WANG], shift)).text_id == "shift-full"
    await house.at("2026-11-27T07:11")
    assert await house.do(waiting.close_lines, now=house.now) == 1
    assert await house.owed(WANG, "shift-not-needed")


@pytest.mark.parametrize("again", [False, True])
async def test_nobody_waits_where_there_is_room_or_twice(week: Morning, *, again: bool) -> None:
    house = week.house
    shift = await full(week) if again else await find(house, "hq-road-school", "2026-11-27")
    if again:
        await house.do(waiting.wait, house[WANG], shift.id, "guide")
    with pytest.raises(SignupRefusedError) as refused:
        await house.do(waiting.wait, house[WANG], shift.id, "guide")
    assert refused.value.text_id == ("shift-already" if again else "shift-not-full")


# --- changes -------------------------------------------------------------------------------


async def test_a_moved_shift_is_confirmed_again_or_given_back(week: Morning) -> None:
    house = week.house
    leader = await house.person("杨队", Role.LEADER)
    shift = await find(house, "hq-green-saturday", SATURDAY)
    signups = [await house.do(signing.sign_up, house[n], shift.id) for n in (WANG, LI)]
    later = timedelta(hours=1)
    changed = await house.do(
        changing.move, shift.id, leader, shift.starts_at + later, shift.ends_at + later, shift.place
    )
    assert changed.told == 2
    assert len(await house.owed(WANG, "shift-moved")) == 1
    await house.do(changing.reconfirm, signups[0].id, house[WANG], comes=True)
    await house.later(timedelta(hours=49))
    assert await house.do(changing.release_silent, now=house.now) == 1
    async with house.sessions() as db:
        states = [(await db.get_one(Signup, s.id)).status for s in signups]
    assert states == [SignupStatus.COMING, SignupStatus.RELEASED]
    assert await house.owed(LI, "shift-released")


async def test_a_cancelled_shift_tells_everybody_not_to_come(week: Morning) -> None:
    house = week.house
    leader = await house.person("杨队", Role.LEADER)
    shift = await full(week)
    await house.do(waiting.wait, house[WANG], shift.id, "guide")
    with pytest.raises(NotAvailableError):
        await house.do(changing.cancel, shift.id, house[WANG], None)
    changed = await house.do(changing.cancel, shift.id, leader, "台风")
    assert changed.told == 3
    for name in ("甲", "乙", WANG):
        assert len(await house.owed(name, "shift-cancelled")) == 1
    with pytest.raises(ShiftRefusedError):
        await house.do(changing.cancel, shift.id, leader, "台风")
    assert (await why(house, house[LI], shift)).text_id == "shift-is-cancelled"


async def test_a_template_that_left_the_pack_cancels_its_shifts(week: Morning) -> None:
    house = week.house
    shift = await full(week)
    smaller = house.town.model_copy(
        update={
            "shift_templates": tuple(
                t for t in house.town.shift_templates if t.code != "hq-road-school"
            )
        }
    )
    assert await changing.settle_changes(house.sessions, smaller) > 10
    assert await house.owed("甲", "shift-cancelled")
    async with house.sessions() as db:
        gone = await db.get_one(Shift, shift.id)
    assert gone.status is ShiftStatus.CANCELLED


@pytest.mark.parametrize(
    ("start", "hours", "places", "reason"),
    [
        ("2026-11-22T10:00", 2, 3, "shift-in-the-past"),
        ("2026-11-25T10:00", -1, 3, "shift-ends-before"),
        ("2026-11-25T10:00", 0, 3, "shift-ends-before"),
        ("2026-11-25T10:00", 13, 3, "shift-too-long"),
        ("2026-11-25T10:00", 2, 0, "shift-places"),
        ("2026-11-25T10:00", 2, 1_000_000_000, "shift-places"),
        ("2026-11-25T10:00", 2, 500, None),
    ],
)
async def test_a_leader_makes_a_single_shift(
    week: Morning, start: str, hours: int, places: int, reason: str | None
) -> None:
    house = week.house
    leader = await house.person("杨队", Role.LEADER)
    starts = datetime.fromisoformat(start).replace(tzinfo=house.town.zone)
    new = NewShift(
        name="扫雪", kind="environment", team="green", community="hongqiao",
        starts_at=starts, ends_at=starts + timedelta(hours=hours), places=places,
    )  # fmt: skip
    with pytest.raises(NotAvailableError):
        await house.do(shifts.create, house[WANG], new)
    making: Any = house.do(shifts.create, leader, new)
    if reason:
        with pytest.raises(ShiftRefusedError) as refused:
            await making
        assert refused.value.text_id == reason
        return
    made = await making
    assert (await house.do(signing.sign_up, house[WANG], made.id)).role == shifts.HELPER
    async with house.sessions() as db:
        assert (await db.get_one(ShiftPlaces, (made.id, shifts.HELPER))).places == places
