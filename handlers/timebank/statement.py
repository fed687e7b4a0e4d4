"""The statement: lines by pages in chat, all of them as a table or on paper."""

import asyncio
import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.methods import SendDocument
from aiogram.types import CallbackQuery
from sqlalchemy.ext.asyncio import AsyncSession

from community import files
from community.people import Speaker
from community.timebank import statement
from community.timebank.model import BankAccount
from community.timebank.statement import Line, as_text
from config.texts import Say, Text, join
from config.town import Town
from handlers.paper import Facts, Paper, Table, pdf
from handlers.reply import Keyboard, Said, button, tell, toast
from handlers.timebank.account import mine, no_account
from handlers.timebank.cards import Export, Scene, Statement, hours

router = Router(name="timebank-statement")

A_PAGE = 10
LANGUAGES = {"zh": "zh-CN", "en": "en"}
MOST_ON_PAPER = 5000


# --- in chat -------------------------------------------------------------------------------


async def show(scene: Scene, before: int = 0) -> tuple[Text, Keyboard]:
    account = await mine(scene)
    if account is None:
        return no_account(scene)
    say = scene.say
    found = await statement.lines(scene.db, account, most=A_PAGE + 1, before=before or None)
    if not found:
        return say("bank-lines-none"), []
    head = say("bank-lines-head", number=account.number, hours=hours(account.balance, say))
    lines = [line_text(line, say, scene.town) for line in found[:A_PAGE]]
    turn = []
    if before:
        turn.append(button(say("bank-lines-newest"), Statement(), many=True))
    if len(found) > A_PAGE:
        older = Statement(before=found[A_PAGE - 1].transfer_id)
        turn.append(button(say("bank-lines-older"), older, many=True))
    papers = [
        button(say(f"bank-export-{kind}"), Export(kind=kind), many=True) for kind in ("csv", "pdf")
    ]
    return join([head, *lines]), [turn, papers] if turn else [papers]


def line_text(line: Line, say: Say, town: Town) -> Text:
    """One movement: the day, what it was, how much, and what stood there afterwards."""
    return say(
        "bank-line",
        day=day_of(line, town),
        what=what_of(line, say),
        hours=("+" if line.minutes > 0 else "") + str(hours(line.minutes, say)),
        balance=hours(line.balance, say),
    )


def what_of(line: Line, say: Say) -> str:
    way = "in" if line.minutes > 0 else "out"
    return say(f"bank-kind-{line.kind.value}-{way}").words


def day_of(line: Line, town: Town) -> str:
    return f"{line.at.astimezone(town.zone):%Y-%m-%d}"


@router.callback_query(Statement.filter())
async def turn_page(
    query: CallbackQuery, callback_data: Statement, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    return [toast(query), *tell(scene.chat, *await show(scene, callback_data.before))]


# --- as documents --------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """Write a table that opens in any office program, and in which nothing is ever a formula.

    With a byte order mark, without which Excel takes it for another encoding.
    """
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(
        [cell if isinstance(cell, int) else as_text(cell) for cell in row] for row in rows
    )
    return written.getvalue().encode("utf-8-sig", "replace")


def columns(say: Say) -> list[str]:
    names = ("day", "what", "minutes", "balance", "number")
    return [say(f"bank-column-{name}").words for name in names]


def row(line: Line, say: Say, town: Town) -> list[str | int]:
    return [
        day_of(line, town), what_of(line, say), line.minutes, line.balance, line.transfer_id,
    ]  # fmt: skip


def paper(account: BankAccount, lines: Sequence[Line], scene: Scene) -> Paper:
    say, town = scene.say, scene.town
    bank = town.time_bank
    organisation = bank.organisation.text(say.language) if bank else ""
    local = scene.now.astimezone(town.zone)
    facts = (
        (say("bank-paper-number").words, account.number),
        (say("bank-paper-balance").words, hours(account.balance, say).words),
        (say("bank-paper-day").words, f"{local:%Y-%m-%d %H:%M}"),
    )
    rows = tuple(tuple(str(cell) for cell in row(line, say, town)) for line in lines)
    return Paper(
        say("bank-paper-title").words,
        organisation,
        (Facts(facts), Table(tuple(columns(say)), rows, (18, 36, 14, 16, 16))),
        made_at=local,
        author=organisation,
        language=LANGUAGES.get(say.language, say.language),
    )


@router.callback_query(Export.filter())
async def export(
    query: CallbackQuery, callback_data: Export, db: AsyncSession, person: Speaker,
    state: FSMContext, say: Say, town: Town, now: datetime,
) -> Said:  # fmt: skip
    scene = Scene(db, person, state, say, town, now, query.from_user.id)
    account = await mine(scene)
    if account is None:
        return [toast(query), *tell(scene.chat, *no_account(scene))]
    lines = await statement.lines(db, account, most=MOST_ON_PAPER)
    if callback_data.kind == "pdf":
        content = await asyncio.to_thread(pdf, paper(account, lines, scene))
    else:
        content = table(columns(say), [row(line, say, town) for line in lines])
    name = f"{account.number}-{now.astimezone(town.zone):%Y-%m-%d}.{callback_data.kind}"
    return [toast(query), await send(scene, content, name, say("bank-statement-sent").words)]


async def send(scene: Scene, content: bytes, name: str, caption: str) -> SendDocument:
    """Keep a document as a file of this person, and send it."""
    is_pdf = name.endswith(".pdf")
    kept = await files.keep(
        scene.db, scene.person.id, kind="document", platform="linli", now=scene.now,
        mime="application/pdf" if is_pdf else "text/csv; charset=utf-8",
        size=len(content), content=content,
    )  # fmt: skip
    return SendDocument(
        chat_id=scene.chat, document=f"file:{kept.id}", caption=caption, linli_name=name
    )
