"""The departments through which an application goes, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall.model import Application, ApplicationStep, Stage
from config.town import Service


@dataclass(frozen=True)
class Progress:
    """How far it is; `steps` are all of them, in order."""

    done: int
    of: int
    steps: tuple[ApplicationStep, ...]


def lay_out(db: AsyncSession, application: Application, service: Service) -> None:
    """Write down its whole way, so that a later change of the pack moves nothing."""
    db.add_all(
        ApplicationStep(application_id=application.id, position=position, department=department)
        for position, department in enumerate(service.route, start=1)
    )


async def steps_of(db: AsyncSession, application_id: int) -> Sequence[ApplicationStep]:
    rows = await db.scalars(
        select(ApplicationStep)
        .where(ApplicationStep.application_id == application_id)
        .order_by(ApplicationStep.position)
    )
    return rows.all()


def current(steps: Sequence[ApplicationStep]) -> ApplicationStep | None:
    """Give the first that is not done; None once all departments are through."""
    return next((step for step in steps if step.done_at is None), None)


def progress(application: Application, steps: Sequence[ApplicationStep]) -> Progress:
    """A decision ends the way, also where a refusal left steps undone."""
    done = sum(step.done_at is not None for step in steps)
    if application.stage in {Stage.APPROVED, Stage.COLLECTED}:
        done = len(steps)
    return Progress(done, len(steps), tuple(steps))
