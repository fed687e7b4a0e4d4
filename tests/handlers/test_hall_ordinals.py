"""Choosing from a list by its place."""

import pytest

from handlers.hall.ordinals import place_in


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("第二个", 1), ("第2个", 1), ("第两个", 1), ("就第一个吧", 0), ("第三家", 2), ("3", 2),
        ("三", 2), ("the second one", 1), ("First", 0), ("number 2", 1), ("最后一个", 2),
        ("第四个", None), ("0", None), ("第二天", None), ("周二", None), ("第二个社区", None),
    ],
)  # fmt: skip
def test_a_place_in_a_list_of_three(words: str, place: int | None) -> None:
    assert place_in(words, 3) == place


def test_a_bare_number_may_be_a_time() -> None:
    assert place_in("3", 3, bare=False) is None
    assert place_in("第三个", 3, bare=False) == 2
    assert place_in("最后一个", 0) is None
