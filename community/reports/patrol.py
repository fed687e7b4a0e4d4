"""What a patrol finds: a problem with one tap, a photo and a place, or nothing at all.

The patrol itself (who walks when, and where) belongs to the shifts; this is its way into reports.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases, duty
from community.cases import Case, PatrolFinding, Rung, Source, clocks
from community.errors import NotAvailableError
from community.people import Role, roles_of
from community.reports import closing, filing
from community.reports.filing import Draft
from config.town import Town

PATROL_ROLES = frozenset({Role.VOLUNTEER, Role.LEADER, Role.SOCIAL_WORKER, Role.ADMIN})


async def _community_of(db: AsyncSession, town: Town, person_id: int, wanted: str | None) -> str:
    """:raises NotAvailableError: this person walks no patrol there."""
    held = [r for r in await roles_of(db, person_id) if r.role in PATROL_ROLES]
    own = next((r.community for r in held if r.community), None)
    community = duty.community_or_default(town, wanted or own)
    if not any(r.community in {None, community} for r in held):
        raise NotAvailableError
    return community


async def report(
    db: AsyncSession, town: Town, draft: Draft, person_id: int, *, now: datetime
) -> Case:
    """File what a patrol found; no limit a day.

    :raises NotAvailableError: this person walks no patrol there.
    """
    community = await _community_of(db, town, person_id, draft.community)
    draft = replace(draft, community=community)
    case = await filing.file(db, town, draft, person_id, now=now, source=Source.PATROL)
    db.add(
        PatrolFinding(
            person_id=person_id,
            community=community,
            place_code=draft.place_code,
            at=now,
            case_id=case.id,
        )
    )
    return case


async def all_clear(
    db: AsyncSession,
    town: Town,
    person_id: int,
    *,
    now: datetime,
    community: str | None = None,
    place_code: str | None = None,
) -> PatrolFinding:
    """「无异常」: that somebody looked is worth keeping too.

    :raises NotAvailableError: this person walks no patrol there.
    """
    finding = PatrolFinding(
        person_id=person_id,
        community=await _community_of(db, town, person_id, community),
        place_code=place_code,
        at=now,
    )
    db.add(finding)
    await db.flush()
    return finding


@dataclass(frozen=True)
class Looked:
    """What one person looked at on a day."""

    problems: int
    clear: int

    @property
    def whole(self) -> int:
        return self.problems + self.clear


async def looked_at(db: AsyncSession, town: Town, person_id: int, *, now: datetime) -> Looked:
    """Count what this person looked at today, by the town's day."""
    today = now.astimezone(town.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    counted = await db.execute(
        select(func.count(PatrolFinding.case_id), func.count()).where(
            PatrolFinding.person_id == person_id, PatrolFinding.at >= today
        )
    )
    problems, whole = counted.one()
    return Looked(problems, whole - problems)


async def settle_on_the_spot(
    db: AsyncSession, town: Town, case_id: int, person_id: int, words: str, *, now: datetime
) -> Case:
    """The volunteer who found it has mended it: 就地解决.

    :raises NotAvailableError: not what this person found on a patrol.
    :raises MoveRefusedError: it is closed already, or somebody has it in hand.
    """
    case = await cases.get_for_reporter(db, case_id, person_id)
    if case.source is not Source.PATROL:
        raise NotAvailableError
    if case.owner_id is not None:
        raise cases.MoveRefusedError("move-refused", number=case.number)
    clocks.stop(db, case, now=now)
    case.rung = Rung.VOLUNTEER
    await closing.settle(db, town, case, words, actor_id=person_id, now=now)
    return case
