"""What the doors for other programs refuse: a status of HTTP, and a sentence that says why."""

from typing import Any


class Refusal(Exception):  # noqa: N818  it is an answer, not a fault
    def __init__(self, status: int, text_id: str, *, wait: int = 0, **facts: Any) -> None:
        """:param wait: seconds after which it may be tried again."""
        super().__init__(text_id)
        self.status = status
        self.text_id = text_id
        self.wait = wait
        self.facts = facts
