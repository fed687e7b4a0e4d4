"""A person's messages: given out with their data, and erased at their word."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from community.me import LONG_NUMBER, MASK
from config.texts import LANGUAGES, speaker

_CHATS = """
select c.id, c.platform, c.external_id from accounts a
join chats c on c.platform = a.platform and c.bot = a.bot and c.external_id = a.external_id
where a.person_id = $1"""

# What they wrote after the word to erase is a new beginning, and not touched.
_INBOX = """
update inbox set raw = ''::bytea where chat_id = any($1::bigint[]) and (
    done_at is not null or parked_at is not null or id = (
        select min(w.id) from inbox w where w.chat_id = inbox.chat_id
        and w.done_at is null and w.parked_at is null))"""
_OUTBOX = "delete from outbox where chat_id = any($1::bigint[])"
_STATE = "update chats set state = null, state_data = null where id = any($1::bigint[])"
_SESSIONS = "delete from web_sessions where visitor = any($1::bigint[])"

# Cards and words that others got in their own chats about these cases, as notices.
_TOLD = """
with told as (
    select n.id, n.person_id from notices n where n.topic = any($1::text[])
), chats_told as (
    select distinct c.id from told join accounts a on a.person_id = told.person_id
    join chats c on c.platform = a.platform and c.bot = a.bot and c.external_id = a.external_id
)
update outbox o set
    method = case when o.method like 'edit%' then 'editMessageText' else 'sendMessage' end,
    payload = jsonb_build_object('text', $2::text)
        || case when o.payload ? 'message_id'
            then jsonb_build_object('message_id', o.payload->'message_id') else '{}'::jsonb end
from chats_told
where o.chat_id = chats_told.id and o.notice_id in (select id from told)
  and o.method <> 'deleteMessage' and ($3 or o.method in ('sendPhoto', 'sendDocument'))"""

# A card of what is still open goes on working, without the numbers that were in its words.
_UNNUMBERED = """
with told as (
    select n.id, n.person_id from notices n where n.topic = any($1::text[])
), chats_told as (
    select distinct c.id from told join accounts a on a.person_id = told.person_id
    join chats c on c.platform = a.platform and c.bot = a.bot and c.external_id = a.external_id
)
update outbox o set payload = o.payload - 'entities' || jsonb_build_object(
    'text', regexp_replace(o.payload->>'text', $2, $3, 'g'))
from chats_told
where o.chat_id = chats_told.id and o.notice_id in (select id from told)
  and o.payload->>'text' ~ $2"""

_SAID = """
select i.received_at as at, i.raw, null::text as text from inbox i
where i.chat_id = any($1::bigint[]) and length(i.raw) > 0
union all
select o.created_at, null::bytea, coalesce(o.payload->>'text', o.payload->>'caption') from outbox o
where o.chat_id = any($1::bigint[])
order by at limit 20000"""


async def erase_chats(
    db: AsyncSession, person_id: int, gone: Sequence[str], open_: Sequence[str]
) -> None:
    """Erase the person's messages, both ways, and what others were told of their cases.

    :param gone: numbers of cases of which nothing is told any more.
    :param open_: numbers of cases that others go on working on.

    The chat's own row stays: the last line still has to find its way, and an update that the
    platform repeats has to be known again.
    """
    await db.flush()
    connection = await db.connection()
    chats = (await connection.exec_driver_sql(_CHATS, (person_id,))).all()
    ids = [chat.id for chat in chats]
    visitors = [chat.external_id for chat in chats if chat.platform == "web"]
    instead = " / ".join(speaker(language)("erased-words").words for language in LANGUAGES)
    await connection.exec_driver_sql(_TOLD, (list(gone), instead, True))
    await connection.exec_driver_sql(_TOLD, (list(open_), instead, False))
    await connection.exec_driver_sql(_UNNUMBERED, (list(open_), LONG_NUMBER, MASK))
    await connection.exec_driver_sql(_INBOX, (ids,))
    await connection.exec_driver_sql(_OUTBOX, (ids,))
    await connection.exec_driver_sql(_STATE, (ids,))
    await connection.exec_driver_sql(_SESSIONS, (visitors,))


async def words_of(db: AsyncSession, person_id: int) -> list[dict[str, Any]]:
    """Give what was said in the person's chats: when, by whom (me, town), and the words."""
    connection = await db.connection()
    chats = (await connection.exec_driver_sql(_CHATS, (person_id,))).all()
    rows = await connection.exec_driver_sql(_SAID, ([chat.id for chat in chats],))
    said = [
        {
            "at": row.at,
            "from": "me" if row.raw else "town",
            "text": _words(row.raw) if row.raw else row.text,
        }
        for row in rows
    ]
    return [line for line in said if line["text"]]


def _words(raw: bytes) -> str:
    """Read a person's own words out of an update; a press of a button has none."""
    try:
        message = json.loads(raw)["message"]
        return str(message.get("text") or message.get("caption") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""
