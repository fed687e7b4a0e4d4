"""How long a draft waits for its person is the town's to say."""

from datetime import timedelta

import pytest

from tests.talk import Talk

BINS = "楼下的垃圾桶满了三天没人清"


@pytest.mark.parametrize(("hours", "kept"), [(2, False), (4, True)])
async def test_a_town_says_how_long_a_draft_lives(talk: Talk, hours: int, kept: bool) -> None:
    await talk.at("2026-11-23T10:00")
    talk.means(BINS, "report_problem")
    settings = talk.app.town.settings.model_copy(update={"draft_hours": hours})
    talk.app.town = talk.app.town.model_copy(update={"settings": settings})
    talk.turns = talk.app.turns()
    ann = await talk.person().says(BINS)
    await talk.later(timedelta(hours=3))
    await ann.says("虹桥社区6号楼")

    assert (BINS in ann.said) is kept
