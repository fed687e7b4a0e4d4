"""A volunteer's own card: teams, times, reminders, resting, and leaving."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.shifts import certificates, joining, reminders, teams
from community.shifts.model import Volunteer, VolunteerStatus
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Word
from handlers.menu import Door
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.shifts.joining import times

router = Router(name="joining-profile")

WORDS = ("我的志愿者资料", "志愿者资料", "我的证书", "my volunteer card", "my certificates")
CHOICES: dict[str, list[int] | None] = {"usual": None, "day": [24, 2], "short": [2], "none": []}


class Profile(CallbackData, prefix="volunteer"):
    """remind, rest, go-on, leave, leave-sure."""

    do: str
    value: str = ""


async def card(
    db: AsyncSession, one: Volunteer, say: Say, town: Town, now: datetime
) -> tuple[Text, Keyboard]:
    comma = say("volunteer-and").words
    mine = comma.join(
        town.team(member.team).name.text(say.language)
        for member in await teams.mine(db, one.person_id)
        if member.team in {team.code for team in town.teams}
    )
    hours = town.shift_rules.remind_hours if one.remind_hours is None else one.remind_hours
    lines = [
        say("volunteer-card", community=town.community(one.community).name.text(say.language)),
        say("volunteer-card-teams", teams=mine or say("volunteer-no-team").words),
        say("volunteer-card-free", free=times.in_words(one.free, say)),
        say("volunteer-card-remind", hours=comma.join(str(h) for h in hours))
        if hours
        else say("volunteer-card-no-reminders"),
        *(await _certificates(db, one, say, town, now)),
    ]
    resting = one.status is VolunteerStatus.PAUSED
    if resting:
        lines.append(say("volunteer-card-resting"))
    rest = "go-on" if resting else "rest"
    keyboard: Keyboard = [
        [button(say("door-join_shift"), Door(intent="join_shift"), many=True),
         button(say("door-my_shifts"), Door(intent="my_shifts"), many=True)],
        [button(say("volunteer-do-remind"), Profile(do="remind"), many=True),
         button(say(f"volunteer-do-{rest}"), Profile(do=rest), many=True)],
        [button(say("volunteer-do-leave"), Profile(do="leave"), many=True)],
    ]  # fmt: skip
    return join(lines, "\n"), keyboard


async def _certificates(
    db: AsyncSession, one: Volunteer, say: Say, town: Town, now: datetime
) -> list[Text]:
    today, lines = now.astimezone(town.zone).date(), []
    names = {training.code: training.name for training in town.trainings}
    for kept in await certificates.of(db, one.person_id):
        if kept.training not in names:
            continue
        name = names[kept.training].text(say.language)
        if kept.until is None:
            lines.append(say("volunteer-certificate", name=name))
        elif kept.until >= today:
            lines.append(say("volunteer-certificate-until", name=name, until=str(kept.until)))
        else:
            lines.append(say("volunteer-certificate-over", name=name, until=str(kept.until)))
    return lines


@router.message(Word(*WORDS))
async def show(
    message: Message, person: Speaker, say: Say, town: Town, db: AsyncSession, now: datetime
) -> Said:
    one = await joining.require(db, person.id)
    return tell(message.chat.id, *await card(db, one, say, town, now))


@router.callback_query(Profile.filter(F.do == "remind"))
async def choose_reminders(
    query: CallbackQuery, callback_data: Profile, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    if callback_data.value not in CHOICES:
        choices: Keyboard = [
            [button(say(f"volunteer-remind-{name}"), Profile(do="remind", value=name), many=True)]
            for name in CHOICES
        ]
        return [toast(query), *tell(query.from_user.id, say("volunteer-ask-remind"), choices)]
    hours = CHOICES[callback_data.value]
    await reminders.set_reminders(db, town, person.id, hours, now=now)
    one = await joining.require(db, person.id)
    text, keyboard = await card(db, one, say, town, now)
    return [toast(query), replace(query, join([say("volunteer-kept"), text], "\n\n"), keyboard)]


@router.callback_query(Profile.filter(F.do.in_({"rest", "go-on"})))
async def rest_or_go_on(
    query: CallbackQuery, callback_data: Profile, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    change = joining.pause if callback_data.do == "rest" else joining.resume
    one = await change(db, person.id)
    return [toast(query), replace(query, *await card(db, one, say, town, now))]


@router.callback_query(Profile.filter(F.do == "leave"))
async def ask_to_leave(query: CallbackQuery, say: Say) -> Said:
    sure: Keyboard = [
        [button(say("volunteer-leave-sure"), Profile(do="leave-sure"))],
        [button(say("volunteer-stay"), Door(intent="become_volunteer"))],
    ]
    return [toast(query), *tell(query.from_user.id, say("volunteer-ask-leave"), sure)]


@router.callback_query(Profile.filter(F.do == "leave-sure"))
async def leave(
    query: CallbackQuery, person: Speaker, say: Say, town: Town, db: AsyncSession, now: datetime
) -> Said:
    given_back = await joining.leave_all(db, town, person.id, now=now)
    text = say("volunteer-left")
    if given_back:
        text = join([text, say("volunteer-left-places", count=given_back)], "\n")
    return [toast(query), replace(query, text)]
