"""Other programs file reports: with a key, in one form, and never twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.web.open311 import door
from bot.web.open311.given import MOST_BYTES
from community import clock, keys
from community.cases import Case, CaseEvent, Leg, Source, Status
from community.database import Base
from community.notices import Notice
from community.people import Person, Role, RoleHeld
from community.reports import codes
from config.town import Town
from tests.web.doors import MONDAY, Answer, Doors, doors

FORM = "application/x-www-form-urlencoded"
WORDS = "三号楼楼道的灯不亮了，晚上看不见"


@pytest.fixture(scope="module")
async def opened(shared_engine: AsyncEngine, town: Town) -> AsyncIterator[Doors]:
    async with doors(shared_engine, town) as opened:
        yield opened


@pytest.fixture
async def data(opened: Doors, engine: AsyncEngine) -> Doors:  # noqa: ARG001  it is emptied first
    return await opened.begin()


@pytest.fixture
async def key(data: Doors) -> str:
    return await data.key()


def good(key: str, **more: Any) -> dict[str, str]:
    fields = {
        "api_key": key, "service_code": "facilities", "description": WORDS, "address_id": "hq-b3",
    }  # fmt: skip
    return {name: str(value) for name, value in {**fields, **more}.items() if value is not None}


async def cases_of(data: Doors) -> list[Case]:
    async with data.sessions() as db:
        return list(await db.scalars(select(Case).order_by(Case.id)))


def error_of(answer: Answer) -> dict[str, Any]:
    (error,) = answer.json
    assert error["code"] == answer.status
    assert error["description"]
    return dict(error)


async def test_a_report_is_filed_and_can_be_followed(data: Doors, key: str) -> None:
    answer = await data.post(good(key))
    assert answer.status == 201
    ((filed),) = answer.json
    number = filed["service_request_id"]
    assert filed["account_id"] is None
    (case,) = await cases_of(data)
    assert (case.number, case.text, case.source) == (number, WORDS, Source.OPEN311)
    assert (case.reporter_id, case.status, case.leg) == (None, Status.SUBMITTED, Leg.SEEN)
    assert (case.community, case.place_code) == ("hongqiao", "hq-b3")
    code = filed["service_notice"].split("查询码 ")[1][:10]
    async with data.sessions() as db:
        assert (await codes.find(db, number, code)).id == case.id
    (told,) = (await data.ask(f"requests/{number}.json")).json
    assert told["description"] == ""
    assert WORDS not in (await data.ask("requests.xml")).text


async def test_the_answer_comes_in_xml_and_in_english(data: Doors, key: str) -> None:
    answer = await data.post(good(key), "xml", headers={"Accept-Language": "en"})
    root = answer.xml
    assert (root.tag, [child.tag for child in root]) == ("service_requests", ["request"])
    assert root.findtext("request/service_request_id") == "R-2026-000001"
    assert "code" in (root.findtext("request/service_notice") or "")


async def test_the_key_may_come_in_a_header(data: Doors, key: str) -> None:
    answer = await data.post(good("", api_key=None), headers={"X-Api-Key": key})
    assert answer.status == 201


async def test_who_the_person_is_is_kept_nowhere(data: Doors, key: str) -> None:
    person = {
        "first_name": "Zebediah", "last_name": "Quux", "email": "z@quux.example",
        "phone": "13812345678", "device_id": "dev-quux", "account_id": "acc-quux",
        "media_url": "http://169.254.169.254/quux.jpg",
    }  # fmt: skip
    answer = await data.post(good(key, **person))
    assert answer.status == 201
    assert "照片没有收" in answer.json[0]["service_notice"]
    async with data.sessions() as db:
        for table in Base.metadata.sorted_tables:
            rows = await db.execute(text(f"select t::text from {table.name} t"))  # noqa: S608
            kept = "\n".join(rows.scalars())
            assert not any(word in kept for word in ("Zebediah", "uux", "13812345678")), table.name
        assert await db.scalar(select(func.count()).select_from(Person)) == 0


async def test_danger_is_answered_with_the_numbers_to_call(data: Doors, key: str) -> None:
    answer = await data.post(good(key, description="三号楼着火了，有人困在里面"))
    assert "119" in answer.json[0]["service_notice"]


@pytest.mark.parametrize(
    ("where", "place", "code", "community"),
    [
        ({"address_id": "kh-b1"}, "康和家园1号楼", "kh-b1", "kanghe"),
        ({"address_string": "虹桥社区3号楼门口"}, "虹桥社区3号楼门口", "hq-b3", "hongqiao"),
        ({"address_string": "康和社区的小路"}, "康和社区的小路", None, "kanghe"),
        ({"lat": "30.8024", "long": "120.6089"}, None, "hq-b3", "hongqiao"),
        ({"lat": "30.8024", "long": "120.6089", "attribute[place]": "kh-b1"}, "康和家园1号楼",
         "kh-b1", "kanghe"),
        ({"lat": "30.9024", "long": "120.6089"}, "30.90240, 120.60890", None, None),
        ({"attribute[place]": "hq-b3"}, "虹桥社区3号楼", "hq-b3", "hongqiao"),
        ({"address_string": "老樟树下", "lat": "", "long": " "}, "老樟树下", None, "hongqiao"),
    ],
    ids=str,
)  # fmt: skip
async def test_a_place_can_be_said_in_several_ways(
    data: Doors, key: str, where: dict[str, str], place: str | None, code: str | None,
    community: str | None,
) -> None:  # fmt: skip
    answer = await data.post(good(key, **{"address_id": None, **where}))
    assert answer.status == 201, answer.text
    (case,) = await cases_of(data)
    assert case.place_code == code or code is None
    assert community is None or case.community == community
    assert place is None or case.place == place
    assert (case.latitude is None) == (case.longitude is None)


BAD: dict[str, tuple[dict[str, Any], int]] = {
    "no such service": ({"service_code": "nothing"}, 404),
    "a private service": ({"service_code": "neighbours"}, 404),
    "no service": ({"service_code": None}, 400),
    "nothing said": ({"description": " \r\n\t"}, 400),
    "no description": ({"description": None}, 400),
    "too much said": ({"description": "长" * 4001}, 400),
    "only marks of direction": ({"description": "\u202e\u200f"}, 400),
    "a nul": ({"description": "灯\x00坏了"}, 400),
    "an escape": ({"description": "灯\x1b[31m坏了"}, 400),
    "a nul in the address": ({"address_id": None, "address_string": "a\x00b"}, 400),
    "a nul in the service": ({"service_code": "a\x00b"}, 404),
    "nowhere": ({"address_id": None}, 400),
    "two places": ({"lat": "30.8024", "long": "120.6089"}, 400),
    "address and code": ({"address_string": "虹桥"}, 400),
    "half a place": ({"address_id": None, "lat": "30.8"}, 400),
    "an unknown place": ({"address_id": "mars"}, 400),
    "an unknown place beside": ({"attribute[place]": "mars"}, 400),
    "a long address": ({"address_id": None, "address_string": "x" * 201}, 400),
    **{
        f"{lat}, {long}": ({"address_id": None, "lat": lat, "long": long}, 400)
        for lat, long in (
            ("0", "0"), ("0.0", "-0.0"), ("31.2304", "121.4737"), ("NaN", "120.6"),
            ("nan", "nan"), ("inf", "120.6"), ("1e400", "120.6"), ("91", "120.6"),
            ("30.8", "181"), ("30,8", "120,6"), ("三十", "120.6"), ("٣٠", "120.6"),
            ("30.8\x00", "120.6"), ("30.8", "9" * 400), ("0x1e", "120.6"), ("3_0.8", "120.6"),
        )
    },
}  # fmt: skip


@pytest.mark.parametrize(("wrong", "status"), BAD.values(), ids=BAD.keys())
async def test_what_cannot_be_filed_is_refused_in_words(
    data: Doors, key: str, wrong: dict[str, Any], status: int
) -> None:
    for format_, language in (("json", "zh"), ("xml", "en")):
        answer = await data.post(good(key, **wrong), format_, headers={"Accept-Language": language})
        assert answer.status == status, answer.text
        if format_ == "json":
            error_of(answer)
        else:
            root = answer.xml
            assert root.findtext("error/code") == str(status)
    assert await cases_of(data) == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"", "", 415),
        (b"--x\r\n", "multipart/form-data; boundary=x", 415),
        (b"<a/>", "text/xml", 415),
        (b"a" * (MOST_BYTES + 1), FORM, 413),
        ("api_key=é".encode(), FORM, 400),
        (b"api_key=%ff%fe", FORM, 400),
        (b"&".join(b"a=1" for _ in range(300)), FORM, 400),
        (b"", FORM, 403),
        (b"%%%&&&===", FORM, 403),
        (b"api_key=" + b"k" * 50_000, FORM, 403),
        (b"api_key=%00", FORM + "; charset=utf-8", 403),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_what_is_no_form_is_refused(data: Doors, body: bytes, kind: str, status: int) -> None:
    answer = await data.ask(
        "requests.json", "POST", data=body, headers={"Content-Type": kind} if kind else {},
        skip_auto_headers=["Content-Type"],
    )  # fmt: skip
    assert answer.status == status
    error_of(answer)


async def test_a_key_that_is_missing_unknown_or_revoked_looks_the_same(data: Doors) -> None:
    ended = await data.key("关掉的程序")
    async with data.sessions() as db, db.begin():
        assert await keys.revoke(db, "关掉的程序", now=await clock.now(db)) == 1
    answers = [await data.post(good(key)) for key in ("", "guess", ended, ended.upper())]
    answers.append(await data.post(good("", api_key=None)))
    assert {(answer.status, answer.body) for answer in answers} == {(403, answers[0].body)}
    assert await cases_of(data) == []


async def test_the_same_report_within_a_minute_is_one(data: Doors, key: str) -> None:
    first, again = [await data.post(good(key)) for _ in range(2)]
    assert first.json == again.json
    await data.freeze(MONDAY + timedelta(seconds=59))
    assert (await data.post(good(key))).json == first.json
    others = [
        await data.post(good(key, description=WORDS + "！")),
        await data.post(good(key, address_id="hq-b5")),
        await data.post(good(key, service_code="safety")),
        await data.post(good(await data.key("别的程序"))),
    ]
    await data.freeze(MONDAY + timedelta(seconds=61))
    others.append(await data.post(good(key)))
    numbers = {answer.json[0]["service_request_id"] for answer in (first, *others)}
    assert len(numbers) == 6


async def test_five_at_the_same_time_are_one(data: Doors, key: str) -> None:
    answers = await asyncio.gather(*(data.post(good(key)) for _ in range(5)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.json[0]["service_request_id"] for answer in answers}) == 1
    assert len(await cases_of(data)) == 1


async def test_another_process_gives_the_number_with_a_code_that_works(
    data: Doors, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = (await data.post(good(key))).json[0]
    monkeypatch.setattr(door.Answers, "code_of", lambda *_: None)
    again = (await data.post(good(key))).json[0]
    assert again["service_request_id"] == first["service_request_id"]
    code = again["service_notice"].split("查询码 ")[1][:10]
    async with data.sessions() as db:
        await codes.find(db, again["service_request_id"], code)


async def test_the_operator_can_see_whose_program_it_was(data: Doors, key: str) -> None:
    await data.post(good(key))
    async with data.sessions() as db:
        opened = await db.scalar(select(CaseEvent).where(CaseEvent.what == "opened"))
    assert opened is not None
    assert opened.facts["program"] == "巡查小程序"


async def test_a_key_has_a_budget(data: Doors, key: str) -> None:
    bad = good(key, description="")
    answers = [await data.post(bad) for _ in range(31)]
    assert [answer.status for answer in answers] == [400] * 30 + [429]
    assert answers[-1].headers["retry-after"] == "60"
    other = await data.post(good(await data.key("别的程序")))
    assert other.status == 201


async def test_guessing_keys_is_slow(data: Doors) -> None:
    answers = [await data.post({"api_key": f"guess-{n}"}) for n in range(61)]
    assert [answer.status for answer in answers] == [403] * 60 + [429]


async def test_workers_are_told_as_of_any_report(data: Doors, key: str) -> None:
    async with data.sessions() as db, db.begin():
        now = await clock.now(db)
        worker = Person(name="沈丽", created_at=now)
        db.add(worker)
        await db.flush()
        held = RoleHeld(
            person_id=worker.id, role=Role.SOCIAL_WORKER, community="hongqiao", granted_at=now
        )
        db.add(held)
    await data.post(good(key))
    async with data.sessions() as db:
        owed = (await db.scalars(select(Notice))).all()
    assert [notice.text_id for notice in owed] == ["report-card"]


async def test_a_form_is_read_to_its_limit(data: Doors, key: str) -> None:
    body = urlencode(good(key, padding=""))
    answer = await data.ask(
        "requests.json", "POST", data=body + "x" * (MOST_BYTES - len(body)),
        headers={"Content-Type": FORM},
    )  # fmt: skip
    assert answer.status == 201
