"""Somebody comes to who cannot go to the hall: asked for as talks."""

from sqlalchemy import select

from community.cases import Case
from tests.talk import Talk

CARD = "SB-002"


async def test_somebody_comes_to_who_cannot_go(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    ann = await talk.person().says(CARD)
    await ann.presses("上门服务")
    assert "几句话就行" in ann.said
    await ann.says("嗯")
    assert "再多说两句" in ann.said
    await ann.says("长" * 2000)
    assert "1000 个字以内" in ann.said
    await ann.says("我奶奶九十岁下不了楼，住康和花园3幢，周三上午都在家")

    assert "编号 R-2026-000001" in ann.said
    assert "社工会联系您" in ann.said
    async with talk.app.sessions() as db:
        [case] = await db.scalars(select(Case))
    assert case.category == "home-service"
    assert "九十岁" in case.text
    await ann.presses("上门服务")
    await ann.says("我奶奶九十岁下不了楼，住康和花园3幢")
    assert "R-2026-000001" in ann.said


async def test_asking_somebody_to_come_can_be_given_up(talk: Talk) -> None:
    ann = await talk.person().says(CARD)
    await ann.presses("上门服务")
    await ann.presses("不用上门了")
    await ann.says("你好")

    assert "上门办" not in ann.said
