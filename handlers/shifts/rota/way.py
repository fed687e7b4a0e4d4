"""The way in for leaders: which team and month, the draft, and the buttons of its card."""

import asyncio
import re
from datetime import date, datetime, timedelta

from aiogram import F, Router
from aiogram.methods import SendDocument
from aiogram.types import CallbackQuery, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import files
from community.people import Speaker
from community.shifts import rota, teams
from config.texts import Say, Text, join
from config.town import Town
from handlers.filters import Word
from handlers.paper import pdf
from handlers.reply import Keyboard, Said, button, replace, tell, toast
from handlers.shifts.doors import ShowRota
from handlers.shifts.rota import cards
from handlers.shifts.rota.cards import RotaDays, RotaDo
from handlers.shifts.rota.sheet import sheet

router = Router(name="rota-way")

WORDS = (
    "排班",
    "排下个月的班",
    "下个月的班",
    "下个月排班",
    "排这个月的班",
    "看排班",
    "rota",
    "the rota",
)
ABOUT_ROTAS = re.compile(
    r"(?i)^(?:帮我|给我|请)?排(?:一下)?(?:下个?月|这个?月|本月)的?班|\bmake the rota\b"
)
THIS_MONTH = re.compile(r"(?i)这个?月|本月|this month")


@router.message(Word(*WORDS))
@router.message(F.text.func(ABOUT_ROTAS.search))
async def from_words(
    message: Message, db: AsyncSession, person: Speaker, say: Say, town: Town, now: datetime
) -> Said:
    month = now.astimezone(town.zone).date().replace(day=1)
    if not THIS_MONTH.search(message.text or ""):
        month = next_month(month)
    standing = {(t.team, t.community) for t in town.shift_templates if t.standing}
    led = [one for one in await teams.led_by(db, town, person.id) if one in standing]
    if not led:
        return tell(message.chat.id, say("rota-leads-none"))
    if len(led) == 1:
        return tell(message.chat.id, *await _open(db, person, *led[0], month, say, town))
    keyboard: Keyboard = [
        [
            button(
                say(
                    "rota-team-of",
                    team=town.team(team).name.text(say.language),
                    community=town.community(community).name.text(say.language),
                ),
                ShowRota(team=team, community=community, month=cards.month_name(month)),
                many=True,
            )
        ]
        for team, community in led
    ]
    return tell(message.chat.id, say("rota-which-team", month=month.month), keyboard)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


@router.callback_query(ShowRota.filter())
async def show(
    query: CallbackQuery, callback_data: ShowRota, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    month = date.fromisoformat(f"{callback_data.month}-01")
    text, keyboard = await _open(
        db, person, callback_data.team, callback_data.community, month, say, town
    )
    return [toast(query), *tell(query.from_user.id, text, keyboard)]


async def _open(
    db: AsyncSession, person: Speaker, team: str, community: str, month: date, say: Say, town: Town
) -> tuple[Text, Keyboard]:
    await teams.require_lead(db, town, person.id, team, community)
    plan = await rota.of(db, team, community, month)
    if plan is not None:
        return cards.card(await rota.view(db, town, plan.id, person.id), say, town)
    text = say(
        "rota-none",
        team=town.team(team).name.text(say.language),
        community=town.community(community).name.text(say.language),
        year=month.year,
        month=month.month,
    )
    make = MakeRota(team=team, community=community, month=cards.month_name(month))
    return text, [[button(say("rota-make"), make)]]


class MakeRota(ShowRota, prefix="rota-make"):
    """Asks for the draft of a month."""


@router.callback_query(MakeRota.filter())
async def make(
    query: CallbackQuery, callback_data: MakeRota, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    month = date.fromisoformat(f"{callback_data.month}-01")
    plan = await rota.plan(
        db, town, callback_data.team, callback_data.community, month, person.id, now=now
    )
    view = await rota.view(db, town, plan.id, person.id)
    return [toast(query), replace(query, *cards.card(view, say, town))]


# --- the card's buttons --------------------------------------------------------------------


@router.callback_query(RotaDo.filter(F.act == "look"))
async def look(
    query: CallbackQuery, callback_data: RotaDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    return [toast(query), replace(query, *cards.card(view, say, town))]


@router.callback_query(RotaDo.filter(F.act == "people"))
async def show_people(
    query: CallbackQuery, callback_data: RotaDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    return [toast(query), replace(query, *cards.people(view, say, town))]


@router.callback_query(RotaDays.filter())
async def show_days(
    query: CallbackQuery, callback_data: RotaDays, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    return [toast(query), replace(query, *cards.days(view, callback_data.page, say, town))]


@router.callback_query(RotaDo.filter(F.act == "paper"))
async def print_it(
    query: CallbackQuery, callback_data: RotaDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    content = await asyncio.to_thread(pdf, sheet(view, say, town, now))
    name = f"rota-{view.plan.team}-{view.plan.community}-{cards.month_name(view.plan.month)}.pdf"
    kept = await files.keep(
        db, person.id, kind="document", platform="linli", now=now, mime="application/pdf",
        size=len(content), content=content,
    )  # fmt: skip
    document = SendDocument(chat_id=query.from_user.id, document=f"file:{kept.id}", linli_name=name)
    return [toast(query), document]


@router.callback_query(RotaDo.filter(F.act == "again"))
async def ask_again(
    query: CallbackQuery, callback_data: RotaDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    """What the leader changed by hand would be lost: ask once."""
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    keyboard = [
        *cards.act("again-yes", say, view.plan), *cards.act("look", say, view.plan, many=True),
    ]  # fmt: skip
    text = join([cards.head(view.plan, say, town), say("rota-again-sure")], "\n")
    return [toast(query), replace(query, text, keyboard)]


@router.callback_query(RotaDo.filter(F.act == "again-yes"))
async def again(
    query: CallbackQuery, callback_data: RotaDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    plan = await rota.get(db, town, callback_data.plan_id, person.id)
    await rota.plan(db, town, plan.team, plan.community, plan.month, person.id, again=True, now=now)
    view = await rota.view(db, town, plan.id, person.id)
    return [toast(query), replace(query, *cards.card(view, say, town))]


@router.callback_query(RotaDo.filter(F.act == "publish"))
async def ask_publish(
    query: CallbackQuery, callback_data: RotaDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town,
) -> Said:  # fmt: skip
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    told = sum(count > 0 for _, count in view.loads)
    text = join([cards.head(view.plan, say, town), say("rota-publish-sure", people=told)], "\n")
    keyboard = [
        *cards.act("publish-yes", say, view.plan), *cards.act("look", say, view.plan, many=True),
    ]  # fmt: skip
    return [toast(query), replace(query, text, keyboard)]


@router.callback_query(RotaDo.filter(F.act == "publish-yes"))
async def publish(
    query: CallbackQuery, callback_data: RotaDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    left = await rota.publish(db, town, callback_data.plan_id, person.id, now=now)
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    text, keyboard = cards.card(view, say, town)
    told = say("rota-not-placed", count=len(left)) if left else say("rota-all-told")
    return [toast(query), replace(query, join([text, told], "\n\n"), keyboard)]


@router.callback_query(RotaDo.filter(F.act == "fill"))
async def fill(
    query: CallbackQuery, callback_data: RotaDo, db: AsyncSession, person: Speaker, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    given = await rota.fill(db, town, callback_data.plan_id, person.id, now=now)
    view = await rota.view(db, town, callback_data.plan_id, person.id)
    text, keyboard = cards.card(view, say, town)
    told = say("rota-filled", count=given) if given else say("rota-filled-none")
    return [toast(query), replace(query, join([text, told], "\n\n"), keyboard)]
