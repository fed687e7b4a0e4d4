"""Open data: what everybody may read of reports, and what never leaves the house."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from community.cases import Kind, Rung, Source, Status, Track
from config.town import Town
from tests.web.doors import MONDAY, Doors, doors

PRIVATE_WORDS = "王奶奶家漏水，电话13800138000"


@pytest.fixture(scope="module")
async def opened(shared_engine: AsyncEngine, town: Town) -> AsyncIterator[Doors]:
    async with doors(shared_engine, town) as opened:
        yield opened


@pytest.fixture
async def data(opened: Doors, engine: AsyncEngine) -> Doors:  # noqa: ARG001  it is emptied first
    return await opened.begin()


async def numbers(data: Doors, query: str = "") -> list[str]:
    answer = await data.ask(f"requests.json{query}")
    assert answer.status == 200, answer.text
    return [request["service_request_id"] for request in answer.json]


async def test_services_are_the_towns_public_categories(data: Doors) -> None:
    listed = (await data.ask("services.json")).json
    assert {s["service_code"] for s in listed} == {
        c.code for c in data.town.categories if not c.private
    }
    assert "neighbours" not in {s["service_code"] for s in listed}
    assert listed[0] == {
        "service_code": "environment",
        "service_name": "环境卫生",
        "description": "报环境卫生方面的问题",
        "metadata": True,
        "type": "realtime",
        "keywords": listed[0]["keywords"],
        "group": "便民上报",
    }
    assert "垃圾桶" in listed[0]["keywords"].split(",")


async def test_services_in_xml_are_built_as_the_spec_shows(data: Doors) -> None:
    answer = await data.ask("services.xml", headers={"Accept-Language": "en-GB"})
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    root = answer.xml
    assert root.tag == "services"
    assert [child.tag for child in root] == ["service"] * len(root)
    assert root.findtext("service/service_name") == "Cleanliness"
    assert root.findtext("service/metadata") == "true"


async def test_a_definition_offers_the_known_places(data: Doors) -> None:
    content = (await data.ask("services/facilities.json")).json
    (place,) = content["attributes"]
    assert content["service_code"] == "facilities"
    assert place["code"] == "place"
    assert place["required"] is False
    assert {"key": "hq-b3", "name": "虹桥社区3号楼"} in place["values"]
    root = (await data.ask("services/facilities.xml")).xml
    assert root.tag == "service_definition"
    assert root.findtext("attributes/attribute/values/value/key") is not None


async def test_a_request_has_every_field_of_the_spec(data: Doors) -> None:
    case = await data.report(place="3号楼楼下", place_code="hq-b3", latitude=30.8, longitude=120.6)
    await data.change(case, public_text="3号楼楼下路灯不亮")
    (told,) = (await data.ask(f"requests/{case.number}.json")).json
    assert told == {
        "service_request_id": "R-2026-000001",
        "status": "open",
        "status_notes": told["status_notes"],
        "service_name": "设施损坏",
        "service_code": "facilities",
        "description": "3号楼楼下路灯不亮",
        "agency_responsible": told["agency_responsible"],
        "service_notice": None,
        "requested_datetime": "2026-11-23T10:05:00+08:00",
        "updated_datetime": "2026-11-23T10:05:00+08:00",
        "expected_datetime": told["expected_datetime"],
        "address": "虹桥社区3号楼",
        "address_id": "hq-b3",
        "zipcode": None,
        "lat": 30.8,
        "long": 120.6,
        "media_url": None,
    }
    assert told["status_notes"]
    assert told["expected_datetime"] > told["requested_datetime"]
    root = (await data.ask(f"requests/{case.number}.xml")).xml
    assert root.tag == "service_requests"
    (request,) = root
    assert request.tag == "request"
    assert {field.tag: field.text or None for field in request} == {
        name: None if value is None else str(value) for name, value in told.items()
    }


async def test_who_is_responsible_is_a_rung_or_the_department_itself(data: Doors) -> None:
    case = await data.report(rung=Rung.DEPARTMENT, department="CG")
    english = {"Accept-Language": "en"}
    (told,) = (await data.ask(f"requests/{case.number}.json", headers=english)).json
    assert told["agency_responsible"] == data.town.department("CG").name.en
    await data.change(case, rung=Rung.COMMUNITY, department=None, status=Status.SOLVED)
    (told,) = (await data.ask(f"requests/{case.number}.json", headers=english)).json
    assert "ommunity" in told["agency_responsible"]
    assert (told["status"], told["status_notes"]) == ("closed", "solved")


@pytest.mark.parametrize("format_", ["json", "xml"])
async def test_a_residents_own_words_never_leave_the_house(data: Doors, format_: str) -> None:
    case = await data.report(PRIVATE_WORDS, place="解放路18弄5号302室王家")
    for path in ("requests", f"requests/{case.number}"):
        told = (await data.ask(f"{path}.{format_}")).text
        assert case.number in told
        assert not any(words in told for words in ("王", "13800138000", "302", "解放路"))
    await data.change(case, public_text="楼道漏水")
    told = (await data.ask(f"requests/{case.number}.{format_}")).text
    assert "楼道漏水" in told
    assert "13800138000" not in told


@pytest.mark.parametrize(
    ("known", "spot"),
    [
        ({}, (30.802, 120.609)),
        ({"place_code": "hq-b3"}, (30.8024, 120.6089)),
        ({"public_text": "路灯不亮"}, (30.80213, 120.60891)),
        ({"source": Source.OPEN311}, (30.80213, 120.60891)),
    ],
    ids=["nobody looked yet", "a known place", "worded", "from a program"],
)
async def test_a_shared_position_is_coarse_until_somebody_has_looked(
    data: Doors, known: dict[str, Any], spot: tuple[float, float]
) -> None:
    case = await data.report(latitude=30.80213, longitude=120.60891, **known)
    (told,) = (await data.ask(f"requests/{case.number}.json")).json
    assert (told["lat"], told["long"]) == spot


@pytest.mark.parametrize(
    "hidden",
    [
        {"private": True},
        {"category": "neighbours"},
        {"track": Track.MEDIATION},
        {"kind": Kind.HANDOFF},
        {"kind": Kind.EMERGENCY},
    ],
    ids=str,
)
async def test_what_is_private_looks_like_what_is_not_there(
    data: Doors, hidden: dict[str, Any]
) -> None:
    shown = await data.report()
    case = await data.report(public_text="别人不该看到")
    photo = await data.photo(case)
    await data.change(case, **hidden)
    assert await numbers(data) == [shown.number]
    assert await numbers(data, f"?service_request_id={case.number},{shown.number}") == [
        shown.number
    ]
    for path in ("requests/{}.json", "requests/{}.xml", "tokens/{}.json"):
        unknown = await data.ask(path.format("R-2026-999999"))
        there = await data.ask(path.format(case.number))
        assert (there.status, there.body) == (404, unknown.body)
    assert (await data.ask(f"photos/{photo}.jpg")).status == 404


async def test_a_private_category_is_no_service(data: Doors) -> None:
    private = await data.ask("services/neighbours.json")
    unknown = await data.ask("services/nothing.json")
    assert (private.status, private.body) == (unknown.status, unknown.body)
    assert private.status == 404
    assert (await data.ask("requests.json?service_code=neighbours")).status == 404


async def test_only_released_photos_are_given_out(data: Doors) -> None:
    case = await data.report()
    hidden, shown = await data.photo(case, released=False), await data.photo(case)
    (told,) = (await data.ask(f"requests/{case.number}.json")).json
    assert told["media_url"] == f"{data.api}/photos/{shown}.jpg"
    whole, small = await data.ask(told["media_url"]), await data.ask(told["media_url"] + "?thumb=1")
    assert whole.headers["content-type"] == "image/jpeg"
    assert whole.body[:2] == small.body[:2] == b"\xff\xd8"
    assert len(whole.body) > len(small.body)
    assert (await data.ask(f"photos/{hidden}.jpg")).status == 404
    assert (await data.ask("photos/none.jpg")).status == 404


async def test_reports_are_chosen_by_number_code_state_and_time(data: Doors) -> None:
    lamp = await data.report()
    bin_ = await data.report(category="environment", status=Status.SOLVED)
    odd = await data.report(category="long-gone")
    old = await data.report(at=MONDAY - timedelta(days=100))
    new = [odd.number, bin_.number, lamp.number]
    assert await numbers(data) == new
    assert await numbers(data, "?status=open") == [odd.number, lamp.number]
    assert await numbers(data, "?status=closed") == [bin_.number]
    assert await numbers(data, "?status=open,closed") == new
    assert await numbers(data, "?service_code=facilities,environment") == new[1:]
    assert await numbers(data, "?service_code=other") == [odd.number]
    assert await numbers(data, f"?service_request_id={old.number.lower()}&status=closed") == [
        old.number
    ]
    assert await numbers(data, "?end_date=2026-08-20T00:00:00Z") == [old.number]
    assert await numbers(data, "?start_date=2026-08-01") == [old.number]
    assert await numbers(data, "?start_date=2026-11-23T10:05:00%2B08:00") == new
    assert await numbers(data, "?start_date=2026-11-23T10:05:01+08:00") == []
    assert await numbers(data, "?jurisdiction_id=anything") == new


async def test_reports_come_in_pages(data: Doors) -> None:
    filed = [(await data.report(at=MONDAY - timedelta(minutes=n))).number for n in range(5)]
    assert await numbers(data, "?page_size=2") == filed[:2]
    assert await numbers(data, "?page=2&page_size=2") == filed[2:4]
    assert await numbers(data, "?page=9&page_size=2") == []
    assert await numbers(data, "?page=1") == filed


@pytest.mark.parametrize("format_", ["json", "xml"])
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=0", 400), ("page=-1", 400), ("page=x", 400), ("page=99999999999999999999", 400),
        ("page_size=201", 400), ("page_size=١", 400), ("status=waiting", 400),
        ("status=" + "open," * 3000, 400), ("service_code=nothing", 404), ("service_code=%00", 404),
        ("service_request_id=R-2026-1", 400), ("service_request_id=,", 400),
        ("service_request_id=" + "R-2026-000001," * 201, 400), ("service_request_id=%00", 400),
        ("start_date=yesterday", 400), ("start_date=2026-13-01", 400), ("start_date=0.5", 400),
        ("start_date=0001-01-01T00:00:00Z", 400), ("end_date=2026-11-23T25:00:00Z", 400),
        ("start_date=2026-11-23T10:00:00", 400),
        ("start_date=2026-11-02T00:00:00Z&end_date=2026-11-01T00:00:00Z", 400),
        ("start_date=2026-01-01T00:00:00Z&end_date=2026-11-01T00:00:00Z", 400),
        ("end_date=2026-11-23T10:00:00%2B99:00", 400), ("start_date=%ff%fe", 400),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
async def test_a_query_that_cannot_be_understood_says_why(
    data: Doors, query: str, status: int, format_: str
) -> None:
    answer = await data.ask(f"requests.{format_}?{query}")
    assert answer.status == status
    if format_ == "json":
        ((error),) = answer.json
        assert error["code"] == status
        assert error["description"]
    else:
        root = answer.xml
        assert (root.tag, [child.tag for child in root]) == ("errors", ["error"])
        assert root.findtext("error/code") == str(status)
        assert root.findtext("error/description")


@pytest.mark.parametrize(
    "path",
    [
        "", "nothing", "services.txt", "services", "requests/.json", "requests/R-1/2.json",
        "requests/%00.json", "requests/..%2f..%2fetc.json", "photos/x.png", "photos/%ff.jpg",
        "requests/" + "9" * 500 + ".json", "tokens/" + quote("编号") + ".xml",
    ],
    ids=lambda path: path[:30] or "nothing",
)  # fmt: skip
async def test_nothing_stands_at_other_addresses(data: Doors, path: str) -> None:
    answer = await data.ask(path)
    assert answer.status == 404
    assert "error" in answer.text or answer.json[0]["code"] == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_told_which_there_are(data: Doors, method: str) -> None:
    answer = await data.ask("requests.json", method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, POST, HEAD"
    assert "access-control-allow-origin" not in answer.headers
    assert (await data.ask("services.xml", method)).headers["allow"] == "GET, HEAD"


async def test_any_page_may_read_but_none_may_write(data: Doors) -> None:
    elsewhere = {"Origin": "https://elsewhere.example"}
    read = await data.ask("requests.json", headers=elsewhere)
    assert read.headers["access-control-allow-origin"] == "*"
    written = await data.post({"api_key": "x"}, headers=elsewhere)
    assert "access-control-allow-origin" not in written.headers
    for answer in (read, written):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["x-content-type-options"] == "nosniff"
    head = await data.ask("services.json", "HEAD")
    assert (head.status, head.body) == (200, b"")


@pytest.mark.parametrize(("path", "most"), [("services.xml", 240), ("requests.xml", 60)])
async def test_who_asks_too_often_is_told_to_wait(data: Doors, path: str, most: int) -> None:
    answers = [await data.ask(path) for _ in range(most + 1)]
    assert {answer.status for answer in answers[:-1]} == {200}
    assert answers[-1].status == 429
    assert answers[-1].headers["retry-after"] == "60"
    assert answers[-1].text.count("<error>") == 1


async def test_a_token_is_the_number_itself(data: Doors) -> None:
    case = await data.report()
    (told,) = (await data.ask(f"tokens/{case.number}.json")).json
    assert told == {"service_request_id": case.number, "token": case.number}


async def test_discovery_leads_to_the_doors(data: Doors) -> None:
    (endpoint,) = (await data.ask("discovery.json")).json["endpoints"]
    assert endpoint["url"] == data.api
    root = (await data.ask("discovery.xml")).xml
    assert root.tag == "discovery"
    formats = root.findall("endpoints/endpoint/formats/format")
    assert [f.text for f in formats] == ["text/xml", "application/json"]
