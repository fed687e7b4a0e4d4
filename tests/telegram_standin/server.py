"""The stand-in as an HTTP server, in a test's own process or in one of its own."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.telegram_standin.faults import PAGE, Fault, Kind
from tests.telegram_standin.limits import Limits
from tests.telegram_standin.methods import Methods, Upload
from tests.telegram_standin.people import Actor
from tests.telegram_standin.refusal import RefusalError
from tests.telegram_standin.state import Call, Fields, State
from tests.telegram_standin.updates import Updates

TOKEN = "700123456:AAHstandin-token-of-a-bot-that-is-none"  # noqa: S105  opens nothing anywhere
USERNAME = "linli_test_bot"
LARGEST_REQUEST = 50 * 1024 * 1024

_FORBIDDEN = {
    "blocked": "Forbidden: bot was blocked by the user",
    "deactivated": "Forbidden: user is deactivated",
    "kicked": "Forbidden: bot was kicked from the supergroup chat",
}


class Standin:
    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = USERNAME,
        limits: Limits | None = None,
        again_after: float = 0.1,
        keep_calls: bool = True,
    ) -> None:
        me = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "邻里",
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }
        self.state = State(token=token, me=me, limits=limits)
        self.updates = Updates(again_after=again_after)
        self.updates.on_change = self.state.ring
        self.methods = Methods(self.state, self.updates)
        self.address = ""
        self._keep_calls = keep_calls
        self._runner: web.ServerRunner | None = None
        self._answers: asyncio.Task[None] | None = None

    # People and faults

    def user(self, id_: int, name: str = "", language: str = "zh-hans") -> Actor:
        user: Fields = {"id": id_, "is_bot": False, "first_name": name or f"居民{id_}"}
        if language:
            user["language_code"] = language
        chat = {"id": id_, "type": "private", "first_name": user["first_name"]}
        return Actor(self, user, self.state.chats.setdefault(id_, chat))

    def fails(self, kind: Kind, **how: Any) -> Fault:
        """Let calls fail from now on; see `Fault` for whom, where, and how often."""
        fault = Fault(kind, **how)
        self.state.faults.append(fault)
        return fault

    def recovers(self) -> None:
        self.state.faults.clear()

    # The server

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        server = web.Server(self.handle, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0]
        self.address = f"http://{bound[0]}:{bound[1]}"
        self._answers = asyncio.get_running_loop().create_task(self._hear_answers())
        return self.address

    async def stop(self) -> None:
        if self._answers is not None:
            self._answers.cancel()
        await self.updates.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        parts = request.path.split("/")
        if len(parts) >= 3 and parts[1] == f"bot{self.state.token}":
            return await self._method(request, parts[2])
        if len(parts) >= 4 and parts[1] == "file" and parts[2] == f"bot{self.state.token}":
            return self._file("/".join(parts[3:]))
        if len(parts) >= 3 and parts[1] == "standin":
            from tests.telegram_standin import control  # noqa: PLC0415  it knows us, too

            return await control.handle(self, request, parts[2])
        if len(parts) >= 3 and parts[1].startswith("bot"):
            return _json(RefusalError(401, "Unauthorized").body, 401)
        return _json(RefusalError(404, "Not Found").body, 404)

    async def _method(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        fields = await read(request)
        chat = _int(fields.get("chat_id"))
        outcome = "ok"
        try:
            for fault in self.state.faults:
                if fault.strikes(method, chat):
                    outcome = fault.kind
                    return await self._fail(fault, request, method, fields)
            return _json({"ok": True, "result": await self.methods.call(method, fields)})
        except RefusalError as refusal:
            outcome = refusal.description
            return _json(refusal.body, refusal.code)
        finally:
            if self._keep_calls:
                kind = request.content_type
                self.state.calls.append(Call(time.monotonic(), method, chat, outcome, kind))
                self.state.ring()

    async def _fail(  # noqa: C901, PLR0912  one line per way to fail
        self, fault: Fault, request: web.BaseRequest, method: str, fields: Fields
    ) -> web.StreamResponse:
        kind = fault.kind
        if kind in _FORBIDDEN:
            raise RefusalError(403, _FORBIDDEN[kind])
        match kind:
            case "429":
                wait = {"retry_after": fault.retry_after}
                raise RefusalError(429, f"Too Many Requests: retry after {fault.retry_after}", wait)
            case "429_without_time":
                raise RefusalError(429, "Too Many Requests")
            case "429_html":
                return _page(429)
            case "500" | "504":
                raise RefusalError(int(kind), "Internal Server Error")
            case "502_html":
                return _page(502)
            case "200_html":
                await self.methods.call(method, fields)
                return _page(200)
            case "garbage":
                return web.Response(body=b"\xff\x00{]", content_type="application/json")
            case "chat_not_found":
                raise RefusalError(400, "Bad Request: chat not found")
            case "migrated":
                self._migrate(fault)
                moved = {"migrate_to_chat_id": fault.moved_to}
                description = "Bad Request: group chat was upgraded to a supergroup chat"
                raise RefusalError(400, description, moved)
            case "revoked":
                raise RefusalError(401, "Unauthorized")
            case "malformed":
                raise RefusalError(400, "Bad Request: can't parse the message")
            case "slow":
                await asyncio.sleep(fault.seconds)
                return _json({"ok": True, "result": await self.methods.call(method, fields)})
            case "hang":
                await asyncio.sleep(fault.seconds)
            case "answer_lost":
                await self.methods.call(method, fields)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _migrate(self, fault: Fault) -> None:
        chat = {"id": fault.moved_to, "type": "supergroup", "title": "moved"}
        self.state.chats.setdefault(fault.moved_to, chat)

    def _file(self, path: str) -> web.StreamResponse:
        for fault in self.state.faults:
            if fault.strikes("download", None):
                return _page(502 if fault.kind == "502_html" else 404)
        for file in self.state.files.values():
            if file.path == path:
                return web.Response(body=file.content, content_type="application/octet-stream")
        return _json(RefusalError(404, "Not Found").body, 404)

    async def _hear_answers(self) -> None:
        while True:
            fields = await self.updates.answers.get()
            plain = {k: _loads(v) for k, v in fields.items()}
            try:
                await self.methods.call(str(plain.pop("method")), plain)
            except RefusalError as refusal:
                self.state.calls.append(
                    Call(time.monotonic(), "webhook answer", None, refusal.description, "")
                )


@asynccontextmanager
async def running(**how: Any) -> AsyncIterator[Standin]:
    standin = Standin(**how)
    await standin.start()
    try:
        yield standin
    finally:
        await standin.stop()


async def read(request: web.BaseRequest) -> Fields:
    """Read a call's fields as Telegram does: from the address, JSON, a form, or multipart."""
    fields: Fields = dict(request.query)
    if request.content_type == "application/json":
        raw = await request.read()
        given = json.loads(raw) if raw else {}
        return {**fields, **given}
    if request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        request._client_max_size = LARGEST_REQUEST  # the low-level server has no setting for it
        for name, value in (await request.post()).items():
            fields[name] = (
                Upload(value.file.read(), value.filename, value.content_type)
                if isinstance(value, web.FileField)
                else _loads(str(value))
            )
    return fields


STRUCTURES = ("{", "[")


def _loads(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(STRUCTURES):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _int(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(
        body=json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass"),
        status=status,
        content_type="application/json",
    )


def _page(status: int) -> web.Response:
    return web.Response(body=PAGE, status=status, content_type="text/html")
