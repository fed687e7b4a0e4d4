"""The past of the demo town: every deed in order of time, through the same operations as real ones.

Between two deeds the ladder goes on as it would have: what nobody did in time has climbed.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from bot.demo_deeds import DEEDS, THE_RESIDENTS, Told
from bot.demo_moments import Moments
from community import clock
from community.cases import Case, CaseTask, Kind, MoveRefusedError, TaskStatus
from community.clock import ClockSetting
from community.errors import CommunityError
from community.hall.model import Application, Ticket, TicketStatus
from community.notices import Notice
from community.people import Person
from community.reports import filing, ladder, merging, patrol
from community.reports.filing import Draft
from config.town import DemoReport, DemoStep, Town
from config.town.calendar import add_working_time, working_time_between

log = structlog.get_logger()

Deed = Callable[[datetime], Awaitable[None]]


class Past:
    """Plays the pack's reports until `now`; nobody else may use the database meanwhile."""

    def __init__(self, db: AsyncSession, town: Town, now: datetime) -> None:
        self._db = db
        self._town = town
        self._now = now
        self._moments = Moments(town, now)
        self._people: dict[str, int] = {}
        self._crowd: list[int] = []
        self._cases: dict[int, int] = {}
        self._numbers: dict[str, str] = {}
        self._elsewhere: set[int] = set()

    async def play(self) -> None:
        db, reports = self._db, self._town.people.reports
        before = (await db.execute(select(ClockSetting.ahead, ClockSetting.frozen_at))).first()
        self._people = {p.name: p.id for p in await db.scalars(select(Person)) if p.name}
        await self._gather(max((report.followers for report in reports), default=0))
        deeds = [deed for n, report in enumerate(reports) for deed in self._deeds(n, report)]
        for at, _, deed in sorted(deeds, key=lambda entry: entry[:2]):
            await self._climb_until(at)
            await deed(at)
            await db.flush()
        await self._climb_until(self._now)
        await db.execute(update(Case).where(Case.nag_at <= self._now).values(nag_at=None))
        await db.execute(delete(ClockSetting))
        if before is not None:
            db.add(ClockSetting(id=1, ahead=before.ahead, frozen_at=before.frozen_at))
        await self._forget_what_was_said()

    async def _gather(self, many: int) -> None:
        """Neighbours without a name, who only follow."""
        crowd = [Person(language="zh", created_at=self._now) for _ in range(many)]
        self._db.add_all(crowd)
        await self._db.flush()
        self._crowd = [person.id for person in crowd]

    def _deeds(self, n: int, report: DemoReport) -> list[tuple[datetime, int, Deed]]:
        """Give all that happened to a report; the number keeps the order within a moment."""

        def read(moment: str) -> datetime:
            return self._moments.read(moment, report.category)

        async def file(at: datetime) -> None:
            await self._file(n, report, at)

        def done(step: DemoStep) -> Deed:
            async def do(at: datetime) -> None:
                await self._do(n, report, step, at)

            return do

        def followed(person: int) -> Deed:
            async def follow(at: datetime) -> None:
                with suppress(MoveRefusedError):  # it was solved before they came by
                    await merging.follow(self._db, self._town, self._cases[n], person, now=at)

            return follow

        filed = read(report.at)
        order = n * 1000
        return [
            (filed, order, file),
            *(
                (self._share(filed, report.followers, k), order + k, followed(self._crowd[k - 1]))
                for k in range(1, report.followers + 1)
            ),
            *((read(step.at), order + 500 + k, done(step)) for k, step in enumerate(report.steps)),
        ]

    def _share(self, filed: datetime, many: int, k: int) -> datetime:
        """Spread the followers over the working time since it was filed."""
        town = self._town
        worked = working_time_between(town, filed, self._now)
        return add_working_time(town, filed, worked * k / (many + 1))

    async def _climb_until(self, at: datetime) -> None:
        """Let the ladder do what was due until then, each at its time."""
        connection = await self._db.connection()
        rounds = async_sessionmaker(connection, join_transaction_mode="create_savepoint")
        while (due := await self._next_due()) is not None and due <= at:
            await clock.freeze(self._db, due)
            await ladder.run(rounds, self._town)
            self._db.expire_all()

    async def _next_due(self) -> datetime | None:
        running = select(func.min(Case.due_at)).where(
            Case.kind == Kind.REPORT, Case.closed_at.is_(None), Case.paused_at.is_(None)
        )
        asked = select(func.min(Case.question_expires_at))
        found: datetime | None = await self._db.scalar(
            select(func.least(running.scalar_subquery(), asked.scalar_subquery()))
        )
        return found

    def _id(self, name: str) -> int:
        """:raises LookupError: nobody of this name lives in the demo."""
        if name not in self._people:
            raise LookupError(f"people.yaml has no {name}")
        return self._people[name]

    async def _file(self, n: int, report: DemoReport, at: datetime) -> None:
        resident = await self._db.get_one(Person, self._id(report.resident))
        place = next((p for p in self._town.places if p.code == report.place), None)
        name = place.name.text(resident.language or "zh") if place else None
        draft = Draft(
            text=report.text,
            category=report.category,
            place=report.where or name,
            place_code=report.place,
            latitude=place.lat if place else None,
            longitude=place.lon if place else None,
            community=place.community if place else resident.community,
        )
        put = patrol.report if report.patrol else filing.file
        case = await put(self._db, self._town, draft, resident.id, now=at)
        self._cases[n] = case.id
        if report.code:
            self._numbers[report.code] = case.number

    async def _do(self, n: int, report: DemoReport, step: DemoStep, at: datetime) -> None:
        """Do one step; after a long holiday the ladder may have been faster than the people."""
        if n in self._elsewhere:
            return
        named = step.by or (report.resident if step.do in THE_RESIDENTS else report.owner)
        told = Told(
            self._db,
            self._town,
            self._cases[n],
            self._id(named or ""),
            step,
            at,
            self._numbers,
            self._moments.meeting.date(),
            self._moments.next_workday(),
        )
        try:
            await DEEDS[step.do](told)
        except CommunityError as refusal:
            self._elsewhere.add(n)
            log.info("a case of the demo went another way", step=step.do, because=refusal.text_id)

    async def _forget_what_was_said(self) -> None:
        """What the past owed was said in the past; only cards that still wait are still owed."""
        waits = (
            select(Case.id)
            .where(
                Case.number == Notice.topic,
                Case.owner_id.is_(None),
                Case.closed_at.is_(None),
                Case.leg_started_at <= Notice.due_at,
            )
            .exists()
        )
        open_task = (
            select(CaseTask.id)
            .where(
                CaseTask.id == Notice.facts["task_id"].as_integer(),
                CaseTask.status == TaskStatus.OPEN,
                CaseTask.owner_id.is_(None),
            )
            .exists()
        )
        lies = (
            select(Application.id)
            .where(
                Application.number == Notice.topic,
                Application.owner_id.is_(None),
                Application.closed_at.is_(None),
                Application.department == Notice.facts["department"].astext,
            )
            .exists()
        )
        stands = (
            select(Ticket.id)
            .where(
                Notice.topic == func.concat("ticket-", Ticket.id),
                Ticket.status.in_((TicketStatus.WAITING, TicketStatus.CALLED)),
            )
            .exists()
        )
        await self._db.execute(
            update(Notice)
            .where(
                Notice.due_at <= self._now,
                ~(waits & (Notice.text_id == "report-card")),
                ~(open_task & (Notice.text_id == "task-card")),
                ~(lies & (Notice.text_id == "application-card")),
                ~stands,
            )
            .values(dropped_at=self._now, dropped_because="history")
            .execution_options(synchronize_session=False)
        )
