"""The door that Telegram knocks at: who may speak, how much, and what is said in return."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable

import structlog
from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.way.away import AWAY

log = structlog.get_logger()

PATH = "/telegram/webhook"
HEADER = b"x-telegram-bot-api-secret-token"
LARGEST_BODY = 1024 * 1024
MOST_THROWN_AWAY = 8 * LARGEST_BODY
COMMIT_WITHIN = 5.0

Accept = Callable[[dict[str, object], bytes], Awaitable[None]]


def webhook(secret: str, accept: Accept) -> APIRouter:
    """:param accept: commits an update to the inbox, given as read and as it came."""
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

    router = APIRouter()
    # A plain route: nothing of this request is FastAPI's to validate.
    router.add_route(PATH, knock, methods=["POST"], include_in_schema=False)
    return router


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
