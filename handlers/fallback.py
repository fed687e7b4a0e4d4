"""What nobody understood: two or three guesses, the menu, and after two misses a person."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from config.texts import Say
from config.town import Town
from handlers import menu
from handlers.forms import UNHEARD, open_question
from handlers.reply import Said, tell, toast
from nlu.meaning import Certainty, Meaning

router = Router(name="fallback")

MISSES = "misses"
MOST_MISSES = 2
FEWEST_WORDS = 6
"""Characters from which on a text that nobody understood may be the beginning of a report."""
SENT_BY_PEOPLE = frozenset(
    {
        "animation", "audio", "checklist", "contact", "dice", "document", "game", "invoice",
        "location", "paid_media", "photo", "poll", "sticker", "story", "unknown", "venue", "video",
        "video_note", "voice",
    }
)  # fmt: skip
STALE_WORDS = {"stale:used": "button-used"}


async def forget_misses(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Count misses in a row only: whatever was understood in between starts anew."""
    state: FSMContext = data["state"]
    before = (await state.get_data()).get(MISSES, 0)
    returned = await handler(event, data)
    held = await state.get_data()
    if before and held.get(MISSES) == before:
        del held[MISSES]
        held.pop(UNHEARD, None)
        await state.set_data(held)
    return returned


@router.callback_query(F.data.startswith("stale:"))
async def stale(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    """A button that is used up, too old, or not of this chat."""
    question = await open_question(state, say, town)
    again = tell(query.from_user.id, question.text, question.keyboard) if question else []
    return [toast(query, say(STALE_WORDS.get(query.data or "", "button-stale"))), *again]


@router.callback_query()
async def out_of_place(query: CallbackQuery, state: FSMContext, say: Say, town: Town) -> Said:
    """A button that was right once, but not at this point of the dialogue."""
    question = await open_question(state, say, town)
    again = tell(query.from_user.id, question.text, question.keyboard) if question else []
    return [toast(query, say("button-stale")), *again]


@router.message(F.text)
async def guess(
    message: Message, state: FSMContext, meaning: Meaning | None, say: Say, town: Town
) -> Said:
    question = await open_question(state, say, town)
    if question is not None:
        text = say("not-understood-in-form") + "\n\n" + question.text
        return tell(message.chat.id, text, question.keyboard)
    data, words = await state.get_data(), message.text or ""
    misses = int(data.get(MISSES, 0)) + 1
    await state.update_data({MISSES: misses})
    if misses >= MOST_MISSES:
        return tell(message.chat.id, say("missed-twice"), menu.person_and_menu(say))
    if meaning is None and len(words) >= FEWEST_WORDS:
        await state.update_data({UNHEARD: words})
    if meaning is not None and meaning.certainty is Certainty.OFFER:
        guesses = menu.guesses(meaning, say)
        if guesses:
            await state.update_data({UNHEARD: words})
            return tell(message.chat.id, say("did-you-mean"), guesses)
    text_id = "not-understood" if meaning is not None else "understanding-away"
    return tell(message.chat.id, say(text_id), menu.main(say))


@router.message()
async def not_words(message: Message, state: FSMContext, say: Say, town: Town) -> Said:
    """Stickers, dice, contacts and the rest: a kind line, and the open question again.

    What Telegram itself notes in a chat (a pinned message, a new timer) is nobody's word to us.
    """
    if message.content_type not in SENT_BY_PEOPLE:
        return []
    text, question = say("kind-not-read"), await open_question(state, say, town)
    if question is not None:
        return tell(message.chat.id, text + "\n\n" + question.text, question.keyboard)
    return tell(message.chat.id, text, menu.main(say))
