"""volunteers and the time bank.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


LEDGER = """
create function bank_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is only added to' using errcode = 'restrict_violation';
end $$;

create trigger only_added_to before update or delete on bank_movements
for each row execute function bank_is_append_only();

create function bank_balance_moves() returns trigger language plpgsql as $$
begin
    update bank_accounts set balance = balance + new.minutes where id = new.account_id;
    return null;
end $$;

create trigger balance_moves after insert on bank_movements
for each row execute function bank_balance_moves();

create function bank_balance_is_the_movements() returns trigger language plpgsql as $$
begin
    if pg_trigger_depth() < 2 and (tg_op = 'INSERT' or new.balance <> old.balance) then
        if tg_op = 'INSERT' and new.balance = 0 then return new; end if;
        raise exception 'a balance is moved by movements only' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;

create trigger moved_by_movements before insert or update on bank_accounts
for each row execute function bank_balance_is_the_movements();

create function bank_transfer_is_two_sided() returns trigger language plpgsql as $$
declare sides bigint; total numeric; wanted bigint;
begin
    if tg_table_name = 'bank_transfers' then wanted := new.id; else wanted := new.transfer_id; end if;
    select count(*), coalesce(sum(minutes), 0) into sides, total
    from bank_movements where transfer_id = wanted;
    if sides <> 2 or total <> 0 then
        raise exception 'transfer % has % sides and a sum of %', wanted, sides, total
            using errcode = 'check_violation';
    end if;
    return null;
end $$;

create constraint trigger two_sides after insert on bank_transfers
deferrable initially deferred for each row execute function bank_transfer_is_two_sided();

create constraint trigger two_sides after insert on bank_movements
deferrable initially deferred for each row execute function bank_transfer_is_two_sided();
"""
"""Two movements whose sum is zero for every transfer, whoever writes it; hence zero over all."""

FUNCTIONS = (
    "bank_is_append_only",
    "bank_balance_moves",
    "bank_balance_is_the_movements",
    "bank_transfer_is_two_sided",
)


def upgrade() -> None:
    op.create_table(
        "bank_accounts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("person", "team", "pool", name="accountkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("community", sa.Text(), nullable=True),
        sa.Column("born", sa.BigInteger(), nullable=True),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by", sa.BigInteger(), nullable=True),
        sa.Column("frozen_because", sa.Text(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind = 'pool' or balance >= 0", name=op.f("ck_bank_accounts_no_debts")),
        sa.ForeignKeyConstraint(
            ["frozen_by"], ["people.id"], name=op.f("fk_bank_accounts_frozen_by")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["people.id"], name=op.f("fk_bank_accounts_opened_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_bank_accounts_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_accounts")),
        sa.UniqueConstraint("number", name=op.f("uq_bank_accounts_number")),
        sa.UniqueConstraint("person_id", name=op.f("uq_bank_accounts_person_id")),
    )
    op.create_index(
        "ix_bank_accounts_pool",
        "bank_accounts",
        ["kind"],
        unique=True,
        postgresql_where="kind = 'pool'",
    )
    op.create_index(
        "ix_bank_accounts_team",
        "bank_accounts",
        ["team", "community"],
        unique=True,
        postgresql_where="kind = 'team'",
    )
    op.create_table(
        "certificates",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("noted_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["noted_by"], ["people.id"], name=op.f("fk_certificates_noted_by")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_certificates_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "training", name=op.f("pk_certificates")),
    )
    op.create_table(
        "rota_plans",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("draft", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_with", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_rota_plans_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota_plans")),
        sa.UniqueConstraint(
            "team", "community", "month", name=op.f("uq_rota_plans_team_community_month")
        ),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "cancelled", "over", name="shiftstatus", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("gives_training", sa.Text(), nullable=True),
        sa.Column("join_key", sa.Text(), nullable=False),
        sa.Column("place_code", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("gap_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_shifts_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sa.UniqueConstraint("join_key", name=op.f("uq_shifts_join_key")),
        sa.UniqueConstraint("template", "day", name=op.f("uq_shifts_template_day")),
    )
    op.create_index(
        "ix_shifts_coming",
        "shifts",
        ["community", "starts_at"],
        unique=False,
        postgresql_where="status = 'open'",
    )
    op.create_index("ix_shifts_team", "shifts", ["team", "community", "starts_at"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_team_members_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "team", "community", name=op.f("pk_team_members")),
    )
    op.create_index("ix_team_members_team", "team_members", ["team", "community"], unique=False)
    op.create_table(
        "volunteers",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "applied",
                "active",
                "paused",
                "refused",
                "left",
                name="volunteerstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("born", sa.BigInteger(), nullable=False),
        sa.Column("guardian", sa.Text(), nullable=True),
        sa.Column("guardian_agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skills", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("languages", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("free", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("most_a_month", sa.BigInteger(), nullable=True),
        sa.Column("remind_hours", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("mentor_id", sa.BigInteger(), nullable=True),
        sa.Column("feed_key", sa.Text(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brought_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["brought_by"], ["people.id"], name=op.f("fk_volunteers_brought_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["people.id"], name=op.f("fk_volunteers_decided_by")
        ),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_volunteers_mentor_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_volunteers_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_volunteers")),
        sa.UniqueConstraint("feed_key", name=op.f("uq_volunteers_feed_key")),
    )
    op.create_table(
        "bank_gifts",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("from_id", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "offered",
                "taken",
                "declined",
                "withdrawn",
                "lapsed",
                name="giftstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_bank_gifts_some_minutes")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["bank_accounts.id"], name=op.f("fk_bank_gifts_from_id")
        ),
        sa.ForeignKeyConstraint(["to_id"], ["bank_accounts.id"], name=op.f("fk_bank_gifts_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_gifts")),
    )
    op.create_index(
        "ix_bank_gifts_open",
        "bank_gifts",
        ["from_id"],
        unique=False,
        postgresql_where="status = 'offered'",
    )
    op.create_index(op.f("ix_bank_gifts_to_id"), "bank_gifts", ["to_id"], unique=False)
    op.create_table(
        "bank_relations",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("to_id", sa.BigInteger(), nullable=False),
        sa.Column("is_family", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_accounts.id"], name=op.f("fk_bank_relations_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["bank_accounts.id"], name=op.f("fk_bank_relations_to_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "called", name=op.f("pk_bank_relations")),
    )
    op.create_table(
        "bank_requests",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("for_whom", sa.Text(), nullable=True),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "taken",
                "done",
                "paid",
                "cancelled",
                "disputed",
                name="requeststatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("helper_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_bank_requests_some_minutes")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_accounts.id"], name=op.f("fk_bank_requests_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["people.id"], name=op.f("fk_bank_requests_helper_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_bank_requests_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_bank_requests_number")),
    )
    op.create_index(
        op.f("ix_bank_requests_helper_id"), "bank_requests", ["helper_id"], unique=False
    )
    op.create_index(
        "ix_bank_requests_open",
        "bank_requests",
        ["community"],
        unique=False,
        postgresql_where="status = 'open'",
    )
    op.create_index(
        "ix_bank_requests_payer", "bank_requests", ["account_id", "status"], unique=False
    )
    op.create_index(
        op.f("ix_bank_requests_person_id"), "bank_requests", ["person_id"], unique=False
    )
    op.create_table(
        "shift_places",
        sa.Column("shift_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column("training", sa.Text(), nullable=True),
        sa.Column("from_age", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("ck_shift_places_some_places")),
        sa.ForeignKeyConstraint(["shift_id"], ["shifts.id"], name=op.f("fk_shift_places_shift_id")),
        sa.PrimaryKeyConstraint("shift_id", "role", name=op.f("pk_shift_places")),
    )
    op.create_table(
        "shift_signups",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("shift_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("seat", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "waiting",
                "signed_up",
                "coming",
                "on_duty",
                "served",
                "left",
                "released",
                "covered",
                "missed",
                name="signupstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "self",
                "rota",
                "cover",
                "leader",
                "waiting_list",
                name="signupsource",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("mentor_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reconfirm_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_because", sa.Text(), nullable=True),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_in_by", sa.Text(), nullable=True),
        sa.Column("signed_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status = 'waiting' or seat is not null",
            name=op.f("ck_shift_signups_seated_unless_waiting"),
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["people.id"], name=op.f("fk_shift_signups_mentor_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_shift_signups_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["shifts.id"], name=op.f("fk_shift_signups_shift_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_signups")),
    )
    op.create_index(
        "ix_shift_signups_on_duty",
        "shift_signups",
        ["signed_in_at"],
        unique=False,
        postgresql_where="status = 'on_duty'",
    )
    op.create_index(
        "ix_shift_signups_once",
        "shift_signups",
        ["shift_id", "person_id"],
        unique=True,
        postgresql_where="status in ('signed_up', 'coming', 'on_duty', 'served', 'missed') or status = 'waiting'",
    )
    op.create_index(
        "ix_shift_signups_person", "shift_signups", ["person_id", "status"], unique=False
    )
    op.create_index(
        "ix_shift_signups_seat",
        "shift_signups",
        ["shift_id", "role", "seat"],
        unique=True,
        postgresql_where="status in ('signed_up', 'coming', 'on_duty', 'served', 'missed')",
    )
    op.create_table(
        "cover_requests",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("signup_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "taken",
                "withdrawn",
                "over",
                name="coverstatus",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("swap_for_id", sa.BigInteger(), nullable=True),
        sa.Column("rounds", sa.BigInteger(), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["shift_signups.id"], name=op.f("fk_cover_requests_signup_id")
        ),
        sa.ForeignKeyConstraint(
            ["swap_for_id"], ["shift_signups.id"], name=op.f("fk_cover_requests_swap_for_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["people.id"], name=op.f("fk_cover_requests_taken_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover_requests")),
    )
    op.create_index(
        "ix_cover_requests_once",
        "cover_requests",
        ["signup_id"],
        unique=True,
        postgresql_where="status = 'open'",
    )
    op.create_table(
        "service_hours",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("signup_id", sa.BigInteger(), nullable=True),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "claimed", "confirmed", "refused", name="hoursstatus", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["people.id"], name=op.f("fk_service_hours_confirmed_by")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"], ["service_hours.id"], name=op.f("fk_service_hours_corrects_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_service_hours_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["signup_id"], ["shift_signups.id"], name=op.f("fk_service_hours_signup_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_hours")),
        sa.UniqueConstraint("signup_id", name=op.f("uq_service_hours_signup_id")),
    )
    op.create_index(
        "ix_service_hours_person", "service_hours", ["person_id", "status"], unique=False
    )
    op.create_index(
        "ix_service_hours_waiting",
        "service_hours",
        ["ended_at"],
        unique=False,
        postgresql_where="status = 'claimed'",
    )
    op.create_table(
        "bank_transfers",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "earn",
                "surplus",
                "redeem",
                "gift",
                "donate",
                "pool",
                "grant",
                "reversal",
                name="transferkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("hours_id", sa.BigInteger(), nullable=True),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("gift_id", sa.BigInteger(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["gift_id"], ["bank_gifts.id"], name=op.f("fk_bank_transfers_gift_id")
        ),
        sa.ForeignKeyConstraint(
            ["hours_id"], ["service_hours.id"], name=op.f("fk_bank_transfers_hours_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_bank_transfers_made_by")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["bank_requests.id"], name=op.f("fk_bank_transfers_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["bank_transfers.id"], name=op.f("fk_bank_transfers_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_transfers")),
        sa.UniqueConstraint("gift_id", name=op.f("uq_bank_transfers_gift_id")),
        sa.UniqueConstraint("request_id", name=op.f("uq_bank_transfers_request_id")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_bank_transfers_reverses_id")),
    )
    op.create_index(
        op.f("ix_bank_transfers_hours_id"), "bank_transfers", ["hours_id"], unique=False
    )
    op.create_table(
        "cover_asks",
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cover_asks_person_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["cover_requests.id"], name=op.f("fk_cover_asks_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_cover_asks")),
    )
    op.create_index("ix_cover_asks_person", "cover_asks", ["person_id", "asked_at"], unique=False)
    op.create_table(
        "bank_audit",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("transfer_id", sa.BigInteger(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_accounts.id"], name=op.f("fk_bank_audit_account_id")
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_bank_audit_actor_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["bank_transfers.id"], name=op.f("fk_bank_audit_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_audit")),
    )
    op.create_index(op.f("ix_bank_audit_account_id"), "bank_audit", ["account_id"], unique=False)
    op.create_table(
        "bank_movements",
        sa.Column("transfer_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_bank_movements_some_minutes")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["bank_accounts.id"], name=op.f("fk_bank_movements_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["bank_transfers.id"], name=op.f("fk_bank_movements_transfer_id")
        ),
        sa.PrimaryKeyConstraint("transfer_id", "account_id", name=op.f("pk_bank_movements")),
    )
    op.create_index(
        "ix_bank_movements_account", "bank_movements", ["account_id", "transfer_id"], unique=False
    )
    for statement in LEDGER.split("\n\n"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_bank_movements_account", table_name="bank_movements")
    op.drop_table("bank_movements")
    op.drop_index(op.f("ix_bank_audit_account_id"), table_name="bank_audit")
    op.drop_table("bank_audit")
    op.drop_index("ix_cover_asks_person", table_name="cover_asks")
    op.drop_table("cover_asks")
    op.drop_index(op.f("ix_bank_transfers_hours_id"), table_name="bank_transfers")
    op.drop_table("bank_transfers")
    op.drop_index(
        "ix_service_hours_waiting",
        table_name="service_hours",
        postgresql_where="status = 'claimed'",
    )
    op.drop_index("ix_service_hours_person", table_name="service_hours")
    op.drop_table("service_hours")
    op.drop_index(
        "ix_cover_requests_once", table_name="cover_requests", postgresql_where="status = 'open'"
    )
    op.drop_table("cover_requests")
    op.drop_index(
        "ix_shift_signups_seat",
        table_name="shift_signups",
        postgresql_where="status in ('signed_up', 'coming', 'on_duty', 'served', 'missed')",
    )
    op.drop_index("ix_shift_signups_person", table_name="shift_signups")
    op.drop_index(
        "ix_shift_signups_once",
        table_name="shift_signups",
        postgresql_where="status in ('signed_up', 'coming', 'on_duty', 'served', 'missed') or status = 'waiting'",
    )
    op.drop_index(
        "ix_shift_signups_on_duty",
        table_name="shift_signups",
        postgresql_where="status = 'on_duty'",
    )
    op.drop_table("shift_signups")
    op.drop_table("shift_places")
    op.drop_index(op.f("ix_bank_requests_person_id"), table_name="bank_requests")
    op.drop_index("ix_bank_requests_payer", table_name="bank_requests")
    op.drop_index(
        "ix_bank_requests_open", table_name="bank_requests", postgresql_where="status = 'open'"
    )
    op.drop_index(op.f("ix_bank_requests_helper_id"), table_name="bank_requests")
    op.drop_table("bank_requests")
    op.drop_table("bank_relations")
    op.drop_index(op.f("ix_bank_gifts_to_id"), table_name="bank_gifts")
    op.drop_index(
        "ix_bank_gifts_open", table_name="bank_gifts", postgresql_where="status = 'offered'"
    )
    op.drop_table("bank_gifts")
    op.drop_table("volunteers")
    op.drop_index("ix_team_members_team", table_name="team_members")
    op.drop_table("team_members")
    op.drop_index("ix_shifts_team", table_name="shifts")
    op.drop_index("ix_shifts_coming", table_name="shifts", postgresql_where="status = 'open'")
    op.drop_table("shifts")
    op.drop_table("rota_plans")
    op.drop_table("certificates")
    op.drop_index(
        "ix_bank_accounts_team", table_name="bank_accounts", postgresql_where="kind = 'team'"
    )
    op.drop_index(
        "ix_bank_accounts_pool", table_name="bank_accounts", postgresql_where="kind = 'pool'"
    )
    op.drop_table("bank_accounts")
    for function in FUNCTIONS:
        op.execute(f"drop function {function} cascade")

