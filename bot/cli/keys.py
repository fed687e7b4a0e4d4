"""key make, key list, key revoke."""

from collections.abc import Sequence
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.common import DataDir, settings_for, with_database
from community import clock, keys
from community.keys import LONGEST_HOLDER, ApiKey
from config.settings import SettingsError
from config.town import load_town

Holder = Annotated[
    str, typer.Argument(help="Whose program it is, in words that you will know again.")
]


def register(app: typer.Typer) -> None:
    key = typer.Typer(no_args_is_help=True, help="Keys of programs that file by Open311.")
    app.add_typer(key, name="key")

    @key.command("make")
    def make_key(holder: Holder, data_dir: DataDir = None) -> None:
        """Print a new key, once: only its hash is kept."""
        settings = settings_for(data_dir)
        name = _holder(holder)

        async def make(db: AsyncSession) -> str:
            return await keys.make(db, name, now=await clock.now(db))

        made = with_database(settings, make)
        typer.echo(f"Give this key to {name}; it is not shown again. Where it is used:"
                   f" {settings.web_address}/open311/")  # fmt: skip
        typer.echo(made)

    @key.command("list")
    def list_keys(data_dir: DataDir = None) -> None:
        """Print who has keys, since when, and which were taken back."""
        settings = settings_for(data_dir)
        zone = load_town(settings.town).zone

        async def read(db: AsyncSession) -> Sequence[ApiKey]:
            return await keys.all_keys(db)

        for kept in with_database(settings, read):
            since = f"{kept.made_at.astimezone(zone):%Y-%m-%d %H:%M}"
            ended = kept.revoked_at
            state = f"revoked {ended.astimezone(zone):%Y-%m-%d %H:%M}" if ended else "works"
            typer.echo(f"{kept.holder}   made {since}   {state}")

    @key.command("revoke")
    def revoke_key(holder: Holder, data_dir: DataDir = None) -> None:
        """Take back all keys of a holder, at once."""
        settings = settings_for(data_dir)
        name = _holder(holder)

        async def revoke(db: AsyncSession) -> int:
            return await keys.revoke(db, name, now=await clock.now(db))

        ended = with_database(settings, revoke)
        if not ended:
            raise SettingsError(f"{name!r} has no key that works; see `linli key list`.")
        typer.echo(f"{ended} taken back.")


def _holder(given: str) -> str:
    name = " ".join(given.split())
    if not name or len(name) > LONGEST_HOLDER or not name.isprintable():
        raise SettingsError(f"A holder's name has 1 to {LONGEST_HOLDER} plain characters.")
    return name
