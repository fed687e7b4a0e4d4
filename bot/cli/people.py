"""invite."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.common import DataDir, settings_for, with_database
from community import clock, people
from community.people import Role
from config.settings import SettingsError
from config.town import load_town


def register(app: typer.Typer) -> None:
    @app.command()
    def invite(
        role: Annotated[Role, typer.Argument(help="The role that the code gives.")],
        community: Annotated[
            str | None, typer.Option(help="Code or name of the community; none: the whole town.")
        ] = None,
        name: Annotated[
            str | None, typer.Option(help="The person's name, as it stands in the duty roster.")
        ] = None,
        data_dir: DataDir = None,
    ) -> None:
        """Print a one-time code; `/start CODE` takes the role, within 24 hours."""
        settings = settings_for(data_dir)
        where = _community(settings.town, community)

        async def make(db: AsyncSession) -> str:
            now = await clock.now(db)
            return await people.invite(db, role, now=now, community=where, name=name)

        code = with_database(settings, make)
        typer.echo(f"Good for 24 hours, once. Send /start and this code, or open"
                   f" {settings.web_address}/?start={code}")  # fmt: skip
        typer.echo(code)


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
