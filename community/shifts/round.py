"""What the clock does for volunteers: people are asked, hours are confirmed."""

from community import rounds
from community.database import Sessions
from community.rounds import Step
from community.shifts import (
    changing,
    cover_round,
    duty_round,
    gaps,
    hours,
    rota,
    waiting,
)
from config.town import Town

STEPS: list[Step] = [
    waiting.close_lines,
    changing.release_silent,
    gaps.gap_alarm,
    cover_round.cover_rounds,
    rota.make_drafts,
    duty_round.close,
    duty_round.day_end,
    duty_round.note_missed,
    hours.auto_confirm,
    hours.nag,
]


async def run(sessions: Sessions, town: Town) -> int:
    return await rounds.run(STEPS, sessions, town)
