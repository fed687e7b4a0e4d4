"""After closing: four questions once, and opening again with a word, within two weeks."""

from datetime import timedelta

import pytest

from community.cases import Leg, MoveRefusedError, Rung, Satisfied, Status
from community.errors import CommunityError, NotAvailableError
from community.reports import aftercare, closing, satisfaction, work
from community.reports.agenda import Decided, decide
from community.reports.satisfaction import Question, RatingRefusedError, WordMissingError
from tests.community.conftest import House

WORKER = "沈丽"
DAY = timedelta(days=1)


async def solved(house: House) -> int:
    case = await house.file()
    await house.do(work.begin, case, house[WORKER])
    await house.do(closing.solve, case, house[WORKER], "清走了")
    return case


async def tap(house: House, case: int, question: Question, value: str) -> None:
    await house.do(satisfaction.answer, case, house["王阿姨"], question, value)


async def tap_all(house: House, case: int, satisfied: str = "yes") -> None:
    for question in (Question.NEEDED, Question.TOOK_PART, Question.BENEFITED):
        await tap(house, case, question, "yes")
    await tap(house, case, Question.SATISFIED, satisfied)


async def test_a_tap_may_be_changed_and_is_written_down_once(house: House) -> None:
    case = await solved(house)
    await tap(house, case, Question.NEEDED, "no")
    await tap_all(house, case, "partly")
    await tap(house, case, Question.SATISFIED, "yes")
    kept = await house.do(satisfaction.answers, case)
    assert (kept.needed, kept.took_part, kept.benefited) == (True, True, True)
    assert (kept.satisfied, kept.answered_at) == (Satisfied.YES, house.now)
    assert (await house.lines(case)).count("rated") == 1


async def test_who_may_answer_and_when(house: House) -> None:
    case = await house.file()
    with pytest.raises(RatingRefusedError):
        await tap(house, case, Question.NEEDED, "yes")
    await house.do(closing.solve, case, house[WORKER], "好了")
    with pytest.raises(NotAvailableError):
        await house.do(satisfaction.answer, case, house[WORKER], Question.NEEDED, "yes")
    with pytest.raises(NotAvailableError):
        await house.do(satisfaction.say_why, case, house["王阿姨"], "先说一句")
    await house.later(14 * DAY)
    await tap(house, case, Question.NEEDED, "yes")
    await house.later(timedelta(seconds=1))
    with pytest.raises(RatingRefusedError):
        await tap(house, case, Question.SATISFIED, "no")


async def test_a_bad_answer_opens_again_only_with_a_word(house: House) -> None:
    case = await solved(house)
    await tap(house, case, Question.SATISFIED, "no")
    assert (await house.case(case)).status is Status.SOLVED, "a mere tap opens nothing"
    assert await house.do(satisfaction.say_why, case, house["王阿姨"], "第二天又满了") is True
    found = await house.case(case)
    assert (found.status, found.leg, found.closed_at) == (Status.REOPEN_REQUESTED, Leg.SEEN, None)
    assert found.owner_id == house[WORKER]
    [told] = await house.owed(WORKER, "report-reopened")
    assert told.facts["words"] == "第二天又满了"
    await house.do(work.begin, case, house[WORKER])
    assert (await house.case(case)).status is Status.REOPENED


async def test_a_word_on_a_good_answer_opens_nothing(house: House) -> None:
    case = await solved(house)
    await tap(house, case, Question.SATISFIED, "partly")
    assert await house.do(satisfaction.say_why, case, house["王阿姨"], "慢了点") is False
    assert (await house.case(case)).status is Status.SOLVED
    assert await house.owed(WORKER, "report-rating-word")


async def test_after_two_weeks_a_new_report_is_the_way(house: House) -> None:
    case = await solved(house)
    await tap(house, case, Question.SATISFIED, "no")
    with pytest.raises(WordMissingError):
        await house.do(satisfaction.ask_again, case, house["王阿姨"], "  ")
    await house.later(14 * DAY + timedelta(seconds=1))
    with pytest.raises(RatingRefusedError):
        await house.do(satisfaction.ask_again, case, house["王阿姨"], "又满了")
    assert await house.do(satisfaction.say_why, case, house["王阿姨"], "又满了") is False
    assert (await house.case(case)).status is Status.SOLVED


@pytest.mark.parametrize("end", ["open", "withdrawn", "archived"])
async def test_what_is_not_opened_again(house: House, end: str) -> None:
    case = await house.file() if end == "open" else await solved(house)
    if end == "withdrawn":
        case = await house.file()
        await house.do(closing.withdraw, case, house["王阿姨"])
    if end == "archived":
        await house.later(15 * DAY)
        assert await house.do(aftercare.archive_closed) == 1
    with pytest.raises(MoveRefusedError):
        await house.do(satisfaction.ask_again, case, house["王阿姨"], "再看看")


@pytest.mark.parametrize(
    ("end", "status"), [("solve", Status.SOLVED), ("turn_away", Status.NOT_OURS)]
)
async def test_a_declined_request_leaves_it_as_it_was(
    house: House, end: str, status: Status
) -> None:
    case = await house.file()
    await house.do(getattr(closing, end), case, house[WORKER], "这样")
    with pytest.raises(CommunityError):
        await house.do(satisfaction.decline, case, house[WORKER], "已经好了")
    await house.do(satisfaction.ask_again, case, house["王阿姨"], "没有好")
    with pytest.raises(NotAvailableError):
        await house.do(satisfaction.decline, case, house["陆建国"], "看过了")
    await house.later(DAY)
    await house.do(satisfaction.decline, case, house[WORKER], "看过了，确实好了")
    found = await house.case(case)
    assert (found.status, found.leg, found.closed_at) == (status, None, house.now)
    assert len(await house.owed("王阿姨", "report-reopen-declined")) == 1
    with pytest.raises(MoveRefusedError):
        await house.do(satisfaction.decline, case, house[WORKER], "再说一次")


async def test_one_reminder_a_matter(house: House) -> None:
    """Solved, opened again and solved again within the three days: asked again once."""
    case = await solved(house)
    await house.later(DAY)
    await house.do(satisfaction.ask_again, case, house["王阿姨"], "又满了")
    await house.do(closing.solve, case, house[WORKER], "又清了")
    [reminder] = await house.owed("王阿姨", "report-how-was-it")
    assert reminder.due_at == house.now + 3 * DAY
    await house.later(3 * DAY)
    await house.all_told()
    await house.do(satisfaction.ask_again, case, house["王阿姨"], "又满了")
    await house.do(closing.solve, case, house[WORKER], "再清")
    assert await house.owed("王阿姨", "report-how-was-it") == []


async def test_who_has_answered_is_not_asked_again(house: House) -> None:
    case = await solved(house)
    await tap_all(house, case, "no")
    await house.do(satisfaction.say_why, case, house["王阿姨"], "没好")
    before = len(await house.owed("王阿姨", "report-how-was-it"))
    await house.do(closing.solve, case, house[WORKER], "好了")
    assert len(await house.owed("王阿姨", "report-how-was-it")) == before


async def test_what_the_meeting_closed_goes_back_to_the_social_worker(house: House) -> None:
    case = await house.file()
    await house.climb_to(case, Rung.TOWN_OFFICE)
    await house.do(decide, case, house["姚国强"], Decided.SOLVED, "已修")
    await house.do(satisfaction.ask_again, case, house["王阿姨"], "没修")
    found = await house.case(case)
    assert (found.rung, found.owner_id) == (Rung.SOCIAL_WORKER, None)
    assert await house.owed(text_id="report-card")
