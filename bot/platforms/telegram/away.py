"""How it shows that PostgreSQL is away."""

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

AWAY = (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
"""asyncpg's own errors come through bare while it connects (a server starting up, or full)."""
