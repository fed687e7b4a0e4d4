"""Those who join and those who leave, and the printed agenda, at the command line."""

import asyncio
import io
from datetime import datetime
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select

from community import cases, clock, people
from community.cases import Case, Kind, Rung, Status
from community.database import Sessions
from community.people import Invitation, Role
from config.town import Town
from tests.cli.test_commands import Done, assert_one_sentence, linli


class Desk:
    """The command line against the test's database."""

    def __init__(self, database_url: str, folder: Path, sessions: Sessions, town: Town) -> None:
        self.settings = {
            "data_dir": str(folder),
            "database_url": database_url.replace("postgresql+asyncpg://", "postgresql://"),
        }
        self.sessions = sessions
        self.zone = town.zone
        self._accounts = 0

    async def linli(self, *arguments: str) -> Done:
        return await asyncio.to_thread(linli, *arguments, **self.settings)

    async def staff(
        self,
        role: Role = Role.SOCIAL_WORKER,
        name: str = "沈丽",
        community: str | None = "hongqiao",
    ) -> int:
        self._accounts += 1
        async with self.sessions() as db, db.begin():
            now = datetime(2026, 11, 24, 10, tzinfo=self.zone)
            await clock.freeze(db, now)
            code = await people.invite(db, role, now=now, community=community, name=name)
            person = await people.known(db, "web", "web", self._accounts, now=now)
            await people.accept_invitation(db, code, person.id, now=now)
            return person.id

    async def another_role(self, person_id: int, role: Role) -> None:
        async with self.sessions() as db, db.begin():
            now = await clock.now(db)
            code = await people.invite(db, role, now=now, community="hongqiao")
            await people.accept_invitation(db, code, person_id, now=now)

    async def case(self, owner_id: int | None, rung: Rung = Rung.SOCIAL_WORKER) -> int:
        async with self.sessions() as db, db.begin():
            now = await clock.now(db)
            case = await cases.open_case(
                db, "R", Kind.REPORT, "楼道灯不亮",
                now=now, community="hongqiao", category="other", rung=rung, owner_id=owner_id,
            )  # fmt: skip
            case.status = Status.IN_PROGRESS
            case.public_text = "公共楼道照明"
            return case.id

    async def owners(self) -> list[int | None]:
        async with self.sessions() as db:
            return list(await db.scalars(select(Case.owner_id).order_by(Case.id)))

    async def roles(self, person_id: int) -> list[Role]:
        async with self.sessions() as db:
            return [held.role for held in await people.roles_of(db, person_id)]


@pytest.fixture
def desk(database_url: str, tmp_path: Path, sessions: Sessions, town: Town) -> Desk:
    return Desk(database_url, tmp_path, sessions, town)


async def test_who_is_dismissed_loses_roles_and_cases_at_once(desk: Desk) -> None:
    person = await desk.staff()
    await desk.staff(name="周敏", community=None)
    for _ in range(3):
        await desk.case(person)
    await desk.case(person, Rung.COMMUNITY)

    done = await desk.linli("dismiss", "沈丽")

    assert done.returncode == 0
    assert "Cases handed on: 4." in done.stdout
    assert "reports · social_worker · 虹桥社区: 3" in done.stdout
    assert "reports · community · 虹桥社区: 1" in done.stdout
    assert await desk.roles(person) == []
    assert await desk.owners() == [None] * 4


async def test_one_role_may_end_and_the_rest_stay(desk: Desk) -> None:
    person = await desk.staff()
    await desk.another_role(person, Role.LEADER)
    await desk.case(person)

    done = await desk.linli("dismiss", "沈丽", "--role", "leader")

    assert "They stay social_worker of 虹桥社区" in done.stdout
    assert await desk.roles(person) == [Role.SOCIAL_WORKER]
    assert await desk.owners() == [person]


async def test_who_is_not_known_or_not_alone_is_listed_with_ids(desk: Desk) -> None:
    one, two = await desk.staff(), await desk.staff(community="kanghe")

    assert_one_sentence(await desk.linli("dismiss", "王五"), "王五", f"{one}  沈丽", f"{two}  沈丽")
    several = await desk.linli("dismiss", "沈丽")
    assert_one_sentence(several, "Several", f"{one}  沈丽: social_worker of 虹桥社区", "康和社区")
    assert await desk.roles(one) == await desk.roles(two) == [Role.SOCIAL_WORKER]

    assert (await desk.linli("dismiss", str(two))).returncode == 0
    assert await desk.roles(one) == [Role.SOCIAL_WORKER]
    assert await desk.roles(two) == []


async def test_a_role_that_is_not_held_does_not_end(desk: Desk) -> None:
    person = await desk.staff()

    done = await desk.linli("dismiss", "沈丽", "--role", "admin")

    assert_one_sentence(done, "not admin", "social_worker of 虹桥社区")
    assert await desk.roles(person) == [Role.SOCIAL_WORKER]


async def test_in_a_town_without_staff_nobody_can_leave(desk: Desk) -> None:
    assert_one_sentence(await desk.linli("dismiss", "沈丽"), "Nobody holds a role yet")


@pytest.mark.parametrize("department", ["CG", "cg", "综合执法", "urban management"])
async def test_a_clerk_is_invited_to_a_department(desk: Desk, department: str) -> None:
    done = await desk.linli("invite", "clerk", "--department", department)

    assert done.returncode == 0
    async with desk.sessions() as db:
        assert await db.scalar(select(Invitation.department)) == "CG"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("clerk", "--department", "天文台"), ("天文台", "CG 综合执法")),
        (("volunteer", "--department", "CG"), ("Only a clerk",)),
    ],
)
async def test_a_wrong_department_is_one_clear_sentence(
    desk: Desk, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    assert_one_sentence(await desk.linli("invite", *arguments), *words)


async def test_the_agenda_is_written_to_files(desk: Desk, tmp_path: Path) -> None:
    await desk.staff(Role.TOWN_OFFICE, "办公室", None)
    await desk.case(None, Rung.TOWN_OFFICE)
    pdf, page = tmp_path / "agenda.pdf", tmp_path / "agenda.md"

    done = await desk.linli("agenda", "export", "--pdf", str(pdf), "--markdown", str(page))

    assert done.returncode == 0
    assert str(pdf) in done.stdout
    assert "公共楼道照明" in page.read_text("utf-8")
    printed = pypdf.PdfReader(io.BytesIO(pdf.read_bytes()))
    assert "公共楼道照明" in printed.pages[1].extract_text()


async def test_the_agenda_is_shown_when_no_file_is_named(desk: Desk) -> None:
    await desk.staff(Role.ADMIN, "办公室", None)

    done = await desk.linli("agenda", "export", "--language", "en")

    assert done.stdout.startswith("# Mayor's office meeting: agenda")


async def test_an_agenda_that_cannot_be_written_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "no" / "such" / "agenda.pdf")
    assert_one_sentence(await desk.linli("agenda", "export", "--pdf", nowhere))
