"""In groups we are silent unless somebody speaks to us."""

from typing import Any

import pytest

from bot.platforms.dialect import TryLaterError
from bot.platforms.telegram import Telegram
from bot.platforms.telegram.groups import is_addressed
from tests.telegram_standin import Standin

US = 700123456
NAME = "linli_test_bot"


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"message": {"text": text, "chat": {"id": -5, "type": "group"}, **more}}


def reply_to(sender: Any) -> dict[str, Any]:
    return message("好的", reply_to_message={"message_id": 1, "from": sender})


@pytest.mark.parametrize(
    ("body", "ours"),
    [
        (message("/start@linli_test_bot"), True),
        (message("/START@Linli_Test_Bot R-2026-000123"), True),
        (message("请 @linli_test_bot 看一下"), True),
        (message("@linli_test_bot，路灯坏了"), True),
        ({"message": {"caption": "@linli_test_bot 这里"}}, True),
        ({"edited_message": {"text": "@linli_test_bot 这里"}}, True),
        (reply_to({"id": US, "is_bot": True}), True),
        ({"callback_query": {"id": "1", "data": "k:x"}}, True),
        (message("/start@another_bot"), False),
        (message("/start"), False),
        (message("@linli_test_bot2 在吗"), False),
        (message("@linli_test 在吗"), False),
        (message("joe@linli_test_bot"), False),
        (message("邻里 linli_test_bot 真好"), False),
        (message("/菜单@linli_test_bots"), False),
        (message("早上好"), False),
        (reply_to({"id": 8}), False),
        (reply_to("nonsense"), False),
        ({"message": {"text": 5}}, False),
        ({"message": {"sticker": {}}}, False),
        ({"message": "nonsense"}, False),
        ({"my_chat_member": {"chat": {"id": -5}}}, False),
        ({}, False),
    ],
)
def test_who_is_meant(body: dict[str, Any], *, ours: bool) -> None:
    assert is_addressed(body, US, NAME) is ours


async def test_the_name_is_learned_from_telegram(standin: Standin, telegram: Telegram) -> None:
    with pytest.raises(TryLaterError):
        telegram.starts_in(message("早上好"))

    await telegram.learn_name()

    assert telegram.starts_in(message(f"/menu@{standin.state.me['username']}"))
    assert not telegram.starts_in(message("早上好"))


async def test_the_bot_that_handlers_see_knows_its_name_and_nothing_else(
    telegram: Telegram,
) -> None:
    assert (await telegram.bot.me()).username == NAME
    with pytest.raises(RuntimeError):
        await telegram.bot.send_message(7, "past the outbox")
