"""What an operator sets: environment variables with prefix LINLI_, or the same names in a file."""

import json
import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.town import BUILTIN

ADDRESSES = "addresses.json"
"""The file of the data directory in which a running demo leaves its addresses."""

TOWN_FOLDER = "town"
"""The folder of the data directory that `linli town load` fills."""

SHORTEST_SECRET = 32


class SettingsError(Exception):
    """The settings cannot be used; the message is a sentence for the operator."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="LINLI_", extra="ignore", frozen=True)

    database_url: str = ""
    redis_url: str = ""
    telegram_token: SecretStr = SecretStr("")
    telegram_api: str = "https://api.telegram.org"
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_rate: float = Field(30.0, gt=0)
    telegram_chat_rate: float = Field(1.0, gt=0)
    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    public_url: str = ""
    town: Path = BUILTIN
    nlu_socket: Path | None = None
    data_dir: Path = Path(".linli")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    lease_seconds: float = Field(10.0, gt=0, le=600)
    demo: bool = False

    @field_validator("database_url")
    @classmethod
    def _one_driver(cls, url: str) -> str:
        if not url:
            return url
        scheme, separator, rest = url.partition("://")
        if not separator or not scheme.startswith(("postgres", "postgresql")):
            raise ValueError("must be the address of a PostgreSQL: postgresql://user@host/name")
        return f"postgresql+asyncpg://{rest}"

    @field_validator("log_level", mode="before")
    @classmethod
    def _any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def web_address(self) -> str:
        """Where people reach the page, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    def webhook_secret(self) -> str:
        """Give the secret that Telegram must show.

        :raises SettingsError: there is none, or one that can be guessed.
        """
        secret = self.telegram_webhook_secret.get_secret_value()
        if len(secret) < SHORTEST_SECRET:
            raise SettingsError(
                "LINLI_TELEGRAM_WEBHOOK_SECRET must have at least 32 characters: without it "
                "anybody could speak in the name of Telegram."
            )
        return secret


def load(data_dir: Path | None = None, **overrides: Any) -> Settings:
    """Read the settings: overrides, then environment, then `linli.env` and a running demo.

    :raises SettingsError: a value that cannot be used, named in the sentence.
    """
    folder = data_dir or Path(os.environ.get("LINLI_DATA_DIR", ".linli"))
    given: dict[str, Any] = {"data_dir": folder, **_of_demo(folder), **overrides}
    if (folder / TOWN_FOLDER).is_dir() and "LINLI_TOWN" not in os.environ:
        given.setdefault("town", folder / TOWN_FOLDER)
    secrets = os.environ.get("CREDENTIALS_DIRECTORY")
    try:
        # What pydantic-settings takes with an underscore is not part of the model's signature.
        sources: dict[str, Any] = {
            "_env_file": folder / "linli.env",
            "_secrets_dir": secrets if secrets and Path(secrets).is_dir() else None,
        }
        return Settings(**sources, **given)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "LINLI_" + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}: {first['msg'].removeprefix('Value error, ')}.") from None


def _of_demo(folder: Path) -> dict[str, Any]:
    """Read the addresses that a running demo left; what the environment says wins over them."""
    try:
        left = json.loads((folder / ADDRESSES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(left, dict):
        return {}
    return {
        name: left[name]
        for name in Settings.model_fields
        if name in left and f"LINLI_{name.upper()}" not in os.environ
    }
