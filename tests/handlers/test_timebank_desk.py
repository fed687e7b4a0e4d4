"""The organisation's desk, as those who rule the time bank live it."""

import pytest
from sqlalchemy import func, select

from community.people import Role
from community.timebank.model import BankAccount, BankAudit
from tests.handlers.test_timebank_talk import account_of, balance
from tests.talk import Person, Talk


@pytest.fixture
async def ruler(talk: Talk) -> Person:
    await talk.at("2026-11-23T10:00")
    return await talk.staff(Role.ORGANISATION, name="周敏", community=None)


async def does(ruler: Person, act: str, because: str = "核对过了") -> None:
    await ruler.presses(act)
    await ruler.says(because)
    await ruler.presses("确认")


async def test_the_desk_shows_that_all_is_zero_together(talk: Talk, ruler: Person) -> None:
    await account_of(talk, ruler, 90)
    await ruler.says("时间银行管理")
    assert "全部相加：0" in ruler.said
    assert "−1 小时 30 分钟" in ruler.said


async def test_only_those_who_rule_it_have_the_desk(talk: Talk, ruler: Person) -> None:  # noqa: ARG001
    for person in (talk.person(), await talk.staff(Role.CLERK)):
        await person.says("时间银行管理")
        assert "全部相加" not in person.said


async def test_freezing_has_a_reason_and_is_told(talk: Talk, ruler: Person) -> None:
    ann = await talk.staff(Role.VOLUNTEER, name="陈静")
    number = await account_of(talk, ann, 60)
    await ruler.says(number)
    assert "陈*" in ruler.said
    assert "陈静" not in ruler.said
    await does(ruler, "冻结")
    assert "办好了" in ruler.said
    await ruler.says(number)
    assert "已冻结：核对过了" in ruler.said
    await does(ruler, "解冻")
    await ruler.says("时间银行管理")
    await ruler.presses("操作记录")
    assert "解冻" in ruler.said
    assert number in ruler.said


async def test_a_grant_and_its_reversal(talk: Talk, ruler: Person) -> None:
    ann = await talk.person().says("你好")
    number = await account_of(talk, ann)
    await ruler.says(number)
    await ruler.presses("从公益池发放")
    await ruler.says("-3小时")
    assert "没听懂" in ruler.said
    await ruler.says("两小时")
    await ruler.says("独居老人")
    await ruler.presses("确认")
    assert "发放了 2 小时" in ann.said
    assert await balance(talk, number) == 120

    await ruler.says(number)
    await does(ruler, "冲正", "记错了人")
    assert await balance(talk, number) == 0
    assert "减去 2 小时" in ann.said
    async with talk.app.sessions() as db:
        assert await db.scalar(select(func.sum(BankAccount.balance))) == 0
        assert await db.scalar(select(func.count()).select_from(BankAudit)) == 2


async def test_an_elder_without_a_phone_gets_a_slip(talk: Talk, ruler: Person) -> None:
    await ruler.says("时间银行管理")
    await ruler.presses("给老人开户")
    assert "本人同意" in ruler.said
    await ruler.says("王秀英")
    await ruler.says("1938")
    assert "T-" in ruler.said
    assert "户主：王秀英" in ruler.said
    async with talk.app.sessions() as db:
        [account] = await db.scalars(select(BankAccount).where(BankAccount.born == 1938))
    assert account.opened_by is not None


async def test_a_dispute_is_decided(talk: Talk, ruler: Person) -> None:
    volunteer = await talk.staff(Role.VOLUNTEER, name="陈静")
    elder = await talk.person().says("你好")
    hers = await account_of(talk, elder, 240)
    await elder.says("时间币换服务")
    await elder.presses("陪聊天")
    await elder.presses("我自己")
    await elder.says("1950")
    await elder.presses("1 小时")
    await elder.presses("不写了")
    await elder.presses("找人来帮")
    await volunteer.says("有谁需要帮忙")
    await volunteer.presses("我来")
    await volunteer.presses("帮好了")
    await elder.presses("不对")
    await elder.says("只来了十分钟")
    assert "了解" in elder.said
    await ruler.presses("有异议")
    assert "只来了十分钟" in ruler.said
    await does(ruler, "退给请求的人", "两边都问过")
    assert await balance(talk, hers) == 240
    assert "退给请求的人" in elder.said


async def test_the_audit_as_a_table_computes_nothing(talk: Talk, ruler: Person) -> None:
    number = await account_of(talk, ruler, 60)
    await ruler.says(number)
    await does(ruler, "冻结", "=HYPERLINK(1)")
    await ruler.says("时间银行管理")
    await ruler.presses("操作记录（CSV）")
    assert any(shown.payload.get("document") for shown in ruler.new)


async def test_the_desk_in_english(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    ruler = await talk.staff(Role.ADMIN, name="Ann", community=None, language="en")
    await ruler.says("run the time bank")
    assert "All together: 0" in ruler.said
    await ruler.presses("Find an account")
    await ruler.says("T-111111")
    assert "no account T-111111" in ruler.said
