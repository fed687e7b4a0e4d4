"""The tables of the hall. What is handled where, and how long it may take, is the town pack's."""

from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base

# --- getting ready -------------------------------------------------------------------------


class MaterialReady(Base):
    """What somebody has ticked off an item's list, with the photo or file if they gave one."""

    __tablename__ = "materials_ready"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    service: Mapped[str] = mapped_column(primary_key=True)
    material: Mapped[str] = mapped_column(primary_key=True)
    file_id: Mapped[str | None] = mapped_column(ForeignKey("files.id"))
    at: Mapped[datetime]


# --- appointments --------------------------------------------------------------------------


class BookingStatus(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    ARRIVED = "arrived"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    """Held, and not confirmed in time."""


TAKES_A_SEAT = (BookingStatus.HELD, BookingStatus.BOOKED, BookingStatus.ARRIVED)


class Booking(Base):
    """An appointment: a person (or somebody else, with their consent), a point, a time, its items.

    `version` rises with every change; a button that speaks of an older one is stale.
    """

    __tablename__ = "bookings"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        Index("ix_bookings_person", "person_id", "starts_at"),
        Index("ix_bookings_held", "held_until", postgresql_where="status = 'held'"),
        Index("ix_bookings_coming", "point", "starts_at", postgresql_where="status = 'booked'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Whose account it is; None once they were erased."""
    for_whom: Mapped[str | None]
    """What they call the one who comes, when it is not themselves: 我妈, 王奶奶."""
    consent_at: Mapped[datetime | None]
    """When they said that this person agrees."""
    point: Mapped[str]
    services: Mapped[list[Any]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[BookingStatus]
    held_until: Mapped[datetime | None]
    must_tap: Mapped[bool] = mapped_column(default=False)
    """After missed appointments the reminder must be tapped, or the slot goes to others."""
    tapped_at: Mapped[datetime | None]
    calendar_key: Mapped[str] = mapped_column(unique=True)
    """Opens the calendar file without an account; unguessable."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]


class Seat(Base):
    """A stretch of a line of a point, or one of an item's places at a moment: each taken once.

    `seat` is `line-2`, or `SB-002-1` where the pack limits an item. A row whose `free_from` has
    come may be taken over; the primary key makes a second holder impossible.
    """

    __tablename__ = "booked_seats"

    point: Mapped[str] = mapped_column(primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    seat: Mapped[str] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("bookings.id"), index=True)
    free_from: Mapped[datetime | None]


class WaitingStatus(StrEnum):
    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LEFT = "left"
    OVER = "over"
    """The days that they waited for have passed."""


class Waiting(Base):
    """A place on the waiting list for a full day; an offer holds the slot while it stands."""

    __tablename__ = "booking_waitlist"
    __table_args__ = (
        Index("ix_booking_waitlist_open", "point", "day", postgresql_where="status = 'waiting'"),
        Index(
            "ix_booking_waitlist_once",
            "person_id",
            "point",
            "day",
            unique=True,
            postgresql_where="status in ('waiting', 'offered')",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    for_whom: Mapped[str | None]
    consent_at: Mapped[datetime | None]
    point: Mapped[str]
    services: Mapped[list[Any]]
    day: Mapped[date]
    status: Mapped[WaitingStatus]
    since: Mapped[datetime]
    """Their turn; one who lets an offer pass goes behind the others."""
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"))


# --- the queue -----------------------------------------------------------------------------


class TicketStatus(StrEnum):
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    DONE = "done"
    MISSED = "missed"
    LEFT = "left"
    OVER = "over"
    """The hall closed before its turn came."""


class Ticket(Base):
    """A queue number: A001 to A999, anew each day at each point.

    `place` orders the queue: seconds since 1970 of the moment it was taken, less a day for who
    comes with an appointment; a number that joins again gets one between two others.
    """

    __tablename__ = "queue_tickets"
    __table_args__ = (
        CheckConstraint("number between 1 and 999", name="three_digits"),
        UniqueConstraint("point", "day", "number"),
        Index(
            "ix_queue_tickets_waiting",
            "point",
            "place",
            postgresql_where="status in ('waiting', 'called', 'serving')",
        ),
        Index(
            "ix_queue_tickets_one",
            "person_id",
            "point",
            unique=True,
            postgresql_where="status in ('waiting', 'called', 'serving')",
        ),
        Index("ix_queue_tickets_person", "person_id", "day"),
        Index("ix_queue_tickets_served", "point", "done_at", postgresql_where="status = 'done'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point: Mapped[str]
    day: Mapped[date]
    prefix: Mapped[str]
    number: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    booking_id: Mapped[int | None] = mapped_column(ForeignKey("bookings.id"), unique=True)
    services: Mapped[list[Any]]
    place: Mapped[float]
    status: Mapped[TicketStatus]
    taken_at: Mapped[datetime]
    counter: Mapped[str | None]
    calls: Mapped[int] = mapped_column(default=0)
    called_at: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    rejoined: Mapped[bool] = mapped_column(default=False)
    heads_up_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def shown(self) -> str:
        return f"{self.prefix}{self.number:03}"


class CounterOpen(Base):
    """A counter with a clerk behind it, from when until when."""

    __tablename__ = "counters_open"
    __table_args__ = (
        Index(
            "ix_counters_open_once",
            "point",
            "counter",
            unique=True,
            postgresql_where="closed_at is null",
        ),
        Index(
            "ix_counters_open_clerk", "clerk_id", unique=True, postgresql_where="closed_at is null"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point: Mapped[str]
    counter: Mapped[str]
    clerk_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


# --- applications --------------------------------------------------------------------------


class Stage(StrEnum):
    """收件 → 待补正 → 受理 → 部门办理中 → 办结/不予受理 → 已领取."""

    RECEIVED = "received"
    INCOMPLETE = "incomplete"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    APPROVED = "approved"
    REFUSED = "refused"
    COLLECTED = "collected"
    WITHDRAWN = "withdrawn"


class Application(Base):
    """An item that was filed, in chat or at a counter, and its way through the departments.

    `due_at` is the promise; it stands still while the applicant completes the papers.
    """

    __tablename__ = "applications"
    __table_args__ = (
        Index("ix_applications_person", "person_id", "created_at"),
        Index("ix_applications_desk", "department", "due_at", postgresql_where="closed_at is null"),
        Index(
            "ix_applications_same",
            "person_id",
            "service",
            unique=True,
            postgresql_where="closed_at is null and for_whom is null",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    for_whom: Mapped[str | None]
    consent_at: Mapped[datetime | None]
    service: Mapped[str]
    point: Mapped[str]
    department: Mapped[str]
    """Which department has it now."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    stage: Mapped[Stage]
    online: Mapped[bool]
    words: Mapped[str | None]
    """What the applicant added."""
    lacking: Mapped[str | None]
    """The one list of what has to be completed."""
    reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    statutory_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    """When it was decided or withdrawn; fetching comes after it."""


class ApplicationStep(Base):
    """One department's part of an application, in order."""

    __tablename__ = "application_steps"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    department: Mapped[str]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)


class ApplicationPaper(Base):
    """A material that was handed in as a photo or a file."""

    __tablename__ = "application_papers"

    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), primary_key=True)
    material: Mapped[str | None]
    """Its code; None for what completed the papers later."""
    added_at: Mapped[datetime]


class ApplicationEvent(Base):
    """One line of an application's way; the applicant sees them all."""

    __tablename__ = "application_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("applications.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    what: Mapped[str]
    note: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)


# --- ratings -------------------------------------------------------------------------------


class Stars(IntEnum):
    """非常满意、满意、基本满意、不满意、非常不满意."""

    VERY_GOOD = 5
    GOOD = 4
    FAIR = 3
    BAD = 2
    VERY_BAD = 1


class ServiceRating(Base):
    """一事一评: one matter, one rating; a bad one becomes a case for a call-back."""

    __tablename__ = "service_ratings"
    __table_args__ = (
        CheckConstraint("(application_id is null) <> (ticket_id is null)", name="about_one_matter"),
        CheckConstraint("stars between 1 and 5", name="one_to_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), unique=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("queue_tickets.id"), unique=True)
    stars: Mapped[int]
    word: Mapped[str | None]
    at: Mapped[datetime]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
