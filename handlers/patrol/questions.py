"""What each step of a patrol asks, and the buttons under it."""

from typing import Any

from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup

from community.people import Speaker
from community.reports.patrol import PATROL_ROLES
from config.texts import Say, join
from config.town import Town
from handlers.forms import Question, asks
from handlers.reply import Keyboard, button, rows

MOST_PLACES = 8


class Patrol(StatesGroup):
    photo = State()
    where = State()
    what = State()
    mend = State()


IN_PATROL = StateFilter(Patrol.photo, Patrol.where, Patrol.what, Patrol.mend)


class Round(CallbackData, prefix="patrol"):
    """One tap: find, clear, skip, place, page, category, mend, mended, drop."""

    step: str
    value: str = ""


def community_of(person: Speaker, town: Town) -> str:
    """Where this person walks: the community of their role, else where they live."""
    own = next((c for role, c in sorted(person.roles) if role in PATROL_ROLES and c), None)
    return own or person.community or town.default_community.code


def walks_in(person: Speaker, community: str | None) -> bool:
    return any(role in PATROL_ROLES and c in {None, community} for role, c in person.roles)


def _drop(say: Say) -> Keyboard:
    return [[button(say("patrol-drop"), Round(step="drop"))]]


@asks(Patrol.photo)
async def ask_photo(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    count = len(data.get("files", ()))
    if count:
        text = say("patrol-ask-photo-more", count=count)
        return Question(text, [[button(say("patrol-go-on"), Round(step="skip"))], *_drop(say)])
    skip = [button(say("patrol-skip-photo"), Round(step="skip"))]
    return Question(say("patrol-ask-photo"), [skip, *_drop(say)])


@asks(Patrol.where)
async def ask_where(data: dict[str, Any], say: Say, town: Town) -> Question:
    codes = data.get("choices") or ()
    places = [p for p in town.places if p.code in codes]
    text = say("patrol-ask-which") if places else say("patrol-ask-where")
    places = places or [p for p in town.places if p.community == data.get("walks")]
    first = min(data.get("page", 0), max(len(places) - 1, 0) // MOST_PLACES) * MOST_PLACES
    shown = [
        button(p.name.text(say.language), Round(step="place", value=p.code))
        for p in places[first : first + MOST_PLACES]
    ]
    turn = [
        button(say(text_id), Round(step="page", value=str(first // MOST_PLACES + by)))
        for text_id, by, there in (
            ("page-back", -1, first > 0),
            ("page-on", 1, first + MOST_PLACES < len(places)),
        )
        if there
    ]
    return Question(text, [*rows(shown), *([turn] if turn else []), *_drop(say)])


@asks(Patrol.what)
async def ask_what(data: dict[str, Any], say: Say, town: Town) -> Question:
    kinds = [
        button(c.name.text(say.language), Round(step="category", value=c.code))
        for c in town.reportable
    ]
    lines = [
        say("patrol-at", place=data["place"]) if data.get("place") else "",
        say("patrol-heard", words=data["text"]) if data.get("text") else "",
        say("patrol-ask-kind") if data.get("text") else say("patrol-ask-what"),
    ]
    return Question(join(lines, "\n"), [*rows(kinds), *_drop(say)])


@asks(Patrol.mend)
async def ask_mend(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    ready = [
        [button(say(f"patrol-mended-{n}"), Round(step="mended", value=str(n)))] for n in (1, 2, 3)
    ]
    not_yet = [[button(say("patrol-not-mended"), Round(step="drop"))]]
    return Question(say("patrol-ask-mend", number=data.get("number", "")), [*ready, *not_yet])
