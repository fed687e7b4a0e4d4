"""Texts without a time, and the conventions by which a time is chosen."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from nlu.when import Precision, first, read
from nlu.when.festivals import QINGMING, WINTER_SOLSTICE
from nlu.when.lunar import solar

TOWN = ZoneInfo("Asia/Shanghai")
SATURDAY = datetime(2026, 11, 21, 10, 0, tzinfo=TOWN)
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=TOWN)


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "我的电话是138 1234 5678",
        "R-2026-000123",
        "r-2026-000123",
        "查一下R-2026-000123",
        "3号楼",
        "12号楼",
        "5单元",
        "18弄",
        "3号线",
        "解放路18号",
        "解放路 18 号",
        "住在陈家弄3号",
        "虹桥社区6号楼2单元",
        "3号门",
        "第3号",
        "一点也不",
        "我一点都不冷",
        "有点冷",
        "差一点摔倒",
        "早点来",
        "晚一点再说",
        "快点",
        "好一点了",
        "一点儿",
        "第一",
        "第一次",
        "第二天",
        "我有两点建议",
        "三点意见",
        "几点开门",
        "什么时候",
        "星期八",
        "周一鸣先生",
        "周围有人",
        "四周一片漆黑",
        "每周一次",
        "一周一次",
        "每周三次",
        "两周一次",
        "一天三次",
        "may I ask",
        "May I come in?",
        "march on",
        "march on the street",
        "second floor",
        "the second floor",
        "the sun",
        "The sun is bright",
        "I sat down",
        "Sat down",
        "we wed",
        "version 3.11",
        "Python 3.11",
        "v2.0.1",
        "3.50元",
        "¥12.30",
        "1-2 people",
        "2 to 4 people",
        "1-2人",
        "百分之三点五",
        "三点五公里",
        "3.5米",
        "说明天气很重要",
        "以前天气好",
        "聪明",
        "马上",
        "楼上",
        "早上好",
        "晚上好",
        "下午好！",
        "Good morning",
        "good afternoon",
        "good night",
        "早安",
        "晚安",
        "早饭",
        "0573-83012345",
        "400-800-1234",
        "12345",
        "192.168.1.30",
        "https://linli.example/2026/12/03",
        "room 302",
        "Building 3",
        "the 5th floor",
        "Christmas Road",
        "国庆路",
        "五一广场",
        "五一路8号",
        "中秋路",
        "75岁",
        "3个小时",
        "两个小时",
        "半天",
        "three hours",
        "2 hours",
        "three days",
        "两天",
        "一个月",
        "3个月",
        "24/7",
        "1/2杯",
        "3/5的人",
        "the monitor",
        "money",
        "sunny",
        "Monica",
        "fridge",
        "secondary",
        "decide",
        "augment",
        "marching",
        "3:2",
        "16:9",
        "No. 5",
        "bus 3",
        "2月30日",
        "Feb 30",
        "13月1日",
        "25点",
        "32号",
        "2026-02-30",
        "几天后",
        "过几天",
        "小时候",
        "有时间吗",
        "及时",
        "3时候",
        "一会儿",
        "等一下",
        "五月天的歌",
        "我叫周五福",
        "今年75岁",
        "at 7 Jiefang Road",
        "court 3",
        "3号场地",
        "2号场",
        "5号桌",
        "1号窗口",
        "3路车",
        "K3路",
        "二维码",
        "三八红旗手",
        "十一届三中全会",
        "中午饭",
        "上午休",
        "二胎",
        "I may be late",
        "it might march",
        "wedding",
        "a month",
        "satisfied",
        "春节后",
        "做过十年会计",
        "等了一上午",
        "我给2号提案投一票",
        "四点半课堂",
        "腊八粥",
        "天天有人吵",
        "best service, 5/5",
        "10/10",
        "中秋节前一天",
        "13号25点",
        "三四天后",
        "十来天后",
        "七八点",
        "八月十五",
        "下周一次课也不上",
        "腊月三十",
        "12月3日（周五）下午3点",
        "2月30日下午三点",
        "Friday, Dec 3rd at 3pm",
        "June 31",
        "11月31号",
        "我今年75岁",
        "2026-13-01",
        "1-2个人",
    ],
)
def test_what_only_looks_like_a_time_is_not_read(text: str) -> None:
    assert read(text, SATURDAY) == []


@pytest.mark.parametrize(
    ("text", "now", "start"),
    [
        ("周一", MONDAY, "2026-11-30 00:00"),
        ("周一下午三点", MONDAY, "2026-11-23 15:00"),
        ("周一上午九点", MONDAY, "2026-11-30 09:00"),
        ("周一下午", MONDAY, "2026-11-23 13:00"),
        ("Monday", MONDAY, "2026-11-30 00:00"),
        ("Monday at 3pm", MONDAY, "2026-11-23 15:00"),
        ("Monday at 9am", MONDAY, "2026-11-30 09:00"),
        ("下周三", MONDAY, "2026-12-02 00:00"),
        ("next Tuesday", MONDAY, "2026-12-01 00:00"),
        ("next Tuesday", SATURDAY, "2026-11-24 00:00"),
        ("这周三", MONDAY, "2026-11-25 00:00"),
        ("上周三", MONDAY, "2026-11-18 00:00"),
        ("周末", MONDAY, "2026-11-28 00:00"),
        ("每周一上午九点", MONDAY, "2026-11-30 09:00"),
        ("23号", MONDAY, "2026-11-23 00:00"),
        ("23号上午九点", MONDAY, "2026-11-23 09:00"),
        ("22号", MONDAY, "2026-12-22 00:00"),
        ("九点", MONDAY, "2026-11-23 21:00"),
        ("十点半", MONDAY, "2026-11-23 10:30"),
        ("上午九点", MONDAY, "2026-11-24 09:00"),
        ("今天上午九点", MONDAY, "2026-11-23 09:00"),
        ("三点", MONDAY.replace(hour=16), "2026-11-24 15:00"),
        ("五点", MONDAY.replace(hour=22), "2026-11-24 17:00"),
        ("at 8", MONDAY.replace(hour=21), "2026-11-24 08:00"),
        ("明天八点", MONDAY, "2026-11-24 08:00"),
        ("明天三点", MONDAY, "2026-11-24 15:00"),
        ("08:30", MONDAY, "2026-11-24 08:30"),
        ("31号", datetime(2026, 2, 10, 9, 0, tzinfo=TOWN), "2026-03-31 00:00"),
        ("一个月后", datetime(2026, 1, 31, 9, 0, tzinfo=TOWN), "2026-02-28 00:00"),
        ("月底", datetime(2026, 2, 28, 9, 0, tzinfo=TOWN), "2026-02-24 00:00"),
        ("半小时后", datetime(2026, 12, 31, 23, 45, 30, tzinfo=TOWN), "2027-01-01 00:15"),
    ],
)
def test_the_future_is_preferred(text: str, now: datetime, start: str) -> None:
    when = first(text, now)

    assert when
    assert f"{when.start:%Y-%m-%d %H:%M}" == start


@pytest.mark.parametrize(
    ("text", "date_part", "time_part"),
    [
        ("帮我订星期六下午三点的羽毛球场", "星期六", "下午三点"),
        ("12月3号下午两点到四点", "12月3号", "下午两点到四点"),
        ("今晚七点一刻", None, "今晚七点一刻"),
        ("今晚", None, "今晚"),
        ("每晚七点", "每晚", "七点"),
        ("半小时后", None, "半小时后"),
        ("下午的2点", None, "下午的2点"),
        ("周末", "周末", None),
        ("book a court on Saturday at 15:00 please", "Saturday", "15:00"),
        ("Dec 3rd from 2 to 4pm", "Dec 3rd", "2 to 4pm"),
        ("from 2 to 4pm tomorrow", "tomorrow", "2 to 4pm"),
        ("tonight at 7", None, "tonight at 7"),
        ("周一至周五 8:30-17:00", "周一至周五", "8:30-17:00"),
        ("１２月３号　下午２点", "１２月３号", "下午２点"),
    ],
)
def test_date_and_time_are_found_apart(
    text: str, date_part: str | None, time_part: str | None
) -> None:
    [when] = read(text, SATURDAY)

    assert (when.date_span and text[slice(*when.date_span)]) == date_part
    assert (when.time_span and text[slice(*when.time_span)]) == time_part
    assert when.said_date is (date_part is not None or "今晚" in text or "tonight" in text)
    assert when.said_time is (time_part is not None)


@pytest.mark.parametrize(
    ("text", "recurs"),
    [
        ("每周三下午两点", "FREQ=WEEKLY;BYDAY=WE"),
        ("每周一、三、五上午", "FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("每周一到周五", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("每个工作日", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("每天早上8点", "FREQ=DAILY"),
        ("隔天", "FREQ=DAILY;INTERVAL=2"),
        ("每月5号", "FREQ=MONTHLY;BYMONTHDAY=5"),
        ("每月第一个周六", "FREQ=MONTHLY;BYDAY=1SA"),
        ("每年10月1日", "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=1"),
        ("every Tuesday from 7 to 9pm", "FREQ=WEEKLY;BYDAY=TU"),
        ("on Mondays at 9am", "FREQ=WEEKLY;BYDAY=MO"),
        ("the last Friday of every month", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("下周三", None),
    ],
)
def test_recurrence_is_an_rfc_5545_rule(text: str, recurs: str | None) -> None:
    [when] = read(text, SATURDAY)

    assert when.recurs == recurs


def test_several_times_are_read_in_order_and_share_a_date() -> None:
    starts = [
        f"{when.start:%d %H}" for when in read("明天下午两点或三点，不行就后天上午", SATURDAY)
    ]

    assert starts == ["22 14", "22 15", "23 08"]


def test_an_instant_with_its_zone_is_said_in_the_zone_of_the_town() -> None:
    when = first("2026-12-03T14:30:00Z", SATURDAY)

    assert when
    assert when.start == datetime(2026, 12, 3, 22, 30, tzinfo=TOWN)
    assert when.start.tzinfo is TOWN


def test_a_weekend_with_a_clock_stays_a_weekend() -> None:
    when = first("周末下午三点", SATURDAY)

    assert when
    assert when.precision is Precision.WEEKEND
    assert when.said_time


FESTIVALS = {
    (1, 1): "Chinese New Year",
    (5, 5): "Dragon Boat Festival",
    (8, 15): "Mid-Autumn Festival",
}


@pytest.mark.parametrize("year", range(2008, 2099, 7))
def test_the_lunar_calendar_agrees_with_the_holidays_package(year: int) -> None:
    named = holidays.country_holidays("CN", years=year, language="en_US")
    for (month, day), name in FESTIVALS.items():
        assert name in named.get(solar(year, month, day) or date.min, "")
    assert "Tomb-Sweeping Day" in named.get(QINGMING(year) or date.min, "")
    assert WINTER_SOLSTICE(year)


def test_every_day_has_one_lunar_date() -> None:
    """Walk the whole table: each month begins where the one before ends."""
    days = [
        found
        for year in range(1900, 2101)
        for month in range(1, 13)
        for leap in (False, True)
        for day in range(1, 31)
        if (found := solar(year, month, day, leap=leap))
    ]

    assert days == [days[0] + timedelta(days=n) for n in range(len(days))]
