"""What holds for any text and any date, not only for the phrases of our tables."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.when import Precision, read

TOWN = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=TOWN)
SIGNS = "零一二三四五六七八九"

days = st.dates(date(2020, 1, 1), date(2059, 12, 31))
clocks = st.times().map(lambda at: at.replace(second=0, microsecond=0))
CHINESE_SCRAPS = "一二三十百半两几下上这每周日月号点分刻年前后到-:/.,， 0123456789差早晚农历初"
ENGLISH_SCRAPS = "next |monday|pm| to |at |dec |3rd| of |every |half |from |星期|下午"
scraps = st.lists(st.sampled_from([*CHINESE_SCRAPS, *ENGLISH_SCRAPS.split("|")]), max_size=24).map(
    "".join
)


def in_chinese(number: int) -> str:
    tens, units = divmod(number, 10)
    if tens == 0:
        return SIGNS[units]
    return ("" if tens == 1 else SIGNS[tens]) + "十" + (SIGNS[units] if units else "")


@given(days)
@settings(deadline=None)
def test_a_written_date_is_read_back(day: date) -> None:
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}年{in_chinese(day.month)}月{in_chinese(day.day)}号",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%b} {day.year}",
    ):
        [when] = read(text, NOW)
        assert (when.start.date(), when.precision) == (day, Precision.DAY)
        assert when.span == (0, len(text))


@given(days, clocks)
@settings(deadline=None)
def test_a_written_time_is_read_back(day: date, clock: time) -> None:
    meant = datetime.combine(day, clock, TOWN)
    for text in (
        f"{meant:%Y-%m-%d %H:%M}",
        f"{meant:%Y-%m-%dT%H:%M}",
        f"{meant:%b} {day.day}, {day.year} at {meant:%I:%M %p}",
    ):
        [when] = read(text, NOW)
        assert when.start == meant


@given(st.integers(0, 23), st.sampled_from([0, 15, 30, 45, 10, 25, 59]))
@settings(deadline=None)
def test_a_chinese_clock_is_read_back(hour: int, minute: int) -> None:
    part = "凌晨" if hour < 6 else "上午" if hour < 12 else "下午" if hour < 18 else "晚上"
    figure = hour - 12 if hour > 12 else hour
    minutes = f"{in_chinese(minute)}分" if minute else ""
    [when] = read(f"明天{part}{in_chinese(figure)}点{minutes}", NOW)

    assert when.start == datetime(2026, 11, 22, hour, minute, tzinfo=TOWN)


@given(st.integers(1, 23), st.integers(1, 23))
@settings(deadline=None)
def test_a_range_ends_after_it_starts(one: int, two: int) -> None:
    for text in (f"明天{one}点到{two}点", f"tomorrow {one}:00-{two}:00", f"下午{one}点到{two}点半"):
        for when in read(text, NOW):
            assert when.end is None or when.start < when.end <= when.start + timedelta(days=1)


@given(st.one_of(st.text(max_size=80), scraps))
@settings(deadline=None, max_examples=300)
def test_any_text_can_be_read(text: str) -> None:
    last = 0
    for when in read(text, NOW):
        assert last <= when.span[0] < when.span[1] <= len(text)
        last = when.span[1]
        for part in (when.date_span, when.time_span):
            assert part is None or when.span[0] <= part[0] < part[1] <= when.span[1]
        assert when.start.tzinfo is NOW.tzinfo
        assert when.end is None or when.start < when.end
        assert when.said_date or when.said_time


@given(
    st.sampled_from(
        ["周一", "下周三上午", "这周末", "Friday at 3pm", "next Tuesday", "每周四", "上周五"]
    ),
    st.integers(-500, 500),
)
@settings(deadline=None)
def test_weekdays_move_with_the_weeks(text: str, weeks: int) -> None:
    shift = timedelta(weeks=weeks)
    [here], [there] = read(text, NOW), read(text, NOW + shift)

    assert there.start == here.start + shift
    assert there.end == (here.end and here.end + shift)


@given(
    st.sampled_from(["周一下午三点", "3号", "三点", "12月3号", "中秋节", "Friday", "at 7"]),
    days,
    clocks,
)
@settings(deadline=None)
def test_what_floats_never_ends_in_the_past(text: str, day: date, clock: time) -> None:
    now = datetime.combine(day, clock, TOWN)
    [when] = read(text, now)

    assert (when.end or when.start) > now


@pytest.mark.parametrize(
    "scrap", ["1", "十", " ", "下", "点", "上", "大", "周一", "a", "3-", "下午三点到", "\x00", "第"]
)
def test_long_texts_are_read_to_the_end(scrap: str) -> None:
    text = (scrap * 10_000)[:10_000]

    assert read(text + "。明天下午三点", NOW)[-1].time_span == (10_003, 10_007)
