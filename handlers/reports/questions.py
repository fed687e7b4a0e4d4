"""What each step of a report's form asks, and the buttons under it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import InlineKeyboardButton

from community.reports.nearby import Near
from community.reports.promises import category_of
from config.texts import Say, Text
from config.town import Place, Town
from handlers.forms import Question, asks
from handlers.reply import Keyboard, button, rows

MOST_CHOICES = 8
MOST_NEAR = 3
RIGHT_HERE = 15
"""Metres that a telephone cannot tell from nothing."""
MOST_OF_PLACE, MOST_OF_WORDS = 40, 80


class Form(StatesGroup):
    what = State()
    where = State()
    check = State()
    near = State()


class Go(CallbackData, prefix="report-form"):
    """A step of the form: file, drop, change (what, where, category), no-place, browse."""

    step: str
    value: str = ""


IN_FORM = StateFilter(Form.what, Form.where, Form.check, Form.near)


@asks(Form.what)
async def ask_what(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    place = data.get("place")
    text = say("report-ask-what-at", place=place) if place else say("report-ask-what")
    return Question(text, [[button(say("report-drop"), Go(step="drop"))]])


@asks(Form.where)
async def ask_where(data: dict[str, Any], say: Say, town: Town) -> Question:
    choices = [town.place(code) for code in data.get("choices", ())]
    if choices:
        buttons = [place_button(place, say.language) for place in choices]
        keyboard: Keyboard = [
            *rows(buttons),
            [button(say("report-elsewhere"), Go(step="elsewhere"))],
        ]
        return Question(say("report-ask-which-place"), keyboard)
    category = category_of(town, data.get("category")).name.text(say.language)
    keyboard = [
        [button(say("report-browse"), Go(step="browse"), many=True)],
        [button(say("report-no-place"), Go(step="no-place"))],
        [button(say("report-drop"), Go(step="drop"))],
    ]
    return Question(say("report-ask-where", category=category), keyboard)


@asks(Form.check)
async def ask_check(data: dict[str, Any], say: Say, town: Town) -> Question:
    category = category_of(town, data.get("category")).name.text(say.language)
    lines: list[Text | str] = [
        say("report-check"),
        "",
        say("report-line-what", text=data.get("text", "")),
        say("report-line-where", place=data.get("place") or say("report-place-unknown")),
        say("report-line-category", category=category),
        say("report-line-photos", count=len(data.get("files", ())))
        if data.get("files")
        else say("report-line-no-photo"),
        "",
        say("report-line-anonymous"),
    ]
    keyboard = [
        [button(say("report-file"), Go(step="file"))],
        [
            button(say("report-change-what"), Go(step="what")),
            button(say("report-change-where"), Go(step="where")),
        ],
        [
            button(say("report-change-category"), Go(step="categories")),
            button(say("report-drop"), Go(step="drop")),
        ],
    ]
    return Question(_lines(lines), keyboard)


def told_near(
    near: Sequence[Near], person_id: int, now: datetime, say: Say, town: Town
) -> list[dict[str, Any]]:
    """Keep of each what the question needs, small enough for the dialogue's data.

    How a neighbour called the place is theirs, until there is a public wording.
    """
    names = {place.code: place.name.text(say.language) for place in town.places}
    return [
        {
            "case_id": n.case_id,
            "number": n.number,
            "place": (names.get(n.place_code or "") or (n.place if n.public_text else ""))[
                :MOST_OF_PLACE
            ],
            "words": (n.public_text or "")[:MOST_OF_WORDS],
            "people": n.people,
            "mine": n.reporter_id == person_id,
            "metres": None if n.metres is None else round(n.metres),
            "days": max((now - n.created_at).days, 0),
        }
        for n in near[:MOST_NEAR]
    ]


@asks(Form.near)
async def ask_near(data: dict[str, Any], say: Say, town: Town) -> Question:
    """Whether it is one of those that neighbours have reported already."""
    near = data.get("near") or []
    category = category_of(town, data.get("category")).name.text(say.language)
    people = sum(n["people"] for n in near)
    lines: list[Text | str] = [say("report-near", count=people, category=category)]
    for n in near:
        ago = say("report-near-today") if not n["days"] else say("report-near-days", days=n["days"])
        far = _how_far(n["metres"], say)
        own = say("report-near-mine").words if n.get("mine") else ""
        lines.append(
            say("report-near-line", number=n["number"], place=n["place"], far=far, ago=ago.words,
                people=n["people"], own=own)
        )  # fmt: skip
        if n["words"]:
            lines.append(say("report-near-words", words=n["words"]))
    lines.append(say("report-near-ask"))
    keyboard: list[list[InlineKeyboardButton]] = [
        [
            button(
                say("report-me-too", number=n["number"]), Go(step="me-too", value=str(n["case_id"]))
            )
        ]
        for n in near
    ]
    keyboard.append([button(say("report-not-the-same"), Go(step="file"))])
    keyboard.append([button(say("report-drop"), Go(step="drop"))])
    return Question(_lines(lines), keyboard)


def _how_far(metres: int | None, say: Say) -> str:
    if metres is None:
        return ""
    if metres < RIGHT_HERE:
        return say("report-near-here").words
    return say("report-near-metres", metres=metres).words


def _lines(lines: list[Text | str]) -> Text:
    whole = Text("")
    for n, line in enumerate(lines):
        whole = whole + ("\n" if n else "") + line
    return whole


def place_button(place: Place, language: str) -> InlineKeyboardButton:
    return button(place.name.text(language), Go(step="place", value=place.code))


def browse(value: str, say: Say, town: Town) -> Question:
    """Known places, community by community, eight at a time."""
    community, _, page = value.partition(":")
    if not community:
        buttons = [
            button(c.name.text(say.language), Go(step="browse", value=f"{c.code}:0"), many=True)
            for c in town.communities
        ]
        return Question(say("report-browse-community"), rows(buttons))
    places = [p for p in town.places if p.community == community]
    first = int(page or 0) * MOST_CHOICES
    buttons = [place_button(p, say.language) for p in places[first : first + MOST_CHOICES]]
    turn = [
        button(say(text_id), Go(step="browse", value=f"{community}:{n}"), many=True)
        for text_id, n, there in (
            ("page-back", int(page or 0) - 1, first > 0),
            ("page-on", int(page or 0) + 1, first + MOST_CHOICES < len(places)),
        )
        if there
    ]
    return Question(say("report-browse-place"), [*rows(buttons), *([turn] if turn else [])])
