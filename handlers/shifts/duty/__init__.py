"""On duty: signing in, what was looked at, signing out, and the evening's question."""

from aiogram import Router

from handlers.shifts.duty import after, codes, told, way

router = Router(name="duty")
router.include_routers(codes.router, way.router, after.router)

__all__ = ["router", "told"]
