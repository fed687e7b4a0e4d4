"""How a report looks to a social worker and to its reporter when something happens to it."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton

from community import cases
from community.cases import OPEN, Case, Kind, Status
from community.people import Person
from community.reports import category_of
from config.texts import Say, Text
from config.town import Town
from handlers.cases import ShowCase, acts_on, state_line
from handlers.notices import Telling, renders
from handlers.reply import Keyboard, Said, button, tell, tell_photo


class Desk(CallbackData, prefix="desk"):
    """What a worker does with a report; `version` is the case's when the button was shown."""

    act: str
    case_id: int
    version: int = 0


class Mine(CallbackData, prefix="mine"):
    """What a reporter does with their report: answer, add, withdraw, why."""

    act: str
    case_id: int


class Rate(CallbackData, prefix="rate"):
    case_id: int
    stars: int


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
    return text + "\n" + say("desk-owner", owner=owner) if owner else text


def card_buttons(case: Case, say: Say, worker_id: int) -> Keyboard:
    """The moves that this worker may make now; nothing for a case of somebody else."""

    def does(text_id: str, act: str) -> list[InlineKeyboardButton]:
        return [button(say(text_id), Desk(act=act, case_id=case.id, version=case.version))]

    if case.status not in OPEN:
        return []
    if case.owner_id is None:
        return [does("desk-take", "take"), does("desk-not-ours", "not-ours")]
    if case.owner_id != worker_id:
        return []
    return [
        [*does("desk-solved", "solve"), *does("desk-ask", "ask")],
        [*does("desk-refer-community", "community"), *does("desk-refer-department", "department")],
        does("desk-not-ours", "not-ours"),
    ]


@acts_on(Kind.REPORT)
def acts(case: Case, person_id: int, say: Say) -> Keyboard:
    """What may be pressed beside a report: its reporter's own moves, or its worker's."""
    if case.reporter_id != person_id:
        return card_buttons(case, say, person_id)
    if case.status not in OPEN:
        return []
    answer = "mine-answer" if case.status is Status.WAITING else "mine-add"
    return [
        [
            button(say(answer), Mine(act="answer", case_id=case.id)),
            button(say("mine-withdraw"), Mine(act="withdraw", case_id=case.id)),
        ]
    ]


async def card(t: Telling, case: Case, lead: Text | None = None) -> Said:
    owner = await t.db.get(Person, case.owner_id) if case.owner_id else None
    text = card_text(case, t.say, t.town, owner.name if owner else None)
    text = lead + "\n\n" + text if lead else text
    keyboard = card_buttons(case, t.say, t.notice.person_id)
    files = await cases.files_of(t.db, case.id)
    if not files:
        return tell(t.chat_id, text, keyboard)
    # The card comes last: its message is the one that is edited when a button is pressed.
    photos = [m for file_id in files for m in tell_photo(t.chat_id, file_id, Text(""))]
    return [*photos, *tell(t.chat_id, text, keyboard)]


async def _case(t: Telling) -> Case:
    return await t.db.get_one(Case, t.facts["case_id"])


@renders("report-card")
async def offered(t: Telling) -> Said:
    return await card(t, await _case(t), t.say("desk-new"))


@renders("report-answered")
async def answered(t: Telling) -> Said:
    lead = t.say("desk-answered", number=t.facts["number"], words=t.facts["words"])
    return await card(t, await _case(t), lead)


@renders("report-reopened")
async def reopened(t: Telling) -> Said:
    lead = t.say("desk-reopened", number=t.facts["number"], stars=t.facts["stars"])
    return await card(t, await _case(t), lead)


@renders("report-question")
async def question(t: Telling) -> Said:
    case = await _case(t)
    keyboard = [[button(t.say("mine-answer"), Mine(act="answer", case_id=case.id))]]
    return tell(t.chat_id, t.say("report-question", **_facts(t)), keyboard)


@renders("report-solved")
async def solved(t: Telling) -> Said:
    case = await _case(t)
    if case.status is not Status.SOLVED:
        return tell(t.chat_id, t.say("report-solved-plain", **_facts(t)))
    stars = [button(f"{n} {'★' * n}", Rate(case_id=case.id, stars=n)) for n in range(5, 0, -1)]
    keyboard = [stars[:2], stars[2:4], stars[4:]]
    return tell(t.chat_id, t.say("report-solved", **_facts(t)), keyboard)


@renders(
    "report-taken", "report-referred-community", "report-referred-department", "report-not-ours"
)
async def moved(t: Telling) -> Said:
    case = await _case(t)
    keyboard = [[button(t.say("mine-show"), ShowCase(case_id=case.id), many=True)]]
    return tell(t.chat_id, t.say(t.notice.text_id, **_facts(t)), keyboard)


def _facts(t: Telling) -> dict[str, str]:
    owner = t.facts.get("owner") or t.say("somebody").words
    return {**{k: str(v) for k, v in t.facts.items()}, "owner": owner}
