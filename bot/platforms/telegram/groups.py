"""In groups we are silent unless somebody speaks to us."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any


@cache
def _call(username: str) -> re.Pattern[str]:
    # `/start@linli_bot` or `@linli_bot`, but neither `@linli_bot2` nor `joe@linli_bot`.
    return re.compile(rf"(?<![\w@/])(?:/\w+)?@{re.escape(username)}(?!\w)", re.IGNORECASE)


def is_addressed(body: Mapping[str, Any], bot_id: int, username: str) -> bool:
    """Say whether a group's update speaks to this bot: command, mention, reply, or a press."""
    if isinstance(body.get("callback_query"), dict):
        return True
    message = body.get("message") or body.get("edited_message")
    if not isinstance(message, dict):
        return False
    if _author(message.get("reply_to_message")) == bot_id:
        return True
    words = message.get("text") or message.get("caption")
    return isinstance(words, str) and _call(username).search(words) is not None


def _author(message: Any) -> Any:
    sender = message.get("from") if isinstance(message, dict) else None
    return sender.get("id") if isinstance(sender, dict) else None
