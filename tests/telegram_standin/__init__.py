"""A stand-in for Telegram that speaks the real Bot API on the wire.

It knows nothing of the bot that talks to it: not a line of the product is imported here.
"""

from tests.telegram_standin.faults import Fault
from tests.telegram_standin.people import Actor
from tests.telegram_standin.server import Standin, running
from tests.telegram_standin.state import Sent

__all__ = ["Actor", "Fault", "Sent", "Standin", "running"]
