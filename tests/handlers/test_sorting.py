"""What has changed while a worker was sorting: a kind answer, the fresh card, and no word lost."""

from sqlalchemy import select

from community import clock
from community.cases import Case
from community.people import Account, Role
from community.reports import work
from config.town import Town
from tests.handlers.reported import case_of, in_hand
from tests.talk import Talk

PUBLIC = "6号楼门口的路灯不亮了"


async def test_a_button_of_an_old_version_shows_the_fresh_card(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    old = worker.buttons["整理…"]
    await worker.says("待办")
    await worker.presses(number)
    await worker.presses("整理")
    await worker.presses("易")

    await worker.presses_token(old)

    assert "刚刚有变动" in worker.said
    assert "办好了" in worker.buttons


async def test_a_case_closed_meanwhile_gives_the_words_back(talk: Talk) -> None:
    worker, resident, number = await in_hand(talk)
    await worker.presses("整理")
    await worker.presses("公开说法")
    await worker.says(PUBLIC)
    publish = worker.buttons["公开"]
    await resident.says(number)
    await resident.presses("撤回")
    await resident.presses("撤回")

    await worker.presses_token(publish)

    assert "居民已经撤回了" in worker.said
    assert PUBLIC in worker.said
    assert (await case_of(talk, number)).public_text is None
    await worker.says("你好")
    assert "别人会看到" not in worker.said


async def test_somebody_elses_case_is_not_sorted(talk: Talk) -> None:
    worker, _, number = await in_hand(talk)
    await worker.presses("整理")
    grade = worker.buttons["易"]
    other = await talk.staff(name="周敏", community=None)
    await _given_to(talk, number, other.number)

    await worker.presses_token(grade)

    assert "周敏" in worker.said
    assert (await case_of(talk, number)).grade is None


async def _given_to(talk: Talk, number: str, account: int) -> None:
    async with talk.app.sessions() as db, db.begin():
        case = (await db.scalars(select(Case).where(Case.number == number))).one()
        case.owner_id = await db.scalar(
            select(Account.person_id).where(Account.external_id == account)
        )


async def test_a_case_back_in_the_queue_is_taken_first(talk: Talk, town: Town) -> None:
    worker, _, number = await in_hand(talk)
    await talk.staff(Role.OFFICE, name="朱文斌")
    await worker.presses("整理")
    grade = worker.buttons["易"]
    case = await case_of(talk, number)
    async with talk.app.sessions() as db, db.begin():
        now = await clock.now(db)
        assert case.owner_id is not None
        await work.assign(db, town, case.id, case.owner_id, case.rung.COMMUNITY, now=now)

    await worker.presses_token(grade)

    assert "没有人接手" in worker.said
    assert "我来办" in worker.buttons
