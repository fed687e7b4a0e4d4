"""Forms in a dialogue: each step's question can be asked again, after an answer in between."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State

from config.texts import Say, Text, join
from config.town import Town
from handlers.reply import Keyboard, Said, tell

UNHEARD = "unheard"
"""Key in the dialogue's data: a sentence that we only guessed at, for the door that is pressed
next; nobody has to say it twice."""


SKIPS = frozenset(
    {
        "没有", "没有照片", "没照片", "没有图", "没拍", "不拍了", "跳过", "不用", "不用了", "无",
        "skip", "none", "no photo", "no picture", "i have no photo",
    }
)  # fmt: skip
"""In a form these pass over one question; they do not give the whole form up."""


@dataclass(frozen=True)
class Question:
    text: Text
    keyboard: Keyboard | None = None


Asker = Callable[[dict[str, Any], Say, Town], Awaitable[Question]]
_ASKERS: dict[str, Asker] = {}
_HEAR_NUMBERS: set[str] = set()


def asks(*steps: State) -> Callable[[Asker], Asker]:
    """Register how a step asks; it gets the form's data, the language, and the town."""

    def register(asker: Asker) -> Asker:
        _ASKERS.update({str(step.state): asker for step in steps})
        return asker

    return register


def hears_numbers(*steps: State) -> None:
    """Let a step have the number of a case as its answer; elsewhere a number shows its case."""
    _HEAR_NUMBERS.update(str(step.state) for step in steps)


def is_answer(raw_state: str | None) -> bool:
    """Say whether the number of a case is an answer to what the open form asks."""
    return raw_state in _HEAR_NUMBERS


async def open_question(state: FSMContext, say: Say, town: Town) -> Question | None:
    """Give the question that the dialogue still waits to have answered, if any."""
    asker = _ASKERS.get(await state.get_state() or "")
    return await asker(await state.get_data(), say, town) if asker else None


async def answer_aside(
    chat_id: int,
    answer: Text,
    state: FSMContext,
    say: Say,
    town: Town,
    keyboard: Keyboard | None = None,
) -> Said:
    """Answer a question that came in between; an open form asks on in the same message."""
    question = await open_question(state, say, town)
    if question is None:
        return tell(chat_id, answer, keyboard)
    return tell(chat_id, join([answer, question.text], "\n\n"), question.keyboard)
