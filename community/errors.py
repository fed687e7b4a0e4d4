"""What the rules of the town refuse: data, never prose."""

from typing import Any


class CommunityError(Exception):
    """A refusal by the rules of the town; one place turns it into words."""

    text_id: str

    def __init__(self, **facts: Any) -> None:
        super().__init__(self.text_id)
        self.facts = facts


class ReasonedError(CommunityError):
    """A refusal that has several reasons, each with a text of its own."""

    def __init__(self, reason: str, **facts: Any) -> None:
        self.text_id = reason
        super().__init__(**facts)


class NotAvailableError(CommunityError):
    """There is no such thing, or it is not theirs: the answer is the same for both."""

    text_id = "not-available"


class StaleError(CommunityError):
    """What was pressed spoke of a state that has passed."""

    text_id = "button-stale"
