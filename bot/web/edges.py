"""The edges of the web: what every answer carries, and who may speak at all."""

import time
from collections import OrderedDict
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
    " connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'; object-src 'none'"
)

HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "cache-control": "no-store",
}


class SafeHeaders:
    """Put the same strict headers on every answer that has none of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_safely)


def from_own_page(headers: Headers, public_host: str) -> bool:
    """Say whether a request that changes something comes from a page of ours.

    A browser always says where a POST or a web socket comes from; who says nothing is no browser
    that could be tricked, and still needs the session's cookie.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc in {headers.get("host"), public_host}
    except ValueError:
        return False


class Budget:
    """So many things in so many seconds for each key, kept in this process."""

    def __init__(self, most: int, seconds: float, *, keys: int = 20_000) -> None:
        self._most = most
        self._seconds = seconds
        self._keys = keys
        self._spent: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def allows(self, key: str) -> bool:
        now = time.monotonic()
        start, spent = self._spent.pop(key, (now, 0))
        if now - start >= self._seconds:
            start, spent = now, 0
        self._spent[key] = (start, spent + 1)
        while len(self._spent) > self._keys:
            self._spent.popitem(last=False)
        return spent < self._most
