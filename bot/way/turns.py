"""A turn: one update, one transaction. What happened and what is said commit together."""

import asyncio
import json
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from aiogram import Dispatcher
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot import metrics
from bot.platforms.dialect import AT_ONCE, Platform, TryLaterError, methods_in
from bot.way import buttons, history, outbox
from bot.way.away import AWAY, is_away
from bot.way.batch import Batch
from bot.way.dialogue import LIVES, Dialogue
from bot.way.faults import pass_by
from bot.way.finish import Finish, Open
from bot.way.hearing import Heard, Hearing
from bot.way.inbox import Inbox, Waiting
from bot.way.inline import inline
from bot.way.outbox import Hand
from bot.way.settle import NOT_YET_LOCKED, LazySession, LostError, Read, Settling
from bot.way.updates import Raw, read
from bot.way.wake import Wake
from community import clock, people, unreachable
from community.database import Sessions
from community.notices import OWED, Priority
from community.people import Speaker
from config.texts import known_language, speaker

log = structlog.get_logger()

MOST_TRIES = 5
PAUSES = (0.2, 0.6, 1.5, 3.0)
"""Seconds before a turn that raised is tried again."""
LEAVING = "my_chat_member"
"""The kind of update by which a platform says that somebody blocked us."""
WORKERS = 16
PAUSE_WHEN_AWAY = 0.2
PAUSE_WHEN_LOST = 0.05
LOOK_EVERY = 1.0
"""Seconds between looks for rows that no wake-up announced (another process may have died)."""

_PEEK = """
select id, chat_id, platform, bot, raw, received_at, attempts from inbox
where chat_id = $1 and done_at is null and parked_at is null
order by id limit 1"""

_LEFT_BEHIND = """
select distinct chat_id from inbox
where done_at is null and parked_at is null
  and (not_before is null or not_before <= clock_timestamp())
limit 500"""

_FAILED = """
update inbox set attempts = attempts + $5, fault = $2,
    not_before = clock_timestamp() + make_interval(secs => $3),
    parked_at = case when attempts + $5 >= $4 then clock_timestamp() end
where id = $1 and done_at is null and parked_at is null returning parked_at is not null"""


class HandlerError(Exception):
    """A handler raised what elsewhere would mean that the database is away."""


class Turns:
    """Take turns of all chats, several chats at once, never one chat twice at once.

    :param given: what handlers may ask for by parameter name, beside what the turn itself gives.
    :param hand: the sender of this process, which need not read what is handed to it.
    """

    def __init__(
        self,
        *,
        engine: AsyncEngine,
        sessions: Sessions,
        inbox: Inbox,
        wake: Wake,
        dispatcher: Dispatcher,
        platforms: Mapping[tuple[str, str], Platform],
        hearing: Hearing,
        given: Mapping[str, Any],
        hand: Hand | None = None,
        lease_seconds: float = 10.0,
        draft_lives: timedelta = LIVES,
    ) -> None:
        self._engine = engine
        self._at_once = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._sessions = sessions
        self._inbox = inbox
        self._wake = wake
        self._dispatcher = dispatcher
        inline(dispatcher)
        settling = Settling(engine, lease_seconds=lease_seconds)
        self._reads: Batch[tuple[int, int, int], Read | None] = Batch(settling.read)
        self._finish = Finish(settling, wake, hand)
        self._platforms = platforms
        self._hearing = hearing
        self._given = given
        self._draft_lives = draft_lives
        self._queue: asyncio.Queue[int] = asyncio.Queue()
        self._queued: set[int] = set()
        self._busy: set[int] = set()
        self._again: set[int] = set()
        self._unread: set[int] = set()
        """Chats of which the database may hold more than this process took in itself."""
        inbox.takes_turns = True
        wake.on("turn", self._on_wake)

    def _on_wake(self, about: str) -> None:
        if about.isdecimal():
            self._enqueue(int(about))

    def _enqueue(self, chat_id: int) -> None:
        if chat_id not in self._queued:
            self._queued.add(chat_id)
            self._queue.put_nowait(chat_id)

    async def run(self) -> None:
        """Take turns until cancelled; the turns that run are finished or rolled back."""
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work())
            group.create_task(self._look())

    async def _look(self) -> None:
        while True:
            try:
                async with self._at_once.connect() as connection:
                    rows = await connection.exec_driver_sql(_LEFT_BEHIND)
                    for (chat_id,) in rows:
                        self._enqueue(chat_id)
            except AWAY as error:
                log.warning("the database is away", fault=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY)

    async def _work(self) -> None:
        while True:
            chat_id = await self._queue.get()
            self._queued.discard(chat_id)
            if chat_id in self._busy:
                self._again.add(chat_id)
                continue
            self._busy.add(chat_id)
            try:
                while await self.take_one(chat_id) and self._may_have_more(chat_id):
                    pass
            except AWAY as error:
                log.warning("a turn waits for the database", fault=type(error).__name__)
                self._later(chat_id, PAUSE_WHEN_AWAY)
            finally:
                self._busy.discard(chat_id)
                if chat_id in self._again:
                    self._again.discard(chat_id)
                    self._enqueue(chat_id)

    def _may_have_more(self, chat_id: int) -> bool:
        """Say whether to look again: what this process took in itself, it knows without asking."""
        return chat_id in self._inbox.fresh or chat_id in self._unread

    def _later(self, chat_id: int, pause: float) -> None:
        asyncio.get_running_loop().call_later(pause, self._enqueue, chat_id)

    async def take_one(self, chat_id: int) -> bool:
        """Take the oldest waiting turn of a chat, and say whether there was one to take.

        :raises AWAY: the database is away; nothing happened.
        """
        fresh = self._inbox.fresh.get(chat_id)
        if fresh:
            row = fresh.pop(0)
            if not fresh:
                del self._inbox.fresh[chat_id]
            if await self._take(row):
                return True
            # It was not the oldest, or another process had it: what we remember is no guide now.
            self._inbox.fresh.pop(chat_id, None)
        oldest = await self._oldest(chat_id)
        if oldest is None:
            self._unread.discard(chat_id)
            return False
        self._unread.add(chat_id)
        return await self._take(oldest)

    async def _oldest(self, chat_id: int) -> Waiting | None:
        async with self._at_once.connect() as connection:
            found = (await connection.exec_driver_sql(_PEEK, (chat_id,))).first()
        return Waiting(*tuple(found)) if found else None

    async def _take(self, row: Waiting) -> bool:
        update = None
        try:
            update = read(row.raw)
            done = await self._turn(row, update, await self._hearing.hear(update))
        except TryLaterError:
            await self._failed(row, update, "not yet", tried=False)
            return True
        except Exception as error:  # one message must not stop the others
            if is_away(error):
                raise
            cause = error.__cause__ if isinstance(error, HandlerError) else error
            fault = type(cause).__name__
            log.error("a turn failed", row=row.id, fault=fault, at=_where(cause))  # noqa: TRY400  no values
            await self._failed(row, update, fault)
            return True
        metrics.turns.inc()
        return done

    async def _turn(self, row: Waiting, update: Raw | None, heard: Heard) -> bool:
        user = update.user if update else None
        read_ = await self._reads.add((row.chat_id, row.id, user or 0))
        if read_ is None:
            return False
        platform = self._platforms.get((row.platform, row.bot))
        async with self._sessions(sync_session_class=LazySession) as db:
            db.info[NOT_YET_LOCKED] = (row.chat_id, read_.version, row.id)
            try:
                opened = await self._open(db, row, update, read_, self._draft_lives)
                pass_by("handler_running")
                said: list[TelegramMethod[Any]] = []
                fault: str | None = "unread"
                if update is not None and platform is not None:
                    said, fault = await self._dispatch(db, row, update, heard, opened, platform)
                kept = [method for method in said if not isinstance(method, AT_ONCE)]
                priority = Priority.CRISIS if heard.alarm else Priority.ANSWER
                await self._finish(db, row, opened, kept, priority, fault)
            except LostError:
                self._later(row.chat_id, PAUSE_WHEN_LOST)
                return False
            owed = db.info.get(OWED)
        if owed:
            self._wake("notices")
        for method in said:
            if platform is not None and isinstance(method, AT_ONCE):
                await platform.answer(opened.chat, method)
        return True

    @staticmethod
    async def _open(
        db: AsyncSession, row: Waiting, update: Raw | None, read_: Read, lives: timedelta
    ) -> Open:
        now = clock.read(read_.ahead, read_.frozen_at)
        dialogue = Dialogue(
            read_.state,
            json.loads(read_.state_data) if read_.state_data else None,
            read_.state_at,
            now=now,
            lives=lives,
        )
        who = None
        user = update.user if update else None
        if read_.person_id is not None:
            if read_.was_gone and update is not None and update.kind != LEAVING:
                await unreachable.came_back(db, row.platform, row.bot, update.user or 0)
            who = Speaker.of(
                read_.person_id, read_.name, read_.language, read_.community, read_.roles
            )
        elif user is not None:
            person = await people.known(db, row.platform, row.bot, user, now=now)
            who = Speaker.of(person.id, None, None, None, None)
        return Open(read_.chat, read_.version, dialogue, now, who, read_.talk)

    async def _dispatch(
        self,
        db: AsyncSession,
        row: Waiting,
        update: Raw,
        heard: Heard,
        opened: Open,
        platform: Platform,
    ) -> tuple[list[TelegramMethod[Any]], str | None]:
        if update.is_group and not platform.starts_in(update.body):
            return [], "not addressed"
        body, label = update.body, ""
        if update.kind == "callback_query":
            pressed = await buttons.press(db, row.chat_id, update.press)
            query = {**body["callback_query"], "data": pressed.action}
            body, label = {**body, "callback_query": query}, pressed.label
        parsed = _parsed(row.id, body, platform)
        if parsed is None:
            return [], "not an update"
        if opened.speaker is None:
            return [], "nobody"
        language = opened.speaker.language or known_language(update.user_language)
        dialogue = opened.dialogue
        try:
            returned = await self._dispatcher.feed_update(
                platform.bot,
                parsed,
                **self._given,
                db=db,
                now=opened.now,
                person=opened.speaker,
                say=speaker(language),
                state=dialogue.context(platform.bot.id, opened.chat),
                raw_state=dialogue.state,
                expired=dialogue.expired,
                meaning=heard.meaning,
                alarm=heard.alarm,
                talk=opened.talk,
                pressed=label,
                chat_row=row.chat_id,
                transcript=partial(history.transcript, db, row.chat_id),
                platform=platform,
            )
        except OSError as error:
            raise HandlerError from error
        said = methods_in(returned)
        if parsed.callback_query and not any(isinstance(m, AnswerCallbackQuery) for m in said):
            said.append(AnswerCallbackQuery(callback_query_id=parsed.callback_query.id))
        return said, None

    async def _failed(
        self, row: Waiting, update: Raw | None, fault: str, *, tried: bool = True
    ) -> None:
        """Note that the turn raised; after the last try park it, and say so to the person."""
        metrics.turn_faults.inc()
        pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
        async with self._engine.begin() as connection:
            parked = (
                await connection.exec_driver_sql(
                    _FAILED, (row.id, fault, pause, MOST_TRIES, int(tried))
                )
            ).scalar()
            if parked:
                metrics.parked.inc()
                await connection.exec_driver_sql(
                    "select 1 from chats where id = $1 for no key update", (row.chat_id,)
                )
                language = known_language(update.user_language if update else None)
                await outbox.put(
                    connection,
                    row.chat_id,
                    self._hearing.apology(language),
                    priority=Priority.ANSWER,
                )
        if parked:
            self._wake("outbox")
        else:
            self._later(row.chat_id, pause + 0.01)


_FRAME = ("message_id", "date", "chat", "from")


def _parsed(number: int, body: Mapping[str, Any], platform: Platform) -> Update | None:
    """Parse an update; of a message with a content that nobody knows yet, at least its frame."""
    message = body.get("message")
    bare = {"message": {k: v for k, v in message.items() if k in _FRAME}} if message else None
    for known in (body, bare):
        try:
            if known:
                given = {"update_id": number, **known}
                return Update.model_validate(given, context={"bot": platform.bot})
        except (ValidationError, RecursionError):
            continue
    return None


def _where(error: BaseException | None) -> str:
    """Name the line that raised, without any of the values in it."""
    trace = error.__traceback__ if error else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return ""
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}"
