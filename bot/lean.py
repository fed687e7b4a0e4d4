"""aiogram, imported so that each of its three hundred types is built only when it is first used.

Building all of them takes every process more than 100 MB and two seconds; a town uses a dozen.
"""

import sys
from typing import Any

from pydantic import BaseModel


def _import() -> None:
    built = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(lambda _, **__: None)  # type: ignore[assignment,method-assign]
    try:
        from aiogram import types  # noqa: PLC0415  only now nothing is built
        from aiogram.client.context_controller import BotContextController  # noqa: PLC0415
    finally:
        BaseModel.model_rebuild = built  # type: ignore[method-assign]
    names = vars(types)

    def build(cls: type[BaseModel], /, **how: Any) -> bool | None:
        """Build one type when pydantic asks for it, with the names that aiogram would give it."""
        given = how.get("_types_namespace") or names
        done: bool | None = built.__func__(cls, **{**how, "_types_namespace": given})
        return done

    BotContextController.model_rebuild = classmethod(build)  # type: ignore[assignment,method-assign]
    # What comes first in every turn is built before the first turn.
    types.Update.model_rebuild()


if "aiogram" not in sys.modules:
    _import()
