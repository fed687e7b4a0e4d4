"""What the clock does for volunteers: people are asked, hours are confirmed."""

from community import rounds
from community.database import Sessions
from community.rounds import Step
from community.shifts import (
    changing,
    cover_round,
    duty_round,
    gaps,
    hours_round,
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
    hours_round.auto_confirm,
    hours_round.nag,
]


async def run(sessions: Sessions, town: Town) -> int:
    return await rounds.run(STEPS, sessions, town)
