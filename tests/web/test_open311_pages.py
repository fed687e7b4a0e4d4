"""What the doors say of themselves: to programs, to programmers, to the operator."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import structlog
import typer
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner

from bot.cli import keys as command
from bot.web.open311.door import PATHS
from bot.web.open311.endpoints import ENDPOINTS
from config.settings import SettingsError
from config.town import Town
from tests.web.doors import Doors, doors


@pytest.fixture(scope="module")
async def opened(shared_engine: AsyncEngine, town: Town) -> AsyncIterator[Doors]:
    async with doors(shared_engine, town) as opened:
        yield opened


@pytest.fixture
async def data(opened: Doors, engine: AsyncEngine) -> Doors:  # noqa: ARG001  it is emptied first
    return await opened.begin()


def test_the_description_has_what_there_is_and_nothing_else() -> None:
    described = {(e.method, e.path.strip("/")) for e in ENDPOINTS}
    examples = {"format": "json", "service_code": "x", "service_request_id": "R", "token": "R",
                "file_id": "f"}  # fmt: skip
    found = set()
    for method, path in described:
        filled = re.sub(r"\{(\w+)\}", lambda m: examples[m[1]], path)
        (pattern,) = (p for p in PATHS if p.fullmatch(filled))
        assert method in PATHS[pattern]
        found.add((method, pattern.pattern))
    assert found == {(m, p.pattern) for p, methods in PATHS.items() for m in methods}


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_openapi_names_both_formats_and_every_error(data: Doors, language: str) -> None:
    answer = await data.ask(
        f"{data.address}/open311/openapi.json", headers={"Accept-Language": language}
    )
    assert answer.headers["access-control-allow-origin"] == "*"
    content = answer.json
    assert content["servers"] == [{"url": data.api}]
    assert re.search("[一-鿿]", content["info"]["description"]) is not None or language == "en"
    for path, operations in content["paths"].items():
        for operation in operations.values():
            for status, told in operation["responses"].items():
                if "photos" not in path:
                    assert set(told["content"]) == {"application/json", "text/xml"}
                assert told["description"]
                assert ("Retry-After" in told.get("headers", {})) == (status in {"429", "503"})


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_programmers_can_read_it_all_on_one_page(data: Doors, language: str) -> None:
    answer = await data.ask(f"{data.address}/open311/?language={language}")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for endpoint in ENDPOINTS:
        assert f"<code>{endpoint.path}</code>" in answer.text
        assert all(f"<code>{p.name}</code>" in answer.text for p in endpoint.parameters
                   if p.where == "form")  # fmt: skip
    assert "linli key make" in answer.text
    assert_asks_nobody_else(answer.text)
    assert (await data.ask(f"{data.address}/open311")).headers["location"] == "/open311/"


def assert_asks_nobody_else(page: str) -> None:
    """The style and the icon are ours; there is no script, no style in the page itself."""
    asked = re.findall(r'(?:src|action)="([^"]*)"|<link[^>]*href="([^"]*)"', page)
    assert all((a or b).startswith("/") for a, b in asked)
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page)


@pytest.fixture
def linli(database_url: str, tmp_path: Any) -> Callable[..., Any]:
    app = typer.Typer()
    command.register(app)
    address = database_url.replace("postgresql+asyncpg://", "postgresql://")
    settings = {"LINLI_DATABASE_URL": address, "LINLI_DATA_DIR": str(tmp_path)}

    async def run(*words: str) -> Any:
        before = structlog.get_config()
        done = await asyncio.to_thread(CliRunner().invoke, app, ["key", *words], env=settings)
        structlog.configure(**before)  # the command's logs went into a stream that is closed now
        return done

    return run


async def test_a_key_opens_until_it_is_revoked(data: Doors, linli: Callable[..., Any]) -> None:
    made = await linli("make", "巡查 小程序")
    assert made.exit_code == 0, made.output
    key = made.output.strip().splitlines()[-1]
    fields = {"api_key": key, "service_code": "other", "description": "x", "address_id": "hq-b3"}
    assert (await data.post(fields)).status == 201

    listed = (await linli("list")).output
    assert "巡查 小程序" in listed
    assert "works" in listed
    assert key not in listed

    assert "1 taken back" in (await linli("revoke", "巡查 小程序")).output
    assert (await data.post(fields)).status == 403
    assert "revoked" in (await linli("list")).output
    again = await linli("revoke", "巡查 小程序")
    assert isinstance(again.exception, SettingsError)


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "a\x1bb"], ids=repr)
async def test_a_holder_has_a_name(linli: Callable[..., Any], name: str) -> None:
    made = await linli("make", name)
    assert isinstance(made.exception, SettingsError)
