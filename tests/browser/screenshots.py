"""Draw the pictures of docs/screenshots: `uv run python -m tests.browser.screenshots`."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import Browser

import bot.schema
from bot.demo_people import login_links, settle
from bot.embedded import postgres, short_folder
from community import clock, people
from community.database import connect, sessions_of
from community.hall import counters, queue
from community.people import Role
from config.settings import load
from config.town import BUILTIN, load_town
from tests.browser.house import MONDAY, House, Screen, browsing, screen

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"
SHARP = 2
"""Pixels of the picture to one of the page."""
COLOURS = 128
TALL = 1246
"""So high that a whole timeline is seen."""
A_CARD, A_LIST = 1010, 1430
"""So high that an appointment, or a list of papers, is seen with its buttons."""
AFTER_NOON = "2026-11-23T14:40"
REPLY_BEFORE = {
    "预约到场": "编号 SB-002",
    "新塍镇便民服务中心": "您去哪里方便",
    "周五 27日": "哪天来方便",
    "09:00": "几点来",
    "确认预约": "才算约好",
}
CLIMBS_WITHIN = 90.0
"""Seconds: the ladder looks once a minute."""


def bin_that_overflows() -> bytes:
    """A drawing that stands for a resident's photo: nobody's real street is shown."""
    image = Image.new("RGB", (640, 420), "#c9d3cf")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 300, 640, 420), fill="#9a958c")
    draw.rectangle((0, 0, 640, 90), fill="#dfe7ea")
    for x in (120, 330):
        draw.polygon([(x, 190), (x + 150, 190), (x + 132, 350), (x + 18, 350)], fill="#3f6b57")
        draw.rectangle((x - 6, 180, x + 156, 196), fill="#31564a")
        for n, colour in enumerate(("#2e2f33", "#e6e2d8", "#b5523b", "#d9b44a")):
            draw.ellipse((x + n * 34, 132, x + 62 + n * 34, 190), fill=colour)
    draw.ellipse((500, 330, 580, 380), fill="#2e2f33")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


async def draw(shown: Screen, name: str, moment: str = MONDAY) -> None:
    await shown.all_sent()
    if await shown.page.locator("#pill").is_visible():
        await shown.page.click("#pill")
    await shown.page.evaluate("document.activeElement?.blur()")
    await shown.page.evaluate("document.querySelector('.toast')?.remove()")
    # The town's clock stands still; the marks of time beside the messages show it, too.
    await shown.page.evaluate(
        "at => { for (const one of document.querySelectorAll('time')) one.textContent = at; }",
        moment.partition("T")[2],
    )
    await shown.page.wait_for_timeout(600)
    picture = Image.open(io.BytesIO(await shown.page.screenshot()))
    small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(PICTURES / f"{name}.png", optimize=True)


async def in_chinese(browser: Browser, house: House, photo: Path) -> None:
    code = await house.invitation()
    async with (
        screen(browser, house, scale=SHARP) as resident,
        screen(browser, house, scale=SHARP) as worker,
        screen(browser, house, width=1280, height=800) as desk,
    ):
        await worker.opens(f"/door/shenli/?start={code}")
        await worker.reads("社工")
        await desk.opens("/door/wang/")
        await resident.opens()
        for one in (resident, desk):
            await one.page.set_input_files("#files", photo)
            await one.says("楼下的垃圾桶满了三天没人清")
            await one.reads("什么地方")
            if one is resident:
                await draw(one, "page-phone")
            await one.says("虹桥社区6号楼")
            await one.reads("请看一看")
        await draw(desk, "page-desktop")
        await resident.presses("提交")
        await resident.reads("登记好了")
        await worker.reads("6号楼")
        await worker.taps("我来办")
        await worker.reads("沈丽")
        await draw(worker, "worker-phone")


async def in_english(browser: Browser, house: House) -> None:
    async with screen(browser, house, language="en-GB", scale=SHARP) as resident:
        await resident.opens("/door/maria/")
        await resident.says("report a problem")
        await resident.reads("what")
        await resident.says("The street lamp by the bridge has been out since Friday")
        await resident.reads("where")
        await resident.says("Hongqiao Building 6")
        await resident.reads("check that this is right")
        await draw(resident, "page-phone-english")


async def in_the_hall(browser: Browser, house: House) -> None:
    async with screen(browser, house, height=A_LIST, scale=SHARP) as resident:
        await resident.opens("/door/li/")
        await resident.says("社保卡补办")
        await resident.reads("编号 SB-002")
        await resident.taps("材料清单")
        for left, material in ((3, "身份证"), (2, "旧社保卡")):
            await resident.presses(f"☐ {material}")
            await resident.reads(f"还缺 {left} 样")
        await draw(resident, "hall-guide-phone")
    async with screen(browser, house, height=A_CARD, scale=SHARP) as resident:
        await resident.opens("/door/zhou/")
        await resident.says("SB-002")
        for label in ("预约到场", "新塍镇便民服务中心", "周五 27日", "09:00", "确认预约"):
            await resident.reads(REPLY_BEFORE[label])
            await resident.presses(label)
        await resident.reads("约好了")
        await draw(resident, "hall-booking-phone")
    await busy_morning(house)
    async with screen(browser, house, width=1280, height=720) as display:
        await display.page.goto(f"{display.address}/display/hall?language=zh")
        await draw(display, "hall-display")


async def busy_morning(house: House) -> None:
    """Two numbers are called, two are at their counters, nine wait."""
    async with house.sessions() as db, db.begin():
        now = await clock.now(db)
        for _ in range(13):
            await queue.take(db, house.town, None, "hall", [], now=now)
        for n in range(4):
            clerk = people.Person(name="窗口", created_at=now)
            db.add(clerk)
            await db.flush()
            db.add(people.RoleHeld(person_id=clerk.id, role=Role.CLERK, granted_at=now))
            at = now - timedelta(minutes=4 - n)
            await counters.open_counter(db, house.town, clerk.id, "hall", f"{n + 1}", now=at)
            called = await counters.call_next(db, house.town, clerk.id, now=at)
            if called is not None and n % 2:
                await counters.begin(db, house.town, called.id, clerk.id, now=at)


async def at_home(house: House, name: str) -> str:
    """Give the address under which the page is this person's of the demo."""
    async with house.sessions() as db, db.begin():
        links = await login_links(db, house.town, "")
    return next(link for who, link in links if who.startswith(f"{name} "))


async def of_the_demo(browser: Browser, house: House) -> None:
    async with house.sessions() as db, db.begin():
        await settle(db, house.town)
    async with screen(browser, house, height=TALL, scale=SHARP) as resident:
        await resident.opens(await at_home(house, "沈奶奶"))
        await resident.reads("沈奶奶")
        await resident.says("我的事项")
        await resident.reads("洛东街")
        await resident.presses("洛东街")
        await resident.reads("两周内疏通雨水管")
        await draw(resident, "report-phone")
    # A department's seven days end after noon: the case goes before the office by itself.
    await house.freeze(AFTER_NOON)
    async with screen(browser, house, height=TALL, scale=SHARP) as office:
        await office.opens(await at_home(house, "姚国强"))
        await office.reads("虹桥菜场", seconds=CLIMBS_WITHIN)
        await office.says("议程")
        await office.reads("2. R-")
        await draw(office, "agenda-phone", AFTER_NOON)


@asynccontextmanager
async def empty_town(folder: Path) -> AsyncIterator[House]:
    with postgres(folder / "pg", keep=False) as url:
        address = load(database_url=url).database_url
        await bot.schema.upgrade(address)
        engine = connect(address)
        house = House(address, sessions_of(engine), load_town(BUILTIN), folder)
        await house.freeze()
        try:
            await house.start()
            yield house
        finally:
            house.kill()
            await engine.dispose()


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with browsing() as browser:
        with short_folder() as folder:
            photo = folder / "photo.jpg"
            photo.write_bytes(bin_that_overflows())
            async with empty_town(folder) as house:
                await in_chinese(browser, house, photo)
                await in_english(browser, house)
                await in_the_hall(browser, house)
        with short_folder() as folder:
            async with empty_town(folder) as house:
                await of_the_demo(browser, house)


if __name__ == "__main__":
    asyncio.run(main())
