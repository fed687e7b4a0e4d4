"""The teams of volunteers in a community, and the courses that some roles need."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import joining, shifts, teams
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Meant, Word
from handlers.menu import Door, person_and_menu
from handlers.reply import Keyboard, Said, button, replace, rows, tell, toast
from handlers.shifts.doors import ShowShift, ShowTeam
from handlers.shifts.spans import shift_line

router = Router(name="joining-teams")

WORDS = (
    "有哪些志愿者队", "有哪些志愿队", "志愿者队伍", "志愿队伍", "teams", "volunteer teams",
)  # fmt: skip
MOST_COURSES = 5


class InTeam(CallbackData, prefix="in-team"):
    """join or leave."""

    do: str
    code: str
    community: str


def _community(person: Speaker, town: Town) -> str:
    return person.community or town.default_community.code


async def _all(person: Speaker, say: Say, town: Town, db: AsyncSession) -> tuple[Text, Keyboard]:
    community = _community(person, town)
    cards = await teams.cards(db, town, community)
    name = town.community(community).name.text(say.language)
    lines = [
        say("team-line", name=card.team.name.text(say.language), members=card.members,
            about=card.team.about.text(say.language))
        for card in cards
    ]  # fmt: skip
    buttons = [
        button(
            card.team.name.text(say.language),
            ShowTeam(code=card.team.code, community=community),
            many=True,
        )
        for card in cards
    ]
    head = say("team-list", community=name, count=len(cards))
    return join([head, *lines], "\n"), rows(buttons)


@router.message(Word(*WORDS))
async def show_all(
    message: Message, person: Speaker, say: Say, town: Town, db: AsyncSession
) -> Said:
    return tell(message.chat.id, *await _all(person, say, town, db))


async def _one(
    code: str, community: str, person: Speaker, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> tuple[Text, Keyboard]:  # fmt: skip
    cards = await teams.cards(db, town, community)
    card = next((one for one in cards if one.team.code == code), None)
    if card is None:
        return say("not-available"), []
    lines = [
        say("team-card", name=card.team.name.text(say.language),
            about=card.team.about.text(say.language), members=card.members),
    ]  # fmt: skip
    if card.leader:
        lines.append(say("team-leader", name=card.leader))
    coming = await shifts.coming(db, town, [community], [code], now=now, most=MOST_COURSES)
    keyboard = [
        [button(shift_line(shift, say, town), ShowShift(shift_id=shift.id), many=True)]
        for shift in coming
    ]
    inside = any(m.team == code for m in await teams.mine(db, person.id))
    do = "leave" if inside else "join"
    step = InTeam(do=do, code=code, community=community)
    keyboard.append([button(say(f"team-do-{do}"), step, many=True)])
    return join(lines, "\n"), keyboard


@router.callback_query(ShowTeam.filter())
async def show_one(
    query: CallbackQuery, callback_data: ShowTeam, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    shown = await _one(callback_data.code, callback_data.community, person, say, town, db, now)
    return [toast(query), *tell(query.from_user.id, *shown)]


@router.callback_query(InTeam.filter())
async def join_or_leave(
    query: CallbackQuery, callback_data: InTeam, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    await joining.require(db, person.id)
    code, community = callback_data.code, callback_data.community
    if callback_data.do == "join":
        await teams.join(db, town, person.id, code, community, now=now)
    else:
        await teams.leave(db, person.id, code, community)
    text, keyboard = await _one(code, community, person, say, town, db, now)
    return [toast(query, say(f"team-did-{callback_data.do}")), replace(query, text, keyboard)]


# --- courses -------------------------------------------------------------------------------


async def _courses(say: Say, town: Town, db: AsyncSession, now: datetime) -> tuple[Text, Keyboard]:
    coming = [s for s in await shifts.coming(db, town, now=now, most=500) if s.gives_training]
    if not coming:
        return say("team-no-courses"), person_and_menu(say)
    return say("team-courses"), [
        [button(shift_line(shift, say, town), ShowShift(shift_id=shift.id), many=True)]
        for shift in coming[:MOST_COURSES]
    ]


@router.message(Meant("training_info"))
async def courses(
    message: Message, say: Say, town: Town, db: AsyncSession, now: datetime
) -> Said:
    return tell(message.chat.id, *await _courses(say, town, db, now))


@router.callback_query(Door.filter(F.intent == "training_info"))
async def courses_door(
    query: CallbackQuery, say: Say, town: Town, db: AsyncSession, now: datetime
) -> Said:
    return [toast(query), *tell(query.from_user.id, *await _courses(say, town, db, now))]
