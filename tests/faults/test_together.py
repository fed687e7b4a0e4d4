"""Several processes at once: one effect, one order, one listener; and who dies is replaced."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import text

from community import notices, people
from community.database import sessions_of
from tests.faults.conftest import Place
from tests.faults.driver import Driver
from tests.faults.reckoning import quiet
from tests.telegram_standin.state import Sent

MESSAGES, CHATS, SENDERS = 1_000, 40, 4

_CHATS = """
insert into chats (platform, bot, external_id)
select 'telegram', :bot, n from generate_series(1, :chats) n"""

_OWED = """
insert into outbox (chat_id, method, payload, priority, created_at, attempts, uncertain)
select c.id, 'sendMessage', jsonb_build_object('text', n::text), 1, now(), 0, false
from generate_series(1, :messages) n join chats c on c.external_id = n % :chats + 1
order by n"""


async def test_two_whole_processes_at_once(place: Place, redis_url: str) -> None:
    chats, each = 20, 20
    processes = [place.process(redis_url=redis_url) for _ in range(2)]
    driver = Driver([process.webhook for process in processes])
    for process in processes:
        process.start()
    await asyncio.gather(*(process.listening() for process in processes))
    await driver.bring(*place.people(chats, each))
    found = await place.reckon(driver, chats, each)
    assert found.holds, found
    assert found.copies == 0, found
    assert set(driver.statuses) == {200}


async def test_four_senders_keep_the_order_of_each_chat(place: Place) -> None:
    """A thousand messages, and one of the senders dies."""
    bot = place.standin.state.token.partition(":")[0]
    for chat in range(1, CHATS + 1):
        place.standin.user(chat)
    async with place.engine.begin() as connection:
        await connection.execute(text(_CHATS), {"bot": bot, "chats": CHATS})
        await connection.execute(text(_OWED), {"messages": MESSAGES, "chats": CHATS})
    processes = [place.process() for _ in range(SENDERS)]
    for process in processes:
        process.start(only="sender")
    state = place.standin.state
    await state.until(lambda: len(state.sent) > MESSAGES / 4, seconds=30)
    await processes[0].kill()
    await quiet(place.engine)
    arrived = {chat: [int(sent.text) for sent in state.sent_to(chat)] for chat in state.chats}
    assert {n for numbers in arrived.values() for n in numbers} == set(range(1, MESSAGES + 1))
    inversions = sum(a > b for numbers in arrived.values() for a, b in pairwise(numbers))
    assert inversions == 0
    copies = sum(len(numbers) - len(set(numbers)) for numbers in arrived.values())
    async with place.engine.connect() as connection:
        uncertain = await connection.scalar(text("select count(*) from outbox where uncertain"))
    assert copies <= (uncertain or 0) <= 32, "only what the dead one was just sending"


async def test_two_schedulers_say_a_notice_once(place: Place) -> None:
    """Fifty people are owed one notice each, while two processes run the clock."""
    count = 50
    bot = place.standin.state.token.partition(":")[0]
    now = datetime.now(UTC)
    for chat in range(1, count + 1):
        place.standin.user(chat)
    async with sessions_of(place.engine)() as db, db.begin():
        await db.execute(text(_CHATS), {"bot": bot, "chats": count})
        for chat in range(1, count + 1):
            person = await people.known(db, "telegram", bot, chat, now=now)
            notices.owe(
                db,
                person.id,
                "turn-failed",
                due_at=now + timedelta(seconds=1),
                priority=notices.Priority.ANSWER,
            )
    processes = [place.process() for _ in range(2)]
    for process in processes:
        process.start()
    state = place.standin.state
    await state.until(lambda: len(state.sent) >= count, seconds=20)
    await asyncio.sleep(1.5)
    await quiet(place.engine)
    assert [len(texts(state.sent_to(chat))) for chat in range(1, count + 1)] == [1] * count
    async with place.engine.connect() as connection:
        times = (await connection.execute(text("select distinct times from notices"))).scalars()
        assert times.all() == [1]
        assert await connection.scalar(text("select count(*) from job_runs")) is not None


def texts(sent: list[Sent]) -> list[str]:
    return [one.text for one in sent if one.text]


async def test_one_process_listens_and_the_other_stands_by(place: Place) -> None:
    state = place.standin.state
    processes = [place.process(telegram_mode="polling") for _ in range(2)]
    for process in processes:
        process.start(only="inlet,turn,sender")

    def polls() -> list[str]:
        return [call.outcome for call in state.calls if call.method == "getUpdates"]

    person = place.standin.user(1)
    person.says("/menu")
    await state.until(lambda: len(texts(person.told)) == 1)
    person.says("/help")
    await state.until(lambda: len(texts(person.told)) == 2)
    async with place.engine.connect() as connection:
        holders = await connection.scalar(
            text(
                "select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid"
                " where l.locktype = 'advisory' and l.granted and a.datname = current_database()"
            )
        )
    assert holders == 1
    assert not [said for said in polls() if said.startswith("Conflict")], json.dumps(polls())
    for process in processes:
        await process.kill()
        person.says("/menu")
        if process is processes[-1]:
            break
        told = len(texts(person.told))
        await state.until(lambda n=told: len(texts(person.told)) > n, seconds=15)  # type: ignore[misc]
    assert not [said for said in polls() if said.startswith("Conflict: can't")]
