"""A form on paper: with the answers, or as a sample that nobody can mistake for a filled one."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from config.texts import Say
from config.town import Service, Town
from config.town.hall import Form
from handlers.hall.guide.words import both
from handlers.paper import Facts, Paper, Paragraph, Part, Space
from handlers.paper.words import one_line

LANGUAGES = {"zh": "zh-CN", "en": "en"}
"""As papers name them (BCP 47)."""
BLANK = "_" * 24
BETWEEN = 4
"""Millimetres above what is signed."""


def filled(
    form: Form, service: Service, answers: Mapping[str, str], now: datetime, say: Say, town: Town
) -> Paper:
    """Print the answers; what was not answered, or is for the pen, is left blank."""
    facts = [
        (both(field.name, say), one_line(answers.get(field.code) or "") or BLANK)
        for field in form.fields
    ]
    parts: list[Part] = [Facts(tuple(facts)), *_declared(form, say)]
    return _paper(both(form.name, say), parts, service, now, say, town)


def sample(form: Form, service: Service, now: datetime, say: Say, town: Town) -> Paper:
    facts = [(both(f.name, say), f.example.text(say.language)) for f in form.fields]
    mark = say("sheet-sample-mark").words
    parts: list[Part] = [
        Paragraph(mark),
        Facts(tuple(facts)),
        *_declared(form, say),
        Space(BETWEEN),
        Paragraph(mark),
    ]
    title = say("sheet-sample-title", form=both(form.name, say)).words
    return _paper(title, parts, service, now, say, town)


def _declared(form: Form, say: Say) -> Iterator[Part]:
    if form.declaration is not None:
        yield Space(BETWEEN)
        yield Paragraph(form.declaration.zh)
        if say.language != "zh":
            yield Paragraph(form.declaration.text(say.language))


def _paper(
    title: str, parts: list[Part], service: Service, now: datetime, say: Say, town: Town
) -> Paper:
    name = town.name.text(say.language)
    about = say("sheet-about", town=name, name=both(service.name, say), code=service.code).words
    return Paper(
        title,
        about,
        tuple(parts),
        made_at=now.astimezone(town.zone),
        author=name,
        language=LANGUAGES.get(say.language, say.language),
    )
