"""After an appointment is booked: shown, moved, cancelled, remembered, and what the clock does."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from community import clock
from community.files import StoredFile
from community.hall.model import Booking, BookingStatus
from community.people import Person as Known
from tests.handlers.booking import (
    NUMBER,
    asks,
    booked,
    held,
    must_tap,
    owe,
    resident,
    status,
    tick,
)
from tests.talk import Talk

# --- shown -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [NUMBER, "ａ2026000001", "我的 A-2026-000001 是几点来着？"])
async def test_its_number_shows_it(talk: Talk, words: str) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await ann.says(words)

    assert f"预约 {NUMBER}" in ann.said
    assert "11月27日（周五） 09:00" in ann.said
    assert "改期" in ann.buttons


async def test_its_number_shows_it_in_the_middle_of_a_form(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await asks(talk, ann, "去虹桥便民服务点办老年优待证")
    await ann.says(NUMBER)

    assert f"预约 {NUMBER}" in ann.said
    assert "哪天来方便" in ann.said


async def test_nobody_else_sees_it(talk: Talk) -> None:
    ann, bob = await resident(talk), talk.person()
    await booked(talk, ann)
    await bob.says(NUMBER)

    assert "09:00" not in bob.said
    assert "社保卡" not in bob.said


async def test_it_stands_in_both_lists(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    talk.means("我约了什么", "my_appointments")
    await ann.says("我约了什么")
    assert NUMBER in ann.said
    await ann.says("我的事项")
    assert NUMBER in ann.said
    await ann.presses("11月27日")

    assert f"预约 {NUMBER}" in ann.said


async def test_on_the_day_one_can_say_that_one_is_there(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    assert "我到了" not in ann.buttons
    await talk.at("2026-11-27T08:40")
    await ann.says(NUMBER)

    assert "我到了" in ann.buttons


# --- moved -----------------------------------------------------------------------------------


async def test_it_is_moved_by_buttons_and_keeps_its_number(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await ann.presses("改期")
    await ann.presses("周四 26日")
    await ann.presses("14:00")

    assert "改好了" in ann.said
    assert NUMBER in ann.said
    assert "11月26日（周四） 14:00" in ann.said


async def test_it_is_moved_by_a_sentence_after_one_look(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    talk.means("周五的预约改到周四下午3点", "change_appointment")
    await ann.says("周五的预约改到周四下午3点")
    assert "原来是11月27日（周五） 09:00" in ann.said
    assert "11月26日（周四） 15:00" in ann.said
    await ann.presses("就改到这里")

    assert "改好了" in ann.said


async def test_not_moving_leaves_it_where_it_was(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await ann.presses("改期")
    await ann.presses("不改了")
    assert "还是11月27日（周五） 09:00" in ann.said
    assert await status(talk) is BookingStatus.BOOKED


async def test_a_time_that_cannot_be_is_refused_with_others(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    talk.means("预约改到周日", "change_appointment")
    await ann.says("预约改到周日")
    assert "休息天" in ann.said
    await ann.presses("11月30日")

    assert "改好了" in ann.said


async def test_an_old_card_does_not_act_on_what_was_moved(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    card = ann.screen[max(ann.screen)]
    token = card.buttons["取消预约"]
    await ann.presses("改期")
    await ann.presses("周四 26日")
    await ann.presses("14:00")
    await ann.presses_token(token, card.id)

    assert ann.toasts
    assert await status(talk) is BookingStatus.BOOKED


# --- cancelled -------------------------------------------------------------------------------


async def test_it_is_cancelled_after_a_yes(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await ann.presses("取消预约")
    assert f"要取消 {NUMBER} 吗" in ann.said
    await ann.presses("不取消")
    assert await status(talk) is BookingStatus.BOOKED
    await ann.presses("取消预约")
    await ann.presses("是，取消")

    assert "已取消" in ann.said
    assert await status(talk) is BookingStatus.CANCELLED


async def test_it_is_cancelled_by_a_sentence_with_its_number(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    words = f"帮我取消 {NUMBER}"
    talk.means(words, "cancel_appointment")
    await ann.says(words)
    await ann.presses("是，取消")

    assert await status(talk) is BookingStatus.CANCELLED


async def test_of_several_it_is_asked_which(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await booked(talk, ann, "帮我约周四上午补办社保卡")
    talk.means("取消预约", "cancel_appointment")
    await ann.says("取消预约")
    assert "您要取消哪一个" in ann.said
    talk.means("周四的预约不去了", "cancel_appointment")
    await ann.says("周四的预约不去了")

    assert "要取消 A-2026-000002 吗" in ann.said


async def test_with_nothing_booked_there_is_nothing_to_cancel(talk: Talk) -> None:
    ann = await resident(talk)
    talk.means("取消我的预约", "cancel_appointment")
    await ann.says("取消我的预约")

    assert "您现在没有预约" in ann.said


async def test_too_late_one_calls(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await talk.at("2026-11-27T08:00")
    await ann.says(NUMBER)
    await ann.presses("取消预约")

    assert "0573-00002001" in "".join([*ann.toasts, ann.said])
    assert await status(talk) is BookingStatus.BOOKED


# --- the calendar ----------------------------------------------------------------------------


async def test_the_calendar_gets_a_file_and_a_link(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await ann.presses("加到日历")
    sent = next(shown for shown in ann.new if "document" in shown.payload)
    async with talk.app.sessions() as db:
        number = sent.payload["document"].removeprefix("file:")
        content = await db.scalar(select(StoredFile.content).where(StoredFile.id == number))
    assert content is not None
    calendar: Any = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")

    assert sent.payload["linli_name"] == f"{NUMBER}.ics"
    assert f"{event['dtstart'].dt:%Y-%m-%d %H:%M}" == "2026-11-27 09:00"
    assert "日历链接" in ann.said


# --- reminders, and what the clock does ------------------------------------------------------


async def test_the_day_before_and_two_hours_before_it_is_remembered(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann, time="10:30")
    await talk.at("2026-11-26T10:30")
    assert "明天有预约" in ann.said
    assert {"改期", "取消预约"} <= ann.buttons.keys()
    ann.new.clear()
    await talk.at("2026-11-27T08:30")

    assert "快到时间了" in ann.said


async def test_who_must_tap_and_does_not_makes_room(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann, time="10:30")
    await must_tap(talk)
    await talk.at("2026-11-26T10:30")
    assert "请点一下「我会来」" in ann.said
    await talk.at("2026-11-27T08:30")
    await tick(talk)

    assert "已经让给别人" in ann.said
    assert "重新约" in ann.buttons


async def test_who_taps_keeps_the_slot(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann, time="10:30")
    await must_tap(talk)
    await talk.at("2026-11-26T10:30")
    await ann.presses("我会来")
    assert "等您来" in ann.said
    await talk.at("2026-11-27T08:30")
    await tick(talk)

    assert await status(talk) is BookingStatus.BOOKED


@pytest.mark.parametrize(
    ("text_id", "facts", "said"),
    [
        ("booking-missed", {"number": NUMBER, "booking_id": 0}, "您没有来"),
        ("booking-gone", {"number": NUMBER, "why": "closed", "booking_id": 0}, "窗口不上班"),
        ("booking-gone", {"number": NUMBER, "why": "point",
                          "starts_at": "2026-11-27T09:00:00+08:00"}, "11月27日（周五） 09:00"),
        ("waitlist-over", {"day": "2026-11-27"}, "没等到空位"),
    ],
)  # fmt: skip
async def test_other_notices_offer_to_book_again(
    talk: Talk, text_id: str, facts: dict[str, object], said: str
) -> None:
    ann = await resident(talk)
    await ann.says("你好")
    await owe(talk, ann, text_id, **facts)

    assert said in ann.said
    await ann.presses("重新约")
    assert "您要约哪件事" in ann.said


# --- no-shows, and other languages -----------------------------------------------------------


async def test_after_three_missed_ones_booking_pauses_but_the_queue_is_open(talk: Talk) -> None:
    ann = await resident(talk)
    await ann.says("你好")
    await missed_before(talk, 3)
    await asks(talk, ann, "帮我约周五上午9点去大厅补办社保卡")
    if "便民服务中心" in "".join(ann.buttons):
        await ann.presses("便民服务中心")

    assert "先停到" in ann.said
    assert "今天直接取号" in ann.buttons


async def missed_before(talk: Talk, count: int) -> None:
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await db.scalar(select(Known.id).order_by(Known.id.desc()))
        for n in range(1, count + 1):
            at = now - timedelta(days=n)
            db.add(
                Booking(
                    number=f"A-2025-00000{n}", person_id=who, point="hall", services=["SB-002"],
                    starts_at=at, ends_at=at + timedelta(minutes=15), status=BookingStatus.MISSED,
                    calendar_key=f"key-{n}", created_at=at,
                )
            )  # fmt: skip


async def test_the_doors_of_the_menu_lead_here(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    for words, intent, said in (
        ("想改一下约", "change_appointment", "哪天来方便"),
        ("想退掉约", "cancel_appointment", f"要取消 {NUMBER} 吗"),
        ("看下约", "my_appointments", "您的预约"),
    ):
        talk.means(words, intent, 0.5)
        await ann.says("算了")
        await ann.says(words)
        await ann.presses({"change_appointment": "改预约", "cancel_appointment": "取消预约",
                           "my_appointments": "我的预约"}[intent])  # fmt: skip
        assert said in ann.said


async def test_leaving_the_last_look_loses_nothing_that_was_booked(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await held(talk, ann, "帮我约周四上午补办社保卡")
    await ann.says("不约了")
    await ann.says("我的预约")

    assert NUMBER in ann.said
    assert "A-2026-000002" not in ann.said
