"""Text of strangers, before it goes to paper."""

import re
import unicodedata
from collections.abc import Container

LACKING = "□"
JOINER = "\u200d"
TAB = "    "

ENDS_OF_LINES = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")


def readable(text: str) -> str:
    """Keep what can be seen, in lines; controls, marks of direction and half characters go."""
    text = ENDS_OF_LINES.sub("\n", text).replace("\t", TAB)
    return unicodedata.normalize("NFC", "".join(filter(_is_seen, text)))


def one_line(text: str) -> str:
    return " ".join(readable(text).split())


def printable(text: str, font: Container[int]) -> str:
    """Give `text` as a font can show it: nearest letters for some, □ for what it lacks."""
    shown = (_shown(char, font) for char in readable(text))
    return "".join(shown)


def _is_seen(char: str) -> bool:
    return char in ("\n", JOINER) or unicodedata.category(char) not in ("Cc", "Cf", "Cs")


def _shown(char: str, font: Container[int]) -> str:
    if char == "\n" or ord(char) in font:
        return char
    category = unicodedata.category(char)
    if category[0] == "M" or char == JOINER or "\U0001f3fb" <= char <= "\U0001f3ff":
        return ""  # accents, and the marks that make one emoji of two
    if category == "Zs":
        return " "
    plain = [part for part in unicodedata.normalize("NFKD", char) if ord(part) in font]
    return "".join(plain) or LACKING
