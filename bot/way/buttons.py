"""Buttons carry a token; what it means, for whom and how long, stands in its row."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

LIVES = timedelta(days=90)
PREFIX = "k:"
MANY_TIMES = "*"
"""A callback whose data starts with this may be pressed again and again (menus, pages)."""

STALE = "stale:"
"""What the routers see in place of the action when a press means nothing any more."""


@dataclass(frozen=True)
class Minted:
    token: str
    action: str
    label: str
    once: bool


def mint(payload: dict[str, Any]) -> list[Minted]:
    """Replace the actions in a payload's inline keyboard by tokens, and give what they mean."""
    keyboard = (payload.get("reply_markup") or {}).get("inline_keyboard")
    if not keyboard:
        return []
    minted = []
    for button in (b for row in keyboard for b in row):
        action = button.get("callback_data")
        if action is None:
            continue
        once = not action.startswith(MANY_TIMES)
        token = secrets.token_urlsafe(16)
        minted.append(Minted(token, action.removeprefix(MANY_TIMES), button["text"], once))
        button["callback_data"] = PREFIX + token
    return minted


_PRESS = """
with pressed as (
    select token, once, action, label, outbox_id, used_at, expires_at from buttons
    where token = $1 and chat_id = $2
), spent as (
    update buttons b set used_at = clock_timestamp() from pressed p
    where p.once and p.used_at is null and p.expires_at > clock_timestamp()
      and b.outbox_id = p.outbox_id and b.once
)
select action, label, used_at is not null as used, expires_at <= clock_timestamp() as old
from pressed"""


@dataclass(frozen=True)
class Pressed:
    action: str
    label: str


async def press(db: AsyncSession, chat_id: int, data: str | None) -> Pressed:
    """Say what a press means; one that means nothing any more is told apart by `STALE`.

    A button that may be pressed once uses up its neighbours in the same message.
    """
    if not data or not data.startswith(PREFIX) or "\x00" in data:
        return Pressed(STALE + "unknown", "")
    connection = await db.connection()
    found = (await connection.exec_driver_sql(_PRESS, (data.removeprefix(PREFIX), chat_id))).first()
    if found is None:
        return Pressed(STALE + "unknown", "")
    if found.used:
        return Pressed(STALE + "used", found.label)
    if found.old:
        return Pressed(STALE + "old", found.label)
    return Pressed(found.action, found.label)
