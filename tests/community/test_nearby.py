"""Is it known already? Places that are alike, the radius, the age, and what is private."""

from datetime import timedelta
from math import cos, radians
from typing import Any

import pytest

from community.cases import Rung, Track
from community.reports import closing, merging, nearby, triage, work
from community.reports.filing import Draft
from community.reports.nearby import METRES_A_DEGREE, alike, metres_between
from config.town import Town
from tests.community.conftest import House

LAT, LON = 30.78, 120.62


def east(metres: float) -> float:
    return LON + metres / METRES_A_DEGREE / cos(radians(LAT))


def north(metres: float) -> float:
    return LAT + metres / METRES_A_DEGREE


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("虹桥社区6号楼", "虹桥6号楼楼下", True),
        ("6号楼", "六号楼", True),
        ("６号楼旁边", "6号楼门口", True),
        ("解放路18弄", "解放路18弄弄堂口", True),
        ("解放路18弄", "解放路18弄3号", True),
        ("解放路", "解放路18弄", True),
        ("菜场东门", "菜场的东门。", True),
        ("Building 6, Hongqiao", "hongqiao building 6", True),
        ("虹桥社区6号楼", "虹桥社区8号楼", False),
        ("解放路18弄", "解放路81弄", False),
        ("解放路18弄", "人民路18弄", False),
        ("6号楼", "16号楼", False),
        ("解放路18弄3号", "解放路18弄5号", False),
        ("菜场东门", "小学西门", False),
        ("", "6号楼", False),
        ("附近", "门口", False),
        ("桥", "桥", True),
        ("桥", "路", False),
    ],
)
def test_places_that_are_alike(one: str, other: str, *, same: bool) -> None:
    assert (alike(one, other) >= nearby.ALIKE_FROM) is same
    assert alike(one, other) == alike(other, one)


@pytest.mark.parametrize(
    ("lat", "lon", "metres"),
    [
        (LAT, LON, 0),
        (north(100), LON, 100),
        (LAT, east(100), 100),
        (north(30), east(40), 50),
        (north(-300), east(-400), 500),
    ],
)
def test_distances(lat: float, lon: float, metres: float) -> None:
    assert metres_between(LAT, LON, lat, lon) == pytest.approx(metres, abs=0.1)


async def known(house: House, **draft: Any) -> list[int]:
    given = {"text": "满了", "category": "environment", "community": "hongqiao", **draft}
    return [near.case_id for near in await house.do(nearby.known_nearby, Draft(**given))]


async def test_the_edge_of_the_radius(house: House) -> None:
    inside = await house.file(latitude=north(99.9), longitude=LON)
    corner = await house.file(latitude=north(71), longitude=east(71))
    outside = await house.file(latitude=LAT, longitude=east(100.5))
    near = await house.file(latitude=north(-5), longitude=LON, reporter=None)
    found = await known(house, latitude=LAT, longitude=LON)
    assert found == [near, inside], "the nearest first"
    assert {corner, outside}.isdisjoint(found), "a circle, not a box"


async def test_a_category_may_look_further(house: House, town: Town) -> None:
    far = await house.file(latitude=LAT, longitude=east(250))
    assert await known(house, latitude=LAT, longitude=LON) == []
    wide = [c.model_copy(update={"near_metres": 300, "near_days": 2}) for c in town.categories]
    house.town = town.model_copy(update={"categories": tuple(wide)})
    assert await known(house, latitude=LAT, longitude=LON) == [far]
    await house.later(timedelta(days=2, minutes=1))
    assert await known(house, latitude=LAT, longitude=LON) == []


async def test_how_many_days_back(house: House) -> None:
    spot = await house.file(latitude=LAT, longitude=LON)
    named = await house.file(place="菜场东门")
    await house.later(timedelta(days=59, hours=23))
    assert await known(house, latitude=LAT, longitude=LON, place="菜场东门口") == [spot, named]
    await house.later(timedelta(hours=2))
    assert await known(house, latitude=LAT, longitude=LON, place="菜场东门口") == []


async def test_what_is_never_found(house: House) -> None:
    spot: dict[str, Any] = {"latitude": LAT, "longitude": LON, "place": "6号楼"}
    private = await house.file(category="neighbours", **spot)
    assert (await house.case(private)).private
    other_kind = await house.file(category="noise", reporter=None, **spot)
    solved = await house.file(reporter=None, **spot)
    await house.do(closing.solve, solved, house["沈丽"], "好了")
    mediated = await house.file(reporter=None, **spot)
    await house.do(triage.mediate, mediated, house["沈丽"], ["甲", "乙"])
    elsewhere = await house.file(place="6号楼", community="kanghe", reporter=None)
    assert await known(house, **spot) == []
    assert await known(house, place="6号楼") == []
    assert await known(house, category="neighbours", **spot) == []
    assert await known(house, category="noise", **spot) == [other_kind]
    assert await known(house, place="6号楼", community="kanghe") == [elsewhere]


async def test_another_house_number_is_another_place(house: House) -> None:
    six = await house.file(place="虹桥6号楼楼下")
    eight = await house.file(place="虹桥8号楼楼下")
    assert await known(house, place="6号楼") == [six]
    assert await known(house, place="虹桥社区8号楼") == [eight]


async def test_a_spot_decides_where_both_have_one(house: House) -> None:
    """The same name far away is another place: there are many 菜场东门."""
    far = await house.file(place="菜场东门", latitude=LAT, longitude=east(900))
    nameless = await house.file(place="菜场东门", reporter=None)
    assert await known(house, place="菜场东门", latitude=LAT, longitude=LON) == [nameless]
    assert {*await known(house, place="菜场东门")} == {nameless, far}


async def test_a_found_case_says_how_many_speak_of_it(house: House) -> None:
    spot = await house.file(latitude=LAT, longitude=LON, place="6号楼")
    named = await house.file(place="6号楼", reporter=None)
    for neighbour in await house.neighbours(3):
        for case in (spot, named):
            await house.do(merging.follow, case, neighbour)
    draft = Draft("满了", "environment", "6号楼", None, LAT, LON, "hongqiao")
    found = await house.do(nearby.known_nearby, draft)
    assert [(n.case_id, n.people) for n in found] == [(spot, 4), (named, 4)]
    assert found[0].metres == pytest.approx(0, abs=0.1)
    assert found[1].metres is None
    assert all(n.public_text is None for n in found), "the reporter's own words are not shown"


async def test_a_worker_sees_what_may_be_merged_but_not_the_case_itself(house: House) -> None:
    first = await house.file(place="6号楼", latitude=LAT, longitude=LON)
    second = await house.file(place="6号楼", latitude=LAT, longitude=LON, reporter=None)
    case = await house.case(second)
    assert [n.case_id for n in await house.do(nearby.others_like, case)] == [first]


async def test_a_deliberation_on_another_rung_is_still_known(house: House) -> None:
    case = await house.file(latitude=LAT, longitude=LON)
    await house.do(triage.deliberate, case, house["沈丽"])
    await house.do(work.assign, case, house["沈丽"], Rung.COMMUNITY)
    assert (await house.case(case)).track is Track.DELIBERATION
    assert await known(house, latitude=LAT, longitude=LON) == [case]
