"""Wiring: the parts of one process, and what each of them needs."""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import structlog
import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import ASGIApp

import bot.lean  # noqa: F401  before anything else imports aiogram
import handlers
from bot import retention
from bot.dead import OnDead
from bot.erase import erase_chats, words_of
from bot.meanings import KeptMeanings
from bot.platforms.dialect import Platform
from bot.platforms.telegram import Telegram
from bot.platforms.web.hub import Hub
from bot.platforms.web.platform import BOT, NAME, WebPlatform
from bot.tell import ToChat
from bot.way.away import AWAY
from bot.way.hearing import Hearing
from bot.way.inbox import Inbox
from bot.way.limits import Limits, Rates
from bot.way.redis import Redis
from bot.way.sender import Sender
from bot.way.turns import Turns
from bot.way.wake import Wake
from bot.web.app import build
from bot.web.calendar import CalendarFiles
from bot.web.display import DisplayPage
from bot.web.edges import SafeHeaders
from bot.web.feed import ShiftFeeds
from bot.web.follow import FollowPage
from bot.web.open311 import Open311
from bot.web.page import ChatPage
from community.database import Sessions, connect, sessions_of
from community.hall import round as hall
from community.reports import ladder
from community.shifts import round as shifts
from community.shifts.changing import settle_changes as settle_shifts
from community.timebank import round as timebank
from config.settings import Settings
from config.town import Town, load_town
from jobs import notices, schedules, timetable
from nlu.client import Understanding

log = structlog.get_logger()

Part = Literal["inlet", "turn", "sender", "jobs", "web"]
PARTS: tuple[Part, ...] = get_args(Part)
Round = Callable[[Sessions, Town], Awaitable[int]]
STOP_WITHIN = 10.0


class App:
    """One process with any subset of the parts; any number of such processes may run."""

    def __init__(
        self, settings: Settings, parts: Collection[Part] = PARTS, town: Town | None = None
    ) -> None:
        self.settings = settings
        self.parts = frozenset(parts)
        self.town = town or load_town(settings.town)
        self.engine: AsyncEngine = connect(settings.database_url)
        self.sessions = sessions_of(self.engine)
        self.redis = Redis(settings.redis_url)
        self.wake = Wake(self.redis)
        self.inbox = Inbox(self.engine, self.wake)
        self.hub = Hub(self.wake)
        self.ready = asyncio.Event()
        self._stop = asyncio.Event()
        self.telegram = Telegram(settings, self.inbox, self.engine) if self._has_token else None
        self.platforms: dict[tuple[str, str], Platform] = {(NAME, BOT): WebPlatform(self.wake)}
        if self.telegram:
            self.platforms[self.telegram.name, self.telegram.bot_name] = self.telegram
        self.understanding = (
            Understanding(settings.nlu_socket, cache=KeptMeanings(self.redis))
            if settings.nlu_socket
            else None
        )

    @property
    def _has_token(self) -> bool:
        return bool(self.settings.telegram_token.get_secret_value())

    def stop(self) -> None:
        """Take no more in, finish or roll back what runs, and end within ten seconds."""
        self._stop.set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sign, self.stop)
        work = loop.create_task(self._work())
        stopped = loop.create_task(self._stop.wait())
        await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            work.cancel()
        stopped.cancel()
        try:
            await asyncio.wait_for(asyncio.gather(work, return_exceptions=True), STOP_WITHIN)
        finally:
            await self._close()
        if not work.cancelled() and (error := work.exception()) is not None:
            raise error

    async def _close(self) -> None:
        if self.telegram:
            await self.telegram.close()
        if self.understanding:
            await self.understanding.close()
        await self.redis.close()
        await self.engine.dispose()

    async def _work(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.wake.publish())
            group.create_task(self.wake.listen())
            sender = self.sender() if "sender" in self.parts else None
            if "turn" in self.parts:
                group.create_task(self.turns(sender).run())
            if sender:
                group.create_task(sender.run())
            if "jobs" in self.parts:
                group.create_task(self._jobs())
            if "web" in self.parts or ("inlet" in self.parts and self._webhook):
                group.create_task(self._serve())
            if "inlet" in self.parts and self.telegram:
                group.create_task(self.telegram.listen())
            if "turn" in self.parts and self.telegram:
                group.create_task(self.telegram.learn_name())
            self.ready.set()

    @property
    def _webhook(self) -> bool:
        return self.telegram is not None and self.settings.telegram_mode == "webhook"

    def turns(self, hand: Sender | None = None) -> Turns:
        given: dict[str, Any] = {
            "town": self.town,
            "data_dir": Path(self.settings.data_dir),
            "web_address": self.settings.web_address,
            "engine": self.engine,
            "erase": erase_chats,
            "words_of": words_of,
        }
        return Turns(
            engine=self.engine,
            sessions=self.sessions,
            inbox=self.inbox,
            wake=self.wake,
            dispatcher=handlers.rooms(),
            platforms=self.platforms,
            hearing=Hearing(self.understanding),
            given=given,
            hand=hand,
            lease_seconds=self.settings.lease_seconds,
            draft_lives=timedelta(hours=self.town.settings.draft_hours),
        )

    def sender(self) -> Sender:
        rates = Rates(overall=self.settings.telegram_rate, chat=self.settings.telegram_chat_rate)
        return Sender(
            self.engine,
            self.platforms,
            Limits(self.redis, rates),
            self.wake,
            lease_seconds=self.settings.lease_seconds,
            on_dead=OnDead(self.town),
        )

    async def _jobs(self) -> None:
        bell = asyncio.Event()
        self.wake.on("notices", lambda _: bell.set())
        timed = [*schedules.all_schedules(self.town), *retention.schedules(self.town)]
        scheduler = AsyncIOScheduler(timezone=self.town.zone)

        async def tick() -> None:
            bell.set()
            try:
                await timetable.tick(self.sessions, timed)
            except AWAY as error:
                log.warning("the timetable waits for the database", fault=type(error).__name__)

        scheduler.add_job(
            tick, "interval", seconds=1, coalesce=True, misfire_grace_time=None, max_instances=1
        )
        for work in (ladder.run, hall.run, shifts.run, timebank.run):
            scheduler.add_job(
                self._round,
                "interval",
                args=[work, bell],
                seconds=2,
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
            )
        for work in (hall.settle_changes, settle_shifts):
            scheduler.add_job(
                self._round,
                "interval",
                args=[work, bell],
                hours=1,
                next_run_time=datetime.now(UTC),  # at once: the pack may be another than yesterday
                misfire_grace_time=None,
            )
        if self.telegram:
            scheduler.add_job(
                self.telegram.fetch_files,
                "interval",
                seconds=2,
                coalesce=True,
                misfire_grace_time=None,
                max_instances=1,
            )
        scheduler.start()
        tell = ToChat(self.town)
        try:
            while True:
                await bell.wait()
                bell.clear()
                try:
                    await self._bear(tell)
                except AWAY as error:
                    log.warning("notices wait for the database", fault=type(error).__name__)
        finally:
            scheduler.shutdown(wait=False)

    async def _bear(self, tell: ToChat) -> None:
        """Hand over what is due; after a full batch turns come first for twice as long."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        while borne := await notices.bear(self.sessions, tell):
            self.wake("outbox")
            if borne < notices.MOST_AT_ONCE:
                return
            await asyncio.sleep(2 * (loop.time() - started))
            started = loop.time()

    async def _round(self, work: Round, bell: asyncio.Event) -> None:
        """Do what the clock has made due; a fault is looked at, and tried again."""
        room = work.__module__
        try:
            while await work(self.sessions, self.town):
                bell.set()
        except AWAY as error:
            log.warning("a round waits for the database", room=room, fault=type(error).__name__)
        except Exception as error:  # noqa: BLE001  what people wrote must not reach the log
            log.error("a round cannot go on", room=room, fault=type(error).__name__)  # noqa: TRY400

    async def _serve(self) -> None:
        routers: list[APIRouter] = []
        if "web" in self.parts:
            page = ChatPage(
                settings=self.settings,
                engine=self.engine,
                sessions_=self.sessions,
                inbox=self.inbox,
                hub=self.hub,
                town=self.town,
            )
            routers.append(page.router())
            given: Any = {"settings": self.settings, "sessions": self.sessions, "town": self.town}
            doors = (
                Open311(**given),
                FollowPage(**given),
                DisplayPage(**given),
                CalendarFiles(sessions=self.sessions, town=self.town),
                ShiftFeeds(sessions=self.sessions, town=self.town),
            )
            routers += [door.router() for door in doors]
        app: ASGIApp = build(self.engine, *routers)
        if "inlet" in self.parts and self.telegram and self._webhook:
            app = SafeHeaders(self.telegram.before(app))
        config = uvicorn.Config(
            app,
            host=self.settings.host,
            port=self.settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            ws_max_size=64 * 1024,
            ws_ping_interval=20,
            ws_ping_timeout=20,
            h11_max_incomplete_event_size=16 * 1024,
            timeout_graceful_shutdown=3,
        )
        await _Server(config).serve()


class _Server(uvicorn.Server):
    """uvicorn without its own hold on the signals: the app stops all its parts together."""

    def install_signal_handlers(self) -> None:
        """Leave the signals to the app."""

    async def serve(self, sockets: Any = None) -> None:
        try:
            await self._serve(sockets)
        except asyncio.CancelledError:
            self.should_exit = True
            await self.shutdown(sockets)
            raise
