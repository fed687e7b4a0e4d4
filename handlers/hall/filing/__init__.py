"""Filing an item in chat: its papers, its number, its progress, and how it was."""

from aiogram import Router

from handlers.hall.filing import completing, form, questions, rating, show, told

__all__ = ["questions", "router", "told"]

router = Router(name="hall-filing")
router.include_routers(form.router, completing.router, rating.router, show.router)
