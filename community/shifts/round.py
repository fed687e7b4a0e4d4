"""What the clock does for volunteers: shifts appear, people are asked, hours are confirmed."""

from community import rounds
from community.database import Sessions
from community.rounds import Step
from community.shifts import changing, shifts, waiting
from config.town import Town

STEPS: list[Step] = [
    shifts.make_due,
    waiting.close_lines,
    changing.release_silent,
]


async def run(sessions: Sessions, town: Town) -> int:
    return await rounds.run(STEPS, sessions, town)
