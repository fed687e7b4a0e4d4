"""A case of the corpus: where somebody stands in a talk, what they do, and what must come of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

BOTH = ("web", "telegram")

WAY_TO: dict[str, Sequence[tuple[Any, ...]]] = {
    "nowhere": (),
    "what": (("says", "我要报问题"),),
    "where": (("says", "我要报问题"), ("says", "楼道里的灯坏了三天了")),
    "check": (
        ("says", "我要报问题"),
        ("says", "楼道里的灯坏了三天了"),
        ("says", "东大门旁边的小亭子"),
    ),
    "filed": (
        ("says", "我要报问题"),
        ("says", "楼道里的灯坏了三天了"),
        ("says", "东大门旁边的小亭子"),
        ("presses", "提交"),
    ),
    "talk": (("says", "人工"),),
    "my data": (("says", "我的数据"),),
}
"""What a person has said before a case begins."""


@dataclass(frozen=True)
class Case:
    """:param says: words that must stand in the answer; `never`: words that must not.

    :param state: the step of the dialogue afterwards; None: whichever.
    :param loses: the draft may be gone afterwards, because the person said so.
    :param reports: how many reports the person has afterwards.
    """

    kind: str
    name: str
    steps: Sequence[tuple[Any, ...]]
    at: str = "nowhere"
    on: Sequence[str] = BOTH
    says: Sequence[str] = ()
    never: Sequence[str] = ()
    state: str | None = None
    draft: dict[str, Any] | None = None
    loses: bool = False
    silent: bool = False
    reports: int | None = None
    rows: int | None = None
    """How many rows of the inbox the steps make."""
    group: bool = False


def typed(kind: str, at: str, words: dict[str, str], **expected: Any) -> list[Case]:
    """Make a case of each text typed at one place of the talk."""
    return [Case(kind, name, (("says", text),), at=at, **expected) for name, text in words.items()]
