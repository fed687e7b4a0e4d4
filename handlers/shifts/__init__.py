"""The volunteers' room: joining, teams, shifts, duty, hours, rota, and the leaders' tools."""

from aiogram import Router

from handlers.shifts import cover, duty, hours, joining, lead, rota, taking

router = Router(name="shifts")
router.include_router(duty.router)
router.include_router(joining.router)
router.include_router(hours.router)
router.include_router(rota.router)
router.include_router(cover.router)
router.include_router(lead.router)
router.include_router(taking.router)

__all__ = ["router"]
