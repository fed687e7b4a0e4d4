"""When somebody can: six boxes to tick, kept as parts of each day of the week."""

from collections.abc import Collection

from community.shifts.joining import PARTS
from config.texts import Say
from config.town.times import WEEKDAYS

WORKDAYS, WEEKEND = WEEKDAYS[:5], WEEKDAYS[5:]
BOXES = tuple(f"{kind}-{part}" for kind in ("workdays", "weekend") for part in PARTS)


def days_of(boxes: Collection[str]) -> list[str]:
    """Give the parts of the week that were ticked: sat-morning, sun-morning."""
    found = []
    for box in BOXES:
        kind, _, part = box.partition("-")
        if box in boxes:
            found += [f"{day}-{part}" for day in (WORKDAYS if kind == "workdays" else WEEKEND)]
    return found


def boxes_of(free: Collection[str]) -> list[str]:
    """Give the boxes that stand for these parts of the week, wholly or in part."""
    return [box for box in BOXES if not set(days_of([box])).isdisjoint(free)]


def in_words(free: Collection[str], say: Say) -> str:
    boxes = boxes_of(free)
    if not boxes:
        return say("volunteer-any-time").words
    return say("volunteer-and").words.join(say(f"volunteer-box-{box}").words for box in boxes)
