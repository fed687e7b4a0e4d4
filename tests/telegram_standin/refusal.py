"""A refusal as Telegram words it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False)
class RefusalError(Exception):
    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        parameters = {"parameters": self.parameters} if self.parameters else {}
        return {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
            **parameters,
        }


def bad(description: str) -> RefusalError:
    return RefusalError(400, f"Bad Request: {description}")
