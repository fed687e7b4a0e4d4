"""What of a sentence tells items of the hall apart: its words, and how they sound."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pypinyin import Style, lazy_pinyin

from config.town.find import plain

MOST_LETTERS = 200  # of a sentence; who writes more has said it by then
SINGLE = 0.25  # what one Chinese letter says, against a pair of them
FEWEST_FOR_TYPO = 5  # letters: niece is not a typo of nice
STEM = 5

_BETWEEN = re.compile(r"[^\w]|_")
_APOSTROPHE = re.compile(r"['’`]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_TONE = re.compile(r"(?<=[a-z])[1-5](?![0-9])")

# said around every item, so that it speaks for none
_FILLERS = """
    你好 您好 请问 谢谢 麻烦 打扰 再见 哈喽 我想 我要 想要 需要 帮我 帮忙 给我 想问 问问 问一下
    告诉 知道 怎么办理 怎么办 怎么 怎样 咋办 咋 如何 哪里 哪儿 什么 多少 几点 可以 能不能
    可不可以 是不是 有没有 办理 办一下 办个 想办 要办 去办 申请 预约 约个 要带 带什么 材料 手续
    流程 窗口 一个 一下 这个 那个 现在 今天 明天 后天 昨天 下周 上周 本周 周一 周二 周三 周四
    周五 周六 周日 星期 上午 下午 早上 我们 你们 他们 我的 我妈 我爸 我家 我 你 您 吗 呢 吧 啊
    呀 嘛 的 了 有人
"""
_ENGLISH_FILLERS = """
    a about am an and any anything apply application are at be been bring by can could do does for
    from get getting give go going got had has have hello help here hi how i if im in is it its ive
    just know me more much my need now of on or our please s see so some something t tell thank
    thanks that the their then there they thing this to today tomorrow very want way we what when
    where which who will with would yes you your
"""
_AROUND = re.compile("|".join(sorted(_FILLERS.split(), key=len, reverse=True)))
_AROUND_ENGLISH = frozenset(_ENGLISH_FILLERS.split())


def key(text: str) -> str:
    """Level out a name or a sentence: `plain`, and without what stands between words."""
    return plain(_BETWEEN.sub(" ", _APOSTROPHE.sub("", text[:MOST_LETTERS])))


def telling(levelled: str) -> dict[str, float]:
    """Give the pieces of a levelled text that can tell items apart, each with its weight.

    Pairs and single letters of Chinese, stems of English words.
    """
    pieces: dict[str, float] = {}
    for run in runs(levelled):
        pieces.update(dict.fromkeys(run, SINGLE))
        pieces.update(dict.fromkeys(map("".join, pairwise(run)), 1.0))
    for word in _LATIN.findall(levelled):
        if word not in _AROUND_ENGLISH:
            pieces[stem(word)] = 1.0
    return pieces


def runs(levelled: str) -> list[str]:
    """Give the Chinese of a text, without what is said around every item."""
    return _HAN.findall(_AROUND.sub(" ", levelled))


def latin_words(levelled: str) -> list[str]:
    return [word for word in _LATIN.findall(levelled) if not word.isdecimal()]


def is_latin(levelled: str) -> bool:
    return levelled.isascii() and any(map(str.isalpha, levelled))


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


def whole_words(text: str, start: int, end: int) -> bool:
    """Tell whether no Latin word or number runs on over an end of `text[start:end]`."""
    return not any(
        0 < at < len(text) and _LATIN.fullmatch(text[at - 1 : at + 1]) for at in (start, end)
    )


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Cut off what English words end in: cards is card, registration and register are regis."""
    for ending, left in (("ies", "y"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):  # noqa: PLR2004
            word = word[: -len(ending)] + left
            break
    return word[:STEM]


def nearly(word: str) -> Iterator[str]:
    """Give what is left of a word without one letter: two words one typo apart share one."""
    yield word
    if len(word) >= FEWEST_FOR_TYPO:
        for at in range(len(word)):
            yield word[:at] + word[at + 1 :]


def syllables(text: str) -> list[str]:
    """Spell Chinese as most people would hear it, without tones."""
    return [_as_heard(syllable) for syllable in lazy_pinyin(text, errors="ignore")]


def spelt(text: str) -> str:
    return "".join(lazy_pinyin(text, errors="ignore"))


def initials(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore"))


def typed_pinyin(levelled: str) -> str:
    """Put typed pinyin into one word, as it is heard."""
    return _as_heard("".join(_LATIN.findall(_TONE.sub("", levelled))))


def _as_heard(pinyin: str) -> str:
    """Level out what the south does not tell apart: zh and z, ing and in; ü is typed as v."""
    heard = pinyin.replace("ü", "v").replace("zh", "z").replace("ch", "c").replace("sh", "s")
    return re.sub(r"(?<=[aei])ng", "n", heard)
