"""Files on their way to and from Telegram; between them they are rows of ours."""

import asyncio
import io
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import FormData
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.platforms.dialect import RefusedError, TryLaterError
from bot.platforms.telegram.wire import NotOkError, TooLargeError, Wire
from bot.web.pictures import NotAPictureError, remake
from community.files import LARGEST

log = structlog.get_logger()

FIELD = {"sendPhoto": "photo", "sendDocument": "document"}
REFERENCE = "file:"
NOT_YET = 2.0
"""Seconds until a file that is still on its way is asked for again."""

MOST_TRIES = 12
LONGEST_PAUSE = 600.0
MOST_AT_ONCE = 20

_OUTGOING = """
select kind, mime, platform = $2 and source is not null and kind = $3 as is_there, source,
    case when not (platform = $2 and source is not null and kind = $3) then content end as content,
    lost_at is not null as lost
from files where id = $1"""

_CONTENT = "select kind, mime, content, lost_at is not null as lost from files where id = $1"

_WAITING = """
select id, kind, source, tries from files
where platform = $1 and content is null and lost_at is null and source is not null
  and not id = any($2::text[])
order by created_at limit 1 for update skip locked"""

_FETCHED = "update files set content = $2, thumb = $3, mime = $4, size = $5 where id = $1"
_FAILED = """
update files set tries = tries + 1, lost_at = case when $2 then clock_timestamp() end
where id = $1"""


@dataclass(frozen=True)
class Sent:
    """How a message with a file goes out: another method may stand in for a lost file."""

    method: str
    fields: dict[str, Any]
    form: FormData | None = None


async def outgoing(
    engine: AsyncEngine, method: str, fields: dict[str, Any], *, again: bool = False
) -> Sent:
    """Put a stored file into a message: by Telegram's own name for it, or as bytes.

    :param again: Telegram did not take its own name for the file; send the bytes.
    :raises TryLaterError: its bytes have not come yet.
    :raises RefusedError: it is gone for good, and there are no words to show instead.
    """
    field = FIELD[method]
    reference = str(fields.get(field, ""))
    name = fields.pop("linli_name", None)
    if not reference.startswith(REFERENCE):
        return Sent(method, fields)
    file_id = reference.removeprefix(REFERENCE)
    async with engine.connect() as connection:
        if again:
            found = (await connection.exec_driver_sql(_CONTENT, (file_id,))).first()
        else:
            found = (
                await connection.exec_driver_sql(_OUTGOING, (file_id, "telegram", field))
            ).first()
    if found is not None and not again and found.is_there:
        return Sent(method, {**fields, field: found.source})
    if found is None or (found.content is None and found.lost):
        return _without_file(fields)
    if found.content is None:
        raise TryLaterError(NOT_YET)
    form = _form({k: v for k, v in fields.items() if k != field})
    mime = found.mime or "application/octet-stream"
    content = io.BytesIO(found.content)
    form.add_field(field, content, filename=name or _name(field, mime), content_type=mime)
    return Sent(method, fields, form)


def _without_file(fields: Mapping[str, Any]) -> Sent:
    """Say at least the words that would have stood under a file that is gone."""
    if not fields.get("caption"):
        raise RefusedError("the file is gone")
    kept = {k: fields[k] for k in ("chat_id", "reply_markup") if k in fields}
    words = {"text": fields["caption"], "entities": fields.get("caption_entities") or []}
    return Sent("sendMessage", {**kept, **words})


def _form(fields: Mapping[str, Any]) -> FormData:
    form = FormData(quote_fields=False)  # a Chinese file name stays one
    for name, value in fields.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    return form


def _name(field: str, mime: str) -> str:
    ending = mime.rpartition("/")[2].partition(";")[0].partition("+")[0]
    return f"{field}.{ending if ending.isalnum() else 'bin'}"


async def fetch(wire: Wire, source: str) -> bytes | None:
    """Give what somebody sent, or None when Telegram has it no more or it is too large for us.

    :raises TryLaterError, RevokedError: see there.
    """
    try:
        told = await wire.call("getFile", {"file_id": source})
    except NotOkError:
        return None
    path = told.get("file_path") if isinstance(told, dict) else None
    if not isinstance(path, str):
        return None
    size = told.get("file_size")
    if isinstance(size, int) and size > LARGEST:
        return None
    try:
        return await wire.download(path, most=LARGEST)
    except TooLargeError:
        return None
    except NotOkError as error:
        # The path is good for an hour; a new question brings a new one.
        raise TryLaterError from error


class Fetcher:
    """Bring the bytes of what people sent into our own rows, file by file."""

    def __init__(self, engine: AsyncEngine, wire: Wire) -> None:
        self._engine = engine
        self._wire = wire
        self._resting: dict[str, float] = {}

    async def fetch_waiting(self) -> None:
        """Fetch what waits; each file in its own transaction, held by one process at a time."""
        for _ in range(MOST_AT_ONCE):
            if not await self._fetch_one():
                return

    async def _fetch_one(self) -> bool:
        now = time.monotonic()
        self._resting = {id_: until for id_, until in self._resting.items() if until > now}
        async with self._engine.begin() as connection:
            waiting = (
                await connection.exec_driver_sql(_WAITING, ("telegram", list(self._resting)))
            ).first()
            if waiting is None:
                return False
            try:
                content = await fetch(self._wire, waiting.source)
            except TryLaterError as error:
                await self._failed(connection, waiting.id, waiting.tries, error.after)
                return True
            await self._keep(connection, waiting.id, waiting.kind, content)
            return True

    async def _keep(
        self, connection: AsyncConnection, id_: str, kind: str, content: bytes | None
    ) -> None:
        thumb, mime = None, _mime(content) if kind == "voice" else None
        if content is not None and kind == "photo":
            try:
                picture = await asyncio.to_thread(remake, content)
            except NotAPictureError:
                content = None
            else:
                content, thumb, mime = picture.content, picture.thumb, picture.mime
        if content is None:
            log.warning("a file is gone for good", file=id_)
            await connection.exec_driver_sql(_FAILED, (id_, True))
            return
        kept = (id_, content, thumb, mime or "application/octet-stream", len(content))
        await connection.exec_driver_sql(_FETCHED, kept)

    async def _failed(
        self, connection: AsyncConnection, id_: str, tries: int, after: float | None
    ) -> None:
        self._resting[id_] = time.monotonic() + (after or min(2.0**tries, LONGEST_PAUSE))
        await connection.exec_driver_sql(_FAILED, (id_, tries + 1 >= MOST_TRIES))


def _mime(content: bytes | None) -> str | None:
    """Tell a voice note by its first bytes; what a sender calls it proves nothing."""
    return "audio/ogg" if content is not None and content.startswith(b"OggS") else None
