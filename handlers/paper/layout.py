"""Where everything of a paper stands on its pages; lengths in millimetres, letters in points."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from handlers.paper.lines import Advance, lines
from handlers.paper.model import (
    Facts,
    Heading,
    PageBreak,
    Paper,
    Paragraph,
    Part,
    Picture,
    Space,
    Table,
)

WIDTH, HEIGHT = 210.0, 297.0
LEFT, TOP, BOTTOM = 22.0, 22.0, HEIGHT - 24.0
ROOM = WIDTH - 2 * LEFT
POINT = 25.4 / 72
LEADING = 1.5
BASELINE = 1.06
"""Of the letters' size, from the top of a line; the font stands high in it."""

PADDING = 1.8
GAP = 4.0
MOST_OF_A_LABEL = ROOM * 0.35
MOST_LINES_IN_HEAD = 4
PICTURE_WIDTH, PICTURE_HEIGHT = 120.0, 90.0
EMPTY = PICTURE_WIDTH, 30.0
PIXEL = 25.4 / 110


@dataclass(frozen=True, slots=True)
class Style:
    size: float
    grey: int = 0
    thick: bool = False

    @property
    def line(self) -> float:
        return self.size * POINT * LEADING


TITLE = Style(20, thick=True)
SUBTITLE = Style(10.5, grey=90)
HEADINGS = {1: Style(14, thick=True), 2: Style(12, thick=True), 3: Style(11, thick=True)}
BODY = Style(11)
LABEL = Style(11, grey=90)
CELL = Style(9.5)
HEAD = Style(9.5, thick=True)
CAPTION = Style(9.5, grey=90)
FOOT = Style(9, grey=90)


@dataclass(frozen=True, slots=True)
class Letters:
    x: float
    baseline: float
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Frame:
    x: float
    y: float
    width: float
    height: float
    shaded: bool = False


@dataclass(frozen=True, slots=True)
class Photo:
    frame: Frame
    jpeg: bytes


Mark = Letters | Frame | Photo
Page = list[Mark]


@dataclass(slots=True)
class Layout:
    advance: Advance
    ink: Callable[[str], str]
    """Makes of any text one that the font can show."""
    pages: list[Page] = field(default_factory=lambda: [[]])
    y: float = TOP

    def lay(self, paper: Paper) -> list[Page]:
        self.block(paper.title, TITLE, centred=True)
        if paper.subtitle:
            self.block(paper.subtitle, SUBTITLE, centred=True)
        self.y += GAP
        for part in paper.parts:
            self.part(part)
        for number, page in enumerate(self.pages, 1):
            text = f"{number} / {len(self.pages)}"
            x = (WIDTH - self.width(text, FOOT)) / 2
            page.append(Letters(x, HEIGHT - 12, text, FOOT))
        return self.pages

    def part(self, part: Part) -> None:
        match part:
            case Heading(text, level):
                self.heading(text, HEADINGS[level])
            case Paragraph(text):
                self.block(text, BODY)
                self.y += GAP / 2
            case Facts(facts):
                self.facts(facts)
            case Table():
                self.table(part)
            case Picture():
                self.picture(part)
            case Space(millimetres):
                self.y = min(self.y + millimetres, BOTTOM)
            case PageBreak():
                self.turn()

    def turn(self) -> None:
        if self.pages[-1]:
            self.pages.append([])
        self.y = TOP

    def want(self, height: float) -> None:
        """Go to the next page if this one has not that much room."""
        if self.y + height > BOTTOM:
            self.turn()

    def width(self, text: str, style: Style) -> float:
        return sum(map(self.advance, text)) * style.size * POINT

    def broken(self, text: str, style: Style, width: float) -> list[str]:
        return lines(self.ink(text).strip("\n"), width / (style.size * POINT), self.advance)

    def put(self, text: str, style: Style, x: float, y: float) -> None:
        if text:
            baseline = y + style.size * POINT * BASELINE
            self.pages[-1].append(Letters(x, baseline, text, style))

    def block(self, text: str, style: Style, *, centred: bool = False) -> None:
        broken = self.broken(text, style, ROOM)
        self.want(min(len(broken), 2) * style.line)  # no first line alone
        for line in broken:
            self.want(style.line)
            x = LEFT + (ROOM - self.width(line, style)) / 2 if centred else LEFT
            self.put(line, style, x, self.y)
            self.y += style.line

    def heading(self, text: str, style: Style) -> None:
        if self.pages[-1]:
            self.y += GAP / 2
        height = len(self.broken(text, style, ROOM)) * style.line
        self.want(height + 3 * BODY.line)  # what it heads stands below it
        self.block(text, style)
        self.y += GAP / 4

    def facts(self, facts: Sequence[tuple[str, str]]) -> None:
        if not facts:
            return
        widest = max(self.width(self.ink(name), LABEL) for name, _ in facts)
        labels = min(widest, MOST_OF_A_LABEL) + 0.1
        beside = labels + GAP
        for name, value in facts:
            left = self.broken(name, LABEL, labels)
            right = self.broken(value, BODY, ROOM - beside)
            for at in range(max(len(left), len(right))):
                self.want(BODY.line)
                self.put("".join(left[at : at + 1]), LABEL, LEFT, self.y)
                self.put("".join(right[at : at + 1]), BODY, LEFT + beside, self.y)
                self.y += BODY.line
        self.y += GAP / 2

    def table(self, table: Table) -> None:
        if self.pages[-1]:
            self.y += GAP / 4
        widths = self.columns(table)
        head = [cell[:MOST_LINES_IN_HEAD] for cell in self.cells(table.head, HEAD, widths)]
        top = _height(head, HEAD)
        self.want(top + _height([[""]], CELL))
        self.row(head, HEAD, widths)
        for texts in table.rows:
            cells = self.cells(texts, CELL, widths)
            if self.y + _height(cells, CELL) > BOTTOM >= TOP + top + _height(cells, CELL):
                self.turn()
                self.row(head, HEAD, widths)
            while any(cells):
                fit = int((BOTTOM - self.y - 2 * PADDING + 1e-6) / CELL.line)
                if fit < 1:
                    self.turn()
                    self.row(head, HEAD, widths)
                    continue
                self.row([cell[:fit] for cell in cells], CELL, widths)
                cells = [cell[fit:] for cell in cells]
        self.y += GAP

    def cells(self, texts: Sequence[str], style: Style, widths: Sequence[float]) -> list[list[str]]:
        return [
            self.broken(text, style, width - 2 * PADDING)
            for text, width in zip(texts, widths, strict=True)
        ]

    def row(self, cells: Sequence[list[str]], style: Style, widths: Sequence[float]) -> None:
        height, x = _height(cells, style), LEFT
        for broken, width in zip(cells, widths, strict=True):
            frame = Frame(x, self.y, width, height, shaded=style is HEAD)
            self.pages[-1].append(frame)
            for at, line in enumerate(broken):
                self.put(line, style, x + PADDING, self.y + PADDING + at * style.line)
            x += width
        self.y += height

    def columns(self, table: Table) -> list[float]:
        if table.widths:
            return [ROOM * share / sum(table.widths) for share in table.widths]
        wanted = [
            max(self.width(line, HEAD) for text in texts for line in self.ink(text).split("\n"))
            + 2 * PADDING
            + 0.1
            for texts in zip(table.head, *table.rows, strict=True)
        ]
        return _shared(wanted, ROOM)

    def picture(self, picture: Picture) -> None:
        size = _size(picture.jpeg)
        width, height = size or EMPTY
        caption = self.broken(picture.caption, CAPTION, ROOM) if picture.caption else []
        self.want(height + min(len(caption), 2) * CAPTION.line)
        frame = Frame(LEFT, self.y, width, height)
        self.pages[-1].append(Photo(frame, picture.jpeg) if size else frame)
        self.y += height + 1
        for line in caption:
            self.want(CAPTION.line)
            self.put(line, CAPTION, LEFT, self.y)
            self.y += CAPTION.line
        self.y += GAP


def _height(cells: Sequence[list[str]], style: Style) -> float:
    return max(map(len, cells)) * style.line + 2 * PADDING


def _shared(wanted: Sequence[float], room: float) -> list[float]:
    """Give narrow columns what they want, and the wide ones equal shares of what is left."""
    widths = list(wanted)
    left = room
    for done, at in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        widths[at] = min(wanted[at], left / (len(wanted) - done))
        left -= widths[at]
    return [width * room / sum(widths) for width in widths]


def _size(jpeg: bytes) -> tuple[float, float] | None:
    """Say how large the picture shall be; None if it is broken, and a paper must not fail by it."""
    try:
        with Image.open(BytesIO(jpeg)) as image:
            image.load()
            across, down = image.size
    except OSError:
        return None
    scale = min(PIXEL, PICTURE_WIDTH / across, PICTURE_HEIGHT / down)
    return across * scale, down * scale
