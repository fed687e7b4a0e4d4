"""The clerk's desk in chat: applications that wait, each move a tap, each told to its applicant."""

from aiogram import Router

from handlers.hall.desk import moves, told, words

__all__ = ["router", "told"]

router = Router(name="hall-desk")
router.include_routers(moves.router, words.router)
