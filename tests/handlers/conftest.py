"""People whom the stories of reports begin with."""

import pytest

from tests.handlers.reporting import BINS
from tests.talk import Person, Talk


@pytest.fixture
async def resident(talk: Talk) -> Person:
    await talk.at("2026-11-23T10:00")
    talk.means(BINS, "report_problem", problem_category="垃圾桶满了")
    return talk.person()
