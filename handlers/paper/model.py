"""What stands on a paper; where it stands is not the writer's business."""

from dataclasses import KW_ONLY, dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 1
    """1 to 3, below the title of the paper."""

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError(f"no heading of level {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and what they stand for, one below the other."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] | None = None
    """Shares of the page's width; without them, columns are as wide as their texts want."""

    def __post_init__(self) -> None:
        columns = len(self.head)
        if not columns or any(len(row) != columns for row in self.rows):
            raise ValueError(f"each row must have the {columns} cells of the head")
        if self.widths and (len(self.widths) != columns or min(self.widths) <= 0):
            raise ValueError(f"widths are {columns} positive numbers")


@dataclass(frozen=True, slots=True)
class Picture:
    jpeg: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    millimetres: float = 8


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Part = Heading | Paragraph | Facts | Table | Picture | Space | PageBreak


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    subtitle: str
    parts: tuple[Part, ...]
    _: KW_ONLY
    made_at: datetime
    """With a zone; by the town's clock."""
    author: str = ""
    language: str = "zh-CN"
    """As in BCP 47."""

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            raise ValueError("made_at needs a zone")
