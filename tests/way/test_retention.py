"""What the way of a message forgets, and when."""

from datetime import timedelta

from sqlalchemy import text

from bot import retention
from community import clock
from tests.talk import Talk


async def test_raw_updates_go_after_a_week_and_what_was_said_after_half_a_year(talk: Talk) -> None:
    ann = await talk.person().says("/start")
    assert ann.said
    for days, raw_left, said_left in ((6, True, True), (8, False, True), (181, False, False)):
        async with talk.app.sessions() as db, db.begin():
            now = await clock.now(db) + timedelta(days=days)
            await retention.forget_raw_updates(db, now)
            await retention.forget_old_buttons(db, now)
            await retention.forget_old_messages(db, now)
            raw = await db.scalar(text("select count(*) from inbox where raw <> ''"))
            said = await db.scalar(text("select count(*) from outbox"))
            again = await db.scalar(text("select count(*) from inbox"))
        assert (bool(raw), bool(said)) == (raw_left, said_left)
        assert again == 1  # a repeated update still means nothing


async def test_what_waits_to_be_sent_is_not_forgotten(talk: Talk) -> None:
    ann = await talk.person().says("/start")
    assert ann.said
    async with talk.app.sessions() as db, db.begin():
        await db.execute(text("update outbox set sent_at = null"))
        await retention.forget_old_messages(db, await clock.now(db) + timedelta(days=400))
        assert await db.scalar(text("select count(*) from outbox")) == 1
