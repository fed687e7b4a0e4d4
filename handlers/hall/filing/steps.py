"""What the answers of filing lead to: for whom, with whose papers, and off it goes."""

from datetime import datetime

from aiogram.fsm.context import FSMContext
from sqlalchemy.ext.asyncio import AsyncSession

from community.hall import applications, checklist
from community.hall.applications import LONGEST_WORDS
from community.hall.model import Application
from community.people import Speaker
from config.texts import Say, Text, join
from config.town import Town
from handlers.cases import day_name
from handlers.filters import plain
from handlers.forms import open_question
from handlers.hall.doors import Checklist, ShowApplication
from handlers.hall.filing.cards import bar
from handlers.hall.filing.draft import (
    LONGEST_NAME,
    Data,
    Filing,
    asked_for,
    flat_papers,
    go,
    papers_of,
    point_for,
)
from handlers.hall.filing.names import item_name
from handlers.reply import Said, button, tell
from handlers.times import span_name

__all__ = [
    "GUIDE", "LONGEST_WORDS", "NO", "SUBMIT", "YES", "ask", "hear_consent", "hear_whom", "is_free",
    "leave", "not_asked", "passed", "submit", "take_whom", "to_papers",
]  # fmt: skip

GUIDE = "Item"
"""So begin the states of the guide, which only wait for photos or for one more question."""
YES = frozenset(
    {
        "是", "是的", "对", "对的", "好", "好的", "可以", "行", "嗯", "同意", "同意的", "他同意",
        "她同意", "对方同意", "知道", "问过了", "确认", "没问题", "ok", "okay", "yes", "y", "sure",
        "agreed", "they agree",
    }
)  # fmt: skip
SUBMIT = YES | {"提交", "确认提交", "交上去", "就这样", "submit", "send", "send it", "confirm"}
NO = frozenset({"不", "不是", "不对", "还没", "还没问", "没问", "不行", "no", "not yet", "n"})
MYSELF = frozenset(
    {
        "我", "自己", "本人", "我自己", "我本人", "给我自己办", "给我自己", "给自己办", "给自己",
        "给我办", "给我", "替我自己", "自己办", "我自己办", "me", "myself", "for me", "for myself",
        "it is for me", "it's for me",
    }
)  # fmt: skip


async def is_free(state: FSMContext, say: Say, town: Town) -> bool:
    """Say whether nothing is open that a new form would drop."""
    held = await state.get_state()
    return held is None or held.startswith(GUIDE) or await open_question(state, say, town) is None


async def ask(chat: int, state: FSMContext, say: Say, town: Town) -> Said:
    question = await open_question(state, say, town)
    return tell(chat, question.text, question.keyboard) if question else []


# --- for whom --------------------------------------------------------------------------------


async def hear_whom(
    chat: int,
    words: str,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
) -> Said:
    if plain(words) in MYSELF:
        return await take_whom(chat, None, db, person, state, say, town)
    name = words.strip()
    if len(name) > LONGEST_NAME:
        question = await open_question(state, say, town)
        lead = say("filing-name-long", most=LONGEST_NAME)
        return tell(chat, join([lead, question.text]), question.keyboard) if question else []
    return await take_whom(chat, name, db, person, state, say, town)


async def take_whom(
    chat: int,
    whom: str | None,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
) -> Said:
    """Somebody else is asked for their consent; what is filed already is shown instead."""
    data = {**await state.get_data(), "whom": whom}
    same = await _same(db, person.id, data)
    if same is not None:
        await state.clear()
        return tell(
            chat,
            say("filing-already", number=same.number, item=item_name(town, same.service, say)),
            [[button(say("application-show"), ShowApplication(application_id=same.id), many=True)]],
        )
    if whom is not None:
        await go(state, Filing.consent, data)
        return await ask(chat, state, say, town)
    await state.set_data(data)
    return await to_papers(chat, db, person, state, say, town)


async def _same(db: AsyncSession, person_id: int, data: Data) -> Application | None:
    return next(
        (
            one
            for one in await applications.mine(db, person_id)
            if (one.service, one.for_whom) == (data["item"], data["whom"]) and one.closed_at is None
        ),
        None,
    )


async def hear_consent(
    chat: int,
    words: str,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
) -> Said:
    if plain(words) in YES:
        return await to_papers(chat, db, person, state, say, town)
    if plain(words) in NO:
        return await not_asked(chat, await state.get_data(), state, say, town)
    return await ask(chat, state, say, town)


async def not_asked(chat: int, data: Data, state: FSMContext, say: Say, town: Town) -> Said:
    """Nothing is filed behind somebody's back; the form waits for the answer."""
    question = await open_question(state, say, town)
    text = say("filing-ask-first", name=data.get("whom", ""))
    return tell(chat, text, question.keyboard if question else None)


# --- papers ----------------------------------------------------------------------------------


async def to_papers(
    chat: int, db: AsyncSession, person: Speaker, state: FSMContext, say: Say, town: Town
) -> Said:
    """Take over what lies in the item's list already; only the rest is asked for."""
    data = await state.get_data()
    service = town.service(data["item"])
    ready = await checklist.ready(db, person.id, service.code)
    papers = {code: list(files) for code, files in data.get("papers", {}).items()}
    taken = 0
    for brought in asked_for(service, data):
        file_id = ready.get(brought.material)
        if file_id is not None and not papers_of(data, brought.material):
            papers[brought.material] = [file_id]
            taken += 1
    await go(state, Filing.papers, {**data, "papers": papers, "taken_over": taken})
    return await ask(chat, state, say, town)


def passed(data: Data, material: str) -> Data:
    """Go on without one material, or keep it as it is."""
    if data.get("again"):
        return {**data, "again": None}
    return {**data, "passed": [*data.get("passed", ()), material]}


# --- the end ---------------------------------------------------------------------------------


async def leave(chat: int, state: FSMContext, say: Say) -> Said:
    """What was photographed stays in the item's list."""
    data = await state.get_data()
    await state.clear()
    if not data.get("papers"):
        return tell(chat, say("filing-left"))
    keyboard = [[button(say("filing-list"), Checklist(code=data["item"]), many=True)]]
    return tell(chat, say("filing-left-papers"), keyboard)


async def submit(
    chat: int,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """File it; where that is refused, the draft stays as it is."""
    data = await state.get_data()
    service = town.service(data["item"])
    point = data.get("point") or point_for(service, person, town)
    filing = applications.Filing(
        service=service.code,
        point=point,
        words=data.get("words"),
        papers=flat_papers(data),
        for_whom=data.get("whom"),
        consented=data.get("whom") is not None,
        online=True,
    )
    application = await applications.file(db, town, person.id, filing, now=now)
    await state.clear()
    steps = await applications.steps_of(db, application.id)
    lines: list[Text] = [
        say("filing-filed", number=application.number, item=service.name.text(say.language)),
        bar(application, steps, say, town),
    ]
    if application.due_at is not None:
        day = day_name(application.due_at.astimezone(town.zone).date(), say)
        lines.append(say("filing-promise", span=span_name(service.promised, say), day=day))
    if service.result is not None:
        lines.append(say("filing-result", result=service.result.text(say.language)))
    lines.append(say("filing-told"))
    shown = ShowApplication(application_id=application.id)
    return tell(chat, join(lines), [[button(say("application-show"), shown, many=True)]])
