"""Known places in what people type."""

import pytest

from config.town import Town
from config.town.find import find_community, find_places


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("虹桥社区6号楼垃圾没人收", ["hq-b6"]),
        ("虹桥社区六号楼", ["hq-b6"]),
        ("富园十一幢", ["fy-b11"]),
        ("富园１１号楼", ["fy-b11"]),
        ("康和12栋2号电梯", ["kh-b12"]),
        ("康和12号楼电梯坏了", ["kh-b12-lift2"]),
        ("我 在 虹桥 公园", ["hongqiao-park"]),
        ("虹桥公园和洛河公园都脏", ["hongqiao-park", "luodong-park"]),
        ("解放路18弄", ["jiefang-18"]),
        ("解放路上", ["liberation-road"]),
        ("near HONGQIAO  market please", ["hongqiao-market"]),
        ("the bus station", ["bus-station"]),
        ("light out in Fuyuan building 10", ["fy-b10"]),
        ("不对，是3号楼", ["hq-b3", "kh-b3", "fy-b3"]),
        ("building 12", ["kh-b12"]),
        ("花园", ["hongqiao-garden", "hq-b1", "hq-b2", "hq-b3", "hq-b5", "hq-b6", "kanghe-garden",
                 "fuyuan-garden"]),
        ("118号楼", []),
        ("火星", []),
        ("桥", []),
        ("", []),
        ("😀" * 1000, []),
    ],
)  # fmt: skip
def test_places_in_a_sentence(xincheng: Town, text: str, codes: list[str]) -> None:
    assert [place.code for place in find_places(xincheng, text)] == codes


def test_every_place_is_found_by_each_of_its_names(xincheng: Town) -> None:
    for place in xincheng.places:
        for name in (place.name.zh, place.name.en, *place.aliases):
            assert place in find_places(xincheng, name), name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("我住虹桥", "hongqiao"),
        ("康和12幢", "kanghe"),
        ("洛河公园", "luodong"),
        ("in Fuyuan please", "fuyuan"),
        ("虹桥还是康和", None),
        ("你好", None),
    ],
)
def test_the_community_of_a_sentence(xincheng: Town, text: str, code: str | None) -> None:
    community = find_community(xincheng, text)

    assert (community.code if community else None) == code
