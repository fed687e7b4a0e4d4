"""invite, dismiss."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.common import DataDir, settings_for, with_database
from community import clock, leaving, people
from community.cases import OPEN, Case
from community.people import Person, Role, RoleHeld
from config.settings import SettingsError
from config.town import Town, load_town


def register(app: typer.Typer) -> None:
    @app.command()
    def invite(
        role: Annotated[Role, typer.Argument(help="The role that the code gives.")],
        community: Annotated[
            str | None, typer.Option(help="Code or name of the community; none: the whole town.")
        ] = None,
        department: Annotated[
            str | None,
            typer.Option(help="A clerk's: code or name of the department; none: all of them."),
        ] = None,
        name: Annotated[
            str | None, typer.Option(help="The person's name, as it stands in the duty roster.")
        ] = None,
        data_dir: DataDir = None,
    ) -> None:
        """Print a one-time code; `/start CODE` takes the role, within 24 hours."""
        settings = settings_for(data_dir)
        where = _community(settings.town, community)
        of = _department(settings.town, department, role)

        async def make(db: AsyncSession) -> str:
            now = await clock.now(db)
            return await people.invite(db, role, now=now, community=where, department=of, name=name)

        code = with_database(settings, make)
        typer.echo(f"Good for 24 hours, once. Send /start and this code, or open"
                   f" {settings.web_address}/?start={code}")  # fmt: skip
        typer.echo(code)

    @app.command()
    def dismiss(
        who: Annotated[
            str, typer.Argument(metavar="NAME", help="Name of the person, or their id.")
        ],
        role: Annotated[
            Role | None, typer.Option(help="Only this role; none: all that the person holds.")
        ] = None,
        data_dir: DataDir = None,
    ) -> None:
        """End somebody's roles at once; what they worked on goes back to its queues."""
        settings = settings_for(data_dir)
        town = load_town(settings.town)

        async def end(db: AsyncSession) -> list[str]:
            return await _dismiss(db, town, who, role)

        for line in with_database(settings, end):
            typer.echo(line)


async def _dismiss(db: AsyncSession, town: Town, who: str, role: Role | None) -> list[str]:
    now = await clock.now(db)
    person, held = await _staff(db, town, who)
    if role is not None and role not in {r.role for r in held}:
        raise SettingsError(f"{_called(person)} is not {role.value}: {_roles(town, held)}.")
    ends = [r for r in held if role in {None, r.role}]
    stays = [r for r in held if r not in ends]
    owned = await db.scalars(select(Case).where(Case.owner_id == person.id, Case.status.in_(OPEN)))
    queues = Counter(_queue(town, case) for case in owned.all())
    given = await leaving.dismiss(db, town, person.id, now=now, role=role)
    lines = [f"{_called(person)} is no longer {_roles(town, ends)}."]
    if stays:
        return [*lines, f"They stay {_roles(town, stays)}, and keep what they work on."]
    lines.append(f"Cases handed on: {given}.")
    return [*lines, *(f"  {queue}: {count}" for queue, count in sorted(queues.items()))]


async def _staff(db: AsyncSession, town: Town, who: str) -> tuple[Person, Sequence[RoleHeld]]:
    """Find somebody who holds a role, by name or id.

    :raises SettingsError: nobody, or several; the sentence lists who there is.
    """
    rows = await db.execute(
        select(Person, RoleHeld)
        .join(RoleHeld, RoleHeld.person_id == Person.id)
        .where(RoleHeld.revoked_at.is_(None), Person.erased_at.is_(None))
        .order_by(Person.name, Person.id, RoleHeld.id)
    )
    staff: dict[Person, list[RoleHeld]] = {}
    for person, held in rows:
        staff.setdefault(person, []).append(held)
    wanted = who.strip().casefold()
    found = [p for p in staff if wanted in {str(p.id), (p.name or "").casefold()}]
    if len(found) == 1:
        return found[0], staff[found[0]]
    said = (
        f"Several people are called {who!r}; say the id:"
        if found
        else f"Nobody called {who!r} holds a role; there are:"
    )
    if not staff:
        raise SettingsError("Nobody holds a role yet.")
    lines = (f"  {p.id}  {p.name or '(no name)'}: {_roles(town, staff[p])}" for p in found or staff)
    raise SettingsError("\n".join([said, *lines]))


def _called(person: Person) -> str:
    return f"{person.name or '(no name)'} ({person.id})"


def _roles(town: Town, held: Sequence[RoleHeld]) -> str:
    return ", ".join(
        " of ".join([r.role.value, *([where] if (where := _where(town, r)) else [])]) for r in held
    )


def _where(town: Town, held: RoleHeld) -> str:
    community = next((c.name.zh for c in town.communities if c.code == held.community), "")
    department = next((d.name.zh for d in town.departments if d.code == held.department), "")
    return " ".join(part for part in (community, department) if part)


def _queue(town: Town, case: Case) -> str:
    """Name the queue to which a case goes back: kind, rung, community, department."""
    community = next((c.name.zh for c in town.communities if c.code == case.community), "")
    department = next((d.name.zh for d in town.departments if d.code == case.department), "")
    parts = (f"{case.kind.value}s", case.rung.value, community, department)
    return " · ".join(part for part in parts if part)


def _community(pack: Path, wanted: str | None) -> str | None:
    if wanted is None:
        return None
    town = load_town(pack)
    for community in town.communities:
        names = {community.code, community.name.zh, community.name.en.casefold()}
        if wanted in names or wanted.casefold() in names:
            return community.code
    known = ", ".join(c.code for c in town.communities)
    raise SettingsError(f"The town has no community {wanted!r}; it has {known}.")


def _department(pack: Path, wanted: str | None, role: Role) -> str | None:
    if wanted is None:
        return None
    if role is not Role.CLERK:
        raise SettingsError(f"Only a clerk has a department, not a {role.value}.")
    town = load_town(pack)
    for department in town.departments:
        names = {department.code, department.name.zh, department.name.en}
        if wanted.casefold() in {name.casefold() for name in names}:
            return department.code
    known = ", ".join(f"{d.code} {d.name.zh}" for d in town.departments)
    raise SettingsError(f"The town has no department {wanted!r}; it has {known}.")
