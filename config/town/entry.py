"""What every entry of a pack is made of: texts, codes and names."""

from collections.abc import Iterable
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Texts = tuple[Text, ...]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Language = Literal["zh", "en"]
Role = Literal[
    "volunteer", "leader", "social_worker", "clerk", "office", "town_office",
    "organisation", "admin",
]  # fmt: skip


class Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Coded(Entry):
    code: Code


CodedT = TypeVar("CodedT", bound=Coded)


def with_code(entries: Iterable[CodedT], code: str) -> CodedT:
    for entry in entries:
        if entry.code == code:
            return entry
    raise KeyError(code)


class Name(Entry):
    zh: Text
    en: Text

    def text(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh
