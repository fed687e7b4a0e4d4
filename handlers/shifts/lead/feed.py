"""「订阅班表」: the secret address of one's own shifts, a new one, or none."""

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import feed
from config.texts import Say, Text
from config.town import Town
from handlers.filters import Word
from handlers.forms import answer_aside
from handlers.reply import Keyboard, Said, button, replace, toast

router = Router(name="lead-feed")

WORDS = (
    "订阅班表", "班表订阅", "订阅我的班表", "日历订阅", "我的日历", "班表放进日历",
    "calendar feed", "subscribe to my shifts", "my calendar",
)  # fmt: skip


class FeedDo(CallbackData, prefix="feed"):
    """renew, renew-sure, stop, keep."""

    do: str


def card(key: str | None, head: str, say: Say, web_address: str) -> tuple[Text, Keyboard]:
    if key is None:
        return say("lead-feed-none"), [[button(say("lead-feed-open"), FeedDo(do="renew-sure"))]]
    text = say(head, address=f"{web_address}/feed/{key}.ics")
    keyboard = [[button(say(f"lead-feed-{do}"), FeedDo(do=do), many=True)]
                for do in ("renew", "stop")]  # fmt: skip
    return text, keyboard


@router.message(Word(*WORDS))
async def show(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    web_address: str,
) -> Said:  # fmt: skip
    key = await feed.address(db, person.id) or await feed.renew(db, person.id)
    text, keyboard = card(key, "lead-feed", say, web_address)
    return await answer_aside(message.chat.id, text, state, say, town, keyboard)


@router.callback_query(FeedDo.filter(F.do == "renew"))
async def ask_renew(query: CallbackQuery, say: Say) -> Said:
    keyboard = [
        [button(say("lead-feed-renew-sure"), FeedDo(do="renew-sure"))],
        [button(say("lead-feed-keep"), FeedDo(do="keep"), many=True)],
    ]
    return [toast(query), replace(query, say("lead-feed-renew-ask"), keyboard)]


@router.callback_query(FeedDo.filter(F.do == "keep"))
async def keep(
    query: CallbackQuery, person: Speaker, say: Say, db: AsyncSession, web_address: str
) -> Said:
    shown = card(await feed.address(db, person.id), "lead-feed", say, web_address)
    return [toast(query), replace(query, *shown)]


@router.callback_query(FeedDo.filter(F.do == "renew-sure"))
async def renew(
    query: CallbackQuery, person: Speaker, say: Say, db: AsyncSession, web_address: str
) -> Said:
    key = await feed.renew(db, person.id)
    return [toast(query), replace(query, *card(key, "lead-feed-renewed", say, web_address))]


@router.callback_query(FeedDo.filter(F.do == "stop"))
async def stop(
    query: CallbackQuery, person: Speaker, say: Say, db: AsyncSession, web_address: str
) -> Said:
    await feed.stop(db, person.id)
    return [toast(query), replace(query, *card(None, "lead-feed-none", say, web_address))]
