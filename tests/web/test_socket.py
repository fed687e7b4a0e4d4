"""The page's web socket: who may open it, what it takes, and that nothing is lost or doubled."""

import asyncio
import json
import uuid
from typing import Any

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from bot.web import socket as page_socket
from tests.web.site import Site, Visitor, count

HERE = "same-origin"


async def close_code(visitor: Visitor) -> int:
    await visitor.until(lambda: visitor.close_code is not None)
    assert visitor.close_code is not None
    return visitor.close_code


async def test_without_a_session_it_closes_with_4401(site: Site) -> None:
    async with ClientSession() as client:
        stranger = await Visitor(site, client).connect()
        assert await close_code(stranger) == 4401
        assert stranger.frames == []


async def test_a_made_up_cookie_is_no_session(site: Site) -> None:
    async with ClientSession(cookies={"linli": "x" * 43}) as client:
        stranger = await Visitor(site, client).connect()
        assert await close_code(stranger) == 4401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_page_of_somebody_else_cannot_open_it(site: Site, headers: dict[str, str]) -> None:
    async with site.visitor() as visitor:
        with pytest.raises(WSServerHandshakeError) as refused:
            await visitor.connect(headers=headers)
        assert refused.value.status == 403


async def test_our_own_page_can(site: Site) -> None:
    async with site.visitor() as visitor:
        await visitor.connect(headers={"Origin": site.address, "Sec-Fetch-Site": HERE})
        assert (await visitor.hears("welcome"))["language"] == "zh"


async def test_the_first_frame_greets(visitor: Visitor) -> None:
    welcome = await visitor.hears("welcome")
    assert visitor.frames[0] == welcome
    assert welcome["me"] == {"name": None}
    assert welcome["last"] == 0


async def test_ping_is_answered(visitor: Visitor) -> None:
    await visitor.send_raw('{"type":"ping"}')
    await visitor.hears("pong")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "not json",
        "{",
        "null",
        "5",
        '"text"',
        "[]",
        "{}",
        "[" * 9000,
        '{"type":"text"}',
        '{"type":"text","id":"no-uuid","text":"x"}',
        '{"type":"text","id":null,"text":"x"}',
        '{"type":"text","id":{"a":1},"text":"x"}',
        json.dumps({"type": "nothing", "id": "@ID@"}),
        json.dumps({"type": ["text"], "id": "@ID@", "text": "x"}),
        json.dumps({"type": "text", "id": "@ID@", "text": 5}),
        json.dumps({"type": "text", "id": "@ID@", "text": ""}),
        json.dumps({"type": "text", "id": "@ID@", "text": "   "}),
        json.dumps({"type": "text", "id": "@ID@", "text": "灯" * 4001}),
        json.dumps({"type": "press", "id": "@ID@", "message": "1", "data": "k:x"}),
        json.dumps({"type": "press", "id": "@ID@", "message": 1}),
        json.dumps({"type": "press", "id": "@ID@", "message": 1, "data": "k" * 65}),
        json.dumps({"type": "press", "id": "@ID@", "message": True, "data": "k:x"}),
        json.dumps({"type": "photo", "id": "@ID@", "files": []}),
        json.dumps({"type": "photo", "id": "@ID@", "files": ["x"] * 11}),
        json.dumps({"type": "photo", "id": "@ID@", "files": [5]}),
        json.dumps({"type": "photo", "id": "@ID@", "files": "abc"}),
        json.dumps({"type": "location", "id": "@ID@", "latitude": "30"}),
        '{"type":"location","id":"@ID@","latitude":NaN,"longitude":1}',
        '{"type":"location","id":"@ID@","latitude":1e999,"longitude":1}',
        '{"type":"location","id":"@ID@","latitude":91,"longitude":1}',
        '{"type":"location","id":"@ID@","latitude":true,"longitude":false}',
        '{"type":"location","id":"@ID@","latitude":' + "9" * 400 + ',"longitude":1}',
        '{"type":"text","id":"@ID@","text":"x","n":' + "9" * 5000 + "}",
    ],
    ids=lambda raw: raw[:60],
)
async def test_what_cannot_be_read_is_refused_and_the_line_stays(
    visitor: Visitor, raw: str
) -> None:
    await visitor.send_raw(raw.replace("@ID@", str(uuid.uuid4())))
    refused = await visitor.hears("refused")
    assert refused["text"]

    await visitor.says("您好")
    assert visitor.said


async def test_a_frame_over_16_kib_is_refused(visitor: Visitor, site: Site) -> None:
    before = await count(site, "inbox")
    await visitor.send("text", text="x", more="x" * 17_000)
    assert "4000" in (await visitor.hears("refused"))["text"]
    assert await count(site, "inbox") == before


async def test_a_frame_over_64_kib_closes_only_this_line(visitor: Visitor) -> None:
    await visitor.send_raw("x" * 70_000)
    assert await close_code(visitor) == 1009
    await visitor.connect()
    await visitor.says("您好")
    assert visitor.said


async def test_bytes_are_no_frame(visitor: Visitor) -> None:
    await visitor.send_raw(b"\x00\xff")
    await visitor.hears("refused")
    await visitor.says("您好")
    assert visitor.said


async def test_who_is_too_fast_must_wait(visitor: Visitor) -> None:
    for n in range(30):
        try:
            await visitor.send_raw(
                json.dumps({"type": "text", "id": str(uuid.uuid4()), "text": f"第{n}句"})
            )
        except ConnectionError:
            break
    assert await close_code(visitor) == 1008
    assert len([f for f in visitor.frames if f["type"] == "ack"]) <= page_socket.MESSAGES[0]
    assert any(f["type"] == "refused" and "快" in f["text"] for f in visitor.frames)


async def test_a_new_line_does_not_make_faster(visitor: Visitor) -> None:
    for n in range(page_socket.MESSAGES[0]):
        await visitor.send("text", text=f"第{n}句")
    await visitor.leave()
    await visitor.connect()
    await visitor.send("text", text="还有一句")
    assert await close_code(visitor) == 1008


async def test_a_session_has_three_lines_at_most(visitor: Visitor, site: Site) -> None:
    await visitor.hears("welcome")
    others = [Visitor(site, visitor.client) for _ in range(3)]
    for other in others:
        await other.connect()
    for other in others[:2]:
        await other.hears("welcome")
    assert await close_code(others[2]) == 1013
    for other in others[:2]:
        await other.leave()


async def test_an_address_has_twenty_lines_at_most(site: Site) -> None:
    async with asyncio.timeout(20):
        open_: list[Any] = []
        try:
            for _ in range(21):
                context = site.visitor(address="10.2.0.1")
                visitor = await context.__aenter__()
                open_.append(context)
                await visitor.connect()
                await visitor.until(visitor.has_heard)
            assert visitor.close_code == 1013
            assert visitor.frames == []
        finally:
            for context in open_:
                await context.__aexit__(None, None, None)


async def test_the_same_frame_twice_has_one_effect(visitor: Visitor, site: Site) -> None:
    id_ = str(uuid.uuid4())
    before = await count(site, "inbox")
    await visitor.send("text", id=id_, text="您好")
    await visitor.send("text", id=id_, text="您好")
    await visitor.settle()

    acks = [f for f in visitor.frames if f["type"] == "ack"]
    assert [f["id"] for f in acks] == [id_, id_]
    assert await count(site, "inbox") == before + 1
    assert len([m for m in visitor.messages if m["from"] == "town"]) == 1


async def test_ten_copies_at_once_have_one_effect(visitor: Visitor, site: Site) -> None:
    before = await count(site, "inbox")
    frame = json.dumps({"type": "text", "id": str(uuid.uuid4()), "text": "您好"})
    for _ in range(8):
        await visitor.send_raw(frame)
    await visitor.until(lambda: len([f for f in visitor.frames if f["type"] == "ack"]) == 8)
    assert await count(site, "inbox") == before + 1


async def test_an_id_of_another_visitor_is_not_taken_for_mine(visitor: Visitor, site: Site) -> None:
    id_ = str(uuid.uuid4())
    await visitor.send("text", id=id_, text="您好")
    async with site.visitor() as other:
        await other.connect()
        await other.send("text", id=id_, text="您好")
        await other.settle()
        assert other.said


async def test_the_acknowledgement_comes_after_the_commit(
    visitor: Visitor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = site.app.inbox
    accept = inbox.accept
    let_go = asyncio.Event()

    async def slowly(handed: Any) -> bool:
        await let_go.wait()
        return await accept(handed)

    monkeypatch.setattr(inbox, "accept", slowly)
    id_ = str(uuid.uuid4())
    await visitor.send_raw(json.dumps({"type": "text", "id": id_, "text": "您好"}))
    await asyncio.sleep(0.1)
    assert not [f for f in visitor.frames if f["type"] == "ack"]
    let_go.set()
    await visitor.hears("ack", id=id_)


async def test_without_the_database_there_is_no_acknowledgement(
    visitor: Visitor, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: Any) -> bool:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(site.app.inbox, "accept", away)
        await visitor.send_raw(
            json.dumps({"type": "text", "id": str(uuid.uuid4()), "text": "您好"})
        )
        assert await close_code(visitor) == 1013
    assert not [f for f in visitor.frames if f["type"] == "ack"]


@pytest.mark.parametrize("away", ["bot.platforms.web.sessions.find", "bot.platforms.web.frames"])
async def test_without_the_database_a_new_line_is_told_to_come_later(
    visitor: Visitor, site: Site, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    async def fail(*_: Any) -> None:
        raise OSError

    target = away if away.endswith("find") else f"{away}.page_before"
    monkeypatch.setattr(target, fail)
    page = await Visitor(site, visitor.client).connect()
    assert await close_code(page) == 1013


async def test_what_was_said_meanwhile_is_replayed(visitor: Visitor, site: Site) -> None:
    await visitor.says("您好")
    seen = visitor.highest
    other = await Visitor(site, visitor.client, "").connect(after=seen)
    await visitor.leave()
    other.number = visitor.number
    await other.send("text", text="菜单")
    await other.leave()
    await site.settled("web", visitor.number)

    visitor.frames.clear()
    await visitor.connect(after=seen)
    missed = await visitor.hears_town()
    assert missed["id"] > seen
    assert "message" not in {f["type"] for f in visitor.frames if f.get("id", 0) == seen}


async def test_a_fresh_page_gets_both_sides_of_the_talk(visitor: Visitor) -> None:
    id_ = await visitor.send("text", text="您好")
    await visitor.settle()
    await visitor.leave()

    visitor.frames.clear()
    await visitor.connect()
    welcome = await visitor.hears("welcome")
    await visitor.until(lambda: visitor.highest >= welcome["last"])
    assert [(m["from"], m["client"]) for m in visitor.messages] == [("me", id_), ("town", None)]
    assert visitor.messages[0]["text"] == "您好"
    assert visitor.messages[0]["id"] < 0


async def test_own_words_are_not_shown_to_a_page_that_has_them(visitor: Visitor) -> None:
    await visitor.says("您好")
    await visitor.leave()
    seen = visitor.highest
    visitor.frames.clear()
    await visitor.connect(after=seen)
    await visitor.hears("welcome")
    await asyncio.sleep(0.05)
    assert visitor.messages == []


@pytest.mark.parametrize(
    ("after", "status"),
    [("-5", 101), ("1" + "0" * 30, 101), ("abc", 403), ("1.5", 403), ("", 403), ("' or 1=1", 403)],
)
async def test_a_strange_place_in_the_history_breaks_nothing(
    site: Site, after: str, status: int
) -> None:
    async with site.visitor() as visitor:
        address = visitor.address.replace("http", "ws", 1) + "/ws"
        try:
            async with visitor.client.ws_connect(address, params={"after": after}) as socket:
                found = 101
                await socket.receive_json(timeout=5)
        except WSServerHandshakeError as refused:
            found = refused.status
    assert found == status


async def test_a_second_page_of_a_session_sees_the_same(visitor: Visitor, site: Site) -> None:
    second = await Visitor(site, visitor.client).connect()
    await second.hears("welcome")
    await visitor.says("菜单")
    shown = await second.hears_town()
    assert shown == next(m for m in visitor.messages if m["from"] == "town")
    await second.leave()


async def test_an_album_is_one_frame_and_ten_updates(visitor: Visitor, site: Site) -> None:
    before = await count(site, "inbox")
    await visitor.sends_photos(10, "楼下的垃圾桶满了三天没人清")
    assert await count(site, "inbox") == before + 10
    assert len([f for f in visitor.frames if f["type"] == "ack"]) == 1
