"""The printed agenda, sent as a document to who asked for it."""

import asyncio
from datetime import datetime

from aiogram import Router
from aiogram.methods import SendDocument
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from community import files
from community.people import Speaker
from community.reports import agenda
from config.texts import Say
from config.town import Town
from handlers.agenda.cards import Export
from handlers.agenda.paper import agenda_paper
from handlers.paper import markdown, pdf
from handlers.reply import Said, toast

router = Router(name="agenda-pack")


@router.callback_query(Export.filter())
async def export(
    query: CallbackQuery, callback_data: Export, person: Speaker, db: AsyncSession, say: Say,
    town: Town, now: datetime,
) -> Said:  # fmt: skip
    whole = await agenda.agenda(db, town, person.id, now=now)
    printed = await agenda_paper(db, whole, say, town, now)
    if callback_data.kind == "pdf":
        ending, mime, content = "pdf", "application/pdf", await asyncio.to_thread(pdf, printed)
    else:
        ending, mime = "md", "text/markdown; charset=utf-8"
        content = markdown(printed).encode("utf-8", "replace")
    kept = await files.keep(
        db, person.id, kind="document", platform="linli", now=now, mime=mime,
        size=len(content), content=content,
    )  # fmt: skip
    document = SendDocument(
        chat_id=query.from_user.id,
        document=f"file:{kept.id}",
        caption=say("agenda-printed").words,
        linli_name=f"agenda-{now.astimezone(town.zone):%Y-%m-%d}.{ending}",
    )
    return [toast(query), document]
