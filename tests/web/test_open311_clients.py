"""Clients that are not ours: what they ask and hand in works, and nothing makes the doors fall."""

import asyncio
import itertools
import subprocess
import sys
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import georeport
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.web.edges import Budget
from bot.web.open311 import door
from config.town import Town
from tests.web.doors import Doors, doors

EXAMPLES = "3"
HABITS = "positive_data_acceptance,negative_data_rejection"
"""The first: no schema can say what the doors refuse all the same, 31 June or a spot on another
continent. The second: a parameter that is given empty counts as not given, as older clients send
all the fields that they know."""


@pytest.fixture
async def data(engine: AsyncEngine, town: Town) -> AsyncIterator[Doors]:
    async with doors(engine, town) as opened:
        yield await opened.begin()


@pytest.mark.parametrize("format_", ["json", "xml"])
async def test_georeport_reads(data: Doors, format_: str) -> None:
    lamp, bin_ = await data.report(), await data.report(category="environment")
    await data.change(lamp, public_text="路灯不亮 <&>")
    client = georeport.GeoReport(data.api, output_format=format_)

    services = await asyncio.to_thread(client.get_service_list)
    assert {s["service_code"] for s in services} >= {"facilities", "environment"}
    definition = await asyncio.to_thread(client.get_service_definition, "facilities")
    assert definition["service_code"] == "facilities"
    found = await asyncio.to_thread(client.get_service_requests, status="open")
    assert [r["service_request_id"] for r in found] == [bin_.number, lamp.number]
    assert found[1]["description"] == "路灯不亮 <&>"
    one: Any = await asyncio.to_thread(client.get_service_request, lamp.number)
    assert lamp.number in str(one)


def three(address: str, **settings: Any) -> Any:
    """Make a client of 2013, whose language still had `ifilter`."""
    itertools.ifilter = filter  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from three import Three  # noqa: PLC0415  it needs the line above
    return Three(address, **settings)


async def test_three_reads_and_files(data: Doors) -> None:
    client = three(data.api, api_key=await data.key())

    def talk() -> tuple[Any, ...]:
        services = client.services()
        definition = client.services("facilities")
        (filed,) = client.post(
            "facilities", address="虹桥社区3号楼", name="Zach Williams", phone="555-5555",
            description="楼道的灯不亮了",
        )  # fmt: skip
        number = filed["service_request_id"]
        found = client.requests("facilities", start="11-20-2026", end="11-24-2026", count=10)
        return services, definition, number, client.request(number), found, client.token(number)

    services, definition, number, (one,), found, token = await asyncio.to_thread(talk)
    assert "facilities" in {s["service_code"] for s in services}
    assert definition["attributes"]
    assert one["address"] == "虹桥社区3号楼"
    assert [r["service_request_id"] for r in found] == [number]
    assert token[0]["service_request_id"] == number


async def test_three_is_told_what_is_wrong(data: Doors) -> None:
    client = three(data.api, api_key="guess")
    (error,) = await asyncio.to_thread(client.post, "facilities", description="x", address="y")
    assert error["code"] == 403


@pytest.mark.timeout(60)
async def test_schemathesis_finds_nothing(
    engine: AsyncEngine, town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(door, "Budget", lambda *_: Budget(1_000_000, 60.0))
    async with doors(engine, town) as opened:
        data = await opened.begin()
        case = await data.report()
        await data.photo(case)
        done = await asyncio.to_thread(
            subprocess.run,
            [
                sys.executable, "-m", "schemathesis.cli", "run",
                f"{data.address}/open311/openapi.json", "--phases", "coverage,fuzzing",
                "--max-examples", EXAMPLES, "--seed", "1", "--exclude-checks", HABITS,
                "--header", f"X-Api-Key: {await data.key()}",
                "--no-color", "--generation-database", "none",
            ],
            cwd=tmp_path, capture_output=True, text=True, timeout=55, check=False,
        )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
