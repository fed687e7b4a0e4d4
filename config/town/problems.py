"""What is wrong with a town pack, in words for the person who edits it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic_core import ErrorDetails

FEW = 20  # words to choose from that one message can hold
SHOWN_INPUT = 40  # characters of the faulty value that a message repeats
WANTED = {  # by pydantic's name of the error
    "string_type": "a text",
    "string_unicode": "plain text",
    "string_too_short": "filled in",
    "string_too_long": "at most {max_length} characters long",
    "string_pattern_mismatch": "1 to 40 of the characters A-Z a-z 0-9 _ -",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller number",
    "int_type": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "date_type": "a day like 2026-10-10",
    "tuple_type": "a list",
    "too_short": "a list with at least one entry",
    "model_type": "a group of keys and values",
    "literal_error": "one of {expected}",
    "greater_than": "more than {gt:g}",
    "greater_than_equal": "{ge:g} or more",
    "less_than_equal": "{le:g} or less",
    "zoneinfo_str": "a time zone such as Asia/Shanghai",
}
PATTERNS = {"^[A-Z]$": "one letter from A to Z"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}: {self.message}"
        return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


class TownPackError(Exception):
    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def in_words(error: ErrorDetails, known_keys: Sequence[str]) -> str:
    """Turn one pydantic error into a sentence.

    :param known_keys: keys to choose from when an unknown one looks misspelt.
    """
    key, kind, context = key_of(error["loc"]), error["type"], error.get("ctx", {})
    if kind == "missing":
        return f"{key} is missing."
    if kind == "extra_forbidden":
        return f"{key} is not a known key.{did_you_mean(str(error['loc'][-1]), known_keys)}"
    if kind == "value_error":
        return f"{key}: {context['error']}."
    if kind not in WANTED:
        return f"{key}: {error['msg']}."
    wanted = PATTERNS.get(context.get("pattern", "")) or WANTED[kind].format_map(context)
    return f"{key} must be {wanted}, not {shown(error['input'])}."


def did_you_mean(word: str, known: Sequence[str]) -> str:
    if close := get_close_matches(word, known, n=1):
        return f' Did you mean "{close[0]}"?'
    return f" Known are {', '.join(known)}." if 0 < len(known) <= FEW else ""


def key_of(path: Sequence[int | str]) -> str:
    """Name the value at `path`: "aliases", or "aliases" entry 3 for the third in a list."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return "The file"
    last = path[-1]
    return f'"{names[-1]}" entry {last + 1}' if isinstance(last, int) else f'"{names[-1]}"'


def shown(value: object) -> str:
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return f'"{text}"' if len(text) <= SHOWN_INPUT else f'"{text[:SHOWN_INPUT]}…"'
