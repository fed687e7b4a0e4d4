"""The screen in the hall: numbers and counters for everybody, and nothing about anybody."""

import asyncio
import re
from datetime import datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.web.display import DisplayPage
from community import clock
from community.database import sessions_of
from community.hall import counters, queue
from community.people import Person, Role, RoleHeld
from config.settings import load
from config.town import Town
from tests.web.site import NO_FOLDER, Site

NINE = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
STATIC = Path(__file__).parents[2] / "bot/web/static"


async def people(site: Site, count: int) -> list[int]:
    """Make a clerk, and residents with a name that nobody may see."""
    async with site.app.sessions() as db, db.begin():
        made = [Person(name=f"王美丽{n}", created_at=NINE) for n in range(count)]
        db.add_all(made)
        await db.flush()
        db.add(RoleHeld(person_id=made[0].id, role=Role.CLERK, granted_at=NINE))
        return [person.id for person in made]


async def get(site: Site, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    async with ClientSession() as client, client.get(site.address + path, headers=headers) as told:
        return told.status, await told.text(), {k.lower(): v for k, v in told.headers.items()}


async def board_of(site: Site, point: str) -> dict[str, object]:
    async with (
        ClientSession() as client,
        client.get(f"{site.address}/display/{point}/now") as told,
    ):
        assert told.status == 200
        found: dict[str, object] = await told.json()
        return found


@pytest.fixture(scope="module")
async def morning(site: Site) -> Site:
    """Two are at the counters of the hall, three wait."""
    await site.at(NINE)
    town = site.app.town
    clerk, *others = await people(site, 6)
    async with site.app.sessions() as db, db.begin():
        for person in others:
            await queue.take(db, town, person, "hall", ["MZ-007"], now=NINE)
        await counters.open_counter(db, town, clerk, "hall", "3", now=NINE)
        called = await counters.call_next(db, town, clerk, now=NINE)
        assert called is not None
    return site


async def test_the_board_is_told_in_numbers(morning: Site) -> None:
    told = await board_of(morning, "hall")
    assert told == {
        "clock": "09:00",
        "called": [{"number": "A001", "counter": {"zh": "3号窗口", "en": "Counter 3"}, "calls": 1}],
        "serving": [],
        "next": ["A002", "A003", "A004", "A005"],
        "waiting": 4,
        "open": 1,
        "minutes": 50,
    }


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["新塍镇便民服务中心", "正在叫号", "3号窗口", "4 位在等", "约等 50 分钟"]),
        ("en", ["Xincheng Service Hall", "Now calling", "Counter 3", "4 waiting", "About 50 min"]),
    ],
)
async def test_the_page_says_it_without_its_script(
    morning: Site, language: str, words: list[str]
) -> None:
    status, told, headers = await get(morning, f"/display/hall?language={language}")
    assert status == 200
    assert [word for word in [*words, "A001", "A002", "09:00"] if word not in told] == []
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in told
    assert "script-src 'self'" in headers["content-security-policy"]
    assert not re.search(r"<script>|<style|\son\w+=|\sstyle=", told), "the policy forbids it"


async def test_it_names_nobody(morning: Site) -> None:
    for path in ("/display/hall", "/display/hall/now"):
        _, told, _ = await get(morning, path)
        assert "王美丽" not in told
        assert "person" not in told
        assert "ticket_id" not in told


async def test_a_point_where_nothing_happens_says_so(morning: Site) -> None:
    _, told, _ = await get(morning, "/display/point-kanghe?language=zh")
    assert "现在没有叫号" in told
    assert "窗口暂时没有开" in told
    assert (await board_of(morning, "point-kanghe"))["minutes"] is None


@pytest.mark.parametrize("point", ["nowhere", "canteen-kanghe", "%3Cb%3E"])
async def test_an_unknown_point_has_no_screen(morning: Site, point: str) -> None:
    status, told, _ = await get(morning, f"/display/{point}")
    assert status == 404
    assert "<b>" not in told.partition("<main>")[2]
    assert (await get(morning, f"/display/{point}/now"))[0] == 404


async def test_a_hundred_screens_ask_the_database_once_a_second(
    engine: AsyncEngine, town: Town
) -> None:
    screen = DisplayPage(
        settings=load(NO_FOLDER, database_url="postgresql://unused"),
        sessions=sessions_of(engine),
        town=town,
    )
    async with sessions_of(engine)() as db, db.begin():
        await clock.freeze(db, NINE)
    asked: list[str] = []

    def count(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", count)
    try:
        answers = await asyncio.gather(*(screen.now("hall") for _ in range(100)))
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", count)
    assert {answer.status_code for answer in answers} == {200}
    assert len([statement for statement in asked if "queue_tickets.place" in statement]) == 1
    assert len(asked) <= 6


async def test_its_files_are_served(morning: Site) -> None:
    _, told, _ = await get(morning, "/display/hall")
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', told)
    assert {"/static/display.css", "/static/display.js"} <= {*files}
    assert [(await get(morning, file))[0] for file in files] == [200] * len(files)


def test_every_word_that_the_script_takes_is_on_the_page() -> None:
    script = (STATIC / "display.js").read_text(encoding="utf-8")
    page = (Path(__file__).parents[2] / "bot/web/display.py").read_text(encoding="utf-8")
    given = {*re.findall(r'^\s+"([\w-]+)": str\(say', page, re.MULTILINE), "point"}
    taken = {re.sub(r"[A-Z]", lambda c: "-" + c[0].lower(), w)
             for w in re.findall(r"words\.(\w+)", script)}  # fmt: skip
    assert taken == given
    ids = {*re.findall(r'id="([\w-]+)"', page)}
    wanted = {*re.findall(r'byId\("([\w-]+)"\)', script)}
    assert wanted <= ids
