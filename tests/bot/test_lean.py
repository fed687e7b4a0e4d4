"""A process starts without building hundreds of types that it never uses."""

import subprocess
import sys

PROGRAM = """
import bot.app
from aiogram import methods, types
from pydantic import BaseModel

kinds = {
    kind for module in (types, methods) for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, BaseModel)
}
built = [kind for kind in kinds if kind.__pydantic_complete__]
assert len(kinds) > 400 and len(built) < len(kinds) / 3, (len(kinds), len(built))
for kind in sorted(kinds, key=lambda kind: kind.__name__)[::3]:
    assert kind.model_rebuild() is not False, kind
update = types.Update.model_validate({"update_id": 1, "message": {
    "message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "x"}})
assert isinstance(update.message, types.Message)
"""


def test_types_are_built_when_they_are_used() -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, timeout=100)
