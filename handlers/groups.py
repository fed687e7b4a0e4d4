"""Groups: nothing personal is said where others read; danger is heard there all the same."""

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from config.texts import Say
from handlers.reply import Said, tell, toast

router = Router(name="groups")

IN_GROUP = F.chat.type != "private"


@router.message(IN_GROUP)
async def hint(message: Message, say: Say) -> Said:
    return tell(message.chat.id, say("group-hint"))


@router.edited_message(IN_GROUP)
async def silent(_: Message) -> Said:
    return []


@router.callback_query(F.message.chat.type != "private")
async def no_buttons(query: CallbackQuery, say: Say) -> Said:
    return toast(query, say("group-hint"))
