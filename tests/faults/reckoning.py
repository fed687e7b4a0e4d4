"""Comparing what was accepted, what it did, and what arrived."""

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.faults.driver import expected_text
from tests.telegram_standin import Standin


@dataclass
class Reckoning:
    lost: int = 0
    """Accepted updates without a row, effects that are missing, messages that never arrived."""
    doubled: int = 0
    """Updates whose effect stands there twice."""
    inversions: int = 0
    """Effects, or messages as they arrived, out of their chat's order."""
    copies: int = 0
    """Messages that arrived more than once, each time counted."""
    most_copies: int = 0
    unannounced: int = 0
    """Of these, the ones whose row does not say that it is uncertain."""
    parked: int = 0
    details: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.inversions or self.unannounced or self.parked)


async def quiet(engine: AsyncEngine, *, within: float = 30) -> None:
    """Wait until nothing is left to be done or sent."""
    async with asyncio.timeout(within):
        while True:
            try:
                async with engine.connect() as connection:
                    waiting = await connection.scalar(
                        text(
                            "select (select count(*) from inbox"
                            " where done_at is null and parked_at is null)"
                            " + (select count(*) from outbox"
                            " where sent_at is null and dead_at is null)"
                        )
                    )
                if waiting == 0:
                    return
            except (SQLAlchemyError, OSError):
                pass
            await asyncio.sleep(0.05)


async def reckon(
    engine: AsyncEngine,
    standin: Standin,
    lines: Mapping[int, int],
    accepted: Collection[int],
) -> Reckoning:
    """:param lines: how many lines each chat said, the opening of its report included."""
    found = Reckoning()
    async with engine.connect() as connection:
        keys = await connection.execute(text("select key, parked_at from inbox"))
        held = {int(row.key): row.parked_at for row in keys}
        found.lost += sum(number not in held for number in accepted)
        found.parked = sum(parked is not None for parked in held.values())
        reports = await connection.execute(
            text("select external_id, state_data->>'text' as said from chats")
        )
        said = {row.external_id: row.said for row in reports}
        rows = await connection.execute(
            text(
                "select c.external_id as chat, o.id, o.payload, o.uncertain from outbox o"
                " join chats c on c.id = o.chat_id where o.dead_at is null order by o.id"
            )
        )
        owed = rows.all()
    for chat, count in lines.items():
        _compare_effects(found, chat, said.get(chat) or "", expected_text(count))
        _compare_messages(found, chat, [r for r in owed if r.chat == chat], standin)
    return found


def _compare_effects(found: Reckoning, chat: int, said: str, expected: str) -> None:
    if said == expected:
        return
    have, want = said.split("\n"), expected.split("\n")
    counts = Counter(have)
    found.lost += sum(line not in counts for line in want)
    found.doubled += sum(count - 1 for count in counts.values())
    found.inversions += sum(a > b for a, b in pairwise(have))
    found.details.append(f"{chat}: {have}")


def _compare_messages(found: Reckoning, chat: int, owed: list[Any], standin: Standin) -> None:
    arrived = [_name(sent.fields) for sent in standin.state.sent_to(chat) if "text" in sent.fields]
    counts = Counter(arrived)
    order = {_name(row.payload): n for n, row in enumerate(owed)}
    assert len(order) == len(owed), "the answers must be told apart"
    for row in owed:
        copies = counts[_name(row.payload)] - 1
        if copies < 0:
            found.lost += 1
            found.details.append(f"{chat}: never arrived: {row.id}")
        elif copies:
            found.copies += copies
            found.most_copies = max(found.most_copies, copies)
            found.unannounced += not row.uncertain
    first = [order[name] for name in dict.fromkeys(arrived)]
    found.inversions += sum(a > b for a, b in pairwise(first))


def _name(fields: Mapping[str, Any]) -> str:
    return json.dumps([fields["text"], fields.get("reply_markup")], sort_keys=True)
