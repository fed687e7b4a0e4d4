"""The platform refuses, stalls, breaks off, or talks nonsense: kept, tried again, told apart."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import text

from tests.faults.conftest import OpenPlace, Place
from tests.faults.driver import Driver, message
from tests.faults.reckoning import quiet

TWICE: Mapping[str, dict[str, Any]] = {
    "429": {"retry_after": 1},
    "429_without_time": {},
    "429_html": {},
    "500": {},
    "502_html": {},
    "504": {},
    "garbage": {},
    "reset": {},
    "hang": {"seconds": 5},
}
"""Faults that pass: struck twice, each message arrives once, and its row stays one row."""

DOUBTFUL = {"200_html", "answer_lost"}
"""It was shown, and we cannot know: struck once, one copy, and the row says so."""

FOR_EVER = {"blocked", "deactivated", "chat_not_found", "malformed"}
"""One try, and the next message of the chat is not held up."""

UNCERTAIN = {"504", "garbage", "reset", "hang", *DOUBTFUL}


async def ask(driver: Driver, chats: list[int], words: str) -> None:
    await driver.bring(*([message(chat, words)] for chat in chats))


@pytest.fixture(scope="module")
async def ill(open_place: OpenPlace) -> AsyncIterator[Any]:
    """Let each kind of fault strike one chat, all of them at once, and give what became of them."""
    kinds = [*TWICE, *DOUBTFUL, *FOR_EVER]
    chats = {kind: number for number, kind in enumerate(kinds, start=1)}
    healthy = len(kinds) + 1
    async with open_place() as place:
        for chat in range(1, healthy + 1):
            place.standin.user(chat)
        for kind, chat in chats.items():
            times = 2 if kind in TWICE else 1
            place.standin.fails(kind, chat=chat, times=times, **TWICE.get(kind, {}))  # type: ignore[arg-type]
        process = place.process()
        driver = Driver([process.webhook])
        process.start()
        await process.listening()
        await ask(driver, [*chats.values()], "/menu")
        await ask(driver, [healthy], "/menu")
        # An ill chat holds up no healthy one.
        await place.standin.state.until(lambda: place.standin.state.sent_to(healthy), seconds=2)
        await quiet(place.engine)
        await ask(driver, [*chats.values()], "/help")
        await quiet(place.engine)
        async with place.engine.connect() as connection:
            rows = await connection.execute(
                text(
                    "select c.external_id as chat, o.* from outbox o join chats c"
                    " on c.id = o.chat_id order by o.id"
                )
            )
            found = rows.all()
            accounts = await connection.execute(
                text("select external_id, unreachable_at is not null as gone from accounts")
            )
            gone = {row.external_id for row in accounts if row.gone}
        yield {
            kind: (
                [row for row in found if row.chat == chat],
                [sent for sent in place.standin.state.sent_to(chat) if sent.text],
                [c for c in place.standin.state.calls if c.chat == chat],
                chat in gone,
            )
            for kind, chat in chats.items()
        }


@pytest.mark.parametrize("kind", TWICE)
def test_a_passing_fault_costs_time_and_nothing_else(ill: Any, kind: str) -> None:
    (menu, _help), sent, calls, gone = ill[kind]
    assert [s.text for s in sent] == [menu.payload["text"], _help.payload["text"]]
    assert menu.attempts == 3
    assert menu.uncertain == (kind in UNCERTAIN)
    assert not _help.uncertain
    assert not gone
    if kind == "hang":
        return  # the platform's own list does not tell when it was called
    tries = [call.at for call in calls if call.method == "sendMessage"]
    assert len(tries) == 4
    assert all(b - a > 0.7 for a, b in pairwise(tries[:3])), "it waits"
    if kind == "429":
        assert all(1 <= b - a < 2.5 for a, b in pairwise(tries[:3]))


@pytest.mark.parametrize("kind", sorted(DOUBTFUL))
def test_what_cannot_be_known_is_said_again_and_marked(ill: Any, kind: str) -> None:
    (menu, _help), sent, _, _ = ill[kind]
    assert [s.text for s in sent] == [menu.payload["text"]] * 2 + [_help.payload["text"]]
    assert menu.uncertain
    assert not _help.uncertain


@pytest.mark.parametrize("kind", sorted(FOR_EVER))
def test_a_refusal_for_ever_is_tried_once(ill: Any, kind: str) -> None:
    (menu, _help), sent, calls, gone = ill[kind]
    assert menu.dead_at is not None
    assert menu.attempts == 1
    assert menu.fault
    assert _help.sent_at is not None, "the next message is not held up"
    assert [s.text for s in sent] == [_help.payload["text"]]
    assert len([call for call in calls if call.method == "sendMessage"]) == 2
    assert not gone, "who speaks to us can be reached again"


async def test_a_group_that_moved_is_followed(place: Place) -> None:
    place.standin.user(1)
    place.standin.fails("migrated", chat=1, moved_to=-100_500)
    process = place.process()
    driver = Driver([process.webhook])
    process.start()
    await process.listening()
    await ask(driver, [1], "/menu")
    await ask(driver, [1], "/help")
    await quiet(place.engine)
    assert len(place.standin.state.sent_to(-100_500)) == 2
    async with place.engine.connect() as connection:
        chats = (await connection.execute(text("select external_id from chats"))).scalars().all()
    assert -100_500 in chats


async def test_a_revoked_token_stops_the_sending_and_drops_nothing(place: Place) -> None:
    chats = [1, 2, 3]
    for chat in chats:
        place.standin.user(chat)
    place.standin.fails("revoked")
    process = place.process()
    driver = Driver([process.webhook])
    process.start()
    await process.listening()
    await ask(driver, chats, "/menu")

    async def until(question: str) -> None:
        async with asyncio.timeout(10):
            while True:
                async with place.engine.connect() as connection:
                    if await connection.scalar(text(question)):
                        return
                await asyncio.sleep(0.05)

    await until("select count(*) = 3 from outbox where fault = 'revoked' and dead_at is null")
    tries = len(place.standin.state.calls)
    await asyncio.sleep(1)
    assert len(place.standin.state.calls) == tries, "it pauses"
    assert "does not know our token" in process.log.read_text(), "an alarm for the operator"
    place.standin.recovers()
    async with place.engine.begin() as connection:
        await connection.execute(text("update outbox set not_before = null"))
    await quiet(place.engine)
    assert all(len(place.standin.state.sent_to(chat)) == 1 for chat in chats)
