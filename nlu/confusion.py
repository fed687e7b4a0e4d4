"""The confusion picture: what was wanted (rows), what was understood (columns), as one SVG."""

from collections import Counter
from html import escape

CELL = 18
MARGIN = 150
FONT = 'font-family="sans-serif" font-size="11"'


def picture(confused: Counter[tuple[str, str]]) -> str:
    wanted = sorted({intent for intent, _ in confused})
    said = sorted({intent for _, intent in confused} | set(wanted))
    sums = Counter[str]()
    for (intent, _), count in confused.items():
        sums[intent] += count
    width, height = MARGIN + CELL * len(said) + 10, MARGIN + CELL * len(wanted) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {FONT}>',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for at, name in enumerate(said):
        x = MARGIN + CELL * at + CELL * 0.7
        turned = f'transform="translate({x:g} {MARGIN - 6}) rotate(-60)"'
        parts.append(f"<text {turned}>{escape(name)}</text>")
    for row, intent in enumerate(wanted):
        y = MARGIN + CELL * row
        label = f'<text x="{MARGIN - 6}" y="{y + 13}" text-anchor="end">{escape(intent)}</text>'
        parts.append(label)
        for column, name in enumerate(said):
            count = confused[intent, name]
            parts.append(
                _cell(MARGIN + CELL * column, y, count, count / sums[intent], intent == name)
            )
    return "\n".join([*parts, "</svg>", ""])


def _cell(x: int, y: int, count: int, share: float, right: bool) -> str:  # noqa: FBT001
    """Colour by share of the row: green where it was understood, red where it was not."""
    hue = 145 if right else 5
    paint = f"hsl({hue} 70% {97 - 52 * share:.0f}%)" if count else "#f4f4f4"
    box = f'<rect x="{x}" y="{y}" width="{CELL - 1}" height="{CELL - 1}" fill="{paint}"/>'
    if not count:
        return box
    return f'{box}<text x="{x + 8}" y="{y + 13}" text-anchor="middle" font-size="9">{count}</text>'
