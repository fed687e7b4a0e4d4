"""Control over HTTP, for a stand-in in a process of its own; `Remote` is its client."""

import base64
import dataclasses
import json
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

from aiohttp import web

if TYPE_CHECKING:
    from tests.telegram_standin.server import Standin


async def handle(standin: "Standin", request: web.BaseRequest, what: str) -> web.Response:
    """Answer a control call; POST acts, GET looks."""
    if request.method == "GET":
        return _answer(_look(standin, what, int(request.query.get("since", "0"))))
    given = await request.read()
    return _answer(_act(standin, what, json.loads(given) if given else {}))


def _look(standin: "Standin", what: str, since: int) -> Any:
    state = standin.state
    match what:
        case "sent":
            return [dataclasses.asdict(sent) for sent in state.sent[since:]]
        case "calls":
            return [dataclasses.asdict(call) for call in state.calls[since:]]
        case "deliveries":
            return [dataclasses.asdict(one) for one in standin.updates.deliveries[since:]]
        case "counts":
            return {
                "sent": len(state.sent),
                "calls": len(state.calls),
                "waiting": len(standin.updates.waiting),
                "dropped": standin.updates.dropped,
                "limits_broken": state.limits.broken if state.limits else 0,
                "webhook": standin.updates.webhook.get("url", ""),
            }
    return None


def _act(standin: "Standin", what: str, given: dict[str, Any]) -> Any:
    match what:
        case "do":
            actor = standin.user(given["user"], **given.get("as", {}))
            if given.get("group"):
                actor = actor.in_group(given["group"])
            named = {k: _bytes(v) for k, v in given.get("named", {}).items()}
            return getattr(actor, given["action"])(*map(_bytes, given.get("given", [])), **named)
        case "update":
            return standin.updates.post(given["update"], update_id=given.get("update_id"))
        case "fail":
            standin.fails(**given)
        case "recover":
            standin.recovers()
        case "forget":
            standin.state.sent.clear()
            standin.state.calls.clear()
            standin.updates.deliveries.clear()
    return None


def _bytes(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"base64"}:
        return base64.b64decode(value["base64"])
    return value


def _answer(result: Any) -> web.Response:
    body = json.dumps(result, default=lambda v: dataclasses.asdict(v) if v else None)
    return web.Response(text=body, content_type="application/json")


class Remote:
    """A stand-in in another process: the same actions, over HTTP, one call at a time."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def look(self, what: str, since: int = 0) -> Any:
        with urlopen(f"{self.address}/standin/{what}?since={since}", timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def act(self, what: str, **given: Any) -> Any:
        plain = json.dumps(given, default=_base64).encode()
        request = Request(f"{self.address}/standin/{what}", plain, method="POST")  # noqa: S310
        with urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def user(self, id_: int, *, group: int | None = None, **as_: Any) -> "RemoteActor":
        return RemoteActor(self, {"user": id_, "group": group, "as": as_})


class RemoteActor:
    """`remote.user(7).says("…")`: whatever an `Actor` does and gives at once."""

    def __init__(self, remote: Remote, who: dict[str, Any]) -> None:
        self._remote = remote
        self._who = who

    def __getattr__(self, action: str) -> Any:
        def do(*given: Any, **named: Any) -> Any:
            return self._remote.act("do", action=action, given=given, named=named, **self._who)

        return do


def _base64(value: Any) -> dict[str, str]:
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    raise TypeError(type(value).__name__)
