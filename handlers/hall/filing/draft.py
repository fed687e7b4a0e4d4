"""What is being filed in chat, as the dialogue keeps it: for whom, which papers, which words."""

from collections.abc import Sequence
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from community.people import Speaker
from config.town import Service, Town
from config.town.hall import Brought
from handlers.always import BACK

Data = dict[str, Any]

MOST_PAPERS = 20
"""Photos and files that one application takes."""
LONGEST_WORDS = 1000
LONGEST_NAME = 20
OTHER = ""
"""Among the papers: what belongs to no material of the list."""


class Filing(StatesGroup):
    whom = State()
    consent = State()
    papers = State()
    words = State()
    check = State()


STEPS = frozenset(step.state for step in Filing.__all_states__)
BEFORE = {
    Filing.consent.state: Filing.whom.state,
    Filing.papers.state: Filing.whom.state,
    Filing.words.state: Filing.papers.state,
    Filing.check.state: Filing.words.state,
}


class Fill(CallbackData, prefix="filing"):
    """A button of the form; `code` is the item's, so that an older form's buttons do nothing."""

    act: str
    code: str
    value: str = ""


def asked_for(service: Service, data: Data) -> list[Brought]:
    """Give what is asked of who files for themselves, or for somebody else."""
    return [b for b in service.materials if data.get("whom") or not b.proxy]


def papers_of(data: Data, material: str) -> Sequence[str]:
    return list(data.get("papers", {}).get(material, ()))


def count(data: Data) -> int:
    return sum(len(files) for files in data.get("papers", {}).values())


def given(service: Service, data: Data) -> list[str]:
    return [b.material for b in asked_for(service, data) if papers_of(data, b.material)]


def lacking(service: Service, data: Data) -> list[str]:
    return [b.material for b in asked_for(service, data) if not papers_of(data, b.material)]


def next_one(service: Service, data: Data) -> str | None:
    """Give the material that is asked for now; None once each was given or passed over."""
    again = data.get("again")
    if again in {b.material for b in asked_for(service, data)}:
        return str(again)
    passed = data.get("passed", ())
    return next((code for code in lacking(service, data) if code not in passed), None)


def with_paper(data: Data, material: str | None, file_id: str) -> Data:
    """Put a file to a material, behind those that it has already."""
    papers = {code: list(files) for code, files in data.get("papers", {}).items()}
    papers.setdefault(material or OTHER, []).append(file_id)
    passed = [code for code in data.get("passed", ()) if code != material]
    return {**data, "papers": papers, "passed": passed, "last": material or OTHER, "again": None}


def without_papers(data: Data) -> Data:
    return {**data, "papers": {}, "passed": [], "last": None, "again": None, "taken_over": 0}


def flat_papers(data: Data) -> list[tuple[str | None, str]]:
    return [
        (material or None, file_id)
        for material, files in data.get("papers", {}).items()
        for file_id in files
    ]


def point_for(service: Service, person: Speaker, town: Town) -> str:
    """Choose the point of the person's own community where it handles the item, else the hall."""
    points = [point.station for point in town.points_for(service)]
    own = [p for p in points if person.community and town.station(p).community == person.community]
    return (own or points)[0]


async def go(state: FSMContext, step: State | str | None, data: Data) -> None:
    name = step.state if isinstance(step, State) else step
    before = BEFORE.get(name or "")
    rest = {key: value for key, value in data.items() if key != BACK}
    await state.set_state(name)
    await state.set_data({**rest, BACK: before} if before else rest)
