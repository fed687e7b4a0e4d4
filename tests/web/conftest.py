from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from community.database import Base
from tests.web.site import Site, Visitor


@pytest.fixture(scope="module")
async def site(migrated: str, shared_engine: AsyncEngine) -> AsyncIterator[Site]:
    """One running town for all tests of a module; each test brings people of its own."""
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    async with shared_engine.begin() as connection:
        await connection.execute(text(f"truncate {tables} restart identity"))
    async with Site.open(migrated) as site:
        yield site


@pytest.fixture
async def visitor(site: Site) -> AsyncIterator[Visitor]:
    async with site.visitor() as visitor:
        yield await visitor.connect()
