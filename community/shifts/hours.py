"""Hours: claimed when a shift ends, confirmed by who leads the team, or by time; corrected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.errors import NotAvailableError, ReasonedError
from community.notices import Notice
from community.people import Person
from community.shifts import certificates, teams
from community.shifts.model import HoursStatus, ServiceHours, Shift, Signup, Volunteer
from community.shifts.record import AN_HOUR, corrections, minutes_of, record, star_of
from community.timebank import earning
from config.town import Town
from config.town.calendar import Stretch

__all__ = ["record", "star_of"]

AROUND = timedelta(minutes=30)
"""Before and after the shift, what is signed counts too."""
LONGEST_WORD = 200
SOON = timedelta(minutes=15)
"""So long what comes in the evening is gathered into one message."""
JUST_TOLD = timedelta(hours=12)
"""What becomes due so soon after a reminder was on its list already."""
AT_ONCE = 200
WAITING, NAG, BY_TIME = "hours-waiting", "hours-nag", "hours-by-time"
FORGOTTEN, SAID = "duty-forgotten", "duty-said"
"""Why a place ended, where its hours rest on less than a sign-in and a sign-out."""


class HoursRefusedError(ReasonedError):
    """Why hours cannot be confirmed, refused or corrected so."""


@dataclass(frozen=True)
class Claimed:
    """Hours that wait for somebody who leads, and what they are for."""

    hours: ServiceHours
    signup: Signup
    shift: Shift
    name: str | None

    @property
    def doubt(self) -> str | None:
        """Signed out by the clock, or by word only."""
        because = self.signup.ended_because
        return because if because in {FORGOTTEN, SAID} else None


# --- claiming ------------------------------------------------------------------------------


def minutes_between(shift: Stretch, signed: Stretch) -> int:
    """Count what was signed, within the shift and half an hour around it."""
    first = max(signed[0], shift[0] - AROUND)
    last = min(signed[1], shift[1] + AROUND)
    return max(int((last - first).total_seconds()) // 60, 0)


async def claim(
    db: AsyncSession, town: Town, signup: Signup, shift: Shift, *, now: datetime
) -> ServiceHours | None:
    """Claim what was signed, up to the day's most; None when it is no minute.

    The volunteer's row is locked by whoever ends the duty.
    """
    assert signup.person_id is not None  # noqa: S101  nobody's place is never on duty
    assert signup.signed_in_at is not None  # noqa: S101  it was signed in
    assert signup.signed_out_at is not None  # noqa: S101  and out
    stretch = (shift.starts_at, shift.ends_at)
    minutes = minutes_between(stretch, (signup.signed_in_at, signup.signed_out_at))
    minutes = min(minutes, await _left_that_day(db, town, signup.person_id, shift))
    if minutes <= 0:
        return None
    claimed = ServiceHours(
        person_id=signup.person_id,
        signup_id=signup.id,
        team=shift.team,
        community=shift.community,
        kind=shift.kind,
        minutes=minutes,
        ended_at=signup.signed_out_at,
        status=HoursStatus.CLAIMED,
    )
    db.add(claimed)
    await db.flush()
    await _tell_leaders(db, town, claimed, now=now)
    return claimed


async def _left_that_day(db: AsyncSession, town: Town, person_id: int, shift: Shift) -> int:
    given = await db.scalar(
        select(func.coalesce(func.sum(ServiceHours.minutes), 0))
        .join(Signup, Signup.id == ServiceHours.signup_id)
        .join(Shift, Shift.id == Signup.shift_id)
        .where(
            ServiceHours.person_id == person_id,
            ServiceHours.status != HoursStatus.REFUSED,
            Shift.day == shift.day,
        )
    )
    return town.shift_rules.most_hours * AN_HOUR - int(given or 0)


async def _tell_leaders(
    db: AsyncSession, town: Town, claimed: ServiceHours, *, now: datetime
) -> None:
    """Owe each leader one message for all that comes until the day's end."""
    today = now.astimezone(town.zone).date()
    evening = datetime.combine(today, town.shift_rules.day_end, town.zone)
    for leader in await teams.leaders(db, town, claimed.team, claimed.community):
        if leader.id == claimed.person_id or await _is_owed(db, leader.id):
            continue
        notices.owe(
            db, leader.id, WAITING, due_at=max(evening, now + SOON),
            topic=f"hours-of-{leader.id}", unless="no-hours-waiting",
        )  # fmt: skip


async def _is_owed(db: AsyncSession, leader_id: int) -> bool:
    found = await db.scalar(
        select(
            exists().where(
                Notice.topic == f"hours-of-{leader_id}",
                Notice.text_id == WAITING,
                Notice.delivered_at.is_(None),
                Notice.dropped_at.is_(None),
            )
        )
    )
    return bool(found)


# --- what waits ----------------------------------------------------------------------------


async def waiting_for(
    db: AsyncSession,
    town: Town,
    actor_id: int,
    hours_ids: Sequence[int] | None = None,
    status: HoursStatus = HoursStatus.CLAIMED,
) -> list[Claimed]:
    """Hours that this person may confirm, the oldest first; never their own.

    :param hours_ids: only these.
    :param status: what is confirmed already may be corrected.
    """
    query = (
        select(ServiceHours, Signup, Shift, Person.name)
        .join(Signup, Signup.id == ServiceHours.signup_id)
        .join(Shift, Shift.id == Signup.shift_id)
        .outerjoin(Person, Person.id == ServiceHours.person_id)
        .where(
            ServiceHours.status == status,
            ServiceHours.person_id != actor_id,
        )
        .order_by(ServiceHours.ended_at, ServiceHours.id)
    )
    if hours_ids is not None:
        query = query.where(ServiceHours.id.in_(hours_ids))
    led: dict[tuple[str, str], bool] = {}
    found = []
    for hours, signup, shift, name in await db.execute(query):
        where = (hours.team, hours.community)
        if where not in led:
            led[where] = await teams.leads(db, town, actor_id, *where)
        if led[where]:
            found.append(Claimed(hours, signup, shift, name))
    return found


async def get_claimed(
    db: AsyncSession,
    town: Town,
    hours_id: int,
    actor_id: int,
    status: HoursStatus = HoursStatus.CLAIMED,
) -> Claimed:
    """:raises NotAvailableError: no such hours, not theirs to confirm, or not so any more."""
    found = await waiting_for(db, town, actor_id, [hours_id], status)
    if not found:
        raise NotAvailableError
    return found[0]


async def _locked(db: AsyncSession, town: Town, hours_id: int, actor_id: int) -> ServiceHours:
    """:raises NotAvailableError: no such hours, or not theirs to confirm.

    :raises HoursRefusedError: their own.
    """
    hours = await db.get(ServiceHours, hours_id, with_for_update=True, populate_existing=True)
    if hours is None or hours.person_id is None:
        raise NotAvailableError
    await teams.require_lead(db, town, actor_id, hours.team, hours.community)
    if hours.person_id == actor_id:
        raise HoursRefusedError("hours-own")
    return hours


# --- confirming ----------------------------------------------------------------------------


async def confirm(
    db: AsyncSession,
    town: Town,
    hours_id: int,
    actor_id: int,
    minutes: int | None = None,
    *,
    now: datetime,
) -> ServiceHours:
    """Confirm what was claimed, or other minutes.

    :raises NotAvailableError: not theirs to confirm.
    :raises HoursRefusedError: decided already, their own, or no such number of minutes.
    """
    hours = await _locked(db, town, hours_id, actor_id)
    if hours.status is not HoursStatus.CLAIMED:
        raise HoursRefusedError("hours-already")
    if minutes is not None:
        check(minutes, town)
    changed = minutes is not None and minutes != hours.minutes
    hours.minutes = minutes if minutes is not None else hours.minutes
    hours.confirmed_by = actor_id
    await settle(db, town, hours, changed=changed, now=now)
    return hours


def check(minutes: int, town: Town) -> None:
    """:raises HoursRefusedError: nobody gives so much, or so little, on a day."""
    most = town.shift_rules.most_hours
    if minutes <= 0:
        raise HoursRefusedError("hours-too-few")
    if minutes > most * AN_HOUR:
        raise HoursRefusedError("hours-too-many", most=most)


async def confirm_all(
    db: AsyncSession, town: Town, hours_ids: Sequence[int], actor_id: int, *, now: datetime
) -> list[ServiceHours]:
    """Confirm those of these that still wait for this person."""
    waiting = {w.hours.id for w in await waiting_for(db, town, actor_id, hours_ids)}
    rows = await db.scalars(
        select(ServiceHours)
        .where(ServiceHours.id.in_(waiting))
        .order_by(ServiceHours.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    done = [hours for hours in rows if hours.status is HoursStatus.CLAIMED]
    for hours in done:
        hours.confirmed_by = actor_id
        await settle(db, town, hours, now=now)
    return done


async def refuse(
    db: AsyncSession, town: Town, hours_id: int, actor_id: int, word: str, *, now: datetime
) -> ServiceHours:
    """Refuse hours with a word to the one who claimed them.

    :raises NotAvailableError: not theirs to refuse.
    :raises HoursRefusedError: decided already, their own, or without a word.
    """
    hours = await _locked(db, town, hours_id, actor_id)
    if hours.status is not HoursStatus.CLAIMED:
        raise HoursRefusedError("hours-already")
    if not word.strip():
        raise HoursRefusedError("hours-need-a-word")
    hours.status, hours.word = HoursStatus.REFUSED, word.strip()[:LONGEST_WORD]
    hours.confirmed_by, hours.confirmed_at = actor_id, now
    _tell(db, hours, "hours-refused", word=hours.word, now=now)
    return hours


async def correct(
    db: AsyncSession,
    town: Town,
    hours_id: int,
    actor_id: int,
    minutes: int,
    word: str,
    *,
    now: datetime,
) -> ServiceHours:
    """Let confirmed hours count so many minutes; the row stays, and a new one makes it right.

    :param minutes: what is right, not the difference; none is none.
    :raises NotAvailableError: not theirs to correct.
    :raises HoursRefusedError: not confirmed, nothing to correct, or no such number of minutes.
    """
    hours = await _locked(db, town, hours_id, actor_id)
    if hours.status is not HoursStatus.CONFIRMED or hours.corrects_id is not None:
        raise HoursRefusedError("hours-not-confirmed")
    if not word.strip():
        raise HoursRefusedError("hours-need-a-word")
    if minutes != 0:
        check(minutes, town)
    stands = hours.minutes + (await corrections(db, [hours.id])).get(hours.id, 0)
    if minutes == stands:
        raise HoursRefusedError("hours-as-they-are")
    made = ServiceHours(
        person_id=hours.person_id,
        corrects_id=hours.id,
        team=hours.team,
        community=hours.community,
        kind=hours.kind,
        minutes=minutes - stands,
        ended_at=hours.ended_at,
        status=HoursStatus.CONFIRMED,
        confirmed_by=actor_id,
        word=word.strip()[:LONGEST_WORD],
    )
    db.add(made)
    await db.flush()
    await _count(db, town, made, now=now)
    _tell(db, made, "hours-corrected", stands=minutes, word=made.word, now=now)
    return made


async def settle(
    db: AsyncSession, town: Town, hours: ServiceHours, *, changed: bool = False, now: datetime
) -> None:
    """Do all that follows from a confirmation: the record, a training, the bank, a new star."""
    hours.status = HoursStatus.CONFIRMED
    signup = await db.get_one(Signup, hours.signup_id)
    shift = await db.get_one(Shift, signup.shift_id)
    if shift.gives_training and hours.person_id is not None:
        await certificates.earn(db, town, hours.person_id, shift.gives_training, now=now)
    await _count(db, town, hours, now=now)
    _tell(db, hours, "hours-changed" if changed else "hours-confirmed", now=now)


async def _count(db: AsyncSession, town: Town, hours: ServiceHours, *, now: datetime) -> None:
    """Book confirmed minutes; a star that is new is told once, whatever is corrected later."""
    assert hours.person_id is not None  # noqa: S101  `_locked` and the round looked
    await db.execute(
        select(Volunteer.person_id).where(Volunteer.person_id == hours.person_id).with_for_update()
    )
    hours.confirmed_at = now
    await db.flush()
    if town.time_bank is not None:
        await earning.earn(db, town, hours, now=now)
    whole = await minutes_of(db, hours.person_id)
    stars = star_of(whole, town.shift_rules)
    if stars <= star_of(whole - hours.minutes, town.shift_rules):
        return
    topic = f"star-{stars}-{hours.person_id}"
    if not await db.scalar(select(exists().where(Notice.topic == topic))):
        notices.owe(
            db, hours.person_id, "star-reached", due_at=now, topic=topic, stars=stars,
            hours=town.shift_rules.stars_hours[stars - 1],
        )  # fmt: skip


def _tell(
    db: AsyncSession, hours: ServiceHours, text_id: str, *, now: datetime, **facts: Any
) -> None:
    assert hours.person_id is not None  # noqa: S101  `_locked` and the round looked
    notices.owe(
        db, hours.person_id, text_id, due_at=now, topic=f"hours-{hours.id}",
        hours_id=hours.id, minutes=hours.minutes, **facts,
    )  # fmt: skip
