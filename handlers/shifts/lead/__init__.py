"""What leaders do with their teams, and the calendar of one's own shifts."""

from aiogram import Router

from handlers.shifts.lead import feed

router = Router(name="lead")
router.include_routers(feed.router)

__all__ = ["router"]
