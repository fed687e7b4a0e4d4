"""The door that Telegram knocks at: who may speak, how much, and what is said in return."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.way.away import AWAY

log = structlog.get_logger()

PATH = "/telegram/webhook"
HEADER = b"x-telegram-bot-api-secret-token"
LARGEST_BODY = 1024 * 1024
MOST_THROWN_AWAY = 8 * LARGEST_BODY
COMMIT_WITHIN = 5.0

Accept = Callable[[dict[str, object], bytes], Awaitable[None]]


def webhook(app: ASGIApp, secret: str, accept: Accept) -> ASGIApp:
    """Set the door before everything else: no router is asked, no page's header is written.

    :param accept: commits an update to the inbox, given as read and as it came.
    """
    expected = secret.encode()

    async def knock(request: Request) -> Response:
        given = [value for name, value in request.headers.raw if name == HEADER]
        # Bytes, not text: a header that is not ASCII must be wrong, not an error.
        if len(given) != 1 or not hmac.compare_digest(given[0], expected):
            return Response(status_code=401)
        try:
            raw = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if raw is None:
            return Response(status_code=413)
        update = _update(raw)
        if update is None:
            return Response(status_code=400)
        try:
            async with asyncio.timeout(COMMIT_WITHIN):
                await accept(update, raw)
        except AWAY as error:
            log.warning("an update waits for the database", fault=type(error).__name__)
            return Response(status_code=503, headers={"retry-after": "2"})
        return Response(status_code=200)

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await app(scope, receive, send)
            return
        if scope["method"] == "POST":
            answer = await knock(Request(scope, receive))
        else:
            answer = Response(status_code=405, headers={"allow": "POST"})
        await answer(scope, receive, send)

    return door


async def _body(request: Request) -> bytes | None:
    """Read the body, or give None when it is too long.

    The rest of a body that is a little too long is thrown away unread: whoever sends it hears why
    it was not taken. A sender that goes on and on is cut off.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size <= LARGEST_BODY:
            parts.append(part)
        elif size > MOST_THROWN_AWAY:
            break
        else:
            parts.clear()
    return b"".join(parts) if size <= LARGEST_BODY else None


def _update(raw: bytes) -> dict[str, object] | None:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    number = body.get("update_id")
    return body if isinstance(number, int) and not isinstance(number, bool) else None
