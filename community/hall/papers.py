"""The photos and files that belong to an application."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import checklist
from community.hall.model import ApplicationPaper


async def hand_in(
    db: AsyncSession,
    application_id: int,
    person_id: int,
    papers: Iterable[tuple[str | None, str]],
    *,
    now: datetime,
) -> None:
    """Add papers, each a material's code and a file; the same file again changes nothing.

    :raises NotAvailableError: a file is somebody else's.
    """
    given = {file_id: material for material, file_id in papers}
    if not given:
        return
    await checklist.theirs(db, person_id, *given)
    rows = [
        {"application_id": application_id, "file_id": file, "material": material, "added_at": now}
        for file, material in given.items()
    ]
    await db.execute(insert(ApplicationPaper).values(rows).on_conflict_do_nothing())


async def papers_of(db: AsyncSession, application_id: int) -> Sequence[ApplicationPaper]:
    """In the order in which they came; who may see the application may see them."""
    rows = await db.scalars(
        select(ApplicationPaper)
        .where(ApplicationPaper.application_id == application_id)
        .order_by(ApplicationPaper.added_at, ApplicationPaper.material, ApplicationPaper.file_id)
    )
    return rows.all()
