"""How it was: one rating for each matter, a call-back for each bad one; service at home."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from community import cases
from community.cases import Source
from community.conditions import still_holds
from community.errors import NotAvailableError
from community.hall import callbacks, ratings
from community.hall.callbacks import CallbackRefusedError
from community.hall.model import ServiceRating, TicketStatus
from community.hall.ratings import Rated, RatingRefusedError
from config.town import Span
from config.town.calendar import add_span
from tests.community.conftest import House
from tests.community.desk import does, filed, lines, staffed, texts, ticket


@pytest.fixture
async def hall(house: House) -> House:
    return await staffed(house)


async def refused(house: House, operation: Any, *args: Any) -> str:
    with pytest.raises(RatingRefusedError) as refusal:
        await house.do(operation, *args)
    return refusal.value.text_id


async def turned_down(house: House) -> int:
    id_ = await filed(house)
    await does(house, "refuse", id_, "钱芳", "未满六十周岁")
    return id_


async def test_a_good_rating_is_kept_once(hall: House) -> None:
    id_ = await filed(hall)
    who = hall["王阿姨"]
    assert await refused(hall, ratings.rate_application, id_, who, 5) == "rating-not-over"
    await does(hall, "refuse", id_, "钱芳", "未满六十周岁")
    rated: Rated = await hall.do(ratings.rate_application, id_, who, 4)
    assert (rated.rating.stars, rated.case) == (4, None)
    assert await refused(hall, ratings.rate_application, id_, who, 1) == "rating-once"
    assert (await lines(hall, id_))[-1] == "rated"
    asked = (await hall.owed("王阿姨", "application-how-was-it"))[0]
    async with hall.sessions() as db:
        assert not await still_holds(db, asked), "who rated is not asked"
        assert await db.scalar(select(func.count()).select_from(ServiceRating)) == 1


async def test_only_the_applicant_rates(hall: House) -> None:
    id_ = await turned_down(hall)
    for who in ("李叔", "钱芳"):
        with pytest.raises(NotAvailableError):
            await hall.do(ratings.rate_application, id_, hall[who], 5)
    with pytest.raises(ValueError, match="6"):
        await hall.do(ratings.rate_application, id_, hall["王阿姨"], 6)


async def test_a_withdrawn_matter_is_not_rated(hall: House) -> None:
    id_ = await filed(hall)
    await does(hall, "withdraw", id_, "王阿姨")
    why = await refused(hall, ratings.rate_application, id_, hall["王阿姨"], 1)
    assert why == "rating-not-over"


@pytest.mark.parametrize("stars", [1, 2])
async def test_a_bad_rating_becomes_a_case_with_a_clock(hall: House, stars: int) -> None:
    id_ = await turned_down(hall)
    rated: Rated = await hall.do(ratings.rate_application, id_, hall["王阿姨"], stars)
    assert rated.case is not None
    case = await hall.case(rated.case.id)
    assert (rated.rating.case_id, case.category) == (case.id, "service-rating")
    assert (case.source, case.private, case.community) == (Source.HALL, True, "hongqiao")
    assert "C-2026-000001" in case.text
    legs = [hall.town.clock(leg, case.category) for leg in ("seen", "triaged", "social_worker")]
    assert sum(span.amount for span in legs) <= 15
    assert {span.unit for span in legs} == {"working days"}
    latest = add_span(hall.town, hall.now, Span(amount=15, unit="working days"))
    assert case.due_at is not None
    assert case.due_at <= latest
    assert "report-card" in await texts(hall, "沈丽")
    async with hall.sessions() as db:
        assert case.id in {c.id for c in await cases.waiting_for(db, hall["沈丽"])}
        assert case.id in {c.id for c in await cases.mine(db, hall["王阿姨"])}
        assert not await cases.may_see(db, case, hall["李叔"])


async def test_the_word_reaches_whoever_calls_back(hall: House) -> None:
    id_ = await turned_down(hall)
    rated: Rated = await hall.do(ratings.rate_application, id_, hall["王阿姨"], 1)
    assert rated.case is not None
    with pytest.raises(NotAvailableError):
        await hall.do(ratings.add_word, rated.rating.id, hall["李叔"], "不是我")
    await hall.do(ratings.add_word, rated.rating.id, hall["王阿姨"], "让我白跑两趟")
    assert [event.note for event in await hall.events(rated.case.id)][-1] == "让我白跑两趟"


async def test_a_visit_is_rated_once_when_it_is_over(hall: House) -> None:
    waiting = await ticket(hall)
    who = hall["王阿姨"]
    assert await refused(hall, ratings.rate_ticket, waiting, who, 5) == "rating-not-over"
    done = await ticket(hall, "李叔", TicketStatus.DONE, number=2)
    with pytest.raises(NotAvailableError):
        await hall.do(ratings.rate_ticket, done, who, 1)
    rated: Rated = await hall.do(ratings.rate_ticket, done, hall["李叔"], 1)
    assert rated.case is not None
    assert "A002" in rated.case.text
    assert await refused(hall, ratings.rate_ticket, done, hall["李叔"], 5) == "rating-once"


async def test_service_at_home_reaches_a_social_worker(hall: House) -> None:
    case = await hall.do(callbacks.ask_home_service, hall["王阿姨"], "MZ-007", "腿脚不便")
    assert (case.category, case.private, case.source) == ("home-service", True, Source.HALL)
    assert case.text == "老年优待证（MZ-007）\n腿脚不便"
    assert "report-card" in await texts(hall, "沈丽")
    await hall.later(timedelta(hours=1))
    with pytest.raises(CallbackRefusedError, match="home-service-asked"):
        await hall.do(callbacks.ask_home_service, hall["王阿姨"], "MZ-007", "再问一次")
    await hall.do(callbacks.ask_home_service, hall["王阿姨"], "MZ-006", "这件也要")
    with pytest.raises(NotAvailableError):
        await hall.do(callbacks.ask_home_service, hall["王阿姨"], "XX-999", "")
