"""Filling in a form field by field, and its sample: both come as a PDF to print."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import SendDocument
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import files
from community.errors import NotAvailableError, ReasonedError
from community.hall import checklist
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Service, Town
from config.town.hall import Brought, Form, FormField
from handlers.always import BACK
from handlers.forms import Question, asks
from handlers.hall.doors import Checklist
from handlers.hall.guide.fields import known_answers, passes_over, to_ask, written
from handlers.hall.guide.listing import FillIn, Sample, Tick
from handlers.hall.guide.sheet import filled, sample
from handlers.hall.guide.way import begin, busy, is_free, while_there
from handlers.hall.guide.words import both, item
from handlers.menu import Door
from handlers.paper import Paper, pdf
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, markup, rows, tell
from nlu.meaning import Meaning

router = Router(name="guide-filling")


class ItemForm(StatesGroup):
    field = State()


class Choose(CallbackData, prefix="form-choose"):
    """An answer by button: the number of a choice, or none to leave the field blank."""

    form: str
    field: str
    n: int


# --- samples -------------------------------------------------------------------------------


@router.callback_query(Sample.filter())
async def send_sample(
    query: CallbackQuery, callback_data: Sample, person: Speaker, db: AsyncSession, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    service, form = _asked_for(callback_data, town)
    paper = sample(form, service, now, say, town)
    name = say("sheet-sample-file", form=form.name.text(say.language)).words
    caption = say("sheet-sample-sent", form=form.name.text(say.language))
    fill = FillIn(code=service.code, form=form.code, proxy=callback_data.proxy)
    onward = [
        [button(say("item-fill", form=form.name.text(say.language)), fill, many=True)],
        _to_list(service, say),
    ]
    document, _ = await _printed(query.from_user.id, paper, name, caption, onward, person, db, now)
    return document


def _asked_for(asked: Sample | FillIn, town: Town) -> tuple[Service, Form]:
    """:raises NotAvailableError: the pack has the item or the form no more."""
    service = item(town, asked.code)
    try:
        return service, town.form(asked.form)
    except KeyError:
        raise NotAvailableError from None


def _to_list(service: Service, say: Say) -> list[Any]:
    return [button(say("item-list"), Checklist(code=service.code), many=True)]


async def _printed(
    chat_id: int, paper: Paper, name: str, caption: Text, keyboard: Keyboard, person: Speaker,
    db: AsyncSession, now: datetime,
) -> tuple[SendDocument, str]:  # fmt: skip
    """Print a paper; give it as a message, and the number of its file."""
    content = await asyncio.to_thread(pdf, paper)
    kept = await files.keep(
        db, person.id, kind="document", platform="linli", now=now, mime="application/pdf",
        size=len(content), content=content,
    )  # fmt: skip
    document = SendDocument(
        chat_id=chat_id,
        document=f"file:{kept.id}",
        caption=caption.words,
        reply_markup=markup(keyboard),
        linli_name=name,
    )
    return document, kept.id


# --- fields --------------------------------------------------------------------------------


@router.callback_query(FillIn.filter())
async def start(
    query: CallbackQuery, callback_data: FillIn, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    service, form = _asked_for(callback_data, town)
    if not await is_free(state, say, town):
        return await busy(query, state, say, town)
    brought = _brought(form, service, town)
    own = not callback_data.proxy or (brought is not None and brought.proxy)
    known = known_answers(form, service, person, now, say, town, own=own)
    asked = [field.code for field in to_ask(form, known)]
    data = {
        "item": service.code, "form": form.code, "proxy": callback_data.proxy,
        "answers": known, "asked": asked, "n": 0,
    }  # fmt: skip
    await begin(state, ItemForm.field, data)
    return await _next(query.from_user.id, person, db, state, say, town, now)


@asks(ItemForm.field)
@while_there
async def ask(data: dict[str, Any], say: Say, town: Town) -> Question:
    form, field = _open_field(data, town)
    n, count = at(data) + 1, len(data["asked"])
    facts: Mapping[str, Any] = {
        "form": form.name.text(say.language), "n": n, "count": count,
        "field": field.name.text(say.language), "example": field.example.text(say.language),
    }  # fmt: skip
    text = say("sheet-field-choose" if field.kind == "choice" else "sheet-field", **facts)
    skip = Choose(form=form.code, field=field.code, n=-1)
    return Question(
        text,
        [
            *rows(_choices(form, field, say)),
            [
                button(say("sheet-skip"), skip),
                button(say("sheet-cancel"), Door(intent="cancel"), many=True),
            ],
        ],
    )


def _choices(form: Form, field: FormField, say: Say) -> list[Any]:
    return [
        button(choice.text(say.language), Choose(form=form.code, field=field.code, n=n))
        for n, choice in enumerate(field.choices)
    ]


def at(data: Mapping[str, Any]) -> int:
    """Say which field is open: after 「返回」, which takes its mark away, the one before."""
    n = int(data["n"])
    return n if BACK in data or not n else n - 1


def _open_field(data: Mapping[str, Any], town: Town) -> tuple[Form, FormField]:
    """:raises NotAvailableError: the pack has the form or the field no more."""
    try:
        form = town.form(data["form"])
    except KeyError:
        raise NotAvailableError from None
    code = data["asked"][at(data)]
    for field in form.fields:
        if field.code == code:
            return form, field
    raise NotAvailableError


@router.callback_query(Choose.filter(), StateFilter(ItemForm.field))
async def choose(
    query: CallbackQuery, callback_data: Choose, person: Speaker, db: AsyncSession,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data()
    form, field = _open_field(data, town)
    if (callback_data.form, callback_data.field) != (form.code, field.code):
        raise SkipHandler
    n = callback_data.n
    choices = field.choices[n : n + 1] if n >= 0 else ()
    answer = both(choices[0], say) if choices else None
    await _keep(state, data, field, answer)
    return await _next(query.from_user.id, person, db, state, say, town, now)


@router.message(StateFilter(ItemForm.field), F.text, ~F.text.startswith("/"))
async def hear(
    message: Message, person: Speaker, db: AsyncSession, state: FSMContext,
    meaning: Meaning | None, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    words, data = message.text or "", await state.get_data()
    if is_aside(words, meaning):
        raise SkipHandler
    _, field = _open_field(data, town)
    answer = None
    if not passes_over(field, words):
        try:
            answer = written(field, words, now.astimezone(town.zone).date(), say)
        except ReasonedError as wrong:
            question = await ask(data, say, town)
            text = join([say(wrong.text_id, **wrong.facts), question.text], "\n\n")
            return tell(message.chat.id, text, question.keyboard)
    await _keep(state, data, field, answer)
    return await _next(message.chat.id, person, db, state, say, town, now)


async def _keep(
    state: FSMContext, data: dict[str, Any], field: FormField, answer: str | None
) -> None:
    """Put an answer beside the others; a field that is passed over stays blank."""
    answers = {code: said for code, said in data["answers"].items() if code != field.code}
    if answer is not None:
        answers[field.code] = answer
    back = {BACK: str(ItemForm.field.state)}
    await state.set_data({**data, "answers": answers, "n": at(data) + 1, **back})


async def _next(
    chat_id: int, person: Speaker, db: AsyncSession, state: FSMContext, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    data = await state.get_data()
    if int(data["n"]) < len(data["asked"]):
        question = await ask(data, say, town)
        return tell(chat_id, question.text, question.keyboard)
    await state.clear()
    return await _finish(chat_id, data, person, db, say, town, now)


async def _finish(
    chat_id: int, data: Mapping[str, Any], person: Speaker, db: AsyncSession, say: Say, town: Town,
    now: datetime,
) -> Said:  # fmt: skip
    """Print the form; where nothing is left for the pen, it is handed in as it is."""
    form = town.form(data["form"])
    service = item(town, data["item"])
    paper = filled(form, service, data["answers"], now, say, town)
    name = say("sheet-file", form=form.name.text(say.language)).words
    brought = _brought(form, service, town)
    by_pen = any(field.by_hand for field in form.fields)
    onward: list[Any] = []
    if by_pen and brought is not None:
        done = Tick(
            code=service.code, material=brought.material, on=True, proxy=bool(data["proxy"])
        )
        onward.append([button(say("sheet-tick"), done, many=True)])
    caption = say("sheet-sent-pen" if by_pen else "sheet-sent", form=form.name.text(say.language))
    onward.append(_to_list(service, say))
    document, file = await _printed(chat_id, paper, name, caption, onward, person, db, now)
    if not by_pen and brought is not None:
        await checklist.tick(db, person.id, service.code, brought.material, file_id=file, now=now)
    return document


def _brought(form: Form, service: Service, town: Town) -> Brought | None:
    """Find the material of an item that is this form."""
    return next((b for b in service.materials if town.material(b.material).form == form.code), None)
