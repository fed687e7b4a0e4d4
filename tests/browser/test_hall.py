"""The service hall at real pages: what to bring, a time to come, a number, papers, a clerk."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.async_api import Browser, Page, expect
from pypdf import PdfWriter

from community import clock, people
from community.people import Role
from tests.browser.house import SMALLEST, House, Screen, screen
from tests.web.site import picture

HALL = "新塍镇便民服务中心"
LOOK = (Path(__file__).parent / "seeing.js").read_text(encoding="utf-8").partition("\n")[2]
CLERK = "王美丽"
NOT_ON_A_BOARD = {"no log", "no alert"}
"""What only the page for talking has."""


@pytest.fixture(autouse=True)
async def morning(house: House) -> None:
    """The hall is open."""
    await house.freeze()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "身份证.jpg"
    path.write_bytes(picture(640))
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "社保卡.pdf"
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(path)
    return path


@asynccontextmanager
async def resident_of(
    browser: Browser, house: House, door: str, language: str = "zh-CN"
) -> AsyncIterator[Screen]:
    async with screen(browser, house, language=language) as one:
        await one.opens(f"/door/{door}/")
        yield one


@asynccontextmanager
async def clerk_of(browser: Browser, house: House, department: str) -> AsyncIterator[Screen]:
    async with house.sessions() as db, db.begin():
        now = await clock.now(db)
        code = await people.invite(db, Role.CLERK, now=now, department=department, name=CLERK)
    async with screen(browser, house) as one:
        await one.opens(f"/door/clerk-{department.lower()}/?start={code}")
        await one.reads("窗口人员")
        yield one


async def faults_in(page: Page, width: int = SMALLEST) -> list[str]:
    """Look with old eyes and a thumb, at the narrowest phone."""
    before = page.viewport_size
    assert before is not None
    await page.set_viewport_size({"width": width, "height": before["height"]})
    found: list[str] = await page.evaluate(LOOK)
    await page.set_viewport_size(before)
    return found


async def looks_well(*screens: Screen) -> None:
    for one in screens:
        assert await faults_in(one.page) == []
        assert one.faults == []


async def books(resident: Screen, day: str = "周五 27日", time: str = "09:00") -> str:
    """Give the appointment's number, from the item's card on."""
    await resident.taps("预约到场")
    await resident.reads("在这几个地方都能办")
    await resident.taps(HALL)
    await resident.reads("哪天来方便")
    await resident.presses(day)
    await resident.reads("几点来")
    await resident.taps(time)
    await resident.reads("点「确认预约」才算约好")
    await resident.presses("确认预约")
    await resident.reads("约好了")
    return number_in(await resident.newest(), "A")


def number_in(words: str, letter: str) -> str:
    found = re.search(rf"{letter}-2026-\d{{6}}", words)
    assert found is not None, words
    return found[0]


# --- what to bring, and a time to come -------------------------------------------------------


async def test_from_a_name_to_an_appointment_in_the_calendar(
    browser: Browser, house: House
) -> None:
    async with resident_of(browser, house, "card") as resident:
        await resident.says("社保卡补办")
        await resident.reads("编号 SB-002")
        await looks_well(resident)
        await resident.taps("自测条件")
        for nth, answer in enumerate(("是", "否", "是"), 1):
            await resident.reads(f"第 {nth}/3 个问题")
            await resident.taps(answer)
        await resident.reads("的条件您都符合")

        await resident.taps("材料清单")
        await resident.reads("还缺 4 样")
        for left, material in ((3, "身份证"), (2, "旧社保卡"), (1, "一寸免冠照片")):
            await resident.presses(f"☐ {material}")
            await resident.reads(f"还缺 {left} 样")
        await resident.reads("还缺 1 样：申请表")
        await looks_well(resident)

        number = await books(resident)
        booked = await resident.newest()
        for line in ("11月27日（周五） 09:00", HALL, "☑ 身份证 原件1份", "☐ 申请表 原件1份"):
            assert line in booked
        await looks_well(resident)
        await resident.taps("加到日历")
        starts, address = await in_the_calendar(resident, f"{number}.ics")
        assert starts == datetime(2026, 11, 27, 9, tzinfo=house.town.zone)
        assert "新华路 200 号" in address


async def in_the_calendar(resident: Screen, name: str) -> tuple[datetime, str]:
    link = resident.page.locator(".message.town a.file").last
    await expect(link).to_contain_text(name)
    async with resident.page.expect_download() as coming:
        await link.click()
    file = await coming.value
    assert file.suggested_filename == name
    (event,) = Calendar.from_ical((await file.path()).read_bytes()).walk("VEVENT")
    return event.decoded("dtstart"), str(event["location"])


async def test_it_is_moved_and_called_off_and_an_old_button_stays_kind(
    browser: Browser, house: House
) -> None:
    async with resident_of(browser, house, "moves") as resident:
        await resident.says("SB-002")
        await resident.reads("编号 SB-002")
        number = await books(resident, "周二 24日", "10:15")
        await resident.taps("改期")
        await resident.reads("哪天来方便")
        await looks_well(resident)
        await resident.presses("周四 26日")
        await resident.reads("11月26日（周四）还有")
        await looks_well(resident)
        await resident.taps("14:00")
        await resident.reads(f"预约号还是 {number}")
        await resident.reads("11月26日（周四） 14:00")

        await resident.taps("取消预约")
        await resident.reads(f"要取消 {number} 吗")
        await resident.taps("是，取消")
        await resident.reads("已取消，谢谢您提前说一声")

        old = resident.page.locator(".message.town", has_text="约好了")
        await old.get_by_role("button", name="取消预约", exact=True).click()
        toast = resident.page.locator(".toast")
        await presses_old(resident, "约好了", "取消预约")
        await expect(toast).to_contain_text("请用最新的按钮")
        assert "已取消" in await resident.newest()
        await looks_well(resident)


async def presses_old(resident: Screen, words: str, label: str) -> None:
    message = resident.page.locator(".message.town", has_text=words)
    await message.get_by_role("button", name=label, exact=True).click()


# --- a number, a counter, the screen in the hall ---------------------------------------------


async def test_a_number_is_taken_called_shown_to_all_and_rated(
    browser: Browser, house: House
) -> None:
    async with (
        resident_of(browser, house, "waits") as resident,
        clerk_of(browser, house, "SB") as clerk,
        screen(browser, house, width=1280, height=720) as display,
    ):
        await display.page.goto(f"{display.address}/display/hall")
        await resident.says("取号")
        await resident.reads("在哪里取号")
        await resident.taps(f"取号：{HALL}")
        await resident.reads("来办什么")
        await resident.taps("到窗口再说")
        await resident.reads("快到的时候我会告诉您")
        number = await resident.page.locator(".message.town .large").last.inner_text()
        await looks_well(resident)
        await expect(display.page.locator("#next")).to_contain_text(number)
        waiting = await waits_on(display)

        await clerk.says("开窗")
        await clerk.reads("在哪里开窗")
        await clerk.taps(HALL)
        await clerk.taps("开3号窗口")
        await clerk.reads("窗口空着")
        await until_called(clerk, number)
        await resident.reads("请您现在过去")
        large = resident.page.locator(".message.town .large")
        await expect(large).to_contain_text([number, number, "3号窗口"])
        first = display.page.locator("#called li").first
        await expect(first).to_have_text(f"{number} 3号窗口")
        assert await waits_on(display) < waiting
        await expect(display.page.locator("body")).not_to_contain_text(CLERK)
        await looks_well(resident, clerk)

        await clerk.taps("开始办")
        await expect(display.page.locator("#serving")).to_contain_text(number)
        await clerk.taps("办好了")
        await clerk.reads("窗口空着")
        await resident.reads(f"{number} 号办完了")
        await looks_well(resident)
        await resident.taps("满意")
        await resident.reads("记下了：满意")
        await clerk.taps("关窗")
        await looks_well(resident, clerk)
        assert display.faults == []


async def until_called(clerk: Screen, number: str) -> None:
    """Call, and serve at once those whom other tests have left waiting."""
    for _ in range(9):
        await clerk.taps("叫下一位")
        await clerk.reads("正在叫")
        if f"正在叫：{number}" in await clerk.newest():
            return
        await clerk.taps("开始办")
        await clerk.taps("办好了")
        await clerk.reads("窗口空着")
    pytest.fail(f"{number} was not called")


async def waits_on(display: Screen) -> int:
    words = await display.page.locator("#waiting").inner_text()
    return int(words.removesuffix(" 位在等"))


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844), (320, 568)])
async def test_the_screen_in_the_hall_is_seen_and_named(
    browser: Browser, house: House, width: int, height: int
) -> None:
    async with screen(browser, house, width=width, height=height) as display:
        for language in ("zh", "en"):
            await display.page.goto(f"{display.address}/display/hall?language={language}")
            assert set(await faults_in(display.page, width)) <= NOT_ON_A_BOARD
        assert display.faults == []


# --- papers, and a clerk ---------------------------------------------------------------------


async def test_papers_are_filed_and_each_move_is_told(
    browser: Browser, house: House, photo: Path, paper: Path
) -> None:
    async with (
        clerk_of(browser, house, "SB") as clerk,
        resident_of(browser, house, "files") as resident,
    ):
        await resident.says("SB-008")
        await resident.reads("养老待遇资格认证")
        await resident.taps("网上申报")
        await resident.reads("给谁办")
        await resident.taps("给我自己办")
        await resident.reads("请拍一张身份证")
        await hands_in(resident, photo)
        await resident.reads("请拍一张社保卡")
        await hands_in(resident, paper)
        await resident.reads("材料都收到了，一共 2 样")
        await looks_well(resident)
        await resident.taps("下一步")
        await resident.reads("还有什么要告诉窗口的吗")
        await resident.taps("没有了")
        await resident.reads("材料：身份证、社保卡")
        await resident.taps("提交")
        await resident.reads("提交好了")
        number = number_in(await resident.newest(), "C")

        await clerk.reads(number)
        await clerk.taps("看材料（2）")
        await expect(clerk.page.locator(".message.town img")).to_have_count(1)
        await expect(clerk.page.locator(".message.town a.file")).to_have_text("社保卡.pdf")
        await clerk.taps("受理")
        await resident.reads(f"（{number}）受理了")
        await looks_well(resident, clerk)
        await clerk.taps("办结")
        await clerk.reads("要告诉申请人什么")
        await clerk.taps("不用来领，网上已经生效")
        await clerk.reads("要发的")
        await clerk.taps("发出")
        await clerk.reads(f"{number} 办结了")
        await resident.reads(f"（{number}）办好了")
        await resident.reads("窗口说：不用来领")
        await resident.taps("看进度")
        await resident.reads("● 社保")
        await looks_well(resident, clerk)


async def hands_in(resident: Screen, file: Path) -> None:
    async with resident.page.expect_file_chooser() as coming:
        await resident.page.click("#photo")
    await (await coming.value).set_files(file)
    await expect(resident.page.locator("#previews figure")).to_have_count(1)
    await resident.page.click("#send")


# --- in English ------------------------------------------------------------------------------


async def test_the_guide_speaks_english(browser: Browser, house: House) -> None:
    async with resident_of(browser, house, "guide-english", "en-GB") as resident:
        await resident.says("lost social security card")
        await resident.reads("SB-002")
        await looks_well(resident)
        await resident.taps("Is it for me?")
        await resident.reads("Have you had a social security card before?")
        await resident.taps("No")
        await resident.reads("Is it only that you forgot the PIN")
        await resident.taps("No")
        await resident.reads("have you had it blocked")
        await resident.taps("Yes")
        await resident.reads("apply for your first card")
        await resident.taps("Checklist")
        await resident.reads("Still missing 4")
        await resident.presses("Identity card")
        await resident.reads("Still missing 3")
        assert not re.search(r"[\u4e00-\u9fff]", (await resident.newest()).replace("邻里", ""))
        await looks_well(resident)
