"""Many matters in one message, as stories: what is listed, what is left out, where it leads."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from community import cases, clock, leaving, notices, people
from community.cases import Case, ClockKept, Kind, Leg, Rung, Satisfaction, Satisfied, Status
from community.notices import Notice
from community.people import Role
from community.reports import filing
from jobs import digests
from tests.talk import Person, Talk


async def id_of(talk: Talk, person: Person) -> int:
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        return (await people.known(db, "web", "web", person.number, now=now)).id


async def report(
    talk: Talk, count: int = 1, *, owner: Person | None = None, community: str = "hongqiao"
) -> list[int]:
    """File reports as another program does, and put them on somebody's desk."""
    owner_id = await id_of(talk, owner) if owner else None
    ids = []
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        for n in range(count):
            draft = filing.Draft(f"第{n}件", "other", place=f"{n + 1}号楼", community=community)
            case = await filing.file(db, talk.app.town, draft, None, now=now)
            if owner_id:
                case.owner_id, case.status = owner_id, Status.IN_PROGRESS
            ids.append(case.id)
    return ids


async def owe(talk: Talk, person: Person, text_id: str, ids: Sequence[int]) -> None:
    await talk.settle()
    person_id = await id_of(talk, person)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        notices.owe(db, person_id, text_id, due_at=now, unless="nothing-left", case_ids=[*ids])
    for someone in talk.people:
        someone.new.clear()
    await talk.settle()


async def run(talk: Talk, work: object) -> None:
    async with talk.app.sessions() as db, db.begin():
        await work(db, talk.app.town, await clock.now(db))  # type: ignore[operator]
    for someone in talk.people:
        someone.new.clear()
    await talk.settle()


# --- the morning ---------------------------------------------------------------------------


async def test_the_morning_says_what_waits_and_what_is_first(talk: Talk) -> None:
    await talk.at("2026-11-24T10:00")
    worker = await talk.staff()
    await report(talk, 9, owner=worker)
    await report(talk, 2)
    await talk.at("2026-11-26T08:30")

    await run(talk, digests.morning)

    [message] = worker.new
    assert "早上好" in message.text
    assert "手上有 9 件" in message.text
    assert "已经到期 11 件" in message.text
    assert "等人接 2 件" in message.text
    assert sum("R-2026-" in name for name in message.buttons) == 8
    assert all(name.startswith("❗") for name in message.buttons if "R-2026-" in name)
    await worker.presses("R-2026-000001")
    assert "第0件" in worker.said


async def test_who_has_nothing_in_hand_hears_of_the_queue(talk: Talk) -> None:
    await talk.at("2026-11-24T10:00")
    worker = await talk.staff()
    await report(talk)

    await run(talk, digests.morning)

    assert "您手上没有事" in worker.said
    assert "等人接 1 件" in worker.said


async def test_the_figures_are_those_of_the_moment_when_it_is_told(talk: Talk) -> None:
    await talk.at("2026-11-24T06:00")
    worker = await talk.staff()
    first, _ = await report(talk, 2, owner=worker)
    await run(talk, digests.morning)
    assert worker.said == ""  # quiet hours
    async with talk.app.sessions() as db, db.begin():
        case = await db.get_one(Case, first)
        case.status, case.closed_at = Status.SOLVED, await clock.now(db)

    await talk.at("2026-11-24T08:01")

    assert "手上有 1 件" in worker.said


async def test_a_morning_with_nothing_left_says_nothing(talk: Talk) -> None:
    await talk.at("2026-11-24T06:00")
    worker = await talk.staff()
    [only] = await report(talk, owner=worker)
    await run(talk, digests.morning)
    async with talk.app.sessions() as db, db.begin():
        case = await db.get_one(Case, only)
        case.status, case.closed_at = Status.SOLVED, await clock.now(db)

    await talk.at("2026-11-24T08:01")

    assert worker.said == ""
    async with talk.app.sessions() as db:
        [notice] = await db.scalars(select(Notice).where(Notice.text_id == "morning-digest"))
    assert notice.delivered_at is not None


async def test_the_morning_can_be_asked_for(talk: Talk) -> None:
    await talk.at("2026-11-24T10:00")
    worker, resident = await talk.staff(), talk.person()
    await worker.says("早报")
    assert "歇口气" in worker.said
    await report(talk, owner=worker)

    await worker.says("早报")
    await resident.says("早报")

    assert "手上有 1 件" in "".join(shown.text for shown in worker.screen.values())
    assert "手上有" not in resident.said


# --- the week ------------------------------------------------------------------------------


async def fill_a_week(talk: Talk, since: datetime) -> None:
    [one, two, three, other] = [
        *await report(talk, 3), *await report(talk, community="kanghe")
    ]  # fmt: skip
    async with talk.app.sessions() as db, db.begin():
        for case_id, answer in ((one, Satisfied.YES), (two, Satisfied.NO)):
            case = await db.get_one(Case, case_id)
            case.status, case.closed_at = Status.SOLVED, since
            db.add(
                Satisfaction(
                    case_id=case_id, needed=True, took_part=False, benefited=True,
                    satisfied=answer, begun_at=since, answered_at=since,
                )
            )  # fmt: skip
        for case_id, climbed in ((one, False), (two, False), (three, True), (other, True)):
            db.add(
                ClockKept(
                    case_id=case_id, rung=Rung.SOCIAL_WORKER, leg=Leg.SEEN, started_at=since,
                    due_at=since + timedelta(hours=1), stopped_at=since, climbed=climbed,
                )
            )  # fmt: skip


async def test_the_week_begins_with_the_four_indicators(talk: Talk) -> None:
    await talk.at("2026-11-26T10:00")
    office = await talk.staff(Role.OFFICE, name="朱文斌")
    town = await talk.staff(Role.TOWN_OFFICE, name="办公室", community=None)
    await fill_a_week(talk, datetime(2026, 11, 26, 11, tzinfo=talk.app.town.zone))
    await talk.at("2026-11-30T08:30")

    await run(talk, digests.week)

    [message] = office.new
    text = message.text
    assert text.startswith("虹桥社区 · 一周小结")
    assert text.index("需要") < text.index("参与") < text.index("受益") < text.index("满意")
    assert text.index("满意") < text.index("新来")
    assert "需要 ▇▇▇▇▇▇▇▇▇▇ 100%（2/2）" in text
    assert "参与 ▁▁▁▁▁▁▁▁▁▁ 0%（0/2）" in text
    assert "满意 ▇▇▇▇▇▁▁▁▁▁ 50%（1/2）" in text
    assert "新来 3 件，上周 0" in text
    assert "办结 2 件" in text
    assert "到期升上去 1 次" in text
    assert "67%（2/3）" in text
    assert "网格社工 1" in text or "社工 1" in text
    assert "看议程" not in message.buttons
    [whole] = town.new
    assert "新来 4 件" in whole.text
    assert "看议程" in whole.buttons


async def test_a_week_is_told_with_the_week_before(talk: Talk) -> None:
    await talk.at("2026-11-19T10:00")
    office = await talk.staff(Role.OFFICE, name="朱文斌")
    await fill_a_week(talk, datetime(2026, 11, 19, 11, tzinfo=talk.app.town.zone))
    await talk.at("2026-11-27T10:00")
    await report(talk, 5)
    await talk.at("2026-11-30T08:30")

    await run(talk, digests.week)

    assert "新来 5 件，上周 3" in office.said
    assert "办结 0 件，上周 2" in office.said
    assert "还没有人回答" in office.said


async def test_an_empty_week_is_told_without_a_fault(talk: Talk) -> None:
    await talk.at("2026-11-30T08:30")
    office = await talk.staff(Role.OFFICE, name="Zhu", language="en")
    await office.says("English")

    await run(talk, digests.week)

    assert "Came: 0" in office.said


# --- several cases at once -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text_id", "words"),
    [
        ("climbed-here", "升到您这一级"),
        ("soon-overdue", "快到期了"),
        ("cases-handed-on", "等人接"),
    ],
)
async def test_at_most_eight_are_listed_and_the_rest_counted(
    talk: Talk, text_id: str, words: str
) -> None:
    await talk.at("2026-11-24T10:00")
    worker = await talk.staff()
    ids = await report(talk, 11)

    await owe(talk, worker, text_id, ids)

    [message] = worker.new
    assert words in message.text
    assert "11 件" in message.text
    assert "还有 3 件" in message.text
    assert sum("R-2026-" in name for name in message.buttons) == 8
    await worker.presses("R-2026-000003")
    assert "第2件" in worker.said


async def test_what_was_closed_or_taken_meanwhile_is_left_out(talk: Talk) -> None:
    await talk.at("2026-11-24T10:00")
    worker, colleague = await talk.staff(), await talk.staff(name="周敏", community=None)
    ids = await report(talk, 4)
    colleague_id = await id_of(talk, colleague)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        taken, closed = await db.get_one(Case, ids[0]), await db.get_one(Case, ids[1])
        taken.owner_id = colleague_id
        closed.status, closed.closed_at = Status.SOLVED, now

    await owe(talk, worker, "cases-handed-on", ids)

    assert "2 件" in worker.said
    assert "R-2026-000001" not in worker.said
    assert "R-2026-000002" not in worker.said


async def test_what_climbed_away_says_who_has_it_now(talk: Talk) -> None:
    await talk.at("2026-11-24T10:00")
    volunteer = await talk.staff(Role.VOLUNTEER, name="志愿者")
    [only] = await report(talk)

    await owe(talk, volunteer, "climbed-away", [only])

    assert "现在在" in volunteer.said
    assert not any("R-2026-" in name for name in volunteer.buttons)  # it is not theirs any more


async def test_what_climbed_to_the_office_leads_to_the_agenda(talk: Talk) -> None:
    await talk.at("2026-11-24T10:00")
    office = await talk.staff(Role.TOWN_OFFICE, name="办公室", community=None)
    [only] = await report(talk)
    async with talk.app.sessions() as db, db.begin():
        (await db.get_one(Case, only)).rung = Rung.TOWN_OFFICE

    await owe(talk, office, "climbed-here", [only])
    await office.presses("看议程")

    assert "R-2026-000001" in office.said


async def test_who_leaves_hands_everything_on_in_one_message(talk: Talk) -> None:
    await talk.at("2026-11-24T10:00")
    leaver, colleague = await talk.staff(), await talk.staff(Role.SOCIAL_WORKER, name="周敏",
                                                             community=None)  # fmt: skip
    ids = await report(talk, 40, owner=leaver)
    leaver_id = await id_of(talk, leaver)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        assert await leaving.dismiss(db, talk.app.town, leaver_id, now=now) == 40
    await talk.settle()

    [told] = [s for s in colleague.screen.values() if "同事离开了" in s.text]
    assert "40 件" in told.text
    assert sum("R-2026-" in name for name in told.buttons) == 8
    async with talk.app.sessions() as db:
        waiting = await cases.waiting_for(db, await id_of(talk, colleague), most=100)
    assert len(waiting) == len(ids)
    assert all(case.kind is Kind.REPORT for case in waiting)
