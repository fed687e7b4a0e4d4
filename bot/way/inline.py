"""aiogram's filters, asked where they stand.

aiogram gives a filter that is a plain function to a thread, and copies all that a turn gives for
every filter of every handler. Ours wait for nothing, and most handlers say no at the first filter.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import Any

from aiogram import Dispatcher
from aiogram.dispatcher.event.handler import CallableObject, HandlerObject

Ask = Callable[..., Awaitable[Any]]


def inline(dispatcher: Dispatcher) -> None:
    """Let the dispatcher's filters run where they are called."""
    for router in dispatcher.chain_tail:
        for observer in router.observers.values():
            for handler in observer.handlers:
                _inline(handler)


def _inline(handler: HandlerObject) -> None:
    asks = [(_awaited(one), None if one.varkw else one.params) for one in handler.filters or ()]

    async def check(event: Any, **given: Any) -> tuple[bool, dict[str, Any]]:
        # As in aiogram, except that each filter gets only what it names.
        for ask, names in asks:
            found = await ask(event, **_named(given, names))
            if not found:
                return False, given
            if isinstance(found, dict):
                given.update(found)
        return True, given

    handler.check = check  # type: ignore[method-assign]


def _named(given: dict[str, Any], names: Collection[str] | None) -> dict[str, Any]:
    return given if names is None else {name: given[name] for name in names if name in given}


def _awaited(one: CallableObject) -> Ask:
    plain: Callable[..., Any] = one.callback
    if one.awaitable:
        return plain

    async def asked(*args: Any, **given: Any) -> Any:
        return plain(*args, **given)

    return asked
