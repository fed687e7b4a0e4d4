"""Somebody who files an item in chat, and the clerks who handle it."""

from sqlalchemy import select

from community import clock, people
from community.hall.model import Application
from community.people import Role
from tests.talk import Person, Talk

ITEM = "老年优待证"
NEEDS_VISIT = "社保卡补办"


async def clerk(
    talk: Talk, name: str, department: str | None = "MZ", language: str = "zh"
) -> Person:
    """Somebody of a department's counter, in the whole town."""
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        code = await people.invite(db, Role.CLERK, now=now, department=department, name=name)
    return await talk.person(language).says(f"/start {code}")


async def begun(talk: Talk, language: str = "zh") -> Person:
    """Somebody of whom papers are asked."""
    resident = talk.person(language)
    await resident.says(f"网上办{ITEM}")
    return await resident.presses("给我自己办" if language == "zh" else "For myself")


async def filed(talk: Talk, language: str = "zh") -> Person:
    """Somebody who has filed the item with two photos and without the third paper."""
    zh = language == "zh"
    resident = await begun(talk, language)
    await resident.sends_photos()
    await resident.sends_photos()
    await resident.presses("这样我没有" if zh else "I do not have this")
    await resident.presses("下一步" if zh else "Next")
    await resident.presses("没有了" if zh else "Nothing more")
    return await resident.presses("提交" if zh else "Submit")


async def the_one(talk: Talk) -> Application:
    async with talk.app.sessions() as db:
        return (await db.scalars(select(Application))).one()
