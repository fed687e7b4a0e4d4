"""Following a report without an account: its number and code open it, and nothing else does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.web.follow import LOCKED, MOST_NUMBERS, MOST_WRONG, Tries
from community import cases
from community.cases import Case, Kind
from community.people import Person
from config.town import Town
from tests.web.doors import MONDAY, Answer, Doors, doors
from tests.web.site import Site

WORDS = "三号楼的灯不亮 <b>&"


@pytest.fixture(scope="module")
async def opened(shared_engine: AsyncEngine, town: Town) -> AsyncIterator[Doors]:
    async with doors(shared_engine, town) as opened:
        yield opened


@pytest.fixture
async def data(opened: Doors, engine: AsyncEngine) -> Doors:  # noqa: ARG001  it is emptied first
    return await opened.begin()


async def look(data: Doors, number: str, code: str, language: str = "", **headers: str) -> Answer:
    fields = {"number": number, "code": code, "language": language}
    return await data.ask(f"{data.address}/follow", "POST", data=fields, headers=headers)


async def add(data: Doors, case: Case, what: str, words: str, *, public: bool) -> None:
    async with data.sessions() as db, db.begin():
        worker = Person(name="沈丽", created_at=MONDAY)
        db.add(worker)
        await db.flush()
        row = await db.get_one(Case, case.id)
        row.owner_id = worker.id
        cases.note(db, row, what, actor_id=worker.id, now=MONDAY, words=words, public=public)


def test_ten_wrong_tries_lock_a_number_for_an_hour() -> None:
    now = 1000.0
    tries = Tries(lambda: now)
    assert [tries.begin("A") for _ in range(MOST_WRONG + 3)] == [True] * MOST_WRONG + [False] * 3
    assert tries.begin("B")
    now += LOCKED - 1
    assert not tries.begin("A")
    now += 1
    assert tries.begin("A")


def test_the_right_code_begins_the_count_anew() -> None:
    tries = Tries(lambda: 1000.0)
    for _ in range(MOST_WRONG - 1):
        tries.begin("A")
    assert tries.begin("A")
    tries.right("A")
    assert [tries.begin("A") for _ in range(MOST_WRONG)] == [True] * MOST_WRONG


def test_the_count_of_tries_does_not_grow_without_end() -> None:
    tries = Tries()
    for n in range(MOST_NUMBERS + 10):
        tries.begin(str(n))
    assert len(tries._tried) == MOST_NUMBERS


async def test_the_page_asks_in_both_languages(data: Doors) -> None:
    chinese = await data.ask(f"{data.address}/follow")
    english = await data.ask(f"{data.address}/follow", headers={"Accept-Language": "en"})
    switched = await data.ask(f"{data.address}/follow?language=en&number=r2026000123")
    assert (chinese.status, english.status) == (200, 200)
    assert "查询码" in chinese.text
    assert 'lang="zh-CN"' in chinese.text
    assert "Show me" in english.text
    assert "R-2026-000123" in switched.text.split("placeholder")[0]
    assert "<script" not in chinese.text
    assert chinese.headers["content-security-policy"].startswith("default-src 'none'")
    assert chinese.headers["cache-control"] == "no-store"
    assert chinese.headers["referrer-policy"] == "same-origin"


async def test_number_and_code_open_the_public_timeline(data: Doors) -> None:
    case = await data.report(WORDS)
    await add(data, case, "taken", "明天来修", public=True)
    await add(data, case, "graded-easy", "这人常来投诉", public=False)
    answer = await look(data, case.number, await data.code(case))
    assert answer.status == 200
    assert case.number in answer.text
    assert "三号楼的灯不亮 &lt;b&gt;&amp;" in answer.text
    assert "明天来修" in answer.text
    assert "常来投诉" not in answer.text
    assert "沈丽" not in answer.text


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda c: f" {c[:5]} - {c[5:]} ", "\u3000".join, str.swapcase],
    ids=["small", "in two parts", "wide spaces", "other case"],
)
async def test_the_code_may_be_typed_in_any_way(data: Doors, typed: object) -> None:
    case = await data.report()
    code = await data.code(case)
    answer = await look(data, f" {case.number.lower()} ", typed(code))  # type: ignore[operator]
    assert answer.status == 200


async def test_a_wrong_number_and_a_wrong_code_look_the_same(data: Doors) -> None:
    case = await data.report()
    handoff = await data.report(kind=Kind.HANDOFF)
    code, other = await data.code(case), await data.code(handoff)
    without = await data.report()
    answers = [
        await look(data, case.number, "AAAAAAAAAA"),
        await look(data, case.number, ""),
        await look(data, "R-2026-999999", code),
        await look(data, handoff.number, other),
        await look(data, without.number, code),
        await look(data, without.number, "-"),
        await look(data, "nothing", code),
        await look(data, case.number + "\x00", code[:-1] + "\x00"),
    ]
    assert {answer.status for answer in answers} == {404}
    told = {answer.text.split("<form")[0] for answer in answers}
    assert len(told) == 1


async def test_a_locked_number_answers_as_to_a_wrong_code(data: Doors) -> None:
    case = await data.report()
    code = await data.code(case)
    for _ in range(MOST_WRONG):
        wrong = await look(data, case.number, "AAAAAAAAAA")
    locked = await look(data, case.number, code)
    assert (locked.status, locked.body) == (wrong.status, wrong.body)


async def test_an_address_that_asks_too_often_waits(data: Doors) -> None:
    answers = [await look(data, f"R-2026-{n:06}", "AAAAAAAAAA") for n in range(100, 121)]
    assert [answer.status for answer in answers] == [404] * 20 + [429]
    assert answers[-1].headers["retry-after"] == "60"


async def test_only_our_own_page_may_ask(data: Doors) -> None:
    case = await data.report()
    code = await data.code(case)
    for elsewhere in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = await look(data, case.number, code, **elsewhere)
        assert answer.status == 403
        assert "三号楼" not in answer.text
    own = {"Origin": data.address, "Sec-Fetch-Site": "same-origin"}
    assert (await look(data, case.number, code, **own)).status == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"number=" + b"R" * 5000, b"number=%ff&code=%fe", b"\xff\xfe", b"&&&===", b"a=1&" * 50],
    ids=lambda body: str(body)[:20],
)
async def test_what_is_no_form_finds_nothing(data: Doors, body: bytes) -> None:
    answer = await data.ask(f"{data.address}/follow", "POST", data=body)
    assert answer.status == 404
    assert "<form" in answer.text


async def test_what_is_typed_comes_back_as_text(data: Doors) -> None:
    answer = await look(data, '"><script>alert(1)</script>', "x")
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


async def test_released_photos_are_shown(data: Doors) -> None:
    case = await data.report()
    hidden, shown = await data.photo(case, released=False), await data.photo(case)
    code = await data.code(case)
    answer = await look(data, case.number, code)
    assert f"/open311/v2/photos/{shown}.jpg?thumb=1" in answer.text
    assert hidden not in answer.text
    await data.change(case, private=True)
    answer = await look(data, case.number, code)
    assert answer.status == 200
    assert "/photos/" not in answer.text


async def test_a_program_files_and_its_person_follows(data: Doors) -> None:
    fields = {"api_key": await data.key(), "service_code": "facilities", "description": WORDS,
              "address_id": "hq-b3"}  # fmt: skip
    filed = (await data.post(fields)).json[0]
    code = filed["service_notice"].split("查询码 ")[1][:10]
    answer = await look(data, filed["service_request_id"], code, "en")
    assert answer.status == 200
    assert "Hongqiao Building 3" in answer.text


async def test_the_towns_own_process_has_these_doors(site: Site) -> None:
    async with site.visitor() as visitor:
        for path in ("/follow", "/open311/", "/open311/openapi.json", "/open311/v2/services.xml"):
            async with visitor.client.get(site.address + path) as answer:
                assert answer.status == 200, path


def test_the_style_asks_nobody_else() -> None:
    style = (Path(__file__).parents[2] / "bot/web/static/plain.css").read_text("utf-8")
    assert "url(" not in style
    assert "@import" not in style
