"""The volunteers of the demo: they have hours, places and accounts, and the bank adds up."""

import pytest
from sqlalchemy import func, select

from community.database import Sessions
from community.shifts import record, signing
from community.shifts.model import Shift, TeamMember, Volunteer
from community.timebank import accounts, giving
from community.timebank.model import BankAccount
from tests.bot.test_demo_hall import SHAHEKOU, id_of, open_demo


@pytest.mark.parametrize("start", ["2026-11-24T09:30", "2026-10-02T15:00", "2026-11-24T00:31"])
async def test_volunteers_have_given_and_have_places(sessions: Sessions, start: str) -> None:
    town, now = await open_demo(sessions, start)
    async with sessions() as db:
        assert (await db.scalar(select(func.count()).select_from(Shift)) or 0) > 100
        for one in town.people.volunteers:
            who = await id_of(db, one.name)
            assert (await record.record(db, town, who)).minutes == one.hours * 60
            mine = await signing.mine(db, who, now=now)
            assert [shift.template for _, shift in mine] == list(one.next)
        leaders = await db.scalars(select(TeamMember.team).where(TeamMember.leads))
        assert set(leaders) == {"patrol", "green"}


async def test_the_bank_adds_up_and_an_elder_can_be_given_to(sessions: Sessions) -> None:
    town, now = await open_demo(sessions, "2026-11-24T09:30")
    async with sessions() as db:
        assert await db.scalar(select(func.sum(BankAccount.balance))) == 0
        elder = await accounts.owned(db, await id_of(db, "王阿姨"), now=now)
        assert (elder.balance, elder.born) == (120, 1950)
        giver = await accounts.owned(db, await id_of(db, "俞阿根"), now=now)
        assert giver.balance == 98 * 60
        known = await giving.relation(db, giver.id, "王阿姨")
    assert known is not None
    assert known.to_id == elder.id
    assert town.time_bank is not None


async def test_a_pack_without_volunteers_has_none(sessions: Sessions) -> None:
    await open_demo(sessions, "2026-11-24T09:30", SHAHEKOU)
    async with sessions() as db:
        assert await db.scalar(select(func.count()).select_from(Volunteer)) == 0
