import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from community.database import Base, sessions_of
from config.town import Town
from tests.browser.house import House, browsing, chromium

HERE = Path(__file__).parent
HOUSES: list[House] = []


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.timeout(90))
    if ours and chromium() is None and os.environ.get("CI", "").lower() != "true":
        reason = "no Chromium on this machine: the browser tests are passed over"
        for item in ours:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    if chromium() is None:
        pytest.fail("CI has no Chromium: the browser tests must not be passed over there")
    async with browsing() as browser:
        yield browser


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """The house goes with the last test that asks for it: others empty the same database."""
    if nextitem is None or HERE not in nextitem.path.parents:
        while HOUSES:
            HOUSES.pop().kill()


@pytest.fixture(scope="session")
async def house(
    migrated: str, shared_engine: AsyncEngine, town: Town, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """One for all tests here: it takes long to start."""
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    async with shared_engine.begin() as connection:
        await connection.execute(text(f"truncate {tables} restart identity"))
    house = House(migrated, sessions_of(shared_engine), town, tmp_path_factory.mktemp("house"))
    HOUSES.append(house)
    await house.freeze()
    try:
        await house.start()
        yield house
    finally:
        house.kill()


@pytest.fixture(autouse=True)
def shown_beside_a_failure(house: House) -> Iterator[None]:
    yield
    print(house.log()[-4000:])  # noqa: T201
