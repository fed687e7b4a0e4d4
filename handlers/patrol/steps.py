"""What each answer does to what was found, and filing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import Message
from sqlalchemy.ext.asyncio import AsyncSession

from community.people import Speaker
from community.reports import patrol
from community.reports.filing import Draft
from community.reports.promises import category_of
from config.texts import Say, join
from config.town import Place, Town
from handlers.filters import plain
from handlers.forms import answer_aside, open_question
from handlers.patrol.questions import MOST_PLACES, Patrol, Round, walks_in
from handlers.pictures import file_of
from handlers.reading import (
    Where,
    candidates,
    category_in,
    free_place,
    known,
    place_in,
)
from handlers.reply import Said, button, tell
from handlers.times import when
from nlu.meaning import Meaning

MOST_PHOTOS = 10


async def ask(chat: int, state: FSMContext, say: Say, town: Town) -> Said:
    question = await open_question(state, say, town)
    return tell(chat, question.text, question.keyboard) if question else []


async def go_on(
    chat: int, state: FSMContext, person: Speaker, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    """Ask for what is still missing; when nothing is, file it."""
    data = await state.get_data()
    if not data.get("place"):
        await state.set_state(Patrol.where)
    elif not data.get("category"):
        await state.set_state(Patrol.what)
    else:
        return await file(chat, state, person, say, town, db, now)
    return await ask(chat, state, say, town)


async def put_photo(
    message: Message, state: FSMContext, person: Speaker, say: Say, db: AsyncSession,
    now: datetime, platform: Any,
) -> Said | None:  # fmt: skip
    """Keep one more photo; gives what is said instead of going on, where there is something."""
    data = await state.get_data()
    files = list(data.get("files", ()))
    same_album = bool(message.media_group_id) and message.media_group_id == data.get("album")
    if len(files) >= MOST_PHOTOS:
        return [] if same_album else tell(message.chat.id, say("report-photos-full"))
    files.append(await file_of(db, message, person.id, platform.name, now=now))
    await state.update_data(files=files, album=message.media_group_id)
    return [] if same_album else None


async def take_place(
    chat: int, where: Where, state: FSMContext, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    """Keep the place, where it lies on this person's way."""
    if not walks_in(person, where.community):
        text = say("patrol-not-your-way", community=_walked(person, say, town))
        return await answer_aside(chat, text, state, say, town)
    await state.set_data(where.into({**await state.get_data(), "choices": []}))
    return await go_on(chat, state, person, say, town, db, now)


def _walked(person: Speaker, say: Say, town: Town) -> str:
    codes = {community for _, community in person.roles}
    names = [c.name.text(say.language) for c in town.communities if c.code in codes]
    return say("and").words.join(names)


def _kind(town: Town, words: str, meaning: Meaning | None) -> str | None:
    """Give the category that the words name; the one for all the rest is asked for."""
    code = category_in(town, words, meaning)
    return None if code == town.other_category.code else code


def _without_names(words: str, places: Sequence[Place]) -> str:
    """Cut the names of places, and what is part of one: 停车场 is no word for bad parking."""
    names = [n for p in places for n in (p.name.zh, p.name.en, *p.aliases)]
    if any(plain(words) in plain(name) for name in names):
        return ""
    for name in sorted(names, key=len, reverse=True):
        words = words.replace(name, " ")
    return words


async def hear_problem(
    message: Message, words: str, meaning: Meaning | None, state: FSMContext, person: Speaker,
    say: Say, town: Town, db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    """Take a sentence, with all that it says of the place and the kind."""
    data = await state.get_data()
    text = f"{data['text']}\n{words}" if data.get("text") else words
    data |= {"text": text, "category": data.get("category") or _kind(town, words, meaning)}
    await state.set_data(data)
    if not data.get("place"):
        where = place_in(town, words, meaning, data.get("walks"), say.language)
        if where is not None:
            return await take_place(message.chat.id, where, state, person, say, town, db, now)
        found = candidates(town, words, data.get("walks"))
        if 1 < len(found) <= MOST_PLACES:
            await state.update_data(choices=[p.code for p in found])
    return await go_on(message.chat.id, state, person, say, town, db, now)


async def hear_place(
    message: Message, words: str, meaning: Meaning | None, state: FSMContext, person: Speaker,
    say: Say, town: Town, db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    """Take the answer to where: a known place, the name of another, or a whole sentence."""
    data = await state.get_data()
    found = candidates(town, words, data.get("walks"))
    if _kind(town, _without_names(words, found), meaning) is not None:
        return await hear_problem(message, words, meaning, state, person, say, town, db, now)
    if 1 < len(found) <= MOST_PLACES and plain(words) != plain(data.get("place_words", "")):
        await state.update_data(choices=[p.code for p in found], place_words=words)
        return await ask(message.chat.id, state, say, town)
    if len(found) == 1:
        where = known(found[0], say.language, words)
    else:
        where = free_place(town, words, data.get("walks"))
    return await take_place(message.chat.id, where, state, person, say, town, db, now)


async def file(
    chat: int, state: FSMContext, person: Speaker, say: Say, town: Town, db: AsyncSession,
    now: datetime,
) -> Said:  # fmt: skip
    """File it at once, and offer to say that it is mended already."""
    data = await state.get_data()
    kind = category_of(town, data.get("category"))
    found = say("patrol-words", category=kind.name.text(say.language)).words
    draft = Draft(
        text=data.get("text") or found,
        category=kind.code,
        place=data.get("place"),
        place_code=data.get("place_code"),
        latitude=data.get("latitude"),
        longitude=data.get("longitude"),
        community=data.get("community") or data.get("walks"),
        files=data.get("files", ()),
    )
    case = await patrol.report(db, town, draft, person.id, now=now)
    await state.clear()
    text = say(
        "patrol-filed",
        number=case.number,
        category=kind.name.text(say.language),
        place=data.get("place") or "",
        photos=len(draft.files),
        by=when(case.due_at or now, now, say, town),
    )
    mend = Round(step="mend", value=f"{case.id} {case.number}")
    return tell(
        chat,
        text,
        [
            [button(say("patrol-mended"), mend)],
            [button(say("patrol-found-more"), Round(step="find"), many=True)],
        ],
    )


async def settle(
    chat: int, words: str, state: FSMContext, person: Speaker, say: Say, town: Town,
    db: AsyncSession, now: datetime,
) -> Said:  # fmt: skip
    """Close it as mended on the spot; somebody may have taken it meanwhile."""
    data = await state.get_data()
    await state.clear()
    case = await patrol.settle_on_the_spot(db, town, data["case_id"], person.id, words, now=now)
    looked = await patrol.looked_at(db, town, person.id, now=now)
    today = say("patrol-today", count=looked.whole, found=looked.problems, clear=looked.clear)
    more = [[button(say("patrol-found-more"), Round(step="find"), many=True)]]
    return tell(chat, join([say("patrol-settled", number=case.number), today], "\n"), more)
