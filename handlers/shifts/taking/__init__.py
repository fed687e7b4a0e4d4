"""Taking part: finding a shift by a sentence, a place in it, and one's own places."""

from aiogram import Router

from handlers.shifts.taking import finding, mine, told, way

router = Router(name="taking")
router.include_router(way.router)
router.include_router(mine.router)
router.include_router(finding.router)

__all__ = ["router", "told"]
