"""Pictures from the page: looked at as pictures, drawn anew, shown to whom they belong."""

import io
import struct
import zlib
from typing import Any

import pytest
from fpdf import FPDF
from PIL import Image

from tests.web.site import Site, Visitor, picture


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {1: "N", 2: (30.0, 48.0, 7.7), 3: "E", 4: (120.0, 36.0, 32.0)}
    return picture(64, exif=exif, comment=b"secret comment")


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few bytes that says it is 400 million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
        + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
NOT_PICTURES = {
    "HTML page": HTML,
    "HTML page behind a JPEG's first bytes": b"\xff\xd8\xff\xe0" + HTML,
    "SVG": SVG,
    "SVG with a declaration": b'<?xml version="1.0"?>' + SVG,
    "PDF": b"%PDF-1.7\n",
    "ZIP": b"PK\x03\x04" + b"\x00" * 40,
    "ELF": b"\x7fELF" + b"\x00" * 40,
    "nothing": b"",
    "one byte": b"\xff",
    "truncated JPEG": picture(256)[:400],
    "JPEG head alone": picture()[:4],
    "truncated PNG": picture(256, "PNG")[:100],
    "pixel bomb": bomb(),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "TIFF": picture(16, "TIFF"),
    "BMP": picture(16, "BMP"),
    "ICO": picture(16, "ICO"),
}


@pytest.mark.parametrize("kind", NOT_PICTURES)
async def test_what_is_no_picture_is_refused(visitor: Visitor, kind: str) -> None:
    status, told = await visitor.uploads(NOT_PICTURES[kind], **{"X-Name": "a.jpg"})
    assert status == 415
    assert told["error"] == "file-kind"
    assert "照片" in told["text"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
async def test_pictures_become_jpeg(visitor: Visitor, kind: str) -> None:
    status, told = await visitor.uploads(picture(32, kind))
    assert status == 200
    async with visitor.client.get(visitor.site.address + told["url"]) as answer:
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        shown = await answer.read()
    assert Image.open(io.BytesIO(shown)).format == "JPEG"


async def test_place_and_camera_are_gone(visitor: Visitor) -> None:
    sent = with_place()
    assert b"SecretCamera" in sent
    _, told = await visitor.uploads(sent)
    for thumb in ("", "?thumb=1"):
        async with visitor.client.get(visitor.site.address + told["url"] + thumb) as answer:
            shown = await answer.read()
        assert b"Secret" not in shown
        assert b"secret comment" not in shown
        assert b"Exif" not in shown
        assert not Image.open(io.BytesIO(shown)).getexif()


async def test_eleven_megabytes_are_too_much(visitor: Visitor) -> None:
    status, told = await visitor.uploads(b"\xff\xd8\xff" + b"x" * 11 * 1024 * 1024)
    assert status == 413
    assert told["error"] == "file-too-big"
    assert "10 MB" in told["text"]


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "../../x.jpg", ".htaccess", "a.php", "x%00.jpg", "con.jpg", "a" * 4000]
)
async def test_a_name_given_with_it_counts_for_nothing(visitor: Visitor, name: str) -> None:
    status, told = await visitor.uploads(picture(), **{"X-Name": name})
    assert status == 200
    assert name not in told["url"]
    assert told["url"] == f"/files/{told['file']}"


async def test_a_picture_is_shown_only_to_whom_it_belongs(site: Site, visitor: Visitor) -> None:
    _, told = await visitor.uploads(picture())
    async with site.visitor() as other:
        async with other.client.get(site.address + told["url"]) as answer:
            assert answer.status == 404
            refused = await answer.read()
        async with other.client.get(site.address + "/files/" + "x" * 22) as answer:
            assert answer.status == 404
            assert await answer.read() == refused


async def test_a_picture_of_somebody_else_cannot_be_sent(site: Site, visitor: Visitor) -> None:
    _, told = await visitor.uploads(picture())
    async with site.visitor() as other:
        await other.connect()
        await other.send("photo", files=[told["file"]], text="")
        await other.settle()
        assert other.said
        async with other.client.get(site.address + told["url"]) as answer:
            assert answer.status == 404


async def test_uploads_without_a_session_are_refused(site: Site) -> None:
    async with site.visitor() as visitor:
        visitor.client.cookie_jar.clear()
        status, _ = await visitor.uploads(picture())
        assert status == 401


async def test_a_hundred_files_a_day_are_enough(site: Site, visitor: Visitor) -> None:
    _, told = await visitor.uploads(picture())
    async with site.app.engine.begin() as connection:
        await connection.exec_driver_sql(
            """insert into files (id, person_id, kind, mime, size, platform, created_at, tries)
            select 'day-' || f.person_id || '-' || n, f.person_id, 'photo', 'image/jpeg', 1, 'web',
                f.created_at, 0
            from files f, generate_series(1, 99) n where f.id = $1""",
            (told["file"],),
        )
    status, told = await visitor.uploads(picture())
    assert status == 429
    assert "100" in told["text"]


# --- papers ----------------------------------------------------------------------------------


def paper(pages: int, password: str = "") -> bytes:
    made = FPDF()
    for _ in range(pages):
        made.add_page()
    if password:
        made.set_encryption(password)
    return bytes(made.output())


async def test_a_pdf_is_kept_as_it_came_and_only_downloaded(visitor: Visitor) -> None:
    sent = paper(3)
    status, told = await visitor.uploads(sent, **{"Content-Type": "application/pdf"})
    assert status == 200
    async with visitor.client.get(visitor.site.address + told["url"]) as answer:
        assert answer.headers["content-disposition"] == "attachment"
        assert answer.headers["content-type"] == "application/pdf"
        assert await answer.read() == sent


@pytest.mark.parametrize(
    ("sent", "status", "error", "words"),
    [
        (paper(200), 413, "file-too-thick", "200 页"),
        (paper(1, "geheim"), 415, "file-kind", "密码"),
        (paper(2)[:300], 415, "file-kind", "打不开"),
    ],
    ids=["200 pages", "locked", "cut off"],
)
async def test_a_pdf_that_cannot_be_taken_gets_a_clear_answer(
    visitor: Visitor, sent: bytes, status: int, error: str, words: str
) -> None:
    answered, told = await visitor.uploads(sent)
    assert (answered, told["error"]) == (status, error)
    assert words in told["text"]


async def test_a_pdf_is_a_message_of_its_own_and_comes_back_after_a_reload(
    site: Site, visitor: Visitor
) -> None:
    _, told = await visitor.uploads(paper(1))
    await visitor.connect()
    await visitor.send("document", file=told["file"], name="证明.pdf")
    await visitor.settle()
    await visitor.says("菜单")
    last = max(frame["id"] for frame in visitor.frames if frame["type"] == "message")
    async with visitor.client.get(f"{site.address}/history?before={last}") as answer:
        mine = [m for m in (await answer.json())["messages"] if m["from"] == "me"]
    assert [m["file"] for m in mine if m["file"]] == [{"url": told["url"], "name": "证明.pdf"}]


@pytest.mark.parametrize("field", ["file", "name"])
async def test_a_frame_without_what_it_needs_is_refused(visitor: Visitor, field: str) -> None:
    await visitor.connect()
    frame: dict[str, Any] = {"file": "x", "name": "a.pdf"} | {field: 5}
    await visitor.send("document", **frame)
    await visitor.hears("refused")
