"""整理: what a worker makes of a report in hand. A menu in the card's place, one step, and back."""

from datetime import datetime

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import Case, Grade, Leg, Track, clocks
from community.errors import StaleError
from community.people import CASE_STAFF, DESK_STAFF, Speaker
from community.reports import triage
from community.reports.promises import category_of
from config.texts import Say, Text
from config.town import Town
from handlers.cases import moment
from handlers.filters import Staff
from handlers.reply import Keyboard, Said, replace, rows, tell, tell_photo, toast, without_buttons
from handlers.reports import sides, sorting, split, wording
from handlers.reports.cards import Desk
from handlers.reports.sorting import Sort, finished, glance, held, step, to_card, to_menu

router = Router(name="report-triage")
router.callback_query.filter(Staff(DESK_STAFF))
router.include_routers(sorting.router, wording.router, sides.router)


# --- the menu --------------------------------------------------------------------------------


@router.callback_query(Desk.filter(F.act == "sort"))
@router.callback_query(Sort.filter(F.act == "menu"))
async def show_menu(
    query: CallbackQuery,
    callback_data: Desk | Sort,
    db: AsyncSession,
    person: Speaker,
    state: FSMContext,
    say: Say,
    town: Town,
) -> Said:
    """The steps that make sense for this case; a form of sorting that was open is left."""
    seen = callback_data.version if isinstance(callback_data, Desk) else None
    case = await held(db, callback_data.case_id, person, version=seen)
    form = await state.get_data()
    if form.get("case_id") == case.id:
        await state.clear()
    keyboard = await _menu(db, case, person, say)
    category = category_of(town, case.category).name.text(say.language)
    text = say("sort-menu", number=case.number, category=category, text=glance(case.text))
    return [toast(query), replace(query, text, keyboard)]


async def _menu(db: AsyncSession, case: Case, person: Speaker, say: Say) -> Keyboard:
    def to(act: str) -> InlineKeyboardButton:
        return step(say(f"sort-{act}"), act, case)

    grades = [
        step(
            ("✓ " if case.grade is grade else "") + str(say(f"grade-{grade.value}")),
            "grade",
            case,
            grade.value,
        )
        for grade in Grade
    ]
    if not person.is_one_of(CASE_STAFF):
        more = [to("split")] if person.is_one_of(split.GIVERS) else []
        return [grades, [to("category"), *more], to_card(say, case.id)]
    steps = [to("category"), to("merge"), to("split")]
    if not case.private:
        steps = [to("reword"), *steps]
        if case.track is not Track.DELIBERATION:
            steps.append(to("deliberate"))
    steps.append(to("sides" if case.track is Track.MEDIATION else "mediate"))
    if not case.private:
        hidden, shown = await _photos(db, case)
        if hidden:
            steps.append(step(say("sort-photos", count=len(hidden)), "photos", case))
        if shown:
            steps.append(step(say("sort-unphotos", count=len(shown)), "unphotos", case))
    return [grades, *rows(steps), to_card(say, case.id)]


# --- grade and category ----------------------------------------------------------------------


@router.callback_query(Sort.filter(F.act == "grade"))
async def grade(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    case = await held(db, callback_data.case_id, person, version=callback_data.version)
    chosen = Grade(callback_data.value)
    case = await triage.grade(db, town, case.id, person.id, chosen, now=now)
    lead = say("sort-graded", grade=say(f"grade-{chosen.value}"))
    return await finished(query, lead, db, case, person, say, town, now)


@router.callback_query(Sort.filter(F.act == "category"))
async def categories(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
) -> Said:
    case = await held(db, callback_data.case_id, person, version=callback_data.version)
    now_in = category_of(town, case.category)
    buttons = [
        step(c.name.text(say.language), "category-to", case, c.code)
        for c in town.reportable
        if c.code != case.category
    ]
    text = say("sort-which-category", number=case.number, category=now_in.name.text(say.language))
    return [toast(query), replace(query, text, [*rows(buttons), to_menu(say, case.id)])]


@router.callback_query(Sort.filter(F.act.in_({"category-to", "category-yes"})))
async def recategorise(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """One tap; a kind of matter that is always private needs a second one."""
    case = await held(db, callback_data.case_id, person, version=callback_data.version)
    new = category_of(town, callback_data.value)
    name = new.name.text(say.language)
    if new.private and not case.private and callback_data.act == "category-to":
        sure = step(say("sort-private-yes"), "category-yes", case, new.code, many=False)
        text = say("sort-category-private", number=case.number, category=name)
        return [toast(query), replace(query, text, [[sure], to_menu(say, case.id)])]
    case = await triage.recategorise(db, town, case.id, person.id, new.code, now=now)
    lead = say("sort-recategorised", category=name)
    if case.due_at is not None:
        lead = lead + say("sort-new-promise", at=moment(case.due_at, say, town))
    return await finished(query, lead, db, case, person, say, town, now)


# --- 议事 --------------------------------------------------------------------------------------


@router.callback_query(Sort.filter(F.act == "deliberate"), Staff(CASE_STAFF))
async def ask_deliberate(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    case = await held(db, callback_data.case_id, person, version=callback_data.version)
    due = clocks.promise(town, Leg.DELIBERATION, case.category, now).due_at
    sure = step(say("sort-deliberate-yes"), "deliberate-yes", case, many=False)
    text = say("sort-deliberate-sure", number=case.number, at=moment(due, say, town))
    return [toast(query), replace(query, text, [[sure], to_menu(say, case.id)])]


@router.callback_query(Sort.filter(F.act == "deliberate-yes"), Staff(CASE_STAFF))
async def deliberate(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    case = await held(db, callback_data.case_id, person, version=callback_data.version)
    case = await triage.deliberate(db, town, case.id, person.id, now=now)
    return await finished(query, say("sort-deliberated"), db, case, person, say, town, now)


# --- photos ----------------------------------------------------------------------------------


async def _photos(db: AsyncSession, case: Case) -> tuple[list[str], list[str]]:
    """Give the photos that only staff see, and those that others see."""
    shown = list(await cases.files_of(db, case.id, released_only=True))
    return [f for f in await cases.files_of(db, case.id) if f not in shown], shown


@router.callback_query(Sort.filter(F.act.in_({"photos", "unphotos"})), Staff(CASE_STAFF))
async def look_at_photos(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
) -> Said:
    case = await held(db, callback_data.case_id, person, version=callback_data.version)
    return [toast(query), without_buttons(query), await _look(query, callback_data, db, case, say)]


async def _look(
    query: CallbackQuery, pressed: Sort, db: AsyncSession, case: Case, say: Say
) -> Said:
    """Show the photos, and ask below them."""
    hidden, shown = await _photos(db, case)
    act = pressed.act.removesuffix("-yes")
    found, chat = (hidden if act == "photos" else shown), query.from_user.id
    if not found:
        raise StaleError
    sure = step(say(f"sort-{act}-yes", count=len(found)), f"{act}-yes", case, str(len(found)))
    text = say(f"sort-{act}-sure", number=case.number, count=len(found))
    pictures = [tell_photo(chat, file_id, Text("")) for file_id in found]
    return [*pictures, tell(chat, text, [[sure], to_menu(say, case.id)])]


@router.callback_query(Sort.filter(F.act.in_({"photos-yes", "unphotos-yes"})), Staff(CASE_STAFF))
async def release(
    query: CallbackQuery,
    callback_data: Sort,
    db: AsyncSession,
    person: Speaker,
    say: Say,
    town: Town,
    now: datetime,
) -> Said:
    """Only what was looked at becomes public: with a new photo everything is shown again."""
    case = await held(db, callback_data.case_id, person)
    hidden, _ = await _photos(db, case)
    if callback_data.act == "photos-yes":
        if str(len(hidden)) != callback_data.value:
            again = await _look(query, callback_data, db, case, say)
            return [toast(query), replace(query, say("sort-photos-more")), again]
        await triage.release_photos(db, town, case.id, person.id, now=now)
        lead = say("sort-photos-done", count=len(hidden))
    else:
        await triage.take_photos_back(db, town, case.id, person.id, now=now)
        lead = say("sort-unphotos-done")
    return await finished(query, lead, db, case, person, say, town, now)
