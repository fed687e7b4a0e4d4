"""The ways of an application: whole ones, refused moves, its clock, and who may see it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from community.cases import AlreadyTakenError
from community.conditions import still_holds
from community.errors import NotAvailableError
from community.hall import applications, checklist
from community.hall.applications import ApplicationRefusedError, Filing
from community.hall.model import Application, Stage, TicketStatus
from community.hall.stages import MOVES, OPEN, why_not
from community.people import Role
from tests.community.conftest import House
from tests.community.desk import (
    CARD,
    CARE,
    at,
    at_counter,
    does,
    filed,
    get,
    lines,
    photo,
    refused,
    staffed,
    texts,
    ticket,
)


@pytest.fixture
async def hall(house: House) -> House:
    return await staffed(house)


# --- the table of moves --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stage", "to", "reason"),
    [
        ("received", "incomplete", None),
        ("received", "received", "application-lacks-nothing"),
        ("received", "in_progress", "application-not-accepted"),
        ("received", "approved", "application-not-accepted"),
        ("received", "collected", "application-not-accepted"),
        ("incomplete", "received", None),
        ("incomplete", "withdrawn", None),
        ("incomplete", "refused", None),
        ("incomplete", "incomplete", "application-asked-once"),
        ("incomplete", "accepted", "application-waits-for-papers"),
        ("accepted", "approved", None),
        ("accepted", "incomplete", "application-too-late-to-ask"),
        ("accepted", "withdrawn", "application-too-late-to-withdraw"),
        ("accepted", "accepted", "application-accepted-already"),
        ("accepted", "collected", "application-not-decided"),
        ("in_progress", "in_progress", "application-started-already"),
        ("in_progress", "accepted", "application-accepted-already"),
        ("in_progress", "refused", None),
        ("approved", "collected", None),
        ("approved", "refused", "application-is-approved"),
        ("refused", "approved", "application-is-refused"),
        ("collected", "collected", "application-is-collected"),
        ("withdrawn", "received", "application-is-withdrawn"),
    ],
)
def test_each_move_is_allowed_or_says_why_not(stage: str, to: str, reason: str | None) -> None:
    assert why_not(Stage(stage), Stage(to)) == reason


def test_asking_to_complete_happens_once() -> None:
    assert why_not(Stage.RECEIVED, Stage.INCOMPLETE, asked=True) == "application-asked-once"
    assert why_not(Stage.RECEIVED, Stage.ACCEPTED, asked=True) is None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(Stage), max_size=25))
def test_any_history_of_stages_asks_once_and_ends_for_good(wanted: list[Stage]) -> None:
    stage, asked, way = Stage.RECEIVED, False, [Stage.RECEIVED]
    for to in wanted:
        reason = why_not(stage, to, asked=asked)
        assert (reason is None) is (to in MOVES[stage] and not (asked and to is Stage.INCOMPLETE))
        if reason is None:
            assert stage in OPEN or (stage, to) == (Stage.APPROVED, Stage.COLLECTED)
            stage, asked = to, asked or to is Stage.INCOMPLETE
            way.append(to)
    assert way.count(Stage.INCOMPLETE) <= 1
    assert len(way) <= 7, "no circle but one completion"
    if Stage.COLLECTED in way:
        assert Stage.ACCEPTED in way


# --- whole ways ----------------------------------------------------------------------------


async def test_one_department_from_filing_to_fetching(hall: House) -> None:
    card, face = await photo(hall), await photo(hall)
    await hall.do(checklist.tick, hall["王阿姨"], "MZ-007", "id-card", file_id=card)
    filing = replace(CARD, words="请尽快", papers=[("id-card", card), ("photo", face)])
    made = await hall.do(applications.file, hall["王阿姨"], filing)
    assert (made.number, made.stage, made.department) == ("C-2026-000001", Stage.RECEIVED, "MZ")
    assert made.due_at == at(hall, "2026-11-24T17:00")
    async with hall.sessions() as db:
        papers = await applications.papers_of(db, made.id)
        assert {(p.material, p.file_id) for p in papers} == {("id-card", card), ("photo", face)}
        assert await checklist.ready(db, hall["王阿姨"], "MZ-007") == {}
    assert "application-card" in await texts(hall, "钱芳")
    assert await texts(hall, "孙伟") == []
    await does(hall, "accept", made.id, "钱芳")
    done = await does(hall, "approve", made.id, "钱芳", "到便民窗口领取")
    assert (done.stage, done.closed_at) == (Stage.APPROVED, hall.now)
    assert await texts(hall, "王阿姨") == ["application-accepted", "application-approved"]
    async with hall.sessions() as db:
        way = await applications.steps_of(db, made.id)
    assert applications.progress(done, way).done == 1
    await does(hall, "collected", made.id, "钱芳")
    assert (await texts(hall, "王阿姨"))[-1] == "application-how-was-it"
    assert await lines(hall, made.id) == ["received", "taken", "accepted", "approved", "collected"]


async def test_several_departments_one_after_the_other(hall: House) -> None:
    id_ = await at_counter(hall)
    assert await texts(hall, "王阿姨") == ["application-received"]
    await does(hall, "accept", id_, "冯玲")
    assert await refused(hall, "step_done", id_, "冯玲") == "application-not-started"
    await does(hall, "start", id_, "冯玲")
    assert await refused(hall, "approve", id_, "冯玲") == "application-steps-left"
    assert await refused(hall, "step_done", id_, "钱芳") == "application-elsewhere"
    passed = await does(hall, "step_done", id_, "冯玲")
    assert (passed.department, passed.owner_id) == ("MZ", None)
    assert "application-card" in await texts(hall, "钱芳")
    assert "application-card" in await texts(hall, "马强")
    assert await refused(hall, "step_done", id_, "冯玲") == "application-elsewhere"
    async with hall.sessions() as db:
        halfway = applications.progress(passed, await applications.steps_of(db, id_))
    assert (halfway.done, halfway.of) == (1, 2)
    back = await does(hall, "step_done", id_, "钱芳")
    assert (back.department, back.owner_id) == ("CL", None), "the item's own department decides"
    assert await refused(hall, "step_done", id_, "冯玲") == "application-steps-done"
    await does(hall, "approve", id_, "冯玲")
    told = await hall.owed("王阿姨")
    assert [n.text_id for n in told] == [
        "application-received", "application-accepted", "application-in-progress",
        "application-step", "application-step", "application-approved", "application-how-was-it",
    ]  # fmt: skip
    assert [n.facts["done"] for n in told if n.text_id == "application-step"] == [1, 2]
    assert await refused(hall, "collected", id_, "冯玲") == "application-nothing-to-fetch"


async def test_papers_are_completed_once_while_the_clock_stands(hall: House) -> None:
    id_ = await filed(hall, filing=Filing("MZ-006", "hall"))
    due = (await get(hall, id_)).due_at
    assert due == at(hall, "2026-11-30T17:00")
    await hall.at("2026-11-24T10:00")
    await does(hall, "ask_to_complete", id_, "钱芳", "银行卡复印件")
    assert (await hall.owed("王阿姨"))[-1].facts["lacking"] == "银行卡复印件"
    assert await refused(hall, "accept", id_, "钱芳") == "application-waits-for-papers"
    await hall.at("2026-11-26T10:00")
    assert await refused(hall, "complete", id_, "王阿姨", " ") == "application-nothing-added"
    again = await does(hall, "complete", id_, "王阿姨", None, [await photo(hall)])
    assert again.stage is Stage.RECEIVED
    assert again.paused_at is None
    assert again.due_at == at(hall, "2026-12-02T17:00"), "two working days later"
    assert "application-completed" in await texts(hall, "钱芳")
    assert await refused(hall, "complete", id_, "王阿姨", "还有") == "application-lacks-nothing"
    why = await refused(hall, "ask_to_complete", id_, "钱芳", "还有一样")
    assert why == "application-asked-once"


async def test_papers_may_be_brought_to_the_counter(hall: House) -> None:
    id_ = await filed(hall)
    await does(hall, "ask_to_complete", id_, "钱芳", "照片")
    brought = await does(hall, "complete_at_counter", id_, "钱芳")
    assert (brought.stage, brought.lacking) == (Stage.RECEIVED, "照片")


async def test_refusing_takes_a_reason(hall: House) -> None:
    id_ = await filed(hall)
    assert await refused(hall, "refuse", id_, "钱芳", "  ") == "application-needs-words"
    no = await does(hall, "refuse", id_, "钱芳", "未满六十周岁")
    assert (no.stage, no.reason) == (Stage.REFUSED, "未满六十周岁")
    assert (await hall.owed("王阿姨", "application-refused"))[0].facts["reason"] == "未满六十周岁"
    assert await refused(hall, "accept", id_, "钱芳") == "application-is-refused"
    assert await filed(hall) != id_, "what was turned down may be filed anew"


async def test_taking_it_back_until_it_is_accepted(hall: House) -> None:
    first = await filed(hall)
    await does(hall, "take", first, "钱芳")
    await does(hall, "withdraw", first, "王阿姨")
    assert "application-withdrawn" in await texts(hall, "钱芳")
    assert (await get(hall, first)).closed_at == hall.now
    second = await filed(hall)
    await does(hall, "accept", second, "钱芳")
    why = await refused(hall, "withdraw", second, "王阿姨")
    assert why == "application-too-late-to-withdraw"


# --- filing --------------------------------------------------------------------------------


async def test_what_filing_in_chat_refuses(hall: House) -> None:
    async def why(filing: Filing) -> str:
        with pytest.raises(ApplicationRefusedError) as refusal:
            await filed(hall, filing=filing)
        return refusal.value.text_id

    assert await why(Filing(CARE, "hall")) == "application-needs-visit"
    assert await why(Filing("SB-013", "stand")) == "application-not-here"
    assert await why(replace(CARD, for_whom="我妈")) == "application-needs-consent"
    await filed(hall)
    assert await why(CARD) == "application-already-open"
    for who in ("我妈", "我爸", "王奶奶", "张爷爷"):
        await filed(hall, filing=replace(CARD, for_whom=who, consented=True))
    assert await why(replace(CARD, for_whom="邻居", consented=True)) == "application-too-many"
    with pytest.raises(NotAvailableError):
        await filed(hall, filing=Filing("XX-999", "hall"))
    with pytest.raises(NotAvailableError):
        await filed(hall, "李叔", replace(CARD, papers=[("id-card", await photo(hall))]))


async def test_two_presses_at_once_file_once(hall: House) -> None:
    tries = (filed(hall), filed(hall), filed(hall))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, int) for result in done) == 1
    assert sum(isinstance(result, ApplicationRefusedError) for result in done) == 2


async def test_at_the_counter_somebody_must_stand_there(hall: House) -> None:
    waiting = await ticket(hall, status=TicketStatus.WAITING)
    with pytest.raises(ApplicationRefusedError, match="application-nobody-here"):
        await hall.do(applications.file_at_counter, hall["冯玲"], waiting, CARE)
    nobodys = await ticket(hall, None, number=2)
    for stranger in ("李叔", "洛东窗口"):
        with pytest.raises(NotAvailableError):
            await hall.do(applications.file_at_counter, hall[stranger], nobodys, CARE)
    made = await hall.do(applications.file_at_counter, hall["冯玲"], nobodys, CARE)
    assert (made.person_id, made.online) == (None, False)
    own = await ticket(hall, "冯玲", number=3)
    with pytest.raises(NotAvailableError):
        await hall.do(applications.file_at_counter, hall["冯玲"], own, CARE)


# --- taking --------------------------------------------------------------------------------


async def test_one_of_two_clerks_takes_it(hall: House) -> None:
    id_ = await filed(hall)
    tries = (does(hall, "take", id_, "钱芳"), does(hall, "take", id_, "马强"))
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, AlreadyTakenError) for result in done) == 1
    owner = (await get(hall, id_)).owner_id
    other = "马强" if owner == hall["钱芳"] else "钱芳"
    with pytest.raises(AlreadyTakenError):
        await does(hall, "accept", id_, other)
    await hall.do(applications.take, id_, hall[other], instead=True)
    assert (await get(hall, id_)).owner_id == hall[other]
    told = [n.person_id for n in await hall.owed(text_id="application-taken-over")]
    assert told == [owner]


# --- permission ----------------------------------------------------------------------------

DEEDS = [
    ("take", ()), ("ask_to_complete", ("照片",)), ("accept", ()), ("start", ()),
    ("step_done", ()), ("approve", ()), ("refuse", ("不行",)), ("collected", ()),
    ("complete_at_counter", ()),
]  # fmt: skip


@pytest.mark.parametrize(("deed", "words"), DEEDS)
async def test_only_its_departments_clerks_handle_it(
    hall: House, deed: str, words: tuple[str, ...]
) -> None:
    await hall.person("办事员", Role.CLERK, None, "MZ")
    id_ = await filed(hall, "办事员")
    for who in ("孙伟", "洛东窗口", "办事员", "李叔", "沈丽"):
        with pytest.raises(NotAvailableError):
            await does(hall, deed, id_, who, *words)
    with pytest.raises(NotAvailableError):
        await does(hall, deed, id_ + 1000, "钱芳", *words)


async def test_only_the_applicant_completes_and_withdraws(hall: House) -> None:
    id_ = await filed(hall)
    for who in ("李叔", "钱芳"):
        with pytest.raises(NotAvailableError):
            await does(hall, "withdraw", id_, who)
        with pytest.raises(NotAvailableError):
            await does(hall, "complete", id_, who, "给")


async def test_who_finds_it_by_its_number(hall: House) -> None:
    number = (await get(hall, await at_counter(hall))).number
    for who in ("王阿姨", "冯玲", "钱芳"):
        assert (await hall.do(applications.by_number, number, hall[who])).number == number
    for who in ("李叔", "孙伟", "洛东窗口", "朱文斌"):
        with pytest.raises(NotAvailableError):
            await hall.do(applications.by_number, number, hall[who])


async def test_the_desk_lists_what_is_theirs(hall: House) -> None:
    later = await filed(hall, filing=Filing("MZ-006", "hall"))
    soon = await filed(hall)

    async def desk(who: str) -> list[int]:
        return [a.id for a in await hall.do(applications.waiting_for, hall[who])]

    assert await desk("钱芳") == [soon, later], "the nearest promise first"
    assert await desk("孙伟") == await desk("洛东窗口") == await desk("李叔") == []
    await does(hall, "take", later, "马强")
    assert await desk("钱芳") == [soon]
    await does(hall, "refuse", later, "马强", "不符合条件")
    assert await desk("马强") == [soon]
    assert [a.id for a in await hall.do(applications.mine, hall["王阿姨"])] == [soon, later]


# --- nags ----------------------------------------------------------------------------------


async def nags(house: House, who: str) -> list[str]:
    """Say what is told now, and tell it."""
    told = []
    async with house.sessions() as db, db.begin():
        for notice in await house.owed(who):
            mine = await db.merge(notice)
            if notice.text_id not in {"application-due-soon", "application-overdue"}:
                continue
            if notice.due_at <= house.now:
                if await still_holds(db, mine):
                    told.append(notice.text_id)
                    mine.delivered_at = house.now
                else:
                    mine.dropped_at = house.now
    return told


async def test_the_promise_is_nagged_about_once_each(hall: House) -> None:
    id_ = await filed(hall, filing=Filing("MZ-006", "hall"))
    await hall.at("2026-11-27T16:59")
    assert await nags(hall, "钱芳") == []
    await hall.at("2026-11-27T17:00")
    assert await nags(hall, "钱芳") == ["application-due-soon"], "on the workday before"
    assert await nags(hall, "马强") == ["application-due-soon"]
    await does(hall, "take", id_, "钱芳")
    await hall.at("2026-11-30T17:01")
    assert await nags(hall, "钱芳") == ["application-overdue"]
    assert await nags(hall, "马强") == [], "a colleague has it"
    await hall.later(timedelta(days=3))
    await does(hall, "accept", id_, "钱芳")
    assert await nags(hall, "钱芳") == []


async def test_while_papers_are_completed_nobody_is_nagged(hall: House) -> None:
    id_ = await filed(hall, filing=Filing("MZ-006", "hall"))
    await does(hall, "ask_to_complete", id_, "钱芳", "银行卡复印件")
    await hall.at("2026-12-10T10:00")
    assert await nags(hall, "钱芳") == []
    again = await does(hall, "complete", id_, "王阿姨", "补好了")
    assert again.due_at is not None
    await hall.at(again.due_at + timedelta(minutes=1))
    assert await nags(hall, "钱芳") == ["application-due-soon", "application-overdue"]


async def test_the_next_department_is_nagged_and_the_first_is_not(hall: House) -> None:
    id_ = await at_counter(hall)
    for deed in ("accept", "start", "step_done"):
        await does(hall, deed, id_, "冯玲")
    due = (await get(hall, id_)).due_at
    assert due is not None
    await hall.at(due + timedelta(minutes=1))
    assert await nags(hall, "冯玲") == []
    assert await nags(hall, "钱芳") == ["application-due-soon", "application-overdue"]


async def test_without_clerks_whoever_leads_the_point_has_it(hall: House) -> None:
    await hall.leaves("钱芳", "马强", "洛东窗口")
    await filed(hall)
    assert "application-card" in await texts(hall, "朱文斌")
    async with hall.sessions() as db:
        assert len([*await db.scalars(select(Application))]) == 1
