"""The reports room: the resident's form, what the resident does later, and the worker's desk."""

from aiogram import Router

from handlers.reports import cards, desk, follow, form, rating, reporter, told

router = Router(name="reports")
router.include_routers(desk.router, form.router, rating.router, follow.router, reporter.router)

__all__ = ["cards", "router", "told"]
