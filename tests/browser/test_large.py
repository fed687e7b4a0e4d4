"""A number that is called is read from across the room."""

from playwright.async_api import Browser

from tests.browser.house import House, screen

SIZE = "e => parseFloat(getComputedStyle(e).fontSize)"


async def test_a_queue_number_stands_large(browser: Browser, house: House) -> None:
    async with screen(browser, house) as resident:
        await resident.opens()
        await resident.says("取号")
        await resident.presses("取号：新塍镇便民服务中心")
        await resident.presses("到窗口再说")
        await resident.reads("下一个就是您")

        large = resident.page.locator(".message.town .text .large").last
        assert (await large.text_content() or "").startswith("A0")
        around = resident.page.locator(".message.town .text").last
        assert await large.evaluate(SIZE) >= 2 * await around.evaluate(SIZE)
