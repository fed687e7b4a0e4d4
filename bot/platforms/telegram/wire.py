"""Telegram's Bot API on the wire: one call, and every way in which it can fail, told apart.

No model is built and no multipart form where JSON says the same: this is the hot path. The token
stands in every address, so no error of the HTTP client ever leaves this module.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    TCPConnector,
)
from yarl import URL

from bot.platforms.dialect import RevokedError, TryLaterError

JSON: Final = {"Content-Type": "application/json"}
CONNECT_WITHIN = 3.0
"""Seconds; a server that takes longer to shake hands is treated as away."""

GATEWAY_TIMEOUT = 504
SUCCESS = range(200, 300)


@dataclass(eq=False)
class NotOkError(Exception):
    """Telegram answered, and said no."""

    code: int
    description: str
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def wait(self) -> float | None:
        """Seconds that Telegram asks us to wait, where it says so."""
        after = self.parameters.get("retry_after")
        known = isinstance(after, (int, float)) and not isinstance(after, bool) and after >= 0
        return float(after) if known and after is not None else None

    @property
    def moved_to(self) -> int | None:
        chat = self.parameters.get("migrate_to_chat_id")
        return chat if isinstance(chat, int) and not isinstance(chat, bool) else None


class TooLargeError(Exception):
    """A file has more bytes than we want."""


class Wire:
    """One bot's connections, opened at the first call and used again and again."""

    def __init__(self, base: str, token: str, *, patience: float) -> None:
        """:param patience: seconds that a call may take unless it says otherwise."""
        self._methods = f"{base.rstrip('/')}/bot{token}/"
        self._files = f"{base.rstrip('/')}/file/bot{token}/"
        self._patience = self._limit(patience)
        self._urls: dict[str, URL] = {}
        self._session: ClientSession | None = None

    @staticmethod
    def _limit(seconds: float) -> ClientTimeout:
        return ClientTimeout(total=seconds, sock_connect=CONNECT_WITHIN)

    def _open(self) -> ClientSession:
        if self._session is None or self._session.closed:
            connector = TCPConnector(limit=0, ttl_dns_cache=300)
            self._session = ClientSession(connector=connector, auto_decompress=True)
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(
        self, method: str, fields: Mapping[str, Any], *, patience: float | None = None
    ) -> Any:
        """Call a method, and give its result.

        :raises NotOkError: Telegram says no, and why.
        :raises TryLaterError, RevokedError: see there.
        """
        return await self._post(method, json.dumps(fields).encode(), JSON, patience)

    async def upload(self, method: str, form: FormData) -> Any:
        """Call a method with a file in its form; fails as `call` does."""
        return await self._post(method, form, None, None)

    async def _post(
        self,
        method: str,
        body: bytes | FormData,
        headers: Mapping[str, str] | None,
        patience: float | None,
    ) -> Any:
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self._methods + method, encoded=True)
        limit = self._patience if patience is None else self._limit(patience)
        try:
            async with self._open().post(
                url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as response:
                status, raw = response.status, await response.read()
        except (ClientConnectorError, ConnectionTimeoutError):
            raise TryLaterError from None
        except (ClientError, OSError, TimeoutError, ValueError):
            # The request may have been written: whether it was heard, nobody knows.
            raise TryLaterError(uncertain=True) from None
        return _result(status, raw)

    async def download(self, path: str, *, most: int) -> bytes:
        """Give a file's bytes.

        :raises NotOkError, TryLaterError, TooLargeError: see there.
        """
        if ".." in path.split("/"):
            raise NotOkError(400, "not a path")
        url = URL(self._files + quote(path.lstrip("/")), encoded=True)
        try:
            async with self._open().get(
                url, timeout=self._limit(60), allow_redirects=False
            ) as response:
                if response.status not in SUCCESS:
                    raise NotOkError(response.status, "no such file")
                content = bytearray()
                async for chunk in response.content.iter_chunked(64 * 1024):
                    content += chunk
                    if len(content) > most:
                        raise TooLargeError
        except (ClientError, OSError, TimeoutError, ValueError):
            raise TryLaterError from None
        return bytes(content)


def _result(status: int, raw: bytes) -> Any:
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        if status == 401:  # noqa: PLR2004  unauthorized
            raise RevokedError
        # An answer that cannot be read after a success: something was done.
        raise TryLaterError(uncertain=status in SUCCESS or status == GATEWAY_TIMEOUT)
    if answer["ok"]:
        return answer.get("result")
    code = answer.get("error_code")
    code = code if isinstance(code, int) else status
    parameters = answer.get("parameters")
    refusal = NotOkError(
        code,
        str(answer.get("description") or "")[:200],
        parameters if isinstance(parameters, dict) else {},
    )
    if code == 401:  # noqa: PLR2004  unauthorized
        raise RevokedError
    if code == 429 or code >= 500:  # noqa: PLR2004  too many requests, and faults of theirs
        raise TryLaterError(refusal.wait, uncertain=code == GATEWAY_TIMEOUT)
    raise refusal
