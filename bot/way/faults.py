"""A place to die: the fault matrix kills this process at a named step of a message's way."""

import os
import signal
from typing import Literal, get_args

Step = Literal[
    "received",
    "inbox_committed",
    "handler_running",
    "before_commit",
    "turn_committed",
    "claimed",
    "sent",
    "marked",
]

_wanted, _, _count = os.environ.get("LINLI_KILL_AT", "").partition(":")
if _wanted and _wanted not in get_args(Step):
    raise SystemExit(f"LINLI_KILL_AT names no step of a message's way: {_wanted}")
_left = int(_count or "1") if _wanted else 0


def pass_by(step: Step) -> None:
    """Die here, without a word, when the environment says so (LINLI_KILL_AT=step:n)."""
    global _left  # noqa: PLW0603  one counter for one process that is about to die
    if step != _wanted:
        return
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
