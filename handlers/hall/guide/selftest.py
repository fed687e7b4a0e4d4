"""Is it for me? One question after the other. The answers live as long as the questions do."""

from collections.abc import Sequence
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from config.texts import Say, Text, join
from config.town import Service, Town
from config.town.hall import Condition
from handlers import menu
from handlers.always import BACK
from handlers.filters import plain
from handlers.forms import Question, asks
from handlers.hall.doors import Checklist, ShowItem
from handlers.hall.guide.card import SelfTest
from handlers.hall.guide.way import begin, busy, is_free, while_there
from handlers.hall.guide.words import item
from handlers.menu import Door
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from nlu.meaning import Meaning

router = Router(name="guide-self-test")

YES, NO, UNSURE = "y", "n", "u"
TYPED = {
    **dict.fromkeys(
        (
            "是", "是的", "对", "对的", "有", "有的", "符合", "满了", "嗯", "嗯嗯", "好像是",
            "1", "yes", "y", "yep", "yeah", "yes i have", "yes it is",
            "i have", "i think so",
        ),
        YES,
    ),
    **dict.fromkeys(
        (
            "否", "不是", "不是的", "没", "没有", "没有过", "不对", "不符合", "还没有", "还没",
            "不", "好像不是", "好像没有", "2", "no", "n", "nope", "not yet", "no i haven't",
            "no it isn't", "i don't think so", "i haven't",
        ),
        NO,
    ),
    **dict.fromkeys(
        (
            "不清楚", "不知道", "不确定", "不晓得", "说不清", "3", "not sure", "unsure",
            "don't know", "i don't know", "no idea",
        ),
        UNSURE,
    ),
}  # fmt: skip


class ItemTest(StatesGroup):
    asking = State()


class Answer(CallbackData, prefix="item-answer"):
    """To which question of which item, so that an old button answers nothing else."""

    code: str
    n: int
    said: str


# --- questions -----------------------------------------------------------------------------


def question_of(service: Service, n: int, say: Say) -> Question:
    count = len(service.conditions)
    text = say(
        "item-question",
        name=service.name.text(say.language),
        n=n + 1,
        count=count,
        ask=service.conditions[n].ask.text(say.language),
    )
    answers = [
        button(say(f"item-say-{word}"), Answer(code=service.code, n=n, said=said))
        for word, said in (("yes", YES), ("no", NO), ("unsure", UNSURE))
    ]
    keyboard = [answers, [button(say("item-test-stop"), Door(intent="cancel"), many=True)]]
    return Question(text, keyboard)


@asks(ItemTest.asking)
@while_there
async def ask(data: dict[str, Any], say: Say, town: Town) -> Question:
    return question_of(item(town, data["item"]), asked(data), say)


def asked(data: dict[str, Any]) -> int:
    """Say which question is open: after 「返回」, which takes its mark away, the one before."""
    answered = len(data["answers"])
    return answered if BACK in data or not answered else answered - 1


# --- answers -------------------------------------------------------------------------------


@router.callback_query(SelfTest.filter())
async def start(
    query: CallbackQuery, callback_data: SelfTest, state: FSMContext, say: Say, town: Town
) -> Said:
    service = item(town, callback_data.code)
    if not service.conditions:
        return toast(query, say("button-stale"))
    if not await is_free(state, say, town):
        return await busy(query, state, say, town)
    await begin(state, ItemTest.asking, {"item": service.code, "answers": ""})
    question = question_of(service, 0, say)
    return tell(query.from_user.id, question.text, question.keyboard)


@router.callback_query(Answer.filter(), StateFilter(ItemTest))
async def press(
    query: CallbackQuery, callback_data: Answer, state: FSMContext, say: Say, town: Town
) -> Said:
    data = await state.get_data()
    if callback_data.code != data["item"] or callback_data.n > len(data["answers"]):
        raise SkipHandler
    question = await _take(callback_data.said, callback_data.n, state, say, town)
    return replace(query, question.text, question.keyboard)


@router.message(StateFilter(ItemTest), F.text, ~F.text.startswith("/"))
async def hear(
    message: Message, state: FSMContext, meaning: Meaning | None, say: Say, town: Town
) -> Said:
    said = TYPED.get(plain(message.text or ""))
    if said is None and is_aside(message.text or "", meaning):
        raise SkipHandler
    if said is None:
        question = await ask(await state.get_data(), say, town)
        text = join([say("item-say-which"), question.text], "\n\n")
        return tell(message.chat.id, text, question.keyboard)
    question = await _take(said, asked(await state.get_data()), state, say, town)
    return tell(message.chat.id, question.text, question.keyboard)


async def _take(said: str, n: int, state: FSMContext, say: Say, town: Town) -> Question:
    """Put the answer beside the others and give the next question, or what came out."""
    data = await state.get_data()
    service = item(town, data["item"])
    answers = data["answers"][:n] + said
    if len(answers) >= len(service.conditions):
        await state.clear()
        return outcome(service, answers, say)
    back = {BACK: str(ItemTest.asking.state)}
    await begin(state, ItemTest.asking, {"item": service.code, "answers": answers, **back})
    return question_of(service, len(answers), say)


# --- what comes out ------------------------------------------------------------------------


def outcome(service: Service, answers: str, say: Say) -> Question:
    """Tell what fits, what helps where something does not, and whom to ask."""
    against: list[Condition] = []
    unclear: list[Condition] = []
    for condition, said in zip(service.conditions, answers, strict=True):
        if said == UNSURE:
            unclear.append(condition)
        elif (said == YES) is not condition.fits:
            against.append(condition)
    head = "item-fits" if not (against or unclear) else "item-fits-not"
    if unclear and not against:
        head = "item-fits-unclear"
    parts = [
        say(head, name=service.name.text(say.language)),
        *(_against(condition, say) for condition in against),
        _unclear(unclear, say),
    ]
    return Question(join(parts, "\n\n"), _onward(service, say, ask=bool(against or unclear)))


def _against(condition: Condition, say: Say) -> Text:
    return say(
        "item-against",
        ask=condition.ask.text(say.language),
        otherwise=condition.otherwise.text(say.language),
    )


def _unclear(conditions: Sequence[Condition], say: Say) -> Text | str:
    if not conditions:
        return ""
    lines = [say("item-unclear-line", ask=c.ask.text(say.language)) for c in conditions]
    return join([say("item-unclear"), *lines])


def _onward(service: Service, say: Say, *, ask: bool) -> Keyboard:
    again = button(say("item-test-again"), SelfTest(code=service.code), many=True)
    show = button(say("item-back"), ShowItem(code=service.code), many=True)
    return [
        [button(say("item-list"), Checklist(code=service.code), many=True)],
        *(menu.door("talk_to_human", say) if ask else []),
        [again, show],
    ]
