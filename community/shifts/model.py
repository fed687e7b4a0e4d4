"""The tables of volunteers and shifts. Rules, templates and trainings are the town pack's."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base

# --- volunteers ----------------------------------------------------------------------------


class VolunteerStatus(StrEnum):
    APPLIED = "applied"
    ACTIVE = "active"
    PAUSED = "paused"
    """Rests at their own wish; keeps teams and hours."""
    REFUSED = "refused"
    LEFT = "left"


class Volunteer(Base):
    """A person as a volunteer; one row each, from the first application on."""

    __tablename__ = "volunteers"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    status: Mapped[VolunteerStatus]
    community: Mapped[str]
    born: Mapped[int]
    """The year; no more is needed for any rule."""
    guardian: Mapped[str | None]
    """Who agreed for a minor, as they are called."""
    guardian_agreed_at: Mapped[datetime | None]
    skills: Mapped[list[Any]]
    """In the volunteer's own words."""
    languages: Mapped[list[Any]]
    free: Mapped[list[Any]]
    """When they can: `sat-morning`, weekday and morning, afternoon or evening."""
    most_a_month: Mapped[int | None]
    """Shifts of the rota."""
    remind_hours: Mapped[list[Any] | None]
    """Before a shift; None means the town's."""
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    feed_key: Mapped[str | None] = mapped_column(unique=True)
    """Opens the calendar of their shifts; None: they have no such address."""
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    paused_until: Mapped[datetime | None]
    """After missed shifts; until then leaders place them, they do not sign up themselves."""
    brought_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class TeamMember(Base):
    __tablename__ = "team_members"
    __table_args__ = (Index("ix_team_members_team", "team", "community"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    team: Mapped[str] = mapped_column(primary_key=True)
    community: Mapped[str] = mapped_column(primary_key=True)
    leads: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime]


class Certificate(Base):
    """A training that somebody has; `until` is None where it stays valid."""

    __tablename__ = "certificates"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    training: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date]
    until: Mapped[date | None]
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


# --- shifts --------------------------------------------------------------------------------


class ShiftStatus(StrEnum):
    OPEN = "open"
    CANCELLED = "cancelled"
    OVER = "over"


class Shift(Base):
    """A shift on a day. `version` rises when its time or place changes."""

    __tablename__ = "shifts"
    __table_args__ = (
        UniqueConstraint("template", "day"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index("ix_shifts_coming", "community", "starts_at", postgresql_where="status = 'open'"),
        Index("ix_shifts_team", "team", "community", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template: Mapped[str | None]
    day: Mapped[date]
    """Of its start, in the town's zone."""
    name: Mapped[str | None]
    """Of a single shift, in the words of whoever made it; a template's are the pack's."""
    kind: Mapped[str]
    team: Mapped[str]
    community: Mapped[str]
    place: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[ShiftStatus]
    standing: Mapped[bool] = mapped_column(default=False)
    gives_training: Mapped[str | None]
    join_key: Mapped[str] = mapped_column(unique=True)
    """Behind a link or QR code that opens the shift; unguessable."""
    place_code: Mapped[str]
    """Four digits that hang at the place: typing them there signs in and out."""
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    ended_because: Mapped[str | None]
    gap_told_at: Mapped[datetime | None]


class ShiftPlaces(Base):
    """How many places a role of a shift has, and what training it needs."""

    __tablename__ = "shift_places"
    __table_args__ = (CheckConstraint("places > 0", name="some_places"),)

    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    places: Mapped[int]
    training: Mapped[str | None]
    from_age: Mapped[int]


class SignupStatus(StrEnum):
    WAITING = "waiting"
    SIGNED_UP = "signed_up"
    COMING = "coming"
    """Answered the reminder: 「我会到」."""
    ON_DUTY = "on_duty"
    SERVED = "served"
    LEFT = "left"
    RELEASED = "released"
    """Not by their own wish: cancelled, not confirmed after a change, taken off by the leader."""
    COVERED = "covered"
    """Somebody else took it over."""
    MISSED = "missed"


HAS_A_PLACE = (SignupStatus.SIGNED_UP, SignupStatus.COMING, SignupStatus.ON_DUTY)
_HELD = "status in ('signed_up', 'coming', 'on_duty', 'served', 'missed')"


class SignupSource(StrEnum):
    SELF = "self"
    ROTA = "rota"
    COVER = "cover"
    LEADER = "leader"
    WAITING_LIST = "waiting_list"


class Signup(Base):
    """Somebody's place in a shift. `seat` counts from 1 within a role; no seat is given twice."""

    __tablename__ = "shift_signups"
    __table_args__ = (
        Index(
            "ix_shift_signups_seat", "shift_id", "role", "seat", unique=True,
            postgresql_where=_HELD,
        ),
        Index(
            "ix_shift_signups_once", "shift_id", "person_id", unique=True,
            postgresql_where=f"{_HELD} or status = 'waiting'",
        ),
        Index("ix_shift_signups_person", "person_id", "status"),
        Index("ix_shift_signups_on_duty", "signed_in_at", postgresql_where="status = 'on_duty'"),
        CheckConstraint("status = 'waiting' or seat is not null", name="seated_unless_waiting"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    shift_id: Mapped[int] = mapped_column(ForeignKey("shifts.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    seat: Mapped[int | None]
    status: Mapped[SignupStatus]
    source: Mapped[SignupSource]
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Who looks after a first shift."""
    created_at: Mapped[datetime]
    reconfirm_until: Mapped[datetime | None]
    """The shift's time was changed: until then they say whether it still suits them."""
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]
    signed_in_at: Mapped[datetime | None]
    signed_in_by: Mapped[str | None]
    """button, place, code, or leader."""
    signed_out_at: Mapped[datetime | None]


class CoverStatus(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    OVER = "over"


class CoverRequest(Base):
    """A signed-up volunteer asks for somebody to stand in; until one does, it stays theirs."""

    __tablename__ = "cover_requests"
    __table_args__ = (
        Index(
            "ix_cover_requests_once", "signup_id", unique=True, postgresql_where="status = 'open'"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    signup_id: Mapped[int] = mapped_column(ForeignKey("shift_signups.id"))
    status: Mapped[CoverStatus]
    why: Mapped[str | None]
    swap_for_id: Mapped[int | None] = mapped_column(ForeignKey("shift_signups.id"))
    """A swap: the place that the asked one gives for it."""
    rounds: Mapped[int] = mapped_column(default=0)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class CoverAsk(Base):
    """Who was asked to stand in, and when; the least recently asked is asked first."""

    __tablename__ = "cover_asks"
    __table_args__ = (Index("ix_cover_asks_person", "person_id", "asked_at"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("cover_requests.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    asked_at: Mapped[datetime]
    declined_at: Mapped[datetime | None]


class RotaPlan(Base):
    """A month's rota of a team in a community: a draft until its leader publishes it."""

    __tablename__ = "rota_plans"
    __table_args__ = (UniqueConstraint("team", "community", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str]
    community: Mapped[str]
    month: Mapped[date]
    """Its first day."""
    draft: Mapped[list[Any]]
    """`{"shift_id": …, "role": …, "person_id": …}` each."""
    made_with: Mapped[str]
    """or-tools or fair-turns."""
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    published_at: Mapped[datetime | None]


# --- hours ---------------------------------------------------------------------------------


class HoursStatus(StrEnum):
    CLAIMED = "claimed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class ServiceHours(Base):
    """The service record: minutes that somebody gave; what may be spent is the time bank's.

    A correction is a row of its own whose minutes may be negative.
    """

    __tablename__ = "service_hours"
    __table_args__ = (
        Index("ix_service_hours_person", "person_id", "status"),
        Index("ix_service_hours_waiting", "ended_at", postgresql_where="status = 'claimed'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    signup_id: Mapped[int | None] = mapped_column(ForeignKey("shift_signups.id"), unique=True)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("service_hours.id"))
    team: Mapped[str]
    community: Mapped[str]
    kind: Mapped[str]
    minutes: Mapped[int]
    ended_at: Mapped[datetime]
    status: Mapped[HoursStatus]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """None with `confirmed_at`: nobody objected in time."""
    confirmed_at: Mapped[datetime | None]
    word: Mapped[str | None]
    """Why it was refused or corrected."""
