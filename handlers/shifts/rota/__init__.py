"""The month's rota: a leader has it drafted, looks through it, publishes it."""

from aiogram import Router

from handlers.shifts.rota import changing, gaps, told, way

router = Router(name="rota")
router.include_routers(way.router, changing.router, told.router, gaps.router)

__all__ = ["router"]
