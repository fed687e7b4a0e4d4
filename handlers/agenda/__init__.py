"""The town office's agenda in chat: the list, one case, its decision, and the printed pack."""

from aiogram import Router

from community.people import Role
from handlers.agenda import decide, desk, pack, told
from handlers.filters import Staff

OFFICE = frozenset({Role.TOWN_OFFICE, Role.ADMIN})

router = Router(name="agenda")
router.message.filter(Staff(OFFICE))
router.callback_query.filter(Staff(OFFICE))
router.include_routers(desk.router, decide.router, pack.router)

__all__ = ["router", "told"]
