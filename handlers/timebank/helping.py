"""Helping: who needs a hand, taking it on, done; and the yes or no of who was helped."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.timebank import redeeming
from community.timebank.model import RequestStatus, ServiceRequest
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import plain
from handlers.forms import Question, asks
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.timebank.cards import (
    BankDo,
    RequestDo,
    Scene,
    act_on,
    hours,
    request_card,
)

router = Router(name="timebank-helping")

LONGEST_WORDS = 200
MOST = 10


class ObjectForm(StatesGroup):
    words = State()


# --- who needs help ------------------------------------------------------------------------


async def open_requests(scene: Scene) -> tuple[Text, Keyboard]:
    say, town = scene.say, scene.town
    found = await redeeming.open_requests(scene.db, scene.person.id, most=MOST)
    if not found:
        return say("bank-help-none"), []
    lines = [say("bank-help-head"), *(request_card(one, say, town) for one in found)]
    buttons = [
        [
            button(
                say("bank-help-take", number=one.number, hours=hours(one.minutes, say)),
                RequestDo(act="take", request_id=one.id),
            )
        ]
        for one in found
    ]
    return join(lines, "\n\n"), buttons


@router.callback_query(BankDo.filter(F.act == "help"))
async def press_help(
    query: CallbackQuery, db: AsyncSession, person: Speaker, state: FSMContext, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    return [toast(query), *tell(scene.chat, *await open_requests(scene))]


# --- a request's own buttons ---------------------------------------------------------------


def keyboard_of(request: ServiceRequest, person_id: int, say: Say) -> Keyboard:
    """What this person may do with the request as it stands."""
    asked, helps = request.person_id == person_id, request.helper_id == person_id
    match request.status:
        case RequestStatus.OPEN:
            return [[act_on("cancel" if asked else "take", request, say)]]
        case RequestStatus.TAKEN if helps:
            return [[act_on("done", request, say), act_on("leave", request, say)]]
        case RequestStatus.TAKEN if asked:
            return [[act_on("cancel", request, say)]]
        case RequestStatus.DONE if asked:
            return [[act_on("confirm", request, say), act_on("object", request, say, many=True)]]
    return []


@router.callback_query(RequestDo.filter(F.act == "show"))
async def show(
    query: CallbackQuery, callback_data: RequestDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    request = await redeeming.get(db, callback_data.request_id, person.id)
    text = request_card(request, say, town)
    return [toast(query), *tell(query.from_user.id, text, keyboard_of(request, person.id, say))]


@router.callback_query(RequestDo.filter(F.act.in_({"take", "done", "confirm", "cancel", "leave"})))
async def act(
    query: CallbackQuery, callback_data: RequestDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    """Do it; the other side is told by the operation."""
    request_id, me = callback_data.request_id, person.id
    match callback_data.act:
        case "take":
            request = await redeeming.take(db, town, request_id, me, now=now)
        case "done":
            request = await redeeming.done(db, town, request_id, me, now=now)
        case "confirm":
            request = await redeeming.confirm(db, town, request_id, me, now=now)
        case _:
            request = await redeeming.cancel(db, town, request_id, me, now=now)
    said = say(f"bank-request-did-{callback_data.act}", number=request.number)
    text = said + "\n\n" + request_card(request, say, town)
    return [toast(query), replace(query, text, keyboard_of(request, me, say))]


# --- it was not so -------------------------------------------------------------------------


@router.callback_query(RequestDo.filter(F.act == "object"))
async def press_object(
    query: CallbackQuery, callback_data: RequestDo, state: FSMContext, say: Say, town: Town
) -> Said:
    data = {"request_id": callback_data.request_id}
    await state.set_state(ObjectForm.words)
    await state.set_data(data)
    question = await ask_why(data, say, town)
    return [toast(query), *tell(query.from_user.id, question.text, question.keyboard)]


@asks(ObjectForm.words)
async def ask_why(data: dict[str, object], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(say("bank-object-ask"), [[button(say("bank-cancel"), Door(intent="cancel"))]])


@router.message(ObjectForm.words, F.text, ~F.text.startswith("/"))
async def hear_why(
    message: Message, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    words = (message.text or "").strip()[:LONGEST_WORDS]
    if not plain(words):
        question = await ask_why({}, say, town)
        return tell(message.chat.id, question.text, question.keyboard)
    wanted = (await state.get_data())["request_id"]
    request = await redeeming.dispute(db, town, wanted, person.id, words, now=now)
    await state.clear()
    return tell(message.chat.id, say("bank-object-kept", number=request.number))
