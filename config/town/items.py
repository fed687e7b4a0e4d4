"""Finding items of the hall in what people write: by code, name, everyday words, or sound."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from config.town.hall import Service
from config.town.model import Town
from config.town.spoken import (
    FEWEST_FOR_TYPO,
    has_han,
    initials,
    is_latin,
    key,
    latin_words,
    nearly,
    runs,
    spelt,
    syllables,
    telling,
    typed_pinyin,
    whole_words,
)

NAME, ALIAS, WORDS = 1.1, 1.0, 0.9
"""How much a piece counts by where it stands."""
ALIKE = 0.75  # of the best one's score: so near, it may be the one that is meant
COVERED = 0.4  # of what a sentence says must be the item's, when it bears no whole name
HINTED = 0.3  # of the best one's score, for what understanding heard
MOST_INITIALS = 12
FEWEST_PREFIX = 3
UNKNOWN = 1.3  # what a piece tells that no item has; the rarest known one tells 2
FEWEST_SOUNDS = 3  # syllables of a name that is heard within a sentence
FEWEST_TYPED = 6  # letters of a name in pinyin within a longer text
LONGEST = 60  # letters of a phrase that is looked for within a text
MOST_PIECES = 24  # of a long sentence, the rarest

_CODE = re.compile(r"[a-z0-9]+ ?[0-9]+")

Found = dict[int, float]
Phrases = dict[str, set[str]]


@dataclass(slots=True)
class Index:
    """What is known of a town's items, each of which is its place in the pack here."""

    services: tuple[Service, ...]
    codes: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, set[int]] = field(default_factory=dict)
    """The canonical names, levelled."""
    phrases: dict[str, Found] = field(default_factory=dict)
    """All that items are called, levelled, and how much that counts."""
    pieces: dict[str, Found] = field(default_factory=dict)
    rare: dict[str, float] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    """English ones."""
    typos: Phrases = field(default_factory=dict)
    """Those words by what is left of them without one letter; the same of initials below."""
    sounds: Phrases = field(default_factory=dict)
    """Phrases by their syllables with a space between them."""
    typed: Phrases = field(default_factory=dict)
    """Phrases by their pinyin in one word."""
    initials: Phrases = field(default_factory=dict)
    near_initials: Phrases = field(default_factory=dict)

    @property
    def rarest(self) -> float:
        return _rarity(len(self.services), 1)


def find_items(
    town: Town, words: str, *, hint: Sequence[str] = (), most: int = 8
) -> Sequence[Service]:
    """Find the items that `words` are about, the best first; one is a clear winner.

    Several fit about equally: people are asked which. None: it is not about an item.

    :param hint: names or codes of items that understanding heard in the sentence.
    """
    index = _index(town)
    levelled = key(words)
    mended = _mended(index, levelled)
    found = (
        _by_code(index, levelled)
        or _with_hint(index, _by_whole(index, mended) or _by_words(index, mended), hint)
        or _by_pinyin(index, levelled)
    )
    return [index.services[i] for i in _alike(found)[:most]]


def _alike(found: Found) -> list[int]:
    best = max(found.values(), default=0)
    ranked = sorted(found, key=lambda i: (-found[i], i))
    return [i for i in ranked if found[i] >= best * ALIKE]


def _by_code(index: Index, levelled: str) -> Found:
    said = [levelled, *_CODE.findall(levelled)]
    return {i: 1.0 for code in said for i in index.codes.get(_bare(code), ())}


def _bare(code: str) -> str:
    """Level out a code: SB-002, sb 2 and sb002 are one."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", code.replace(" ", ""))


def _by_whole(index: Index, levelled: str) -> Found:
    """Find what is called exactly so; and what its name begins with, if it is a mere alias."""
    owners = index.phrases.get(levelled, {})
    if any(weight == NAME for weight in owners.values()):
        return {i: 1.0 for i, weight in owners.items() if weight == NAME}
    found = dict.fromkeys(owners, 1.0)
    if owners and has_han(levelled):
        for name, named in index.names.items():
            if name.startswith(levelled):
                found.update((i, 0.9) for i in named if i not in owners)
    return found


# --- by what is said -----------------------------------------------------------------------


def _by_words(index: Index, levelled: str) -> Found:
    said = {
        piece: weight * index.rare.get(piece, UNKNOWN)
        for piece, weight in telling(levelled).items()
    }
    everything = sum(said.values())
    found: Found = {}
    whole: set[int] = set()
    for piece in sorted(said.keys() & index.pieces, key=lambda one: (-said[one], one))[
        :MOST_PIECES
    ]:
        owners, rare = index.pieces[piece], said[piece]
        if len(piece) > 1:
            whole.update(owners)
        for i, weight in owners.items():
            found[i] = found.get(i, 0.0) + rare * weight
    named, called = _named(index, levelled)
    named = named or _heard(index, levelled)
    if not named:
        # a single letter of Chinese only tells between those who share more
        found = {i: score for i, score in found.items() if i in whole}
        return found if max(found.values(), default=0) >= everything * COVERED else {}
    found |= {i: found.get(i, 0.0) + weight for i, weight in named.items()}
    return _lifted(found, called)


def _mended(index: Index, levelled: str) -> str:
    """Put known English words in the place of those that are one typo away from them."""
    for word in latin_words(levelled):
        if len(word) >= FEWEST_FOR_TYPO and word not in index.words:
            near = {known for left in nearly(word) for known in index.typos.get(left, ())}
            meant = [known for known in near if known[0] == word[0]]  # few mistype the first letter
            if meant:
                best = max(meant, key=lambda known: (index.words[known], known))
                levelled = re.sub(rf"\b{word}\b", best, levelled, flags=re.ASCII)
    return levelled


def _named(index: Index, levelled: str) -> tuple[Found, set[int]]:
    """Weigh the whole phrases in a text, those inside longer ones half; and say who is called."""
    found: Found = {}
    called: set[int] = set()
    for phrase, inside in _contained(levelled, index.phrases):
        tells = sum(
            weight * index.rare.get(piece, index.rarest)
            for piece, weight in telling(phrase).items()
        )
        for i, weight in index.phrases[phrase].items():
            found[i] = max(found.get(i, 0.0), tells * weight * (0.5 if inside else 1.0))
            if weight >= ALIAS and not inside:
                called.add(i)
    return found, called


def _lifted(found: Found, called: set[int]) -> Found:
    """Keep all who are called by name: several items can be done in one visit."""
    enough = ALIKE * max(found.values(), default=0)
    return found | {i: max(found[i], enough) for i in called}


def _heard(index: Index, levelled: str) -> Found:
    """Find names that sound so: 老年优代证 was meant to be 老年优待证."""
    found: Found = {}
    for heard in map(syllables, runs(levelled)):
        for start, end in _spans(len(heard)):
            if end - start < min(FEWEST_SOUNDS, len(heard)):
                break
            for phrase in index.sounds.get(" ".join(heard[start:end]), ()):
                for i, weight in index.phrases[phrase].items():
                    found[i] = max(found.get(i, 0.0), (end - start) * weight * index.rarest)
    return found


def _contained(text: str, known: Mapping[str, object]) -> Iterator[tuple[str, bool]]:
    """Give the known phrases in `text`, longest first, and whether each is inside a longer one."""
    taken: list[tuple[int, int]] = []
    for start, end in _spans(len(text)):
        if text[start:end] in known and whole_words(text, start, end):
            inside = any(a <= start and end <= b for a, b in taken)
            taken.append((start, end))
            yield text[start:end], inside


def _spans(length: int) -> Iterator[tuple[int, int]]:
    for size in range(min(length, LONGEST), 1, -1):
        for start in range(length - size + 1):
            yield start, start + size


def _with_hint(index: Index, found: Found, hint: Sequence[str]) -> Found:
    """Let what understanding heard decide between equals, and stand where nothing else does."""
    hinted = {i for name in hint for i in _by_code(index, key(name)) or _by_whole(index, key(name))}
    best = max(found.values(), default=1.0)
    return found | {i: found.get(i, 0.0 if found else 1.0) + best * HINTED for i in hinted}


# --- by pinyin -----------------------------------------------------------------------------


def _by_pinyin(index: Index, levelled: str) -> Found:
    """Read Latin letters as pinyin or its initials: laonianzheng, sbkbb, and how they begin."""
    if not is_latin(levelled):
        return {}
    typed, letters = typed_pinyin(levelled), "".join(filter(str.isalnum, levelled))
    phrases = (
        index.typed.get(typed)
        or index.initials.get(letters)
        or _typed_within(index, typed)
        or _beginning(index.typed, typed)
        or _beginning(index.initials, letters)
        or _near_initials(index, letters)
    )
    return {i: fit for phrase in phrases for i, fit in _by_whole(index, phrase).items()}


def _typed_within(index: Index, typed: str) -> set[str]:
    for start, end in _spans(len(typed)):
        if end - start < FEWEST_TYPED:
            break
        if found := index.typed.get(typed[start:end]):
            return found
    return set()


def _beginning(known: Phrases, letters: str) -> set[str]:
    if len(letters) < FEWEST_PREFIX:
        return set()
    return {phrase for name in known if name.startswith(letters) for phrase in known[name]}


def _near_initials(index: Index, letters: str) -> set[str]:
    if not FEWEST_FOR_TYPO <= len(letters) <= MOST_INITIALS:
        return set()
    return {phrase for left in nearly(letters) for phrase in index.near_initials.get(left, ())}


# --- what is known -------------------------------------------------------------------------


@lru_cache(maxsize=8)
def _index(town: Town) -> Index:
    index = Index(town.services)
    for i, service in enumerate(town.services):
        index.codes.setdefault(_bare(key(service.code)), []).append(i)
        index.names.setdefault(key(service.name.zh), set()).add(i)
        for phrase, weight in _phrases(service):
            levelled = key(phrase)
            _put(index.phrases, levelled, i, weight)
            index.words.update(latin_words(levelled))
            for piece in telling(levelled):
                _put(index.pieces, piece, i, weight)
        for name in (service.name.zh, *service.aliases):
            _put_sounds(index, name)
    for piece, owners in index.pieces.items():
        index.rare[piece] = _rarity(len(town.services), len(owners))
    for word in index.words:
        for left in nearly(word):
            index.typos.setdefault(left, set()).add(word)
    return index


def _rarity(items: int, owners: int) -> float:
    """Say how much a piece tells: the more, the fewer have it, but twice as much at most."""
    return 1 + math.log(max(items / owners, 1)) / math.log(max(items, 2))


def _phrases(service: Service) -> Iterator[tuple[str, float]]:
    yield service.name.zh, NAME
    yield service.name.en, NAME
    yield from ((alias, ALIAS) for alias in service.aliases)
    yield from ((words, WORDS) for words in service.words)


def _put(where: dict[str, dict[int, float]], what: str, i: int, weight: float) -> None:
    owners = where.setdefault(what, {})
    owners[i] = max(owners.get(i, 0.0), weight)


def _put_sounds(index: Index, name: str) -> None:
    if not has_han(name):
        return
    phrase, first = key(name), initials(name)
    index.sounds.setdefault(" ".join(syllables(name)), set()).add(phrase)
    index.typed.setdefault(typed_pinyin(spelt(name)), set()).add(phrase)
    index.initials.setdefault(first, set()).add(phrase)
    if len(first) >= FEWEST_FOR_TYPO:
        for left in nearly(first):
            index.near_initials.setdefault(left, set()).add(phrase)
