"""The chat page in real Chromium, against a real process and database."""

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.house import House, Screen, screen
from tests.browser.reporting import WHAT, WHERE, report
from tests.web.site import picture

HOSTILE = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> '
    "https://evil.example @evil_bot **不粗** [点我](https://evil.example)"
)
HACKED = "window.hacked === undefined"
LOOK = (Path(__file__).parent / "seeing.js").read_text(encoding="utf-8").partition("\n")[2]
SIZES = {"phone": (390, 844), "desktop": (1280, 800), "small phone": (320, 568)}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "垃圾桶.jpg"
    path.write_bytes(picture(640))
    return path


async def test_a_whole_report_from_the_first_word_to_the_rating(
    browser: Browser, house: House, photo: Path
) -> None:
    async with screen(browser, house) as resident, screen(browser, house) as worker:
        await worker.opens(f"/door/shenli/?start={await house.invitation()}")
        await worker.reads("社工")
        assert "start=" not in worker.page.url

        await resident.opens()
        await resident.page.set_input_files("#files", photo)
        await resident.says(WHAT)
        await resident.reads("什么地方")
        await resident.says(WHERE)
        await resident.reads("照片：1 张")
        await resident.presses("提交")
        await resident.reads("登记好了")
        await resident.all_sent()

        await worker.reads("6号楼")
        loaded = "img => img.complete && img.naturalWidth > 0"
        picture_ = worker.page.locator(".message.town img").last
        await picture_.scroll_into_view_if_needed()
        await expect(picture_).to_be_visible()
        async with asyncio.timeout(5):
            while not await picture_.evaluate(loaded):  # noqa: ASYNC110  nor does a picture
                await asyncio.sleep(0.05)
        await worker.presses("我来办")
        await resident.reads("沈丽 接下了")
        await worker.taps("办好了")
        await worker.reads("怎么解决的")
        await worker.says("已经清运，并加了一次。")
        await resident.reads("已经清运")
        await resident.rates("需要", "没参与", "有好处", "满意")
        await resident.reads("四项都记下了")
        assert resident.faults == []
        assert worker.faults == []


async def test_nothing_is_lost_when_the_server_is_killed_in_the_middle(
    browser: Browser, house: House
) -> None:
    async with screen(browser, house) as resident:
        await resident.opens("/door/reconnect/")
        await resident.says("我要报问题")
        await resident.reads("出了什么问题")
        await resident.says("路灯不亮")
        await resident.reads("什么地方")
        house.kill()
        await expect(resident.page.locator("#banner")).to_contain_text("不会丢")
        await resident.says(WHERE)
        await expect(resident.page.locator('.mine[data-delivery="sending"]')).to_have_count(1)
        await house.start()
        await resident.page.click("#banner button")
        await resident.reads("请看一看", seconds=25)
        await resident.all_sent()
        await resident.presses("提交")
        await resident.reads("登记好了")
        assert await resident.page.locator(".mine", has_text=WHERE).count() == 1
        assert await resident.page.locator(".town", has_text="请看一看").count() == 1


async def test_a_page_loaded_anew_shows_both_sides(browser: Browser, house: House) -> None:
    async with screen(browser, house) as resident:
        await resident.opens("/door/again/")
        await resident.says("我要报问题")
        await resident.reads("出了什么问题")
        before = await resident.page.locator(".message .bubble").all_inner_texts()
        await resident.page.reload()
        await resident.reads("出了什么问题")
        assert await resident.page.locator(".message .bubble").all_inner_texts() == before
        await resident.presses("不报了")
        await resident.reads("好的，不报了")


async def test_a_forged_button_gets_a_toast_and_changes_nothing(
    browser: Browser, house: House
) -> None:
    async with screen(browser, house) as victim, screen(browser, house) as forger:
        await victim.opens("/door/victim/")
        await victim.says("我要报问题")
        await victim.reads("出了什么问题")
        await victim.says("楼道灯坏了")
        await victim.reads("什么地方")
        await victim.says(WHERE)
        await victim.reads("请看一看")
        stolen = await victim.page.locator("button.choose", has_text="提交").get_attribute(
            "data-data"
        )
        await forger.opens("/door/forger/")
        await forger.page.evaluate(
            """token => {
                const socket = new WebSocket(`ws://${location.host}/door/forger/ws?after=0`);
                socket.onopen = () => socket.send(JSON.stringify({
                    type: "press", id: crypto.randomUUID(), message: 1, data: token}));
            }""",
            stolen,
        )
        await expect(forger.page.locator("#toast-polite, #toast-alert")).to_contain_text(
            ["", "过时"]
        )
        await victim.presses("提交")
        await victim.reads("登记好了")


async def test_hostile_words_are_shown_as_they_were_typed(browser: Browser, house: House) -> None:
    code = await house.invitation("陆建国", "kanghe")
    async with screen(browser, house) as resident, screen(browser, house) as worker:
        await worker.opens(f"/door/hostile-w/?start={code}")
        await worker.reads("社工")
        await resident.opens("/door/hostile/")
        await report(resident, HOSTILE, "康和社区12号楼")
        await worker.reads("evil.example")
        for one in (resident, worker):
            assert await one.page.evaluate(HACKED)
            log = one.page.locator("#log")
            assert "<script>window.hacked=1</script>" in await log.inner_text()
            assert "[点我](https://evil.example)" in await log.inner_text()
            assert await log.locator("a[href*='evil']").count() == 0
            assert await log.locator("img[src='x'], script").count() == 0
            assert await log.locator("strong, b", has_text="不粗").count() == 0
            assert one.faults == []


async def test_the_language_is_switched_on_both_sides(browser: Browser, house: House) -> None:
    async with screen(browser, house) as resident:
        await resident.opens("/door/language/")
        assert await resident.page.inner_text("#send") == "发送"
        await resident.page.click("#language-next")
        await expect(resident.page.locator("#send")).to_have_text("Send")
        assert await resident.page.get_attribute("html", "lang") == "en-GB"
        await resident.says("menu")
        await resident.reads("Report")
        await resident.page.reload()
        await expect(resident.page.locator("#send")).to_have_text("Send")
        await resident.page.click("#language-next")
        await expect(resident.page.locator("#send")).to_have_text("发送")
        await resident.says("菜单")
        await resident.reads("请选一样")
        assert resident.faults == []


async def test_letters_grow_and_stay_large(browser: Browser, house: House) -> None:
    async with screen(browser, house) as resident:
        await resident.opens("/door/size/")
        sizes = []
        for _ in range(3):
            sizes.append(await letters(resident))
            await resident.page.click("#size-next")
        assert sizes[0] >= 18
        assert sizes == sorted(set(sizes))
        await resident.page.click("#size-next")
        await resident.page.reload()
        await resident.is_connected()
        assert await letters(resident) == sizes[1]
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert await resident.page.evaluate(wide)


async def letters(resident: Screen) -> float:
    return float(await resident.page.eval_on_selector(
        "#text", "one => parseFloat(getComputedStyle(one).fontSize)"
    ))  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_everything_can_be_seen_hit_and_named(
    browser: Browser, house: House, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    async with screen(browser, house, width=width, height=height) as resident:
        await resident.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        door = f"/door/see-{width}-{scheme}/"
        await resident.opens(door)
        assert await resident.page.evaluate(LOOK) == []
        await resident.says("我要报问题")
        await resident.reads("出了什么问题")
        assert await resident.page.evaluate(LOOK) == []
