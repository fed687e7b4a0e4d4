"""The ways in which a platform fails, for one chat or for all, for some time or for ever."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "429",  # with JSON and retry_after
    "429_without_time",
    "429_html",
    "500",
    "502_html",
    "504",
    "200_html",  # a success that cannot be read
    "garbage",  # bytes that are nothing
    "reset",  # the connection breaks before anything was done
    "answer_lost",  # it was done, and then the connection breaks
    "hang",
    "slow",
    "blocked",
    "deactivated",
    "kicked",
    "chat_not_found",
    "migrated",
    "revoked",
    "malformed",
]

SAYING = frozenset(
    {
        "sendMessage", "sendPhoto", "sendDocument", "sendLocation", "editMessageText",
        "editMessageReplyMarkup", "deleteMessage",
    }
)  # fmt: skip

PAGE = b"<html><head><title>Bad Gateway</title></head><body><h1>nginx</h1></body></html>"


@dataclass
class Fault:
    kind: Kind
    chat: int | None = None
    methods: Collection[str] = SAYING
    times: int | None = None
    """How often it strikes; None: until it is taken away."""
    after: int = 0
    """How many calls it lets pass before."""
    retry_after: float = 3
    moved_to: int = 0
    seconds: float = 60
    hits: int = 0

    def strikes(self, method: str, chat: int | None) -> bool:
        if self.kind != "revoked" and method not in self.methods:
            return False
        if self.chat is not None and chat != self.chat:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None and self.hits >= self.times:
            return False
        self.hits += 1
        return True
