"""Time that is kept, given and spent, as volunteers, elders and helpers live it."""

import pytest
from sqlalchemy import select

from community import clock
from community.people import Account, Role
from community.shifts.model import TeamMember
from community.timebank import accounts, ledger
from community.timebank.model import BankAccount, Gift, GiftStatus, TransferKind
from tests.talk import Person, Talk


async def account_of(talk: Talk, person: Person, minutes: int = 0) -> str:
    """Open somebody's account, with time out of the pool in it, and give its number."""
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        who = await db.scalar(select(Account.person_id).where(Account.external_id == person.number))
        assert who is not None
        account = await accounts.owned(db, who, now=now)
        if minutes:
            pool = await accounts.pool(db, now=now)
            await ledger.transfer(
                db, TransferKind.GRANT, pool.id, account.id, minutes, now=now, because="开始"
            )
        return account.number


async def balance(talk: Talk, number: str) -> int:
    async with talk.app.sessions() as db:
        found = await accounts.find(db, number)
        assert found is not None
        return found.balance


@pytest.fixture
async def volunteer(talk: Talk) -> Person:
    await talk.at("2026-11-23T10:00")
    return await talk.staff(Role.VOLUNTEER, name="陈静")


@pytest.fixture
async def mother(talk: Talk, volunteer: Person) -> Person:  # noqa: ARG001  the clock is set first
    return await talk.person().says("你好")


async def test_who_has_no_account_hears_what_it_is(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    ann = await talk.person().says("我还有多少时间")
    assert "帮邻居一小时" in ann.said
    assert "当志愿者" in " ".join(ann.buttons) or "志愿" in " ".join(ann.buttons)


async def test_an_elder_opens_an_account_by_the_year_of_birth(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    elder = await talk.person().says("时间银行")
    await elder.presses("现在开账户")
    assert "哪一年" in elder.said
    await elder.says("天晴")
    assert "没看懂" in elder.said
    await elder.says("1990年")
    assert "60" in elder.said
    await elder.says("一九五二年")
    assert "账户开好了" in elder.said
    assert "T-" in elder.said


async def test_the_card_says_what_is_there(talk: Talk, volunteer: Person) -> None:
    number = await account_of(talk, volunteer, 150)
    await volunteer.says("我还有多少时间")
    assert "2 小时 30 分钟" in volunteer.said
    assert number in volunteer.said


async def test_an_hour_for_mother_asks_her_number_once(
    talk: Talk, volunteer: Person, mother: Person
) -> None:
    mine, hers = await account_of(talk, volunteer, 180), await account_of(talk, mother)
    await volunteer.says("送一小时给我妈")
    assert "账号" in volunteer.said
    await volunteer.says("T-999999")
    assert "没有 T-999999" in volunteer.said
    await volunteer.says(mine)
    assert "自己的账号" in volunteer.said
    await volunteer.says(hers)
    assert "1 小时" in volunteer.said
    assert "2 小时" in volunteer.said
    await volunteer.says("确认")

    assert "送您 1 小时" in mother.said
    await mother.presses("收下")
    assert "已经收下" in volunteer.said
    assert (await balance(talk, mine), await balance(talk, hers)) == (120, 60)

    await volunteer.says("再送半小时给我妈")
    await volunteer.says("送半小时给我妈")
    assert "请看一眼" in volunteer.said


async def test_a_gift_can_be_taken_back_until_it_is_taken(
    talk: Talk, volunteer: Person, mother: Person
) -> None:
    mine, hers = await account_of(talk, volunteer, 60), await account_of(talk, mother)
    await volunteer.says(f"送半小时给 {hers}")
    await volunteer.presses("确认送出")
    await volunteer.presses("收回")
    assert "已经收回" in volunteer.said
    await mother.presses("收下")
    assert await balance(talk, mine) == 60
    async with talk.app.sessions() as db:
        [gift] = await db.scalars(select(Gift))
    assert gift.status is GiftStatus.WITHDRAWN


@pytest.mark.parametrize("words", ["-3小时", "0小时", "1e9小时", "一万小时"])
async def test_an_amount_that_cannot_be_is_said_with_the_balance(
    talk: Talk, volunteer: Person, mother: Person, words: str
) -> None:
    mine, hers = await account_of(talk, volunteer, 60), await account_of(talk, mother)
    await volunteer.says(f"送{words}给 {hers}")
    assert "现在能用 1 小时" in volunteer.said
    assert "多少时间" in volunteer.said
    await volunteer.says("半小时")
    assert "请看一眼" in volunteer.said
    assert await balance(talk, mine) == 60


async def test_a_frozen_account_gives_nothing(
    talk: Talk, volunteer: Person, mother: Person
) -> None:
    mine, hers = await account_of(talk, volunteer, 60), await account_of(talk, mother)
    async with talk.app.sessions() as db, db.begin():
        account = await accounts.find(db, mine)
        assert account is not None
        account.frozen_at = await clock.now(db)
    await volunteer.says("我还有多少时间")
    assert "冻结" in volunteer.said
    await volunteer.says(f"送半小时给 {hers}")
    await volunteer.says("确认")
    assert await balance(talk, hers) == 0
    assert "请看一眼" not in volunteer.said


async def test_a_donation_goes_to_the_pool(talk: Talk, volunteer: Person) -> None:
    mine = await account_of(talk, volunteer, 180)
    await volunteer.says("捐2小时")
    assert "公益池" in volunteer.said
    await volunteer.says("好的")
    assert "谢谢" in volunteer.said
    assert await balance(talk, mine) == 60


async def test_help_is_asked_for_given_and_paid(
    talk: Talk, volunteer: Person, mother: Person
) -> None:
    hers, mine = await account_of(talk, mother, 240), await account_of(talk, volunteer)
    await mother.says("我想用时间币换理发")
    assert "给谁" in mother.said
    await mother.presses("我自己")
    await mother.says("1950")
    await mother.presses("1 小时")
    assert "住址不要写" in mother.said
    await mother.says("周六上午，剪短一点")
    assert "1 小时 30 分钟" in mother.said
    await mother.presses("找人来帮")
    assert "B-2026-000001" in mother.said

    await volunteer.says("有谁需要帮忙")
    assert "剪短一点" in volunteer.said
    await volunteer.presses("我来 B-2026-000001")
    assert "陈静" in mother.said
    await volunteer.presses("帮好了")
    assert "72 小时" in mother.said
    await mother.says("我的事项")
    assert "请您确认" in mother.said
    await mother.presses("请求 B-2026-000001")
    await mother.presses("确认")
    assert "多了 1 小时 30 分钟" in volunteer.said
    assert (await balance(talk, hers), await balance(talk, mine)) == (150, 90)


async def test_a_request_is_cancelled_until_it_is_done(talk: Talk, mother: Person) -> None:
    hers = await account_of(talk, mother, 120)
    await mother.says("时间币换服务")
    await mother.presses("陪聊天")
    await mother.presses("我自己")
    await mother.says("76岁")
    await mother.says("一小时")
    await mother.presses("不写了")
    await mother.presses("找人来帮")
    await mother.presses("取消这个请求")
    assert "取消了" in mother.said
    await mother.says("我还有多少时间")
    assert "留出来" not in mother.said
    assert await balance(talk, hers) == 120


async def test_the_statement_in_chat_and_as_documents(talk: Talk, volunteer: Person) -> None:
    number = await account_of(talk, volunteer, 60)
    for _ in range(11):
        await account_of(talk, volunteer, 30)
    await volunteer.says("明细")
    assert number in volunteer.said
    assert volunteer.said.count("公益池发放") == 10
    await volunteer.presses("更早的")
    assert volunteer.said.count("公益池发放") == 2
    await volunteer.presses("CSV")
    [sent] = [shown for shown in volunteer.new if shown.payload.get("document")]
    assert sent.payload["linli_name"] == f"{number}-2026-11-23.csv"
    await volunteer.presses("PDF")
    assert any(shown.payload.get("document") for shown in volunteer.new)


async def test_in_english(talk: Talk) -> None:
    await talk.at("2026-11-23T10:00")
    ann = await talk.person("en").says("hello")
    ben = await talk.person("en").says("hello")
    mine, his = await account_of(talk, ann, 90), await account_of(talk, ben)
    await ann.says("how much time do I have")
    assert "1 h 30 min" in ann.said
    await ann.says("send an hour to my dad")
    assert "my father" in ann.said
    await ann.says(his)
    await ann.says("yes")
    await ben.presses("Take it")
    assert (await balance(talk, mine), await balance(talk, his)) == (30, 60)
    assert "taken" in ann.said


async def test_a_question_in_the_middle_of_a_form_leaves_it_open(
    talk: Talk, volunteer: Person
) -> None:
    await account_of(talk, volunteer, 60)
    talk.means("我还有多少时间？", "time_bank")
    await volunteer.says("捐2小时")
    await volunteer.says("我还有多少时间？")
    assert "您有 1 小时" in volunteer.said
    assert "多少时间" in volunteer.said


async def test_accounts_are_none_of_strangers(talk: Talk, volunteer: Person) -> None:
    number = await account_of(talk, volunteer, 60)
    stranger = await talk.person().says(number)
    assert "1 小时" not in stranger.said
    async with talk.app.sessions() as db:
        assert (await db.scalars(select(BankAccount))).all()


async def test_time_for_the_own_team(talk: Talk, volunteer: Person) -> None:
    mine = await account_of(talk, volunteer, 180)
    await volunteer.says("转给队里1小时")
    assert "还没有参加队伍" in volunteer.said
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        own = await accounts.find(db, mine)
        assert own is not None
        db.add(TeamMember(person_id=own.person_id, team="patrol", community="hongqiao", since=now))
    await volunteer.says("转给队里1小时")
    await volunteer.presses("确认转出")
    assert talk.app.town.team("patrol").name.zh in volunteer.said
    assert await balance(talk, mine) == 120


async def test_another_business_in_the_middle_of_one(talk: Talk, volunteer: Person) -> None:
    await account_of(talk, volunteer, 60)
    await volunteer.says("送两小时给我妈")
    await volunteer.says("明细")
    assert "公益池发放" in volunteer.said
    assert "账号" in volunteer.said
    await volunteer.says("捐半小时")
    assert "捐给公益池 30 分钟" in volunteer.said
