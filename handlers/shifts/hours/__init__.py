"""Hours: what a leader confirms, and what a volunteer has given."""

from aiogram import Router

from handlers.shifts.hours import deciding, mine, told, waiting

router = Router(name="hours")
router.include_routers(deciding.router, waiting.router, mine.router)

__all__ = ["router", "told"]
