"""Draw the pictures of docs/screenshots: `uv run python -m tests.browser.screenshots`."""

import asyncio
import io
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.async_api import Browser

import bot.schema
from bot.embedded import postgres, short_folder
from community.database import connect, sessions_of
from config.settings import load
from config.town import BUILTIN, load_town
from tests.browser.house import MONDAY, House, Screen, browsing, screen

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"
SHARP = 2
"""Pixels of the picture to one of the page."""
COLOURS = 128


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


async def draw(shown: Screen, name: str) -> None:
    await shown.all_sent()
    if await shown.page.locator("#pill").is_visible():
        await shown.page.click("#pill")
    await shown.page.evaluate("document.activeElement?.blur()")
    # The town's clock stands still; the marks of time beside the messages show it, too.
    await shown.page.evaluate(
        "at => { for (const one of document.querySelectorAll('time')) one.textContent = at; }",
        MONDAY.partition("T")[2],
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
            if one is desk:
                await draw(one, "page-desktop")
            await one.presses("提交")
            await one.reads("登记好了")
            if one is resident:
                await worker.reads("6号楼")
                await draw(worker, "worker-phone")


async def in_english(browser: Browser, house: House) -> None:
    async with screen(browser, house, language="en-GB", scale=SHARP) as resident:
        await resident.opens("/door/maria/")
        await resident.says("report a problem")
        await resident.reads("what")
        await resident.says("The street lamp by the bridge has been out since Friday")
        await resident.reads("where")
        await resident.says("Hongqiao Building 6")
        await resident.presses("send it")
        await resident.reads("R-")
        await draw(resident, "page-phone-english")


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with short_folder() as folder, postgres(folder / "pg", keep=False) as url:
        photo = folder / "photo.jpg"
        photo.write_bytes(bin_that_overflows())
        address = load(database_url=url).database_url
        await bot.schema.upgrade(address)
        engine = connect(address)
        house = House(address, sessions_of(engine), load_town(BUILTIN), folder)
        await house.freeze()
        try:
            await house.start()
            async with browsing() as browser:
                await in_chinese(browser, house, photo)
                await in_english(browser, house)
        finally:
            house.kill()
            await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
