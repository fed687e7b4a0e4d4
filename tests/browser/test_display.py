"""The screen in the hall in a real browser: live, loud after one tap, steady without a server."""

from datetime import datetime
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from community import clock
from community.hall import counters, queue
from community.people import Person, Role, RoleHeld
from tests.browser.house import House

SPOKEN = """
window.spoken = [];
speechSynthesis.speak = (said) => window.spoken.push([said.lang, said.text]);
"""


class Counter:
    """A clerk at a counter of a point that no other test uses."""

    def __init__(self, house: House, clerk: int, now: datetime) -> None:
        self.house = house
        self.clerk = clerk
        self.now = now

    async def do(self, operation: Any, *given: Any) -> Any:
        async with self.house.sessions() as db, db.begin():
            return await operation(db, self.house.town, *given, now=self.now)


@pytest.fixture
async def counter(house: House) -> Counter:
    async with house.sessions() as db, db.begin():
        now = datetime.fromisoformat("2026-11-23T09:00:00+08:00")
        await clock.freeze(db, now)
        clerk = Person(name="柜员", created_at=now)
        db.add(clerk)
        await db.flush()
        db.add(RoleHeld(person_id=clerk.id, role=Role.CLERK, granted_at=now))
    counter = Counter(house, clerk.id, now)
    for _ in range(3):
        await counter.do(queue.take, None, "point-fuyuan", [])
    await counter.do(counters.open_counter, clerk.id, "point-fuyuan", "1")
    return counter


async def screen(browser: Browser, house: House, **more: Any) -> Page:
    context = await browser.new_context(viewport={"width": 1920, "height": 1080}, **more)
    page = await context.new_page()
    await page.add_init_script(SPOKEN)
    await page.goto(f"{house.address}/display/point-fuyuan?language=zh")
    return page


async def test_a_call_is_shown_spoken_and_kept_when_the_server_is_away(
    browser: Browser, counter: Counter, house: House
) -> None:
    page = await screen(browser, house)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    await expect(page.locator(".nobody")).to_have_text("现在没有叫号")
    await page.get_by_role("button", name="开声音").click()
    await expect(page.locator("#sound")).to_have_text("声音已开")

    called = await counter.do(counters.call_next, counter.clerk)
    await expect(page.locator("#called li.new b")).to_have_text(called.shown, timeout=6_000)
    await expect(page.locator("#next li").first).to_have_text("E002")
    await expect(page.locator("#waiting")).to_have_text("2 位在等")
    while await page.evaluate("window.spoken.length") < 2:
        await page.wait_for_timeout(100)
    assert await page.evaluate("window.spoken") == [
        ["zh-CN", "请 E 0 0 1 号，到便民窗口"],
        ["en-GB", "Number E 0 0 1, please come to Service window"],
    ]
    size = "(b) => parseFloat(getComputedStyle(b).fontSize) / innerHeight"
    assert await page.locator("#called li b").evaluate(size) >= 0.15, "seen from eight metres"
    fits = "document.documentElement.scrollWidth <= innerWidth"
    assert await page.evaluate(fits)

    await page.context.set_offline(True)
    await expect(page.locator("#away")).to_contain_text("09:00", timeout=6_000)
    await expect(page.locator("#called b")).to_have_text(called.shown)
    await page.context.set_offline(False)
    await expect(page.locator("#away")).to_be_hidden(timeout=6_000)
    assert faults == []
    assert len(await page.evaluate("window.spoken")) == 2, "what was called before is not repeated"
    await page.context.close()


async def test_it_is_readable_without_its_script(browser: Browser, house: House) -> None:
    page = await screen(browser, house, java_script_enabled=False)
    await expect(page.locator("h1")).to_have_text("富园社区便民服务点")
    await expect(page.locator("#waiting")).to_contain_text("位在等")
    await expect(page.locator("#sound")).to_be_hidden()
    await page.context.close()
