"""The card of an item, with a button for each way on."""

from datetime import datetime

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton

from community.people import Speaker
from config.texts import Say, Text
from config.town import Service, Town
from handlers import menu
from handlers.forms import answer_aside
from handlers.hall.doors import BookItem, Checklist, FileItem, HomeService, ShowItem, TakeNumber
from handlers.hall.guide.words import card_text, item, open_now
from handlers.reply import Keyboard, Said, button

router = Router(name="guide-card")


class NotThis(CallbackData, prefix="item-not-this"):
    """Another item was meant."""

    code: str


class SelfTest(CallbackData, prefix="item-test"):
    """Begins the questions by which people see whether an item is for them."""

    code: str


def card(
    service: Service, community: str | None, now: datetime, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    text = card_text(service, community, now, say, town)
    keyboard = [
        _getting_ready(service, say),
        going(service, say),
        *_number(service, community, now, say, town),
        [
            button(say("item-home"), HomeService(code=service.code), many=True),
            *menu.door("talk_to_human", say)[0],
        ],
        [button(say("item-not-this"), NotThis(code=service.code), many=True)],
    ]
    return text, keyboard


def _getting_ready(service: Service, say: Say) -> list[InlineKeyboardButton]:
    ready = [button(say("item-list"), Checklist(code=service.code), many=True)]
    if service.conditions:
        ready.insert(0, button(say("item-test"), SelfTest(code=service.code), many=True))
    return ready


def going(service: Service, say: Say) -> list[InlineKeyboardButton]:
    """Offer to file it here where that is possible, and always to book a visit."""
    book = button(say("item-book"), BookItem(code=service.code), many=True)
    if not service.online:
        return [book]
    return [button(say("item-file"), FileItem(code=service.code), many=True), book]


def _number(
    service: Service, community: str | None, now: datetime, say: Say, town: Town
) -> Keyboard:
    station = open_now(service, community, now, town)
    if station is None:
        return []
    label = say("item-number", point=station.name.text(say.language))
    return [[button(label, TakeNumber(point=station.code, service=service.code), many=True)]]


@router.callback_query(ShowItem.filter())
async def show(
    query: CallbackQuery, callback_data: ShowItem, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    text, keyboard = card(item(town, callback_data.code), person.community, now, say, town)
    return await answer_aside(query.from_user.id, text, state, say, town, keyboard)
