"""Files on their way to and from Telegram."""

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.platforms.dialect import RefusedError, TryLaterError
from bot.platforms.telegram import Telegram, files
from community import clock, people
from community.database import Sessions
from community.files import LARGEST, StoredFile, keep
from tests.bot.conftest import Make
from tests.telegram_standin import Standin
from tests.telegram_standin.people import PIXEL
from tests.telegram_standin.server import TOKEN


def picture(secret: bytes = b"") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG", comment=secret)
    return out.getvalue()


async def put(sessions: Sessions, *, kind: str = "photo", **known: Any) -> str:
    async with sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, "telegram", "1", 7, now=now)
        given = {"platform": "telegram", **known}
        return (await keep(db, who.id, kind=kind, now=now, **given)).id


async def row(sessions: Sessions, id_: str) -> StoredFile:
    async with sessions() as db:
        file = await db.get_one(StoredFile, id_)
        await db.refresh(file, ["content", "thumb"])
        return file


def photo(standin: Standin, content: bytes | None = None) -> str:
    standin.user(7).sends_photo(content if content is not None else picture())
    return next(reversed(standin.state.files))


async def show(telegram: Telegram, id_: str, **more: Any) -> int | None:
    return await telegram.say(7, "sendPhoto", {"photo": f"file:{id_}", **more}, 1)


async def test_what_telegram_has_goes_by_its_name_there(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    source = photo(standin)

    assert await show(telegram, await put(sessions, source=source), caption="灯坏了")

    sent = standin.user(7).told[-1]
    assert (sent.method, sent.fields["photo"], sent.text) == ("sendPhoto", source, "灯坏了")
    assert standin.state.calls[-1].content_type == "application/json"


async def test_what_came_from_elsewhere_is_uploaded(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    standin.user(7)
    content = PIXEL + b"\x00" * 2_000_000
    id_ = await put(sessions, platform="web", mime="image/png", content=content)
    keyboard = {"inline_keyboard": [[{"text": "接单", "callback_data": "k:1"}]]}

    await show(telegram, id_, caption="灯坏了", reply_markup=keyboard)

    sent = standin.user(7).told[-1]
    assert standin.state.files[sent.fields["photo"]].content == content
    assert (sent.text, sent.fields["reply_markup"]) == ("灯坏了", keyboard)


async def test_a_document_goes_under_its_own_name(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    standin.user(7)
    id_ = await put(
        sessions, kind="document", platform="web", mime="application/json", content=b"{}"
    )

    payload = {"document": f"file:{id_}", "linli_name": "我的数据.json"}
    await telegram.say(7, "sendDocument", payload, 1)

    sent = standin.user(7).told[-1]
    file = standin.state.files[sent.fields["document"]]
    assert (file.name, file.mime, file.content) == ("我的数据.json", "application/json", b"{}")
    assert "linli_name" not in sent.fields


async def test_a_name_that_telegram_does_not_take_any_more_is_replaced_by_the_bytes(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    standin.user(7)
    id_ = await put(sessions, source="of another bot", mime="image/png", content=PIXEL)

    await show(telegram, id_)

    assert standin.state.files[standin.user(7).told[-1].fields["photo"]].content == PIXEL


async def test_a_file_on_its_way_is_waited_for(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    standin.user(7)
    id_ = await put(sessions, kind="voice", source="AgAC-voice-1")

    with pytest.raises(TryLaterError) as trouble:
        await show(telegram, id_)
    assert trouble.value.after == files.NOT_YET


async def test_words_under_a_lost_file_are_said_all_the_same(
    standin: Standin, telegram: Telegram
) -> None:
    standin.user(7)

    assert await show(telegram, "gone", caption="R-2026-000123")
    assert standin.user(7).told[-1].method == "sendMessage"
    with pytest.raises(RefusedError):
        await show(telegram, "gone")


async def test_pictures_are_fetched_and_drawn_anew(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    source = photo(standin, picture(secret=b"GPS 30.6N 120.7E"))
    id_ = await put(sessions, source=source)

    await telegram.fetch_files()

    file = await row(sessions, id_)
    assert file.content is not None
    assert file.thumb is not None
    assert b"GPS" not in file.content
    assert (file.mime, file.size, file.lost_at) == ("image/jpeg", len(file.content), None)


async def test_an_album_is_fetched_at_one_tick(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    ids = [await put(sessions, source=photo(standin)) for _ in range(10)]

    await telegram.fetch_files()

    assert all([(await row(sessions, id_)).content for id_ in ids])


async def test_a_voice_note_is_kept_as_it_is(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    standin.user(7).sends_voice(b"OggS-voice")
    id_ = await put(sessions, kind="voice", source=next(reversed(standin.state.files)))

    await telegram.fetch_files()

    file = await row(sessions, id_)
    assert (file.content, file.mime) == (b"OggS-voice", "audio/ogg")


@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script>", b"", b"\xff\xd8\xff broken", b"x" * (LARGEST + 1)],
    ids=["html", "empty", "broken", "too large"],
)
async def test_what_is_no_picture_is_lost_at_once_and_holds_nobody_up(
    standin: Standin, telegram: Telegram, sessions: Sessions, content: bytes
) -> None:
    bad = await put(sessions, source=photo(standin, content))
    good = await put(sessions, source=photo(standin))

    await telegram.fetch_files()

    assert (await row(sessions, bad)).lost_at is not None
    assert (await row(sessions, good)).content


async def test_what_telegram_forgot_is_lost(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    standin.user(7)
    id_ = await put(sessions, source="never there")

    await telegram.fetch_files()

    assert (await row(sessions, id_)).lost_at is not None
    assert await telegram.fetch("never there") is None


@pytest.mark.parametrize("method", ["getFile", "download"])
async def test_trouble_with_one_file_holds_up_only_that_file(
    standin: Standin, telegram: Telegram, sessions: Sessions, method: str
) -> None:
    standin.fails("502_html", methods={method}, times=1)
    first, second = [await put(sessions, source=photo(standin)) for _ in range(2)]

    await telegram.fetch_files()
    waiting = await row(sessions, first)
    assert (waiting.content, waiting.tries, waiting.lost_at) == (None, 1, None)
    assert (await row(sessions, second)).content

    telegram._fetcher._resting.clear()
    await telegram.fetch_files()
    assert (await row(sessions, first)).content


async def test_after_the_last_try_a_file_is_lost(
    standin: Standin, telegram: Telegram, sessions: Sessions
) -> None:
    standin.fails("500", methods={"getFile"})
    id_ = await put(sessions, source=photo(standin))

    for _ in range(files.MOST_TRIES):
        telegram._fetcher._resting.clear()
        await telegram.fetch_files()

    assert (await row(sessions, id_)).lost_at is not None


async def test_no_trouble_with_a_file_shows_the_token(standin: Standin, telegram: Telegram) -> None:
    source = photo(standin)
    standin.fails("500", methods={"download"})

    with pytest.raises(TryLaterError) as trouble:
        await telegram.fetch(source)

    error: BaseException | None = trouble.value
    while error is not None:
        assert TOKEN.partition(":")[2] not in f"{error!r} {error}"
        error = error.__cause__ or error.__context__


async def test_a_path_that_leads_elsewhere_is_not_followed(make: Make, standin: Standin) -> None:
    telegram = make()
    source = photo(standin)
    standin.state.files[source].path = "../../etc/passwd"

    with pytest.raises(TryLaterError):
        await telegram.fetch(source)


async def test_the_database_may_be_away(
    telegram: Telegram, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> Any:
        raise OSError

    monkeypatch.setattr(type(engine), "begin", lambda _: away())
    await telegram.fetch_files()
