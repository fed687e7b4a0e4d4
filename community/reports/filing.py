"""Filing a report: what a resident, a volunteer on patrol or another program says is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, duty
from community.cases import Case, Kind, Leg, Rung, Source, clocks
from community.errors import CommunityError
from community.reports import news
from community.reports.promises import category_of
from config.town import Town

MOST_A_DAY = 5
"""More than this a day goes to a person instead of the form; an emergency is never counted."""
LONGEST_WORDS = 9000


class TooManyReportsError(CommunityError):
    text_id = "too-many-reports"


@dataclass(frozen=True)
class Draft:
    """What was said, complete enough to be filed."""

    text: str
    category: str
    place: str | None = None
    place_code: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    community: str | None = None
    files: Sequence[str] = ()


async def file(
    db: AsyncSession,
    town: Town,
    draft: Draft,
    reporter_id: int | None,
    *,
    now: datetime,
    source: Source = Source.RESIDENT,
) -> Case:
    """File a report, start its clock, and owe it to the duty workers of its community.

    :raises TooManyReportsError: a resident's fifth was today; a person should talk to them.
    """
    if (
        source is Source.RESIDENT
        and reporter_id is not None
        and await cases.open_reports_today(db, reporter_id, now - timedelta(days=1)) >= MOST_A_DAY
    ):
        raise TooManyReportsError(most=MOST_A_DAY)
    category = category_of(town, draft.category)
    case = await cases.open_case(
        db,
        "R",
        Kind.REPORT,
        draft.text[:LONGEST_WORDS],
        now=now,
        source=source,
        community=duty.community_or_default(town, draft.community),
        category=category.code,
        private=category.private,
        rung=Rung.SOCIAL_WORKER,
        place=draft.place,
        place_code=draft.place_code,
        latitude=draft.latitude,
        longitude=draft.longitude,
        reporter_id=reporter_id,
    )
    for file_id in draft.files:
        await cases.attach(db, case, file_id, now=now)
    clocks.start(db, town, case, Leg.SEEN, now=now)
    await news.offer(db, town, case, now=now)
    return case
