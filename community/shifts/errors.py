"""What the rules of volunteering refuse."""

from collections.abc import Sequence
from typing import Any

from community.errors import CommunityError, ReasonedError


class VolunteerRefusedError(ReasonedError):
    """Why somebody cannot join, or do what only volunteers do."""


class SignupRefusedError(CommunityError):
    """Why somebody cannot take a shift.

    :ivar instead: shifts that they may take, by number, the next best first.
    """

    def __init__(self, reason: str, instead: Sequence[int] = (), **facts: Any) -> None:
        self.text_id = reason
        self.instead = list(instead)
        super().__init__(**facts)


class ShiftRefusedError(ReasonedError):
    """Why a shift cannot be made, moved or cancelled so."""
