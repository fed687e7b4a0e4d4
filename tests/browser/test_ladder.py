"""A report's way through the town, each side at a page of its own, in real Chromium."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, expect
from pypdf import PdfReader

from community.people import Role
from tests.browser.house import House, Screen, screen
from tests.browser.reporting import Receipt, report, tell

PUBLIC = "6号楼楼下的垃圾桶满了几天，气味大。"
LAMP = "路灯不亮，晚上看不见路"
LAMP_STANDS = "虹桥社区18号楼"
LAMP_PUBLIC = "18号楼前的路灯不亮，夜里行走不便。"
DECISION = "请社区牵头，两周内办好并告诉居民。"
WORDS_OF = {
    Role.SOCIAL_WORKER: ("沈丽", "hongqiao", "社工"),
    Role.OFFICE: ("朱文斌", "hongqiao", "社区"),
    Role.TOWN_OFFICE: ("姚国强", None, "镇"),
}


@asynccontextmanager
async def at_the_desk(browser: Browser, house: House, role: Role) -> AsyncIterator[Screen]:
    name, community, welcome = WORDS_OF[role]
    code = await house.invitation(name, community, role)
    async with screen(browser, house) as one:
        await one.opens(f"/door/{role.value.replace('_', '-')}/?start={code}")
        await one.reads(welcome)
        yield one


@asynccontextmanager
async def resident_of(browser: Browser, house: House, door: str) -> AsyncIterator[Screen]:
    async with screen(browser, house) as one:
        await one.opens(f"/door/{door}/")
        yield one


async def rewords(worker: Screen, public: str) -> None:
    await worker.taps("整理…")
    await worker.reads("要整理哪一样")
    await worker.fits()
    await worker.taps("公开说法")
    await worker.reads("可以这样公开")
    await worker.says(public)
    await worker.reads("公开吗")
    await worker.taps("公开")
    await worker.reads("公开说法改好了")


async def sends_on(worker: Screen, rung: str) -> None:
    await worker.taps("转出去…")
    await worker.reads("转给谁")
    await worker.taps(rung)


async def fit_and_have_no_faults(*screens: Screen) -> None:
    for one in screens:
        await one.fits()
        assert one.faults == []


async def test_a_report_goes_up_to_the_community_office_and_comes_back_solved(
    browser: Browser, house: House
) -> None:
    async with (
        at_the_desk(browser, house, Role.SOCIAL_WORKER) as worker,
        at_the_desk(browser, house, Role.OFFICE) as office,
        resident_of(browser, house, "bins") as resident,
    ):
        number = (await report(resident)).number
        await worker.reads(number)
        await worker.taps("我来办")
        await resident.reads("沈丽 接下了")
        await rewords(worker, PUBLIC)
        await sends_on(worker, "社区")
        await resident.reads(f"{number}：已经转给社区")

        await office.reads(PUBLIC)
        await office.taps("我来办")
        await resident.reads("朱文斌 接下了")
        await office.taps("办好了")
        await office.reads("怎么解决的")
        await office.taps("已经清理干净了。")
        await office.reads("也告诉居民了")

        await resident.reads(f"{number}：办好了。已经清理干净了。")
        await resident.fits()
        await resident.rates("需要", "我参与了", "有好处", "满意")
        await resident.reads("四项都记下了")
        await fit_and_have_no_faults(resident, worker, office)


async def test_the_town_office_decides_what_neighbours_reported_together(
    browser: Browser, house: House
) -> None:
    async with (
        at_the_desk(browser, house, Role.SOCIAL_WORKER) as worker,
        at_the_desk(browser, house, Role.OFFICE) as office,
        at_the_desk(browser, house, Role.TOWN_OFFICE) as town_office,
        resident_of(browser, house, "lamp") as resident,
        resident_of(browser, house, "lamp-too") as neighbour,
    ):
        number = (await report(resident, LAMP, LAMP_STANDS)).number
        await worker.reads(number)
        await worker.taps("我来办")
        await rewords(worker, LAMP_PUBLIC)

        await tell(neighbour, "楼下路灯不亮", LAMP_STANDS)
        await neighbour.reads(LAMP_PUBLIC)
        await neighbour.fits()
        await neighbour.taps(f"我也是：{number}")
        await neighbour.reads(f"您和邻居们一起反映 {number}")

        await sends_on(worker, "镇长办公会议")
        await resident.reads("已经转给镇长办公会议")
        await decides(town_office, number)
        for one in (resident, neighbour):
            await one.reads(DECISION)
        await office.reads(LAMP_PUBLIC)
        await fit_and_have_no_faults(resident, neighbour, worker, office, town_office)


async def decides(town_office: Screen, number: str) -> None:
    """Read the agenda on paper and on the page, and give its first case to the community."""
    await town_office.says("议程")
    await town_office.reads("2 位居民")
    await town_office.fits()
    await town_office.taps("打印议程 PDF")
    assert number in await paper(town_office)
    await town_office.presses(f"1. {number}")
    await town_office.reads("会上怎么定")
    await town_office.taps("交社区办")
    await town_office.reads("会上是怎么说的")
    await town_office.taps(DECISION)
    await town_office.reads("请再看一眼")
    await town_office.fits()
    await town_office.taps("确认，记下决定")
    await town_office.reads("记下了")


async def paper(reader: Screen) -> str:
    """Open the document that came, and read it."""
    link = reader.page.locator(".message.town a.file").last
    await expect(link).to_contain_text("agenda-2026-11-23.pdf")
    async with reader.page.expect_download() as coming:
        await link.click()
    document = await coming.value
    assert document.suggested_filename == "agenda-2026-11-23.pdf"
    content = (await document.path()).read_bytes()
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


async def test_what_cannot_be_done_is_said_with_its_reason(browser: Browser, house: House) -> None:
    async with (
        at_the_desk(browser, house, Role.SOCIAL_WORKER) as worker,
        resident_of(browser, house, "not-ours") as resident,
    ):
        number = (await report(resident, "红绿灯时间太短，走不到对面", "解放路口")).number
        await worker.reads(number)
        await worker.taps("我来办")
        await resident.reads("沈丽 接下了")
        await worker.taps("办不了…")
        await worker.taps("不归我们")
        await worker.reads("为什么不归我们")
        await worker.says("红绿灯归交警管，已经转过去了。")
        await resident.reads("红绿灯归交警管")
        await fit_and_have_no_faults(resident, worker)


async def test_number_and_code_show_a_report_to_a_browser_without_scripts(
    browser: Browser, house: House
) -> None:
    async with resident_of(browser, house, "for-family") as resident:
        receipt = await report(resident, "楼道里的扶手松了", "虹桥社区9号楼")
    async with screen(browser, house, scripts=False) as family:
        await looks_up(family, receipt)
        ladder = family.page.locator(".told")
        await expect(ladder).to_contain_text(receipt.number)
        await expect(ladder.locator("strong", has_text="【社工】")).to_be_visible()
        await expect(ladder).to_contain_text("扶手松了")
        await fit_and_have_no_faults(family)


async def looks_up(family: Screen, receipt: Receipt) -> None:
    page = family.page
    await page.goto(f"{family.address}/follow")
    await family.fits()
    await page.get_by_label("编号").fill(receipt.number)
    typed = receipt.code.lower()
    await page.get_by_label("查询码").fill(f"{typed[:5]} {typed[5:]}")
    await page.get_by_role("button", name="看看进展").click()
