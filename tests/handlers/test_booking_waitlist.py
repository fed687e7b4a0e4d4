"""The waiting list of a full day, in chat: an offer accepted, let pass, run out, given up."""

from datetime import timedelta

from sqlalchemy import select

from community import clock
from community.hall import booking
from community.hall.model import Booking, BookingStatus
from tests.handlers.booking import asks, fill, resident, tick
from tests.talk import Person, Talk


async def waiting(talk: Talk) -> Person:
    ann = await resident(talk)
    await fill(talk, "point-hongqiao", "2026-11-27")
    await asks(talk, ann, "帮我约周五去虹桥便民服务点补办社保卡")
    return await ann.presses("等11月27日")


async def somebody_cancels(talk: Talk) -> None:
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        booked = select(Booking).where(Booking.status == BookingStatus.BOOKED)
        first = (await db.scalars(booked.order_by(Booking.starts_at))).first()
        assert first is not None
        assert first.person_id is not None
        await booking.cancel(db, talk.app.town, first.id, first.person_id, now=now)
    await tick(talk)


async def test_an_offer_is_accepted(talk: Talk) -> None:
    ann = await waiting(talk)
    await somebody_cancels(talk)
    assert "有空位了" in ann.said
    assert "留到 10:15" in ann.said
    await ann.presses("约上")

    assert "约好了" in ann.said
    assert "11月27日（周五） 08:30" in ann.said


async def test_an_offer_is_let_pass_and_another_runs_out(talk: Talk) -> None:
    ann = await waiting(talk)
    await somebody_cancels(talk)
    await ann.presses("继续等")
    assert "还在等" in ann.said
    await tick(talk)
    assert "有空位了" not in ann.said
    await somebody_cancels(talk)
    assert "有空位了" in ann.said
    await talk.later(timedelta(minutes=16))
    await tick(talk)
    assert "过时" in ann.said


async def test_an_offer_that_has_run_out_is_not_booked(talk: Talk) -> None:
    ann = await waiting(talk)
    await somebody_cancels(talk)
    token = ann.buttons["✅ 要，约上"]
    await talk.later(timedelta(minutes=16))
    await ann.presses_token(token)

    assert "约好了" not in ann.said
    assert ann.toasts or ann.said


async def test_waiting_is_listed_and_given_up(talk: Talk) -> None:
    ann = await waiting(talk)
    await ann.says("我的预约")
    assert "等空位：11月27日（周五）" in ann.said
    await ann.presses("不等11月27日")

    assert "不等11月27日（周五）了" in ann.said
