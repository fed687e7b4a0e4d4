"""The way of a message in PostgreSQL: chats with their dialogue, inbox, outbox, buttons."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.database import Base

WAITING_IN = "done_at is null and parked_at is null"
WAITING_OUT = "sent_at is null and dead_at is null"


class Chat(Base):
    """A talk on a platform. Its row is the lock of a turn, and holds the dialogue's state."""

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("platform", "bot", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    bot: Mapped[str]
    external_id: Mapped[int]
    state: Mapped[str | None]
    state_data: Mapped[dict[str, Any] | None]
    state_at: Mapped[datetime | None]
    last_in_at: Mapped[datetime | None]


class InboxRow(Base):
    """One update as it came, in raw bytes: nothing that somebody sends can make this fail."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("platform", "bot", "key"),
        Index("ix_inbox_waiting", "chat_id", "id", postgresql_where=WAITING_IN),
        Index("ix_inbox_received_at", "received_at", postgresql_using="brin"),
        Index("ix_inbox_chat", "chat_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    bot: Mapped[str]
    key: Mapped[str]
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"))
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    done_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    fault: Mapped[str | None]


class OutboxRow(Base):
    """One method of the dialect that is owed to a chat.

    `uncertain`: its lease ran out before, so a copy may already have arrived.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "priority", "id", postgresql_where=WAITING_OUT),
        Index("ix_outbox_head", "chat_id", "id", postgresql_where=WAITING_OUT),
        Index("ix_outbox_chat", "chat_id", "id"),
        Index(
            "ix_outbox_shown",
            "chat_id",
            "external_id",
            postgresql_where="external_id is not null",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"))
    method: Mapped[str]
    payload: Mapped[dict[str, Any]]
    priority: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    uncertain: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    external_id: Mapped[int | None]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))


class Button(Base):
    """What a token stands for. Permission is asked again when it is pressed."""

    __tablename__ = "buttons"
    __table_args__ = (Index("ix_buttons_outbox_id", "outbox_id"),)

    token: Mapped[str] = mapped_column(primary_key=True)
    chat_id: Mapped[int] = mapped_column(ForeignKey("chats.id"))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"))
    action: Mapped[str]
    label: Mapped[str]
    once: Mapped[bool]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
