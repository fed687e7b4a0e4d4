"""Appointments: from a sentence or a button to a booked time, and why something cannot be."""

import pytest

from tests.handlers.booking import ASKED, asks, booked, fill, held, resident
from tests.talk import Talk


async def test_a_sentence_becomes_an_appointment_in_four_taps(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, ASKED)
    assert "社保卡补办" in ann.said
    assert "虹桥社区便民服务点" in ann.said
    await ann.presses("便民服务中心")
    assert "11月27日（周五）" in ann.said
    assert "09:00" in ann.buttons
    assert "14:00" not in ann.buttons
    await ann.presses("09:00")
    assert "留到 10:10" in ann.said
    assert "新华路 200 号" in ann.said
    assert "☐ 身份证 原件1份" in ann.said
    await ann.presses("确认预约")

    assert "A-2026-000001" in ann.said
    assert "0573-00002001" in ann.said
    assert {"加到日历", "改期", "取消预约"} <= ann.buttons.keys()


async def test_the_week_shows_free_days_and_the_days_their_times(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "约老年优待证")
    await ann.presses("便民服务中心")
    days = [label for label in ann.buttons if "上午" in label]
    assert len(days) == 10
    assert days[5].startswith("周二 12月1日")
    assert days[0] == "周二 24日 · 上午12个 下午14个"
    assert "想要的日子满了" not in ann.buttons
    await ann.presses("周三 25日")
    assert "上午 12 个，下午 14 个" in ann.said
    await ann.presses("换一天")
    assert "周四 26日" in "".join(ann.buttons)


async def test_a_moment_picks_the_slot(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "明天上午9点半去大厅补办社保卡")

    assert "11月24日（周二） 09:30" in ann.said
    assert "确认预约" in "".join(ann.buttons)


async def test_a_point_that_is_named_is_not_asked_for(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "明天上午9点去虹桥便民服务点补办社保卡")

    assert "虹桥路 18 号" in ann.said
    assert "留到" in ann.said


async def test_several_items_are_asked_about_and_the_date_is_kept(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "明天下午社保卡")
    assert {"社保卡补办", "社保卡申领", "社保卡激活"} <= ann.buttons.keys()
    await ann.presses("社保卡补办")
    await ann.presses("便民服务中心")

    assert "11月24日（周二）" in ann.said
    assert "13:30" in ann.buttons
    assert "09:00" not in ann.buttons


async def test_without_an_item_the_departments_are_offered(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "我想约个时间")
    assert "您要约哪件事" in ann.said
    await ann.presses("社保")
    await ann.presses("社保卡密码重置")
    # One point only handles it, so it is not asked for.
    assert "哪天来方便" in ann.said


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("昨天", "已经过去"),
        ("今天下午", "要提前 1 天"),
        ("周六", "休息天"),
        ("元旦", "最远能约到12月7日"),
        ("腊月初八", "最远能约到12月7日"),
        ("下下周三上午", "最远能约到12月7日"),
        ("11月31日", "没有11月31日这一天"),
        ("明天中午12点半", "能约 08:30–11:30 13:30–17:00"),
        ("明天上午9点10分", "每 15 分钟一个时段"),
    ],
)
async def test_what_cannot_be_gets_a_reason_and_the_three_nearest(
    talk: Talk, when: str, why: str
) -> None:
    ann = await resident(talk)
    await asks(talk, ann, f"帮我约{when}补办社保卡")
    await ann.presses("便民服务中心")

    assert why in ann.said
    near = [label for label in ann.buttons if label.startswith(("11月", "12月")) and ":" in label]
    assert len(near) == 3
    await ann.presses(near[0])
    assert "留到" in ann.said


async def test_the_nearest_are_at_the_time_of_day_that_was_said(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "帮我约下下周三上午去大厅补办社保卡")

    assert [label for label in ann.buttons if ":" in label] == [
        "12月7日（周一） 08:30", "12月7日（周一） 08:45", "12月7日（周一） 09:00",
    ]  # fmt: skip


async def test_next_wednesday_can_always_be_said(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "帮我约下周三上午去大厅补办社保卡")
    assert "12月2日（周三）" in ann.said
    await ann.presses("08:45")
    await ann.presses("确认预约")

    assert "A-2026-" in ann.said
    assert "12月2日（周三） 08:45" in ann.said


async def test_a_holiday_is_called_one(talk: Talk) -> None:
    ann = await resident(talk, "2026-09-28T10:00")
    await asks(talk, ann, "帮我约10月1日补办社保卡")
    await ann.presses("便民服务中心")

    assert "放假" in ann.said


async def test_today_can_be_had_by_a_number(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "两小时后补办社保卡")
    await ann.presses("便民服务中心")

    assert "今天直接取号" in ann.buttons


async def test_a_hold_that_ran_out_is_not_booked_and_offered_again(talk: Talk) -> None:
    ann = await resident(talk)
    await held(talk, ann)
    await talk.at("2026-11-23T10:11")
    await ann.presses("确认预约")
    assert "留的时间过了" in ann.said
    await ann.presses("09:00")
    await ann.presses("确认预约")

    assert "约好了" in ann.said


async def test_who_is_slower_gets_the_nearest_instead(talk: Talk) -> None:
    ann, bob = await resident(talk), talk.person()
    for person in (ann, bob):
        await asks(talk, person, "帮我约周五上午去虹桥便民服务点补办社保卡")
    await ann.presses("09:00")
    await bob.presses("09:00")

    assert "刚刚被别人约走" in bob.said
    assert "11月27日（周五） 08:45" in bob.buttons


async def test_for_family_their_consent_is_asked_and_their_papers_are_listed(talk: Talk) -> None:
    ann = await resident(talk)
    await held(talk, ann)
    assert "委托" not in ann.said
    await ann.presses("替家人约")
    await ann.says("我妈")
    assert "我妈" in ann.said
    await ann.presses("对方同意我代约")
    assert "谁来办：我妈" in ann.said
    assert "委托" in ann.said or "代办" in ann.said
    await ann.presses("确认预约")

    assert "约好了" in ann.said


async def test_for_whom_is_heard_in_the_sentence(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "给我妈约明天上午9点老年优待证")
    await ann.presses("便民服务中心")
    assert "替我妈约" in ann.said
    await ann.says("她同意")

    assert "谁来办：我妈" in ann.said


async def test_one_more_item_is_done_on_the_same_visit(talk: Talk) -> None:
    ann = await resident(talk)
    await held(talk, ann)
    await ann.presses("再加一件事")
    await ann.says("老年优待证")

    assert "社保卡补办、老年优待证" in ann.said
    await ann.presses("确认预约")
    assert "约好了" in ann.said


async def test_a_second_one_on_the_same_day_is_for_family_only(talk: Talk) -> None:
    ann = await resident(talk)
    await booked(talk, ann)
    await held(talk, ann, time="10:00")
    assert "已经有预约了（A-2026-000001）" in ann.said
    await ann.presses("替家人约")
    await ann.presses("妈妈")
    await ann.presses("对方同意")

    assert "谁来办：妈妈" in ann.said
    assert "10:00" in ann.said


async def test_a_full_day_can_be_waited_for(talk: Talk) -> None:
    ann, bob = await resident(talk), talk.person()
    await fill(talk, "point-hongqiao", "2026-11-27")
    await asks(talk, ann, "帮我约周五去虹桥便民服务点补办社保卡")
    assert "11月27日（周五）已经约满" in ann.said
    await ann.presses("等11月27日")
    assert "排上了" in ann.said
    await asks(talk, bob, "去虹桥便民服务点补办社保卡")
    assert "周五 27日" not in "".join(bob.buttons)
    await bob.presses("想要的日子满了")
    await bob.presses("11月27日")
    assert "排上了" in bob.said


async def test_cancel_back_and_a_question_in_between(talk: Talk) -> None:
    ann = await resident(talk)
    await held(talk, ann)
    await ann.says("返回")
    assert "哪天来方便" in ann.said
    await ann.says("我的预约")
    assert "您现在没有预约" in ann.said
    assert "哪天来方便" in ann.said
    await ann.says("算了")
    assert "预约" in ann.said
    await ann.presses("周二 24日")
    assert "约好了" not in ann.said


async def test_leaving_gives_the_slot_back_at_once(talk: Talk) -> None:
    ann, bob = await resident(talk), talk.person()
    words = "帮我约周五上午9点去虹桥便民服务点补办社保卡"
    await asks(talk, ann, words)
    await ann.presses("不约了")
    assert "不约了" in ann.said
    await asks(talk, bob, words)

    assert "留到" in bob.said


async def test_a_button_of_an_earlier_form_means_nothing(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "去虹桥便民服务点补办社保卡")
    old = next(token for label, token in ann.buttons.items() if "周二" in label)
    await asks(talk, ann, "去康和便民服务点补办社保卡")
    await ann.presses_token(old)

    assert ann.toasts
    assert "康和" in ann.said
    assert "哪天来方便" in ann.said


async def test_the_door_and_a_sentence_that_was_not_understood(talk: Talk) -> None:
    ann = await resident(talk)
    talk.means("约补办社保卡明天", "book_appointment", 0.5)
    await ann.says("约补办社保卡明天")
    await ann.presses("预约")
    await ann.presses("便民服务中心")

    assert "11月24日（周二）" in ann.said


async def test_it_is_said_in_english_too(talk: Talk) -> None:
    ann = await resident(talk, language="en")
    await asks(talk, ann, "book a social card replacement for Friday morning")
    await ann.presses("Xincheng Service Hall")
    await ann.presses("09:00")
    assert "Please bring:" in ann.said
    await ann.presses("Confirm")

    assert "Booked!" in ann.said


async def test_two_items_in_one_sentence_are_one_visit(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "明天上午9点去大厅补办社保卡和办老年优待证")
    await ann.presses("这几件都要办")
    if "便民服务中心" in "".join(ann.buttons):
        await ann.presses("便民服务中心")

    assert "社保卡补办" in ann.said
    assert "老年优待证" in ann.said
    assert "留到" in ann.said


@pytest.mark.parametrize("words", ["我今天想约周五上午", "昨天没约上，改约周五上午"])
async def test_beside_a_day_to_come_other_days_are_only_told(talk: Talk, words: str) -> None:
    ann = await resident(talk)
    await asks(talk, ann, f"{words}去虹桥便民服务点补办社保卡")

    assert "11月27日（周五）还有" in ann.said


async def test_bare_figures_are_a_day_and_then_an_hour(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "去虹桥便民服务点补办社保卡")
    await ann.says("上午")
    assert "周三 25日 · 上午12个" in ann.buttons
    await ann.says("25")
    assert "11月25日（周三）还有：上午 12 个" in ann.said
    await ann.says("9")

    assert "11月25日（周三） 09:00" in ann.said


async def test_cancelling_in_the_form_leaves_it(talk: Talk) -> None:
    ann = await resident(talk)
    await held(talk, ann)
    talk.means("取消这个预约吧", "cancel_appointment")
    await ann.says("取消这个预约吧")

    assert "好的，不约了" in ann.said


async def test_the_door_goes_on_with_what_is_open(talk: Talk) -> None:
    ann = await resident(talk)
    talk.means("预约来着", "book_appointment", 0.5)
    await ann.says("预约来着")
    await asks(talk, ann, "去虹桥便民服务点补办社保卡")
    await ann.presses("预约办事")

    assert "社保卡补办" in ann.said
    assert "哪天来方便" in ann.said
