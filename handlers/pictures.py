"""Pictures in messages: whichever platform they come from, they become a file of ours."""

from datetime import datetime

from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import files
from community.errors import NotAvailableError
from community.files import StoredFile

OURS = "file:"
"""So begins the number of a file that was uploaded to us before it was sent as a message."""


async def file_of(
    db: AsyncSession, message: Message, person_id: int, platform: str, *, now: datetime
) -> str:
    """Keep the largest picture of a message and give its number.

    :raises NotAvailableError: it names a file that is not this person's.
    :raises TooManyFilesError: the person has sent as many today as one may.
    """
    photo = (message.photo or [])[-1]
    if photo.file_id.startswith(OURS):
        kept = await db.get(StoredFile, photo.file_id.removeprefix(OURS))
        if kept is None or kept.person_id != person_id:
            raise NotAvailableError
        return kept.id
    kept = await files.keep(
        db,
        person_id,
        kind="photo",
        platform=platform,
        now=now,
        source=photo.file_id,
        size=photo.file_size,
    )
    return kept.id
