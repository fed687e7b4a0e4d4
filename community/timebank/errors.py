"""What the rules of the time bank refuse."""

from community.errors import ReasonedError


class BankRefusedError(ReasonedError):
    """Why time cannot be moved so."""
