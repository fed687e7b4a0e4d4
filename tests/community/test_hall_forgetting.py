"""Erasing a person, or dismissing a clerk, with everything that the hall has of them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community import files, leaving, me
from community.hall import booking, queue, waitlist
from community.hall.model import (
    Application,
    ApplicationEvent,
    ApplicationPaper,
    ApplicationStep,
    Booking,
    BookingStatus,
    CounterOpen,
    MaterialReady,
    ServiceRating,
    Stage,
    Ticket,
    TicketStatus,
    Waiting,
)
from community.hall.slots import Visit
from community.people import Role
from tests.community.conftest import House

HERS = "王阿姨的秘密"


async def fill(db: AsyncSession, house: House, person: int, clerk: int) -> None:
    now = house.now
    photo = await files.keep(db, person, kind="photo", platform="web", now=now, content=b"x")
    db.add(
        MaterialReady(
            person_id=person, service="SB-002", material="photo", file_id=photo.id, at=now
        )
    )
    filed = Application(
        number="C-2026-000777", person_id=person, for_whom=HERS, service="SB-005", point="hall",
        department="SB", owner_id=clerk, stage=Stage.IN_PROGRESS, online=True, words=HERS,
        lacking=HERS, created_at=now,
    )  # fmt: skip
    db.add(filed)
    await db.flush()
    db.add(
        ApplicationPaper(application_id=filed.id, file_id=photo.id, material="photo", added_at=now)
    )
    db.add(ApplicationStep(application_id=filed.id, position=0, department="SB", done_by=clerk))
    db.add(ApplicationEvent(application_id=filed.id, at=now, actor_id=clerk, what="x", note=HERS))
    db.add(ServiceRating(application_id=filed.id, stars=1, word=HERS, at=now))
    db.add(CounterOpen(point="hall", counter="1", clerk_id=clerk, opened_at=now))


async def nothing(*_: object) -> None:
    """Chats are forgotten by the floor above."""


async def test_nothing_of_a_person_stays_in_the_hall(house: House) -> None:
    person, clerk = house["王阿姨"], house["蒋伟"]
    async with house.sessions() as db, db.begin():
        await fill(db, house, person, clerk)
    start = datetime.fromisoformat("2026-11-25T09:00").replace(tzinfo=house.town.zone)
    mother = Visit("hall", ("SB-002",), HERS)
    held = await house.do(booking.hold, person, mother, start, consented=True)
    await house.do(booking.confirm, held.id, person)
    day = start.date() + timedelta(days=1)
    await house.do(
        waitlist.join, person, Visit("point-kanghe", ("SB-002",), HERS), day, consented=True
    )
    await house.do(queue.take, person, "hall", ("SB-002",))

    async with house.sessions() as db:
        given = await me.export(db, person)
    assert {name for name, rows in given.items() if rows} >= {
        "bookings", "booking_waitlist", "queue_tickets", "applications", "materials_ready",
        "application_events", "application_papers", "service_ratings",
    }  # fmt: skip

    await house.do(me.erase, person, forget_chats=nothing)
    async with house.sessions() as db:
        assert (await db.get_one(Booking, held.id)).status is BookingStatus.CANCELLED
        assert (await db.scalars(select(Ticket.status))).all() == [TicketStatus.LEFT]
        assert (await db.scalars(select(Application.stage))).all() == [Stage.WITHDRAWN]
        for table in (MaterialReady, Waiting, ApplicationPaper):
            assert (await db.scalars(select(table))).all() == []
        for kept in (Booking, Ticket, Application, ApplicationEvent, ServiceRating):
            for row in await db.scalars(select(kept)):
                assert HERS not in str(plain(row))
                assert getattr(row, "person_id", None) is None


def plain(row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


async def test_a_clerk_who_leaves_closes_the_counter_and_hands_on_the_files(house: House) -> None:
    clerk = await house.person("钱窗口", Role.CLERK, None, "SB")
    async with house.sessions() as db, db.begin():
        await fill(db, house, house["王阿姨"], clerk)
    other = await house.person("孙窗口", Role.CLERK, None, "SB")
    await house.do(leaving.dismiss, clerk)
    assert [n.text_id for n in await house.owed(other)] == ["application-card"]
    async with house.sessions() as db:
        assert (await db.scalars(select(Application.owner_id))).all() == [None]
        assert (await db.scalars(select(CounterOpen.closed_at))).all() == [house.now]
