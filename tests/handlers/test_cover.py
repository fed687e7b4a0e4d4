"""A volunteer cannot come: who is asked, what they answer, and what the owner hears."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.platforms.web.platform import BOT, NAME
from community import clock, notices, people
from community.people import Role
from community.shifts import shifts, signing
from community.shifts.model import Shift, Signup, SignupSource
from tests.community.rotas import only_patrol
from tests.handlers.test_rota import member
from tests.talk import Person, Talk


@pytest.fixture
async def leader(talk: Talk) -> Person:
    talk.app.town = only_patrol(talk.app.town)
    await talk.at("2026-11-23T10:00")
    async with talk.app.sessions() as db, db.begin():
        await shifts.make_due(db, talk.app.town, await clock.now(db))
    return await talk.staff(Role.LEADER, name="杨金花")


async def has_a_shift(talk: Talk, leader: Person, person: Person, day: str) -> Signup:
    """Placed by the leader; the month's notice shows it with its buttons."""
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await people.known(db, NAME, BOT, person.number, now=now)
        led = await people.known(db, NAME, BOT, leader.number, now=now)
        on = datetime.fromisoformat(day).date()
        shift = (await db.scalars(select(Shift).where(Shift.day == on))).one()
        return await signing.place(
            db, talk.app.town, led.id, who.id, shift.id, "walker", SignupSource.LEADER, now=now
        )


async def opens_cover(talk: Talk, person: Person, signup: Signup) -> None:
    async with talk.app.sessions() as db, db.begin():
        assert signup.person_id is not None
        now = await clock.now(db)
        notices.owe(db, signup.person_id, "cover-test", due_at=now, signup_id=signup.id)
    await talk.settle()
    await person.presses("请人顶班")


@pytest.fixture(autouse=True)
def door(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message with the button that opens cover, as the card of one's place has it."""
    from handlers import notices as rendering  # noqa: PLC0415
    from handlers.reply import Said, button, tell  # noqa: PLC0415
    from handlers.shifts.doors import AskCover  # noqa: PLC0415

    async def shown(t: rendering.Telling) -> Said:
        ask = AskCover(signup_id=t.facts["signup_id"])
        return tell(t.chat_id, t.say("cover-mine"), [[button("请人顶班", ask)]])

    monkeypatch.setitem(rendering._RENDERERS, "cover-test", shown)


async def test_somebody_stands_in(talk: Talk, leader: Person) -> None:
    owner, other = await member(talk, "陈阿姨"), await member(talk, "李叔")
    signup = await has_a_shift(talk, leader, owner, "2026-11-26")
    await opens_cover(talk, owner, signup)
    assert "您哪里不方便" in owner.said
    await owner.says("要去医院复查")
    await owner.presses("谁有空谁来顶")
    assert "已经问了 1 位队友" in owner.said
    assert "陈阿姨 有一班来不了" in other.said
    assert "原因：要去医院复查" in other.said

    await other.presses("我来顶班")

    assert "这一班现在是您的" in other.said
    assert "李叔 来顶您的班，您不用去了" in owner.said


async def test_the_reason_may_be_kept_and_the_request_taken_back(
    talk: Talk, leader: Person
) -> None:
    owner, other = await member(talk, "陈阿姨"), await member(talk, "李叔")
    signup = await has_a_shift(talk, leader, owner, "2026-11-26")
    await opens_cover(talk, owner, signup)
    await owner.presses("跳过")
    await owner.presses("谁有空谁来顶")
    assert "原因" not in other.said
    await owner.presses("不找人了")
    assert "这一班您来" in owner.said
    await other.presses("我来顶班")
    assert "不用找人顶班了" in "".join(other.toasts)


async def test_two_swap(talk: Talk, leader: Person) -> None:
    owner, other = await member(talk, "陈阿姨"), await member(talk, "李叔")
    signup = await has_a_shift(talk, leader, owner, "2026-11-26")
    await has_a_shift(talk, leader, other, "2026-11-28")
    await opens_cover(talk, owner, signup)
    await owner.presses("跳过")
    await owner.presses("跟别人换一班")
    await owner.presses("11月28日")
    assert "陈阿姨 想跟您换班" in other.said
    await other.presses("好，换")
    assert "李叔 跟您换好了" in owner.said


async def test_the_asked_one_offers_a_shift_of_theirs(talk: Talk, leader: Person) -> None:
    owner, other = await member(talk, "陈阿姨"), await member(talk, "李叔")
    signup = await has_a_shift(talk, leader, owner, "2026-11-26")
    await has_a_shift(talk, leader, other, "2026-11-28")
    await opens_cover(talk, owner, signup)
    await owner.presses("跳过")
    await owner.presses("谁有空谁来顶")
    await other.presses("跟我换一班")
    await other.presses("11月28日")
    assert "李叔 愿意跟您换" in owner.said
    await owner.presses("同意，换")
    assert "换好了" in owner.said
    assert "换班成了" in other.said
