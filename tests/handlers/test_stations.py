"""Service points: found by how people speak, told by the town's clock."""

from datetime import datetime

import pytest

from config.texts import speaker
from config.town import Town
from handlers.stations import find_stations, station_text, stations_text
from handlers.times import open_line
from tests.talk import Talk

SAY = speaker("zh")


def at(town: Town, moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=town.zone)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("虹桥爱心食堂几点开门", {"canteen-hongqiao"}),
        ("康和那边的食堂在哪里", {"canteen-kanghe"}),
        ("食堂", {"canteen-hongqiao", "canteen-kanghe", "canteen-fuyuan"}),
        ("where can I get a haircut", {"haircut-hongqiao", "haircut-kanghe"}),
        ("哪里可以量血压", {"clinic-hongqiao", "clinic-luodong"}),
        ("办事大厅电话多少", {"hall"}),
        ("洛东居委会电话", {"point-luodong"}),
        ("外卖小哥歇脚的地方", {"rest-fuyuan"}),
        ("今天天气怎么样", set()),
    ],
)
def test_find_stations(town: Town, words: str, codes: set[str]) -> None:
    assert {station.code for station in find_stations(town, words)} == codes


def test_the_own_community_comes_first(town: Town) -> None:
    assert find_stations(town, "食堂", "fuyuan")[0].code == "canteen-fuyuan"


@pytest.mark.parametrize(
    ("code", "moment", "words"),
    [
        ("canteen-hongqiao", "2026-11-23T11:00", "现在开着，到 12:30"),
        ("canteen-hongqiao", "2026-11-23T12:30", "今天 16:30 开门"),
        ("canteen-hongqiao", "2026-11-23T20:00", "明天 10:30 开门"),
        ("hall", "2026-11-27T18:00", "11月30日 08:30（周一）开门"),
        ("rest-fuyuan", "2026-11-23T03:00", "全天开放"),
    ],
)
def test_open_line(town: Town, code: str, moment: str, words: str) -> None:
    assert words in open_line(town.station(code), at(town, moment), SAY, town).words


def test_a_station_is_told_with_all_that_one_needs(town: Town) -> None:
    words = station_text(town.station("hall"), at(town, "2026-11-23T09:00"), SAY, town).words

    for part in ("便民服务中心", "到 11:30", "08:30–11:30，13:30–17:00", "新华路", "0573-00002001"):
        assert part in words


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_station_can_be_told(town: Town, language: str) -> None:
    now = at(town, "2026-11-23T09:00")

    for station in town.stations:
        text, _ = stations_text([station], now, speaker(language), town)
        assert station.phone in text.words


async def test_asked_where_and_when(talk: Talk) -> None:
    await talk.at("2026-11-23T11:00")
    talk.means("虹桥爱心食堂还开着吗", "station_info")
    ann = await talk.person().says("虹桥爱心食堂还开着吗")

    assert "现在开着，到 12:30" in ann.said
    assert "0573-00002101" in ann.said


async def test_the_door_leads_by_kind_to_a_place(talk: Talk) -> None:
    ann = await talk.person().says("菜单")
    await ann.presses("服务点和电话")
    await ann.presses("理发")
    await ann.presses("虹桥爱心理发店")

    assert "虹桥社区服务站一楼" in ann.said


async def test_a_question_in_between_leaves_the_form_open(talk: Talk) -> None:
    ann = await talk.person().says("菜单")
    await ann.presses("我的数据")
    await ann.presses("留个称呼")
    await ann.presses("同意")
    await ann.says("菜单")
    await ann.presses("服务点和电话")

    assert "哪一类服务点" in ann.said
    assert "怎么称呼您" in ann.said
