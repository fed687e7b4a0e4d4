"""How it shows that PostgreSQL is away, and not that something was wrong with a statement."""

import asyncpg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFreeError

AWAY = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""What its absence may raise; asyncpg's own come through bare while it connects (a server that
starts up, or is full), and a timeout is an OSError."""

_PASSING = {"08", "25", "40", "53", "57"}
"""Classes of SQLSTATE that say nothing against the statement: connection, read-only, conflict,
resources, an operator's hand."""


def is_away(error: BaseException) -> bool:
    """Tell a database that is away, or in conflict, from a statement that can never succeed."""
    if isinstance(error, DBAPIError):
        driver = error.orig
        return (
            error.connection_invalidated
            or isinstance(driver.__cause__ if driver else None, OSError)
            or _passes(driver)
        )
    bare = (NoConnectionFreeError, asyncpg.InterfaceError, OSError)
    return isinstance(error, bare) or (isinstance(error, asyncpg.PostgresError) and _passes(error))


def _passes(error: BaseException | None) -> bool:
    return (getattr(error, "sqlstate", None) or "")[:2] in _PASSING
