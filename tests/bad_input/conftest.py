import io
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from community.database import Base
from tests.bad_input.house import House
from tests.bad_input.muddled import muddled
from tests.web.site import Site, captured_logs


@pytest.fixture(scope="module")
def logged() -> Iterator[io.StringIO]:
    with captured_logs() as kept:
        yield kept


@pytest.fixture(scope="module")
async def house(
    migrated: str, shared_engine: AsyncEngine, logged: io.StringIO
) -> AsyncIterator[House]:
    """One town for the whole corpus: what one case breaks, the next would meet."""
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables)
    async with shared_engine.begin() as connection:
        await connection.execute(text(f"truncate {tables} restart identity"))
    async with muddled() as nlu, Site.open(migrated, nlu_socket=nlu) as site:
        yield await House(site, logged).open()
