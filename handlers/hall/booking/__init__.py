"""Appointments: asked for in a sentence or by buttons, held, booked, moved, cancelled."""

from aiogram import Router

from handlers.hall.booking import form, lists, mine, press, questions, told, words

router = Router(name="hall-booking")
# What is typed in the form first: there a sentence may answer what was asked.
router.include_routers(words.router, form.router, press.router, mine.router)

__all__ = ["lists", "questions", "router", "told"]
