"""What people send for an application: photos, pictures and PDFs as files; a word on the rest."""

from datetime import datetime

from aiogram import F
from aiogram.types import Document, Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.files import LARGEST
from config.texts import Say, Text
from handlers import pictures

KINDS = ("image/jpeg", "image/png", "image/webp", "application/pdf")
MEGABYTE = 1024 * 1024
PAPER = F.photo | F.document
NO_PAPER = F.video | F.video_note | F.voice | F.audio | F.animation | F.sticker | F.contact


def why_not(message: Message, say: Say) -> Text | None:
    """Say why a file cannot be taken, or None where it can."""
    document = message.document
    if document is None:
        return None
    if document.mime_type not in KINDS:
        return say("filing-wrong-kind")
    size = document.file_size or 0
    if size > LARGEST:
        return say("filing-too-large", size=-(-size // MEGABYTE), most=LARGEST // MEGABYTE)
    return None


async def keep(
    db: AsyncSession, message: Message, person_id: int, platform: str, *, now: datetime
) -> str:
    """Keep the picture or the file of a message, and give its number.

    :raises NotAvailableError, TooManyFilesError: see `pictures.file_of`.
    """
    if message.photo:
        return await pictures.file_of(db, message, person_id, platform, now=now)
    document = message.document
    assert isinstance(document, Document)  # noqa: S101  the filter saw it
    return await pictures.keep(
        db,
        person_id,
        document.file_id,
        kind="document",
        platform=platform,
        size=document.file_size,
        now=now,
    )
