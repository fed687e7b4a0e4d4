"""The town in which the corpus is replayed, and what is looked at after each case."""

import io
import itertools
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from community import clock, people
from community.people import Role
from tests.bad_input.table import WAY_TO, Case
from tests.bad_input.talkers import OnTelegram, OnTheWeb, Talker, Told
from tests.web.site import Site

FIRST_TELEGRAM, FIRST_GROUP = 800_000_001, -100_800_000_001
KEPT = ("text", "place", "files")
OWN_FAULTS = {None, "not addressed", "not an update", "unread", "nobody"}

NUMBER = re.compile(r"R-\d{4}-\d{3,}")
# What Telegram's own servers turn into something to press in a bot's plain text.
PRESSABLE = re.compile(
    r"""(?ix) (?:https?|tg|ftp|file|gopher)://\S+ | (?<![\w@])@\w{4,} | \w+@\w+\.\w+
    | (?<!\w)\#\w+ | (?<![\w/])/[a-z]\w* | \$[A-Z]{1,8}\b
    | [\w-]+\.(?:com|cn|example|me|org|中国)\b"""
)


@dataclass
class After:
    """What a case left behind."""

    told: list[Told]
    passing: list[str]
    before: dict[str, Any]
    state: str | None
    draft: dict[str, Any]
    reports: int
    rows: int
    faults: list[str | None]
    dead: list[str | None]

    @property
    def said(self) -> str:
        return "\n".join([*(text for text, _ in self.told), *map(str, self.passing)])


class House:
    def __init__(self, site: Site, logged: io.StringIO) -> None:
        self.site = site
        self.logged = logged
        self.others_words = "这是别人的事不能看"
        self.others_number = self.others_button = self.used_code = self.old_code = ""
        self._numbers = itertools.count()
        self._drafts: dict[tuple[str, str], tuple[str | None, str]] = {}

    async def open(self) -> Self:
        """Settle the people that the cases speak of: a worker, somebody else, codes."""
        site = self.site
        monday = datetime.fromisoformat("2026-11-23T10:00").replace(tzinfo=site.app.town.zone)
        await site.at(monday)
        self.used_code = await site.invitation()
        async with site.visitor() as worker:
            await worker.connect()
            await worker.says(f"/start {self.used_code}")
        async with site.app.sessions() as db, db.begin():
            now = await clock.now(db)
            self.old_code = await people.invite(
                db, Role.SOCIAL_WORKER, now=now - timedelta(days=30), name="旧"
            )
        async with site.visitor() as other:
            await other.connect()
            talker = OnTheWeb(other)
            for step in WAY_TO["what"]:
                await talker.does(step)
            await talker.does(("says", self.others_words))
            await talker.does(("says", "别人的家门口"))
            self.others_button = other.buttons["对，提交"][1]
            await talker.does(("presses", "提交"))
            found = NUMBER.search(other.said)
            assert found is not None, other.said
            self.others_number = found[0]
            await talker.does(("says", "我要报问题"))
            await talker.does(("says", "还有一件"))
            await talker.does(("says", "别人的家门口"))
            self.others_button = other.buttons["对，提交"][1]
        return self

    @asynccontextmanager
    async def talker(self, platform: str, *, group: bool = False) -> AsyncIterator[Talker]:
        number = next(self._numbers)
        if platform == "web":
            async with self.site.visitor() as visitor:
                yield OnTheWeb(await visitor.connect())
        else:
            actor = self.site.standin.user(FIRST_TELEGRAM + number)
            yield OnTelegram(self.site, actor.in_group(FIRST_GROUP - number) if group else actor)

    def _filled(self, step: Any) -> Any:
        if not isinstance(step, str):
            return step
        for name, value in (
            ("OTHERS-BUTTON", self.others_button),
            ("OTHERS-WORDS", self.others_words),
            ("OTHERS", self.others_number),
            ("USED-CODE", self.used_code),
            ("OLD-CODE", self.old_code),
            ("STANDIN", self.site.standin.address),
        ):
            step = step.replace(name, value)
        return step

    async def replay(self, case: Case, platform: str) -> After:
        await self._settle_what_others_reported()
        async with self.talker(platform, group=case.group) as talker:
            await self._bring(talker, case)
            before = (await self._dialogue(talker))[1]
            told, passing = len(talker.told), len(talker.passing)
            rows = await self._rows(talker)
            for step in case.steps:
                await talker.does(tuple(self._filled(part) for part in step))
            state, draft = await self._dialogue(talker)
            found = await self._rows(talker)
            return After(
                talker.told[told:],
                talker.passing[passing:],
                before,
                state,
                draft,
                await self._reports(talker),
                len(found) - len(rows),
                [row[0] for row in found],
                await self._dead(talker),
            )

    async def _settle_what_others_reported(self) -> None:
        """Every case tells the same story, and nobody is to be asked whether it is theirs."""
        async with self.site.app.engine.begin() as connection:
            await connection.exec_driver_sql(
                "update cases set closed_at = clock_timestamp(), status = 'solved'"
                " where kind = 'report' and closed_at is null"
            )

    async def _bring(self, talker: Talker, case: Case) -> None:
        """Bring somebody to where the case begins: by the words, or by a draft kept before.

        A draft is a row of PostgreSQL, so a person who stands there already costs no turns. Who
        presses a real button must have been shown it.
        """
        place = (talker.platform, case.at)
        if case.group or not WAY_TO[case.at] or place not in self._drafts or _presses(case):
            for step in WAY_TO[case.at]:
                await talker.does(step)
            state, draft = await self._dialogue(talker)
            self._drafts.setdefault(place, (state, json.dumps(draft)))
            return
        bot = "web" if talker.platform == "web" else str(self.site.standin.state.me["id"])
        chat = await self.site.app.inbox.chat_id(talker.platform, bot, talker.number)
        async with self.site.app.sessions() as db, db.begin():
            now = await clock.now(db)
            await (await db.connection()).exec_driver_sql(
                "update chats set state = $2, state_data = $3::jsonb, state_at = $4 where id = $1",
                (chat, *self._drafts[place], now),
            )

    async def _dialogue(self, talker: Talker) -> tuple[str | None, dict[str, Any]]:
        row = await self.site.row(
            "select state, state_data::text from chats where platform = $1 and external_id = $2",
            talker.platform,
            talker.number,
        )
        return (row[0], json.loads(row[1]) if row[1] else {}) if row else (None, {})

    async def _all(self, statement: str, talker: Talker) -> list[Any]:
        async with self.site.app.engine.connect() as connection:
            found = await connection.exec_driver_sql(statement, (talker.platform, talker.number))
            return list(found.all())

    async def _rows(self, talker: Talker) -> list[Any]:
        return await self._all(
            "select i.fault, i.parked_at from inbox i join chats c on c.id = i.chat_id"
            " where c.platform = $1 and c.external_id = $2",
            talker,
        )

    async def _dead(self, talker: Talker) -> list[str | None]:
        rows = await self._all(
            "select o.fault from outbox o join chats c on c.id = o.chat_id"
            " where o.fault is not null"
            " and c.platform = $1 and c.external_id = $2",
            talker,
        )
        return [row[0] for row in rows]

    async def _reports(self, talker: Talker) -> int:
        rows = await self._all(
            "select 1 from cases k join accounts a on a.person_id = k.reporter_id"
            " where k.kind = 'report' and a.platform = $1 and a.external_id = $2",
            talker,
        )
        return len(rows)

    async def others_are_answered(self) -> bool:
        async with self.talker("web") as talker:
            await talker.does(("says", "您好"))
            return bool(talker.told)


def _presses(case: Case) -> bool:
    return case.at == "filed" or any("press" in step[0] or "edit" in step[0] for step in case.steps)


def loose(told: Told, typed: str) -> list[str]:
    """Give what the person typed and could now be pressed in the town's voice."""
    words, entities = told
    units = words.encode("utf-16-le")
    code = set()
    for entity in entities:
        if entity["type"] == "code":
            code |= set(range(entity["offset"], entity["offset"] + entity["length"]))
    found = []
    for match in PRESSABLE.finditer(words):
        start = len(words[: match.start()].encode("utf-16-le")) // 2
        end = start + len(match[0].encode("utf-16-le")) // 2
        if match[0] in typed and not set(range(start, end)) <= code:
            found.append(match[0])
    assert len(units) // 2 <= 4096
    return found
