"""On duty: when and where one may sign in, what ends a duty, and what is noted as missed."""

import asyncio
from datetime import datetime, timedelta

import pytest

from community.conditions import duty_over, duty_settled
from community.errors import NotAvailableError
from community.people import Role
from community.reports import patrol
from community.shifts import duty, duty_round, hours
from community.shifts.duty import DutyRefusedError, Findings, How, metres_between
from community.shifts.hours import minutes_between
from community.shifts.model import Shift, ShiftStatus, SignupStatus
from tests.community.conftest import House
from tests.community.on_duty import CODE, LEADER, Morning

WANG = "王阿姨"


@pytest.fixture
async def morning(house: House) -> Morning:
    morning = Morning(house)
    await morning.volunteer(WANG)
    await house.at("2026-11-23T07:30")
    return morning


async def reason_of(deed: object) -> str:
    with pytest.raises(DutyRefusedError) as refused:
        await deed  # type: ignore[misc]
    return refused.value.text_id


# --- signing in ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "refused"),
    [
        ("06:59", "duty-too-early"),
        ("07:00", None),
        ("07:30", None),
        ("09:29", None),
        ("09:30", "duty-too-late"),
        ("23:00", "duty-too-late"),
    ],
)
async def test_one_signs_in_from_half_an_hour_before(
    morning: Morning, moment: str, refused: str | None
) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.at(f"2026-11-23T{moment}")
    if refused:
        assert await reason_of(morning.house.do(duty.sign_in, signup_id, who)) == refused
    else:
        await morning.house.do(duty.sign_in, signup_id, who)
    expected = SignupStatus.SIGNED_UP if refused else SignupStatus.ON_DUTY
    assert (await morning.signup(signup_id)).status is expected


async def test_signing_in_twice_is_once(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    first = await morning.house.do(duty.sign_in, signup_id, who)
    await morning.house.later(timedelta(minutes=10))
    again = await morning.house.do(duty.sign_in, signup_id, who, How.CODE, code=CODE)
    assert (again.signed_in_at, again.signed_in_by) == (first.signed_in_at, "button")


async def test_another_persons_place_is_not_available(morning: Morning) -> None:
    other = await morning.volunteer("李叔")
    signup_id = await morning.place(await morning.shift(), other)
    with pytest.raises(NotAvailableError):
        await morning.house.do(duty.sign_in, signup_id, morning.house[WANG])
    with pytest.raises(NotAvailableError):
        await morning.house.do(duty.sign_out, signup_id, morning.house[WANG])


@pytest.mark.parametrize(
    "status",
    [SignupStatus.LEFT, SignupStatus.RELEASED, SignupStatus.COVERED, SignupStatus.WAITING],
)
async def test_who_has_no_place_any_more_cannot_sign_in(
    morning: Morning, status: SignupStatus
) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who, status)
    assert await reason_of(morning.house.do(duty.sign_in, signup_id, who)) == "duty-not-on"


async def test_a_cancelled_shift_needs_nobody(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(status=ShiftStatus.CANCELLED), who)
    assert await reason_of(morning.house.do(duty.sign_in, signup_id, who)) == "duty-cancelled"


@pytest.mark.parametrize(("north", "refused"), [(0.004, None), (0.005, "duty-too-far")])
async def test_a_shared_place_must_be_near(
    morning: Morning, north: float, refused: str | None
) -> None:
    who, garden = morning.house[WANG], morning.house.town.place("hongqiao-garden")
    signup_id = await morning.place(await morning.shift(), who)
    signing = morning.house.do(
        duty.sign_in, signup_id, who, How.PLACE, lat=garden.lat + north, lon=garden.lon
    )
    if refused:
        assert await reason_of(signing) == refused
    else:
        assert (await signing).signed_in_by == "place"


def test_distances_are_metres(house: House) -> None:
    garden = house.town.place("hongqiao-garden")
    assert metres_between(garden.lat, garden.lon, garden) == 0
    assert 440 <= metres_between(garden.lat + 0.004, garden.lon, garden) <= 450
    assert metres_between(garden.lat, garden.lon + 0.004, garden) < 400


@pytest.mark.parametrize(
    ("code", "refused"), [(CODE, None), ("0000", "duty-wrong-code"), ("", "duty-wrong-code")]
)
async def test_the_code_at_the_place_signs_in(
    morning: Morning, code: str, refused: str | None
) -> None:
    who = morning.house[WANG]
    await morning.place(await morning.shift(), who)
    signing = morning.house.do(duty.sign_in_by_code, who, code)
    if refused:
        assert await reason_of(signing) == refused
    else:
        assert (await signing).signed_in_by == "code"


async def test_the_next_shift_ends_the_one_before(morning: Morning) -> None:
    who = morning.house[WANG]
    first = await morning.place(await morning.shift(), who)
    second = await morning.place(await morning.shift("2026-11-23T09:30", "2026-11-23T10:30"), who)
    await morning.house.do(duty.sign_in, first, who)
    await morning.house.at("2026-11-23T09:35")
    await morning.house.do(duty.sign_in, second, who)
    assert (await morning.signup(first)).status is SignupStatus.SERVED
    assert (await morning.house.do(duty.on_duty, who)).id == second


# --- signing out ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signed", "minutes"),
    [
        (("07:30", "09:30"), 120),
        (("07:00", "10:00"), 180),
        (("06:00", "12:00"), 180),
        (("07:45", "09:00"), 75),
        (("09:29", "09:29"), 0),
        (("10:30", "11:00"), 0),
    ],
)
def test_what_counts_is_signed_and_around_the_shift(signed: tuple[str, str], minutes: int) -> None:
    def at(clock: str) -> datetime:
        return datetime.fromisoformat(f"2026-11-23T{clock}+08:00")

    first, last = signed
    assert minutes_between((at("07:30"), at("09:30")), (at(first), at(last))) == minutes


async def test_signing_out_claims_the_hours(morning: Morning) -> None:
    claimed = await morning.served(WANG)
    assert (claimed.minutes, claimed.team, claimed.kind) == (120, "patrol", "patrol")
    who = morning.house[WANG]
    assert await morning.house.do(duty.on_duty, who) is None
    assert claimed.signup_id is not None
    again = morning.house.do(duty.sign_out, claimed.signup_id, who)
    assert await reason_of(again) == "duty-not-on"
    assert len(await morning.hours()) == 1


async def test_no_day_has_more_than_ten_hours(morning: Morning) -> None:
    await morning.served(WANG, "2026-11-23T06:00", "2026-11-23T14:00")
    last = await morning.served(WANG, "2026-11-23T15:00", "2026-11-23T20:00")
    assert last.minutes == 120
    tomorrow = await morning.served(WANG, "2026-11-24T07:00", "2026-11-24T09:00")
    assert tomorrow.minutes == 120


async def test_a_shift_across_midnight_counts_as_one(morning: Morning) -> None:
    assert (await morning.served(WANG, "2026-11-23T22:00", "2026-11-24T02:00")).minutes == 240


async def test_what_was_found_on_duty_is_counted(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.do(patrol.all_clear, who)
    await morning.house.later(timedelta(minutes=1))
    await morning.house.do(duty.sign_in, signup_id, who)
    await morning.house.do(patrol.all_clear, who)
    await morning.house.later(timedelta(minutes=30))
    done = await morning.house.do(duty.sign_out, signup_id, who)
    assert done.findings == Findings(problems=0, clear=1)
    assert done.hours.minutes == 30


# --- forgotten -----------------------------------------------------------------------------


async def test_who_forgot_to_sign_out_is_asked_and_then_signed_out(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.do(duty.sign_in, signup_id, who)
    [asked] = await morning.house.owed(who, "duty-still-there")
    assert asked.due_at == morning.house.now + timedelta(hours=2, minutes=30)

    await morning.house.at("2026-11-23T11:29")
    assert await morning.step(duty_round.close) == 0
    await morning.house.at("2026-11-23T11:30")
    assert await morning.step(duty_round.close) == 2  # the shift, and who forgot

    signup = await morning.signup(signup_id)
    assert (signup.status, signup.ended_because) == (SignupStatus.SERVED, hours.FORGOTTEN)
    [claimed] = await morning.house.do(hours.waiting_for, morning.house[LEADER])
    assert (claimed.hours.minutes, claimed.doubt) == (120, hours.FORGOTTEN)
    assert await morning.step(duty_round.close) == 0


async def test_one_can_say_afterwards_when_one_left(morning: Morning) -> None:
    who = morning.house[WANG]
    shift = await morning.shift()
    signup_id = await morning.place(shift, who)
    await morning.house.do(duty.sign_in, signup_id, who)
    await morning.house.at("2026-11-23T10:20")
    done = await morning.house.do(duty.sign_out, signup_id, who, at=shift.ends_at)
    assert done.hours.minutes == 120
    assert await morning.house.owed(who, "duty-still-there") == []


async def test_a_question_about_a_settled_duty_is_pointless(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.do(duty.sign_in, signup_id, who)
    [asked] = await morning.house.owed(who, "duty-still-there")
    async with morning.house.sessions() as db:
        assert not await duty_over(db, asked)
        assert await duty_settled(db, asked)
    await morning.house.later(timedelta(hours=1))
    await morning.house.do(duty.sign_out, signup_id, who)
    async with morning.house.sessions() as db:
        assert await duty_over(db, asked)


async def test_signing_out_while_the_clock_closes_claims_once(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.do(duty.sign_in, signup_id, who)
    await morning.house.at("2026-11-23T11:30")
    results = await asyncio.gather(
        *(morning.house.do(duty.sign_out, signup_id, who) for _ in range(3)),
        *(morning.step(duty_round.close) for _ in range(3)),
        return_exceptions=True,
    )
    faults = [r for r in results if isinstance(r, BaseException)]
    assert all(isinstance(fault, DutyRefusedError) for fault in faults), faults
    assert len(await morning.hours()) == 1
    assert (await morning.signup(signup_id)).status is SignupStatus.SERVED


# --- the evening, and missed shifts --------------------------------------------------------


async def test_in_the_evening_those_who_said_nothing_are_asked_once(morning: Morning) -> None:
    who, other = morning.house[WANG], await morning.volunteer("李叔")
    shift = await morning.shift()
    await morning.place(shift, who)
    await morning.served("李叔")
    await morning.place(await morning.shift("2026-11-23T19:00", "2026-11-23T20:30"), other)

    await morning.house.at("2026-11-23T17:59")
    assert await morning.step(duty_round.day_end) == 0
    await morning.house.at("2026-11-23T18:00")
    assert await morning.step(duty_round.day_end) == 1
    assert await morning.step(duty_round.day_end) == 0
    assert len(await morning.house.owed(who, "duty-day-end")) == 1
    await morning.house.at("2026-11-23T20:30")
    assert await morning.step(duty_round.day_end) == 1  # the evening patrol is over now
    assert len(await morning.house.owed(other, "duty-day-end")) == 1
    await morning.house.at("2026-11-23T23:00")
    assert await morning.step(duty_round.day_end) == 0


async def test_who_was_there_without_signing_in_is_believed(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.at("2026-11-23T09:00")
    assert await reason_of(morning.house.do(duty.was_there, signup_id, who)) == "duty-not-over"
    await morning.house.at("2026-11-23T18:05")
    done = await morning.house.do(duty.was_there, signup_id, who)
    assert (done.hours.minutes, done.signup.signed_in_by) == (120, "said")
    [claimed] = await morning.house.do(hours.waiting_for, morning.house[LEADER])
    assert claimed.doubt == hours.SAID
    again = morning.house.do(duty.was_there, signup_id, who)
    assert await reason_of(again) == "duty-not-on"


async def test_who_never_came_is_noted_the_day_after(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.at("2026-11-23T09:30")
    await morning.closed()
    assert await morning.step(duty_round.note_missed) == 0
    await morning.house.at("2026-11-24T00:01")
    assert await morning.step(duty_round.note_missed) == 1
    assert (await morning.signup(signup_id)).status is SignupStatus.MISSED
    assert await morning.step(duty_round.note_missed) == 0
    assert await morning.hours() == []


async def test_a_finding_shows_who_was_there(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.at("2026-11-23T08:00")
    await morning.house.do(patrol.all_clear, who)
    await morning.house.at("2026-11-23T09:30")
    await morning.closed()
    await morning.house.at("2026-11-24T00:01")
    await morning.step(duty_round.note_missed)
    assert (await morning.signup(signup_id)).status is SignupStatus.SERVED
    assert [h.minutes for h in await morning.hours()] == [120]


async def test_who_says_that_they_did_not_go_is_noted_at_once(morning: Morning) -> None:
    who = morning.house[WANG]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.at("2026-11-23T07:29")
    assert await reason_of(morning.house.do(duty.was_away, signup_id, who)) == "duty-too-early"
    await morning.house.at("2026-11-23T18:05")
    await morning.house.do(duty.was_away, signup_id, who)
    await morning.house.do(duty.was_away, signup_id, who)
    assert (await morning.signup(signup_id)).status is SignupStatus.MISSED


async def test_who_waited_for_a_place_is_let_go_at_the_end(morning: Morning) -> None:
    who = morning.house[WANG]
    shift = await morning.shift()
    signup_id = await morning.place(shift, who, SignupStatus.WAITING)
    await morning.house.at("2026-11-23T09:30")
    await morning.closed()
    async with morning.house.sessions() as db:
        assert (await db.get_one(Shift, shift.id)).status is ShiftStatus.OVER
    assert (await morning.signup(signup_id)).status is SignupStatus.RELEASED


# --- the roll call -------------------------------------------------------------------------


async def test_a_leader_signs_in_who_is_there(morning: Morning) -> None:
    who, leader = morning.house[WANG], morning.house[LEADER]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.at("2026-11-23T08:10")
    signup = await morning.house.do(duty.note_present, signup_id, leader)
    assert (signup.status, signup.signed_in_by) == (SignupStatus.ON_DUTY, "leader")
    await morning.house.at("2026-11-23T09:30")
    assert (await morning.house.do(duty.sign_out, signup_id, who)).hours.minutes == 120


async def test_a_leader_makes_a_missed_shift_good(morning: Morning) -> None:
    who, leader = morning.house[WANG], morning.house[LEADER]
    signup_id = await morning.place(await morning.shift(), who)
    await morning.house.at("2026-11-23T09:40")
    await morning.house.do(duty.note_absent, signup_id, leader)
    assert (await morning.signup(signup_id)).status is SignupStatus.MISSED
    await morning.house.do(duty.note_present, signup_id, leader)
    assert (await morning.signup(signup_id)).status is SignupStatus.SERVED
    assert [h.minutes for h in await morning.hours()] == [120]


async def test_nobody_else_calls_the_roll(morning: Morning) -> None:
    stranger = await morning.house.person("别的领队", Role.LEADER, "kanghe")
    signup_id = await morning.place(await morning.shift(), morning.house[WANG])
    for deed in (duty.note_present, duty.note_absent):
        with pytest.raises(NotAvailableError):
            await morning.house.do(deed, signup_id, stranger)
