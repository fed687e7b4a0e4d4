"""The dialogue's state: one day by the town's clock, and only what changed is written."""

from datetime import UTC, datetime, timedelta

import pytest
from aiogram.fsm.state import State, StatesGroup

from bot.way.dialogue import Dialogue

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


class Form(StatesGroup):
    step = State()


@pytest.mark.parametrize(
    ("age", "kept"),
    [
        (timedelta(0), True),
        (timedelta(hours=24), True),
        (timedelta(hours=24, seconds=1), False),
        (timedelta(days=400), False),
        (timedelta(hours=-1), True),
    ],
)
def test_a_draft_lives_a_day(age: timedelta, *, kept: bool) -> None:
    dialogue = Dialogue("Form:step", {"text": "x"}, NOW - age, now=NOW)
    assert (dialogue.state == "Form:step") is kept
    assert dialogue.data == ({"text": "x"} if kept else {})
    assert dialogue.expired is not kept
    assert dialogue.changed is not kept


def test_what_had_no_step_is_forgotten_without_a_word() -> None:
    dialogue = Dialogue(None, {"misses": 1}, NOW - timedelta(days=2), now=NOW)
    assert dialogue.data == {}
    assert not dialogue.expired


async def test_handlers_see_a_plain_context() -> None:
    dialogue = Dialogue(None, None, None, now=NOW)
    context = dialogue.context(1, 7)
    assert await context.get_state() is None
    assert not dialogue.changed
    await context.set_state(Form.step)
    await context.update_data(a=1)
    await context.update_data(b=2)
    assert dialogue.changed
    assert (dialogue.state, dialogue.data) == ("Form:step", {"a": 1, "b": 2})
    data = await context.get_data()
    data["c"] = 3
    assert dialogue.data == {"a": 1, "b": 2}, "what is read is a copy"
    await context.clear()
    assert (dialogue.state, dialogue.data) == (None, {})
