"""One message about several cases: what still waits to be said takes the later ones along."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from community import notices
from community.notices import Priority

MOST_TOGETHER = 1000
"""Cases of one message; the rest lie in the queue and are in the morning's counts."""

# Two rounds at once must neither owe two messages to one person nor wait for each other in a ring.
_ONE_AFTER_THE_OTHER = """
select pg_advisory_xact_lock(hashtextextended(topic, 0))
from (select topic from unnest(cast(:topics as text[])) topic order by topic) in_order"""

# A message that is being said at this moment takes nothing along any more.
_STILL_WAIT = """
select id, person_id from notices
where topic = any(:topics) and delivered_at is null and dropped_at is null
for update skip locked"""

_TAKE_ALONG = """
update notices n set
  facts = case when jsonb_array_length(n.facts->'case_ids') < :most
    then jsonb_set(n.facts, '{case_ids}', (n.facts->'case_ids') || cast(more.ids as jsonb))
    else n.facts end,
  priority = least(n.priority, more.priority),
  due_at = case when more.priority < n.priority then :now else n.due_at end
from unnest(cast(:notices as bigint[]), cast(:ids as text[]), cast(:priorities as bigint[]))
  as more (id, ids, priority)
where n.id = more.id"""


async def owe(
    db: AsyncSession,
    text_id: str,
    cases_of: Mapping[int, Sequence[int]],
    *,
    urgent: Collection[int],
    now: datetime,
) -> None:
    """Owe each person one message about their cases.

    :param cases_of: the cases by person.
    :param urgent: the cases among them that do not wait for the morning.
    """
    if not cases_of:
        return
    topics = [_topic(text_id, person) for person in cases_of]
    await db.execute(text(_ONE_AFTER_THE_OTHER), {"topics": topics})
    rows = await db.execute(text(_STILL_WAIT), {"topics": topics})
    waiting = {person: notice for notice, person in rows}
    if waiting:
        people = sorted(waiting)
        taken_along = {
            "notices": [waiting[person] for person in people],
            "ids": [json.dumps([*cases_of[person]]) for person in people],
            "priorities": [_priority(cases_of[person], urgent).value for person in people],
            "most": MOST_TOGETHER,
            "now": now,
        }
        await db.execute(text(_TAKE_ALONG), taken_along)
    for person, ids in cases_of.items():
        if person not in waiting:
            notices.owe(
                db,
                person,
                text_id,
                due_at=now,
                topic=_topic(text_id, person),
                unless="nothing-left",
                priority=_priority(ids, urgent),
                case_ids=[*ids],
            )
    await db.flush()


def _topic(text_id: str, person: int) -> str:
    return f"{text_id}-{person}"


def _priority(ids: Sequence[int], urgent: Collection[int]) -> Priority:
    return Priority.ANSWER if any(id_ in urgent for id_ in ids) else Priority.NOTICE
