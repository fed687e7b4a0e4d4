"""What the stories of reports share: a resident's words, and steps that come again and again."""

from sqlalchemy import select

from community.cases import Case, CaseEvent
from tests.talk import Person, Talk

BINS = "楼下的垃圾桶满了三天没人清"
PLACE = "虹桥社区6号楼"


async def cases_of(talk: Talk) -> list[Case]:
    async with talk.app.sessions() as db:
        return list(await db.scalars(select(Case).order_by(Case.id)))


async def events_of(talk: Talk) -> list[str]:
    async with talk.app.sessions() as db:
        return list(await db.scalars(select(CaseEvent.what).order_by(CaseEvent.id)))


async def filed(resident: Person) -> str:
    await resident.says(BINS)
    await resident.says(PLACE)
    await resident.presses("提交")
    return next(w for w in resident.said.replace("\n", " ").split() if "R-2026-" in w).split("：")[
        -1
    ]


async def rates(resident: Person, satisfied: str) -> None:
    """Tap each of the four rows once."""
    for label in ("需要", "没参与", "有好处"):
        await resident.presses(label)
    token = next(t for b, t in resident.buttons.items() if b == satisfied)
    await resident.presses_token(token, next(reversed(resident.screen)))
