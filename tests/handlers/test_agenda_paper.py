"""The printed agenda: what stands on it, what never does, and for which meeting it is."""

import io
from datetime import datetime, timedelta

import pypdf
import pytest

from community.reports import ladder
from config.town.calendar import next_meeting
from handlers.agenda.meetings import decided_on, last_meeting, since_last, todays_or_next
from tests.handlers.office import PUBLIC, WORDS, Story
from tests.talk import Talk


@pytest.fixture
async def story(talk: Talk) -> Story:
    return await Story.begin(talk)


async def test_the_agenda_is_printed_with_a_page_for_each_case(story: Story) -> None:
    await story.brought_up()
    await story.office.says("议程")

    name, content = await story.printed("打印议程 PDF")

    assert name == "agenda-2026-11-24.pdf"
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == 2
    assert "R-2026-000001" in pages[0]
    assert PUBLIC in pages[1]
    assert WORDS not in pages[1]
    assert "建议由谁办" in pages[1]


async def test_a_personal_matter_is_not_printed(story: Story) -> None:
    private = next(c for c in story.talk.app.town.categories if c.private)
    case_id = await story.brought_up("我和婆婆吵架了", category=private.code)
    assert (await story.case(case_id)).private
    await story.office.says("议程")

    _, content = await story.printed("议程 Markdown")

    page = content.decode()
    assert "涉及个人，不印" in page
    assert "R\\-2026" in page or "R-2026-000001" in page
    assert private.name.zh in page
    for never in ("婆婆", "人民路", "虹桥社区", "没有守住"):
        assert never not in page


async def test_the_last_meetings_decisions_and_broken_promises_are_printed(story: Story) -> None:
    await story.brought_up()
    office = await story.opened()
    await office.presses("办不了")
    await office.says("上面的政策还没有下来")
    await office.presses("确认")
    await story.filed("又一件")
    for _ in range(4):
        await story.talk.later(timedelta(days=9))
        while await ladder.climb_due(story.talk.app.sessions, story.talk.app.town):
            pass
    await story.talk.at("2026-11-27T10:00")
    await office.says("议程")

    _, content = await story.printed("议程 Markdown")

    page = content.decode()
    assert "上面的政策还没有下来" in page
    assert "没有守住的时限" in page
    assert "又一件" in page  # there is no public wording yet
    assert "居民原话" in page


# --- which meeting -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "last", "prepared", "decided"),
    [
        ("2026-11-23T08:59", "2026-11-16", "2026-11-23", "2026-11-23"),
        ("2026-11-23T09:01", "2026-11-23", "2026-11-23", "2026-11-23"),
        ("2026-11-24T10:00", "2026-11-23", "2026-11-30", "2026-11-23"),
        ("2026-11-26T10:00", "2026-11-23", "2026-11-30", "2026-11-26"),
    ],
)
def test_which_meeting_is_meant(
    talk: Talk, now: str, last: str, prepared: str, decided: str
) -> None:
    town = talk.app.town
    at = datetime.fromisoformat(now).replace(tzinfo=town.zone)
    meeting = last_meeting(town, at)

    assert meeting is not None
    assert meeting.date().isoformat() == last
    assert todays_or_next(town, at).date().isoformat() == prepared
    assert decided_on(town, at).isoformat() == decided
    days = since_last(town, at)
    assert days[-1] == at.date()
    assert next_meeting(town, at) > at
