"""aiogram runs a filter that is a plain function in a thread; ours wait for nothing."""

from collections.abc import Callable
from typing import Any

from aiogram import Dispatcher
from aiogram.dispatcher.event.handler import CallableObject


def inline(dispatcher: Dispatcher) -> None:
    """Let the dispatcher's plain filters run where they are called."""
    for router in dispatcher.chain_tail:
        for observer in router.observers.values():
            for handler in observer.handlers:
                for one in handler.filters or ():
                    if not one.awaitable:
                        _inline(one)


def _inline(one: CallableObject) -> None:
    plain: Callable[..., Any] = one.callback

    async def called(*args: Any, **kwargs: Any) -> Any:
        return plain(*args, **kwargs)

    one.callback = called
    one.awaitable = True
