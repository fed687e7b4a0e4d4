"""The tables of cases: what was asked of the town, where it stands, and all that happened to it.

Common ground for the rooms: a report, a handoff and an alarm are cases of different kinds.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base


class Kind(StrEnum):
    REPORT = "report"
    HANDOFF = "handoff"
    EMERGENCY = "emergency"


class Source(StrEnum):
    RESIDENT = "resident"
    PATROL = "patrol"
    OPEN311 = "open311"
    HALL = "hall"
    """A bad rating that must be called back, a request to be served at home."""


class Rung(StrEnum):
    """The ladder: 志愿者 → 社工 → 社区/职能部门 → 镇长办公会议."""

    VOLUNTEER = "volunteer"
    SOCIAL_WORKER = "social_worker"
    COMMUNITY = "community"
    DEPARTMENT = "department"
    TOWN_OFFICE = "town_office"


class Leg(StrEnum):
    """What the running clock measures: each leg of the way has its own promise."""

    SEEN = "seen"
    TRIAGED = "triaged"
    VOLUNTEER = "volunteer"
    SOCIAL_WORKER = "social_worker"
    COMMUNITY = "community"
    DEPARTMENT = "department"
    DELIBERATION = "deliberation"
    MEETING = "meeting"


class Track(StrEnum):
    """How a matter is settled: mended, talked over by everybody, or between two parties."""

    REPAIR = "repair"
    DELIBERATION = "deliberation"
    MEDIATION = "mediation"


class Grade(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Status(StrEnum):
    SUBMITTED = "submitted"
    TRIAGE = "triage"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SCHEDULED = "scheduled"
    WAITING = "waiting"
    SOLVED = "solved"
    REOPEN_REQUESTED = "reopen_requested"
    REOPENED = "reopened"
    ARCHIVED = "archived"
    DUPLICATE = "duplicate"
    NOT_OURS = "not_ours"
    UNSOLVABLE = "unsolvable"
    WITHDRAWN = "withdrawn"


class Case(Base):
    """`version` rises with every change; a button that speaks of an older one is stale.

    A case without an owner lies in the queue of its rung (and of its department).
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("merged_into_id <> id", name="not_into_itself"),
        Index("ix_cases_open", "community", "status", postgresql_where="closed_at is null"),
        Index("ix_cases_reporter", "reporter_id", "created_at"),
        Index(
            "ix_cases_talks",
            "reporter_id",
            postgresql_where="kind = 'handoff' and closed_at is null",
        ),
        Index("ix_cases_place", "place_code", "category", postgresql_where="closed_at is null"),
        Index("ix_cases_due", "due_at", postgresql_where="closed_at is null and paused_at is null"),
        Index("ix_cases_nag", "nag_at", postgresql_where="closed_at is null and paused_at is null"),
        Index(
            "ix_cases_questions",
            "question_expires_at",
            postgresql_where="question_expires_at is not null",
        ),
        Index(
            "ix_cases_near",
            func.point(text("longitude"), text("latitude")),
            postgresql_using="gist",
            postgresql_where="kind = 'report' and closed_at is null and not private",
        ),
        Index(
            "ix_cases_lately",
            "community",
            "category",
            text("created_at desc"),
            postgresql_where="kind = 'report' and closed_at is null and not private",
        ),
        Index(
            "ix_cases_on_rung",
            "rung",
            "community",
            "due_at",
            postgresql_where="kind = 'report' and closed_at is null",
        ),
        Index("ix_cases_closed", "closed_at", postgresql_where="status <> 'archived'"),
        Index("ix_cases_reports", text("created_at desc"), postgresql_where="kind = 'report'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[Kind]
    source: Mapped[Source] = mapped_column(default=Source.RESIDENT, server_default="resident")
    community: Mapped[str | None]
    category: Mapped[str | None]
    text: Mapped[str]
    public_text: Mapped[str | None]
    """What others may read: a social worker's wording. The reporter's own words stay in `text`."""
    place: Mapped[str | None]
    place_code: Mapped[str | None]
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    anonymous: Mapped[bool] = mapped_column(default=True)
    private: Mapped[bool] = mapped_column(default=False, server_default="false")
    track: Mapped[Track] = mapped_column(default=Track.REPAIR, server_default="repair")
    grade: Mapped[Grade | None]
    status: Mapped[Status]
    rung: Mapped[Rung]
    department: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    leg: Mapped[Leg | None]
    leg_started_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    nag_at: Mapped[datetime | None]
    badly_late_at: Mapped[datetime | None]
    """Three times the promise that a person made; climbing does not move it."""
    paused_at: Mapped[datetime | None]
    extended_by: Mapped[timedelta] = mapped_column(default=timedelta(0), server_default="0")
    """How much the running leg was moved by waiting for the resident."""
    question_expires_at: Mapped[datetime | None]
    scheduled_for: Mapped[date | None]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    hot_at: Mapped[datetime | None]
    follow_hash: Mapped[str | None]


class CaseEvent(Base):
    """One line of the timeline. `note` is what somebody wrote; `public` lines the reporter sees."""

    __tablename__ = "case_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    what: Mapped[str]
    note: Mapped[str | None]
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    public: Mapped[bool] = mapped_column(default=True)


class CaseFile(Base):
    """A picture of a case. Staff see it at once, others only once it is released."""

    __tablename__ = "case_files"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), primary_key=True)
    added_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class ClockKept(Base):
    """An SLA clock that has stopped: which promise it was, and whether it was kept."""

    __tablename__ = "clocks_kept"
    __table_args__ = (Index("ix_clocks_kept_stopped", "stopped_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    rung: Mapped[Rung]
    leg: Mapped[Leg]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    stopped_at: Mapped[datetime]
    climbed: Mapped[bool]


class Follower(Base):
    """Somebody who said 「我也是」: the case's news goes to them too."""

    __tablename__ = "case_followers"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    since: Mapped[datetime]


class Party(Base):
    """One side of a mediation, as the worker calls it. Never public."""

    __tablename__ = "case_parties"
    __table_args__ = (UniqueConstraint("case_id", "called"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    called: Mapped[str]
    added_at: Mapped[datetime]


class TaskStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class CaseTask(Base):
    """A sub-task of a case for an owner of its own; the resident has one thread all the same."""

    __tablename__ = "case_tasks"
    __table_args__ = (
        Index("ix_case_tasks_open", "rung", "department", postgresql_where="status = 'open'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    words: Mapped[str]
    rung: Mapped[Rung]
    department: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    status: Mapped[TaskStatus]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    result: Mapped[str | None]


class Satisfied(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Satisfaction(Base):
    """The four first indicators, once per matter: 需要吗、参与了吗、受益了吗、满意吗."""

    __tablename__ = "case_satisfaction"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    needed: Mapped[bool | None]
    took_part: Mapped[bool | None]
    benefited: Mapped[bool | None]
    satisfied: Mapped[Satisfied | None]
    word: Mapped[str | None]
    begun_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Decision(Base):
    """What the town office's meeting decided about a case that nobody below could solve."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    meeting_on: Mapped[date] = mapped_column(index=True)
    decided: Mapped[str]
    words: Mapped[str]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    decided_at: Mapped[datetime]


class PatrolFinding(Base):
    """One line of a patrol: what was found where; without a case everything was in order."""

    __tablename__ = "patrol_findings"
    __table_args__ = (Index("ix_patrol_findings_day", "community", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    community: Mapped[str]
    place_code: Mapped[str | None]
    at: Mapped[datetime]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
