"""What the clock does for the time bank: gifts and services that nobody objected to are booked."""

from community import rounds
from community.database import Sessions
from community.rounds import Step
from community.timebank import giving, redeeming
from config.town import Town

STEPS: list[Step] = [
    giving.settle_gifts,
    redeeming.settle_requests,
]


async def run(sessions: Sessions, town: Town) -> int:
    return await rounds.run(STEPS, sessions, town)
