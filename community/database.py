"""The one PostgreSQL: its engine, its sessions, and the base of all tables."""

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Enum, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.orm import DeclarativeBase

Sessions = async_sessionmaker[AsyncSession]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[Mapping[Any, Any]] = {
        int: BigInteger,
        str: Text,
        datetime: DateTime(timezone=True),
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            length=32,
            values_callable=lambda of: [m.value for m in of],
        ),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


def connect(url: str, *, connections: int = 16) -> AsyncEngine:
    """Make the engine; nothing is opened before the first use.

    Parameters never appear in errors (they are what people wrote), and a connection that died
    while it lay in the pool is replaced before it is used.
    """
    return create_async_engine(
        url,
        pool_size=connections,
        max_overflow=4,
        pool_timeout=3,
        pool_pre_ping=False,
        hide_parameters=True,
        connect_args={
            "timeout": 3,
            "command_timeout": 30,
            "server_settings": {"application_name": "linli", "jit": "off"},
        },
    )


def sessions_of(engine: AsyncEngine) -> Sessions:
    return async_sessionmaker(engine, expire_on_commit=False)
