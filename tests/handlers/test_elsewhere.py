"""Rooms that are not open yet say so; a worry reaches a person at once."""

import pytest

from community.people import Role
from handlers.elsewhere import TOPICS
from tests.talk import Talk


@pytest.mark.parametrize("intent", sorted(TOPICS))
async def test_a_room_that_is_not_open_offers_a_person(talk: Talk, intent: str) -> None:
    talk.means("想问一下这个", intent)
    ann = await talk.person().says("想问一下这个")

    assert "社工" in ann.said
    assert "找人工" in ann.buttons


async def test_what_is_not_ours_is_said_kindly(talk: Talk) -> None:
    talk.means("给我讲个笑话", "out_of_scope")
    ann = await talk.person().says("给我讲个笑话")

    assert "帮不上" in ann.said
    assert "报个问题" in ann.buttons


async def test_a_worry_goes_to_the_duty_worker_with_its_words(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    worker = await talk.staff(Role.SOCIAL_WORKER, name="沈丽", community="hongqiao")
    words = "虹桥花园6号楼的李奶奶三天没出门了"
    talk.means(words, "raise_concern")
    ann = await talk.person().says(words)

    assert "C-2026-000001" in ann.said
    assert "现在有人值班" in ann.said
    assert "120" in ann.said
    assert "李奶奶" in worker.said


async def test_with_nobody_on_duty_a_worry_says_when_somebody_looks(talk: Talk) -> None:
    await talk.at("2026-11-23T23:30")
    talk.means("隔壁老人好几天没声音", "raise_concern")
    ann = await talk.person().says("隔壁老人好几天没声音")

    assert "现在没有人值班" in ann.said
    assert "11月24日" in ann.said


async def test_the_door_of_a_worry_asks_for_its_words_first(talk: Talk) -> None:
    talk.means("担心一个人", "raise_concern", 0.5)
    ann = await talk.person().says("担心一个人")
    await ann.presses("担心某个人")
    assert "您担心谁" in ann.said
    await ann.says("3号楼的老王，昨天起敲门没人应")

    assert "C-2026-000001" in ann.said
