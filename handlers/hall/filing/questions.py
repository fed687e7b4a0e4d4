"""How each step of filing asks; all that it needs stands in the dialogue's data."""

from aiogram.types import InlineKeyboardButton

from config.texts import Say, Text, join
from config.town import Town
from handlers.forms import Question, asks
from handlers.hall.doors import ShowItem
from handlers.hall.filing.draft import (
    OTHER,
    Data,
    Filing,
    Fill,
    asked_for,
    count,
    given,
    lacking,
    next_one,
    papers_of,
)
from handlers.hall.filing.names import item_name, material_name, materials_named, point_name
from handlers.reply import Keyboard, button, rows
from handlers.times import span_name

KIN = ("mother", "father", "partner", "child")


def press(label: Text | str, data: Data, act: str, value: str = "") -> InlineKeyboardButton:
    return button(label, Fill(act=act, code=data["item"], value=value), many=True)


def _leave(data: Data, say: Say) -> list[InlineKeyboardButton]:
    return [button(say("filing-leave"), Fill(act="leave", code=data["item"]), many=True)]


@asks(Filing.whom)
async def ask_whom(data: Data, say: Say, town: Town) -> Question:
    kin = [press(say(f"filing-kin-{who}"), data, "whom", who) for who in KIN]
    keyboard = [[press(say("filing-myself"), data, "self")], *rows(kin), _leave(data, say)]
    return Question(say("filing-ask-whom", item=item_name(town, data["item"], say)), keyboard)


@asks(Filing.consent)
async def ask_consent(data: Data, say: Say, town: Town) -> Question:
    keyboard = [
        [press(say("filing-consented"), data, "consented")],
        [press(say("filing-not-asked"), data, "not-asked")],
    ]
    name = item_name(town, data["item"], say)
    return Question(say("filing-ask-consent", name=data.get("whom", ""), item=name), keyboard)


# --- papers ----------------------------------------------------------------------------------


@asks(Filing.papers)
async def ask_papers(data: Data, say: Say, town: Town) -> Question:
    service = town.service(data["item"])
    wanted = next_one(service, data)
    progress = progress_line(data, say, town)
    if wanted is None:
        keyboard = [[press(say("filing-go-on"), data, "to-words")], *_extras(data, say, town)]
        return Question(progress, [*keyboard, _leave(data, say)])
    brought = next(b for b in asked_for(service, data) if b.material == wanted)
    hint = brought.note or town.material(wanted).hint
    ask = say("filing-ask-paper", material=material_name(town, wanted, say))
    lines = [progress, ask, Text(hint.text(say.language)) if hint else ""]
    skip = "filing-keep-paper" if data.get("again") else "filing-no-paper"
    keyboard = [[press(say(skip), data, "pass", wanted)], *_extras(data, say, town)]
    return Question(join(lines), [*keyboard, _leave(data, say)])


def progress_line(data: Data, say: Say, town: Town) -> Text:
    """Say how many are here, and which are not."""
    service = town.service(data["item"])
    here, missing = given(service, data), lacking(service, data)
    if not here:
        return say("filing-papers-all", count=len(missing), list=_names(missing, say, town))
    names = _names(here, say, town)
    if not missing:
        return say("filing-papers-complete", count=len(here), list=names)
    return say(
        "filing-papers-some",
        count=len(here),
        missing=len(missing),
        list=_names(missing, say, town),
    )


def _names(codes: list[str], say: Say, town: Town) -> str:
    return materials_named(town, codes, say)


def _extras(data: Data, say: Say, town: Town) -> Keyboard:
    """Offer to mend what is there: one more page, or all photos of the list anew."""
    buttons, last = [], data.get("last")
    if last and last != OTHER and not data.get("again"):
        name = material_name(town, last, say)
        buttons.append([press(say("filing-one-more", material=name), data, "again", last)])
    if data.get("taken_over"):
        buttons.append([press(say("filing-photograph-anew"), data, "anew")])
    return buttons


# --- the end ---------------------------------------------------------------------------------


@asks(Filing.words)
async def ask_words(data: Data, say: Say, town: Town) -> Question:  # noqa: ARG001
    keyboard = [[press(say("filing-no-words"), data, "to-check")], _leave(data, say)]
    text = say("filing-more-words") if data.get("words") else say("filing-ask-words")
    return Question(text, keyboard)


@asks(Filing.check)
async def ask_check(data: Data, say: Say, town: Town) -> Question:
    service = town.service(data["item"])
    missing = lacking(service, data)
    lines = [
        say("filing-check"),
        say("filing-line-item", item=service.name.text(say.language), code=service.code),
        say("filing-line-whom", name=data.get("whom") or say("filing-yourself").words),
        say("filing-line-papers", list=papers_listed(data, say, town)),
        say("filing-line-lacking", list=_names(missing, say, town)) if missing else "",
        say("filing-line-words", words=data["words"]) if data.get("words") else "",
        say("filing-line-point", point=point_name(town, data["point"], say)),
        say("filing-line-promise", span=span_name(service.promised, say)),
        "",
        say("filing-check-note" if not missing else "filing-check-note-lacking"),
    ]
    keyboard = [
        [button(say("filing-submit"), Fill(act="submit", code=service.code), many=True)],
        [
            press(say("filing-change-papers"), data, "to-papers"),
            press(say("filing-change-words"), data, "to-words"),
        ],
        [
            button(say("filing-read-guide"), ShowItem(code=service.code), many=True),
            *_leave(data, say),
        ],
    ]
    return Question(join(lines), keyboard)


def papers_listed(data: Data, say: Say, town: Town) -> str:
    """Name what is handed in, with how many photos where there are several."""
    if not count(data):
        return say("filing-papers-none").words
    names = []
    for material in data.get("papers", {}):
        files = len(papers_of(data, material))
        name = say("filing-other-papers").words if material == OTHER else ""
        name = name or material_name(town, material, say)
        names.append(say("filing-paper-times", name=name, count=files).words if files > 1 else name)
    return ("、" if say.language == "zh" else ", ").join(names)
