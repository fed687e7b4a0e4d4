"""Polling: one process of all polls, and nothing is confirmed that is not committed."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.telegram import Telegram, listening, manners
from bot.way.inbox import Handed, Inbox
from tests.bot.conftest import Make
from tests.telegram_standin import Standin
from tests.telegram_standin.faults import Kind


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "STAND_BY", 0.05)
    monkeypatch.setattr(listening, "LONGEST_PAUSE", 0.05)
    monkeypatch.setattr(listening, "PAUSE_ON_CONFLICT", 0.1)
    monkeypatch.setattr(listening, "PAUSE_WHEN_REVOKED", 0.1)


@asynccontextmanager
async def listening_to(telegram: Telegram) -> AsyncIterator[None]:
    work = asyncio.get_running_loop().create_task(telegram.listen())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def said(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        raws = await connection.scalars(text("select raw from inbox order by id"))
        return [json.loads(raw)["message"]["text"] for raw in raws]


async def all_taken(standin: Standin) -> None:
    """Wait until the bot has confirmed everything."""
    await standin.state.until(lambda: not standin.updates.waiting)


async def test_updates_arrive_in_order_and_are_confirmed(
    standin: Standin, telegram: Telegram, engine: AsyncEngine
) -> None:
    anna = standin.user(7)
    words = [f"第{n}句" for n in range(130)]
    for word in words[:120]:
        anna.says(word)

    async with listening_to(telegram):
        await standin.state.until(lambda: len(standin.updates.waiting) < 30)
        for word in words[120:]:
            anna.says(word)
        await all_taken(standin)

    assert await said(engine) == words
    assert standin.updates.dropped == 0
    assert standin.updates._allowed == listening.ALLOWED


async def test_nothing_is_confirmed_that_is_not_committed(
    standin: Standin,
    telegram: Telegram,
    inbox: Inbox,
    engine: AsyncEngine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accept, tries = inbox.accept, 0

    async def away_at_first(update: Handed) -> bool:
        nonlocal tries
        tries += 1
        if tries <= 3:
            assert standin.updates.waiting
            raise OperationalError("insert", {}, OSError())
        return await accept(update)

    monkeypatch.setattr(inbox, "accept", away_at_first)
    standin.user(7).says("您好")

    async with listening_to(telegram):
        await all_taken(standin)

    assert await said(engine) == ["您好"]


@pytest.mark.parametrize(
    "fault", ["429", "500", "502_html", "200_html", "garbage", "reset", "revoked", "malformed"]
)
async def test_trouble_only_delays(
    standin: Standin, telegram: Telegram, engine: AsyncEngine, fault: Kind
) -> None:
    standin.fails(fault, methods={"getUpdates"}, times=2, retry_after=0)
    standin.user(7).says("您好")

    async with listening_to(telegram):
        await all_taken(standin)

    assert await said(engine) == ["您好"]


async def test_a_forgotten_webhook_is_taken_down(
    standin: Standin, telegram: Telegram, engine: AsyncEngine
) -> None:
    await standin.updates.set_webhook({"url": "http://127.0.0.1:9/old"})
    standin.user(7).says("您好")

    async with listening_to(telegram):
        await all_taken(standin)

    assert await said(engine) == ["您好"]
    assert standin.updates.dropped == 0


async def test_one_polls_and_the_other_takes_over(
    standin: Standin, make: Make, engine: AsyncEngine
) -> None:
    def refused() -> list[str]:
        return [c.outcome for c in standin.state.calls if c.outcome.startswith("Conflict")]

    anna = standin.user(7)
    async with listening_to(make()):
        async with listening_to(make()):
            for n in range(5):
                anna.says(f"一{n}")
                await all_taken(standin)
                await asyncio.sleep(0.05)
            assert refused() == []
        anna.says("二")
        await all_taken(standin)
    async with listening_to(make()):
        anna.says("三")
        await all_taken(standin)

    assert await said(engine) == [*(f"一{n}" for n in range(5)), "二", "三"]


async def test_a_strange_poller_makes_us_stand_by_and_come_again(
    standin: Standin, telegram: Telegram, engine: AsyncEngine
) -> None:
    async with listening_to(telegram):
        await standin.state.until(lambda: standin.updates._poll)
        stranger = asyncio.ensure_future(standin.updates.get({"timeout": 0.3}))
        await asyncio.gather(stranger, return_exceptions=True)
        standin.user(7).says("您好")
        await all_taken(standin)

    assert await said(engine) == ["您好"]
    assert any("terminated by other" in call.outcome for call in standin.state.calls)


async def test_numbers_that_restart_lower_are_heard(
    standin: Standin, telegram: Telegram, engine: AsyncEngine
) -> None:
    anna = standin.user(7)
    async with listening_to(telegram):
        anna.says("旧")
        await all_taken(standin)
        await asyncio.sleep(0.1)
        standin.updates.post({"message": anna._message(text="新")}, update_id=5)
        await all_taken(standin)

    assert await said(engine) == ["旧", "新"]


async def test_what_no_text_column_could_hold_is_kept(
    standin: Standin, telegram: Telegram, engine: AsyncEngine
) -> None:
    standin.user(7).says("零\x00零")

    async with listening_to(telegram):
        await all_taken(standin)

    assert await said(engine) == ["零\x00零"]


async def test_it_shows_itself_in_both_languages_and_to_staff(
    standin: Standin, telegram: Telegram, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            text("insert into people (id, created_at, language) values (1, now(), 'en')")
        )
        await connection.execute(
            text(
                "insert into accounts (person_id, platform, bot, external_id)"
                " values (1, 'telegram', :bot, 77)"
            ),
            {"bot": telegram.bot_name},
        )
        await connection.execute(
            text(
                "insert into roles_held (person_id, role, granted_at)"
                " values (1, 'social_worker', now())"
            )
        )
    shown = standin.state.shown

    async with listening_to(telegram):
        await standin.state.until(lambda: "MyCommands:chat:77:" in shown)

    assert shown["MyCommands:default::"] == manners.commands("zh")
    assert shown["MyCommands:default::en"] == manners.commands("en")
    assert shown["MyCommands:chat:77:"] == manners.commands("en", staff=True)
    assert [c["command"] for c in shown["MyCommands:all_group_chats::"]] == ["help"]
    assert shown["ChatMenuButton:default::"] == {"type": "commands"}
    assert (shown["MyName:default::"], shown["MyName:default::en"]) == ("邻里", "Linli")


async def test_showing_itself_never_holds_up_a_message(
    standin: Standin, telegram: Telegram, engine: AsyncEngine
) -> None:
    standin.fails("hang", methods={"setMyCommands"})
    standin.user(7).says("您好")

    async with listening_to(telegram):
        async with asyncio.timeout(2):
            await all_taken(standin)

    assert await said(engine) == ["您好"]
