"""Choosing from a list by its place: 第二个, 2, the second one, 最后一个."""

import re

from handlers.filters import plain

FIGURES = "一二三四五六七八九十"
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
_ZH = re.compile(
    r"(?:就|要|选|我要|我选)?第([一二两三四五六七八九十]|\d{1,2})[个件家项样处]?(?:吧|好了)?"
)
_EN = re.compile(rf"(?:the )?({'|'.join(ORDINALS)})(?: one)?(?:,? please)?")
_BARE = re.compile(r"(?:number |no\.? ?)?(\d{1,2})|([一二两三四五六七八九十])")
LAST = frozenset({"最后一个", "最后那个", "the last one", "last one", "the last"})


def place_in(words: str, count: int, *, bare: bool = True) -> int | None:
    """Give the index of what was chosen from a list of so many.

    :param bare: whether a number alone means a place; where times are asked for it means a time.
    """
    said = plain(words)
    if said in LAST:
        return count - 1 if count else None
    if found := _ZH.fullmatch(said):
        at = _figure(found[1])
    elif found := _EN.fullmatch(said):
        at = ORDINALS.index(found[1]) + 1
    elif bare and (found := _BARE.fullmatch(said)):
        at = _figure(found[1] or found[2])
    else:
        return None
    return at - 1 if 1 <= at <= count else None


def _figure(said: str) -> int:
    return int(said) if said.isdecimal() else FIGURES.index(said.replace("两", "二")) + 1
