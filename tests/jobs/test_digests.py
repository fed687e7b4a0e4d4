"""The morning's and the week's message: who gets one, what it says, and never two."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

import pytest
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import func, select

from community import cases, clock, people
from community.cases import Case, CaseEvent, Kind, Rung, Status
from community.database import Sessions
from community.notices import Notice
from community.people import Role
from config.town import Town
from jobs import schedules
from jobs.timetable import CatchUp, JobRun, Schedule, missed, tick

MONDAY, TUESDAY, SATURDAY = "2026-11-23", "2026-11-24", "2026-11-28"
accounts = count(1)


class House:
    """A town with staff and reports, without anybody talking."""

    def __init__(self, sessions: Sessions, town: Town) -> None:
        self.sessions = sessions
        self.town = town
        self.timed = [
            s
            for s in schedules.all_schedules(town)
            if s.name in {"morning-digests", "week-summaries"}
        ]

    def time(self, moment: str) -> datetime:
        return datetime.fromisoformat(moment).replace(tzinfo=self.town.zone)

    async def staff(
        self,
        role: Role,
        name: str,
        community: str | None = "hongqiao",
        *,
        department: str | None = None,
    ) -> int:
        async with self.sessions() as db, db.begin():
            now = await clock.now(db)
            code = await people.invite(
                db, role, now=now, community=community, department=department, name=name
            )
            person = await people.known(db, "web", "web", next(accounts), now=now)
            await people.accept_invitation(db, code, person.id, now=now)
            return person.id

    async def report(
        self, rung: Rung = Rung.SOCIAL_WORKER, *, closed_at: datetime | None = None, **known: object
    ) -> int:
        async with self.sessions() as db, db.begin():
            now = await clock.now(db)
            case = await cases.open_case(
                db, "R", Kind.REPORT, "楼道灯不亮",
                now=now, rung=rung, **{"community": "hongqiao", "category": "other", **known},
            )  # fmt: skip
            if closed_at is not None:
                case.status, case.closed_at = Status.SOLVED, closed_at
            return case.id

    async def at(self, moment: str) -> int:
        """Let the clock stand there, and the timetable run once."""
        async with self.sessions() as db, db.begin():
            await clock.freeze(db, self.time(moment))
        return await tick(self.sessions, self.timed)

    async def ran_before(self) -> None:
        async with self.sessions() as db, db.begin():
            for schedule in self.timed:
                at = self.time("2026-11-01T08:30")
                db.add(JobRun(job=schedule.name, due_at=at, ran_at=at))

    async def owed(self, text_id: str) -> Sequence[Notice]:
        async with self.sessions() as db:
            rows = await db.scalars(
                select(Notice)
                .where(Notice.text_id == text_id, Notice.dropped_at.is_(None))
                .order_by(Notice.person_id)
            )
            return rows.all()


@pytest.fixture
async def house(sessions: Sessions, town: Town) -> House:
    house = House(sessions, town)
    async with sessions() as db, db.begin():
        await clock.freeze(db, house.time("2026-11-20T10:00"))
    await house.ran_before()
    return house


async def test_each_desk_hears_in_the_morning_what_waits_there(house: House) -> None:
    worker = await house.staff(Role.SOCIAL_WORKER, "沈丽")
    clerk = await house.staff(Role.CLERK, "窗口", None, department="CG")
    office = await house.staff(Role.OFFICE, "朱文斌")
    leader = await house.staff(Role.LEADER, "队长")
    volunteer = await house.staff(Role.VOLUNTEER, "志愿者")
    idle = await house.staff(Role.SOCIAL_WORKER, "陆建国", "kanghe")
    await house.report()
    await house.report(Rung.DEPARTMENT, department="CG")
    await house.report(Rung.COMMUNITY)
    await house.report(Rung.VOLUNTEER)

    await house.at(f"{TUESDAY}T08:30")

    told = [notice.person_id for notice in await house.owed("morning-digest")]
    assert told == [worker, clerk, office, leader]
    assert volunteer not in told
    assert idle not in told


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (f"{TUESDAY}T08:29", 0),
        (f"{TUESDAY}T08:30", 1),
        (f"{TUESDAY}T11:29", 1),
        (f"{TUESDAY}T12:30", 0),
    ],
)
async def test_a_digest_that_comes_hours_late_is_not_sent(
    house: House, moment: str, told: int
) -> None:
    await house.staff(Role.SOCIAL_WORKER, "沈丽")
    await house.report()

    await house.at(moment)

    assert len(await house.owed("morning-digest")) == told


async def test_on_a_day_off_only_who_is_on_duty_hears(house: House) -> None:
    await house.staff(Role.SOCIAL_WORKER, "沈丽")
    on_duty = await house.staff(Role.SOCIAL_WORKER, "周敏", None)
    await house.staff(Role.OFFICE, "朱文斌")
    await house.report()
    await house.report(Rung.COMMUNITY)

    await house.at(f"{SATURDAY}T08:30")

    assert [n.person_id for n in await house.owed("morning-digest")] == [on_duty]


async def test_two_processes_send_one_message(house: House) -> None:
    await house.staff(Role.SOCIAL_WORKER, "沈丽")
    await house.staff(Role.TOWN_OFFICE, "办公室", None)
    await house.report()
    async with house.sessions() as db, db.begin():
        await clock.freeze(db, house.time(f"{MONDAY}T08:30"))

    ran = await asyncio.gather(*(tick(house.sessions, house.timed) for _ in range(4)))

    assert sum(ran) == 2
    assert len(await house.owed("morning-digest")) == 1
    assert len(await house.owed("week-summary")) == 1


async def test_what_yesterday_could_not_deliver_does_not_come_with_todays(house: House) -> None:
    await house.staff(Role.SOCIAL_WORKER, "沈丽")
    await house.report()

    await house.at(f"{TUESDAY}T08:30")
    await house.at("2026-11-25T08:30")

    assert len(await house.owed("morning-digest")) == 1


async def test_on_monday_offices_get_their_week_and_the_town_its_own(house: House) -> None:
    both = await house.staff(Role.OFFICE, "朱文斌")
    town = await house.staff(Role.TOWN_OFFICE, "办公室", None)
    await house.staff(Role.SOCIAL_WORKER, "沈丽")
    gone = await house.staff(Role.OFFICE, "已离开")
    async with house.sessions() as db, db.begin():
        for held in await people.roles_of(db, gone):
            held.revoked_at = house.time(f"{MONDAY}T00:00")

    await house.at(f"{MONDAY}T08:30")
    await house.at(f"{TUESDAY}T08:30")

    owed = {notice.person_id: notice.facts for notice in await house.owed("week-summary")}
    assert owed == {both: {"communities": ["hongqiao"]}, town: {"communities": [None]}}


def test_a_whole_town_that_was_down_gets_no_old_morning(town: Town) -> None:
    morning = next(s for s in schedules.all_schedules(town) if s.name == "morning-digests")
    last = datetime.fromisoformat("2026-11-16T08:30").replace(tzinfo=town.zone)
    late = datetime.fromisoformat("2026-11-23T12:00").replace(tzinfo=town.zone)

    assert list(missed(morning, last, late)) == []
    assert len(list(missed(morning, last, late - timedelta(hours=1)))) == 1


async def test_old_closed_reports_are_archived_at_night_in_batches(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("community.reports.aftercare.AT_ONCE", 2)
    for days in (20, 19, 18, 17, 16, 3):
        closed = house.time(f"{MONDAY}T00:00") - timedelta(days=days)
        await house.report(closed_at=closed)
    archive = next(s for s in schedules.all_schedules(house.town) if s.name == "archive-closed")
    assert isinstance(archive, Schedule)
    assert archive.catch_up is CatchUp.LAST
    assert isinstance(archive.trigger, CronTrigger)
    async with house.sessions() as db, db.begin():
        await archive.work(db, house.time(f"{MONDAY}T03:30"))

    async with house.sessions() as db:
        archived = await db.scalar(
            select(func.count()).select_from(Case).where(Case.status == Status.ARCHIVED)
        )
        lines = await db.scalar(
            select(func.count()).select_from(CaseEvent).where(CaseEvent.what == "archived")
        )
    assert (archived, lines) == (5, 5)
