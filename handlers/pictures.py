"""Pictures and papers in messages: whichever platform they come from, they become files of ours."""

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
    return await keep(
        db, person_id, photo.file_id, kind="photo", platform=platform, size=photo.file_size, now=now
    )


async def keep(
    db: AsyncSession,
    person_id: int,
    given: str,
    *,
    kind: str,
    platform: str,
    size: int | None,
    now: datetime,
) -> str:
    """Keep what a platform calls `given`, unless it is ours already; give its number.

    :raises NotAvailableError: it names a file that is not this person's.
    :raises TooManyFilesError: the person has sent as many today as one may.
    """
    if given.startswith(OURS):
        ours = await db.get(StoredFile, given.removeprefix(OURS))
        if ours is None or ours.person_id != person_id:
            raise NotAvailableError
        return ours.id
    kept = await files.keep(
        db, person_id, kind=kind, platform=platform, now=now, source=given, size=size
    )
    return kept.id
