"""Texts to people: whole sentences from catalogues, filled with facts, as plain text and marks.

A catalogue may set `**bold**`, and link `[words]({address})` where the address is a fact. What a
fact brings is never read as a mark: user text stays what was typed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("zh", "en")

Kind = Literal["bold", "code", "text_link"]


@dataclass(frozen=True)
class Mark:
    """A stretch of a text that is shown in a special way; offsets count characters."""

    kind: Kind
    start: int
    end: int
    address: str = ""


@dataclass(frozen=True)
class Text:
    words: str
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: "Text | str") -> "Text":
        other = other if isinstance(other, Text) else Text(other)
        shift = len(self.words)
        moved = (Mark(m.kind, m.start + shift, m.end + shift, m.address) for m in other.marks)
        return Text(self.words + other.words, (*self.marks, *moved))

    def __str__(self) -> str:
        return self.words

    def __bool__(self) -> bool:
        return bool(self.words)


def join(parts: Iterable["Text | str"], between: str = "\n") -> Text:
    whole = Text("")
    for n, part in enumerate(p for p in parts if p):
        whole = whole + (between if n else "") + part
    return whole


class Say(Protocol):
    """Choose the text by its id in the person's language, and fill in the facts."""

    @property
    def language(self) -> str: ...

    def __call__(self, text_id: str, /, **facts: Any) -> Text: ...


class MissingTextError(KeyError):
    """A text id that no catalogue has, or a text that names a fact which its caller lacks."""


_MARK = re.compile(
    r"\*\*(?P<bold>.+?)\*\*|\[(?P<words>[^\]]+)\]\(\{(?P<address>\w+)\}\)", re.DOTALL
)
_FACT = re.compile(r"\{(\w+)\}")
# What a chat program would turn into something to press: addresses, mentions, commands, tags.
_PRESSABLE = re.compile(
    r"""(?ix) [a-z][a-z0-9+.-]{0,20}://\S* | [\w.+-]{1,64}@[\w.-]{1,64}
    | (?<!\w)[@/][a-z0-9_]\w{0,63} | (?<!\w)\#\w{1,256} | \$[a-z]{1,8}\b
    | \b\d{1,3}(?:\.\d{1,3}){3}\S{0,200}
    | \b[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:[a-z]{2,24}(?![a-z])|中国|中國|公司|网络|香港)
      (?:/\S{0,500})?"""
)
# Control characters, lone surrogates, and the marks that turn the direction of what follows.
_UNSAYABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def clean(words: str) -> str:
    """Take out what no screen should be sent: control characters and turned directions."""
    return _UNSAYABLE.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def literal(words: str) -> Text:
    """Say what somebody typed, letter for letter: no part of it becomes a link or a mention."""
    words = clean(words)
    return Text(words, tuple(Mark("code", *m.span()) for m in _PRESSABLE.finditer(words)))


def fill(template: str, facts: Mapping[str, Any]) -> Text:
    """Put facts into a catalogue's sentence.

    :raises MissingTextError: the sentence names a fact that is not given.
    """
    whole, at = Text(""), 0
    for mark in _MARK.finditer(template):
        whole = whole + _facts_in(template[at : mark.start()], facts)
        inner = _facts_in(mark["bold"] or mark["words"], facts)
        start = len(whole.words)
        whole = whole + inner
        kind: Kind = "bold" if mark["bold"] else "text_link"
        address = "" if mark["bold"] else str(_fact(mark["address"], facts))
        if inner:
            added = Mark(kind, start, len(whole.words), address)
            whole = Text(whole.words, (*whole.marks, added))
        at = mark.end()
    return whole + _facts_in(template[at:], facts)


def _facts_in(piece: str, facts: Mapping[str, Any]) -> Text:
    whole, at = Text(""), 0
    for hole in _FACT.finditer(piece):
        fact = _fact(hole[1], facts)
        whole = whole + piece[at : hole.start()]
        whole = whole + (fact if isinstance(fact, Text) else literal(str(fact)))
        at = hole.end()
    return whole + piece[at:]


def _fact(name: str, facts: Mapping[str, Any]) -> Any:
    try:
        return facts[name]
    except KeyError:
        raise MissingTextError(f"the text needs the fact {name!r}") from None


@cache
def catalogue(language: str) -> dict[str, str]:
    """Read all rooms' texts of one language: text id to sentence."""
    texts: dict[str, str] = {}
    for path in sorted((LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and isinstance(message.id, str) and isinstance(message.string, str):
                    texts[message.id] = message.string
    return texts


def known_language(wanted: str | None) -> str:
    """Map what a platform says (zh-hans, en-GB, None) to a language that we speak."""
    start = (wanted or "").lower()[:2]
    return start if start in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True)
class _Speaker:
    language: str
    texts: Mapping[str, str]

    def __call__(self, text_id: str, /, **facts: Any) -> Text:
        try:
            template = self.texts[text_id]
        except KeyError:
            raise MissingTextError(f"no text {text_id!r} in {self.language}") from None
        return fill(template, facts)


@cache
def speaker(language: str) -> Say:
    return _Speaker(language, catalogue(language))


Chooser = Callable[[str], Say]
