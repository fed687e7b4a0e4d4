"""agenda export."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.common import DataDir, settings_for, with_database
from community import clock
from community.reports import agenda as agendas
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
            whole = await agendas.drawn_up(db, town, now=now)
            return await agenda_paper(db, whole, say, town, now)

        paper = with_database(settings, draw_up)
        if as_pdf is None and as_markdown is None:
            typer.echo(markdown(paper), nl=False)
        if as_pdf is not None:
            as_pdf.write_bytes(pdf(paper))
            typer.echo(f"Written: {as_pdf}")
        if as_markdown is not None:
            as_markdown.write_text(markdown(paper), encoding="utf-8", errors="replace")
            typer.echo(f"Written: {as_markdown}")
