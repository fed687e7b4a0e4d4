"""What each answer does to a report's draft, and filing it."""

from datetime import datetime
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from community import duty, people
from community.people import Speaker
from community.reports import filing, merging
from community.reports.filing import LONGEST_WORDS, Draft
from community.reports.nearby import known_nearby
from community.reports.promises import seen_within
from config.texts import Say
from config.town import Town
from handlers.cases import show_button, state_line
from handlers.filters import plain
from handlers.forms import SKIPS, open_question
from handlers.menu import Door
from handlers.reply import Said, button, tell
from handlers.reports import draft as drafts
from handlers.reports.cards import follow_facts
from handlers.reports.questions import MOST_CHOICES, Form, ask_check, told_near
from handlers.times import span_name, when
from nlu.meaning import Meaning

QUICK_PARTS = 3
"""Seconds within which a client sends the pieces of one long text."""
NEARLY_FULL = 3900
"""Characters from which on a text may go on in the next message."""
SHORT = 12
"""Characters up to which a "yes" is only a yes, and a correction only names a place."""

YES = frozenset(
    {
        "是", "是的", "对", "对的", "对对", "对对对", "好", "好的", "好啊", "好滴", "可以",
        "行", "嗯", "嗯嗯", "没错", "确认", "提交", "确认提交", "就这样", "没问题", "1", "ok",
        "okay", "yes", "y", "yep", "sure", "submit", "confirm", "send", "send it", "yes please",
    }
)  # fmt: skip
ME_TOO = YES | {"我也是", "也是", "同一件", "就是这个", "是这个", "me too", "same", "the same"}
NOT_THE_SAME = frozenset(
    {
        "不是", "不是同一件", "不一样", "都不是", "照样提交", "提交", "no", "not the same",
        "different", "none", "submit",
    }
)  # fmt: skip
NO = frozenset({"不对", "不是", "错了", "不", "不行", "no", "nope", "wrong"})


async def begin(
    message: Message,
    state: FSMContext,
    meaning: Meaning | None,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    """Take the first sentence, with all that it already says."""
    words = message.text or message.caption or ""
    await state.update_data(
        message=message.message_id, said_at=int(message.date.timestamp()), piece=len(words)
    )
    return await begin_with(words, message.chat.id, state, meaning, person, say, town)


async def begin_with(
    words: str,
    chat: int,
    state: FSMContext,
    meaning: Meaning | None,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    data = {
        **await state.get_data(),
        "text": words,
        "category": drafts.category_in(town, words, meaning),
    }
    data.pop("misses", None)
    if not data.get("place"):
        where = drafts.place_in(town, words, meaning, person.community, say.language)
        data = where.into(data) if where else data
        found = drafts.candidates(town, words, person.community)
        if where is None and 1 < len(found) <= MOST_CHOICES:
            data |= {"choices": [p.code for p in found]}
    await state.set_data(data)
    await next_step(state)
    return await ask(chat, state, say, town)


async def hear_where(
    message: Message, words: str, state: FSMContext, person: Speaker, say: Say, town: Town
) -> Said:
    words = drafts.without_lead(words)
    if not plain(words):
        return await ask(message.chat.id, state, say, town)
    data = await state.get_data()
    found = drafts.candidates(town, words, data.get("community") or person.community)
    if 1 < len(found) <= MOST_CHOICES and plain(words) != plain(data.get("place_words", "")):
        await state.update_data(choices=[p.code for p in found], place_words=words)
        return await ask(message.chat.id, state, say, town)
    if len(found) == 1:
        where = drafts.known(found[0], say.language, words)
    else:
        where = drafts.free_place(town, words, data.get("community") or person.community)
    await state.set_data(where.into({**data, "choices": []}))
    await next_step(state)
    return await ask(message.chat.id, state, say, town)


async def hear_check(
    message: Message,
    words: str,
    state: FSMContext,
    meaning: Meaning | None,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
    web_address: str,
) -> Said:
    """At the last look: yes files it, a correction corrects, anything else is added."""
    chat, data = message.chat.id, await state.get_data()
    if plain(words) in YES or (meaning and meaning.intent == "affirm" and len(words) <= SHORT):
        return await file(chat, state, person, say, town, db, now, web_address)
    if plain(words) in SKIPS:
        return await ask(chat, state, say, town)
    if plain(words) in NO:
        return tell(chat, say("report-what-is-wrong"), (await ask_check(data, say, town)).keyboard)
    rest = drafts.without_lead(words)
    found = drafts.candidates(town, rest, data.get("community") or person.community)
    if drafts.is_correction(words):
        category = next(
            (c for c in town.reportable if plain(c.name.text(say.language)) in plain(rest)), None
        )
        if found:
            where = drafts.known(found[0], say.language, rest)
            await state.set_data(where.into(data))
        elif category:
            await state.update_data(category=category.code)
        elif len(rest) <= SHORT or any(
            e.kind == "place" for e in (meaning.entities if meaning else ())
        ):
            await state.set_data(drafts.free_place(town, rest, person.community).into(data))
        else:
            await state.update_data(text=rest, category=drafts.category_in(town, rest, meaning))
    elif len(found) == 1 and plain(rest) == plain(found[0].name.text(say.language)):
        await state.set_data(drafts.known(found[0], say.language).into(data))
    else:
        await state.update_data(text=f"{data.get('text', '')}\n{words}"[:LONGEST_WORDS])
    return await ask(chat, state, say, town)


def draft_of(data: dict[str, Any], person: Speaker) -> Draft:
    return Draft(
        text=data["text"],
        category=data.get("category", ""),
        place=data.get("place") or None,
        place_code=data.get("place_code"),
        latitude=data.get("latitude"),
        longitude=data.get("longitude"),
        community=data.get("community") or person.community,
        files=data.get("files", ()),
    )


async def file(
    chat: int,
    state: FSMContext,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
    web_address: str,
) -> Said:
    """File it; what neighbours have reported already is shown first, once."""
    data = await state.get_data()
    if not data.get("text"):
        await state.set_state(Form.what)
        return await ask(chat, state, say, town)
    draft = draft_of(data, person)
    if not data.get("near"):
        near = await known_nearby(db, town, draft, now=now)
        if near:
            await state.update_data(near=told_near(near, person.id, now, say, town))
            await state.set_state(Form.near)
            return await ask(chat, state, say, town)
    filed = await filing.file(db, town, draft, person.id, now=now)
    await state.clear()
    await people.settle_in(db, person.id, filed.community)
    text = say(
        "report-filed",
        number=filed.number,
        span=span_name(seen_within(town, filed.category), say),
        by=when(filed.due_at or now, now, say, town),
    )
    comes = duty.when_somebody_comes(town, filed.community, now)
    if comes is not None and comes > now:
        text = text + "\n" + say("report-nobody-now", when=when(comes, now, say, town))
    code = say("report-follow-code", **follow_facts(filed, web_address))
    return tell(
        chat,
        text + "\n" + code,
        [[button(say("door-track_report"), Door(intent="track_report"), many=True)]],
    )


async def join_in(
    chat: int,
    case_id: int,
    state: FSMContext,
    person: Speaker,
    say: Say,
    town: Town,
    db: AsyncSession,
    now: datetime,
) -> Said:
    """「我也是」: nothing is filed twice, and what was written and photographed is kept there."""
    data = await state.get_data()
    case = await merging.join(db, town, case_id, draft_of(data, person), person.id, now=now)
    await state.clear()
    text_id = "report-own-already" if case.reporter_id == person.id else "report-joined"
    text = say(text_id, number=case.number, state=state_line(case, say, town))
    return tell(chat, text, show_button(case, say, town))


async def next_step(state: FSMContext) -> None:
    data = await state.get_data()
    if not data.get("text"):
        await state.set_state(Form.what)
    elif data.get("place"):
        await state.set_state(Form.check)
    else:
        await state.set_state(Form.where)


async def ask(chat: int, state: FSMContext, say: Say, town: Town) -> Said:
    question = await open_question(state, say, town)
    return tell(chat, question.text, question.keyboard) if question else []


def goes_on(message: Message, data: dict[str, Any]) -> bool:
    """A client cut one long text into several messages: the later pieces join the first."""
    text, at = data.get("text", ""), data.get("said_at", 0)
    return (
        data.get("piece", 0) >= NEARLY_FULL
        and len(text) < LONGEST_WORDS * 2
        and message.date.timestamp() - at <= QUICK_PARTS
    )
