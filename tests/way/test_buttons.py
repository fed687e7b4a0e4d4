"""Buttons: a token means something once, here, and not for ever."""

import pytest
from aiogram.methods import EditMessageReplyMarkup, EditMessageText, SendMessage

from bot.way import buttons
from bot.way.buttons import STALE
from tests.way.conftest import BOT, NAME, Way, keyboard


async def shown(way: Way, chat: int, *actions: str) -> dict[str, str]:
    """Show buttons in a chat as message 77, and give their tokens by action."""
    await way.owe(chat, SendMessage(chat_id=0, text="?", reply_markup=keyboard(*actions)))
    return await tokens(way)


async def tokens(way: Way) -> dict[str, str]:
    await way.all("update outbox set sent_at = now(), external_id = coalesce(external_id, 77)")
    found = await way.all(
        "select b.action, b.token from buttons b where b.outbox_id = (select max(id) from outbox)"
    )
    return {row.action: buttons.PREFIX + row.token for row in found}


async def press(way: Way, chat: int, data: str | None) -> str:
    row = await way.inbox.chat_id(NAME, BOT, chat)
    async with way.sessions() as db, db.begin():
        return (await buttons.press(db, row, data)).action


async def test_a_press_means_what_was_written(way: Way) -> None:
    token = (await shown(way, 1, "take:17"))["take:17"]
    payload = await way.one("select payload::text from outbox")
    assert "take:17" not in payload, "what it means stands in its row only"
    assert len(token) <= 64
    assert await press(way, 1, token) == "take:17"
    assert await press(way, 1, token) == STALE + "used"


async def test_neighbours_are_used_up_together(way: Way) -> None:
    given = await shown(way, 1, "yes", "no", "*page:2")
    assert await press(way, 1, given["yes"]) == "yes"
    assert await press(way, 1, given["no"]) == STALE + "used"
    assert await press(way, 1, given["page:2"]) == "page:2"
    assert await press(way, 1, given["page:2"]) == "page:2"


async def test_what_may_be_pressed_often_uses_up_nobody(way: Way) -> None:
    given = await shown(way, 1, "yes", "*page:2")
    assert await press(way, 1, given["page:2"]) == "page:2"
    assert await press(way, 1, given["yes"]) == "yes"


async def test_another_chat_cannot_press_it(way: Way) -> None:
    token = (await shown(way, 1, "take:17"))["take:17"]
    assert await press(way, 2, token) == STALE + "unknown"
    assert await press(way, 1, token) == "take:17", "and has not used it up"


@pytest.mark.parametrize(
    "data",
    [
        "take:17",
        "k:",
        "k:nonsense",
        "",
        None,
        "k:\x00",
        "k:' or 1=1 --",
        "stale:used",
        "k:" + "长" * 64,
    ],
)
async def test_forged_data_means_nothing(way: Way, data: str | None) -> None:
    await shown(way, 1, "take:17")
    assert await press(way, 1, data) == STALE + "unknown"


async def test_after_ninety_days_it_is_old(way: Way) -> None:
    token = (await shown(way, 1, "take:17"))["take:17"]
    await way.all("update buttons set expires_at = now() - interval '1 second'")
    assert await press(way, 1, token) == STALE + "old"
    assert await way.one("select used_at is null from buttons")


@pytest.mark.parametrize(
    "edit",
    [
        EditMessageText(chat_id=0, message_id=77, text="!", reply_markup=keyboard("new")),
        EditMessageReplyMarkup(chat_id=0, message_id=77, reply_markup=keyboard("new")),
    ],
)
async def test_an_edit_retires_what_it_replaces(
    way: Way, edit: EditMessageText | EditMessageReplyMarkup
) -> None:
    old = (await shown(way, 1, "old"))["old"]
    elsewhere = (await shown(way, 2, "other"))["other"]
    await way.owe(1, edit)
    assert await press(way, 1, old) == STALE + "used"
    assert await press(way, 2, elsewhere) == "other", "message 77 of another chat is another"
    assert await press(way, 1, (await tokens(way))["new"]) == "new"


async def test_a_press_that_is_rolled_back_was_none(way: Way) -> None:
    token = (await shown(way, 1, "take:17"))["take:17"]
    row = await way.inbox.chat_id(NAME, BOT, 1)
    async with way.sessions() as db:
        await buttons.press(db, row, token)
        await db.rollback()
    assert await press(way, 1, token) == "take:17"
