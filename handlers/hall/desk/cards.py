"""An application as a clerk sees it: who filed what, where it stands, and what may be done now."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import applications, filed, steps
from community.hall.model import Application, ApplicationPaper, ApplicationStep, Stage
from community.people import Person
from config.texts import Say, Text, join
from config.town import Town
from handlers.hall.doors import ShowItem
from handlers.hall.filing.cards import bar, due_line, event_line, stage_line
from handlers.hall.filing.names import item_name, listed, material_name, point_name
from handlers.reply import Keyboard, button

MOST_LINES = 6


class Handle(CallbackData, prefix="handle"):
    """What a clerk does with an application; `version` is its own when the button was shown."""

    act: str
    application_id: int
    version: int = 0


async def card(
    db: AsyncSession,
    application: Application,
    clerk_id: int,
    now: datetime,
    say: Say,
    town: Town,
) -> tuple[Text, Keyboard]:
    way = await applications.steps_of(db, application.id)
    papers = await applications.papers_of(db, application.id)
    events = await applications.events(db, application.id)
    owner = await db.get(Person, application.owner_id) if application.owner_id else None
    late = "❗" if applications.overdue(application, now) else ""
    item = item_name(town, application.service, say)
    lines: list[Text | str] = [
        say("clerk-head", late=late, number=application.number, item=item),
        await _who(db, application, say),
        say("clerk-online" if application.online else "clerk-at-counter"),
        say("clerk-point", point=point_name(town, application.point, say)),
        stage_line(application, say, town),
        bar(application, way, say, town),
        due_line(application, now, say, town),
        say("clerk-owner", owner=owner.name or "…") if owner else "",
        say("clerk-papers", count=len(papers), list=_listed(papers, say, town)) if papers else "",
        say("clerk-words", words=application.words) if application.words else "",
        say("clerk-lacking", lacking=application.lacking) if application.lacking else "",
        say("application-reason", reason=application.reason) if application.reason else "",
    ]
    told = join([event_line(event, say, town) for event in events[-MOST_LINES:]])
    works = await filed.works_on(db, town, application, clerk_id)
    keyboard = _buttons(application, way, clerk_id, say, town, works=works)
    return join([join(lines), told], "\n\n"), [*keyboard, _beside(application, len(papers), say)]


async def _who(db: AsyncSession, application: Application, say: Say) -> Text:
    person = await db.get(Person, application.person_id) if application.person_id else None
    name = (person.name if person else None) or say("no-name").words
    if application.for_whom:
        return say("clerk-who-for", name=name, whom=application.for_whom)
    return say("clerk-who", name=name)


def _listed(papers: Sequence[ApplicationPaper], say: Say, town: Town) -> str:
    names = dict.fromkeys(paper_name(paper, say, town) for paper in papers)
    return listed([*names], say)


def paper_name(paper: ApplicationPaper, say: Say, town: Town) -> str:
    if paper.material is None:
        return say("filing-other-papers").words
    return material_name(town, paper.material, say)


def line(application: Application, now: datetime, say: Say, town: Town) -> Text:
    late = "❗" if applications.overdue(application, now) else ""
    return say(
        "clerk-line",
        late=late,
        number=application.number,
        item=item_name(town, application.service, say),
        stage=stage_line(application, say, town),
        due=due_line(application, now, say, town),
    )


def open_button(
    application: Application, now: datetime, say: Say, town: Town
) -> InlineKeyboardButton:
    late = "❗" if applications.overdue(application, now) else ""
    label = f"{late}{application.number} · {item_name(town, application.service, say)}"
    return button(label, Handle(act="card", application_id=application.id), many=True)


# --- what may be done now --------------------------------------------------------------------


def _buttons(  # noqa: PLR0911  one line for each stage
    application: Application,
    way: Sequence[ApplicationStep],
    clerk_id: int,
    say: Say,
    town: Town,
    *,
    works: bool,
) -> list[list[InlineKeyboardButton]]:
    """The moves of this clerk; a colleague's application can only be taken over.

    All of them may be pressed again: the version tells whether it has moved on meanwhile.
    """

    def does(act: str, text_id: str = "") -> InlineKeyboardButton:
        pressed = Handle(act=act, application_id=application.id, version=application.version)
        return button(say(text_id or f"clerk-{act}"), pressed, many=True)

    if applications.collectable(town, application):
        return [[does("collected")]]
    if application.stage not in applications.OPEN or not works:
        return []
    if application.owner_id not in {None, clerk_id}:
        return [[does("take-over")]]
    take = [[does("take")]] if application.owner_id is None else []
    match application.stage:
        case Stage.RECEIVED if application.lacking is None:
            return [*take, [does("accept"), does("ask")], [does("refuse", "clerk-turn-down")]]
        case Stage.RECEIVED:
            return [*take, [does("accept"), does("refuse", "clerk-turn-down")]]
        case Stage.INCOMPLETE:
            return [*take, [does("completed"), does("refuse", "clerk-turn-down")]]
        case Stage.ACCEPTED:
            ready = [does("approve")] if len(way) == 1 else []
            return [*take, [does("start"), *ready], [does("refuse")]]
    more = steps.current(way) is not None and len(way) > 1
    return [*take, [does("step") if more else does("approve"), does("refuse")]]


def _beside(application: Application, papers: int, say: Say) -> list[InlineKeyboardButton]:
    look = Handle(act="papers", application_id=application.id)
    shown = [button(say("clerk-see-papers", count=papers), look, many=True)] if papers else []
    guide = ShowItem(code=application.service)
    return [*shown, button(say("clerk-see-guide"), guide, many=True)]
