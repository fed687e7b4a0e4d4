"""The page over HTTP: session, doors, history, what every answer carries, and the watch."""

import asyncio
import re
from http.cookies import SimpleCookie
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.web.edges import HEADERS
from tests.web.site import Site, Visitor


async def test_the_session_cookie_is_for_this_page_alone(site: Site) -> None:
    async with ClientSession() as client, client.post(f"{site.address}/session") as answer:
        told = await answer.json()
        cookie = SimpleCookie(answer.headers["set-cookie"])["linli"]
    assert told["limits"] == {"text": 4000, "file": 10 * 1024 * 1024}
    assert {"language", "town", "name"} <= set(told)
    assert cookie["httponly"]
    assert cookie["samesite"].lower() == "strict"
    assert cookie["path"] == "/"
    assert len(cookie.value) >= 43


async def test_the_token_itself_is_nowhere_in_the_database(site: Site, visitor: Visitor) -> None:
    token = next(c.value for c in visitor.client.cookie_jar if c.key == "linli")
    found = await site.row("select token_hash from web_sessions where visitor = $1", visitor.number)
    assert token not in found[0]


async def test_the_session_stays_the_same(visitor: Visitor) -> None:
    async with visitor.client.post(f"{visitor.address}/session") as answer:
        assert answer.status == 200
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("spoken", "language"), [("en-GB,en;q=0.9", "en"), ("zh-CN", "zh"), ("fr", "zh"), ("", "zh")]
)
async def test_the_page_speaks_the_browsers_language(
    site: Site, spoken: str, language: str
) -> None:
    async with site.visitor(language=spoken) as visitor:
        async with visitor.client.post(f"{visitor.address}/session") as answer:
            assert (await answer.json())["language"] == language
        await visitor.connect()
        assert (await visitor.hears("welcome"))["language"] == language


async def test_each_door_has_a_session_of_its_own(site: Site) -> None:
    async with site.visitor("amei") as amei:
        ali = await Visitor(site, amei.client, "/door/ali").enter()
        assert amei.number != ali.number
        await amei.connect()
        await ali.connect()
        await amei.says("菜单")
        assert amei.said
        assert not ali.said
        await ali.leave()


@pytest.mark.parametrize("door", ["AMEI", "a" * 21, "a_b", "a.b", "a%00b", "阿妹", "a%2Fb", ""])
async def test_other_words_are_no_door(site: Site, door: str) -> None:
    async with ClientSession() as client:
        for method, path in (("GET", ""), ("POST", "session"), ("GET", "history?before=1")):
            address = f"{site.address}/door/{door}/{path}"
            async with client.request(method, address) as answer:
                assert 400 <= answer.status < 500
                assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.example"},
    ],
)
@pytest.mark.parametrize("path", ["session", "upload"])
async def test_a_page_of_somebody_else_can_post_nothing(
    visitor: Visitor, path: str, headers: dict[str, str]
) -> None:
    async with visitor.client.post(f"{visitor.address}/{path}", headers=headers) as answer:
        assert answer.status == 403
        assert "set-cookie" not in answer.headers


ANSWERS = [
    ("GET", "/", 200),
    ("GET", "/door/amei/", 200),
    ("GET", "/static/main.js", 200),
    ("GET", "/static/page.css", 200),
    ("GET", "/static/nothing.js", 404),
    ("GET", "/static/../app.py", 404),
    ("GET", "/static/%2e%2e/app.py", 404),
    ("GET", "/static/..%2f..%2fapp.py", 404),
    ("POST", "/session", 200),
    ("GET", "/session", 405),
    ("GET", "/upload", 405),
    ("PUT", "/upload", 405),
    ("DELETE", "/session", 405),
    ("GET", "/upload?file=x", 405),
    ("POST", "/history?before=1", 405),
    ("GET", "/history?before=1", 401),
    ("GET", "/history", 422),
    ("GET", "/history?before=x", 422),
    ("GET", "/files/nothing", 404),
    ("GET", "/files/..%2f..%2fetc%2fpasswd", 404),
    ("GET", "/files/%00", 404),
    ("GET", "/files/x?thumb=y", 422),
    ("POST", "/upload", 401),
    ("GET", "/ws", 404),
    ("GET", "/nothing", 404),
    ("GET", "/docs", 404),
    ("GET", "/redoc", 404),
    ("GET", "/openapi.json", 404),
    ("GET", "/debug", 404),
    ("GET", "/.env", 404),
    ("GET", "/.git/config", 404),
    ("GET", "/health", 200),
    ("GET", "/ready", 200),
    ("GET", "/metrics", 200),
    ("TRACE", "/", 405),
    ("OPTIONS", "/session", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
async def test_every_answer_carries_the_strict_headers(
    site: Site, method: str, path: str, status: int
) -> None:
    # A raw request: a client would tidy the path up.
    head, _ = await raw(site, f"{method} {path} HTTP/1.1\r\nHost: {host(site)}\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ")
    for name, value in HEADERS.items():
        if name == "cache-control" and "/files/" in path:
            continue
        assert f"\r\n{name}: {value}\r\n" in head + "\r\n", name
    assert "\r\nserver:" not in head.lower()
    assert "access-control-allow-origin" not in head.lower()


async def test_the_webhook_tells_a_stranger_nothing(site: Site) -> None:
    head, body = await raw(site, f"POST /telegram/webhook HTTP/1.1\r\nHost: {host(site)}\r\n")
    assert head.startswith("HTTP/1.1 401 ")
    assert body == b""


def host(site: Site) -> str:
    return site.address.removeprefix("http://")


async def raw(site: Site, request: str) -> tuple[str, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(host(site).split(":")[1]))
    writer.write((request + "Connection: close\r\nContent-Length: 0\r\n\r\n").encode("latin-1"))
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.decode("latin-1").replace("\n", "\n"), body


@pytest.mark.parametrize(
    "request_",
    [
        "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "x" * 70_000 + "\r\n",
        "GET /" + "x" * 70_000 + " HTTP/1.1\r\nHost: x\r\n",
        "GARBAGE\r\n",
        "GET / HTTP/9.9\r\nHost: x\r\n",
        "GET / HTTP/1.1\r\n",
        "POST /session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: nonsense\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nCookie: linli=\xff\xfe\r\n",
        "POST /session HTTP/1.1\r\nHost: x\r\nCookie: linli=" + "x" * 3000 + "\r\n",
        "POST /session HTTP/1.1\r\nHost: x\r\nOrigin: http://[::1\r\n",
        "POST /session HTTP/1.1\r\nHost: x\r\nOrigin: \xff\xff\r\n",
        "POST /session HTTP/1.1\r\nHost: x\r\nAccept-Language: \xff\r\n",
        "GET /history?before=-1 HTTP/1.1\r\nHost: x\r\n",
        "GET /history?before=" + "9" * 4000 + " HTTP/1.1\r\nHost: x\r\n",
    ],
    ids=lambda value: value[:60],
)
async def test_no_request_makes_a_5xx(site: Site, request_: str) -> None:
    head, _ = await raw(site, request_)
    found = re.match(r"HTTP/1.1 (\d\d\d)", head)
    assert found is None or int(found[1]) < 500
    async with ClientSession() as client, client.get(f"{site.address}/health") as answer:
        assert answer.status == 200


async def test_the_page_loads_only_its_own(site: Site) -> None:
    async with ClientSession() as client, client.get(f"{site.address}/") as answer:
        html = await answer.text()
    for address in re.findall(r'(?:src|href)="([^"]+)"', html):
        assert address.startswith(("/static/", "#", "tel:", "/follow")), address
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert " style=" not in html
    assert not re.search(r"\son\w+=", html)


async def test_the_watch(site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    async def get(path: str) -> tuple[int, str]:
        async with visitor.client.get(f"{site.address}{path}") as answer:
            return answer.status, await answer.text()

    assert await get("/health") == (200, '{"status":"alive"}')
    assert await get("/ready") == (200, '{"status":"ready"}')
    status, numbers = await get("/metrics")
    assert status == 200
    assert "linli_" in numbers

    def away(*_: Any, **__: Any) -> None:
        raise OSError

    monkeypatch.setattr("sqlalchemy.ext.asyncio.AsyncEngine.connect", away)
    monkeypatch.setattr("sqlalchemy.ext.asyncio.AsyncEngine.begin", away)
    assert (await get("/health"))[0] == 200
    assert (await get("/ready"))[0] == 503
    assert (await get("/metrics"))[0] == 503
    assert (await get("/history?before=5"))[0] == 503


async def test_history_is_paged_backwards(site: Site, visitor: Visitor) -> None:
    await visitor.says("菜单")
    async with site.app.engine.begin() as connection:
        await connection.exec_driver_sql(
            """insert into outbox
                (chat_id, method, payload, priority, created_at, attempts, uncertain, sent_at)
            select c.id, 'sendMessage', jsonb_build_object('text', '第' || n), 1,
                clock_timestamp(), 0, false, clock_timestamp()
            from chats c, generate_series(1, 119) n where c.external_id = $1""",
            (visitor.number,),
        )
        found = await connection.exec_driver_sql("select max(id) from outbox")
        before = found.scalar_one() + 1
    seen: list[int] = []
    while True:
        async with visitor.client.get(
            f"{visitor.address}/history", params={"before": before}
        ) as answer:
            page = (await answer.json())["messages"]
        town = [m["id"] for m in page if m["from"] == "town"]
        if not town:
            break
        assert town == sorted(town)
        assert max(town) < before
        seen = town + seen
        before = min(town)
    assert seen[0] == min(m["id"] for m in visitor.messages if m["id"] > 0)
    assert len(seen) == len(set(seen)) == 120


async def test_history_shows_nothing_of_others(site: Site, visitor: Visitor) -> None:
    await visitor.says("菜单")
    async with (
        site.visitor() as other,
        other.client.get(
            f"{other.address}/history", params={"before": visitor.highest + 1}
        ) as answer,
    ):
        assert (await answer.json())["messages"] == []


@pytest.mark.parametrize("before", ["0", "-1", str(1 << 62), str(10**40)])
async def test_a_strange_page_of_the_history_is_empty(visitor: Visitor, before: str) -> None:
    async with visitor.client.get(
        f"{visitor.address}/history", params={"before": before}
    ) as answer:
        assert answer.status in {200, 422}
        if answer.status == 200:
            assert (await answer.json())["messages"] == []
