"""What the town pack says about a report's category, also when the pack no longer has it."""

from datetime import datetime

from community.cases import Leg
from community.cases.clocks import promise
from config.town import Category, Span, Town


def category_of(town: Town, code: str | None) -> Category:
    """Give the category of that code or canonical name; 其他 when the town has none such."""
    for category in town.categories:
        if code in {category.code, category.name.zh}:
            return category
    return town.other_category


def seen_within(town: Town, category: str | None) -> Span:
    return town.clock(Leg.SEEN.value, category_of(town, category).code)


def promised_by(town: Town, category: str | None, now: datetime) -> datetime:
    """Until when a person will have looked at a report that is filed now."""
    return promise(town, Leg.SEEN, category_of(town, category).code, now).due_at
