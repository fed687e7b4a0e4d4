"""What all steps of sorting a report share: buttons, whose case it is, words that are typed."""

from datetime import datetime
from typing import Any

from aiogram import Router
from aiogram.filters import ExceptionTypeFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.types import CallbackQuery, ErrorEvent, InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import OPEN, Case, Status, why_not
from community.errors import NotAvailableError, StaleError
from community.people import Person, Speaker
from config.texts import Say, Text, clean, join, literal
from config.town import Town
from handlers.reply import LONGEST_TOAST, Said, button, replace, tell, toast
from handlers.reports.cards import Desk, whole_card

router = Router(name="report-sorting")

LONGEST_GLANCE = 80
LONGEST_SHOWN = 1500
"""Of a resident's own words, where a worker reads them whole."""


class Sort(CallbackData, prefix="sort"):
    """A step of sorting; `version` is the case's when the button was shown."""

    act: str
    case_id: int
    version: int = 0
    value: str = ""


class ChangedError(StaleError):
    """The case went on while somebody looked at it; the answer is its fresh card.

    :param words: what had been typed for it, given back.
    """

    def __init__(self, reason: str, case_id: int, words: str = "", **facts: Any) -> None:
        self.text_id = reason
        self.case_id = case_id
        self.words = words
        super().__init__(**facts)


async def held(
    db: AsyncSession, case_id: int, person: Speaker, *, version: int | None = None, words: str = ""
) -> Case:
    """Lock a case that this worker has in hand.

    :param version: of the case as the worker saw it; left out, a newer one will do.
    :raises ChangedError: it is closed, somebody else's, nobody's, or has changed.
    """
    await db.get(Case, case_id, with_for_update=True)
    return await seen(db, case_id, person, version=version, words=words)


async def seen(
    db: AsyncSession, case_id: int, person: Speaker, *, version: int | None = None, words: str = ""
) -> Case:
    """Read a case that this worker has in hand, without locking it.

    :raises ChangedError: see `held`.
    """
    case = await db.get(Case, case_id, populate_existing=True)
    if case is None or not await cases.may_handle(db, case, person.id):
        raise ChangedError("sort-not-yours", case_id, words)
    if case.status not in OPEN:
        reason = why_not(case.status, Status.IN_PROGRESS) or "button-stale"
        raise ChangedError(reason, case_id, words, number=case.number)
    if case.owner_id is None:
        raise ChangedError("sort-in-queue", case_id, words, number=case.number)
    if case.owner_id != person.id:
        owner = await db.get_one(Person, case.owner_id)
        name = owner.name or "…"
        raise ChangedError("already-taken", case_id, words, number=case.number, owner=name)
    if version is not None and case.version != version:
        raise ChangedError("sort-changed", case_id, words, number=case.number)
    return case


@router.errors(ExceptionTypeFilter(ChangedError))
async def tell_changed(
    event: ErrorEvent,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Say what happened, give back what was typed, and show the card as it is now."""
    changed = event.exception
    assert isinstance(changed, ChangedError)  # noqa: S101  the filter saw it
    if (await state.get_data()).get("case_id") == changed.case_id:
        await state.clear()
    reason = say(changed.text_id, **changed.facts)
    kept = say("sort-words-kept", words=changed.words) if changed.words else Text("")
    lead = join([reason, kept], "\n\n")
    try:
        case = await cases.get_for_staff(db, changed.case_id, person.id)
        card, keyboard = await whole_card(db, case, say, town, person.id, now)
        text = join([lead, card], "\n\n")
    except NotAvailableError:
        text, keyboard = lead, []
    query = event.update.callback_query
    if query is not None:
        return [_short(query, reason), replace(query, text, keyboard)]
    message = event.update.message
    return tell(message.chat.id, text, keyboard) if message else []


def _short(query: CallbackQuery, text: Text) -> Said:
    return toast(query, text if len(text.words) <= LONGEST_TOAST else "")


async def finished(
    query: CallbackQuery,
    lead: Text,
    db: AsyncSession,
    case: Case,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Say what was done, above the fresh card."""
    card, keyboard = await whole_card(db, case, say, town, person.id, now)
    return [toast(query), replace(query, join([lead, card], "\n\n"), keyboard)]


def step(
    text: Text | str, act: str, case: Case, value: str = "", *, many: bool = True
) -> InlineKeyboardButton:
    """Make a button of a step; one that only looks may be pressed again after a refusal."""
    action = Sort(act=act, case_id=case.id, version=case.version, value=value)
    return button(text, action, many=many)


def to_menu(say: Say, case_id: int) -> list[InlineKeyboardButton]:
    """Go back to the menu; it is right for whatever the case has become."""
    return [button(say("desk-back"), Sort(act="menu", case_id=case_id), many=True)]


def to_card(say: Say, case_id: int) -> list[InlineKeyboardButton]:
    return [button(say("desk-back"), Desk(act="card", case_id=case_id), many=True)]


def fault_in(words: str, most: int, say: Say) -> Text | None:
    """Say what is wrong with typed words: nothing to read in them, or too many of them."""
    if not any(c.isalnum() for c in words):
        return say("words-empty")
    if len(words) > most:
        return say("words-too-long", most=most, count=len(words))
    return None


def tidy(words: str | None) -> str:
    return clean(words or "").strip()


def glance(words: str, most: int = LONGEST_GLANCE) -> Text:
    return literal(words if len(words) <= most else words[: most - 1] + "…")


def kept(case: Case, **more: Any) -> dict[str, Any]:
    """What a form of sorting always knows."""
    return {"case_id": case.id, "number": case.number, **more}


async def form_of(state: FSMContext, pressed: Sort) -> dict[str, Any]:
    """Give the open form that a button belongs to.

    :raises StaleError: the form is about another case, or other words were typed since.
    """
    data = await state.get_data()
    if data.get("case_id") != pressed.case_id or pressed.value not in {"", str(data.get("look"))}:
        raise StaleError
    return data


async def look_at(state: FSMContext, step_: State, before: State, **typed: Any) -> dict[str, Any]:
    """Go on to a form's last look; a button of an earlier look is stale."""
    data = await state.get_data()
    data |= {**typed, "look": int(data.get("look", 0)) + 1, "back": before.state}
    await state.set_state(step_)
    await state.set_data(data)
    return data
