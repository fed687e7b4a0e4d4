"""What somebody has ready of what an item asks for."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from community.errors import NotAvailableError
from community.files import StoredFile
from community.hall.model import MaterialReady
from config.town import Service, Town
from config.town.hall import Brought


async def tick(
    db: AsyncSession,
    person_id: int,
    service: str,
    material: str,
    *,
    file_id: str | None = None,
    now: datetime,
) -> None:
    """Tick a material off; without a file, one that was given before stays.

    :raises NotAvailableError: the file is somebody else's.
    """
    if file_id is not None:
        await theirs(db, person_id, file_id)
    statement = insert(MaterialReady).values(
        person_id=person_id, service=service, material=material, file_id=file_id, at=now
    )
    await db.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "service", "material"],
            set_={
                "file_id": func.coalesce(statement.excluded.file_id, MaterialReady.file_id),
                "at": now,
            },
        )
    )


async def theirs(db: AsyncSession, person_id: int, *files: str) -> None:
    """:raises NotAvailableError: one of the files is unknown, or somebody else's."""
    found = await db.scalars(
        select(StoredFile.id).where(StoredFile.id.in_(files), StoredFile.person_id == person_id)
    )
    if set(found) != set(files):
        raise NotAvailableError


async def untick(db: AsyncSession, person_id: int, service: str, material: str) -> None:
    await db.execute(
        delete(MaterialReady).where(
            MaterialReady.person_id == person_id,
            MaterialReady.service == service,
            MaterialReady.material == material,
        )
    )


async def ready(db: AsyncSession, person_id: int, service: str) -> dict[str, str | None]:
    """Give the codes of what is ticked, each with its file if there is one."""
    rows = await db.execute(
        select(MaterialReady.material, MaterialReady.file_id)
        .where(MaterialReady.person_id == person_id, MaterialReady.service == service)
        .order_by(MaterialReady.at, MaterialReady.material)
    )
    return {row.material: row.file_id for row in rows}


async def handed_in(db: AsyncSession, person_id: int, service: str) -> None:
    """The item was filed: its list begins anew. The files stay with the application."""
    await db.execute(
        delete(MaterialReady).where(
            MaterialReady.person_id == person_id, MaterialReady.service == service
        )
    )


def missing(
    town: Town, service: Service, ready: Mapping[str, str | None], *, proxy: bool
) -> list[Brought]:
    """Say what is not ready yet, in the order of the pack.

    :param proxy: somebody else comes; then what only they need is asked for too.
    """
    known = {material.code for material in town.materials}
    return [
        brought
        for brought in service.materials
        if brought.material in known
        and brought.material not in ready
        and (proxy or not brought.proxy)
    ]
