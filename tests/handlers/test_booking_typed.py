"""Appointments typed instead of tapped: each step hears words, in both languages."""

import pytest

from tests.handlers.booking import asks, resident
from tests.talk import Talk


async def test_words_answer_each_step(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "我想约个时间")
    await ann.says("补办社保卡")
    await ann.says("虹桥")
    await ann.says("周四下午")
    assert "11月26日（周四）" in ann.said
    await ann.says("3点")
    assert "11月26日（周四） 15:00" in ann.said
    await ann.says("改成周五上午9点")
    assert "11月27日（周五） 09:00" in ann.said
    await ann.says("好的")

    assert "约好了" in ann.said


async def test_the_earliest_will_do(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "去虹桥便民服务点补办社保卡")
    await ann.says("越早越好")

    assert "11月24日（周二） 08:30" in ann.said


async def test_choices_are_heard_by_their_place(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "周五上午社保卡")
    second = list(ann.buttons)[1]
    await ann.says("第二个")
    assert second in ann.said
    await ann.says("第一个")
    assert "11月27日（周五）还有" in ann.said
    await ann.says("第二个吧")
    assert "11月27日（周五） 08:45" in ann.said
    await ann.says("嗯好的")

    assert "约好了" in ann.said


async def test_places_are_heard_in_english(talk: Talk) -> None:
    ann = await resident(talk, language="en")
    await asks(talk, ann, "book Friday morning to replace my social security card")
    await ann.says("the second one")
    await ann.says("The first one, please")
    assert "Is this right?" in ann.said
    await ann.says("ok")

    assert "Booked!" in ann.said


async def test_what_is_not_heard_leaves_the_choices_open(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "明天下午社保卡")
    offered = list(ann.buttons)
    await ann.says("嗯")
    assert list(ann.buttons) == offered
    await ann.says("第九个")
    assert list(ann.buttons) == offered
    await ann.says("都不是")

    assert "民政" in ann.buttons


async def test_the_hall_is_known_by_its_everyday_name(talk: Talk) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "约周五上午9点去大厅补办社保卡")

    assert "新华路 200 号" in ann.said
    assert "确认预约" in "".join(ann.buttons)


@pytest.mark.parametrize("steps", [[], ["大厅"], ["大厅", "周五"]])
async def test_no_leaves_the_form_at_every_step(talk: Talk, steps: list[str]) -> None:
    ann = await resident(talk)
    await asks(talk, ann, "补办社保卡")
    for words in steps:
        await ann.says(words)
    await ann.says("不要了")

    assert "好的，不约了" in ann.said
