"""The volunteers' room: joining, teams, shifts, duty, hours, rota, and the leaders' tools."""

from aiogram import Router

from handlers.shifts import duty, hours

router = Router(name="shifts")
router.include_router(duty.router)
router.include_router(hours.router)

__all__ = ["router"]
