"""Clocks on cases, the rungs they climb, neighbours who follow, and what meetings decide.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STARS_TO_ANSWERS = """
insert into case_satisfaction (case_id, satisfied, word, begun_at, answered_at)
select id, case when rating >= 4 then 'yes' when rating = 3 then 'partly' else 'no' end,
       rating_word, coalesce(closed_at, created_at), coalesce(closed_at, created_at)
from cases where rating is not null"""

_CLOCKS_FOR_OPEN_REPORTS = """
update cases set
  leg = case
    when status = 'submitted' then 'seen'
    when rung in ('community', 'department') then rung
    else 'triaged' end,
  leg_started_at = created_at,
  paused_at = case when status = 'waiting' then now() end,
  due_at = greatest(due_at, now() + interval '1 day'),
  badly_late_at = greatest(due_at, now() + interval '1 day') + interval '3 days'
where kind = 'report' and closed_at is null"""
"""Nothing climbs on the morning of an upgrade: every open report gets at least a day."""


def upgrade() -> None:
    _new_tables()
    _more_of_a_case()
    _what_was_there()


def _new_tables() -> None:
    op.create_table(
        "api_keys",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_api_keys")),
    )
    op.create_table(
        "case_followers",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_followers_case_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_case_followers_person_id")
        ),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_case_followers")),
    )
    op.create_index(
        op.f("ix_case_followers_person_id"), "case_followers", ["person_id"], unique=False
    )
    op.create_table(
        "case_parties",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_parties_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_parties")),
        sa.UniqueConstraint("case_id", "called", name=op.f("uq_case_parties_case_id_called")),
    )
    op.create_table(
        "case_satisfaction",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=True),
        sa.Column("took_part", sa.Boolean(), nullable=True),
        sa.Column("benefited", sa.Boolean(), nullable=True),
        sa.Column(
            "satisfied",
            sa.Enum("yes", "partly", "no", name="satisfied", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_satisfaction_case_id")
        ),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_case_satisfaction")),
    )
    op.create_table(
        "case_tasks",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "rung",
            sa.Enum(
                "volunteer",
                "social_worker",
                "community",
                "department",
                "town_office",
                name="rung",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("open", "done", "cancelled", name="taskstatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_tasks_case_id")),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_case_tasks_made_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_case_tasks_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tasks")),
    )
    op.create_index(op.f("ix_case_tasks_case_id"), "case_tasks", ["case_id"], unique=False)
    op.create_index(op.f("ix_case_tasks_made_by"), "case_tasks", ["made_by"], unique=False)
    op.create_index(
        "ix_case_tasks_open",
        "case_tasks",
        ["rung", "department"],
        unique=False,
        postgresql_where="status = 'open'",
    )
    op.create_index(op.f("ix_case_tasks_owner_id"), "case_tasks", ["owner_id"], unique=False)
    op.create_table(
        "clocks_kept",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "rung",
            sa.Enum(
                "volunteer",
                "social_worker",
                "community",
                "department",
                "town_office",
                name="rung",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "leg",
            sa.Enum(
                "seen",
                "triaged",
                "volunteer",
                "social_worker",
                "community",
                "department",
                "deliberation",
                "meeting",
                name="leg",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("climbed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_clocks_kept_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks_kept")),
    )
    op.create_index(op.f("ix_clocks_kept_case_id"), "clocks_kept", ["case_id"], unique=False)
    op.create_index("ix_clocks_kept_stopped", "clocks_kept", ["stopped_at"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("decided", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_decisions_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_case_id"), "decisions", ["case_id"], unique=False)
    op.create_index(op.f("ix_decisions_decided_by"), "decisions", ["decided_by"], unique=False)
    op.create_index(op.f("ix_decisions_meeting_on"), "decisions", ["meeting_on"], unique=False)
    op.create_table(
        "patrol_findings",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("place_code", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_patrol_findings_case_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_patrol_findings_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_findings")),
    )
    op.create_index(
        op.f("ix_patrol_findings_case_id"), "patrol_findings", ["case_id"], unique=False
    )
    op.create_index("ix_patrol_findings_day", "patrol_findings", ["community", "at"], unique=False)
    op.create_index(
        op.f("ix_patrol_findings_person_id"), "patrol_findings", ["person_id"], unique=False
    )


def _more_of_a_case() -> None:
    op.add_column("case_files", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "cases",
        sa.Column(
            "source",
            sa.Enum("resident", "patrol", "open311", name="source", native_enum=False, length=32),
            server_default="resident",
            nullable=False,
        ),
    )
    op.add_column("cases", sa.Column("public_text", sa.Text(), nullable=True))
    op.add_column(
        "cases", sa.Column("private", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column(
        "cases",
        sa.Column(
            "track",
            sa.Enum(
                "repair", "deliberation", "mediation", name="track", native_enum=False, length=32
            ),
            server_default="repair",
            nullable=False,
        ),
    )
    op.add_column(
        "cases",
        sa.Column(
            "grade",
            sa.Enum("easy", "medium", "hard", name="grade", native_enum=False, length=32),
            nullable=True,
        ),
    )
    op.add_column("cases", sa.Column("department", sa.Text(), nullable=True))
    op.add_column(
        "cases",
        sa.Column(
            "leg",
            sa.Enum(
                "seen",
                "triaged",
                "volunteer",
                "social_worker",
                "community",
                "department",
                "deliberation",
                "meeting",
                name="leg",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
    )
    op.add_column("cases", sa.Column("leg_started_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("cases", "promised_at", new_column_name="due_at")
    op.add_column("cases", sa.Column("nag_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("badly_late_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "cases", sa.Column("extended_by", sa.Interval(), server_default="0", nullable=False)
    )
    op.add_column(
        "cases", sa.Column("question_expires_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column("cases", sa.Column("scheduled_for", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("merged_into_id", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("hot_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("follow_hash", sa.Text(), nullable=True))
    op.create_index(
        "ix_cases_closed",
        "cases",
        ["closed_at"],
        unique=False,
        postgresql_where="status <> 'archived'",
    )
    op.create_index(
        "ix_cases_due",
        "cases",
        ["due_at"],
        unique=False,
        postgresql_where="closed_at is null and paused_at is null",
    )
    op.create_index(
        "ix_cases_lately",
        "cases",
        ["community", "category", sa.literal_column("created_at desc")],
        unique=False,
        postgresql_where="kind = 'report' and closed_at is null and not private",
    )
    op.create_index(op.f("ix_cases_merged_into_id"), "cases", ["merged_into_id"], unique=False)
    op.create_index(
        "ix_cases_nag",
        "cases",
        ["nag_at"],
        unique=False,
        postgresql_where="closed_at is null and paused_at is null",
    )
    op.create_index(
        "ix_cases_near",
        "cases",
        [sa.literal_column("point(longitude, latitude)")],
        unique=False,
        postgresql_using="gist",
        postgresql_where="kind = 'report' and closed_at is null and not private",
    )
    op.create_index(
        "ix_cases_on_rung",
        "cases",
        ["rung", "community", "due_at"],
        unique=False,
        postgresql_where="kind = 'report' and closed_at is null",
    )
    op.create_index(
        "ix_cases_questions",
        "cases",
        ["question_expires_at"],
        unique=False,
        postgresql_where="question_expires_at is not null",
    )
    op.create_index(
        "ix_cases_reports",
        "cases",
        [sa.literal_column("created_at desc")],
        unique=False,
        postgresql_where="kind = 'report'",
    )
    op.add_column("invitations", sa.Column("department", sa.Text(), nullable=True))
    op.add_column("roles_held", sa.Column("department", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f("fk_cases_merged_into_id"), "cases", "cases", ["merged_into_id"], ["id"]
    )


def _what_was_there() -> None:
    op.create_check_constraint("not_into_itself", "cases", "merged_into_id <> id")
    op.execute(_STARS_TO_ANSWERS)
    op.execute(_CLOCKS_FOR_OPEN_REPORTS)
    op.execute("update cases set due_at = null where kind = 'report' and closed_at is not null")
    op.execute("update cases set status = 'assigned' where status = 'referred'")
    op.execute(
        "update cases set status = 'triage' where status = 'in_progress' and leg = 'triaged'"
    )
    op.drop_column("cases", "rating_word")
    op.drop_column("cases", "rating")
