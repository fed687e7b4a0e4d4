"""A real `linli run` in a process of its own, and real Chromium in front of it."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.async_api import Browser, Page, async_playwright, expect

from community import clock, people
from community.database import Sessions
from community.people import Role
from config.town import Town
from tests.web.site import free_port

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
STARTS_WITHIN = 30.0
PATIENCE = 10_000.0
"""Milliseconds that a button has to appear."""
SMALLEST = 320
MONDAY = "2026-11-23T10:05"


def chromium() -> str | None:
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next(
        (path for path in PLACES if Path(path).exists()), None
    )


class House:
    """The process that serves the page; it can be killed and started again where it was."""

    def __init__(self, database_url: str, sessions: Sessions, town: Town, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.sessions = sessions
        self.town = town
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        ours = {
            "LINLI_DATABASE_URL": database_url,
            "LINLI_REDIS_URL": "",
            "LINLI_PORT": str(self.port),
            "LINLI_DATA_DIR": str(folder),
        }
        plain = {k: v for k, v in os.environ.items() if not k.startswith("LINLI_")}
        self._env = plain | ours | {"PYTHONPATH": str(ROOT)}

    async def start(self) -> None:
        log = (self._folder / "house.log").open("ab")
        command = [sys.executable, "-m", "bot", "run"]
        self._process = subprocess.Popen(  # noqa: ASYNC220  it starts at once
            command, cwd=ROOT, env=self._env, stdout=log, stderr=log
        )
        log.close()
        async with asyncio.timeout(STARTS_WITHIN):
            while not await asyncio.to_thread(self._answers):  # noqa: ASYNC110  no bell rings
                await asyncio.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/health", timeout=2) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)

    def log(self) -> str:
        return (self._folder / "house.log").read_text(encoding="utf-8")

    async def freeze(self, moment: str = MONDAY) -> None:
        when = datetime.fromisoformat(moment).replace(tzinfo=self.town.zone)
        async with self.sessions() as db, db.begin():
            await clock.freeze(db, when)

    async def invitation(
        self, name: str = "沈丽", community: str | None = "hongqiao",
        role: Role = Role.SOCIAL_WORKER,
    ) -> str:  # fmt: skip
        async with self.sessions() as db, db.begin():
            now = await clock.now(db)
            return await people.invite(db, role, now=now, community=community, name=name)


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    path = chromium()
    assert path is not None
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        await browser.close()


class Screen:
    """A page in front of somebody: what they type, press and read."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )

    async def opens(self, path: str = "/") -> None:
        await self.page.goto(self.address + path)
        await self.is_connected()

    async def is_connected(self) -> None:
        await self.page.wait_for_function("!document.querySelector('#banner').offsetParent")
        await self.page.wait_for_selector("#examples button, .message", state="attached")

    async def says(self, words: str) -> None:
        await self.page.fill("#text", words)
        await self.page.click("#send")

    async def presses(self, label: str) -> None:
        """Press the newest button that has these words in its label."""
        await self.page.locator("button.choose", has_text=label).last.click()

    async def taps(self, label: str) -> None:
        """Press the newest button that is called exactly so."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()

    async def rates(self, *answers: str) -> None:
        """Tap an answer in each row; all but the last show that they were kept."""
        for answer in answers:
            await self.taps(answer)
            if answer is not answers[-1]:
                mark = self.page.get_by_role("button", name=f"✓ {answer}", exact=True)
                await expect(mark).to_be_visible()

    async def reads(self, words: str, *, seconds: float = 8) -> None:
        newest = self.page.locator(".message.town", has_text=words).last
        await expect(newest).to_be_visible(timeout=seconds * 1000)

    async def newest(self) -> str:
        return await self.page.locator(".message.town").last.inner_text()

    async def fits(self, width: int = SMALLEST) -> None:
        """Nothing on the page is wider than the narrowest phone."""
        before = self.page.viewport_size
        assert before is not None
        await self.page.set_viewport_size({"width": width, "height": before["height"]})
        assert await self.page.evaluate("document.documentElement.scrollWidth") <= width
        await self.page.set_viewport_size(before)

    async def all_sent(self) -> None:
        await expect(self.page.locator('.mine[data-delivery="sending"]')).to_have_count(0)


@asynccontextmanager
async def screen(
    browser: Browser, house: House, *, width: int = 390, height: int = 844, language: str = "zh-CN",
    scale: float = 1, scripts: bool = True,
) -> AsyncIterator[Screen]:  # fmt: skip
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale=language, device_scale_factor=scale,
        timezone_id="Asia/Shanghai", has_touch=width < 600, reduced_motion="reduce",
        java_script_enabled=scripts,
    )  # fmt: skip
    context.set_default_timeout(PATIENCE)
    try:
        yield Screen(await context.new_page(), house.address)
    finally:
        await context.close()
