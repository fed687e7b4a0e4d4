"""A group that became a supergroup has a new number; everything of the old one goes on there."""

from sqlalchemy.ext.asyncio import AsyncEngine

_RENAME = """
update chats set external_id = $4
where platform = $1 and bot = $2 and external_id = $3 and not exists (
    select 1 from chats where platform = $1 and bot = $2 and external_id = $4)"""

_BOTH = """
select (select id from chats where platform = $1 and bot = $2 and external_id = $3) as old,
       (select id from chats where platform = $1 and bot = $2 and external_id = $4) as new"""


async def move(engine: AsyncEngine, platform: str, bot: str, old: int, new: int) -> None:
    """Keep a chat's new number; where it already has a row, that row takes over what waits."""
    names = (platform, bot, old, new)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(_RENAME, names)
        found = (await connection.exec_driver_sql(_BOTH, names)).one()
        if found.old is None or found.new is None:
            return
        rows = (found.old, found.new)
        await connection.exec_driver_sql(
            "update buttons set chat_id = $2 where chat_id = $1 and used_at is null", rows
        )
        await connection.exec_driver_sql(
            "update outbox set chat_id = $2"
            " where chat_id = $1 and sent_at is null and dead_at is null",
            rows,
        )
