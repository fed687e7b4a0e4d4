"""agenda export."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.common import DataDir, settings_for, with_database
from community import clock
from community.people import Role, RoleHeld
from config.settings import SettingsError
from config.texts import known_language, speaker
from config.town import load_town
from handlers.agenda.paper import agenda_paper
from handlers.paper import Paper, markdown, pdf


def register(app: typer.Typer) -> None:
    agenda = typer.Typer(no_args_is_help=True, help="The town office's agenda.")
    app.add_typer(agenda, name="agenda")

    @agenda.callback()
    def rooted() -> None:
        """Keep `export` a command of its own, though it is the only one."""

    @agenda.command()
    def export(
        as_pdf: Annotated[
            Path | None, typer.Option("--pdf", help="Where to write it as PDF.")
        ] = None,
        as_markdown: Annotated[
            Path | None, typer.Option("--markdown", help="Where to write it as Markdown.")
        ] = None,
        language: Annotated[
            str | None, typer.Option(help="zh or en; none: the town's first.")
        ] = None,
        data_dir: DataDir = None,
    ) -> None:
        """Write the next meeting's agenda to files; without any, as Markdown to the screen."""
        settings = settings_for(data_dir)
        town = load_town(settings.town)
        say = speaker(known_language(language or town.languages[0]))

        async def draw_up(db: AsyncSession) -> Paper:
            now = await clock.now(db)
            return await agenda_paper(db, await _reader(db), say, town, now)

        paper = with_database(settings, draw_up)
        if as_pdf is None and as_markdown is None:
            typer.echo(markdown(paper), nl=False)
        if as_pdf is not None:
            as_pdf.write_bytes(pdf(paper))
            typer.echo(f"Written: {as_pdf}")
        if as_markdown is not None:
            as_markdown.write_text(markdown(paper), encoding="utf-8", errors="replace")
            typer.echo(f"Written: {as_markdown}")


async def _reader(db: AsyncSession) -> int:
    """Find somebody for whom the agenda is made: it is drawn up for the town's office only.

    :raises SettingsError: nobody holds that role.
    """
    found: int | None = await db.scalar(
        select(RoleHeld.person_id)
        .where(
            RoleHeld.role.in_({Role.TOWN_OFFICE, Role.ADMIN}),
            RoleHeld.revoked_at.is_(None),
            RoleHeld.community.is_(None),
        )
        .limit(1)
    )
    if found is None:
        raise SettingsError(
            "Nobody decides on the agenda yet: make the town's office a code with"
            " `linli invite town_office`."
        )
    return found
