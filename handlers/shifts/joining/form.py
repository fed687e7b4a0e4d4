"""「我想当志愿者」: year of birth, teams, times, one look, and it is sent."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import joining
from community.shifts.joining import Application
from community.shifts.model import VolunteerStatus
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Meant, Word
from handlers.forms import SKIPS, Question, answer_aside, asks, open_question
from handlers.menu import Door
from handlers.reading import is_aside
from handlers.reply import Keyboard, Said, button, replace, rows, tell, toast
from handlers.shifts.joining import times
from handlers.shifts.joining.profile import card
from handlers.years import year_in
from nlu.meaning import Meaning

router = Router(name="joining-form")

WORDS = (
    "我想当志愿者", "我要当志愿者", "当志愿者", "加入志愿者", "志愿者", "volunteer",
    "i want to volunteer",
)  # fmt: skip
LONGEST_NAME = 20


class Join(StatesGroup):
    born = State()
    guardian = State()
    community = State()
    teams = State()
    free = State()
    check = State()


class Answer(CallbackData, prefix="join"):
    """An answer in the form: community, team, box, next, sure."""

    what: str
    value: str = ""


# --- the questions -------------------------------------------------------------------------


def _cancel(say: Say) -> Keyboard:
    return [[button(say("volunteer-cancel"), Door(intent="cancel"))]]


@asks(Join.born)
async def ask_born(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(say("volunteer-ask-born", age=town.shift_rules.minor_from), _cancel(say))


@asks(Join.guardian)
async def ask_guardian(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    return Question(
        say("volunteer-ask-guardian", age=town.shift_rules.adult_from), _cancel(say)
    )


@asks(Join.community)
async def ask_community(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    named = [
        button(c.name.text(say.language), Answer(what="community", value=c.code))
        for c in town.communities
    ]
    return Question(say("volunteer-ask-community"), [*rows(named), *_cancel(say)])


@asks(Join.teams)
async def ask_teams(data: dict[str, Any], say: Say, town: Town) -> Question:
    ticked = set(data.get("teams", []))
    teams = [team for team in town.teams if team.kind == "volunteer"]
    lines = [
        say("volunteer-team-line", name=team.name.text(say.language),
            about=team.about.text(say.language))
        for team in teams
    ]  # fmt: skip
    boxes = [
        button(
            _box(team.name.text(say.language), ticked=team.code in ticked),
            Answer(what="team", value=team.code),
        )
        for team in teams
    ]
    on = button(say("volunteer-next" if ticked else "volunteer-any-team"), Answer(what="next"))
    text = join([say("volunteer-ask-teams"), *lines], "\n")
    return Question(text, [*rows(boxes), [on], *_cancel(say)])


@asks(Join.free)
async def ask_free(data: dict[str, Any], say: Say, town: Town) -> Question:  # noqa: ARG001
    ticked = set(data.get("boxes", []))
    boxes = [
        button(
            _box(say(f"volunteer-box-{box}").words, ticked=box in ticked),
            Answer(what="box", value=box),
        )
        for box in times.BOXES
    ]
    on = button(say("volunteer-next" if ticked else "volunteer-any-time"), Answer(what="next"))
    return Question(say("volunteer-ask-free"), [*rows(boxes, 3), [on], *_cancel(say)])


@asks(Join.check)
async def ask_check(data: dict[str, Any], say: Say, town: Town) -> Question:
    comma = say("volunteer-and").words
    teams = comma.join(town.team(code).name.text(say.language) for code in data.get("teams", []))
    text = say(
        "volunteer-check",
        born=data["born"],
        community=town.community(data["community"]).name.text(say.language),
        teams=teams or say("volunteer-any-team").words,
        free=times.in_words(times.days_of(data.get("boxes", [])), say),
    )
    if data.get("guardian"):
        text = join([text, say("volunteer-check-guardian", guardian=data["guardian"])], "\n")
    agree = [button(say("volunteer-sure"), Answer(what="sure"))]
    again = [button(say("volunteer-again"), Answer(what="again"))]
    return Question(join([text, say("volunteer-consent")], "\n\n"), [agree, again, *_cancel(say)])


def _box(name: str, *, ticked: bool) -> str:
    return f"☑ {name}" if ticked else f"☐ {name}"


async def _ask(chat: int, state: FSMContext, say: Say, town: Town, note: Text | str = "") -> Said:
    question = await open_question(state, say, town)
    assert question is not None  # noqa: S101  every step of this form asks
    text = join([note, question.text], "\n\n") if note else question.text
    return tell(chat, text, question.keyboard)


# --- the way in ----------------------------------------------------------------------------


async def _open(
    chat: int, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    known = await joining.volunteer(db, person.id)
    if known is not None and known.status in {VolunteerStatus.ACTIVE, VolunteerStatus.PAUSED}:
        return tell(chat, *await card(db, known, say, town, now))
    if known is not None and (refused := joining.why_not_again(known, now=now)) is not None:
        raise refused
    if await open_question(state, say, town) is not None:
        return await answer_aside(chat, say("volunteer-form-open"), state, say, town)
    await state.set_state(Join.born)
    await state.set_data({"community": person.community} if person.community else {})
    return await _ask(chat, state, say, town, say("volunteer-welcome"))


@router.message(Meant("become_volunteer"))
@router.message(Word(*WORDS))
async def from_words(
    message: Message, person: Speaker, state: FSMContext, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    return await _open(message.chat.id, person, state, say, town, db, now)


@router.callback_query(Door.filter(F.intent == "become_volunteer"))
async def from_door(
    query: CallbackQuery, person: Speaker, state: FSMContext, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    opened = await _open(query.from_user.id, person, state, say, town, db, now)
    return [toast(query), opened]


# --- the answers ---------------------------------------------------------------------------


async def _go_on(state: FSMContext, town: Town, now: datetime) -> None:
    """Go to the next question that is still open."""
    data = await state.get_data()
    day = now.astimezone(town.zone).date()
    if data.get("born") is None:
        step = Join.born
    elif joining.needs_guardian(data["born"], town, day) and not data.get("guardian"):
        step = Join.guardian
    elif not data.get("community"):
        step = Join.community
    elif not data.get("teams_done"):
        step = Join.teams
    elif not data.get("free_done"):
        step = Join.free
    else:
        step = Join.check
    await state.set_state(step)


@router.message(Join.born, F.text, ~F.text.startswith("/"))
async def hear_born(
    message: Message, state: FSMContext, person: Speaker, say: Say, town: Town, now: datetime,
    meaning: Meaning | None,
) -> Said:  # fmt: skip
    words, chat = message.text or "", message.chat.id
    born = year_in(words, now.astimezone(town.zone).year)
    if born is None:
        if is_aside(words, meaning):
            raise SkipHandler
        return await _ask(chat, state, say, town, say("volunteer-year-wrong"))
    asked = Application(born=born, community=person.community or "", guardian="?")
    refused = joining.why_not(asked, None, town, now=now)
    if refused is not None:
        if refused.text_id == "volunteer-too-young":
            await state.clear()
            return tell(chat, say(refused.text_id, **refused.facts))
        return await _ask(chat, state, say, town, say(refused.text_id, **refused.facts))
    await state.update_data(born=born)
    await _go_on(state, town, now)
    return await _ask(chat, state, say, town)


@router.message(Join.guardian, F.text, ~F.text.startswith("/"))
async def hear_guardian(
    message: Message, state: FSMContext, say: Say, town: Town, now: datetime,
    meaning: Meaning | None,
) -> Said:  # fmt: skip
    words = (message.text or "").strip()
    if is_aside(words, meaning):
        raise SkipHandler
    if not any(c.isalpha() for c in words):
        return await _ask(message.chat.id, state, say, town)
    await state.update_data(guardian=words[:LONGEST_NAME])
    await _go_on(state, town, now)
    return await _ask(message.chat.id, state, say, town)


@router.message(Join.teams, F.text, ~F.text.startswith("/"))
@router.message(Join.free, F.text, ~F.text.startswith("/"))
@router.message(Join.community, F.text, ~F.text.startswith("/"))
async def hear_other(
    message: Message, state: FSMContext, say: Say, town: Town, now: datetime,
    meaning: Meaning | None,
) -> Said:  # fmt: skip
    """Names of teams and communities may be typed; a skip passes on."""
    words = (message.text or "").strip()
    if is_aside(words, meaning):
        raise SkipHandler
    at, data = await state.get_state(), await state.get_data()
    if at == Join.community.state:
        named = next((c for c in town.communities if c.name.zh[:2] in words), None)
        if named is not None:
            await state.update_data(community=named.code)
            await _go_on(state, town, now)
    elif words.casefold() in SKIPS:
        await state.update_data({"teams_done" if at == Join.teams.state else "free_done": True})
        await _go_on(state, town, now)
    elif at == Join.teams.state:
        named_teams = [
            t.code
            for t in town.teams
            if t.kind == "volunteer"
            and any(w.casefold() in words.casefold() for w in (t.name.zh, t.name.en, *t.aliases))
        ]
        if named_teams:
            wanted = dict.fromkeys([*data.get("teams", []), *named_teams])
            await state.update_data(teams=list(wanted))
    return await _ask(message.chat.id, state, say, town)


OPEN_AT = {
    "community": Join.community.state,
    "team": Join.teams.state,
    "box": Join.free.state,
    "sure": Join.check.state,
    "again": Join.check.state,
}


@router.callback_query(Answer.filter())
async def press(
    query: CallbackQuery, callback_data: Answer, state: FSMContext, person: Speaker, say: Say,
    town: Town, db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    at, what, value = await state.get_state(), callback_data.what, callback_data.value
    if at is None or not at.startswith("Join:") or at != OPEN_AT.get(what, at):
        return [toast(query, say("button-stale"))]
    data = await state.get_data()
    match what:
        case "community":
            await state.update_data(community=value)
        case "team" | "box":
            key = "teams" if what == "team" else "boxes"
            await state.update_data({key: _flipped(data.get(key, []), value)})
            question = await open_question(state, say, town)
            assert question is not None  # noqa: S101  the form is open
            return [toast(query), replace(query, question.text, question.keyboard)]
        case "next":
            await state.update_data({"teams_done" if at == Join.teams.state else "free_done": True})
        case "again":
            await state.set_data({"community": person.community} if person.community else {})
        case "sure":
            return [toast(query), *await _send(query, data, state, person, say, town, db, now)]
    await _go_on(state, town, now)
    return [toast(query), await _ask(query.from_user.id, state, say, town)]


def _flipped(ticked: list[str], value: str) -> list[str]:
    return [t for t in ticked if t != value] if value in ticked else [*ticked, value]


async def _send(
    query: CallbackQuery, data: dict[str, Any], state: FSMContext, person: Speaker, say: Say,
    town: Town, db: AsyncSession, now: datetime,
) -> list[Any]:  # fmt: skip
    application = Application(
        born=data["born"],
        community=data["community"],
        teams=tuple(data.get("teams", [])),
        free=tuple(times.days_of(data.get("boxes", []))),
        guardian=data.get("guardian"),
    )
    await state.clear()
    one = await joining.apply(db, town, person.id, application, now=now)
    done = "volunteer-in" if one.status is VolunteerStatus.ACTIVE else "volunteer-sent"
    return tell(query.from_user.id, say(done))
