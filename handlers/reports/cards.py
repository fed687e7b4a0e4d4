"""How a report looks to who handles it, and what they may press beside it."""

from datetime import datetime

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from sqlalchemy.ext.asyncio import AsyncSession

from community import cases
from community.cases import OPEN, Case, CaseTask, Kind, Source, Status, TaskStatus, Track, clocks
from community.people import Person
from community.reports import codes, merging
from community.reports.promises import category_of
from community.reports.tasks import tasks_of
from config.texts import Mark, Say, Text, join
from config.town import Town
from handlers.cases import ShowCase, acts_on, moment, rung_name, state_line
from handlers.notices import Telling
from handlers.reply import Keyboard, Said, button, tell, tell_photo


class Desk(CallbackData, prefix="desk"):
    """What a worker does with a report; `version` is the case's when the button was shown."""

    act: str
    case_id: int
    version: int = 0
    to: str = ""


ASKS_FIRST = frozenset({"send", "schedule", "sort", "close", "solve", "ask", "decline"})
"""Acts that change nothing yet: whoever turns back may press them again."""


class Mine(CallbackData, prefix="mine"):
    """What a reporter does with their report: answer, add, withdraw, why, again."""

    act: str
    case_id: int


class Rate(CallbackData, prefix="rate"):
    """One tap of the four questions: which, and yes, partly or no."""

    case_id: int
    question: str
    value: str


def card_text(case: Case, say: Say, town: Town, owner: str | None) -> Text:
    category = category_of(town, case.category).name.text(say.language)
    community = next(
        (c.name.text(say.language) for c in town.communities if c.code == case.community), ""
    )
    text = say(
        "desk-card",
        number=case.number,
        category=category,
        community=community,
        place=case.place or say("report-place-unknown"),
        text=case.text,
        state=state_line(case, say, town),
    )
    lines = [text, say("desk-rung", rung=rung_name(case.rung, case.department, say, town))]
    if owner:
        lines.append(say("desk-owner", owner=owner))
    lines += _marks(case, say)
    return join(lines, "\n")


def _marks(case: Case, say: Say) -> list[Text]:
    """What a worker should see at a glance."""
    marks = []
    if case.grade:
        marks.append(say(f"grade-{case.grade.value}"))
    if case.source is Source.PATROL:
        marks.append(say("desk-from-patrol"))
    if case.private:
        marks.append(say("desk-private"))
    if case.track is not Track.REPAIR:
        marks.append(say(f"track-{case.track.value}"))
    if case.hot_at:
        marks.append(say("desk-hot"))
    return [join(marks, " · ")] if marks else []


async def whole_card(
    db: AsyncSession, case: Case, say: Say, town: Town, worker_id: int, now: datetime
) -> tuple[Text, Keyboard]:
    """The card with all that hangs on the case: its owner, voices, public wording, parts."""
    owner = await db.get(Person, case.owner_id) if case.owner_id else None
    lines = [card_text(case, say, town, owner.name if owner else None)]
    voices = await merging.voices(db, case.id)
    if voices > 1:
        lines.append(say("desk-voices", count=voices))
    if clocks.badly_late(case, now):
        lines.append(say("desk-badly-late"))
    elif clocks.overdue(case, now):
        lines.append(say("desk-overdue"))
    if case.public_text:
        lines.append(say("desk-public-text", text=case.public_text))
    lines += [await task_line(db, task, say, town) for task in await tasks_of(db, case.id)]
    return join(lines, "\n"), card_buttons(case, say, worker_id)


async def task_line(db: AsyncSession, task: CaseTask, say: Say, town: Town) -> Text:
    """One part of a case: what, with whom, until when."""
    where = rung_name(task.rung, task.department, say, town)
    owner = await db.get(Person, task.owner_id) if task.owner_id else None
    where = f"{where} {owner.name}" if owner and owner.name else where
    if task.status is TaskStatus.OPEN:
        at = moment(task.due_at, say, town)
        return say("desk-task-open", words=task.words, rung=where, at=at)
    return say(f"desk-task-{task.status.value}", words=task.words, rung=where)


def card_buttons(case: Case, say: Say, worker_id: int) -> Keyboard:
    """The moves that this worker may make now; nothing for a case of somebody else."""

    def does(text_id: str, act: str) -> list[InlineKeyboardButton]:
        pressed = Desk(act=act, case_id=case.id, version=case.version)
        return [button(say(text_id), pressed, many=act in ASKS_FIRST)]

    if case.status not in OPEN or case.kind is not Kind.REPORT:
        return []
    if case.owner_id is None:
        return [does("desk-take", "take"), does("desk-close", "close")]
    if case.owner_id != worker_id:
        return []
    if case.status is Status.REOPEN_REQUESTED:
        return [does("desk-take-again", "again"), does("desk-decline", "decline")]
    rows = [
        [*does("desk-solved", "solve"), *does("desk-ask", "ask")],
        [*does("desk-send", "send"), *does("desk-schedule", "schedule")],
        [*does("desk-sort", "sort"), *does("desk-close", "close")],
    ]
    if case.status is Status.TRIAGE:
        return [does("desk-begin", "begin"), *rows]
    return rows


@acts_on(Kind.REPORT)
def acts(case: Case, person_id: int, say: Say) -> Keyboard:
    """What may be pressed beside a report: its reporter's own moves, or its worker's."""
    if case.reporter_id != person_id:
        return card_buttons(case, say, person_id)
    if case.status in {Status.SOLVED, Status.NOT_OURS, Status.UNSOLVABLE}:
        return [[button(say("mine-again"), Mine(act="again", case_id=case.id))]]
    if case.status not in OPEN:
        return []
    answer = "mine-answer" if case.status is Status.WAITING else "mine-add"
    return [
        [
            button(say(answer), Mine(act="answer", case_id=case.id)),
            button(say("mine-withdraw"), Mine(act="withdraw", case_id=case.id)),
        ],
        [button(say("mine-code"), Mine(act="code", case_id=case.id), many=True)],
    ]


def follow_facts(case: Case, web_address: str) -> dict[str, Text | str]:
    """A new code for the case, to be copied as it stands, and the page where it is typed."""
    code = codes.new_code(case)
    return {
        "code": Text(code, (Mark("code", 0, len(code)),)),
        "page": f"{web_address}/follow",
    }


def open_button(case_id: int, say: Say) -> Keyboard:
    return [[button(say("mine-show"), ShowCase(case_id=case_id), many=True)]]


async def card(t: Telling, case: Case, lead: Text | None = None) -> Said:
    """The card as a message of its own, with the case's pictures before it."""
    text, keyboard = await whole_card(t.db, case, t.say, t.town, t.notice.person_id, t.now)
    text = lead + "\n\n" + text if lead else text
    files = await cases.files_of(t.db, case.id)
    if not files:
        return tell(t.chat_id, text, keyboard)
    # The card comes last: its message is the one that is edited when a button is pressed.
    photos = [m for file_id in files for m in tell_photo(t.chat_id, file_id, Text(""))]
    return [*photos, *tell(t.chat_id, text, keyboard)]
