"""What an applicant sees and does later: the card, the list, taking it back."""

from collections.abc import Sequence
from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.hall import applications
from community.hall.model import Application, Stage
from community.people import Speaker
from config.texts import Say, Text
from config.town import Town
from handlers.hall.doors import ShowApplication
from handlers.hall.filing.cards import Mine, card, due_line, show_button, stage_line
from handlers.hall.filing.names import item_name, label
from handlers.matters import Asking, Matter, lists_mine, shows_numbered
from handlers.reply import Keyboard, Said, button, replace, tell, toast

router = Router(name="filing-show")


@router.callback_query(ShowApplication.filter())
async def show(
    query: CallbackQuery,
    callback_data: ShowApplication,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    found = await applications.get_for_applicant(db, callback_data.application_id, person.id)
    return [toast(query), *tell(query.from_user.id, *await card(db, found, now, say, town))]


@shows_numbered
async def numbered(asking: Asking, number: str) -> tuple[Text, Keyboard] | None:
    """Show an application of theirs; a number of anything else is left to the other rooms."""
    found = await find(asking, number)
    if found is None or found.person_id != asking.person.id:
        return None
    return await card(asking.db, found, asking.now, asking.say, asking.town)


async def find(asking: Asking, number: str) -> Application | None:
    """Find what the applicant, or staff who may handle it, may see; None where it is not so."""
    if not number.startswith("C"):
        return None
    try:
        return await applications.by_number(asking.db, asking.town, number, asking.person.id)
    except NotAvailableError:
        return None


@lists_mine
async def mine(asking: Asking) -> Sequence[Matter]:
    """For 「我的事项」: what is open, and what lies ready to be fetched."""
    say, town = asking.say, asking.town
    return [
        Matter(
            line(one, asking.now, say, town),
            button(label(one, say, town), ShowApplication(application_id=one.id), many=True),
        )
        for one in await applications.mine(asking.db, asking.person.id)
        if one.stage in applications.OPEN or applications.collectable(town, one)
    ]


def line(application: Application, now: datetime, say: Say, town: Town) -> Text:
    due = due_line(application, now, say, town)
    stage = stage_line(application, say, town)
    return say(
        "application-line",
        number=application.number,
        item=item_name(town, application.service, say),
        stage=stage + say("application-line-due", due=due) if due else stage,
    )


# --- taking it back --------------------------------------------------------------------------


@router.callback_query(Mine.filter(F.act == "withdraw"))
async def ask_withdraw(
    query: CallbackQuery, callback_data: Mine, db: AsyncSession, person: Speaker, say: Say
) -> Said:
    found = await applications.get_for_applicant(db, callback_data.application_id, person.id)
    if found.stage not in {Stage.RECEIVED, Stage.INCOMPLETE}:
        refusal = applications.ApplicationRefusedError
        raise refusal("application-too-late-to-withdraw", number=found.number)
    keyboard = [
        [
            button(say(f"application-{act}"), Mine(act=act, application_id=found.id))
            for act in ("withdraw-yes", "withdraw-no")
        ]
    ]
    text = say("application-withdraw-sure", number=found.number)
    return [toast(query), *tell(query.from_user.id, text, keyboard)]


@router.callback_query(Mine.filter(F.act == "withdraw-yes"))
async def withdraw(
    query: CallbackQuery,
    callback_data: Mine,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    found = await applications.withdraw(db, town, callback_data.application_id, person.id, now=now)
    text = say("application-withdrawn-now", number=found.number)
    return [toast(query), replace(query, text, show_button(found.id, say))]


@router.callback_query(Mine.filter(F.act == "withdraw-no"))
async def keep(query: CallbackQuery, callback_data: Mine, say: Say) -> Said:
    edit = replace(query, say("application-kept"), show_button(callback_data.application_id, say))
    return [toast(query), edit]
