"""What people say to the time bank: how much, to whom, and which business, with no model."""

import pytest

from handlers.timebank import amounts
from handlers.timebank.words import (
    Ask,
    Wish,
    heard_surely,
    is_elder_kin,
    number_answered,
    number_in,
    understood,
)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("送一小时给我妈", 60),
        ("1.5小时", 90),
        ("两个半小时", 150),
        ("两小时半", 150),
        ("半小时", 30),
        ("半个钟头", 30),
        ("90分钟", 90),
        ("十五分钟", 15),
        ("一刻钟", 15),
        ("1小时30分", 90),
        ("１小时", 60),
        ("5个时间币", 300),
        ("一百二十小时", 7200),
        ("一万小时", 600_000),
        ("0小时", 0),
        ("-3小时", -180),
        ("送-3小时给我妈", -180),
        ("负三小时", -180),
        ("1e9小时", amounts.MOST),
        ("1e999小时", amounts.MOST),
        ("9" * 400 + "小时", amounts.MOST),
        ("三四个小时", None),
        ("虹桥花园6号楼", None),
        ("two hours", 120),
        ("an hour", 60),
        ("half an hour", 30),
        ("an hour and a half", 90),
        ("two and a half hours", 150),
        ("1h30", 90),
        ("1 hour 30 minutes", 90),
        ("a quarter of an hour", 15),
        ("minus 3 hours", -180),
        ("I have a h", None),
    ],
)
def test_how_much(words: str, minutes: int | None) -> None:
    assert amounts.minutes_in(words) == minutes


@pytest.mark.parametrize(
    ("words", "minutes"),
    [("3", 180), ("三", 180), ("两个", 120), ("1.5", 90), ("-3", -180), ("two", 120),
     ("半小时", 30), ("不知道", None), ("", None)],
)  # fmt: skip
def test_a_number_alone_answers_in_hours(words: str, minutes: int | None) -> None:
    assert amounts.minutes_answered(words) == minutes


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("我还有多少时间", Wish(Ask.BALANCE)),
        ("how much time do I have", Wish(Ask.BALANCE)),
        ("送一小时给我妈", Wish(Ask.GIVE, 60, called="我妈")),
        ("送半小时给我妈妈吧", Wish(Ask.GIVE, 30, called="我妈")),
        ("给我妈转十小时", Wish(Ask.GIVE, 600, called="我妈")),
        ("把我的时间币转给我妈", Wish(Ask.GIVE, called="我妈")),
        ("我想把时长送给我婆婆", Wish(Ask.GIVE, called="我婆婆")),
        ("送王奶奶两小时", Wish(Ask.GIVE, 120, called="王奶奶")),
        ("转5小时给陈姐", Wish(Ask.GIVE, 300, called="陈姐")),
        ("付一小时给小张，他帮我搬了家具", Wish(Ask.GIVE, 60, called="小张")),
        ("送1小时给 T-204518", Wish(Ask.GIVE, 60, number="T-204518")),
        ("give my dad 5 hours", Wish(Ask.GIVE, 300, called="my father")),
        ("transfer ten hours to my mother in Hongqiao", Wish(Ask.GIVE, 600, called="my mother")),
        ("pay Xiao Zhang 1 hour, he carried my sofa", Wish(Ask.GIVE, 60, called="Xiao Zhang")),
        ("send an hour to T-204518", Wish(Ask.GIVE, 60, number="T-204518")),
        ("捐2小时", Wish(Ask.DONATE, 120)),
        ("攒了一百多小时自己也用不上，全捐了", Wish(Ask.DONATE, 6000, everything=True)),
        ("donate 20 hours to someone who needs it", Wish(Ask.DONATE, 1200)),
        ("转给队里3小时", Wish(Ask.TEAM, 180)),
        ("put two hours to our team", Wish(Ask.TEAM, 120)),
        ("我想用8小时换一次家电清洗", Wish(Ask.SPEND, 480)),
        ("redeem my hours", Wish(Ask.SPEND)),
        ("时间币明细", Wish(Ask.STATEMENT)),
        ("谁给我转了5小时？", Wish(Ask.STATEMENT, 300)),
        ("有谁需要帮忙", Wish(Ask.HELP)),
        ("who needs help", Wish(Ask.HELP)),
        ("时间银行开户", Wish(Ask.OPEN)),
        ("我是几星", Wish(Ask.RECORD)),
        ("时间银行是啥", Wish(Ask.ABOUT)),
        ("do credits expire", Wish(Ask.ABOUT)),
        ("转错人了，能撤回吗", Wish(Ask.BALANCE)),
        ("女儿说给我转了时间，我怎么看", Wish(Ask.BALANCE)),
    ],
)
def test_what_is_wanted(words: str, wish: Wish) -> None:
    assert understood(words) == wish


@pytest.mark.parametrize(
    "words",
    [
        "我妈送医院等了一小时", "快递送了一小时还没到", "楼道堆了东西，要等一小时",
        "垃圾两小时没人收",
        "转弯处路灯坏了", "give me a minute", "查" * 2000, "多少钱", "我还有多少材料没交",
    ],
)  # fmt: skip
def test_what_is_none_of_the_banks(words: str) -> None:
    assert heard_surely(words) is None


@pytest.mark.parametrize(
    "words",
    ["我还有多少时间", "送一小时给我妈", "明细", "有谁需要帮忙", "捐2小时", "时间银行", "余额"],
)
def test_heard_without_a_model(words: str) -> None:
    assert heard_surely(words) is not None


def test_numbers_of_accounts_however_typed() -> None:
    assert number_in("给Ｔ－204518一小时") == "T-204518"
    assert number_in("t204518") == "T-204518"
    assert number_in("T-2045189") is None
    assert number_answered("204518") == "T-204518"
    assert number_answered("不知道") is None


def test_the_word_alone_says_who_is_a_parent() -> None:
    assert is_elder_kin("我妈")
    assert not is_elder_kin("我儿子")
    assert not is_elder_kin("王奶奶")
