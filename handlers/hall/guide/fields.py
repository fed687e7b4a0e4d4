"""What people answer to a field of a form: as it will stand on paper, or why it cannot."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime

from community.errors import ReasonedError
from community.people import Speaker
from config.texts import Say, clean
from config.town import Service, Town
from config.town.hall import Form, FormField
from handlers.filters import plain
from handlers.forms import SKIPS
from handlers.hall.guide.words import both

LONGEST_ANSWER = 200
OLDEST, FURTHEST_YEARS = 1900, 100
PHONE_DIGITS = range(5, 16)

LEAVES_BLANK = frozenset(
    {"跳过", "不填", "先不填", "空着", "不填了", "skip", "leave blank", "blank", "pass"}
)

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PHONE = re.compile(r"\+?[\d\s()-]+")
_AMOUNT = re.compile(
    r"(\d[\d,]*(?:\.\d{1,2})?)\s*(元|块|块钱|人|口|个|岁|yuan|rmb)?", re.IGNORECASE
)


def passes_over(field: FormField, words: str) -> bool:
    """Say whether a field is to stay blank; 「没有」 may be what somebody wants to write there."""
    heard = plain(words)
    return heard in LEAVES_BLANK or (field.kind != "words" and heard in SKIPS)


def written(field: FormField, words: str, today: date, say: Say) -> str:
    """Give an answer as it will stand on the form.

    :raises ReasonedError: it cannot be the answer; says what would be one.
    """
    heard = " ".join(clean(unicodedata.normalize("NFKC", words)).split())
    if len(heard) > LONGEST_ANSWER:
        raise ReasonedError("sheet-too-long", most=LONGEST_ANSWER)
    if not plain(heard):
        raise ReasonedError("sheet-empty")
    read = _READERS.get(field.kind)
    return read(field, heard, today, say) if read else heard


def _choice(field: FormField, heard: str, _: date, say: Say) -> str:
    for n, choice in enumerate(field.choices, start=1):
        names = {plain(choice.zh), plain(choice.en), str(n)}
        if plain(heard) in names:
            return both(choice, say)
    raise ReasonedError("sheet-choice")


def _date(_: FormField, heard: str, today: date, __: Say) -> str:
    if plain(heard) in {"今天", "today"}:
        return today.isoformat()
    found = _DATE.fullmatch(plain(heard)) or _RUN_TOGETHER.fullmatch(plain(heard))
    if found is None:
        raise ReasonedError("sheet-date")
    year, month, day = map(int, found.groups())
    try:
        read = date(year, month, day)
    except ValueError:
        raise ReasonedError("sheet-no-such-day", year=year, month=month, day=day) from None
    if not OLDEST <= read.year <= today.year + FURTHEST_YEARS:
        raise ReasonedError("sheet-date")
    return read.isoformat()


def _phone(_: FormField, heard: str, __: date, ___: Say) -> str:
    digits = sum(map(str.isdigit, heard))
    if not _PHONE.fullmatch(heard) or digits not in PHONE_DIGITS:
        raise ReasonedError("sheet-phone")
    return heard


def _amount(_: FormField, heard: str, __: date, ___: Say) -> str:
    if not _AMOUNT.fullmatch(plain(heard)):
        raise ReasonedError("sheet-amount")
    return heard


_READERS: Mapping[str, Callable[[FormField, str, date, Say], str]] = {
    "choice": _choice,
    "date": _date,
    "phone": _phone,
    "amount": _amount,
}


def known_answers(
    form: Form, service: Service, person: Speaker, now: datetime, say: Say, town: Town, *, own: bool
) -> dict[str, str]:
    """Give what we need not ask.

    :param own: the form is about the person who fills it in, and not about whom they come for.
    """
    community = next((c for c in town.communities if c.code == person.community), None)
    known = {
        "service": both(service.name, say),
        "today": now.astimezone(town.zone).date().isoformat(),
        "name": person.name if own else None,
        "community": both(community.name, say) if community and own else None,
    }
    answers = {field.code: known.get(field.known or "") for field in form.fields}
    return {code: answer for code, answer in answers.items() if answer}


def to_ask(form: Form, answers: Mapping[str, str]) -> list[FormField]:
    """Give the fields that have no answer yet; those for the pen are not asked."""
    return [f for f in form.fields if not f.by_hand and f.code not in answers]
