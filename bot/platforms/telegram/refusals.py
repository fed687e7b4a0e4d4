"""What Telegram's refusals mean: gone for good, malformed, or as good as done."""

from bot.platforms.dialect import RefusedError, UnreachableError
from bot.platforms.telegram.wire import NotOkError

FORBIDDEN = 403
NOT_FOUND = 404

_UNREACHABLE = {
    "blocked by the user": "blocked",
    "user is deactivated": "deactivated",
    "group chat was deactivated": "deactivated",
    "chat not found": "chat not found",
    "user not found": "chat not found",
    "peer_id_invalid": "chat not found",
    "bot was kicked": "kicked",
    "bot is not a member": "kicked",
    "can't initiate conversation": "never met",
    "have no rights to send": "no right to write there",
    "not enough rights to send": "no right to write there",
    "chat_write_forbidden": "no right to write there",
    "need administrator rights": "no right to write there",
}
_GONE = ("message to edit not found", "message can't be edited", "no text in the message to edit")
_DONE = ("message is not modified", "message to delete not found")


def is_done(error: NotOkError) -> bool:
    """Say whether the chat already looks as the method wants it."""
    return _says(error, _DONE)


def cannot_be_edited(error: NotOkError) -> bool:
    return _says(error, _GONE)


def meaning(error: NotOkError) -> UnreachableError | RefusedError:
    """Tell a person who cannot be reached from a message that cannot be shown."""
    said = error.description.lower()
    reason = next((word for part, word in _UNREACHABLE.items() if part in said), None)
    if reason is None and error.code == FORBIDDEN:
        reason = "forbidden"
    if reason is not None:
        return UnreachableError(reason)
    return RefusedError(f"{error.code} {error.description}")


def _says(error: NotOkError, parts: tuple[str, ...]) -> bool:
    said = error.description.lower()
    return any(part in said for part in parts)
