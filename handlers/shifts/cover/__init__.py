"""Cover: asking for somebody to stand in or to swap, and answering such a request."""

from aiogram import Router

from handlers.shifts.cover import answering, asking

router = Router(name="cover")
router.include_routers(asking.router, answering.router)

__all__ = ["router"]
