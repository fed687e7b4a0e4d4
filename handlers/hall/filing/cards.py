"""An application as its applicant sees it: where it stands, until when, what happened."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram.filters.callback_data import CallbackData
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import applications
from community.hall.model import (
    Application,
    ApplicationEvent,
    ApplicationStep,
    ServiceRating,
    Stage,
    Stars,
)
from config.texts import Say, Text, join
from config.town import Town
from handlers.cases import day_name, moment
from handlers.hall.doors import ShowApplication
from handlers.hall.filing.names import department_name, item_name, point_name
from handlers.menu import Door
from handlers.reply import Keyboard, button, rows

MOST_LINES = 12
"""Of a long timeline the last lines are told."""


class Mine(CallbackData, prefix="my-application"):
    """What an applicant does: complete, withdraw, withdraw-yes, withdraw-no."""

    act: str
    application_id: int


class Grade(CallbackData, prefix="application-grade"):
    """One tap of the five grades."""

    application_id: int
    stars: int


# --- the pieces ------------------------------------------------------------------------------


def bar(application: Application, steps: Sequence[ApplicationStep], say: Say, town: Town) -> Text:
    """Draw how far it is: ●●○ 民政 → 社保 → 医保."""
    progress = applications.progress(application, steps)
    names = [department_name(town, step.department, say) for step in progress.steps]
    dots = "●" * progress.done + "○" * (progress.of - progress.done)
    return Text(f"{dots} {' → '.join(names)}")


def stage_line(application: Application, say: Say, town: Town) -> Text:
    department = department_name(town, application.department, say)
    return say(f"application-stage-{application.stage.value}", department=department)


def due_line(application: Application, now: datetime, say: Say, town: Town) -> Text | str:
    """Say until when it will be decided, while that clock runs."""
    if application.closed_at is not None or application.due_at is None:
        return ""
    if application.paused_at is not None:
        return say("application-clock-stands")
    day = day_name(application.due_at.astimezone(town.zone).date(), say)
    if applications.overdue(application, now):
        return say("application-late", day=day)
    return say("application-due", day=day)


def event_line(event: ApplicationEvent, say: Say, town: Town) -> Text:
    what = say(f"application-event-{event.what}", **_facts(event.facts, say, town))
    line = say("application-event", at=moment(event.at, say, town), what=what)
    return line + say("application-event-note", note=event.note) if event.note else line


def _facts(facts: dict[str, Any], say: Say, town: Town) -> dict[str, Any]:
    known = dict(facts)
    if "department" in known:
        known["department"] = department_name(town, known["department"], say)
    if "stars" in known:
        known["grade"] = say(f"application-grade-{known['stars']}")
    return known


# --- the card --------------------------------------------------------------------------------


async def card(
    db: AsyncSession, application: Application, now: datetime, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    steps = await applications.steps_of(db, application.id)
    events = await applications.events(db, application.id)
    whom = application.for_whom
    what = item_name(town, application.service, say)
    lines: list[Text | str] = [
        say("application-head", number=application.number, item=what),
        say("application-for", name=whom) if whom else "",
        stage_line(application, say, town),
        bar(application, steps, say, town),
        due_line(application, now, say, town),
    ]
    if application.stage is Stage.INCOMPLETE and application.lacking:
        lines.append(say("application-lacks", lacking=application.lacking))
    if application.stage is Stage.REFUSED and application.reason:
        lines.append(say("application-reason", reason=application.reason))
    if applications.collectable(town, application):
        place = point_name(town, application.point, say)
        lines.append(say("application-fetch", point=place))
    told = join([event_line(event, say, town) for event in events[-MOST_LINES:]])
    text = join([join(lines), told], "\n\n")
    keyboard = [*act_buttons(application, say)]
    if application.stage in applications.DECIDED and not await is_rated(db, application.id):
        text = text + "\n\n" + say("application-rate")
        keyboard = [*grades(application.id, say), *keyboard]
    return text, keyboard


def act_buttons(application: Application, say: Say) -> Keyboard:
    """What the applicant may do now."""

    def does(text_id: str, act: str) -> Keyboard:
        pressed = Mine(act=act, application_id=application.id)
        return [[button(say(text_id), pressed, many=True)]]

    keyboard: list[Any] = []
    if application.stage is Stage.INCOMPLETE:
        keyboard += does("application-complete", "complete")
    if application.stage in {Stage.RECEIVED, Stage.INCOMPLETE}:
        keyboard += does("application-withdraw", "withdraw")
    if application.closed_at is None and application.paused_at is None:
        # The label goes along as the wish: who answers sees which application it is about.
        nudge = say("application-nudge", number=application.number)
        keyboard.append([button(nudge, Door(intent="talk_to_human"), many=True)])
    return keyboard


def show_button(application_id: int, say: Say) -> Keyboard:
    shown = ShowApplication(application_id=application_id)
    return [[button(say("application-show"), shown, many=True)]]


# --- the grades ------------------------------------------------------------------------------


def grades(application_id: int, say: Say) -> Keyboard:
    """The five grades, the best first; one tap, once."""
    best_first = sorted(Stars, reverse=True)
    return rows(
        [
            button(say(f"application-grade-{stars.value}"), _grade(application_id, stars))
            for stars in best_first
        ],
        wide=3,
    )


def _grade(application_id: int, stars: Stars) -> Grade:
    return Grade(application_id=application_id, stars=stars.value)


async def is_rated(db: AsyncSession, application_id: int) -> bool:
    query = select(ServiceRating.id).where(ServiceRating.application_id == application_id)
    return await db.scalar(query) is not None
